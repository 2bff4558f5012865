/* SPDX-License-Identifier: Apache-2.0
 *
 * file_trees: all the trees of one file: its documents, and the values that stand in them as YAML in a string.
 */
#ifndef RENDER_FILE_TREES_H
#define RENDER_FILE_TREES_H

#include "render/model.h"

struct file_tree {
    const struct node *root;      /* NULL: an empty document, or one that cannot be parsed */
    size_t first_line, last_line; /* from 1: of the document, or of the string, in the file */
};

struct file_tree_list {
    struct file_tree *items;
    size_t count, room;
};

/* Adds the documents in their order, and behind each the values in it. Of what cannot be parsed or is wrong with values the first
 * error is left in *broken; the rest is read all the same. */
void file_trees_read(const struct run *run, const struct render_part *file, struct file_tree_list *out, struct err *broken);

/* The source of the file's own bytes in which a tree stands, be it in a string. */
const struct yaml_source *file_tree_source(const struct node *root);

#endif
