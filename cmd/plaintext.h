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

/* Where it comes from. */
struct plaintext_request {
    const char *path;     /* a file, "-" for stdin; NULL: stdin, or where that is a terminal the answer to the question */
    struct text question; /* "Plaintext for ... (not shown): " */
    struct text where;    /* in front of what is said about it: where it is to go; empty: there is no other */
};

/* Reads it, does what --strip-newline and --allow-empty say, and notes what was hardly meant: a line end, blanks or a byte order
 * mark around it, carriage returns in it. */
int plaintext_read(const struct invocation *invocation, const struct plaintext_request *request, struct secret *out,
                   struct note_list *notes, struct err *err);

#endif
