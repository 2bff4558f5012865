/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml/edit.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "yaml/scalar.h"
#include "yaml/span.h"

struct replacement {
    struct arena *arena;
    const struct node *map;
    const struct node *key, *value; /* of the pair that goes */
    struct text bytes;
    struct span span;
    const struct edit_field *fields;
    size_t field_count;
    struct err *err;
};

static bool is_key(const struct node *node, struct text name)
{
    return node->kind == NODE_SCALAR && !node_is_merge(node) && text_equal(node->text, name);
}

static int find_pair(const struct node *map, const char *key, size_t *index, struct err *err)
{
    size_t found = 0;
    for (size_t i = 0; i < map->count; i++)
        if (is_key(map->pairs[i].key, text_of(key)) && found++ == 0)
            *index = i;
    if (found == 1)
        return 0;
    return err_at(err, ERR_INPUT, map, found == 0 ? "`%s` does not stand in this very map" : "`%s` stands here twice", key);
}

/* Whether an alias refers to a node that stands in this place or below it. */
static bool is_shared(const struct node *node, const struct node *parent, size_t index)
{
    if (!node_hangs_at(node, parent, index))
        return false;
    bool shared = node->aliased;
    for (size_t i = 0; i < node->count && !shared; i++)
        shared = node->kind == NODE_LIST ? is_shared(node->items[i], node, i)
                                         : is_shared(node->pairs[i].key, node, i) || is_shared(node->pairs[i].value, node, i);
    return shared;
}

static int check_map_sharing(const struct node *map, struct err *err)
{
    const struct node *node = map;
    do
        if (node->aliased)
            return err_at(err, ERR_INPUT, map, "an alias elsewhere shares this map: an edit would change both places");
    while ((node = node->parent) != NULL);
    return 0;
}

static int check_sharing(const struct node *map, const enum pair_fate *fates, struct err *err)
{
    if (check_map_sharing(map, err) != 0)
        return -1;
    for (size_t i = 0; i < map->count; i++)
        if (fates[i] != PAIR_STAYS && (is_shared(map->pairs[i].key, map, i) || is_shared(map->pairs[i].value, map, i)))
            return err_at(err, ERR_INPUT, map->pairs[i].key,
                          "an alias elsewhere refers to this value: an edit would change both places");
    return 0;
}

static int check_fields(const struct replacement *r, const enum pair_fate *fates)
{
    for (size_t f = 0; f < r->field_count; f++)
        for (size_t i = 0; i < r->map->count; i++)
            if (fates[i] == PAIR_STAYS && is_key(r->map->pairs[i].key, r->fields[f].key))
                return err_at(r->err, ERR_INPUT, r->map->pairs[i].key,
                              "stands beside `" TEXT_FMT "`, which would become this key too", TEXT_ARG(r->key->text));
    return 0;
}

static void put_string(const struct replacement *r, struct buf *buf, struct text text)
{
    if (r->key->style == STYLE_DOUBLE || (r->map->style == STYLE_FLOW && !scalar_plain_safe_in_flow(text)))
        scalar_put_quoted(buf, text);
    else
        scalar_put_string(buf, text);
}

/* What stands between key and value, where that is a colon and blanks and the key's own shape allows it. */
static struct text colon_text(const struct replacement *r)
{
    size_t colon = skip_blanks(r->bytes, r->key->end);
    size_t end = skip_blanks(r->bytes, colon + 1);
    bool blank_follows = end > colon + 1;
    if (r->map->style != STYLE_FLOW || end >= r->span.end || !is_at(r->bytes, colon, ':') || line_end_len(r->bytes, end) > 0 ||
        is_at(r->bytes, end, '#') || (!blank_follows && r->key->style != STYLE_DOUBLE))
        return TEXT(": ");
    return (struct text){r->bytes.at + r->key->end, end - r->key->end};
}

/* That of the pair's own line, or at the end of the source that of the line before. */
static struct text nearest_line_end(const struct replacement *r)
{
    size_t at = skip_to_line_end(r->bytes, r->span.end);
    size_t len = line_end_len(r->bytes, at);
    if (len > 0)
        return (struct text){r->bytes.at + at, len};
    for (at = r->span.start; at > 0 && line_end_len(r->bytes, at - 1) == 0;)
        at--;
    if (at == 0)
        return TEXT("\n");
    at -= at > 1 && line_end_len(r->bytes, at - 2) == 2 ? 2 : 1;
    return (struct text){r->bytes.at + at, line_end_len(r->bytes, at)};
}

