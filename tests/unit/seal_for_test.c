/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/seal_for_test.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/file.h"
#include "base/limits.h"
#include "sealed/private_key.h"
#include "tests/unit/crypto_for_test.h"
#include "tests/unit/oaep_for_test.h"

enum { TAG_BYTES = 16 };

/* A test that cannot prepare its input must not go on. */
static void require(int result)
{
    if (result != 0)
        abort();
}

struct text key_file_for_test(struct arena *arena, const char *name)
{
    auto_input input = {0};
    auto_err err = {0};
    struct text path = arena_format(arena, "tests/data/keys/%s", name);
    require(input_read_file(path.at, LIMIT_KEY_FILE_BYTES, &input, &err));
    return arena_copy(arena, input_text(&input));
}

struct text base64_for_test(struct arena *arena, struct text bytes)
{
    size_t len = base64_encoded_len(bytes.len);
    char *out = arena_new(arena, len + 1);
    base64_encode((const unsigned char *)bytes.at, bytes.len, out);
    return (struct text){out, len};
}

static bool begins_with_zeros(const unsigned char *bytes, size_t count)
{
    return count == 0 || sodium_is_zero(bytes, count);
}

struct crypto_key *key_for_test(struct arena *arena, const char *name, struct public_key *public)
{
    struct text pem = key_file_for_test(arena, name);
    struct crypto_key *key = NULL;
    struct pem_block block;
    auto_err err = {0};
    require(!pem_next(&pem, &block) || private_key_parse(arena, &block, &key, public, &err) != 0);
    return key;
}

/* The RSA part, in `out`; with `cut` leading zeros, which takes 256 tries for each. */
static size_t encrypt_session(struct arena *arena, const struct seal_spec *spec, struct text session, unsigned char *out)
{
    unsigned char block[LIMIT_KEY_BITS_HIGH / 8];
    struct public_key public;
    crypto_key_free(key_for_test(arena, spec->key, &public));
    size_t bytes = public.modulus.len;
    do {
        oaep_lay_out_for_test(block, bytes, text_of(spec->label), session);
        oaep_mask_for_test(block, bytes);
        rsa_public_for_test(&public, block, out);
    } while (!begins_with_zeros(out, spec->cut));
    return bytes;
}

struct text seal_bytes_for_test(struct arena *arena, const struct seal_spec *spec, struct text plaintext)
{
    unsigned char session[128], rsa[LIMIT_KEY_BITS_HIGH / 8];
    size_t session_bytes = spec->session_bytes ? spec->session_bytes : 32;
    randombytes_buf(session, sizeof session);
    if (spec->session != NULL)
        memcpy(session, spec->session, session_bytes);
    struct text message = {(const char *)session, session_bytes};
    size_t rsa_bytes = encrypt_session(arena, spec, message, rsa) - spec->cut;
    size_t len = 2 + rsa_bytes + plaintext.len + TAG_BYTES;
    unsigned char *out = arena_new(arena, len);
    out[0] = (unsigned char)(rsa_bytes >> 8);
    out[1] = (unsigned char)rsa_bytes;
    memcpy(out + 2, rsa + spec->cut, rsa_bytes);
    /* A session key of another size than AES has cannot encrypt: what follows it stays zero. */
    if (session_bytes == 16 || session_bytes == 24 || session_bytes == 32)
        gcm_seal_for_test(session, session_bytes, plaintext, out + 2 + rsa_bytes);
    return (struct text){(const char *)out, len};
}

struct text seal_for_test(struct arena *arena, const struct seal_spec *spec, struct text plaintext)
{
    return base64_for_test(arena, seal_bytes_for_test(arena, spec, plaintext));
}

struct secret secret_for_test(struct text t)
{
    struct secret secret = secret_new(t.len, SECRET_WIPED);
    if (t.len > 0)
        memcpy(secret.bytes, t.at, t.len);
    secret.len = t.len;
    return secret;
}
