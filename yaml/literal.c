/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml/literal.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "yaml/span.h"

/* ------------------------------------------------------------------ block scalars of both kinds */

static size_t head_line_end(const struct node *scalar)
{
    struct text bytes = scalar->source->bytes;
    size_t at = node_content_start(scalar);
    while (at < bytes.len && line_end_len(bytes, at) == 0)
        at++;
    return at;
}

size_t block_content_start(const struct node *scalar)
{
    size_t end = head_line_end(scalar);
    return end + line_end_len(scalar->source->bytes, end);
}

/* Of a scalar with nothing in it: what its parent and the digit behind the indicator say (YAML 1.2.2 section 8.1.1.1). */
static size_t empty_block_indent(const struct node *scalar)
{
    struct text bytes = scalar->source->bytes;
    const struct node *parent = scalar->parent;
    size_t outer = 0, digit = 0;
    if (node_is_map(parent))
        outer = parent->pairs[scalar->index].key->column;
    else if (parent != NULL)
        outer = parent->column;
    for (size_t at = node_content_start(scalar) + 1, end = at + 2; at < end && at < bytes.len; at++)
        if (bytes.at[at] >= '1' && bytes.at[at] <= '9')
            digit = (size_t)(bytes.at[at] - '0');
    return outer + (digit > 0 ? digit : 2);
}

static size_t count_spaces(struct text text, size_t at)
{
    size_t count = 0;
    while (is_at(text, at + count, ' '))
        count++;
    return count;
}

struct text block_line_end(const struct node *scalar)
{
    size_t end = head_line_end(scalar);
    return (struct text){scalar->source->bytes.at + end, line_end_len(scalar->source->bytes, end)};
}

size_t block_indent(const struct node *scalar)
{
    struct text bytes = {scalar->source->bytes.at, scalar->end};
    size_t at = block_content_start(scalar);
    /* Line for line, as far as the first one that holds more than blanks: up to there folding joins nothing. */
    for (size_t from = 0; from < scalar->text.len && at < bytes.len;) {
        size_t inner = count_spaces(scalar->text, from), outer = count_spaces(bytes, at);
        if (from + inner < scalar->text.len && scalar->text.at[from + inner] != '\n')
            return outer > inner ? outer - inner : 0;
        from += inner + 1;
        at += outer;
        at += line_end_len(bytes, at);
    }
    return empty_block_indent(scalar);
}

/* ------------------------------------------------------------------ literal ones */

/* A place in the text and the same one in the source. */
struct cursor {
    struct text text, bytes;
    size_t indent;
    size_t inner, outer;
    bool begins_line; /* `outer` is in front of the indentation */
};

/* A line end of YAML 1.1 at `at`: libyaml makes a line feed of it, but for LS and PS, which stay. */
static size_t break_len(struct text bytes, size_t at)
{
    struct text rest = at < bytes.len ? text_from(bytes, at) : (struct text){0};
    if (text_starts(rest, "\xc2\x85"))
        return 2;
    if (text_starts(rest, "\xe2\x80\xa8") || text_starts(rest, "\xe2\x80\xa9"))
        return 3;
    return line_end_len(bytes, at);
}

static size_t behind_indent(const struct cursor *cursor)
{
    size_t at = cursor->outer;
    while (cursor->begins_line && at < cursor->outer + cursor->indent && is_at(cursor->bytes, at, ' '))
        at++;
    return at;
}

static bool step(struct cursor *cursor)
{
    size_t outer = behind_indent(cursor), len = break_len(cursor->bytes, outer);
    size_t taken = len == 3 ? 3 : 1;
    bool alike = cursor->inner + taken <= cursor->text.len && outer < cursor->bytes.len;
    if (alike && len != 3)
        alike = cursor->text.at[cursor->inner] == (len > 0 ? '\n' : cursor->bytes.at[outer]);
    cursor->inner += taken;
    cursor->outer = outer + (len > 0 ? len : 1);
    cursor->begins_line = len > 0;
    return alike;
}

static bool move_to(struct cursor *cursor, size_t inner)
{
    while (cursor->inner < inner)
        if (!step(cursor))
            return false;
    return cursor->inner == inner;
}

static struct text indented(struct arena *arena, struct text with, size_t indent, struct text line_end, bool whole_lines)
{
    struct buf buf = buf_new(arena, LIMIT_DOCUMENT_BYTES);
    bool begins_line = whole_lines;
    for (size_t i = 0; i < with.len; i++) {
        if (with.at[i] == '\n') {
            buf_put(&buf, line_end);
        } else {
            buf_put_spaces(&buf, begins_line ? indent : 0);
            buf_put_byte(&buf, with.at[i]);
        }
        begins_line = with.at[i] == '\n';
    }
    if (begins_line && !whole_lines)
        buf_put_spaces(&buf, indent);
    return buf_text(&buf);
}

bool literal_lift(struct arena *arena, const struct node *scalar, const struct edit_list *edits, struct edit_list *out)
{
    struct text bytes = scalar->source->bytes;
    struct text line_end = block_line_end(scalar);
    struct cursor cursor = {scalar->text, bytes, block_indent(scalar), 0, block_content_start(scalar), true};
    for (size_t i = 0; i < edits->count; i++) {
        const struct edit *edit = &edits->items[i];
        if (!move_to(&cursor, edit->start))
            return false;
        struct cursor from = cursor;
        if (!move_to(&cursor, edit->end))
            return false;
        /* Lines that go or come as a whole take their indentation with them. */
        bool removed = edit->end > edit->start || text_ends(edit->with, "\n");
        bool whole_lines = from.begins_line && cursor.begins_line && removed &&
                           (edit->with.len == 0 || text_ends(edit->with, "\n"));
        *array_add(arena, out) = (struct edit){whole_lines ? from.outer : behind_indent(&from),
                                               whole_lines ? cursor.outer : behind_indent(&cursor),
                                               indented(arena, edit->with, cursor.indent, line_end, whole_lines)};
    }
    return true;
}
