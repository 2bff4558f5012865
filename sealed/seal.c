/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/seal.h"

#include <sodium.h>

#include "base/abandon.h"
#include "base/alloc.h"
#include "base/base64.h"
#include "sealed/crypto.h"

enum { SESSION_BYTES = 32, LENGTH_BYTES = 2 };

static int seal_bytes(const struct public_key *key, const struct oaep_hash *label_hash, const struct secret *plaintext,
                      uint8_t *out, struct err *err)
{
    size_t rsa_bytes = key->modulus.len;
    auto_secret session = secret_new(SESSION_BYTES, SECRET_LOCKED), block = secret_new(rsa_bytes, SECRET_LOCKED);
    randombytes_buf(session.bytes, SESSION_BYTES);
    session.len = SESSION_BYTES;
    block.len = rsa_bytes;
    out[0] = (uint8_t)(rsa_bytes >> 8);
    out[1] = (uint8_t)rsa_bytes;
    if (oaep_pad(label_hash, &session, &block) < 0)
        return err_set(err, ERR_INPUT, "the key is too small");
    if (crypto_public(key, block.bytes, out + LENGTH_BYTES, err) < 0)
        return -1;
    return crypto_seal_gcm(session.bytes, session.len, plaintext, out + LENGTH_BYTES + rsa_bytes, err);
}

int seal_for_hash(struct arena *arena, const struct public_key *key, const struct oaep_hash *label_hash,
                  const struct secret *plaintext, struct text *string, struct err *err)
{
    size_t len = size_add(LENGTH_BYTES + key->modulus.len + CRYPTO_GCM_TAG_BYTES, plaintext->len);
    uint8_t *bytes = arena_new(arena, len);
    int result = seal_bytes(key, label_hash, plaintext, bytes, err);
    wipe_dead_stack();
    if (result < 0)
        return -1;
    size_t chars = base64_encoded_len(len);
    char *encoded = arena_new(arena, size_add(chars, 1));
    base64_encode(bytes, len, encoded);
    *string = (struct text){encoded, chars};
    return 0;
}

int seal(struct arena *arena, const struct public_key *key, struct text label, const struct secret *plaintext, struct text *string,
         struct err *err)
{
    struct oaep_hash hash = oaep_label_hash(label);
    return seal_for_hash(arena, key, &hash, plaintext, string, err);
}
