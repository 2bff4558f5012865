/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml/emit.h"

#include "base/limits.h"
#include "yaml/scalar.h"

#define TAG_PREFIX "tag:yaml.org,2002:"

/* libyaml looks for the colon of a key only so far. */
enum { KEY_CEILING = 1000, INDENT = 2 };

struct emitter {
    struct buf *buf;
    const char *line_end;
    size_t depth, nodes;
    struct err *err;
};

/* Where a list or map goes: behind "- ", on the line that is begun already, or below "key:". */
enum position { ON_THIS_LINE, ON_LINES_BELOW };

static int put_block(struct emitter *e, const struct node *node, size_t indent, enum position position);

/* A map may hold nothing but merge keys, and those nothing. */
static bool is_block(struct emitter *e, const struct node *node)
{
    size_t count = node->count;
    if (node->kind == NODE_MAP && count > 0 && node_is_merge(node->pairs[0].key))
        node_pairs(e->buf->arena, node, &count);
    return node->kind != NODE_SCALAR && count > 0;
}

static int check(struct emitter *e, const struct node *node)
{
    static const char *const tags[] = {TAG_PREFIX "str", TAG_PREFIX "seq", TAG_PREFIX "map"};
    if (++e->nodes > LIMIT_NODES)
        return err_at(e->err, ERR_INPUT, node, "more than %zu nodes, aliases written out", LIMIT_NODES);
    if (node->kind == NODE_SCALAR && !text_is_utf8(node->text))
        return err_at(e->err, ERR_INPUT, node, "text that is no UTF-8");
    if (node->tag.len > 0 && !text_is(node->tag, "!") && !text_is(node->tag, tags[node->kind]))
        return err_at(e->err, ERR_INPUT, node, "a YAML tag, which has no meaning here");
    return 0;
}

static void put_scalar(struct emitter *e, const struct node *node)
{
    if (scalar_type(node) == SCALAR_STRING)
        scalar_put_string(e->buf, node->text);
    else
        buf_put(e->buf, node->text.len > 0 ? node->text : TEXT("null"));
}

static int put_key(struct emitter *e, const struct node *key)
{
    size_t before = e->buf->len;
    if (key->kind != NODE_SCALAR)
        return err_at(e->err, ERR_INPUT, key, "a key that is no scalar");
    if (check(e, key) != 0)
        return -1;
    put_scalar(e, key);
    if (e->buf->len - before > KEY_CEILING)
        return err_at(e->err, ERR_INPUT, key, "a key of more than %d bytes", KEY_CEILING);
    buf_put_byte(e->buf, ':');
    return 0;
}

/* A scalar or an empty collection behind "key:" or "-", to the end of the line. */
static void put_inline(struct emitter *e, const struct node *node)
{
    if (node->kind != NODE_SCALAR) {
        buf_put_string(e->buf, node->kind == NODE_LIST ? " []" : " {}");
    } else {
        buf_put_byte(e->buf, ' ');
        put_scalar(e, node);
    }
    buf_put_string(e->buf, e->line_end);
}

static int put_map_value(struct emitter *e, const struct node *value, size_t indent)
{
    if (check(e, value) != 0)
        return -1;
    if (!is_block(e, value)) {
        put_inline(e, value);
        return 0;
    }
    buf_put_string(e->buf, e->line_end);
    return put_block(e, value, value->kind == NODE_MAP ? indent + INDENT : indent, ON_LINES_BELOW);
}

static int put_map(struct emitter *e, const struct node *map, size_t indent, enum position position)
{
    size_t count;
    const struct node_pair *pairs = node_pairs(e->buf->arena, map, &count);
    for (size_t i = 0; i < count; i++) {
        if (i > 0 || position == ON_LINES_BELOW)
            buf_put_spaces(e->buf, indent);
        if (put_key(e, pairs[i].key) != 0 || put_map_value(e, pairs[i].value, indent) != 0)
            return -1;
    }
    return 0;
}

static int put_item(struct emitter *e, const struct node *item, size_t indent)
{
    if (check(e, item) != 0)
        return -1;
    buf_put_byte(e->buf, '-');
    if (!is_block(e, item)) {
        put_inline(e, item);
        return 0;
    }
    buf_put_byte(e->buf, ' ');
    return put_block(e, item, indent + INDENT, ON_THIS_LINE);
}

static int put_list(struct emitter *e, const struct node *list, size_t indent, enum position position)
{
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0 || position == ON_LINES_BELOW)
            buf_put_spaces(e->buf, indent);
        if (put_item(e, list->items[i], indent) != 0)
            return -1;
    }
    return 0;
}

