/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/table.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/visible.h"

enum { GAP = 2 };

/* Characters, not bytes. Wide and combining ones are rare in names and only bend a line. */
static size_t width_of(struct text t)
{
    size_t width = 0;
    for (size_t i = 0; i < t.len; i++)
        width += ((unsigned char)t.at[i] & 0xc0) != 0x80;
    return width;
}

static struct text line_of(struct arena *arena, const struct text *cells, const size_t *widths, size_t columns)
{
    struct buf buf = buf_new(arena, LIMIT_MESSAGE_BYTES);
    for (size_t i = 0; i < columns; i++) {
        buf_put(&buf, cells[i]);
        if (i + 1 < columns)
            buf_put_spaces(&buf, widths[i] + GAP - width_of(cells[i]));
    }
    return buf_text(&buf);
}

struct text_list table_lines(struct arena *arena, const char *const *headings, size_t columns, const struct text *cells, size_t rows)
{
    struct text_list lines = {0};
    size_t count = size_mul(rows + 1, columns);
    struct text *shown = arena_new(arena, size_mul(count, sizeof *shown));
    size_t *widths = arena_new(arena, size_mul(columns, sizeof *widths));
    for (size_t i = 0; i < count; i++) {
        struct text cell = i < columns ? text_of(headings[i]) : cells[i - columns];
        shown[i] = cell.len > 0 ? visible_text(arena, cell) : TEXT("-");
        if (width_of(shown[i]) > widths[i % columns])
            widths[i % columns] = width_of(shown[i]);
    }
    for (size_t row = 0; row <= rows; row++)
        *array_add(arena, &lines) = line_of(arena, shown + row * columns, widths, columns);
    return lines;
}
