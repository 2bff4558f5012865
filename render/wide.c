/* SPDX-License-Identifier: Apache-2.0 */
#include "render/wide.h"

#include "base/alloc.h"

/* By its byte order mark or, as YAML has it, by a zero byte among the first two. */
static bool is_wide(struct text bytes)
{
    return bytes.len >= 2 &&
           (bytes.at[0] == '\0' || bytes.at[1] == '\0' || text_starts(bytes, "\xff\xfe") || text_starts(bytes, "\xfe\xff"));
}

static int refuse(const struct stream_part *part, const char *why, struct err *err)
{
    err_set(err, ERR_INPUT, TEXT_FMT ":1:1: the stream is UTF-16 or UTF-32 %s", TEXT_ARG(part->name), why);
    return err_hint(err, "write it as UTF-8; in PowerShell: Out-File -Encoding utf8");
}

/* Our words are ASCII: without the zero bytes they read as in UTF-8. */
bool wide_holds(struct text bytes, const struct triage_word *words, size_t word_count)
{
    if (!is_wide(bytes))
        return false;
    auto_free char *narrow = mem_new(bytes.len);
    size_t len = 0;
    for (size_t i = 0; i < bytes.len; i++)
        if (bytes.at[i] != '\0')
            narrow[len++] = bytes.at[i];
    return triage_holds((struct text){narrow, len}, words, word_count);
}

int wide_check_words(const struct stream_parts *parts, size_t which, const struct triage_word *words, size_t word_count,
                     const char *what, struct err *err)
{
    const struct stream_part *part = &parts->items[which];
    if (!is_wide(part->bytes))
        return 0;
    if (parts->count > 1)
        return refuse(part, "and cannot be joined with other files", err);
    if (!wide_holds(part->bytes, words, word_count))
        return 0;
    auto_arena arena = {0};
    return refuse(part, arena_format(&arena, "and holds %s", what).at, err);
}

int wide_check(const struct stream_parts *parts, size_t which, struct err *err)
{
    return wide_check_words(parts, which, triage_values, triage_values_count, "values", err);
}

static int refuse_all(const struct stream_parts *parts, const char *why, struct err *err)
{
    for (size_t i = 0; i < parts->count; i++)
        if (is_wide(parts->items[i].bytes))
            return refuse(&parts->items[i], why, err);
    return 0;
}

int wide_check_addition(const struct stream_parts *parts, struct err *err)
{
    return refuse_all(parts, "and objects are to be added to it", err);
}

int wide_check_edit(const struct stream_parts *parts, struct err *err)
{
    return refuse_all(parts, "and a string is to be put into it", err);
}
