/* SPDX-License-Identifier: Apache-2.0 */
#include "render/resource_list.h"

#include <string.h>

#include "base/alloc.h"
#include "render/list_place.h"
#include "render/triage.h"
#include "yaml/span.h"

static const char usual_way[] =
    "write the ResourceList in the usual way: each key once, and each item behind a dash of its own line";

int resource_list_fail(const struct resource_list *list, size_t line, size_t column, const char *why, struct err *err)
{
    auto_arena arena = {0};
    struct text place = place_text(&arena, source_place(list->source, line, column));
    err_set(err, ERR_INPUT, TEXT_FMT ": %s", TEXT_ARG(place), why);
    return err_hint(err, "%s", usual_way);
}

/* ------------------------------------------------------------------ is it one */

/* Whether a document says nothing: comments, blank lines and markers. */
static bool is_silent(struct text document)
{
    for (size_t from = 0; from < document.len;) {
        struct text line = text_from(document, from);
        const char *feed = memchr(line.at, '\n', line.len);
        line.len = feed != NULL ? (size_t)(feed - line.at) : line.len;
        from += line.len + 1;
        if (text_starts(line, "\xef\xbb\xbf"))
            line = text_from(line, 3);
        if (text_starts(line, "---") || text_starts(line, "..."))
            line = text_from(line, 3);
        if (!stream_is_comment(line))
            return false;
    }
    return true;
}

/* The first document that says something. */
static bool first_document(struct text bytes, size_t *at, struct range *out)
{
    while (stream_next(bytes, at, out))
        if (!is_silent((struct text){bytes.at + out->start, out->end - out->start}))
            return true;
    return false;
}

static const struct outline_pair *pair_of(const struct resource_list *list, const char *key, size_t *count, size_t *index)
{
    const struct outline_pair *found = NULL;
    *count = 0;
    *index = OUTLINE_NONE;
    for (size_t i = 0; i < list->outline.pairs.count; i++) {
        const struct outline_pair *pair = &list->outline.pairs.items[i];
        if (pair->key.kind != NODE_SCALAR || !text_is(pair->key.text, key) || (*count)++ > 0)
            continue;
        found = pair;
        *index = i;
    }
    return found;
}

static struct text scalar_of(const struct resource_list *list, const char *key)
{
    size_t count, index;
    const struct outline_pair *pair = pair_of(list, key, &count, &index);
    return pair != NULL && pair->value.kind == NODE_SCALAR ? pair->value.text : (struct text){0};
}

/* What only holds the words may be anything, and no YAML at all; with values in it, it has to be understood. */
static int read_outline(struct arena *arena, struct resource_list *list, bool *is_list, struct err *err)
{
    struct text bytes = list->source->bytes;
    *is_list = false;
    if (!text_contains(bytes, "ResourceList") || !text_contains(bytes, "config.kubernetes.io/"))
        return 0;
    if (outline_read(arena, list->source, &list->outline, err) < 0) {
        if (triage_holds(bytes, triage_values, triage_values_count))
            return -1;
        err_free(err);
        return 0;
    }
    *is_list = text_is(scalar_of(list, "kind"), "ResourceList") &&
               text_starts(scalar_of(list, "apiVersion"), "config.kubernetes.io/");
    return 0;
}

/* ------------------------------------------------------------------ what it holds */

static int take_pair(struct resource_list *list, const char *key, size_t *index, struct err *err)
{
    size_t count;
    const struct outline_pair *pair = pair_of(list, key, &count, index);
    auto_arena arena = {0};
    if (count > 1)
        return resource_list_fail(list, pair->key.line, pair->key.column,
                                  arena_format(&arena, "`%s` stands in the ResourceList twice", key).at, err);
    if (pair != NULL && (pair->key.alias || pair->value.alias))
        return resource_list_fail(list, pair->value.line, pair->value.column,
                                  arena_format(&arena, "`%s` of the ResourceList is an alias", key).at, err);
    return 0;
}

