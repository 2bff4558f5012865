/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml/tree.h"

#include <stdlib.h>
#include <string.h>

/* A pair and where it came from: of pairs with the same key the one of the lowest rank counts. */
struct ranked {
    struct node_pair pair;
    size_t rank, order;
};

struct ranked_list {
    struct ranked *items;
    size_t count, room;
};

static void collect(struct arena *arena, struct ranked_list *list, const struct node *map);

static void collect_merged(struct arena *arena, struct ranked_list *list, const struct node *merged)
{
    if (node_is_map(merged))
        collect(arena, list, merged);
    for (size_t i = 0; node_is_list(merged) && i < merged->count; i++)
        if (node_is_map(merged->items[i]))
            collect(arena, list, merged->items[i]);
}

/* Own pairs, the last one first, then what is merged in. The order keeps the own pairs as they stand. */
static void collect(struct arena *arena, struct ranked_list *list, const struct node *map)
{
    size_t first = list->count;
    bool merges = false;
    for (size_t i = map->count; i > 0; i--) {
        const struct node_pair *pair = &map->pairs[i - 1];
        if (node_is_merge(pair->key)) {
            merges = true;
            continue;
        }
        struct ranked *ranked = array_add(arena, list);
        *ranked = (struct ranked){*pair, list->count, first + i - 1};
    }
    for (size_t i = merges ? map->count : 0; i > 0; i--)
        if (node_is_merge(map->pairs[i - 1].key))
            collect_merged(arena, list, map->pairs[i - 1].value);
}

/* A null is one key, however it is written. */
static struct text key_text(const struct node *key)
{
    return node_is_null(key) ? TEXT("null") : key->text;
}

static int by_key(const struct node *a, const struct node *b)
{
    if (node_is_scalar(a) != node_is_scalar(b))
        return node_is_scalar(a) ? -1 : 1;
    return node_is_scalar(a) ? text_order(key_text(a), key_text(b)) : 0;
}

static int by_key_and_rank(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    int order = by_key(a->pair.key, b->pair.key);
    return order != 0 ? order : (a->rank > b->rank) - (a->rank < b->rank);
}

static int by_order(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    return (a->rank > b->rank) - (a->rank < b->rank);
}

static bool same_key(const struct node *a, const struct node *b)
{
    return node_is_scalar(a) && node_is_scalar(b) && text_equal(key_text(a), key_text(b));
}

struct node_pair *node_pairs(struct arena *arena, const struct node *map, size_t *count)
{
    struct ranked_list list = {0};
    size_t kept = 0;
    *count = 0;
    if (!node_is_map(map) || map->count == 0)
        return NULL;
    collect(arena, &list, map);
    if (list.count == 0)
        return NULL;
    qsort(list.items, list.count, sizeof *list.items, by_key_and_rank);
    for (size_t i = 0; i < list.count; i++)
        if (kept == 0 || !same_key(list.items[kept - 1].pair.key, list.items[i].pair.key))
            list.items[kept++] = list.items[i];
    qsort(list.items, kept, sizeof *list.items, by_order);
    struct node_pair *pairs = arena_new(arena, kept * sizeof *pairs);
    for (size_t i = 0; i < kept; i++)
        pairs[i] = list.items[i].pair;
    *count = kept;
    return pairs;
}

static int by_key_and_place(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    int order = by_key(a->pair.key, b->pair.key);
    return order != 0 ? order : (a->order > b->order) - (a->order < b->order);
}

const struct node *node_duplicate(struct arena *arena, const struct node *map)
{
    struct ranked_list list = {0};
    const struct ranked *found = NULL;
    if (!node_is_map(map) || map->count < 2)
        return NULL;
    for (size_t i = 0; i < map->count; i++)
        if (!node_is_merge(map->pairs[i].key))
            *array_add(arena, &list) = (struct ranked){.pair = map->pairs[i], .order = i};
    if (list.count < 2)
        return NULL;
    qsort(list.items, list.count, sizeof *list.items, by_key_and_place);
    for (size_t i = 1; i < list.count; i++)
        if (same_key(list.items[i - 1].pair.key, list.items[i].pair.key) && (found == NULL || list.items[i].order < found->order))
            found = &list.items[i];
    return found == NULL ? NULL : found->pair.key;
}
