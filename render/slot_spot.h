/* SPDX-License-Identifier: Apache-2.0
 *
 * slot_spot: where the path of a slot leads in one reading of the file. For slot.c and slot_refusal.c only.
 */
#ifndef RENDER_SLOT_SPOT_H
#define RENDER_SLOT_SPOT_H

#include "render/file_trees.h"
#include "render/slot.h"

/* One reading of a file, or of a copy of it. */
struct reading {
    const struct slot_list *slots;
    struct text bytes;
    struct render_options options;
    struct note_list notes; /* nobody reads them: the file is not rendered */
    struct run run;
    struct file_tree_list trees;
};

/* Everything read lives in the arena; what could not be read is left in *broken. */
void reading_make(struct reading *reading, struct arena *arena, const struct slot_list *slots, struct text bytes,
                  struct err *broken);

struct spot {
    size_t tree;               /* of the reading */
    const struct node *node;   /* what stands there; NULL: nothing */
    const struct node *parent; /* the map that holds it, or would */
    struct text key;           /* in the map, where nothing stands there */
};

/* The only spot that a slot's path and line can mean: one where something stands, else one where a key can be made. -1 with
 * ERR_INPUT: there is none, or there are several; with ERR_USAGE: what is no path. *broken is what could not be read. */
int spot_find(const struct reading *reading, const struct slot *slot, const struct err *broken, struct spot *out, struct err *err);
/* The spot of a path in one tree. False where it leads nowhere there. A node may as well stand elsewhere, behind an alias. */
bool spot_in_tree(const struct reading *reading, size_t tree, struct text path, struct spot *out);

#endif
