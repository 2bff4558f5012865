/* SPDX-License-Identifier: Apache-2.0
 *
 * seal: plaintext to a string as `kubeseal --raw` makes it (sealed/format.h).
 */
#ifndef SEALED_SEAL_H
#define SEALED_SEAL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/secret.h"
#include "sealed/oaep.h"
#include "sealed/public_key.h"

/* Seals for the label (sealed/scope.h) that has a hash, and a key that certificate_check() has let pass, with a session key that is
 * drawn for this string alone. Whoever seals a string anew (sealed/inspect.h) keeps its label so without knowing it. *string is
 * base64, in the arena, with a NUL behind. -1 with ERR_IO when the crypto library fails. */
int seal_for_hash(struct arena *arena, const struct public_key *key, const struct oaep_hash *label_hash,
                  const struct secret *plaintext, struct text *string, struct err *err);
/* The same for a label. */
int seal(struct arena *arena, const struct public_key *key, struct text label, const struct secret *plaintext, struct text *string,
         struct err *err);

#endif
