/* SPDX-License-Identifier: Apache-2.0
 *
 * private_key: one RSA private key out of PEM.
 */
#ifndef SEALED_PRIVATE_KEY_H
#define SEALED_PRIVATE_KEY_H

#include "base/arena.h"
#include "base/err.h"
#include "sealed/crypto.h"
#include "sealed/pem.h"
#include "sealed/public_key.h"

/* Reads a closed block "RSA PRIVATE KEY" (PKCS#1), "PRIVATE KEY" (PKCS#8) or "ENCRYPTED PRIVATE KEY". 0: *out is the key, to be
 * freed by crypto_key_free(), and *public its public half, in the arena. 1 and *out NULL: a key of another kind (EC, Ed25519). -1
 * with ERR_INPUT: no key, damaged, encrypted, outside LIMIT_KEY_BITS_*. */
int private_key_parse(struct arena *arena, const struct pem_block *block, struct crypto_key **out, struct public_key *public,
                      struct err *err);

#endif
