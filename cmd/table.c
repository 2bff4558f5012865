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

/* Puts a row's cells as they are shown, and makes the columns wide enough for them. */
static void show_row(struct arena *arena, const struct text *cells, size_t columns, struct text *shown, size_t *widths)
{
    for (size_t i = 0; i < columns; i++) {
        shown[i] = cells[i].len > 0 ? visible_text(arena, cells[i]) : TEXT("-");
        if (width_of(shown[i]) > widths[i])
            widths[i] = width_of(shown[i]);
    }
}

struct text_list table_lines(struct arena *arena, const char *const *headings, size_t columns, const struct text *cells,
                             size_t rows)
{
    struct text_list lines = {0};
    struct text *shown = arena_new(arena, size_mul(size_mul(size_add(rows, 1), columns), sizeof *shown));
    struct text *first = arena_new(arena, size_mul(columns, sizeof *first));
    size_t *widths = arena_new(arena, size_mul(columns, sizeof *widths));
    for (size_t i = 0; i < columns; i++)
        first[i] = text_of(headings[i]);
    show_row(arena, first, columns, shown, widths);
    for (size_t row = 0; row < rows; row++)
        show_row(arena, cells + row * columns, columns, shown + (row + 1) * columns, widths);
    for (size_t row = 0; row <= rows; row++)
        *array_add(arena, &lines) = line_of(arena, shown + row * columns, widths, columns);
    return lines;
}
