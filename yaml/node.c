/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml/tree.h"

#include <stdint.h>
#include <string.h>

#include "base/alloc.h"

#define TAG_PREFIX "tag:yaml.org,2002:"

bool node_is_map(const struct node *node)
{
    return node != NULL && node->kind == NODE_MAP;
}

bool node_is_list(const struct node *node)
{
    return node != NULL && node->kind == NODE_LIST;
}

bool node_is_scalar(const struct node *node)
{
    return node != NULL && node->kind == NODE_SCALAR;
}

bool node_is_null(const struct node *node)
{
    static const char *const spellings[] = {"", "~", "null", "Null", "NULL"};
    if (node == NULL)
        return true;
    if (node->kind != NODE_SCALAR)
        return false;
    if (node->tag.len > 0 || node->style != STYLE_PLAIN)
        return text_is(node->tag, TAG_PREFIX "null");
    for (size_t i = 0; i < sizeof spellings / sizeof spellings[0]; i++)
        if (text_is(node->text, spellings[i]))
            return true;
    return false;
}

bool node_is_merge(const struct node *key)
{
    if (!node_is_scalar(key) || !text_is(key->text, "<<"))
        return false;
    return text_is(key->tag, TAG_PREFIX "merge") || (key->tag.len == 0 && key->style == STYLE_PLAIN);
}

struct text node_text(const struct node *node)
{
    return node_is_scalar(node) ? node->text : (struct text){0};
}

static struct node *get(const struct node *map, struct text key);

static struct node *get_merged(const struct node *merged, struct text key)
{
    struct node *value = NULL;
    if (!node_is_list(merged))
        return get(merged, key);
    for (size_t i = 0; i < merged->count && value == NULL; i++)
        if (node_is_map(merged->items[i]))
            value = get(merged->items[i], key);
    return value;
}

static struct node *get(const struct node *map, struct text key)
{
    bool merges = false;
    struct node *value = NULL;
    if (!node_is_map(map))
        return NULL;
    for (size_t i = map->count; i > 0; i--) {
        const struct node_pair *pair = &map->pairs[i - 1];
        if (node_is_merge(pair->key))
            merges = true;
        else if (node_is_scalar(pair->key) && text_equal(pair->key->text, key))
            return pair->value;
    }
    for (size_t i = merges ? map->count : 0; i > 0 && value == NULL; i--)
        if (node_is_merge(map->pairs[i - 1].key))
            value = get_merged(map->pairs[i - 1].value, key);
    return value;
}

struct node *node_get(const struct node *map, const char *key)
{
    return get(map, text_of(key));
}

struct node *node_find(const struct node *map, const char *dotted)
{
    const char *dot = strchr(dotted, '.');
    for (; dot != NULL && map != NULL; dotted = dot + 1, dot = strchr(dotted, '.'))
        map = get(map, (struct text){dotted, (size_t)(dot - dotted)});
    return get(map, text_of(dotted));
}

struct text node_text_at(const struct node *map, const char *dotted)
{
    return node_text(node_find(map, dotted));
}

static struct node *new_node(struct arena *arena, enum node_kind kind, enum node_style style)
{
    struct node *node = arena_new(arena, sizeof *node);
    node->kind = kind;
    node->style = style;
    node->weight = 1;
    node->height = kind == NODE_SCALAR ? 0 : 1;
    return node;
}

struct node *node_new_map(struct arena *arena)
{
    return new_node(arena, NODE_MAP, STYLE_BLOCK);
}

struct node *node_new_list(struct arena *arena)
{
    return new_node(arena, NODE_LIST, STYLE_BLOCK);
}

struct node *node_new_string(struct arena *arena, struct text text)
{
    struct node *node = new_node(arena, NODE_SCALAR, STYLE_DOUBLE);
    node->text = text;
    return node;
}

struct node *node_new_plain(struct arena *arena, struct text text)
{
    struct node *node = new_node(arena, NODE_SCALAR, STYLE_PLAIN);
    node->text = text;
    return node;
}

/* A made node carries no room: counts that are powers of two (from four on) say that the list is full. */
static void *room_for_one(struct arena *arena, void *items, size_t count, size_t item_size)
{
    bool full = count == 0 || (count >= 4 && (count & (count - 1)) == 0);
    size_t room = full ? count : SIZE_MAX;
    return array_room(arena, items, count, &room, item_size);
}

/* Whatever the order of building, each map and list knows what hangs below it. */
static void adopt(struct node *parent, struct node *child)
{
    if (child->source == NULL && child->parent == NULL) {
        child->parent = parent;
        child->index = parent->count;
    }
    size_t height = child->height;
    for (struct node *above = parent; above != NULL; above = above->parent) {
        above->weight = size_add(above->weight, child->weight);
        if (++height > above->height)
            above->height = height;
    }
}

void node_put(struct arena *arena, struct node *map, struct text key, struct node *value)
{
    struct node *name = node_new_string(arena, key);
    map->pairs = room_for_one(arena, map->pairs, map->count, sizeof *map->pairs);
    map->pairs[map->count] = (struct node_pair){name, value};
    adopt(map, name);
    adopt(map, value);
    map->count++;
}

void node_add(struct arena *arena, struct node *list, struct node *item)
{
    list->items = room_for_one(arena, list->items, list->count, sizeof *list->items);
    list->items[list->count] = item;
    adopt(list, item);
    list->count++;
}
