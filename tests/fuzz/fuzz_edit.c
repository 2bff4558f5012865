/* SPDX-License-Identifier: Apache-2.0
 *
 * Any document: where `sealed` can be replaced in it, the tree that is left is the one that ought to be. Any text reads back.
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_arena arena = {0};
    auto_err err = {0}, broken_err = {0};
    struct edit_list edits = {0};
    struct node *root = parsed(&arena, text_of_input(data, size));
    size_t count = 0;
    check_reads_back(&arena, text_of_input(data, size));
    struct node *expected = root && root->weight < 10000 ? edit(&arena, &edits, root, &err) : NULL;
    const struct text *pieces = expected ? edit_apply(&arena, text_of_input(data, size), &edits, &count, &err) : NULL;
    check((expected == NULL) == (pieces == NULL));
    if (pieces != NULL && edit_check(root, pieces, count, &broken_err) == 0)
        check(node_equal(&arena, expected, parsed(&arena, joined(&arena, pieces, count))));
    return 0;
}
