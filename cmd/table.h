/* SPDX-License-Identifier: Apache-2.0
 *
 * table: rows under headings, in columns that line up.
 */
#ifndef CMD_TABLE_H
#define CMD_TABLE_H

#include "base/arena.h"
#include "base/text.h"

/* The lines of a table, headings first, without line ends. `cells` are the rows one after the other; an empty cell shows as "-".
 * What could harm a terminal is escaped. */
struct text_list table_lines(struct arena *arena, const char *const *headings, size_t columns, const struct text *cells,
                             size_t rows);

#endif
