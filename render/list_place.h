/* SPDX-License-Identifier: Apache-2.0
 *
 * list_place: where the lists of a ResourceList end and what stands around them, and how something is put behind.
 */
#ifndef RENDER_LIST_PLACE_H
#define RENDER_LIST_PLACE_H

#include "render/resource_list.h"

/* Missing, or a plain null. */
bool list_place_is_null(const struct outline_node *value);
/* Where the comment lines begin that stand right above the line at `line`, indented by `column` or less, and behind `floor`. */
size_t list_place_lead(struct text bytes, size_t line, size_t column, size_t floor);
/* The end of the lines of a pair in a root in block style: where the comments above the next key, or the last ones, begin. */
size_t list_place_end(const struct resource_list *list, size_t pair);

/* What stays of a list's items. */
enum list_rest { LIST_STAYS, LIST_LOSES_LAST, LIST_LOSES_ALL };

/* Puts objects, none of them an empty map, behind the last item of the list with that key, in its style; makes the list, and the
 * key, where there is none. ERR_INPUT. */
int list_place_append(struct arena *arena, const struct resource_list *list, const char *key, size_t pair, enum list_rest rest,
                      const struct node *const *objects, size_t count, struct edit_list *edits, struct err *err);
/* Takes the items of `items` out of which gone[i] is set. `refilled`: list_place_append() puts others behind. */
void list_place_drop(struct arena *arena, const struct resource_list *list, const bool *gone, bool refilled,
                     struct edit_list *edits);

#endif
