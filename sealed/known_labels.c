/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/known_labels.h"

#include <stdlib.h>

#include "base/alloc.h"

static struct text hash_text(const struct known_label *label)
{
    return (struct text){(const char *)label->hash.bytes, OAEP_HASH_BYTES};
}

static int hash_order(const void *a, const void *b)
{
    return text_order(hash_text(a), hash_text(b));
}

static int full_order(const void *a, const void *b)
{
    const struct known_label *left = a, *right = b;
    int order = hash_order(a, b);
    return order != 0 ? order : (left->index > right->index) - (left->index < right->index);
}

struct known_labels known_labels_new(struct arena *arena, const struct open_label *labels, size_t count)
{
    struct known_labels known = {.items = arena_new(arena, size_mul(count, 2 * sizeof *known.items))};
    for (size_t i = 0; i < count; i++) {
        if (!scope_has_label(SCOPE_STRICT, labels[i]))
            continue;
        for (enum scope scope = SCOPE_STRICT; scope <= SCOPE_NAMESPACE_WIDE; scope++) {
            struct text label = scope_label(arena, scope, labels[i].namespace, labels[i].name);
            known.items[known.count++] = (struct known_label){oaep_label_hash(label), scope, i};
        }
    }
    qsort(known.items, known.count, sizeof *known.items, full_order);
    size_t kept = 0;
    for (size_t i = 0; i < known.count; i++)
        if (kept == 0 || hash_order(&known.items[kept - 1], &known.items[i]) != 0)
            known.items[kept++] = known.items[i];
    known.count = kept;
    return known;
}

const struct known_label *known_labels_find(const struct known_labels *known, const struct oaep_hash *hash)
{
    const struct known_label wanted = {.hash = *hash};
    return bsearch(&wanted, known->items, known->count, sizeof wanted, hash_order);
}
