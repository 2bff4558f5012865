/* SPDX-License-Identifier: Apache-2.0
 *
 * emit: a node tree as block YAML of two spaces' indent.
 *
 * For generated documents only; what came in is never emitted again. Aliases and merge keys are written out in full; tags other than
 * !!str are an error; comments are lost. Strings are quoted where YAML 1.1 or 1.2 would retype them, plain scalars of the source keep
 * their spelling, an empty list or map is written as [] or {}.
 */
#ifndef YAML_EMIT_H
#define YAML_EMIT_H

#include "base/buf.h"
#include "base/err.h"
#include "yaml/tree.h"

/* Writes map as the body of a document, one `key: value` line after the other, each ended by line_end ("\n" or "\r\n").
 * -1 with ERR_INPUT for a tag, a key that is no scalar or text that is no UTF-8. */
int emit_map(struct buf *buf, const struct node *map, const char *line_end, struct err *err);

#endif
