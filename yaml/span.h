/* SPDX-License-Identifier: Apache-2.0
 *
 * span: where the pairs of a map stand in their source, and what lies between them. For yaml/edit.c and yaml/remove.c.
 */
#ifndef YAML_SPAN_H
#define YAML_SPAN_H

#include "yaml/edit.h"

struct span {
    size_t start, end; /* bytes, end exclusive */
};

/* Whether a node stands in this place itself, and not by an alias. */
bool node_hangs_at(const struct node *node, const struct node *parent, size_t index);
/* Whether a node stands in JSON, where no string is plain: told by the quotes of the nearest key, or of the first string beside. */
bool node_in_json(const struct node *node);
/* Where a node begins behind its anchor and tag; its end where it has no more than those. */
size_t node_content_start(const struct node *node);
/* From a pair's key to the end of its value. -1 where the key is written with `?` or as an alias. */
int span_of_pair(const struct node *map, size_t index, struct span *out, struct err *err);
/* The first byte from `at` on that is no blank (space, tab) or, with skip_gap, no line end or comment either. */
size_t skip_blanks(struct text bytes, size_t at);
size_t skip_gap(struct text bytes, size_t at);
/* The end of the line that holds `at`, before its line end, when only blanks and a comment are left on it; else `at`. */
size_t skip_to_line_end(struct text bytes, size_t at);
/* The length of the line end at `at`: 0, 1 or 2. */
size_t line_end_len(struct text bytes, size_t at);
bool is_at(struct text bytes, size_t at, char c);
/* Behind the blank lines that begin at the line start `at`. */
size_t skip_blank_lines(struct text bytes, size_t at);
/* The same, and behind the blanks before a comment that follows, if there is a tab in any of them; else `at`. Tabs may stand there
 * below a plain scalar, but not below other text. */
size_t skip_tabbed_lines(struct text bytes, size_t at);
/* Whether only blanks stand before `at` on its line; *line is where that begins. */
bool begins_line(struct text bytes, size_t at, size_t *line);

/* The edit of the map's own source that adds a pair behind its last one, or into an empty map. */
int insert_pair(struct arena *arena, const struct node *map, struct edit_field field, struct edit *out, struct err *err);

enum pair_fate { PAIR_STAYS, PAIR_GOES, PAIR_REPLACED };

/* Leaves out the pairs that go; fates has one entry for each pair of the map, and at least one pair does not go. */
int remove_pairs(struct arena *arena, struct edit_list *edits, const struct node *map, const enum pair_fate *fates,
                 struct err *err);

#endif
