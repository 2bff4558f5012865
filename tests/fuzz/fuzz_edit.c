/* SPDX-License-Identifier: Apache-2.0
 *
 * Any document: where `sealed` can be replaced in it, the tree that is left is the one that ought to be.
 */
#include "tests/fuzz/target.h"
#include "yaml/edit.h"

static int edit(struct arena *arena, struct edit_list *edits, struct node *node, struct node **out, struct err *err);

static bool is_key(const struct node *key, const char *word)
{
    return node_is_scalar(key) && !node_is_merge(key) && text_is(key->text, word);
}

static int edit_map(struct arena *arena, struct edit_list *edits, struct node *map, struct node *out, struct err *err)
{
    static const char *const also_removed[] = {"key", "namespace"};
    const struct edit_field fields[] = {{TEXT("name"), TEXT("creds")}, {TEXT("key"), TEXT("no: 1")}};
    bool here = node_get(map, "sealed") != NULL;
    if (here && edit_replace_pair(arena, edits, map, "sealed", fields, 2, also_removed, 2, err) != 0)
        return -1;
    for (size_t i = 0; i < map->count; i++) {
        struct node *key = map->pairs[i].key, *below;
        for (size_t f = 0; f < 2 && here && is_key(key, "sealed"); f++)
            node_put(arena, out, fields[f].key, node_new_string(arena, fields[f].value));
        if (here && (is_key(key, "sealed") || is_key(key, "key") || is_key(key, "namespace")))
            continue;
        if (edit(arena, edits, map->pairs[i].value, &below, err) != 0)
            return -1;
        node_put(arena, out, node_text(key), below);
        out->pairs[out->count - 1].key = key;
    }
    return 0;
}

/* Edits every map that has `sealed`; *out is the tree that this ought to give. */
static int edit(struct arena *arena, struct edit_list *edits, struct node *node, struct node **out, struct err *err)
{
    *out = node->kind == NODE_SCALAR ? node : node->kind == NODE_MAP ? node_new_map(arena) : node_new_list(arena);
    if (node->kind == NODE_MAP)
        return edit_map(arena, edits, node, *out, err);
    for (size_t i = 0; i < node->count; i++) {
        struct node *item;
        if (edit(arena, edits, node->items[i], &item, err) != 0)
            return -1;
        node_add(arena, *out, item);
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_arena arena = {0};
    auto_err err = {0};
    struct text bytes = text_of_input(data, size);
    struct edit_list edits = {0};
    struct node *root = parsed(&arena, bytes), *expected;
    size_t count = 0;
    check_reads_back(&arena, bytes);
    if (root == NULL || root->weight > 10000)
        return 0;
    int result = edit(&arena, &edits, root, &expected, &err);
    check_result(result, &err);
    const struct text *pieces = result == 0 ? edit_apply(&arena, bytes, &edits, &count, &err) : NULL;
    check((result == 0) == (pieces != NULL));
    if (pieces != NULL && edit_check(root, pieces, count, &err) == 0)
        check(node_equal(&arena, expected, parsed(&arena, joined(&arena, pieces, count))));
    return 0;
}
