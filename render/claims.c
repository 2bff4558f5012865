/* SPDX-License-Identifier: Apache-2.0 */
#include "render/claims.h"

#include <stdlib.h>

static bool is_same_owner(const struct owner *a, const struct owner *b)
{
    return a->kind == b->kind && text_equal(a->name, b->name);
}

/* Of values of one owner those that count come first. */
static int order_of_claims(const void *a, const void *b)
{
    const struct claim *left = a, *right = b;
    int order = text_order(left->namespace, right->namespace);
    order = order != 0 ? order : text_order(left->owner->name, right->owner->name);
    order = order != 0 ? order : (int)left->owner->kind - (int)right->owner->kind;
    return order != 0 ? order : (int)left->owner->bystander - (int)right->owner->bystander;
}

static void keep_each_once(struct claims *claims)
{
    size_t kept = 0;
    for (size_t i = 0; i < claims->count; i++) {
        const struct claim *claim = &claims->items[i], *last = kept > 0 ? &claims->items[kept - 1] : NULL;
        if (last == NULL || !text_equal(last->namespace, claim->namespace) || !is_same_owner(last->owner, claim->owner))
            claims->items[kept++] = *claim;
    }
    claims->count = kept;
}

struct claims claims_new(struct arena *arena, const struct owner_list *owners)
{
    struct claims claims = {0};
    for (size_t i = 0; i < owners->count; i++)
        for (size_t k = 0; !owners->items[i]->borrows && k < owners->items[i]->namespaces.count; k++)
            *array_add(arena, &claims) = (struct claim){owners->items[i]->namespaces.items[k], owners->items[i]};
    if (claims.count > 1)
        qsort(claims.items, claims.count, sizeof *claims.items, order_of_claims);
    keep_each_once(&claims);
    return claims;
}

static size_t first_of(const struct claims *claims, struct text namespace)
{
    size_t low = 0, high = claims->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_order(claims->items[middle].namespace, namespace) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Few owners have one namespace: a tenant for each way to cut it at a '-', and a team. */
const struct owner *claims_other(const struct claims *claims, const struct owner *owner, struct text namespace)
{
    for (size_t i = first_of(claims, namespace); i < claims->count && text_equal(claims->items[i].namespace, namespace); i++)
        if (!claims->items[i].owner->bystander && !is_same_owner(claims->items[i].owner, owner))
            return claims->items[i].owner;
    return NULL;
}

bool claims_by_named(const struct claims *claims, const struct text_list *names, struct text namespace)
{
    for (size_t i = first_of(claims, namespace); i < claims->count && text_equal(claims->items[i].namespace, namespace); i++)
        if (text_list_has(names, claims->items[i].owner->name))
            return true;
    return false;
}
