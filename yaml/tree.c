/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml/tree.h"

#include <string.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "yaml/events.h"

struct frame {
    struct node *node;
    struct node *key; /* NODE_MAP: the key whose value comes next */
    struct {
        struct node **items;
        size_t count, room;
    } items;
    struct {
        struct node_pair *items;
        size_t count, room;
    } pairs;
};

struct anchor {
    struct text name;
    struct node *node;
};

struct builder {
    struct arena *arena;
    const struct yaml_source *source;
    struct events events;
    size_t leaf_end; /* where the last scalar, alias or flow collection ended */
    struct frame frames[LIMIT_DEPTH];
    size_t depth;
    struct {
        struct anchor *items;
        size_t count, room;
    } anchors;
    size_t alias_count, weight;
    size_t aliased_bytes; /* of the scalars that aliases stand for */
    struct node *root;
    struct err *err;
};

static int add_weight(struct builder *b, size_t weight, yaml_mark_t mark)
{
    b->weight = size_add(b->weight, weight);
    if (b->weight <= LIMIT_NODES)
        return 0;
    return events_fail_at_mark(
        &b->events, mark, arena_format(b->arena, "more than %zu nodes, aliases counted with what they stand for", LIMIT_NODES));
}

static int check_depth(struct builder *b, size_t levels, yaml_mark_t mark)
{
    if (b->depth + levels <= LIMIT_DEPTH)
        return 0;
    return events_fail_at_mark(&b->events, mark, arena_format(b->arena, "nested deeper than %d levels", LIMIT_DEPTH));
}

static void hang(struct builder *b, struct node *node)
{
    if (b->depth == 0) {
        b->root = node;
        return;
    }
    struct frame *top = &b->frames[b->depth - 1];
    size_t index = top->pairs.count;
    if (top->node->kind == NODE_LIST) {
        index = top->items.count;
        *array_add(b->arena, &top->items) = node;
    } else if (top->key == NULL) {
        top->key = node;
    } else {
        *array_add(b->arena, &top->pairs) = (struct node_pair){top->key, node};
        top->key = NULL;
    }
    if (node->parent == NULL) {
        node->parent = top->node;
        node->index = index;
    }
}

static struct text copy_yaml_string(struct builder *b, const yaml_char_t *string)
{
    return string == NULL ? (struct text){0} : arena_copy(b->arena, text_of((const char *)string));
}

static int add_anchor(struct builder *b, struct node *node, const yaml_char_t *name, yaml_mark_t mark)
{
    if (name == NULL)
        return 0;
    if (b->anchors.count == LIMIT_ANCHORS)
        return events_fail_at_mark(&b->events, mark, arena_format(b->arena, "more than %d anchors", LIMIT_ANCHORS));
    *array_add(b->arena, &b->anchors) = (struct anchor){copy_yaml_string(b, name), node};
    node->anchored = true;
    return 0;
}

static struct node *make_node(struct builder *b, enum node_kind kind, const yaml_event_t *event)
{
    struct node *node = arena_new(b->arena, sizeof *node);
    node->kind = kind;
    node->source = b->source;
    node->start = events_byte(&b->events, event->start_mark);
    events_locate(&b->events, event->start_mark, node->start, &node->line, &node->column);
    return node;
}

/* Where libyaml puts a value that is not there (`? a`, then another key) is the next token, beyond blank lines and comments: it
 * belongs behind its key. */
static void place_missing_value(struct builder *b, struct node *node)
{
    if (node->end > node->start || b->depth == 0)
        return;
    const struct frame *top = &b->frames[b->depth - 1];
    if (top->node->kind != NODE_MAP || top->node->style != STYLE_BLOCK || top->key == NULL)
        return;
    if (node->start > 0 && b->source->bytes.at[node->start - 1] == ':')
        return;
    node->start = node->end = b->leaf_end;
    node->line = top->key->line;
    node->column = top->key->column;
}

static int add_scalar(struct builder *b, const yaml_event_t *event)
{
    struct text bytes = b->source->bytes;
    struct text value = {(const char *)event->data.scalar.value, event->data.scalar.length};
    if (value.len > LIMIT_SCALAR_BYTES)
        return events_fail_at_mark(&b->events, event->start_mark,
                                   arena_format(b->arena, "a scalar of more than %zu bytes", LIMIT_SCALAR_BYTES));
    struct node *node = make_node(b, NODE_SCALAR, event);
    node->style = events_style(event);
    node->weight = 1;
    node->end = events_scalar_end(&b->events, event, node->start);
    node->tag = copy_yaml_string(b, event->data.scalar.tag);
    if (node->tag.len == 0 && bytes_have_lone_tag(bytes, node->start, node->end))
        node->tag = TEXT("!");
    struct text written = {bytes.at + node->start, node->end - node->start};
    node->text = text_equal(written, value) ? written : arena_copy(b->arena, value);
    place_missing_value(b, node);
    b->leaf_end = node->end;
    if (add_weight(b, 1, event->start_mark) != 0 || add_anchor(b, node, event->data.scalar.anchor, event->start_mark) != 0)
        return -1;
    hang(b, node);
    return 0;
}