/* What stands between two of the new pairs. */
static struct text separator_text(const struct replacement *r, struct text colon)
{
    struct buf buf = buf_new(r->arena, LIMIT_DOCUMENT_BYTES);
    size_t line;
    bool own_line = begins_line(r->bytes, r->span.start, &line);
    bool flow = r->map->style == STYLE_FLOW;
    if (flow)
        buf_put_byte(&buf, ',');
    if (flow && !own_line) {
        buf_put_string(&buf, text_ends(colon, ":") ? "" : " ");
        return buf_text(&buf);
    }
    buf_put(&buf, nearest_line_end(r));
    if (flow)
        buf_put(&buf, (struct text){r->bytes.at + line, r->span.start - line});
    else
        buf_put_spaces(&buf, r->key->column);
    return buf_text(&buf);
}

static void put_comment(const struct replacement *r, struct buf *buf, size_t start, size_t end)
{
    buf_put_byte(buf, ' ');
    buf_put(buf, (struct text){r->bytes.at + start, end - start});
}

/* Comments inside of a block pair, between key and value and on the head line of a block scalar, go behind the new pairs. */
static void put_comments(const struct replacement *r, struct buf *buf)
{
    size_t at = skip_blanks(r->bytes, skip_blanks(r->bytes, r->key->end) + 1);
    size_t value = skip_gap(r->bytes, at);
    while (at < value && value < r->span.end) {
        size_t end = skip_to_line_end(r->bytes, at);
        if (end > at)
            put_comment(r, buf, at, end);
        at = skip_blanks(r->bytes, end + line_end_len(r->bytes, end));
    }
    if (r->value->style != STYLE_LITERAL && r->value->style != STYLE_FOLDED)
        return;
    for (at = value; at < r->span.end && line_end_len(r->bytes, at) == 0; at++) {
        size_t end = skip_to_line_end(r->bytes, at);
        if (end > at && is_at(r->bytes, skip_blanks(r->bytes, at), '#')) {
            put_comment(r, buf, skip_blanks(r->bytes, at), end);
            return;
        }
    }
}

static struct text replacement_text(const struct replacement *r)
{
    struct buf buf = buf_new(r->arena, LIMIT_DOCUMENT_BYTES);
    struct text colon = colon_text(r), separator = separator_text(r, colon);
    /* `[sealed: x]`, a pair in a list without braces, would become several items. */
    bool bare = r->map->style == STYLE_FLOW && r->key->start == r->map->start;
    buf_put_string(&buf, bare ? "{" : "");
    for (size_t i = 0; i < r->field_count; i++) {
        if (i > 0)
            buf_put(&buf, separator);
        put_string(r, &buf, r->fields[i].key);
        buf_put(&buf, colon);
        put_string(r, &buf, r->fields[i].value);
    }
    buf_put_string(&buf, bare ? "}" : "");
    if (r->map->style != STYLE_FLOW)
        put_comments(r, &buf);
    return buf_text(&buf);
}

/* ------------------------------------------------------------------ adding a pair */

static int check_insertion(const struct node *map, struct text key, struct err *err)
{
    if (check_map_sharing(map, err) != 0)
        return -1;
    for (size_t i = 0; i < map->count; i++)
        if (is_key(map->pairs[i].key, key))
            return err_at(err, ERR_INPUT, map->pairs[i].key, "stands here already");
    if (map->style == STYLE_FLOW && map->source->bytes.at[node_content_start(map)] != '{')
        return err_at(err, ERR_INPUT, map, "a pair in a list without braces: no other can stand beside it");
    return 0;
}

static void insert_into_empty(struct arena *arena, const struct node *map, struct edit_field field, struct edit *out)
{
    struct buf buf = buf_new(arena, LIMIT_DOCUMENT_BYTES);
    const struct node key = {.style = map->parent == NULL || node_in_json(map) ? STYLE_DOUBLE : STYLE_PLAIN};
    const struct replacement like = {.map = map, .key = &key};
    size_t at = node_content_start(map) + 1;
    put_string(&like, &buf, field.key);
    buf_put_string(&buf, ": ");
    put_string(&like, &buf, field.value);
    *out = (struct edit){at, at, buf_text(&buf)};
}

