/* SPDX-License-Identifier: Apache-2.0
 *
 * explain: why a sealed string does not open, in words. For inspect.c and open.c only.
 */
#ifndef SEALED_EXPLAIN_H
#define SEALED_EXPLAIN_H

#include "sealed/inspect.h"

/* Sets one->err. `own_label`: the label that was found is one of the string's own, in a scope that does not open it here. */
void explain(const struct keyring *ring, const struct inspect_options *options, struct inspected *one, bool own_label);
/* That there is no key at all. */
void explain_no_keys(struct err *err);

#endif
