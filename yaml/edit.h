/* SPDX-License-Identifier: Apache-2.0
 *
 * edit: changing a document by replacing ranges of its bytes, or texts in it.
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

struct scalar_edit {
    const struct node *node;
    struct text with;
};

/* Replaces the texts of scalars of one document, of whatever depth in strings: the edits are against the bytes of the document's
 * own source. Everything else stays byte for byte: anchors, tags, quoting (double quotes where the text cannot stand in it),
 * comments, line ends; a block scalar stays one, with one line; a missing value gets a blank in front. Of the strings around them
 * literal blocks are edited in place, others written anew in their quotes, base64 is encoded anew on one line. The document, and
 * the YAML in each string, is parsed again and differs in these scalars alone. Where aliases share a scalar, it changes for all.
 * -1 with ERR_INPUT where that cannot be done. */
int edit_replace_scalars(struct arena *arena, struct edit_list *edits, const struct scalar_edit *scalars, size_t count,
                         struct err *err);

/* The same, and the texts are read back byte for byte: how a block scalar ends is for its head line to say, so it gives way to
 * quotes. */
int edit_replace_texts(struct arena *arena, struct edit_list *edits, const struct scalar_edit *scalars, size_t count,
                       struct err *err);

/* edit_replace_scalars() for any documents of one file, which their sources are parts of: the slices that, one behind the other,
 * are the file with the new texts. In the arena and in the file; NULL with err. */
struct text *edit_file(struct arena *arena, struct text file, const struct scalar_edit *scalars, size_t count, size_t *slice_count,
                       struct err *err);

/* Adds a pair of strings behind the last pair of a map, or into an empty one, in the shape of that pair; like
 * edit_replace_scalars() it may stand in strings. ERR_INPUT besides: the key stands there already, an alias shares the map, keys
 * written with `?`. */
int edit_insert_pair(struct arena *arena, struct edit_list *edits, const struct node *map, struct edit_field field,
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
