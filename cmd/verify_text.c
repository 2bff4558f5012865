/* SPDX-License-Identifier: Apache-2.0
 *
 * verify_text: a line a string on stdout; on stderr what is wrong with it and what mends it.
 */
#include "base/buf.h"
#include "base/limits.h"
#include "base/visible.h"
#include "cmd/stdout.h"
#include "cmd/verify_report.h"
#include "sealed/public_key.h"

/* Of a fingerprint, behind its prefix, enough to tell the keys of one cluster apart. */
enum { STATUS_WIDTH = 11, SCOPE_WIDTH = 14, KEY_WIDTH = 12, PREFIX_LEN = sizeof "SHA256:" - 1 };

static int put_line(struct text line, struct err *err)
{
    const struct text slices[] = {line, TEXT("\n")};
    return stdout_write(slices, 2, err);
}

static struct text cells(struct arena *arena, const char *status, const char *scope, struct text key)
{
    return arena_format(arena, "%-*s  %-*s  %-*.*s", STATUS_WIDTH, status, SCOPE_WIDTH, scope, KEY_WIDTH,
                        key.len < KEY_WIDTH ? (int)key.len : KEY_WIDTH, key.at);
}

static int put_headings(struct arena *arena, struct err *err)
{
    return put_line(arena_format(arena, TEXT_FMT "  WHERE  LABEL", TEXT_ARG(cells(arena, "STATUS", "SCOPE", TEXT("KEY")))), err);
}

/* "values.yaml:41:7: secret_management.external_secrets.stores[0].client_secret" */
static struct text where(struct arena *arena, const struct verified *one)
{
    struct text place = place_text(arena, one->place);
    if (one->path.len == 0)
        return place;
    return arena_format(arena, TEXT_FMT ": " TEXT_FMT, TEXT_ARG(place), TEXT_ARG(one->path));
}

static int put_row(struct arena *arena, const struct verified *one, struct err *err)
{
    struct text key = one->fingerprint != NULL ? text_from(fingerprint_text(arena, one->fingerprint), PREFIX_LEN) : TEXT("-");
    struct text label = one->label.len > 0 ? visible_text(arena, one->label) : TEXT("-");
    struct text line = arena_format(
        arena, TEXT_FMT "  " TEXT_FMT "  " TEXT_FMT,
        TEXT_ARG(cells(arena, verify_rules[one->status].words, one->label_known ? scope_name(one->scope) : "-", key)),
        TEXT_ARG(visible_text(arena, where(arena, one))), TEXT_ARG(label));
    return put_line(line, err);
}

static void tell(struct arena *arena, struct verify_out *out, const struct verified *one)
{
    auto_err err = {0};
    struct text place = where(arena, one);
    if (one->why == NULL)
        return;
    if (one->site == NULL) /* the words have the place */
        err_set(&err, ERR_INPUT, "%s", one->why);
    else
        err_set(&err, ERR_INPUT, TEXT_FMT ": %s", TEXT_ARG(place), one->why);
    if (one->hint != NULL)
        err_hint(&err, "%s", one->hint);
    if (verify_rules[one->status].level == LEVEL_ERROR)
        message_error(out->messages, &err);
    else
        message_note(out->messages, &(struct note){NOTE_WARNING, text_of(err.text), text_of(err.hint)});
}

static int row(struct verify_out *out, const struct verified *one, struct err *err)
{
    auto_arena arena = {0};
    if (one->site != NULL && ((out->written++ == 0 && put_headings(&arena, err) != 0) || put_row(&arena, one, err) != 0))
        return -1;
    tell(&arena, out, one);
    return 0;
}

/* Where anything is wrong the summary is the error that ends the run. */
static int end(struct verify_out *out, const struct verify_summary *summary, struct err *err)
{
    auto_arena arena = {0};
    (void)err;
    for (unsigned status = 0; status < VERIFY_STATUSES; status++)
        if (verify_rules[status].level == LEVEL_ERROR && summary->counts[status] > 0)
            return 0;
    if (summary->strings > 0 && !out->messages->quiet)
        message_line(out->messages, verify_summary_text(&arena, summary));
    return 0;
}

const struct verify_format verify_text = {.row = row, .end = end};
