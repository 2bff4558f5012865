/* SPDX-License-Identifier: Apache-2.0
 *
 * emit: a node tree as block YAML, or as JSON, of two spaces' indent.
 *
 * For generated documents, and for objects that are made anew; what stays as it came is never emitted again. Aliases and merge
 * keys are written out in full; tags other than !!str (!!map, !!seq) are an error; comments are lost. Strings are quoted where YAML
 * 1.1 or 1.2 would retype them, plain scalars that are no strings keep their spelling (an empty one becomes null), an empty list
 * or map is written as [] or {}. Lists stand at the indent of their key.
 */
#ifndef YAML_EMIT_H
#define YAML_EMIT_H

#include "base/buf.h"
#include "base/err.h"
#include "yaml/tree.h"

/* Writes map as the body of a document, one `key: value` line after the other, each ended by line_end ("\n" or "\r\n").
 * -1 with ERR_INPUT for a tag, a key that is no scalar or too long, text that is no UTF-8, more than LIMIT_NODES or LIMIT_DEPTH, or
 * what does not fit into buf. map is a map, not NULL. */
int emit_map(struct buf *buf, const struct node *map, const char *line_end, struct err *err);
/* The same as an item of a list in block style, behind a dash that is indented by so many blanks. */
int emit_item(struct buf *buf, const struct node *map, size_t indent, const char *line_end, struct err *err);
/* The same as one flow, which may stand wherever one does: in JSON's quotes and, where the nodes are those of JSON, JSON. An empty
 * line_end: on one line; else there is none behind the last line. */
int emit_json(struct buf *buf, const struct node *map, const char *line_end, struct err *err);

#endif
