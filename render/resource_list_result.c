/* SPDX-License-Identifier: Apache-2.0
 *
 * The part of ResourceLists that writes them: what becomes of the items, and results.
 */
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "render/list_place.h"
#include "yaml/emit.h"
#include "yaml/lines.h"
#include "yaml/span.h"

/* What YAML allows is wider than what edits foresee: the list that leaves is one, with so many items (OUTLINE_NONE: any number). */
static int check(struct arena *arena, const struct resource_list *list, struct edit_list *edits, size_t items, struct err *err)
{
    auto_arena scratch = {0};
    auto_err broken = {0};
    size_t count;
    struct resource_list *edited = NULL;
    const struct text *pieces = edit_apply(arena, list->bytes, edits, &count, err);
    if (pieces == NULL)
        return -1;
    struct buf buf = buf_new(&scratch, LIMIT_STREAM_BYTES);
    for (size_t i = 0; i < count; i++)
        buf_put(&buf, pieces[i]);
    const struct render_part part = {.name = list->name, .bytes = buf_text(&buf)};
    if (resource_list_read(&scratch, &part, &edited, &broken) == 0 && edited != NULL &&
        (items == OUTLINE_NONE || edited->count == items))
        return 0;
    return resource_list_fail(list, list->outline.root.line, list->outline.root.column, "this ResourceList cannot be changed", err);
}

/* ------------------------------------------------------------------ items */

/* An item as its pieces give it, with its dash again. NULL where that has lost its place. */
static struct text joined(struct arena *arena, const struct resource_list *list, size_t which, const struct change_list *changes)
{
    struct text part = list->parts[which].bytes;
    struct buf buf = buf_new(arena, LIMIT_GENERATED_BYTES);
    size_t at = 0;
    for (size_t i = 0; i < changes->count; i++) {
        const struct change *change = &changes->items[i];
        buf_put(&buf, (struct text){part.at + at, change->range.start - at});
        for (size_t k = 0; k < change->piece_count; k++)
            buf_put(&buf, change->pieces[k]);
        at = change->range.end;
    }
    buf_put(&buf, text_from(part, at));
    return buf_text(&buf);
}

/* Puts the dash back that was blanked for render(). */
static int put_dash(struct arena *arena, const struct resource_list *list, size_t which, struct text *item, struct err *err)
{
    const struct resource_item *place = &list->items[which];
    const struct outline_pair *pair = &list->outline.pairs.items[list->items_pair];
    const struct outline_node *node = &pair->list.items[which];
    if (pair->value.style == STYLE_FLOW)
        return 0;
    size_t dash = skip_blanks(list->bytes, place->start) - place->start;
    for (size_t i = 0; i <= dash; i++)
        if (i >= item->len || item->at[i] != ' ')
            return resource_list_fail(list, node->line, node->column, "this item cannot be changed where it stands", err);
    char *copy = arena_string(arena, *item);
    copy[dash] = '-';
    item->at = copy;
    return 0;
}

static bool is_dropped(const struct change_list *changes)
{
    for (size_t i = 0; i < changes->count; i++)
        if (changes->items[i].pieces == NULL)
            return true;
    return false;
}

/* *stay: how many items are left; *rest: whether the last one is among them. */
static int change_items(const struct run *run, const struct resource_list *list, const struct change_list *changes, bool refilled,
                        size_t *stay, enum list_rest *rest, struct edit_list *edits, struct err *err)
{
    bool *gone = arena_new(run->arena, size_add(list->count, 1));
    *stay = 0;
    for (size_t i = 0; i < list->count; i++) {
        gone[i] = is_dropped(&changes[i]);
        *stay += !gone[i];
        if (gone[i] || changes[i].count == 0)
            continue;
        struct text item = joined(run->arena, list, i, &changes[i]);
        if (put_dash(run->arena, list, i, &item, err) < 0)
            return -1;
        *array_add(run->arena, edits) = (struct edit){list->items[i].start, list->items[i].end, item};
    }
    if (*stay < list->count)
        *rest = *stay == 0 ? LIST_LOSES_ALL : gone[list->count - 1] ? LIST_LOSES_LAST : LIST_STAYS;
    list_place_drop(run->arena, list, gone, refilled, edits);
    return 0;
}

/* Whether the annotation stands in the list: by bytes, as a whole word. */
static bool carries(const struct resource_list *list, const char *annotation)
{
    size_t len = strlen(annotation);
    for (struct text rest = list->source->bytes; rest.len > len;) {
        const char *found = memmem(rest.at, rest.len, annotation, len);
        if (found == NULL)
            return false;
        if (found > list->source->bytes.at && memchr(" \"'\n{,", found[-1], 6) != NULL)
            return true;
        rest = text_from(rest, (size_t)(found - rest.at) + len);
    }
    return false;
}

/* What the items carry of where an object comes from, those that are new carry as well: kpt writes each to that file. */
static void annotate(const struct run *run, const struct resource_list *list, const struct object_id *id, struct node *object)
{
    static const char *const prefixes[] = {KRM_ANNOTATIONS, KRM_INTERNAL_ANNOTATIONS};
    struct text path = document_path(run->arena, id);
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        const char *key = arena_format(run->arena, "%spath", prefixes[i]).at;
        if (!carries(list, key))
            continue;
        document_annotate(run, object, key, path);
        document_annotate(run, object, arena_format(run->arena, "%sindex", prefixes[i]).at, TEXT("0"));
    }
}