static int put_block(struct emitter *e, const struct node *node, size_t indent, enum position position)
{
    if (e->depth == LIMIT_DEPTH)
        return err_at(e->err, ERR_INPUT, node, "nested deeper than %d levels", LIMIT_DEPTH);
    e->depth++;
    int result = node->kind == NODE_MAP ? put_map(e, node, indent, position) : put_list(e, node, indent, position);
    e->depth--;
    return result;
}

int emit_map(struct buf *buf, const struct node *map, const char *line_end, struct err *err)
{
    struct emitter e = {.buf = buf, .line_end = line_end, .err = err};
    if (check(&e, map) != 0)
        return -1;
    if (!is_block(&e, map)) {
        buf_put_string(buf, "{}");
        buf_put_string(buf, line_end);
    } else if (put_block(&e, map, 0, ON_LINES_BELOW) != 0) {
        return -1;
    }
    return buf->full ? err_at(err, ERR_INPUT, map, "more than %zu bytes", buf->ceiling) : 0;
}

int emit_item(struct buf *buf, const struct node *map, size_t indent, const char *line_end, struct err *err)
{
    struct emitter e = {.buf = buf, .line_end = line_end, .err = err};
    buf_put_spaces(buf, indent);
    if (put_item(&e, map, indent) != 0)
        return -1;
    return buf->full ? err_at(err, ERR_INPUT, map, "more than %zu bytes", buf->ceiling) : 0;
}

/* ------------------------------------------------------------------ JSON */

static int put_json(struct emitter *e, const struct node *node, size_t indent);

static void put_json_scalar(struct emitter *e, const struct node *node)
{
    enum scalar_type type = scalar_type(node);
    if (type == SCALAR_STRING)
        scalar_put_quoted(e->buf, node->text);
    else
        buf_put(e->buf, type == SCALAR_NULL ? TEXT("null") : node->text);
}

static int put_json_key(struct emitter *e, const struct node *key)
{
    if (key->kind != NODE_SCALAR)
        return err_at(e->err, ERR_INPUT, key, "a key that is no scalar");
    size_t before = e->buf->len;
    if (put_json(e, key, 0) != 0)
        return -1;
    if (e->buf->len - before > KEY_CEILING)
        return err_at(e->err, ERR_INPUT, key, "a key of more than %d bytes", KEY_CEILING);
    buf_put_string(e->buf, e->line_end[0] != '\0' ? ": " : ":");
    return 0;
}

static void begin_json_line(struct emitter *e, size_t indent)
{
    buf_put_string(e->buf, e->line_end);
    if (e->line_end[0] != '\0')
        buf_put_spaces(e->buf, indent);
}

/* What stands in a list or map, one behind the other. */
static int put_json_items(struct emitter *e, const struct node *node, size_t indent)
{
    size_t count = node->count;
    const struct node_pair *pairs = node->kind == NODE_MAP ? node_pairs(e->buf->arena, node, &count) : NULL;
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buf_put_byte(e->buf, ',');
        begin_json_line(e, indent);
        if (pairs != NULL && put_json_key(e, pairs[i].key) != 0)
            return -1;
        if (put_json(e, pairs ? pairs[i].value : node->items[i], indent) != 0)
            return -1;
    }
    return 0;
}

static int put_json(struct emitter *e, const struct node *node, size_t indent)
{
    if (check(e, node) != 0)
        return -1;
    if (node->kind == NODE_SCALAR) {
        put_json_scalar(e, node);
        return 0;
    }
    bool block = is_block(e, node);
    if (block && e->depth == LIMIT_DEPTH)
        return err_at(e->err, ERR_INPUT, node, "nested deeper than %d levels", LIMIT_DEPTH);
    e->depth++;
    buf_put_byte(e->buf, node->kind == NODE_MAP ? '{' : '[');
    if (block && put_json_items(e, node, indent + INDENT) != 0)
        return -1;
    if (block)
        begin_json_line(e, indent);
    buf_put_byte(e->buf, node->kind == NODE_MAP ? '}' : ']');
    e->depth--;
    return 0;
}

int emit_json(struct buf *buf, const struct node *map, const char *line_end, struct err *err)
{
    struct emitter e = {.buf = buf, .line_end = line_end, .err = err};
    if (put_json(&e, map, 0) != 0)
        return -1;
    return buf->full ? err_at(err, ERR_INPUT, map, "more than %zu bytes", buf->ceiling) : 0;
}
