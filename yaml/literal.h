/* SPDX-License-Identifier: Apache-2.0
 *
 * literal: where the text of a block scalar stands in its source.
 */
#ifndef YAML_LITERAL_H
#define YAML_LITERAL_H

#include "yaml/edit.h"

/* How much further right the lines of a block scalar stand in its source than its text has them; without lines: would stand. */
size_t block_indent(const struct node *scalar);
/* Where its content begins: behind its head line, or the end of the source; and how the head line ends, empty at the end. */
size_t block_content_start(const struct node *scalar);
struct text block_line_end(const struct node *scalar);

/* The same edits of the scalar's text (sorted, none overlaps another) as edits of its source: new lines are indented like the
 * others and end like its head line. False where text and source do not go along with one another. */
bool literal_lift(struct arena *arena, const struct node *scalar, const struct edit_list *edits, struct edit_list *out);

#endif
