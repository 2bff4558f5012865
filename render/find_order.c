/* SPDX-License-Identifier: Apache-2.0 */
#include "render/find_order.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/limits.h"

/* Where a node begins: in the file, then in the string that stands there, and so on. */
struct position {
    size_t offsets[LIMIT_CARRIER_DEPTH];
    size_t depth;
};

static struct position position_of(const struct node *node)
{
    struct position position = {0};
    for (const struct node *outer = node; outer != NULL; outer = outer->source->scalar)
        position.depth++;
    for (size_t i = position.depth; i > 0; i--, node = node->source->scalar)
        if (i <= LIMIT_CARRIER_DEPTH)
            position.offsets[i - 1] = node->source->offset + node->start;
    return position;
}

static int by_position(const struct node *a, const struct node *b)
{
    struct position left = position_of(a), right = position_of(b);
    for (size_t i = 0; i < left.depth && i < right.depth && i < LIMIT_CARRIER_DEPTH; i++)
        if (left.offsets[i] != right.offsets[i])
            return left.offsets[i] < right.offsets[i] ? -1 : 1;
    return (left.depth > right.depth) - (left.depth < right.depth);
}

static int by_place(const void *left, const void *right)
{
    const struct found *a = left, *b = right;
    int order = a->site.node == b->site.node ? 0 : by_position(a->site.node, b->site.node);
    if (order != 0)
        return order;
    if (a->site.kind != b->site.kind)
        return a->site.kind < b->site.kind ? -1 : 1;
    return (a->sequence > b->sequence) - (a->sequence < b->sequence);
}

static int by_label(const void *left, const void *right)
{
    const struct found *a = left, *b = right;
    int order = text_order(a->label.namespace, b->label.namespace);
    if (order == 0)
        order = text_order(a->label.name, b->label.name);
    return order != 0 ? order : (a->sequence > b->sequence) - (a->sequence < b->sequence);
}

static int by_sequence(const void *left, const void *right)
{
    const struct found *a = left, *b = right;
    return (a->sequence > b->sequence) - (a->sequence < b->sequence);
}

static bool same_label(const struct found *a, const struct found *b)
{
    return text_equal(a->label.namespace, b->label.namespace) && text_equal(a->label.name, b->label.name);
}

/* The labels of one scalar. */
static void add_labels(struct arena *arena, struct found *items, size_t count, struct site *site)
{
    size_t kept = 0;
    qsort(items, count, sizeof *items, by_label);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || !same_label(&items[kept - 1], &items[i]))
            items[kept++] = items[i];
    qsort(items, kept, sizeof *items, by_sequence);
    struct site_label *labels = arena_new(arena, size_mul(kept, sizeof *labels));
    for (size_t i = 0; i < kept; i++)
        labels[i] = items[i].label;
    site->labels = labels;
    site->label_count = kept;
}

void found_order(struct arena *arena, struct found_list *found, struct site_list *out)
{
    if (found->count > 1)
        qsort(found->items, found->count, sizeof *found->items, by_place);
    for (size_t first = 0, next; first < found->count; first = next) {
        struct found *items = &found->items[first];
        struct site site = items->site;
        size_t same = 0;
        for (next = first; next < found->count && found->items[next].site.node == site.node; next++)
            same += found->items[next].site.kind == site.kind;
        if (site.kind != SITE_LOOSE)
            add_labels(arena, items, same, &site);
        *array_add(arena, out) = site;
    }
}