static int check_list(const struct resource_list *list, size_t index, const char *key, struct err *err)
{
    auto_arena arena = {0};
    const struct outline_node *value = index != OUTLINE_NONE ? &list->outline.pairs.items[index].value : NULL;
    if (value == NULL || value->kind == NODE_LIST || list_place_is_null(value))
        return 0;
    return resource_list_fail(list, value->line, value->column, arena_format(&arena, "`%s` of the ResourceList is no list", key).at,
                              err);
}

static int check_pairs(struct resource_list *list, struct err *err)
{
    static const char *const once[] = {"apiVersion", "kind"};
    size_t ignored;
    for (size_t i = 0; i < sizeof once / sizeof *once; i++)
        if (take_pair(list, once[i], &ignored, err) < 0)
            return -1;
    struct text version = scalar_of(list, "apiVersion");
    if (!text_is(version, "config.kubernetes.io/v1") && !text_is(version, "config.kubernetes.io/v1beta1")) {
        resource_list_fail(list, list->outline.root.line, list->outline.root.column,
                           "a ResourceList of a version that is not known", err);
        return err_hint(err, "its apiVersion is config.kubernetes.io/v1 or config.kubernetes.io/v1beta1");
    }
    if (take_pair(list, "items", &list->items_pair, err) < 0 || take_pair(list, "results", &list->results_pair, err) < 0 ||
        take_pair(list, "functionConfig", &list->config_pair, err) < 0)
        return -1;
    return check_list(list, list->items_pair, "items", err) < 0 ? -1 : check_list(list, list->results_pair, "results", err);
}

/* Where each item of a list in block style begins and ends. */
static int place_in_block(struct resource_list *list, const struct outline_pair *pair, char *blanked, struct err *err)
{
    struct text bytes = list->source->bytes;
    size_t dash = skip_gap(bytes, pair->value.start), base = list->source->offset;
    for (size_t i = 0; i < list->count; i++) {
        struct resource_item *item = &list->items[i];
        size_t line;
        if (i > 0)
            dash = skip_gap(bytes, pair->list.items[i - 1].end);
        if (!is_at(bytes, dash, '-') || !begins_line(bytes, dash, &line))
            return resource_list_fail(list, pair->list.items[i].line, pair->list.items[i].column,
                                      "the dash in front of an item is not the first on its line", err);
        item->start = base + line;
        item->lead = base + list_place_lead(bytes, line, dash - line, i > 0 ? pair->list.items[i - 1].end : pair->key.end);
        blanked[dash] = ' ';
        if (i > 0)
            list->items[i - 1].end = item->lead;
    }
    list->items[list->count - 1].end = base + list_place_end(list, list->items_pair);
    return 0;
}

static void place_in_flow(struct resource_list *list, const struct outline_pair *pair)
{
    for (size_t i = 0; i < list->count; i++) {
        struct resource_item *item = &list->items[i];
        item->start = item->lead = list->source->offset + pair->list.items[i].start;
        item->end = list->source->offset + pair->list.items[i].end;
    }
}

static int read_items(struct arena *arena, struct resource_list *list, struct err *err)
{
    if (list->items_pair == OUTLINE_NONE)
        return 0;
    const struct outline_pair *pair = &list->outline.pairs.items[list->items_pair];
    struct text bytes = list->bytes;
    list->count = pair->list.count;
    list->items = arena_new(arena, size_mul(list->count, sizeof *list->items));
    list->parts = arena_new(arena, size_mul(list->count, sizeof *list->parts));
    if (list->count == 0)
        return 0;
    if (pair->value.style == STYLE_FLOW) {
        place_in_flow(list, pair);
    } else {
        char *blanked = arena_string(arena, bytes);
        if (place_in_block(list, pair, blanked + list->source->offset, err) < 0)
            return -1;
        bytes.at = blanked;
    }
    for (size_t i = 0; i < list->count; i++) {
        const struct resource_item *item = &list->items[i];
        list->parts[i] = (struct stream_part){
            list->name, {bytes.at + item->start, item->end - item->start}, list->lines, item->start};
    }
    return 0;
}

