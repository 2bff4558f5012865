/* SPDX-License-Identifier: Apache-2.0
 *
 * verify_github: what is wrong, as annotations in GitHub Actions.
 *
 * Source: the workflow commands of GitHub Actions ("::error file=...,line=...,col=...,title=...::message"). As its own toolkit
 * does, %, CR and LF are escaped everywhere, ":" and "," in properties.
 */
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/visible.h"
#include "cmd/stdout.h"
#include "cmd/verify_report.h"

/* A message may be as long as it is with every byte escaped. */
enum { ESCAPED_BYTES = 3 };

static void put_escaped(struct buf *buf, struct text text, const char *escaped)
{
    struct text shown = visible_text(buf->arena, text);
    for (size_t i = 0; i < shown.len; i++) {
        if (shown.at[i] != 0 && strchr(escaped, shown.at[i]) != NULL)
            buf_format(buf, "%%%02X", (unsigned char)shown.at[i]);
        else
            buf_put_byte(buf, shown.at[i]);
    }
}

static void put_property(struct buf *buf, struct text text)
{
    put_escaped(buf, text, "%\r\n:,");
}

static void put_message(struct buf *buf, struct text text)
{
    put_escaped(buf, text, "%\r\n");
}

static int row(struct verify_out *out, const struct verified *one, struct err *err)
{
    auto_arena arena = {0};
    const struct verify_rule *rule = &verify_rules[one->status];
    struct buf buf = buf_new(&arena, ESCAPED_BYTES * (size_t)4 * LIMIT_MESSAGE_BYTES);
    struct text file = one->place.file;
    if (rule->level == LEVEL_FINE)
        return 0;
    while (text_starts(file, "./"))
        file = text_from(file, 2);
    buf_format(&buf, "::%s file=", rule->level == LEVEL_ERROR ? "error" : "warning");
    put_property(&buf, file);
    if (one->place.line > 0)
        buf_format(&buf, ",line=%zu,col=%zu", one->place.line, one->place.column);
    buf_format(&buf, ",title=%s%s::", one->site != NULL ? "sealed string%3A " : "", rule->words);
    if (one->path.len > 0) {
        put_message(&buf, one->path);
        buf_put_string(&buf, ": ");
    }
    put_message(&buf, text_of(one->why));
    if (one->hint != NULL) {
        buf_put_string(&buf, "%0Ahint: ");
        put_message(&buf, text_of(one->hint));
    }
    buf_put_byte(&buf, '\n');
    out->written++;
    struct text line = buf_text(&buf);
    return stdout_write(&line, 1, err);
}

static int end(struct verify_out *out, const struct verify_summary *summary, struct err *err)
{
    (void)out;
    (void)summary;
    (void)err;
    return 0;
}

const struct verify_format verify_github = {.row = row, .end = end};
