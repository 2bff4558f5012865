/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/seal_for_test.h"

#include <mbedtls/gcm.h>
#include <mbedtls/pk.h>
#include <mbedtls/rsa.h>
#include <mbedtls/version.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/file.h"
#include "base/limits.h"

enum { TAG_BYTES = 16, NONCE_BYTES = 12 };

static int random_bytes(void *unused, unsigned char *out, size_t len)
{
    (void)unused;
    randombytes_buf(out, len);
    return 0;
}

#if MBEDTLS_VERSION_MAJOR >= 3
#define OAEP_ENCRYPT(rsa, ...) mbedtls_rsa_rsaes_oaep_encrypt((rsa), random_bytes, NULL, __VA_ARGS__)
#define PARSE_KEY(pk, bytes, len) mbedtls_pk_parse_key((pk), (bytes), (len), NULL, 0, random_bytes, NULL)
#define SET_OAEP(rsa) (void)mbedtls_rsa_set_padding((rsa), MBEDTLS_RSA_PKCS_V21, MBEDTLS_MD_SHA256)
#else
#define OAEP_ENCRYPT(rsa, ...) mbedtls_rsa_rsaes_oaep_encrypt((rsa), random_bytes, NULL, MBEDTLS_RSA_PUBLIC, __VA_ARGS__)
#define PARSE_KEY(pk, bytes, len) mbedtls_pk_parse_key((pk), (bytes), (len), NULL, 0)
#define SET_OAEP(rsa) mbedtls_rsa_set_padding((rsa), MBEDTLS_RSA_PKCS_V21, MBEDTLS_MD_SHA256)
#endif

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

/* The RSA part, in `out`; with `cut` leading zeros, which takes 256 tries for each. */
static size_t encrypt_session(const struct seal_spec *spec, struct text pem, const unsigned char *session, size_t len,
                              unsigned char *out)
{
    mbedtls_pk_context pk;
    mbedtls_pk_init(&pk);
    require(PARSE_KEY(&pk, (const unsigned char *)pem.at, pem.len + 1));
    mbedtls_rsa_context *rsa = mbedtls_pk_rsa(pk);
    SET_OAEP(rsa);
    const char *label = spec->label ? spec->label : "";
    do
        require(OAEP_ENCRYPT(rsa, (const unsigned char *)label, strlen(label), len, session, out));
    while (!begins_with_zeros(out, spec->cut));
    size_t bytes = mbedtls_rsa_get_len(rsa);
    mbedtls_pk_free(&pk);
    return bytes;
}

struct text seal_bytes_for_test(struct arena *arena, const struct seal_spec *spec, struct text plaintext)
{
    unsigned char session[32], rsa[LIMIT_KEY_BITS_HIGH / 8];
    const unsigned char nonce[NONCE_BYTES] = {0};
    size_t session_bytes = spec->session_bytes ? spec->session_bytes : sizeof session;
    randombytes_buf(session, sizeof session);
    size_t rsa_bytes = encrypt_session(spec, key_file_for_test(arena, spec->key), session, session_bytes, rsa) - spec->cut;
    size_t len = 2 + rsa_bytes + plaintext.len + TAG_BYTES;
    unsigned char *out = arena_new(arena, len);
    out[0] = (unsigned char)(rsa_bytes >> 8);
    out[1] = (unsigned char)rsa_bytes;
    memcpy(out + 2, rsa + spec->cut, rsa_bytes);
    unsigned char *gcm_part = out + 2 + rsa_bytes;
    /* A session key of another size than AES has cannot encrypt: what follows it stays zero. */
    if (session_bytes == 16 || session_bytes == 24 || session_bytes == 32) {
        mbedtls_gcm_context gcm;
        mbedtls_gcm_init(&gcm);
        require(mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, session, (unsigned)session_bytes * 8));
        require(mbedtls_gcm_crypt_and_tag(&gcm, MBEDTLS_GCM_ENCRYPT, plaintext.len, nonce, sizeof nonce, NULL, 0,
                                          (const unsigned char *)plaintext.at, gcm_part, TAG_BYTES, gcm_part + plaintext.len));
        mbedtls_gcm_free(&gcm);
    }
    return (struct text){(const char *)out, len};
}

struct text seal_for_test(struct arena *arena, const struct seal_spec *spec, struct text plaintext)
{
    return base64_for_test(arena, seal_bytes_for_test(arena, spec, plaintext));
}
