/* SPDX-License-Identifier: Apache-2.0 */
#include "render/wide.h"

#include "base/alloc.h"
#include "render/triage.h"

/* By its byte order mark or, as YAML has it, by a zero byte among the first two. */
static bool is_wide(struct text bytes)
{
    return bytes.len >= 2 &&
           (bytes.at[0] == '\0' || bytes.at[1] == '\0' || text_starts(bytes, "\xff\xfe") || text_starts(bytes, "\xfe\xff"));
}

int wide_check(const struct stream_part *part, struct err *err)
{
    if (!is_wide(part->bytes))
        return 0;
    /* Our words are ASCII: without the zero bytes they read as in UTF-8. */
    auto_free char *narrow = mem_new(part->bytes.len);
    size_t len = 0;
    for (size_t i = 0; i < part->bytes.len; i++)
        if (part->bytes.at[i] != '\0')
            narrow[len++] = part->bytes.at[i];
    if (!triage_holds((struct text){narrow, len}, triage_values, triage_values_count))
        return 0;
    err_set(err, ERR_INPUT, TEXT_FMT ":1:1: the stream is UTF-16 or UTF-32 and holds values", TEXT_ARG(part->name));
    return err_hint(err, "write it as UTF-8; in PowerShell: Out-File -Encoding utf8");
}
