/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto: the narrow door to the crypto library: RSA's two operations, and AES-GCM. Nothing else in the program includes one.
 *
 * `make CRYPTO=` chooses who stands behind it: crypto_mbedtls.c (mbedTLS 2.28 and 3.6) or crypto_openssl.c (libcrypto of OpenSSL
 * 3.0 and newer). What needs no library stands beside it and is the same for both: PEM, DER and certificates (private_key.h,
 * certificate.h), the padding (oaep.h).
 */
#ifndef SEALED_CRYPTO_H
#define SEALED_CRYPTO_H

#include <stdint.h>

#include "base/err.h"
#include "base/secret.h"
#include "base/text.h"
#include "sealed/public_key.h"

enum { CRYPTO_GCM_TAG_BYTES = 16, CRYPTO_GCM_NONCE_BYTES = 12 };

/* The numbers of an RSA key in the order of PKCS#1 (RFC 8017, A.1.2). */
enum rsa_number {
    RSA_MODULUS,
    RSA_PUBLIC_EXPONENT,
    RSA_PRIVATE_EXPONENT,
    RSA_PRIME_1,
    RSA_PRIME_2,
    RSA_EXPONENT_1,
    RSA_EXPONENT_2,
    RSA_COEFFICIENT,
    RSA_NUMBER_COUNT,
};

/* One key's numbers, big-endian without leading zeros, and the DER that they stand in: each library takes what suits it. */
struct rsa_private_key {
    struct text der;
    struct text numbers[RSA_NUMBER_COUNT];
};

/* One RSA private key; not safe for two threads at once (blinding): each thread has its own copy. */
struct crypto_key;

/* How a library that fails at its work is reported: operation, library, its number of the error. */
#define CRYPTO_FAILED "the %s operation failed (%s error %s): out of memory, or the processor or the key is faulty"

/* Lets the library read its configuration, before the program gives files up. Without this it does so with the first key. */
void crypto_begin(void);
/* 0 and *out; 1: the numbers do not belong together; -1 with ERR_IO: the library does not work. A lack of memory leaves ENOMEM in
 * errno. */
int crypto_key_new(const struct rsa_private_key *numbers, struct crypto_key **out, struct err *err);
/* A copy for another thread. */
struct crypto_key *crypto_key_copy(const struct crypto_key *key);
void crypto_key_free(struct crypto_key *key);
/* The private operation, blinded: from `in`, a number below the modulus, to `out`; both have the bytes of the modulus. -1 with
 * ERR_IO when the operation itself fails. */
int crypto_private(struct crypto_key *key, const uint8_t *in, uint8_t *out, struct err *err);
/* AES-GCM with a key of 16, 24 or 32 bytes and a zero nonce. 1: opened, *plaintext (room for gcm.len - 16) filled; 0: wrong
 * tag, *plaintext is zeroed; -1 with ERR_IO when the operation itself fails. */
int crypto_open_gcm(const uint8_t *key, size_t key_len, struct text gcm, struct secret *plaintext, struct err *err);

/* The public operation, with a key that public_key_sound(): from `in`, a number below the modulus, to `out`; both have the bytes of
 * the modulus. -1 with ERR_IO when the operation itself fails. */
int crypto_public(const struct public_key *key, const uint8_t *in, uint8_t *out, struct err *err);
/* The other way round: ciphertext, and behind it the tag, to `out` (room for plaintext->len + 16). A key seals once: the nonce is
 * zero. -1 with ERR_IO when the operation itself fails. */
int crypto_seal_gcm(const uint8_t *key, size_t key_len, const struct secret *plaintext, uint8_t *out, struct err *err);

/* "mbedTLS 2.28.3" */
const char *crypto_version(void);

#endif
