/* SPDX-License-Identifier: Apache-2.0
 *
 * pem: the blocks of a PEM text, whatever stands between them.
 */
#ifndef SEALED_PEM_H
#define SEALED_PEM_H

#include <stdbool.h>

#include "base/secret.h"
#include "base/text.h"

struct pem_block {
    struct text label; /* "RSA PRIVATE KEY" */
    struct text whole; /* begin line to end line; without an end line to the end of the text */
    bool closed;       /* has an end line with the same label */
};

/* Takes the next block off *rest; false when there is none. Both point into the text. */
bool pem_next(struct text *rest, struct pem_block *out);
/* The bytes of a closed block without headers, new in *out. Blanks are passed over. -1: no base64. */
int pem_decode(const struct pem_block *block, struct secret *out);
/* Whether a line begins with a begin mark: PEM then, not YAML, where such lines are indented. */
bool pem_likely(struct text t);

#endif
