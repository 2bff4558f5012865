/* SPDX-License-Identifier: Apache-2.0
 *
 * verify_report: what verify tells of each sealed string, in the formats of -o.
 *
 * A format writes as it goes: nothing of a string is kept. What comes from files is shown with everything escaped that could harm a
 * terminal or be no UTF-8. No plaintext comes here.
 */
#ifndef CMD_VERIFY_REPORT_H
#define CMD_VERIFY_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "cmd/invocation.h"
#include "cmd/message.h"
#include "render/find.h"
#include "sealed/inspect.h"
#include "yaml/tree.h"

enum verify_status {
    VERIFY_OPENS,
    VERIFY_OLD_KEY,        /* opens, but the newest key is another one */
    VERIFY_UNPLACED,       /* a key made it; for which Secret is not known here */
    VERIFY_SHAPE_ONLY,     /* no private keys were given */
    VERIFY_PLAIN,          /* no sealed string at all */
    VERIFY_DAMAGED,        /* was one */
    VERIFY_NO_KEY,         /* none of the keys made it */
    VERIFY_OTHER_LABEL,    /* sealed for another namespace, name or scope */
    VERIFY_SHARED,         /* opens for some of the Secrets that it serves only */
    VERIFY_EMPTY,          /* opens to nothing, or is nothing */
    VERIFY_NOT_UNDERSTOOD, /* no string: a file that could not be read or understood */
    VERIFY_STATUSES,
};

enum verify_level { LEVEL_FINE, LEVEL_WARNING, LEVEL_ERROR };

struct verify_rule {
    const char *words; /* "old key": in text */
    const char *name;  /* "oldKey": in JSON */
    const char *rule;  /* "sealed-old-key": in SARIF */
    const char *about; /* a sentence: what is wrong with such a string */
    enum verify_level level;
};

extern const struct verify_rule verify_rules[VERIFY_STATUSES];

/* One string, or a file of VERIFY_NOT_UNDERSTOOD, of which only place.file, why and hint are set. */
struct verified {
    enum verify_status status;
    const struct site *site;    /* NULL for a file */
    struct place place;         /* line 0: unknown */
    struct text path;           /* of keys; empty: the whole document is the string */
    const uint8_t *fingerprint; /* of the key that made it; NULL: unknown */
    bool label_known;
    enum scope scope;       /* that it was sealed for, and the label */
    struct text label;      /* empty where cluster-wide */
    const char *why, *hint; /* what is wrong and what mends it, without the place; NULL where nothing is */
};

struct verify_summary {
    size_t files; /* that were looked at, whatever became of it */
    size_t strings;
    size_t counts[VERIFY_STATUSES];
};

/* Where a report goes. */
struct verify_out {
    struct messages *messages; /* text says there what is wrong */
    size_t written;            /* rows so far */
};

/* Each function writes to stdout; -1 with ERR_IO. A report without a head has no begin. */
struct verify_format {
    int (*begin)(struct verify_out *out, struct err *err);
    int (*row)(struct verify_out *out, const struct verified *one, struct err *err);
    int (*end)(struct verify_out *out, const struct verify_summary *summary, struct err *err);
};

/* For a string in plain text, and for one of another scope than its SealedSecret: puts words that name what is to be changed there
 * in the place of those that inspect_all() has for any string. */
void verify_explain(const struct invocation *invocation, struct arena *arena, const struct inspected *string, struct verified *one);

extern const struct verify_format verify_text, verify_json, verify_sarif, verify_github;

/* "12 sealed strings in 3 files: 9 open, 1 damaged", in the arena. */
struct text verify_summary_text(struct arena *arena, const struct verify_summary *summary);

#endif
