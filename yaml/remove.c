/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml/span.h"

struct removal {
    struct arena *arena;
    struct edit_list *edits;
    const struct node *map;
    const enum pair_fate *fates;
    struct text bytes;
    struct err *err;
};

static void cut(struct removal *r, size_t start, size_t end)
{
    *array_add(r->arena, r->edits) = (struct edit){.start = start, .end = end};
}

/* What goes with a pair: the comma behind it and the blanks up to the next pair; its whole lines where it has them for itself; and
 * at the end of a line the blanks before it, but nothing before `floor`. */
static struct span flow_cut(const struct removal *r, struct span pair, size_t floor)
{
    size_t line, comma = skip_gap(r->bytes, pair.end);
    bool own_line = begins_line(r->bytes, pair.start, &line);
    bool has_comma = is_at(r->bytes, comma, ',');
    struct span out = pair;
    if (has_comma)
        pair.end = comma + 1;
    if (has_comma || own_line)
        out.end = skip_blanks(r->bytes, pair.end);
    size_t line_end = skip_to_line_end(r->bytes, pair.end);
    size_t break_len = line_end_len(r->bytes, line_end);
    if (own_line && break_len > 0)
        out = (struct span){line, line_end + break_len};
    else if (line_end_len(r->bytes, skip_blanks(r->bytes, pair.end)) > 0)
        out.start = line;
    if (out.start < floor)
        out.start = floor;
    return out;
}

static bool ends_in_block_scalar(const struct node *node)
{
    while (node->kind != NODE_SCALAR && node->style == STYLE_BLOCK && node->count > 0)
        node = node->kind == NODE_MAP ? node->pairs[node->count - 1].value : node->items[node->count - 1];
    return node->style == STYLE_LITERAL || node->style == STYLE_FOLDED;
}

/* What would become content of a block scalar that then stands before it: blank lines, and comments that are indented deeper than
 * the map. */
static size_t skip_deeper_lines(const struct removal *r, size_t indent, size_t at)
{
    for (;;) {
        at = skip_blank_lines(r->bytes, at);
        size_t next = skip_blanks(r->bytes, at);
        if (!is_at(r->bytes, next, '#') || next - at <= indent)
            return at;
        next = skip_to_line_end(r->bytes, next);
        at = next + line_end_len(r->bytes, next);
    }
}

/* Pairs on lines of their own: the lines go, with their comments. Blank lines and comments that follow stay where they can. */
static void cut_lines(struct removal *r, size_t line, struct span pair, const struct node *value_before)
{
    size_t end = skip_to_line_end(r->bytes, pair.end);
    end += line_end_len(r->bytes, end);
    if (value_before != NULL && ends_in_block_scalar(value_before))
        end = skip_deeper_lines(r, pair.start - line, end);
    cut(r, line, skip_tabbed_lines(r->bytes, end));
}

/* Pairs that begin behind "- ": what follows moves up to them, unless comments stand between. */
static int cut_first_run(struct removal *r, struct span run, size_t next)
{
    struct span kept;
    if (span_of_pair(r->map, next, &kept, r->err) != 0)
        return -1;
    size_t line_end = skip_to_line_end(r->bytes, run.end);
    size_t lines = skip_blank_lines(r->bytes, line_end);
    bool moves_up = skip_blanks(r->bytes, lines) == kept.start;
    cut(r, run.start, moves_up ? kept.start : line_end);
    return 0;
}

static int remove_from_block(struct removal *r, size_t first, size_t last)
{
    bool has_value_before = first > 0 && r->fates[first - 1] == PAIR_STAYS;
    const struct node *before = has_value_before ? r->map->pairs[first - 1].value : NULL;
    struct span run, pair;
    size_t line;
    if (span_of_pair(r->map, first, &run, r->err) != 0)
        return -1;
    bool behind_dash = !begins_line(r->bytes, run.start, &line);
    for (size_t i = first; i <= last; i++) {
        if (span_of_pair(r->map, i, &pair, r->err) != 0)
            return -1;
        run.end = pair.end;
        if (!behind_dash) {
            begins_line(r->bytes, pair.start, &line);
            cut_lines(r, line, pair, before);
        }
    }
    return behind_dash ? cut_first_run(r, run, last + 1) : 0;
}

/* The comma before a pair of a flow; -1 where more than blanks and comments stands around it. */
static int find_comma_before(const struct removal *r, size_t index, size_t start, size_t *comma)
{
    struct span before;
    if (span_of_pair(r->map, index - 1, &before, r->err) != 0)
        return -1;
    *comma = skip_gap(r->bytes, before.end);
    if (is_at(r->bytes, *comma, ',') && skip_gap(r->bytes, *comma + 1) == start)
        return 0;
    return err_at(r->err, ERR_INPUT, r->map->pairs[index].key, "what stands before this key cannot be edited");
}

/* Where no comma stands behind the last one, the comma before the first one goes. */
static int remove_from_flow(struct removal *r, size_t first, size_t last)
{
    struct span pair = {0}, gone = {0};
    size_t comma = 0, first_comma = 0, first_start = 0, first_cut = 0;
    for (size_t i = first; i <= last; i++) {
        if (span_of_pair(r->map, i, &pair, r->err) != 0 || (i > 0 && find_comma_before(r, i, pair.start, &comma) != 0))
            return -1;
        gone = flow_cut(r, pair, gone.end);
        cut(r, gone.start, gone.end);
        if (i == first) {
            first_comma = comma;
            first_start = pair.start;
            first_cut = gone.start;
        }
    }
    if (first == 0 || is_at(r->bytes, skip_gap(r->bytes, pair.end), ','))
        return 0;
    bool same_line = skip_blanks(r->bytes, first_comma + 1) == first_start;
    cut(r, first_comma, same_line ? first_cut : first_comma + 1);
    if (is_at(r->bytes, first_comma + 1, '#')) /* a comment needs a blank before it */
        r->edits->items[r->edits->count - 1].with = TEXT(" ");
    return 0;
}

int remove_pairs(struct arena *arena, struct edit_list *edits, const struct node *map, const enum pair_fate *fates, struct err *err)
{
    struct removal r = {arena, edits, map, fates, map->source->bytes, err};
    for (size_t first = 0; first < map->count; first++) {
        size_t last = first;
        if (fates[first] != PAIR_GOES)
            continue;
        while (last + 1 < map->count && fates[last + 1] == PAIR_GOES)
            last++;
        if ((map->style == STYLE_FLOW ? remove_from_flow(&r, first, last) : remove_from_block(&r, first, last)) != 0)
            return -1;
        first = last;
    }
    return 0;
}