/* ------------------------------------------------------------------ aliases from one item to another */

static bool matters(const struct resource_list *list, size_t pair, size_t item)
{
    return pair == list->items_pair && item != OUTLINE_NONE &&
           triage_holds(list->parts[item].bytes, triage_values, triage_values_count);
}

/* Items are understood one by one: an alias that leaves one would be lost, and values with it. */
static int check_crossings(const struct resource_list *list, struct err *err)
{
    for (size_t i = 0; i < list->outline.crossings.count; i++) {
        const struct outline_crossing *crossing = &list->outline.crossings.items[i];
        if (!matters(list, crossing->pair, crossing->item) && !matters(list, crossing->anchor_pair, crossing->anchor_item))
            continue;
        resource_list_fail(list, crossing->line, crossing->column, "the alias has its anchor outside of this item", err);
        return err_hint(err, "write out what it stands for: each item of a ResourceList is an object of its own");
    }
    return 0;
}

static int check_behind(const struct resource_list *list, size_t at, struct err *err)
{
    struct range next;
    if (!first_document(list->bytes, &at, &next))
        return 0;
    size_t line, column;
    lines_locate(list->lines, next.start, &line, &column);
    err_set(err, ERR_INPUT, TEXT_FMT ":%zu:%zu: another document behind the ResourceList", TEXT_ARG(list->name), line + 1,
            column + 1);
    return err_hint(err, "a function gets one ResourceList; put the object among its items");
}

int resource_list_read(struct arena *arena, const struct render_part *input, struct resource_list **out, struct err *err)
{
    struct range document;
    size_t at = 0;
    bool is_list;
    *out = NULL;
    if (!first_document(input->bytes, &at, &document))
        return 0;
    struct resource_list *list = arena_new(arena, sizeof *list);
    struct stream_parts parts = stream_parts_new(arena, input, 1);
    *list = (struct resource_list){.name = input->name, .bytes = input->bytes, .lines = parts.items[0].lines};
    list->source = document_source(arena, &parts.items[0], document);
    if (read_outline(arena, list, &is_list, err) < 0)
        return -1;
    if (!is_list)
        return 0;
    list->line_end = document_look(&parts).line_end;
    if (check_behind(list, at, err) < 0 || check_pairs(list, err) < 0 || read_items(arena, list, err) < 0)
        return -1;
    *out = list;
    return check_crossings(list, err);
}

int resource_list_value(struct arena *arena, const struct resource_list *list, size_t pair, const struct node **out,
                        struct err *err)
{
    *out = NULL;
    if (pair == OUTLINE_NONE)
        return 0;
    const struct outline_node *value = &list->outline.pairs.items[pair].value;
    struct text bytes = list->source->bytes;
    size_t start = value->start, line;
    if (begins_line(bytes, start, &line))
        start = line;
    struct yaml_source *source = arena_new(arena, sizeof *source);
    *source = (struct yaml_source){.file = list->name,
                                   .bytes = {bytes.at + start, value->end - start},
                                   .mapping = SOURCE_WHOLE,
                                   .lines = list->source->lines,
                                   .offset = list->source->offset + start};
    struct node *root;
    if (tree_parse(arena, source, &root, err) < 0)
        return -1;
    *out = root;
    return 0;
}

/* Whether the byte at `offset` stands behind that place. */
static bool is_behind(const struct resource_list *list, size_t offset, size_t line, size_t column)
{
    size_t its_line, its_column;
    lines_locate(list->lines, offset, &its_line, &its_column);
    return its_line > line || (its_line == line && its_column > column);
}

size_t resource_list_item_at(const struct resource_list *list, size_t line, size_t column)
{
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (is_behind(list, list->items[middle].start, line, column))
            high = middle;
        else
            low = middle + 1;
    }
    return low > 0 && is_behind(list, list->items[low - 1].end, line, column) ? low - 1 : OUTLINE_NONE;
}