/* A name may be given anew: the last one counts. At most LIMIT_ANCHORS steps. */
static struct node *find_anchor(const struct builder *b, struct text name)
{
    for (size_t i = b->anchors.count; i > 0; i--)
        if (text_equal(b->anchors.items[i - 1].name, name))
            return b->anchors.items[i - 1].node;
    return NULL;
}

/* Takes as many steps as the node's weight: those are counted, and limited, before. */
static size_t scalar_bytes(const struct node *node)
{
    size_t bytes = node->kind == NODE_SCALAR ? node->text.len : 0;
    for (size_t i = 0; node->kind != NODE_SCALAR && i < node->count; i++)
        bytes += node->kind == NODE_LIST ? scalar_bytes(node->items[i])
                                         : scalar_bytes(node->pairs[i].key) + scalar_bytes(node->pairs[i].value);
    return bytes;
}

static int add_aliased_bytes(struct builder *b, const struct node *node, yaml_mark_t mark)
{
    b->aliased_bytes = size_add(b->aliased_bytes, scalar_bytes(node));
    if (b->aliased_bytes <= LIMIT_ALIASED_BYTES)
        return 0;
    return events_fail_at_mark(&b->events, mark,
                               arena_format(b->arena, "aliases that stand for more than %zu bytes", LIMIT_ALIASED_BYTES));
}

static int add_alias(struct builder *b, const yaml_event_t *event)
{
    const char *name = (const char *)event->data.alias.anchor;
    yaml_mark_t mark = event->start_mark;
    if (b->alias_count++ == LIMIT_ALIASES)
        return events_fail_at_mark(&b->events, mark, arena_format(b->arena, "more than %d aliases", LIMIT_ALIASES));
    struct node *node = find_anchor(b, text_of(name));
    if (node == NULL)
        return events_fail_at_mark(&b->events, mark,
                                   arena_format(b->arena, "the alias *%.64s has no anchor in this document", name));
    if (node->weight == 0) /* still open: its weight is known when it ends */
        return events_fail_at_mark(&b->events, mark,
                                   arena_format(b->arena, "the alias *%.64s stands inside the node that it refers to", name));
    if (check_depth(b, node->height, mark) != 0 || add_weight(b, node->weight, mark) != 0 || add_aliased_bytes(b, node, mark) != 0)
        return -1;
    node->aliased = true;
    b->leaf_end = events_byte(&b->events, event->end_mark);
    hang(b, node);
    return 0;
}

static int open_collection(struct builder *b, const yaml_event_t *event)
{
    bool is_map = event->type == YAML_MAPPING_START_EVENT;
    const yaml_char_t *tag = is_map ? event->data.mapping_start.tag : event->data.sequence_start.tag;
    const yaml_char_t *anchor = is_map ? event->data.mapping_start.anchor : event->data.sequence_start.anchor;
    if (check_depth(b, 1, event->start_mark) != 0 || add_weight(b, 1, event->start_mark) != 0)
        return -1;
    struct node *node = make_node(b, is_map ? NODE_MAP : NODE_LIST, event);
    node->style = events_style(event);
    node->tag = copy_yaml_string(b, tag);
    if (add_anchor(b, node, anchor, event->start_mark) != 0)
        return -1;
    hang(b, node);
    b->frames[b->depth++] = (struct frame){.node = node};
    return 0;
}

static void close_collection(struct builder *b, const yaml_event_t *event)
{
    struct frame *top = &b->frames[--b->depth];
    struct node *node = top->node;
    size_t weight = 1, height = 0;
    node->items = top->items.items;
    node->pairs = top->pairs.items;
    node->count = node->kind == NODE_LIST ? top->items.count : top->pairs.count;
    for (size_t i = 0; i < top->items.count; i++) {
        weight += node->items[i]->weight;
        height = node->items[i]->height > height ? node->items[i]->height : height;
    }
    for (size_t i = 0; i < top->pairs.count; i++) {
        const struct node_pair *pair = &node->pairs[i];
        weight += pair->key->weight + pair->value->weight;
        height = pair->key->height > height ? pair->key->height : height;
        height = pair->value->height > height ? pair->value->height : height;
    }
    node->weight = weight;
    node->height = height + 1;
    if (node->style == STYLE_FLOW && event->end_mark.index > event->start_mark.index)
        b->leaf_end = events_byte(&b->events, event->end_mark);
    node->end = b->leaf_end;
}

static int take_event(void *context, const yaml_event_t *event)
{
    struct builder *b = context;
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return add_scalar(b, event);
    case YAML_ALIAS_EVENT:
        return add_alias(b, event);
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return open_collection(b, event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        close_collection(b, event);
        return 0;
    case YAML_DOCUMENT_END_EVENT:
        return events_check_rest(&b->events, event->end_mark);
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_START_EVENT:
        break;
    }
    return 0;
}

int tree_parse(struct arena *arena, const struct yaml_source *source, struct node **out, struct err *err)
{
    struct builder b = {.arena = arena, .source = source, .err = err};
    bool empty;
    *out = NULL;
    int result = events_begin(&b.events, arena, source, &empty, err);
    if (result == 0 && !empty)
        result = events_read(&b.events, take_event, &b);
    events_end(&b.events);
    if (result == 0 && !(b.root != NULL && !b.root->anchored && node_is_null(b.root)))
        *out = b.root;
    return result;
}
