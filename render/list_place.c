/* SPDX-License-Identifier: Apache-2.0 */
#include "render/list_place.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "yaml/emit.h"
#include "yaml/span.h"

bool list_place_is_null(const struct outline_node *value)
{
    static const char *const words[] = {"", "~", "null", "Null", "NULL"};
    if (value->kind != NODE_SCALAR || value->style != STYLE_PLAIN || value->alias)
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text_is(value->text, words[i]))
            return true;
    return false;
}

static size_t line_before(struct text bytes, size_t line)
{
    const char *feed = line > 1 ? memrchr(bytes.at, '\n', line - 1) : NULL;
    return feed != NULL ? (size_t)(feed - bytes.at) + 1 : 0;
}

size_t list_place_lead(struct text bytes, size_t line, size_t column, size_t floor)
{
    while (line > 0) {
        size_t before = line_before(bytes, line), content = skip_blanks(bytes, before);
        if (before < floor || !is_at(bytes, content, '#') || content - before > column)
            break;
        line = before;
    }
    return line;
}

size_t list_place_end(const struct resource_list *list, size_t pair)
{
    const struct outline *outline = &list->outline;
    const struct outline_node *next = pair + 1 < outline->pairs.count ? &outline->pairs.items[pair + 1].key : NULL;
    struct text bytes = list->source->bytes;
    size_t line = outline->end;
    if (next != NULL) {
        const char *feed = memrchr(bytes.at, '\n', next->start);
        line = feed != NULL ? (size_t)(feed - bytes.at) + 1 : 0;
    }
    return list_place_lead(bytes, line, outline->root.column, outline->pairs.items[pair].value.end);
}

/* ------------------------------------------------------------------ putting behind */

struct addition {
    struct arena *arena;
    const struct resource_list *list;
    const char *key;
    const struct outline_pair *pair; /* NULL: the key is not there */
    enum list_rest rest;
    const struct node *const *objects;
    size_t count;
    struct edit_list *edits;
    struct err *err;
};

/* Where something was put already, this comes behind it. */
static void insert(const struct addition *addition, size_t at, struct text text)
{
    at += addition->list->source->offset;
    for (size_t i = addition->edits->count; i > 0; i--) {
        struct edit *edit = &addition->edits->items[i - 1];
        if (edit->start != at || edit->end != at)
            continue;
        edit->with = arena_format(addition->arena, TEXT_FMT TEXT_FMT, TEXT_ARG(edit->with), TEXT_ARG(text));
        return;
    }
    *array_add(addition->arena, addition->edits) = (struct edit){at, at, text};
}

static void replace(const struct addition *addition, size_t start, size_t end, struct text text)
{
    size_t base = addition->list->source->offset;
    *array_add(addition->arena, addition->edits) = (struct edit){base + start, base + end, text};
}

/* The objects in a flow, one behind the other, each with a comma in front but the first where that is the first of all. */
static int put_flow(const struct addition *addition, struct buf *buf, bool first)
{
    for (size_t i = 0; i < addition->count; i++) {
        if (i > 0 || !first)
            buf_put_string(buf, ", ");
        if (emit_json(buf, addition->objects[i], "", addition->err) != 0)
            return -1;
    }
    return 0;
}

static int put_block(const struct addition *addition, struct buf *buf, size_t indent)
{
    for (size_t i = 0; i < addition->count; i++)
        if (emit_item(buf, addition->objects[i], indent, addition->list->line_end, addition->err) != 0)
            return -1;
    return 0;
}

/* The same on lines of their own from `at` on, which is a line's start or the end of a last line that has no end. */
static int insert_block(const struct addition *addition, size_t at, struct buf *buf, size_t indent)
{
    struct text bytes = addition->list->source->bytes;
    bool ended = at == 0 || bytes.at[at - 1] == '\n' || addition->rest != LIST_STAYS;
    struct text front = ended ? (struct text){0} : text_of(addition->list->line_end);
    if (put_block(addition, buf, indent) != 0)
        return -1;
    insert(addition, at, arena_format(addition->arena, TEXT_FMT TEXT_FMT, TEXT_ARG(front), TEXT_ARG(buf_text(buf))));
    return 0;
}

/* Behind the last item of a list in a flow, or into an empty one. */
static int append_to_flow(const struct addition *addition, struct buf *buf)
{
    const struct outline_pair *pair = addition->pair;
    if (put_flow(addition, buf, addition->rest == LIST_LOSES_ALL || pair->list.count == 0) != 0)
        return -1;
    size_t at = pair->list.count > 0 ? pair->list.items[pair->list.count - 1].end : pair->value.end - 1;
    insert(addition, at, buf_text(buf));
    return 0;
}

static size_t next_line(struct text bytes, size_t at, size_t end)
{
    const char *feed = at < end ? memchr(bytes.at + at, '\n', end - at) : NULL;
    return feed != NULL ? (size_t)(feed - bytes.at) + 1 : end;
}

