/* SPDX-License-Identifier: Apache-2.0
 *
 * edit: changing a document by replacing ranges of its bytes.
 *
 * Edits are collected against the source's bytes and applied together; everything outside the replaced ranges stays byte for byte.
 * What is inserted takes over the neighbours' indentation, style (flow or block) and line ends.
 */
#ifndef YAML_EDIT_H
#define YAML_EDIT_H

#include "base/arena.h"
#include "base/err.h"
#include "yaml/tree.h"

struct edit {
    size_t start, end; /* bytes of the source to replace; start == end inserts */
    struct text with;
};

struct edit_list {
    struct edit *items;
    size_t count, room;
};

struct edit_field {
    struct text key, value; /* strings, quoted as needed when written */
};

/* Replaces one pair of a map, key and value, by other pairs of strings: `sealed: AgB...` becomes `name: x` and `key: y`, each in
 * the shape of the pair that goes: block pairs on lines of their own at its indentation, flow pairs in its flow, JSON in JSON's
 * quotes; a comment behind the old value stays behind the last new pair. `also_remove` are further keys of the same map: those
 * that stand there are left out, with their lines or commas. -1 with ERR_INPUT where the key stands twice or not at all, where a
 * pair that stays has a key of the new ones, where a key is an alias or written with `?`, and where an alias shares the map or
 * what goes: the edit would change two places. */
int edit_replace_pair(struct arena *arena, struct edit_list *edits, const struct node *map, const char *key,
                      const struct edit_field *fields, size_t field_count, const char *const *also_remove, size_t also_remove_count,
                      struct err *err);

/* Removes one pair of a map; where it was the only one, the map's own pair in its parent goes with it, and so on upwards. A list's
 * item or a root that would be left without pairs becomes {}. -1 with ERR_INPUT where the key stands twice or not at all, is an
 * alias or written with `?`, and where an alias shares what goes. */
int edit_remove_pair(struct arena *arena, struct edit_list *edits, const struct node *map, const char *key, struct err *err);

/* The pieces of the source's bytes and the replacements in order: pieces[i] concatenated are the edited document. Edits must not
 * overlap; they are sorted here. Lives in the arena and in the source. */
struct text *edit_apply(struct arena *arena, struct text bytes, struct edit_list *edits, size_t *count, struct err *err);

/* Whether what edit_apply() gave still is YAML: what YAML allows is wider than what edits foresee, and a broken document must not
 * leave. -1 with ERR_INPUT at `root`, the root of the document before. */
int edit_check(const struct node *root, const struct text *pieces, size_t count, struct err *err);

#endif
