/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml/rewrite.h"

#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "yaml/literal.h"
#include "yaml/scalar.h"
#include "yaml/span.h"

/* Double quotes make at most six bytes of one. */
static struct buf new_buf(struct arena *arena, struct text text)
{
    return buf_new(arena, size_add(size_mul(text.len, 6), LIMIT_DOCUMENT_BYTES));
}

/* ------------------------------------------------------------------ quoting */

static bool is_key(const struct node *node)
{
    return node_is_map(node->parent) && node->parent->pairs[node->index].key == node;
}

static bool plain_safe(const struct node *node, struct text text)
{
    bool flow = node->parent != NULL && node->parent->style == STYLE_FLOW;
    return flow ? !node_in_json(node) && scalar_plain_safe_in_flow(text) : scalar_plain_safe(text);
}

static void put_single(struct buf *buf, struct text text)
{
    buf_put_byte(buf, '\'');
    for (size_t i = 0; i < text.len; i++) {
        buf_put_byte(buf, text.at[i]);
        if (text.at[i] == '\'')
            buf_put_byte(buf, '\'');
    }
    buf_put_byte(buf, '\'');
}

static struct text quoted(struct arena *arena, const struct node *node, struct text text)
{
    struct buf buf = new_buf(arena, text);
    if (node->style == STYLE_PLAIN && plain_safe(node, text))
        return text;
    if (node->style == STYLE_SINGLE && scalar_is_visible(text))
        put_single(&buf, text);
    else
        scalar_put_quoted(&buf, text);
    return buf_text(&buf);
}

/* ------------------------------------------------------------------ block scalars */

static bool fits_block(struct text text)
{
    if (text.len == 0 || text.at[0] == ' ' || text.at[0] == '\n')
        return false;
    while (text.len > 0) {
        const char *end = memchr(text.at, '\n', text.len);
        struct text line = {text.at, end ? (size_t)(end - text.at) : text.len};
        if (!scalar_is_visible(line))
            return false;
        text = text_from(text, end ? line.len + 1 : line.len);
    }
    return true;
}

static void put_lines(struct buf *buf, struct text text, size_t indent, struct text line_end)
{
    for (bool more = true; more;) {
        const char *end = text.len > 0 ? memchr(text.at, '\n', text.len) : NULL;
        struct text line = {text.at, end ? (size_t)(end - text.at) : text.len};
        if (line.len > 0)
            buf_put_spaces(buf, indent);
        buf_put(buf, line);
        more = end != NULL;
        if (more)
            buf_put(buf, line_end);
        text = text_from(text, more ? line.len + 1 : line.len);
    }
}

/* How it ends is the head line's to say. */
static struct text without_line_ends(struct text text)
{
    while (text_ends(text, "\n"))
        text.len--;
    return text;
}

static void rewrite_block(struct arena *arena, const struct node *node, struct text text, struct edit *out)
{
    struct text bytes = node->source->bytes;
    struct buf buf = new_buf(arena, text);
    size_t start = node_content_start(node), lines = block_content_start(node);
    struct text head_end = block_line_end(node);
    struct text line_end = head_end.len > 0 ? head_end : TEXT("\n");
    size_t head = lines - head_end.len;
    bool empty = node->end <= head;
    text = without_line_ends(text);
    bool folds = node->style == STYLE_FOLDED && memchr(text.at, '\n', text.len) != NULL;
    *out = (struct edit){.start = empty ? head : lines, .end = empty ? head : node->end};
    if (folds) {
        out->start = start;
        buf_put_byte(&buf, '|');
        buf_put(&buf, (struct text){bytes.at + start + 1, head - start - 1});
    }
    if (folds || empty)
        buf_put(&buf, line_end);
    put_lines(&buf, text, block_indent(node), line_end);
    out->with = buf_text(&buf);
}

/* ------------------------------------------------------------------ values that are missing */

static int find_missing(const struct node *node, size_t *at, struct err *err)
{
    struct text bytes = node->source->bytes;
    const struct node *parent = node->parent;
    *at = node->end;
    if (node->end > node->start || (node_is_list(parent) && is_at(bytes, node->end - 1, '-')))
        return 0;
    if (node_is_map(parent) && node_hangs_at(parent->pairs[node->index].key, parent, node->index)) {
        const struct node *key = parent->pairs[node->index].key;
        size_t colon = parent->style == STYLE_FLOW ? skip_gap(bytes, key->end) : skip_blanks(bytes, key->end);
        *at = colon + 1;
        if (is_at(bytes, colon, ':'))
            return 0;
    }
    return err_at(err, ERR_INPUT, node, "has no place yet: no colon and blank stand before it");
}

/* One blank stands between the value and what is before it. */
static void put_missing(struct arena *arena, const struct node *node, size_t at, struct text text, struct edit *out)
{
    struct text bytes = node->source->bytes;
    bool has_blank = is_at(bytes, at, ' ') && !is_at(bytes, at + 1, '#');
    at += has_blank;
    *out = (struct edit){at, at, has_blank ? text : arena_format(arena, " " TEXT_FMT, TEXT_ARG(text))};
}

int scalar_requote(struct arena *arena, const struct node *node, struct text text, struct edit *out, struct err *err)
{
    size_t start = node_content_start(node), missing;
    if (is_key(node))
        return err_at(err, ERR_INPUT, node, "is a key: only values can be replaced");
    if (start < node->end) {
        *out = (struct edit){start, node->end, quoted(arena, node, text)};
        return 0;
    }
    if (find_missing(node, &missing, err) != 0)
        return -1;
    put_missing(arena, node, missing, quoted(arena, node, text), out);
    return 0;
}

int scalar_rewrite(struct arena *arena, const struct node *node, struct text text, struct edit *out, struct err *err)
{
    bool block = node->style == STYLE_LITERAL || node->style == STYLE_FOLDED;
    if (is_key(node) || !block || !fits_block(text))
        return scalar_requote(arena, node, text, out, err);
    rewrite_block(arena, node, text, out);
    return 0;
}
