/* SPDX-License-Identifier: Apache-2.0
 *
 * crypto: the narrow door to the crypto library. Nothing else in the program includes one.
 *
 * crypto_mbedtls.c implements it for mbedTLS 2.28 and 3.6; another back end is another file with these functions.
 */
#ifndef SEALED_CRYPTO_H
#define SEALED_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/secret.h"
#include "base/text.h"

enum { CRYPTO_GCM_TAG_BYTES = 16, CRYPTO_FINGERPRINT_BYTES = 32 };

/* One RSA private key; not safe for two threads at once (blinding): each thread has its own copy. */
struct crypto_key;

/* Parses one PEM block ("RSA PRIVATE KEY" of PKCS#1 or "PRIVATE KEY" of PKCS#8), NUL-free, begin and end line included.
 * 0, or 1 and *out NULL for a private key of another kind (EC, Ed25519). -1 with ERR_INPUT: not a key, damaged, encrypted, outside
 * LIMIT_KEY_BITS_*. */
int crypto_key_parse(struct text pem, struct crypto_key **out, struct err *err);
/* A copy for another thread. */
struct crypto_key *crypto_key_copy(const struct crypto_key *key);
void crypto_key_free(struct crypto_key *key);
size_t crypto_key_bytes(const struct crypto_key *key); /* of the modulus */
/* SHA-256 of the key's ssh-rsa wire form, as Sealed Secrets and ssh-keygen count it. */
void crypto_key_fingerprint(const struct crypto_key *key, uint8_t out[static CRYPTO_FINGERPRINT_BYTES]);
/* Whether the number in `rsa` (big-endian, any length) is smaller than the modulus: else it is no ciphertext of this key. */
bool crypto_key_fits(const struct crypto_key *key, struct text rsa);
/* One private operation: RSA-OAEP (SHA-256) with `label`. 1: opened, *session (room for the modulus) holds the message; 0: it is
 * not for this key and label; -1: the operation itself failed (ERR_IO). rsa shorter than the modulus is left-padded, a longer one
 * is not for this key. */
int crypto_open_session(struct crypto_key *key, struct text label, struct text rsa, struct secret *session, struct err *err);
/* AES-GCM with a zero nonce. 1: opened, *plaintext (room for gcm.len - 16) filled; 0: session key of a wrong size or wrong tag. */
int crypto_open_gcm(const struct secret *session, struct text gcm, struct secret *plaintext);

/* When a certificate (PEM, first CERTIFICATE block; empty issuer and subject allowed, as the controller makes them) is valid, in
 * seconds since 1970, and its key's fingerprint. -1 with ERR_INPUT. Used to order keys: newest first. */
struct crypto_cert {
    int64_t valid_from, valid_to;
    uint8_t fingerprint[CRYPTO_FINGERPRINT_BYTES];
    size_t key_bytes;
};
int crypto_cert_parse(struct text pem, struct crypto_cert *out, struct err *err);

/* "mbedTLS 2.28.3" */
const char *crypto_version(void);

#endif