/* The line ends that a block scalar at the end of the map keeps as its own (`|+`). */
static size_t kept_line_ends(const struct node *map)
{
    const struct node *leaf = map;
    size_t kept = 0;
    while (leaf->kind != NODE_SCALAR && leaf->style == STYLE_BLOCK && leaf->count > 0)
        leaf = leaf->kind == NODE_MAP ? leaf->pairs[leaf->count - 1].value : leaf->items[leaf->count - 1];
    if (leaf->style == STYLE_LITERAL || leaf->style == STYLE_FOLDED)
        while (kept < leaf->text.len && leaf->text.at[leaf->text.len - 1 - kept] == '\n')
            kept++;
    return kept > 1 ? kept : 0;
}

static void put_pair(const struct replacement *r, struct buf *buf, struct text colon)
{
    put_string(r, buf, r->fields[0].key);
    buf_put(buf, colon);
    put_string(r, buf, r->fields[0].value);
}

static struct edit insertion_behind(const struct replacement *r)
{
    struct buf buf = buf_new(r->arena, LIMIT_DOCUMENT_BYTES);
    struct text colon = colon_text(r);
    /* Behind the blank, where a value is missing: `a:,` would be one word. */
    bool missing = r->value->end == r->value->start;
    size_t flow_end = missing ? skip_blanks(r->bytes, r->span.end) : r->span.end;
    size_t at = r->map->style == STYLE_FLOW ? flow_end : skip_to_line_end(r->bytes, r->span.end);
    size_t kept = kept_line_ends(r->map);
    if (kept == 0) {
        buf_put(&buf, separator_text(r, colon));
        put_pair(r, &buf, colon);
        return (struct edit){at, at, buf_text(&buf)};
    }
    for (; kept > 0; kept--) {
        at = skip_blanks(r->bytes, at);
        at += line_end_len(r->bytes, at);
    }
    buf_put_spaces(&buf, r->key->column);
    put_pair(r, &buf, colon);
    buf_put(&buf, nearest_line_end(r));
    return (struct edit){at, at, buf_text(&buf)};
}

int insert_pair(struct arena *arena, const struct node *map, struct edit_field field, struct edit *out, struct err *err)
{
    if (check_insertion(map, field.key, err) != 0)
        return -1;
    if (map->count == 0) {
        insert_into_empty(arena, map, field, out);
        return 0;
    }
    const struct node_pair *last = &map->pairs[map->count - 1];
    struct replacement r = {.arena = arena,
                            .map = map,
                            .key = last->key,
                            .value = last->value,
                            .bytes = map->source->bytes,
                            .fields = &field,
                            .field_count = 1,
                            .err = err};
    if (span_of_pair(map, map->count - 1, &r.span, err) != 0)
        return -1;
    *out = insertion_behind(&r);
    return 0;
}

/* ------------------------------------------------------------------ replacing a pair */

static void cut_tabbed_lines(const struct replacement *r, struct edit_list *edits)
{
    size_t below = skip_to_line_end(r->bytes, r->span.end);
    below += line_end_len(r->bytes, below);
    size_t end = skip_tabbed_lines(r->bytes, below);
    if (end > below)
        *array_add(r->arena, edits) = (struct edit){.start = below, .end = end};
}

