/* SPDX-License-Identifier: Apache-2.0
 *
 * Any document: the limits hold, nodes know their bytes, a scalar's bytes mean the scalar, and what is emitted means the same.
 */
#include "base/limits.h"
#include "render/triage.h"
#include "tests/fuzz/target.h"
#include "yaml/emit.h"

static void check_scalar(struct arena *arena, const struct node *node)
{
    struct text bytes = {node->source->bytes.at + node->start, node->end - node->start};
    bool quoted = node->style == STYLE_SINGLE || node->style == STYLE_DOUBLE;
    /* U+2028 ends a line as well, and is kept. */
    bool one_line = node->style == STYLE_PLAIN && text_equal(bytes, node->text) && !text_contains(bytes, "\xe2\x80");
    if (text_contains(node->text, "external_secrets"))
        check(triage_holds(node->source->bytes, triage_values, triage_values_count));
    bool of_json = text_contains(bytes, "\\u"); /* two of them may be one character there */
    if (bytes.len < 2 || node->anchored || node->tag.len > 0 || !(quoted || one_line) || of_json || text_ends(bytes, ":"))
        return;
    const struct node *list = parsed(arena, arena_format(arena, "- " TEXT_FMT "\n", TEXT_ARG(bytes)));
    check(node_is_list(list) && list->count == 1 && node_is_scalar(list->items[0]));
    check(text_equal(list->items[0]->text, node->text) && list->items[0]->style == node->style);
}

/* Of the nodes that stand here and not by an alias. */
static void check_node(struct arena *arena, const struct node *node, const struct node *parent, size_t index, size_t *from)
{
    if (node->parent != parent || node->index != index)
        return;
    check(node->start >= *from && node->start <= node->end && node->end <= node->source->bytes.len);
    check(parent == NULL || node->end <= parent->end);
    check(node->weight > 0 && node->weight <= LIMIT_NODES && node->height <= LIMIT_DEPTH);
    *from = node->start;
    for (size_t i = 0; i < node->count; i++) {
        const struct node *key = node->kind == NODE_MAP ? node->pairs[i].key : NULL;
        const struct node *value = key ? node->pairs[i].value : node->items[i];
        if (key != NULL && key != value)
            check_node(arena, key, node, i, from);
        check_node(arena, value, node, i, from);
    }
    if (node->kind == NODE_SCALAR)
        check_scalar(arena, node);
    *from = node->end;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_arena arena = {0};
    auto_err err = {0};
    size_t from = 0;
    struct node *root = parsed(&arena, text_of_input(data, size));
    struct buf buf = buf_new(&arena, LIMIT_SCALAR_BYTES);
    if (root != NULL)
        check_node(&arena, root, NULL, 0, &from);
    if (node_is_map(root) && emit_map(&buf, root, "\n", &err) == 0)
        check(node_equal(&arena, root, parsed(&arena, buf_text(&buf))));
    return 0;
}
