/* SPDX-License-Identifier: Apache-2.0
 *
 * remake: an object of a document made anew where it stands, in the style that it has.
 */
#ifndef RENDER_REMAKE_H
#define RENDER_REMAKE_H

#include "base/buf.h"
#include "yaml/edit.h"

/* Writes `made` in the place of a document's root: in block style with the document's line ends and indentation or, where the root
 * is a flow, as JSON on as many lines. The comment behind its last line goes with it, and comments below that are indented. `buf`
 * gets the text, which is the caller's to keep, *out the bytes that it stands for. ERR_INPUT: see emit_map(). */
int remake_root(const struct node *root, const struct node *made, struct buf *buf, struct edit *out, struct err *err);
/* The same for an object within a document: as JSON on one line, which may stand wherever the object does. */
int remake_item(const struct node *object, const struct node *made, struct buf *buf, struct edit *out, struct err *err);

#endif
