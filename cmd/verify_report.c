/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/verify_report.h"

#include "base/buf.h"
#include "base/limits.h"

const struct verify_rule verify_rules[VERIFY_STATUSES] = {
    [VERIFY_OPENS] = {"opens", "opens", "sealed-opens", "The sealed string opens for all the Secrets that it serves.", LEVEL_FINE},
    [VERIFY_OLD_KEY] =
        {"old key", "oldKey", "sealed-old-key",
         "The sealed string opens, but it was sealed for a key that is not the newest one. Reseal it before the old key "
         "is retired.",
         LEVEL_WARNING},
    [VERIFY_UNPLACED] = {"unplaced", "unplaced", "sealed-unplaced",
                         "The sealed string was made by a key that was given; for which Secret is not known where it stands.",
                         LEVEL_FINE},
    [VERIFY_SHAPE_ONLY] = {"shape only", "shapeOnly", "sealed-shape-only",
                           "The sealed string has the right shape; no private keys were given to open it.", LEVEL_FINE},
    [VERIFY_PLAIN] = {"plain", "plain", "sealed-plain", "Plain text stands where a sealed string belongs.", LEVEL_ERROR},
    [VERIFY_DAMAGED] = {"damaged", "damaged", "sealed-damaged",
                        "The sealed string was changed on its way: folded, cut off, encoded twice, or altered.", LEVEL_ERROR},
    [VERIFY_NO_KEY] = {"no key", "noKey", "sealed-no-key", "None of the keys that were given made the sealed string.", LEVEL_ERROR},
    [VERIFY_OTHER_LABEL] = {"other label", "otherLabel", "sealed-other-label",
                            "The sealed string was sealed for another namespace, name or scope than it is used with.", LEVEL_ERROR},
    [VERIFY_SHARED] = {"shared", "shared", "sealed-shared",
                       "The sealed string serves several Secrets and does not open for all of them.", LEVEL_ERROR},
    [VERIFY_EMPTY] = {"empty", "empty", "sealed-empty", "The sealed string is empty, or opens to an empty plaintext.", LEVEL_ERROR},
    [VERIFY_NOT_UNDERSTOOD] = {"not understood", "notUnderstood", "file-not-understood",
                               "The file could not be read or understood, so that its sealed strings were not looked at.",
                               LEVEL_ERROR},
};

/* With how the words go on in "9 open". */
static const char *const counted[VERIFY_STATUSES] = {
    [VERIFY_OPENS] = "open",
    [VERIFY_OLD_KEY] = "open with an old key",
    [VERIFY_UNPLACED] = "unplaced",
    [VERIFY_SHAPE_ONLY] = "looked at for their shape only",
    [VERIFY_PLAIN] = "plain",
    [VERIFY_DAMAGED] = "damaged",
    [VERIFY_NO_KEY] = "without a key",
    [VERIFY_OTHER_LABEL] = "sealed for another label",
    [VERIFY_SHARED] = "not sealed for all that they serve",
    [VERIFY_EMPTY] = "empty",
    [VERIFY_NOT_UNDERSTOOD] = "files not understood",
};

struct text verify_summary_text(struct arena *arena, const struct verify_summary *summary)
{
    struct buf buf = buf_new(arena, LIMIT_MESSAGE_BYTES);
    buf_format(&buf, "%zu sealed string%s in %zu file%s", summary->strings, summary->strings == 1 ? "" : "s", summary->files,
               summary->files == 1 ? "" : "s");
    const char *between = ": ";
    for (unsigned status = 0; status < VERIFY_STATUSES; status++) {
        if (summary->counts[status] == 0)
            continue;
        buf_format(&buf, "%s%zu %s", between, summary->counts[status], counted[status]);
        between = ", ";
    }
    return buf_text(&buf);
}
