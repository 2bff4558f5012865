/* SPDX-License-Identifier: Apache-2.0
 *
 * same_but: whether an edited document is the old one but for what was asked for. For yaml/land.c.
 */
#ifndef YAML_SAME_BUT_H
#define YAML_SAME_BUT_H

#include "yaml/edit.h"

/* What was asked for. */
struct difference {
    struct {
        struct scalar_edit *items;
        size_t count, room;
    } scalars;               /* that have another text */
    const struct node *map;  /* that has one more pair, the last one; NULL: none */
    struct edit_field field; /* that pair */
};

/* Before same_but(), once scalars were added. */
void difference_sort(struct difference *difference);
/* Whether `edited` is YAML and reads as the document around `node` does: the same keys, values, styles, tags, anchors and aliases
 * in the same order. Of a block scalar line ends at its end do not count. */
bool same_but(const struct difference *difference, const struct node *node, struct text edited);

#endif
