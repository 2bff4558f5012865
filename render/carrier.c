/* SPDX-License-Identifier: Apache-2.0 */
#include "render/carrier.h"

#include "base/limits.h"
#include "render/dialect.h"
#include "render/object.h"
#include "render/owner.h"
#include "render/triage.h"
#include "yaml/literal.h"

static const struct carrier carriers[] = {
    {"values document", carrier_find_bare},
    {"definition file", carrier_find_definition},
    {"annotated ConfigMap or Secret", carrier_find_annotated},
    {"Argo CD Application", carrier_find_argocd},
    {"custom resource", carrier_find_resource}, /* Flux's HelmRelease is one: spec.values */
};

static int find_at_depth(struct carrier_search *search, const struct node *object, unsigned depth, struct err *err);

static int find_in_list(struct carrier_search *search, const struct node *list, unsigned depth, struct err *err)
{
    const struct node *items = node_get(list, "items");
    bool outer = search->in_list;
    if (depth == LIMIT_CARRIER_DEPTH)
        return err_at(err, ERR_INPUT, list, "Lists in Lists more than %d deep", LIMIT_CARRIER_DEPTH);
    search->in_list = true;
    for (size_t i = 0; node_is_list(items) && i < items->count; i++)
        if (find_at_depth(search, items->items[i], depth + 1, err) < 0)
            return -1;
    search->in_list = outer;
    return 0;
}

static int find_at_depth(struct carrier_search *search, const struct node *object, unsigned depth, struct err *err)
{
    if (!node_is_map(object))
        return 0;
    if (object_is_list(object))
        return find_in_list(search, object, depth, err);
    for (size_t i = 0; i < sizeof carriers / sizeof *carriers; i++) {
        search->carrier = carriers[i].name;
        if (carriers[i].find(search, object, err) < 0)
            return -1;
    }
    return 0;
}

int carriers_find(struct carrier_search *search, const struct node *object, struct err *err)
{
    return find_at_depth(search, object, 0, err);
}

static void warn(const struct carrier_search *search, const struct node *node, const char *what, struct text hint)
{
    struct arena *arena = search->run->arena;
    struct text place = place_text(arena, node_place(node));
    note_add(search->run->notes, NOTE_WARNING, arena_format(arena, TEXT_FMT ": %s", TEXT_ARG(place), what), hint);
}

static bool holds_template(const struct node *node)
{
    if (node_is_scalar(node))
        return text_contains(node->text, "{{");
    for (size_t i = 0; i < node->count; i++)
        if (holds_template(node_is_list(node) ? node->items[i] : node->pairs[i].value))
            return true;
    return false;
}

static bool names_a_block(const struct node *values)
{
    return node_get(values, "external_secrets") != NULL || node_get(values, "secret_management") != NULL;
}

static void warn_not_counting(const struct carrier_search *search, const struct node *values)
{
    const char *nearest = dialects_nearest(values);
    struct text hint = {0};
    if (nearest != NULL)
        hint = arena_format(search->run->arena, "the nearest key that would make it count is '%s'", nearest);
    warn(search, values,
         "the values hold no key that this program knows below external_secrets or secret_management: left as it is", hint);
}

int carrier_add(struct carrier_search *search, const struct node *values, const struct node *definition, enum carrier_reader reader,
                struct err *err)
{
    struct carried carried = {.values = values, .definition = definition, .carrier = search->carrier};
    search->counts = false;
    if (!node_is_map(values) || !names_a_block(values))
        return 0;
    if (holds_template(values)) {
        warn(search, values, "the values are a template: left as they are", TEXT("render them first"));
        return 0;
    }
    search->counts = carried.counts = dialects_count(values, owner_is_named(&carried));
    if (carried.counts && fields_refuse_duplicates(search->run->arena, values, err) < 0)
        return -1;
    if (!carried.counts && reader == CARRIER_OURS)
        warn_not_counting(search, values);
    *array_add(search->run->arena, search->found) = carried;
    return 0;
}

static size_t lines_before_indicator(const struct node *scalar)
{
    const char *bytes = scalar->source->bytes.at;
    size_t lines = 0;
    for (size_t at = scalar->start; at < scalar->end && bytes[at] != '|'; at++)
        lines += bytes[at] == '\n';
    return lines;
}

static const struct yaml_source *inner_source(struct arena *arena, const struct node *scalar, struct text text)
{
    struct place place = node_place(scalar);
    struct yaml_source *source = arena_new(arena, sizeof *source);
    bool exact = scalar->style == STYLE_LITERAL && text.at == scalar->text.at && scalar->source->mapping != SOURCE_POINT;
    size_t outer_indent = scalar->source->mapping == SOURCE_BLOCK ? scalar->source->indent : 0;
    /* The content begins on the line behind the indicator, which may stand lines below its anchor or tag. */
    size_t first_line = place.line + (exact ? lines_before_indicator(scalar) : 0);
    *source = (struct yaml_source){
        .scalar = scalar,
        .base64 = text.at != scalar->text.at,
        .file = place.file,
        .origin = place.origin,
        .bytes = text,
        .mapping = exact ? SOURCE_BLOCK : SOURCE_POINT,
        .line = exact ? first_line : place.line - 1,
        .column = exact ? 0 : place.column - 1,
        .indent = exact ? outer_indent + block_indent(scalar) : 0,
    };
    return source;
}

/* Sealed strings may stand in it that nobody names. What is no YAML holds none. */
static void find_inside(struct carrier_search *search, const struct node *scalar, struct text text)
{
    auto_err ignored = {0};
    struct arena *arena = search->run->arena;
    struct node *root;
    if (search->run->finding != NULL && triage_holds(text, &triage_string, 1) &&
        tree_parse(arena, inner_source(arena, scalar, text), &root, &ignored) == 0 && root != NULL && !node_is_scalar(root))
        *array_add(arena, &search->run->finding->inner) = root;
}

int carrier_add_text(struct carrier_search *search, const struct node *scalar, struct text text, const struct node *definition,
                     enum carrier_reader reader, struct err *err)
{
    struct node *values;
    search->counts = false;
    if (!triage_holds(text, triage_values, triage_values_count)) {
        if (reader == CARRIER_OURS)
            warn(search, scalar, "the values name neither external_secrets nor secret_management: left as they are",
                 (struct text){0});
        find_inside(search, scalar, text);
        return 0;
    }
    if (text_contains(text, "{{")) {
        warn(search, scalar, "the values are a template: left as they are", TEXT("render them first"));
        return 0;
    }
    if (tree_parse(search->run->arena, inner_source(search->run->arena, scalar, text), &values, err) < 0)
        return -1;
    if (values == NULL)
        return 0;
    if (search->run->finding != NULL)
        *array_add(search->run->arena, &search->run->finding->inner) = values;
    return carrier_add(search, values, definition, reader, err);
}

int carrier_add_either(struct carrier_search *search, const struct node *node, const struct node *definition,
                       enum carrier_reader reader, struct err *err)
{
    if (node_is_scalar(node))
        return carrier_add_text(search, node, node->text, definition, reader, err);
    return carrier_add(search, node, definition, reader, err);
}
