/* SPDX-License-Identifier: Apache-2.0
 *
 * Any document: where `sealed` can be replaced in it, the tree that is left is the one that ought to be; where all its values can
 * be, and those of the YAML in its strings, they read as what was put there; a pair that can be added to a map stands in it. Any
 * text reads back.
 */
#include "tests/fuzz/target.h"
#include "yaml/edit.h"

static bool is_key(const struct node *key, const char *word)
{
    return node_is_scalar(key) && !node_is_merge(key) && text_is(key->text, word);
}

static struct node *edit(struct arena *arena, struct edit_list *edits, struct node *node, struct err *err);

static struct node *edit_map(struct arena *arena, struct edit_list *edits, struct node *map, struct err *err)
{
    static const char *const also_removed[] = {"key", "namespace"};
    const struct edit_field fields[] = {{TEXT("name"), TEXT("creds")}, {TEXT("key"), TEXT("no: 1")}};
    struct node *made = node_new_map(arena), *below = made;
    bool here = node_get(map, "sealed") != NULL;
    if (here && edit_replace_pair(arena, edits, map, "sealed", fields, 2, also_removed, 2, err) != 0)
        return NULL;
    for (size_t i = 0; i < map->count && below != NULL; i++) {
        struct node *key = map->pairs[i].key;
        for (size_t f = 0; f < 2 && here && is_key(key, "sealed"); f++)
            node_put(arena, made, fields[f].key, node_new_string(arena, fields[f].value));
        if (here && (is_key(key, "sealed") || is_key(key, "key") || is_key(key, "namespace")))
            continue;
        if ((below = edit(arena, edits, map->pairs[i].value, err)) != NULL)
            node_put(arena, made, TEXT(""), below), made->pairs[made->count - 1].key = key;
    }
    return below ? made : NULL;
}

/* Edits every map that has `sealed`; gives the tree that ought to come out, or NULL with err. */
static struct node *edit(struct arena *arena, struct edit_list *edits, struct node *node, struct err *err)
{
    struct node *made = node->kind == NODE_LIST ? node_new_list(arena) : node, *item = made;
    for (size_t i = 0; node->kind == NODE_LIST && i < node->count && item != NULL; i++)
        if ((item = edit(arena, edits, node->items[i], err)) != NULL)
            node_add(arena, made, item);
    return item == NULL ? NULL : node->kind == NODE_MAP ? edit_map(arena, edits, node, err) : made;
}

struct scalar_edits {
    struct scalar_edit *items;
    size_t count, room;
};

static bool hangs(const struct node *child, const struct node *parent, size_t index)
{
    return child->parent == parent && child->index == index;
}

/* Every value of the document; of one that holds a mapping in its turn, the values in that. */
static void collect(struct arena *arena, const struct node *node, bool inside, struct scalar_edits *out)
{
    struct node *root = NULL;
    auto_err ignored = {0};
    for (size_t i = 0; node->kind != NODE_SCALAR && i < node->count; i++) {
        const struct node *child = node->kind == NODE_LIST ? node->items[i] : node->pairs[i].value;
        if (hangs(child, node, i) && !(node->kind == NODE_MAP && child == node->pairs[i].key))
            collect(arena, child, inside, out);
    }
    if (node->kind != NODE_SCALAR)
        return;
    struct yaml_source *source = arena_new(arena, sizeof *source);
    *source = (struct yaml_source){.bytes = node->text, .scalar = node};
    if (inside && tree_parse(arena, source, &root, &ignored) == 0 && node_is_map(root) && root->count > 0)
        collect(arena, root, false, out);
    else
        *array_add(arena, out) = (struct scalar_edit){node, TEXT("NEW+/=")};
}

static void check_values(struct arena *arena, struct text bytes, const struct node *root, bool inside)
{
    auto_err err = {0};
    struct edit_list edits = {0};
    struct scalar_edits scalars = {0}, again = {0};
    size_t count;
    collect(arena, root, inside, &scalars);
    int result = edit_replace_scalars(arena, &edits, scalars.items, scalars.count, &err);
    check_result(result, &err);
    if (result != 0)
        return;
    const struct text *pieces = edit_apply(arena, bytes, &edits, &count, &err);
    check(pieces != NULL);
    const struct node *edited = parsed(arena, joined(arena, pieces, count));
    check(edited != NULL);
    collect(arena, edited, inside, &again);
    check(again.count == scalars.count);
    for (size_t i = 0; i < again.count; i++)
        check(text_is(text_trim(again.items[i].node->text), "NEW+/="));
}

static void check_insertion(struct arena *arena, struct text bytes, const struct node *map)
{
    auto_err err = {0};
    struct edit_list edits = {0};
    size_t count;
    int result = edit_insert_pair(arena, &edits, map, (struct edit_field){TEXT("NEW"), TEXT("a: b")}, &err);
    check_result(result, &err);
    if (result != 0)
        return;
    const struct text *pieces = edit_apply(arena, bytes, &edits, &count, &err);
    check(pieces != NULL && parsed(arena, joined(arena, pieces, count)) != NULL);
}

/* Of the maps around the first leaf. */
static void check_insertions(struct arena *arena, struct text bytes, const struct node *node)
{
    for (; node->kind != NODE_SCALAR && node->count > 0; node = node->kind == NODE_LIST ? node->items[0] : node->pairs[0].value)
        if (node->kind == NODE_MAP)
            check_insertion(arena, bytes, node);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_arena arena = {0};
    auto_err err = {0}, broken_err = {0};
    struct edit_list edits = {0};
    struct node *root = parsed(&arena, text_of_input(data, size));
    size_t count = 0;
    check_reads_back(&arena, text_of_input(data, size));
    if (root != NULL && root->weight < 10000) {
        check_values(&arena, text_of_input(data, size), root, false);
        check_values(&arena, text_of_input(data, size), root, true);
        check_insertions(&arena, text_of_input(data, size), root);
    }
    struct node *expected = root && root->weight < 10000 ? edit(&arena, &edits, root, &err) : NULL;
    const struct text *pieces = expected ? edit_apply(&arena, text_of_input(data, size), &edits, &count, &err) : NULL;
    check((expected == NULL) == (pieces == NULL));
    if (pieces != NULL && edit_check(root, pieces, count, &broken_err) == 0)
        check(node_equal(&arena, expected, parsed(&arena, joined(&arena, pieces, count))));
    return 0;
}
