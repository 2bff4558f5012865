/* SPDX-License-Identifier: Apache-2.0
 *
 * lines: the line that a byte of a large file stands on, without counting from its start each time.
 *
 * Nothing is counted before the first question; then the whole file is, once.
 */
#ifndef YAML_LINES_H
#define YAML_LINES_H

#include "base/arena.h"
#include "base/text.h"

struct line_index {
    struct arena *arena; /* set by the maker, as is bytes */
    struct text bytes;
    size_t *before; /* line feeds before each block of bytes; NULL until asked */
};

/* Line and column, both from 0, of the byte at `offset` (at most bytes.len). Columns count bytes. */
void lines_locate(struct line_index *index, size_t offset, size_t *line, size_t *column);

#endif