int edit_replace_pair(struct arena *arena, struct edit_list *edits, const struct node *map, const char *key,
                      const struct edit_field *fields, size_t field_count, const char *const *also_remove, size_t also_remove_count,
                      struct err *err)
{
    size_t index = 0;
    if (!node_is_map(map) || map->source == NULL)
        return err_at(err, ERR_INPUT, map, "there is no map to edit");
    if (find_pair(map, key, &index, err) != 0)
        return -1;
    struct replacement r = {.arena = arena,
                            .map = map,
                            .key = map->pairs[index].key,
                            .value = map->pairs[index].value,
                            .bytes = map->source->bytes,
                            .fields = fields,
                            .field_count = field_count,
                            .err = err};
    enum pair_fate *fates = arena_new(arena, map->count * sizeof *fates);
    for (size_t i = 0; i < map->count; i++)
        for (size_t k = 0; k < also_remove_count; k++)
            if (is_key(map->pairs[i].key, text_of(also_remove[k])))
                fates[i] = PAIR_GOES;
    fates[index] = PAIR_REPLACED;
    if (check_sharing(map, fates, err) != 0 || check_fields(&r, fates) != 0 || span_of_pair(map, index, &r.span, err) != 0)
        return -1;
    struct text with = replacement_text(&r);
    *array_add(arena, edits) = (struct edit){r.span.start, r.span.end, with};
    if (map->style == STYLE_BLOCK)
        cut_tabbed_lines(&r, edits);
    return remove_pairs(arena, edits, map, fates, err);
}

/* A map that loses its only pair. */
static struct edit emptied(const struct node *map, struct span pair)
{
    if (map->style == STYLE_FLOW)
        pair = (struct span){node_content_start(map), map->end};
    return (struct edit){pair.start, pair.end, TEXT("{}")};
}

int edit_remove_pair(struct arena *arena, struct edit_list *edits, const struct node *map, const char *key, struct err *err)
{
    size_t index = 0;
    struct span pair;
    if (!node_is_map(map) || map->source == NULL)
        return err_at(err, ERR_INPUT, map, "there is no map to edit");
    if (find_pair(map, key, &index, err) != 0)
        return -1;
    while (map->count == 1 && node_is_map(map->parent) && node_hangs_at(map, map->parent, map->index) &&
           map->parent->pairs[map->index].value == map && !map->aliased) {
        index = map->index;
        map = map->parent;
    }
    enum pair_fate *fates = arena_new(arena, map->count * sizeof *fates);
    fates[index] = PAIR_GOES;
    if (check_sharing(map, fates, err) != 0)
        return -1;
    if (map->count > 1)
        return remove_pairs(arena, edits, map, fates, err);
    if (span_of_pair(map, index, &pair, err) != 0)
        return -1;
    *array_add(arena, edits) = emptied(map, pair);
    return 0;
}

static int by_place(const void *left, const void *right)
{
    const struct edit *a = left, *b = right;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return (a->end > b->end) - (a->end < b->end);
}

static void add_piece(struct text *pieces, size_t *count, struct text piece)
{
    if (piece.len > 0)
        pieces[(*count)++] = piece;
}

struct text *edit_apply(struct arena *arena, struct text bytes, struct edit_list *edits, size_t *count, struct err *err)
{
    struct text *pieces = arena_new(arena, size_mul(size_add(size_mul(edits->count, 2), 1), sizeof *pieces));
    size_t at = 0;
    *count = 0;
    if (edits->count > 1)
        qsort(edits->items, edits->count, sizeof *edits->items, by_place);
    for (size_t i = 0; i < edits->count; i++) {
        const struct edit *edit = &edits->items[i];
        if (edit->start < at || edit->end < edit->start || edit->end > bytes.len) {
            err_set(err, ERR_INPUT, "two changes of a document overlap");
            return NULL;
        }
        add_piece(pieces, count, (struct text){bytes.at + at, edit->start - at});
        add_piece(pieces, count, edit->with);
        at = edit->end;
    }
    add_piece(pieces, count, text_from(bytes, at));
    return pieces;
}

int edit_check(const struct node *root, const struct text *pieces, size_t count, struct err *err)
{
    auto_arena arena = {0};
    auto_err broken = {0};
    struct buf buf = buf_new(&arena, LIMIT_DOCUMENT_BYTES);
    for (size_t i = 0; i < count; i++)
        buf_put(&buf, pieces[i]);
    struct yaml_source source = {.bytes = buf_text(&buf), .mapping = SOURCE_WHOLE};
    struct node *edited;
    if (!buf.full && tree_parse(&arena, &source, &edited, &broken) == 0)
        return 0;
    err_at(err, ERR_INPUT, root, "would be no YAML any more with the reference in place of the sealed string");
    return err_hint(err, "write the mapping that holds 'sealed' in the usual way: one key and its value a line");
}
