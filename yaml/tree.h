/* SPDX-License-Identifier: Apache-2.0
 *
 * tree: one YAML or JSON document as nodes that remember where they stand.
 *
 * tree_parse() reads the bytes of exactly one document with libyaml, behind the limits of base/limits.h, and gives its root.
 * Aliases are resolved: a node may hang below several parents, so the tree is a graph without cycles whose full expansion has
 * at most LIMIT_NODES nodes; walking it is bounded. Tags are kept, not interpreted. Duplicate keys are kept in order: who cares
 * asks node_duplicate(). Nodes live in the arena; their texts point into the arena or the source.
 *
 * Offsets are bytes in the source; libyaml's own marks count characters (and leave a BOM out), tree.c converts them. A node
 * begins with its anchor or tag, where it has one. Its end is exclusive: behind its last byte that is no blank, line end or
 * comment; that of a block scalar is the end of its last line that is not blank, without the line end; a list or map in block
 * style ends with its last child. An alias has no node of its own: what hangs there stands where its anchor is.
 */
#ifndef YAML_TREE_H
#define YAML_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"

/* How lines and columns inside a source map to the file that the user edits. */
enum source_mapping {
    SOURCE_WHOLE, /* the source is a part of the file: line and column count on from where it begins */
    SOURCE_BLOCK, /* the content of a literal block scalar: each line stands `indent` columns further right in the file */
    SOURCE_POINT, /* decoded text (base64, a quoted scalar): every place is where that scalar begins */
};

struct line_index;
struct node;

/* Bytes to parse and where they come from. Kept by the nodes: it must live as long as they do. */
struct yaml_source {
    struct text file;   /* "stdin", "values.yaml" */
    struct text origin; /* the template that printed it, from `# Source:` or Helm 4's annotation; may be empty */
    struct text bytes;
    enum source_mapping mapping;
    size_t line, column; /* of the first byte in the file, from 0 */
    size_t indent;       /* SOURCE_BLOCK only */
    /* SOURCE_WHOLE, for a part of a large file: where its bytes begin there, in place of line and column. */
    struct line_index *lines;
    size_t offset;
    const struct node *scalar; /* the bytes are what this scalar of another source holds; NULL: a file's own */
    bool base64;               /* ...in base64 */
};

enum node_kind { NODE_SCALAR, NODE_LIST, NODE_MAP };

enum node_style {
    STYLE_PLAIN, /* scalars */
    STYLE_SINGLE,
    STYLE_DOUBLE,
    STYLE_LITERAL,
    STYLE_FOLDED,
    STYLE_BLOCK, /* lists and maps */
    STYLE_FLOW,
};

struct node_pair {
    struct node *key, *value;
};

struct node {
    enum node_kind kind;
    enum node_style style;
    struct text tag;         /* "tag:yaml.org,2002:str" and the like; empty where none is written */
    struct text text;        /* NODE_SCALAR: its value */
    struct node **items;     /* NODE_LIST: `count` of them */
    struct node_pair *pairs; /* NODE_MAP: `count` of them */
    size_t count;
    struct node *parent;              /* the first place where it hangs; NULL for a root */
    size_t index;                     /* its place among the parent's items or pairs; a key and its value share one */
    const struct yaml_source *source; /* NULL for a node that the program made itself */
    size_t start, end;                /* bytes in source->bytes, see below */
    size_t line, column;              /* of start in the source, from 0 */
    size_t weight;                    /* nodes below and including this one, aliases expanded */
    size_t height;                    /* levels of lists and maps below and including this one, aliases expanded; 0 for a scalar */
    bool anchored;                    /* an alias elsewhere may refer to it */
    bool aliased;                     /* this node hangs in more than one place */
};

/* Parses one document. An empty document (blank, comments only, `---` alone, a plain null) gives *out = NULL and success. A second
 * document in the bytes, an alias that is undefined or stands inside what it means, a limit passed or bad YAML: -1 with ERR_INPUT,
 * the place ("file:line:column") in front of the text. */
