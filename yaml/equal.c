/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml/tree.h"

#include <stdlib.h>

#include "yaml/scalar.h"

/* Keys that are equal stand alike: nulls, however they are written, in front. */
static int by_key(const void *left, const void *right)
{
    const struct node *a = ((const struct node_pair *)left)->key, *b = ((const struct node_pair *)right)->key;
    bool a_null = node_is_null(a), b_null = node_is_null(b);
    if (a_null || b_null)
        return b_null - a_null;
    return text_order(node_text(a), node_text(b));
}

static bool scalars_equal(const struct node *a, const struct node *b)
{
    enum scalar_type type = scalar_type(a);
    if (scalar_type(b) != type)
        return false;
    if (type == SCALAR_NULL)
        return true;
    if (!text_equal(a->text, b->text))
        return false;
    return type != SCALAR_OTHER || text_equal(a->tag, b->tag);
}

static bool lists_equal(struct arena *arena, const struct node *a, const struct node *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!node_equal(arena, a->items[i], b->items[i]))
            return false;
    return true;
}

static bool maps_equal(struct arena *arena, const struct node *a, const struct node *b)
{
    size_t a_count, b_count;
    struct node_pair *a_pairs = node_pairs(arena, a, &a_count);
    struct node_pair *b_pairs = node_pairs(arena, b, &b_count);
    if (a_count != b_count)
        return false;
    if (a_count > 1) {
        qsort(a_pairs, a_count, sizeof *a_pairs, by_key);
        qsort(b_pairs, b_count, sizeof *b_pairs, by_key);
    }
    for (size_t i = 0; i < a_count; i++)
        if (!node_equal(arena, a_pairs[i].key, b_pairs[i].key) || !node_equal(arena, a_pairs[i].value, b_pairs[i].value))
            return false;
    return true;
}

bool node_equal(struct arena *arena, const struct node *a, const struct node *b)
{
    if (a == b)
        return true;
    if (a == NULL || b == NULL || a->kind != b->kind)
        return false;
    if (a->kind == NODE_SCALAR)
        return scalars_equal(a, b);
    return a->kind == NODE_LIST ? lists_equal(arena, a, b) : maps_equal(arena, a, b);
}
