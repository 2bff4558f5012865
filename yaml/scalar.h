/* SPDX-License-Identifier: Apache-2.0
 *
 * scalar: what a plain scalar means to readers of YAML 1.1 and 1.2, and how to write one that all read alike.
 */
#ifndef YAML_SCALAR_H
#define YAML_SCALAR_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/text.h"
#include "yaml/tree.h"

enum scalar_type { SCALAR_STRING, SCALAR_NULL, SCALAR_BOOL, SCALAR_NUMBER, SCALAR_OTHER /* timestamps, merge and value keys */ };

/* The type that a plain scalar has in YAML 1.1 (the types of yaml.org/type, as go-yaml and PyYAML read it) or, if it is a
 * string there, in the core schema of YAML 1.2.2 section 10.3. SCALAR_STRING: a string to both. */
enum scalar_type scalar_type_plain(struct text text);
/* The type of a scalar node: quoted and block scalars and !!str are strings, plain ones by their text. */
enum scalar_type scalar_type(const struct node *node);
/* Whether a reader takes it for true / false: 1, 0, or -1 when it is no boolean (true/false/yes/no/on/off as YAML 1.1 has them). */
int scalar_bool(const struct node *node);
/* Whether the text may stand as a plain scalar in block context on one line and stays a string for every reader. */
bool scalar_plain_safe(struct text text);
/* The same in flow context, where the flow's own signs would end it. */
bool scalar_plain_safe_in_flow(struct text text);
/* Whether text is UTF-8 without line ends, controls and what else is invisible. */
bool scalar_is_visible(struct text text);
/* Writes a string so that it reads back as the same bytes everywhere: plain where that is safe, else double-quoted with escapes.
 * Bytes that are no UTF-8 are the caller's to refuse (text_is_utf8). */
void scalar_put_string(struct buf *buf, struct text text);
/* Writes a string in double quotes as both JSON and YAML read it: invisible and control characters as \uXXXX, the rest as it is. */
void scalar_put_quoted(struct buf *buf, struct text text);
bool text_is_utf8(struct text text);

#endif
