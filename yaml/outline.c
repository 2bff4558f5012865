/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml/outline.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "yaml/events.h"

/* Levels of the document itself: its root, and a list in it. */
enum { OUTER_DEPTH = 2 };

/* An anchor or an alias. */
struct reference {
    struct text name;
    size_t order; /* among all of them */
    size_t pair, item;
    size_t line, column;
};

struct references {
    struct reference *items;
    size_t count, room;
};

struct outliner {
    struct arena *arena;
    struct events events;
    struct outline *out;
    size_t depth;
    bool value_next;                            /* of the root: a key has been read */
    size_t leaf_end;                            /* where the last scalar, alias or flow collection ended */
    struct outline_node *open[OUTER_DEPTH + 1]; /* at each depth; NULL: not kept */
    struct references anchors, aliases;
    size_t order;
};

static struct outline_pair *current_pair(const struct outliner *o)
{
    return o->out->pairs.count > 0 ? &o->out->pairs.items[o->out->pairs.count - 1] : NULL;
}

static void add_reference(struct outliner *o, struct references *list, const yaml_char_t *name, const yaml_event_t *event)
{
    const struct outline_pair *pair = current_pair(o);
    if (name == NULL)
        return;
    struct reference *added = array_add(o->arena, list);
    *added = (struct reference){.name = arena_copy(o->arena, text_of((const char *)name)),
                                .order = o->order++,
                                .pair = pair != NULL ? o->out->pairs.count - 1 : OUTLINE_NONE,
                                .item = pair != NULL && pair->list.count > 0 ? pair->list.count - 1 : OUTLINE_NONE};
    events_locate(&o->events, event->start_mark, events_byte(&o->events, event->start_mark), &added->line, &added->column);
}

/* The place for the node that begins now; NULL: below what is kept. */
static struct outline_node *place_for_node(struct outliner *o)
{
    if (o->depth == 0)
        return &o->out->root;
    if (o->out->root.kind != NODE_MAP || o->depth > OUTER_DEPTH)
        return NULL;
    if (o->depth == 1) {
        o->value_next = !o->value_next;
        return o->value_next ? &array_add(o->arena, &o->out->pairs)->key : &current_pair(o)->value;
    }
    struct outline_pair *pair = current_pair(o);
    return !o->value_next && pair->value.kind == NODE_LIST ? array_add(o->arena, &pair->list) : NULL;
}

static struct outline_node *begin_node(struct outliner *o, enum node_kind kind, const yaml_event_t *event)
{
    struct outline_node *node = place_for_node(o);
    if (node == NULL)
        return NULL;
    *node = (struct outline_node){.kind = kind, .start = events_byte(&o->events, event->start_mark)};
    events_locate(&o->events, event->start_mark, node->start, &node->line, &node->column);
    return node;
}

static void add_scalar(struct outliner *o, const yaml_event_t *event)
{
    struct outline_node *node = begin_node(o, NODE_SCALAR, event);
    o->leaf_end = events_scalar_end(&o->events, event, events_byte(&o->events, event->start_mark));
    add_reference(o, &o->anchors, event->data.scalar.anchor, event);
    if (node == NULL)
        return;
    node->style = events_style(event);
    node->end = o->leaf_end;
    if (o->depth <= 1)
        node->text = arena_copy(o->arena, (struct text){(const char *)event->data.scalar.value, event->data.scalar.length});
}

static void add_alias(struct outliner *o, const yaml_event_t *event)
{
    struct outline_node *node = begin_node(o, NODE_SCALAR, event);
    o->leaf_end = events_byte(&o->events, event->end_mark);
    add_reference(o, &o->aliases, event->data.alias.anchor, event);
    if (node == NULL)
        return;
    node->alias = true;
    node->end = o->leaf_end;
}

static int open_collection(struct outliner *o, const yaml_event_t *event)
{
    bool is_map = event->type == YAML_MAPPING_START_EVENT;
    if (o->depth == LIMIT_DEPTH + OUTER_DEPTH)
        return events_fail_at_mark(&o->events, event->start_mark,
                                   arena_format(o->arena, "nested deeper than %d levels", LIMIT_DEPTH));
    struct outline_node *node = begin_node(o, is_map ? NODE_MAP : NODE_LIST, event);
    add_reference(o, &o->anchors, is_map ? event->data.mapping_start.anchor : event->data.sequence_start.anchor, event);
    if (node != NULL)
        node->style = events_style(event);
    if (o->depth <= OUTER_DEPTH)
        o->open[o->depth] = node;
    o->depth++;
    return 0;
}

static void close_collection(struct outliner *o, const yaml_event_t *event)
{
    size_t end = events_byte(&o->events, event->end_mark);
    /* Where a block ends libyaml gives the token behind. */
    if (event->end_mark.index > event->start_mark.index && strchr("]}", o->events.source->bytes.at[end - 1]) != NULL)
        o->leaf_end = end;
    o->depth--;
    if (o->depth <= OUTER_DEPTH && o->open[o->depth] != NULL)
        o->open[o->depth]->end = o->leaf_end;
}

static int take_event(void *context, const yaml_event_t *event)
{
    struct outliner *o = context;
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        add_scalar(o, event);
        return 0;
    case YAML_ALIAS_EVENT:
        add_alias(o, event);
        return 0;
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return open_collection(o, event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        close_collection(o, event);
        return 0;
    case YAML_DOCUMENT_END_EVENT:
        o->out->end = events_byte(&o->events, event->start_mark);
        return events_check_rest(&o->events, event->end_mark);
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_START_EVENT:
        break;
    }
    return 0;
}

static int by_name_and_order(const void *left, const void *right)
{
    const struct reference *a = left, *b = right;
    int order = text_order(a->name, b->name);
    return order != 0 ? order : (a->order > b->order) - (a->order < b->order);
}

/* The last anchor of that name in front of the alias, or NULL; the anchors are sorted. */
static const struct reference *anchor_of(const struct references *anchors, const struct reference *alias)
{
    size_t low = 0, high = anchors->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_name_and_order(&anchors->items[middle], alias) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    const struct reference *found = low > 0 ? &anchors->items[low - 1] : NULL;
    return found != NULL && text_equal(found->name, alias->name) ? found : NULL;
}

static void find_crossings(struct outliner *o)
{
    if (o->aliases.count > 0 && o->anchors.count > 1)
        qsort(o->anchors.items, o->anchors.count, sizeof *o->anchors.items, by_name_and_order);
    for (size_t i = 0; i < o->aliases.count; i++) {
        const struct reference *alias = &o->aliases.items[i], *anchor = anchor_of(&o->anchors, alias);
        if (anchor != NULL && anchor->pair == alias->pair && anchor->item == alias->item)
            continue;
        *array_add(o->arena,
                   &o->out->crossings) = (struct outline_crossing){.pair = alias->pair,
                                                                   .item = alias->item,
                                                                   .anchor_pair = anchor != NULL ? anchor->pair : OUTLINE_NONE,
                                                                   .anchor_item = anchor != NULL ? anchor->item : OUTLINE_NONE,
                                                                   .line = alias->line,
                                                                   .column = alias->column};
    }
}

int outline_read(struct arena *arena, const struct yaml_source *source, struct outline *out, struct err *err)
{
    struct outliner o = {.arena = arena, .out = out};
    bool empty;
    *out = (struct outline){.end = source->bytes.len};
    int result = events_begin(&o.events, arena, source, &empty, err);
    if (result == 0 && !empty)
        result = events_read(&o.events, take_event, &o);
    events_end(&o.events);
    if (result == 0)
        find_crossings(&o);
    return result;
}
