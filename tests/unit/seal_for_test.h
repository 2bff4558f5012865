/* SPDX-License-Identifier: Apache-2.0
 *
 * seal_for_test: sealed strings as kubeseal makes them, and as it does not.
 */
#ifndef TESTS_UNIT_SEAL_FOR_TEST_H
#define TESTS_UNIT_SEAL_FOR_TEST_H

#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"
#include "sealed/crypto.h"
#include "sealed/public_key.h"

struct seal_spec {
    const char *key;              /* a private key in tests/data/keys */
    const char *label;            /* NULL: the empty one */
    size_t session_bytes;         /* 0: 32 */
    const unsigned char *session; /* the session key itself; NULL: drawn */
    size_t cut;                   /* leading bytes of the RSA part that are to be zero and left out */
};

/* The string's bytes before base64. */
struct text seal_bytes_for_test(struct arena *arena, const struct seal_spec *spec, struct text plaintext);
struct text seal_for_test(struct arena *arena, const struct seal_spec *spec, struct text plaintext);
struct text base64_for_test(struct arena *arena, struct text bytes);
/* A text as a secret, to be freed. */
struct secret secret_for_test(struct text t);
/* A private key in tests/data/keys, to be freed. */
struct crypto_key *key_for_test(struct arena *arena, const char *name, struct public_key *public);
/* A file in tests/data/keys. */
struct text key_file_for_test(struct arena *arena, const char *name);

#endif