int tree_parse(struct arena *arena, const struct yaml_source *source, struct node **out, struct err *err);

/* Where a node stands in the user's file. line and column from 1; file empty for a node that the program made. */
struct place {
    struct text file, origin;
    size_t line, column;
};
struct place node_place(const struct node *node);
/* The place of byte `line`/`column` (from 0) of a source. */
struct place source_place(const struct yaml_source *source, size_t line, size_t column);
/* "values.yaml:41:7", and " (chart/templates/x.yaml)" behind it where the origin is known. */
struct text place_text(struct arena *arena, struct place place);
/* The other way round: takes a place in that file off the front of a message, with ": " behind, and then, where one stands there, a
 * path. line and column from 1; false, and nothing taken, where none stands there. */
bool place_take(struct text *message, struct text file, struct place *out);
bool path_take(struct text *message, struct text *path);
/* "secret_management.external_secrets.secret_stores[0].client_secret"; empty for a root. Keys that are no plain words stand in
 * ["..."]. */
struct text node_path(struct arena *arena, const struct node *node);
/* The other way round: the node at such a path, by node_get(); keys that node_path() cut off are not found. Where all but the last
 * key of it is there, in a map: 0 with *out = NULL, *parent = the map, *last = the key, in `path`. *parent is NULL for a root. -1
 * with ERR_USAGE: no path; ERR_INPUT: it leads nowhere. */
int node_at_path(const struct node *root, struct text path, const struct node **out, const struct node **parent, struct text *last,
                 struct err *err);
/* err_set() with "<place>: <path>: " in front (parts that are empty are left out). */
int err_at(struct err *err, enum err_kind kind, const struct node *node, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* --- looking things up: a NULL node, a node of another kind and a missing key all give NULL or an empty text --- */

/* The value of `key` in a map; with a key twice the last one, with merge keys (<<) the map's own key first, then the merged maps in
 * their order (YAML 1.1 merge type); with several merge keys the last one first. */
struct node *node_get(const struct node *map, const char *key);
/* Whether a key of a map merges its value: a plain << or one tagged !!merge. */
bool node_is_merge(const struct node *key);
/* node_get() along "spec.provider.azurekv"; no list indexes. */
struct node *node_find(const struct node *map, const char *dotted);
/* A scalar's text as written; empty for anything else. */
struct text node_text(const struct node *node);
/* The text of the scalar at a dotted path. */
struct text node_text_at(const struct node *map, const char *dotted);
bool node_is_map(const struct node *node);
bool node_is_list(const struct node *node);
bool node_is_scalar(const struct node *node);
/* An absent node, or a plain scalar that is empty, ~, null, Null or NULL, or one tagged !!null. */
bool node_is_null(const struct node *node);
/* The first key that repeats an earlier one of this very map (not below), or NULL; merge keys may repeat. O(n log n). */
const struct node *node_duplicate(struct arena *arena, const struct node *map);
/* The pairs of a map with merge keys applied, each key once, own keys in order first; *count of them, in the arena. */
struct node_pair *node_pairs(struct arena *arena, const struct node *map, size_t *count);
/* The same document in meaning: maps without regard to order and with merge keys applied, scalars by their text and their type
 * (yaml/scalar.h), every null like any other. */
bool node_equal(struct arena *arena, const struct node *a, const struct node *b);

/* --- making nodes: style, text and order are as given; nothing has a place. Nodes of a source may hang below made ones and keep
 * their own parent. --- */

struct node *node_new_map(struct arena *arena);
struct node *node_new_list(struct arena *arena);
/* A string: whatever it looks like, readers get it back as this string. The text is not copied. */
struct node *node_new_string(struct arena *arena, struct text text);
/* A plain scalar that is meant to be typed: "true", "1". The text is not copied. */
struct node *node_new_plain(struct arena *arena, struct text text);
void node_put(struct arena *arena, struct node *map, struct text key, struct node *value);
void node_add(struct arena *arena, struct node *list, struct node *item);

#endif