int resource_list_result(const struct run *run, const struct resource_list *list, const struct change_list *changes,
                         const struct plan *plan, struct render_output *out, struct err *err)
{
    const struct node **objects = arena_new(run->arena, size_mul(plan->count, sizeof *objects));
    enum list_rest rest = LIST_STAYS;
    size_t stay;
    for (size_t i = 0; i < plan->count; i++) {
        annotate(run, list, &plan->items[i].id, plan->items[i].object);
        objects[i] = plan->items[i].object;
    }
    out->edits = (struct edit_list){0};
    if (change_items(run, list, changes, plan->count > 0, &stay, &rest, &out->edits, err) < 0 ||
        list_place_append(run->arena, list, "items", list->items_pair, rest, objects, plan->count, &out->edits, err) < 0 ||
        (out->edits.count > 0 && check(run->arena, list, &out->edits, stay + plan->count, err) < 0))
        return -1;
    result_list_objects(run, plan, out);
    return 0;
}

/* ------------------------------------------------------------------ results */

static void put_string(struct arena *arena, struct node *map, const char *key, struct text value)
{
    if (value.len > 0)
        node_put(arena, map, text_of(key), node_new_string(arena, value));
}

static void put_unless_empty(struct arena *arena, struct node *map, const char *key, struct node *value)
{
    if (value->count > 0)
        node_put(arena, map, text_of(key), value);
}

static struct text krm_annotation(struct arena *arena, const struct node *object, const char *name)
{
    struct text found = object_annotation(object, arena_format(arena, KRM_INTERNAL_ANNOTATIONS "%s", name).at);
    return found.len > 0 ? found : object_annotation(object, arena_format(arena, KRM_ANNOTATIONS "%s", name).at);
}

static bool is_number(struct text text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
    return text.len > 0 && text.len < 10 && (text.len == 1 || text.at[0] != '0');
}

/* NULL where it is no object. */
static const struct node *item_root(struct arena *arena, const struct resource_list *list, size_t item)
{
    const struct range whole = {0, list->parts[item].bytes.len};
    struct node *root;
    auto_err ignored = {0};
    return tree_parse(arena, document_source(arena, &list->parts[item], whole), &root, &ignored) == 0 ? root : NULL;
}

struct text resource_list_item_name(struct arena *arena, const struct resource_list *list, size_t item)
{
    const struct node *object = item_root(arena, list, item);
    struct text kind = object_kind(object), name = object_name(object), namespace = object_namespace(object, (struct text){0});
    if (kind.len == 0 || name.len == 0)
        return (struct text){0};
    return arena_format(arena, TEXT_FMT " " TEXT_FMT "%s" TEXT_FMT, TEXT_ARG(kind), TEXT_ARG(namespace),
                        namespace.len > 0 ? "/" : "", TEXT_ARG(name));
}

/* Whose result it is: the object, and its file where the orchestrator says it. */
static void put_item(struct arena *arena, const struct resource_list *list, size_t item, struct node *result)
{
    const struct node *object = item_root(arena, list, item);
    struct node *reference = node_new_map(arena), *file = node_new_map(arena);
    put_string(arena, reference, "apiVersion", object_api(object));
    put_string(arena, reference, "kind", object_kind(object));
    put_string(arena, reference, "name", object_name(object));
    put_string(arena, reference, "namespace", object_namespace(object, (struct text){0}));
    put_unless_empty(arena, result, "resourceRef", reference);
    struct text index = krm_annotation(arena, object, "index");
    put_string(arena, file, "path", krm_annotation(arena, object, "path"));
    if (file->count > 0 && is_number(index))
        node_put(arena, file, TEXT("index"), node_new_plain(arena, index));
    put_unless_empty(arena, result, "file", file);
}

static struct node *result_node(struct arena *arena, const struct resource_list *list, const struct resource_result *result)
{
    struct node *node = node_new_map(arena), *field = node_new_map(arena);
    put_string(arena, node, "message", result->message);
    put_string(arena, node, "severity", text_of(result->severity));
    if (result->item != OUTLINE_NONE)
        put_item(arena, list, result->item, node);
    put_string(arena, field, "path", result->field);
    put_unless_empty(arena, node, "field", field);
    return node;
}

/* Severity and message of the results that the list has, sorted. */
static struct text_list known_results(struct arena *arena, const struct resource_list *list)
{
    struct text_list known = {0};
    const struct node *results = NULL;
    auto_err ignored = {0};
    if (resource_list_value(arena, list, list->results_pair, &results, &ignored) < 0 || !node_is_list(results))
        return known;
    for (size_t i = 0; i < results->count; i++)
        *array_add(arena, &known) = arena_format(arena, TEXT_FMT " " TEXT_FMT,
                                                 TEXT_ARG(node_text_at(results->items[i], "severity")),
                                                 TEXT_ARG(node_text_at(results->items[i], "message")));
    text_list_sort(&known);
    return known;
}

struct text *resource_list_write(struct arena *arena, const struct resource_list *list, const struct edit_list *edits,
                                 const struct resource_result *results, size_t result_count, size_t *slice_count, struct err *err)
{
    struct edit_list all = {0};
    struct text_list known = known_results(arena, list);
    const struct node **nodes = arena_new(arena, size_mul(result_count, sizeof *nodes));
    size_t count = 0;
    for (size_t i = 0; edits != NULL && i < edits->count; i++)
        *array_add(arena, &all) = edits->items[i];
    for (size_t i = 0; i < result_count; i++) {
        struct text said = arena_format(arena, "%s " TEXT_FMT, results[i].severity, TEXT_ARG(results[i].message));
        if (!text_list_finds(&known, said))
            nodes[count++] = result_node(arena, list, &results[i]);
    }
    if (list_place_append(arena, list, "results", list->results_pair, LIST_STAYS, nodes, count, &all, err) < 0 ||
        (count > 0 && check(arena, list, &all, OUTLINE_NONE, err) < 0))
        return NULL;
    return edit_apply(arena, list->bytes, &all, slice_count, err);
}
