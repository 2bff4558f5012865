/* SPDX-License-Identifier: Apache-2.0 */
#include "render/values_file.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "render/fields.h"

/* The pairs of a map with its merge keys applied, as they stand and sorted by key. */
struct pairs {
    const struct node_pair *items;
    const struct node_pair **sorted;
    size_t count;
};

static int order_by_key(const void *a, const void *b)
{
    const struct node_pair *left = *(const struct node_pair *const *)a, *right = *(const struct node_pair *const *)b;
    return text_order(node_text(left->key), node_text(right->key));
}

static struct pairs pairs_of(struct arena *arena, const struct node *map)
{
    struct pairs pairs = {0};
    pairs.items = node_pairs(arena, map, &pairs.count);
    pairs.sorted = arena_new(arena, size_mul(pairs.count, sizeof *pairs.sorted));
    for (size_t i = 0; i < pairs.count; i++)
        pairs.sorted[i] = &pairs.items[i];
    if (pairs.count > 0)
        qsort(pairs.sorted, pairs.count, sizeof *pairs.sorted, order_by_key);
    return pairs;
}

static const struct node_pair *find_pair(const struct pairs *pairs, const struct node_pair *like)
{
    const struct node_pair **found = NULL;
    if (pairs->count > 0)
        found = bsearch(&like, pairs->sorted, pairs->count, sizeof *pairs->sorted, order_by_key);
    return found ? *found : NULL;
}

static struct node *merge(struct arena *arena, struct node *earlier, struct node *later)
{
    if (!node_is_map(earlier) || !node_is_map(later))
        return later;
    struct pairs old = pairs_of(arena, earlier), new = pairs_of(arena, later);
    struct node *merged = arena_new(arena, sizeof *merged);
    *merged = *later;
    merged->pairs = arena_new(arena, size_mul(size_add(old.count, new.count), sizeof *merged->pairs));
    merged->count = 0;
    for (size_t i = 0; i < old.count; i++) {
        const struct node_pair *over = find_pair(&new, &old.items[i]);
        if (over == NULL || !node_is_null(over->value))
            merged->pairs[merged->count++] = (struct node_pair){
                old.items[i].key, over ? merge(arena, old.items[i].value, over->value) : old.items[i].value};
    }
    for (size_t i = 0; i < new.count; i++)
        if (find_pair(&old, &new.items[i]) == NULL && !node_is_null(new.items[i].value))
            merged->pairs[merged->count++] = new.items[i];
    return merged;
}

int values_files_merge(const struct run *run, const struct stream_parts *files, const struct node **out, struct err *err)
{
    struct node *merged = NULL;
    for (size_t i = 0; i < files->count; i++) {
        struct node *root;
        const struct yaml_source *source = document_source(run->arena, &files->items[i],
                                                           (struct range){0, files->items[i].bytes.len});
        if (tree_parse(run->arena, source, &root, err) < 0)
            return -1;
        if (root == NULL)
            continue;
        if (!node_is_map(root))
            return err_at(err, ERR_INPUT, root, "a values file must be a mapping");
        if (fields_refuse_duplicates(run->arena, root, err) < 0)
            return -1;
        merged = merged == NULL ? root : merge(run->arena, merged, root);
    }
    *out = merged;
    return 0;
}
