/* SPDX-License-Identifier: Apache-2.0
 *
 * visible: text from anywhere, made safe to show on a terminal and in a log.
 *
 * Whatever could move the cursor, colour, hide or reorder text, or forge a second message is written as an escape: control
 * characters (\n, \r, \t, \x1b, \u0085), characters without width and those that change the direction of writing (\u202e,
 * \U000e0041), line separators, and each byte that is no UTF-8 (\xff). A backslash stays as it is: escapes are for the eye, not
 * to be read back.
 */
#ifndef BASE_VISIBLE_H
#define BASE_VISIBLE_H

#include "base/arena.h"
#include "base/text.h"

/* One line without a line end; at most LIMIT_MESSAGE_BYTES of it, then "...". */
struct text visible_text(struct arena *arena, struct text t);

#endif
