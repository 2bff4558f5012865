/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml/span.h"

#include <string.h>

bool is_at(struct text bytes, size_t at, char c)
{
    return at < bytes.len && bytes.at[at] == c;
}

size_t skip_blanks(struct text bytes, size_t at)
{
    while (is_at(bytes, at, ' ') || is_at(bytes, at, '\t'))
        at++;
    return at;
}

size_t line_end_len(struct text bytes, size_t at)
{
    if (is_at(bytes, at, '\r'))
        return is_at(bytes, at + 1, '\n') ? 2 : 1;
    return is_at(bytes, at, '\n') ? 1 : 0;
}

static size_t skip_comment(struct text bytes, size_t at)
{
    if (is_at(bytes, at, '#'))
        while (at < bytes.len && line_end_len(bytes, at) == 0)
            at++;
    return at;
}

size_t skip_gap(struct text bytes, size_t at)
{
    for (size_t before = at + 1; before != at;) {
        before = at;
        at = skip_comment(bytes, skip_blanks(bytes, at));
        at += line_end_len(bytes, at);
    }
    return at;
}

size_t skip_to_line_end(struct text bytes, size_t at)
{
    size_t end = skip_comment(bytes, skip_blanks(bytes, at));
    return end == bytes.len || line_end_len(bytes, end) > 0 ? end : at;
}

size_t skip_blank_lines(struct text bytes, size_t at)
{
    for (size_t next = skip_blanks(bytes, at); next == bytes.len || line_end_len(bytes, next) > 0; next = skip_blanks(bytes, at)) {
        at = next + line_end_len(bytes, next);
        if (at == bytes.len)
            break;
    }
    return at;
}

size_t skip_tabbed_lines(struct text bytes, size_t at)
{
    size_t lines = skip_blank_lines(bytes, at), next = skip_blanks(bytes, lines);
    if (memchr(bytes.at + at, '\t', next - at) == NULL)
        return at;
    return is_at(bytes, next, '#') ? next : lines;
}

bool begins_line(struct text bytes, size_t at, size_t *line)
{
    while (at > 0 && (bytes.at[at - 1] == ' ' || bytes.at[at - 1] == '\t'))
        at--;
    *line = at;
    return at == 0 || bytes.at[at - 1] == '\n' || bytes.at[at - 1] == '\r';
}

bool node_hangs_at(const struct node *node, const struct node *parent, size_t index)
{
    return node->parent == parent && node->index == index;
}

bool node_in_json(const struct node *node)
{
    for (; node->parent != NULL && node->parent->style == STYLE_FLOW; node = node->parent) {
        const struct node *parent = node->parent;
        if (parent->kind == NODE_MAP)
            return parent->pairs[node->index].key->style == STYLE_DOUBLE;
        if (parent->items[0]->style == STYLE_DOUBLE)
            return true;
    }
    return false;
}

size_t node_content_start(const struct node *node)
{
    struct text bytes = {node->source->bytes.at, node->end};
    size_t at = node->start;
    while (is_at(bytes, at, '&') || is_at(bytes, at, '!')) {
        while (at < node->end && skip_gap(bytes, at) == at)
            at++;
        at = skip_gap(bytes, at);
    }
    return at;
}

/* In flow, `?` stands before the key; line ends may lie between. */
static bool is_behind_question_mark(struct text bytes, size_t at)
{
    while (at > 0 && (bytes.at[at - 1] == ' ' || bytes.at[at - 1] == '\t' || bytes.at[at - 1] == '\n' || bytes.at[at - 1] == '\r'))
        at--;
    return at > 0 && bytes.at[at - 1] == '?';
}

static size_t skip_alias(struct text bytes, size_t at)
{
    while (at < bytes.len && skip_blanks(bytes, at) == at && line_end_len(bytes, at) == 0 && !is_at(bytes, at, ',') &&
           !is_at(bytes, at, '}') && !is_at(bytes, at, ']'))
        at++;
    return at;
}

int span_of_pair(const struct node *map, size_t index, struct span *out, struct err *err)
{
    struct text bytes = map->source->bytes;
    const struct node *key = map->pairs[index].key, *value = map->pairs[index].value;
    bool flow = map->style == STYLE_FLOW;
    if (!node_hangs_at(key, map, index))
        return err_at(err, ERR_INPUT, map, "a key that is written as an alias cannot be edited");
    size_t colon = flow ? skip_gap(bytes, key->end) : skip_blanks(bytes, key->end);
    bool has_colon = is_at(bytes, colon, ':');
    if (flow ? is_behind_question_mark(bytes, key->start) : !has_colon)
        return err_at(err, ERR_INPUT, key, "a key that is written with `?` cannot be edited");
    *out = (struct span){key->start, has_colon ? colon + 1 : key->end};
    if (value == key || !node_hangs_at(value, map, index))
        out->end = skip_alias(bytes, skip_gap(bytes, out->end));
    else if (value->end > value->start)
        out->end = value->end;
    return 0;
}
