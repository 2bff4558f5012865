/* SPDX-License-Identifier: Apache-2.0
 *
 * plaintext: what is to be sealed, and what may be wrong with it.
 */
#ifndef CMD_PLAINTEXT_H
#define CMD_PLAINTEXT_H

#include "base/err.h"
#include "base/note.h"
#include "base/secret.h"
#include "cmd/invocation.h"

/* Reads it from the file of --from-file, from stdin, or where that is a terminal by `question`. Does what --strip-newline and
 * --allow-empty say, and notes what was hardly meant: a line end, blanks or a byte order mark around it, carriage returns in it. */
int plaintext_read(const struct invocation *invocation, struct text question, struct secret *out, struct note_list *notes,
                   struct err *err);

#endif