/* `items: []`, or no value, in a root in block style. */
static int fill_in_block(const struct addition *addition, struct buf *buf)
{
    const struct outline_node *value = &addition->pair->value;
    struct text bytes = addition->list->source->bytes;
    size_t start = value->start;
    if (value->end > value->start) {
        while (start > 0 && bytes.at[start - 1] == ' ')
            start--;
        replace(addition, start, value->end, (struct text){0});
    }
    return insert_block(addition, next_line(bytes, value->end, addition->list->outline.end), buf,
                        addition->list->outline.root.column);
}

static int append_to_block(const struct addition *addition, struct buf *buf)
{
    const struct resource_list *list = addition->list;
    size_t line, indent = 0;
    if (begins_line(list->source->bytes, addition->pair->value.start, &line))
        indent = addition->pair->value.start - line;
    return insert_block(addition, list_place_end(list, (size_t)(addition->pair - list->outline.pairs.items)), buf, indent);
}

static int add_pair_in_block(const struct addition *addition, struct buf *buf)
{
    const struct resource_list *list = addition->list;
    buf_put_spaces(buf, list->outline.root.column);
    buf_format(buf, "%s:%s", addition->key, list->line_end);
    return insert_block(addition, list->outline.end, buf, list->outline.root.column);
}

static int add_pair_in_flow(const struct addition *addition, struct buf *buf)
{
    const struct outline *outline = &addition->list->outline;
    buf_format(buf, ", \"%s\": [", addition->key);
    if (put_flow(addition, buf, true) != 0)
        return -1;
    buf_put_byte(buf, ']');
    insert(addition, outline->pairs.items[outline->pairs.count - 1].value.end, buf_text(buf));
    return 0;
}

static int fill_in_flow(const struct addition *addition, struct buf *buf)
{
    const struct outline_node *value = &addition->pair->value;
    buf_put_string(buf, value->end > value->start ? "[" : " [");
    if (put_flow(addition, buf, true) != 0)
        return -1;
    buf_put_byte(buf, ']');
    replace(addition, value->start, value->end, buf_text(buf));
    return 0;
}

int list_place_append(struct arena *arena, const struct resource_list *list, const char *key, size_t pair, enum list_rest rest,
                      const struct node *const *objects, size_t count, struct edit_list *edits, struct err *err)
{
    const struct outline_pair *found = pair != OUTLINE_NONE ? &list->outline.pairs.items[pair] : NULL;
    struct addition addition = {arena, list, key, found, rest, objects, count, edits, err};
    struct buf buf = buf_new(arena, LIMIT_GENERATED_BYTES);
    bool flow = list->outline.root.style == STYLE_FLOW;
    if (count == 0)
        return 0;
    if (found == NULL)
        return flow ? add_pair_in_flow(&addition, &buf) : add_pair_in_block(&addition, &buf);
    if (found->value.kind != NODE_LIST)
        return flow ? fill_in_flow(&addition, &buf) : fill_in_block(&addition, &buf);
    if (found->value.style == STYLE_BLOCK)
        return append_to_block(&addition, &buf);
    return flow || found->list.count > 0 ? append_to_flow(&addition, &buf) : fill_in_block(&addition, &buf);
}

/* ------------------------------------------------------------------ taking out */

static void remove_bytes(struct arena *arena, struct edit_list *edits, size_t start, size_t end)
{
    *array_add(arena, edits) = (struct edit){start, end, {0}};
}

/* One comma goes with each: the one in front, or behind where nothing stays in front. With nothing left a last comma goes, too. */
static void drop_from_flow(struct arena *arena, const struct resource_list *list, const bool *gone, bool refilled,
                           struct edit_list *edits)
{
    size_t bracket = list->source->offset + list->outline.pairs.items[list->items_pair].value.end - 1;
    bool any_stays = false;
    for (size_t i = 0; i < list->count; i++) {
        const struct resource_item *item = &list->items[i];
        any_stays |= !gone[i];
        if (gone[i] && any_stays)
            remove_bytes(arena, edits, list->items[i - 1].end, item->end);
        else if (gone[i] && i + 1 < list->count)
            remove_bytes(arena, edits, item->start, list->items[i + 1].start);
        else if (gone[i])
            remove_bytes(arena, edits, item->start, refilled ? item->end : bracket);
    }
}

/* Without its lines the list is one in a flow, behind the colon. */
static void empty_block(struct arena *arena, const struct resource_list *list, struct edit_list *edits)
{
    size_t colon = skip_blanks(list->source->bytes, list->outline.pairs.items[list->items_pair].key.end);
    size_t at = list->source->offset + colon + 1;
    *array_add(arena, edits) = (struct edit){at, at, TEXT(" []")};
}

void list_place_drop(struct arena *arena, const struct resource_list *list, const bool *gone, bool refilled,
                     struct edit_list *edits)
{
    bool any_stays = refilled;
    if (list->count == 0)
        return;
    if (list->outline.pairs.items[list->items_pair].value.style == STYLE_FLOW) {
        drop_from_flow(arena, list, gone, refilled, edits);
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        any_stays |= !gone[i];
        if (gone[i])
            remove_bytes(arena, edits, list->items[i].lead, list->items[i].end);
    }
    if (!any_stays)
        empty_block(arena, list, edits);
}
