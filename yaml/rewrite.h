/* SPDX-License-Identifier: Apache-2.0
 *
 * rewrite: another text for one scalar, in the shape that it has. For yaml/land.c.
 */
#ifndef YAML_REWRITE_H
#define YAML_REWRITE_H

#include "yaml/edit.h"

/* The edit of the scalar's own source that gives it the text: anchor and tag stay, and so does the style where it can hold the
 * text; else it is put into double quotes. A block scalar stays one, with its head line; a folded one of several lines becomes
 * literal. A value that is missing behind `key:` or `-` is put there. -1 with ERR_INPUT: a key; a value without a colon in
 * front. */
int scalar_rewrite(struct arena *arena, const struct node *node, struct text text, struct edit *out, struct err *err);
/* The same, but a block scalar becomes one in double quotes. */
int scalar_requote(struct arena *arena, const struct node *node, struct text text, struct edit *out, struct err *err);

#endif
