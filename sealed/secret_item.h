/* SPDX-License-Identifier: Apache-2.0
 *
 * secret_item: what a Secret holds.
 */
#ifndef SEALED_SECRET_ITEM_H
#define SEALED_SECRET_ITEM_H

#include "base/err.h"
#include "base/secret.h"
#include "base/text.h"
#include "yaml/tree.h"

/* An item of a Secret: stringData as it stands, else data, decoded into *decoded. Empty where there is none. -1 with ERR_INPUT
 * where it is no string, or not base64. */
int secret_item(const struct node *secret, const char *item, struct secret *decoded, struct text *out, struct err *err);
/* Whether a sealing key's Secret has the controller's label with another value than "active", the only one that the controller
 * knows: nothing is sealed for it any more. Secrets that never were the controller's own have no such label. */
bool secret_is_retired(const struct node *secret);

#endif
