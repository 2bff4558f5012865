/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto_for_test: the sealing halves of what sealed/crypto.h opens, by the same library: crypto_<library>_for_test.c.
 */
#ifndef TESTS_UNIT_CRYPTO_FOR_TEST_H
#define TESTS_UNIT_CRYPTO_FOR_TEST_H

#include <stdint.h>

#include "sealed/public_key.h"

/* The public operation; `in` and `out` have the bytes of the modulus. */
void rsa_public_for_test(const struct public_key *key, const uint8_t *in, uint8_t *out);
/* AES-GCM with a zero nonce, key of 16, 24 or 32 bytes: ciphertext and tag, plaintext.len + 16 bytes. */
void gcm_seal_for_test(const uint8_t *key, size_t key_len, struct text plaintext, uint8_t *out);

#endif
