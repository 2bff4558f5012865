/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml/same_but.h"

#include <stdint.h>
#include <stdlib.h>

static int by_node(const void *left, const void *right)
{
    const struct scalar_edit *a = left, *b = right;
    return ((uintptr_t)a->node > (uintptr_t)b->node) - ((uintptr_t)a->node < (uintptr_t)b->node);
}

void difference_sort(struct difference *difference)
{
    if (difference->scalars.count > 1)
        qsort(difference->scalars.items, difference->scalars.count, sizeof *difference->scalars.items, by_node);
}

static const struct scalar_edit *find_scalar(const struct difference *difference, const struct node *node)
{
    const struct scalar_edit like = {.node = node};
    if (difference->scalars.count == 0)
        return NULL;
    return bsearch(&like, difference->scalars.items, difference->scalars.count, sizeof like, by_node);
}

static struct text without_line_ends(struct text text)
{
    while (text_ends(text, "\n"))
        text.len--;
    return text;
}

static bool same_scalar(const struct difference *difference, const struct node *old, const struct node *new)
{
    const struct scalar_edit *edit = find_scalar(difference, old);
    if (edit == NULL)
        return old->style == new->style &&text_equal(old->text, new->text);
    if (new->style == STYLE_LITERAL || new->style == STYLE_FOLDED)
        return text_equal(without_line_ends(edit->with), without_line_ends(new->text));
    return text_equal(edit->with, new->text);
}

static bool same(const struct difference *difference, const struct node *old, const struct node *new);

/* What hangs in a place by an alias was, or will be, compared in its own. */
static bool same_child(const struct difference *difference, const struct node *old_parent, const struct node *old,
                       const struct node *new_parent, const struct node *new, size_t index)
{
    bool here = old->parent == old_parent && old->index == index;
    if (here != (new->parent == new_parent &&new->index == index))
        return false;
    return here ? same(difference, old, new) : old->index == new->index && old->kind == new->kind;
}

static bool has_new_pair(const struct difference *difference, const struct node *map)
{
    const struct node_pair *last = &map->pairs[map->count - 1];
    return text_equal(node_text(last->key), difference->field.key) && node_is_scalar(last->value) &&
           text_equal(last->value->text, difference->field.value);
}

static bool same(const struct difference *difference, const struct node *old, const struct node *new)
{
    bool grows = old == difference->map;
    if (old->kind != new->kind || !text_equal(old->tag, new->tag) || old->anchored != new->anchored || old->aliased != new->aliased)
        return false;
    if (old->kind == NODE_SCALAR)
        return same_scalar(difference, old, new);
    if (old->style != new->style || new->count != old->count + grows)
        return false;
    for (size_t i = 0; i < old->count; i++) {
        if (old->kind == NODE_LIST && !same_child(difference, old, old->items[i], new, new->items[i], i))
            return false;
        if (old->kind == NODE_MAP && (!same_child(difference, old, old->pairs[i].key, new, new->pairs[i].key, i) ||
                                      !same_child(difference, old, old->pairs[i].value, new, new->pairs[i].value, i)))
            return false;
    }
    return !grows || has_new_pair(difference, new);
}

bool same_but(const struct difference *difference, const struct node *node, struct text edited)
{
    auto_arena arena = {0};
    auto_err broken = {0};
    const struct yaml_source source = {.file = node->source->file, .bytes = edited};
    struct node *root;
    while (node->parent != NULL)
        node = node->parent;
    return tree_parse(&arena, &source, &root, &broken) == 0 && root != NULL && same(difference, node, root);
}
