/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml/tree.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "yaml/lines.h"
#include "yaml/scalar.h"

/* A key of a path is shown up to here, in bytes; a path up to its end of this many. */
enum { KEY_SHOWN = 64, PATH_CEILING = 64 * 1024 };

struct place source_place(const struct yaml_source *source, size_t line, size_t column)
{
    struct place place = {source->file, source->origin, source->line + 1, source->column + 1};
    size_t first_line = 0, first_column = source->column;
    if (source->lines != NULL)
        lines_locate(source->lines, source->offset, &first_line, &first_column);
    if (source->mapping == SOURCE_POINT)
        return place;
    place.line += line + first_line;
    if (source->mapping == SOURCE_BLOCK)
        place.column = source->indent + column + 1;
    else
        place.column = (line == 0 ? first_column : 0) + column + 1;
    return place;
}

struct place node_place(const struct node *node)
{
    if (node == NULL || node->source == NULL)
        return (struct place){0};
    return source_place(node->source, node->line, node->column);
}

struct text place_text(struct arena *arena, struct place place)
{
    if (place.file.len == 0)
        return (struct text){0};
    struct text at = arena_format(arena, TEXT_FMT ":%zu:%zu", TEXT_ARG(place.file), place.line, place.column);
    if (place.origin.len == 0)
        return at;
    return arena_format(arena, TEXT_FMT " (" TEXT_FMT ")", TEXT_ARG(at), TEXT_ARG(place.origin));
}

static bool take_number(struct text *text, size_t *out)
{
    size_t digits = 0;
    for (*out = 0; digits < text->len && digits < 18 && text->at[digits] >= '0' && text->at[digits] <= '9'; digits++)
        *out = *out * 10 + (size_t)(text->at[digits] - '0');
    *text = text_from(*text, digits);
    return digits > 0;
}

static bool take_byte(struct text *text, char byte)
{
    if (text->len == 0 || text->at[0] != byte)
        return false;
    *text = text_from(*text, 1);
    return true;
}

bool place_take(struct text *message, struct text file, struct place *out)
{
    struct text rest = *message;
    *out = (struct place){.file = file};
    if (rest.len <= file.len || !text_equal((struct text){rest.at, file.len}, file))
        return false;
    rest = text_from(rest, file.len);
    if (!take_byte(&rest, ':') || !take_number(&rest, &out->line) || !take_byte(&rest, ':') || !take_number(&rest, &out->column))
        return false;
    if (text_starts(rest, " (")) {
        const char *close = memmem(rest.at, rest.len, "): ", 3);
        out->origin = (struct text){rest.at + 2, close != NULL ? (size_t)(close - rest.at) - 2 : 0};
        rest = close != NULL ? text_from(rest, (size_t)(close - rest.at) + 1) : rest;
    }
    if (!text_starts(rest, ": "))
        return false;
    *message = text_from(rest, 2);
    return true;
}

/* The end of a key in ["..."] that begins at `at`; 0 where it has none. */
static size_t quoted_key_end(struct text text, size_t at)
{
    for (at += 2; at + 1 < text.len; at++) {
        if (text.at[at] == '\\')
            at++;
        else if (text.at[at] == '"')
            return text.at[at + 1] == ']' ? at + 2 : 0;
    }
    return 0;
}

static bool is_plain_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

bool path_take(struct text *message, struct text *path)
{
    size_t at = 0;
    while (at < message->len) {
        if (text_starts(text_from(*message, at), "[\"")) {
            size_t end = quoted_key_end(*message, at);
            if (end == 0)
                return false;
            at = end;
        } else if (is_plain_byte(message->at[at]) || memchr(".[]", message->at[at], 3) != NULL) {
            at++;
        } else {
            break;
        }
    }
    if (at == 0 || !text_starts(text_from(*message, at), ": "))
        return false;
    *path = (struct text){message->at, at};
    *message = text_from(*message, at + 2);
    return true;
}

static bool is_plain_word(struct text key)
{
    if (key.len == 0 || key.len > KEY_SHOWN)
        return false;
    for (size_t i = 0; i < key.len; i++) {
        if (!is_plain_byte(key.at[i]))
            return false;
    }
    return true;
}

static void put_key(struct buf *buf, const struct node *key)
{
    struct text text = node_text(key);
    if (is_plain_word(text)) {
        if (buf->len > 0)
            buf_put_byte(buf, '.');
        buf_put(buf, text);
        return;
    }
    if (text.len > KEY_SHOWN) {
        text.len = KEY_SHOWN;
        while (text.len > 0 && ((unsigned char)text.at[text.len] & 0xC0) == 0x80)
            text.len--;
    }
    buf_put_byte(buf, '[');
    scalar_put_quoted(buf, text);
    buf_put_byte(buf, ']');
}

struct text node_path(struct arena *arena, const struct node *node)
{
    struct buf buf = buf_new(arena, PATH_CEILING);
    size_t depth = 0;
    for (const struct node *n = node; n != NULL && n->parent != NULL; n = n->parent)
        depth++;
    const struct node **steps = arena_new(arena, size_mul(depth, sizeof *steps));
    for (size_t i = depth; i > 0; i--, node = node->parent)
        steps[i - 1] = node;
    for (size_t i = 0; i < depth; i++) {
        const struct node *parent = steps[i]->parent;
        if (parent->kind == NODE_LIST)
            buf_format(&buf, "[%zu]", steps[i]->index);
        else
            put_key(&buf, parent->pairs[steps[i]->index].key);
    }
    return buf_text(&buf);
}

int err_at(struct err *err, enum err_kind kind, const struct node *node, const char *format, ...)
{
    auto_arena arena = {0};
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0)
        mem_exhausted();
    char *what = arena_new(&arena, (size_t)len + 1);
    (void)vsnprintf(what, (size_t)len + 1, format, again);
    va_end(again);
    struct text place = place_text(&arena, node_place(node));
    struct text path = node_path(&arena, node);
    return err_set(err, kind, TEXT_FMT "%s" TEXT_FMT "%s%s", TEXT_ARG(place), place.len ? ": " : "", TEXT_ARG(path),
                   path.len ? ": " : "", what);
}
