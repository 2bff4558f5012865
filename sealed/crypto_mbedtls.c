/* SPDX-License-Identifier: Apache-2.0 */
#include <mbedtls/gcm.h>
#include <mbedtls/pk.h>
#include <mbedtls/rsa.h>
#include <mbedtls/version.h>
#include <sodium.h>
#include <stdio.h>

#include "base/alloc.h"
#include "sealed/crypto.h"

/* --- where mbedTLS 2.28 and 3.x differ --- */

#if MBEDTLS_VERSION_MAJOR >= 3
#define RSA_INIT(rsa) mbedtls_rsa_init(rsa)
#define PARSE_KEY(pk, bytes, len) mbedtls_pk_parse_key((pk), (bytes), (len), NULL, 0, random_bytes, NULL)
#else
#define RSA_INIT(rsa) mbedtls_rsa_init((rsa), MBEDTLS_RSA_PKCS_V15, 0)
#define PARSE_KEY(pk, bytes, len) mbedtls_pk_parse_key((pk), (bytes), (len), NULL, 0)
#endif

/* libsodium's generator is safe for threads and ends the process rather than give bad bytes. */
static int random_bytes(void *unused, unsigned char *out, size_t len)
{
    (void)unused;
    randombytes_buf(out, len);
    return 0;
}

void crypto_begin(void)
{
}

struct crypto_key {
    mbedtls_rsa_context rsa;
};

void crypto_key_free(struct crypto_key *key)
{
    if (key == NULL)
        return;
    mbedtls_rsa_free(&key->rsa); /* wipes */
    mem_free(key);
}

/* Nothing but memory can be missing here. */
static struct crypto_key *key_from(const mbedtls_rsa_context *rsa)
{
    struct crypto_key *key = mem_new(sizeof *key);
    RSA_INIT(&key->rsa);
    if (mbedtls_rsa_copy(&key->rsa, rsa) != 0)
        mem_exhausted();
    return key;
}

int crypto_key_new(const struct rsa_private_key *numbers, struct crypto_key **out, struct err *err)
{
    (void)err; /* without hardware or configuration of its own it always works */
    mbedtls_pk_context pk;
    mbedtls_pk_init(&pk);
    bool sound = PARSE_KEY(&pk, (const unsigned char *)numbers->der.at, numbers->der.len) == 0 &&
                 mbedtls_pk_can_do(&pk, MBEDTLS_PK_RSA) && mbedtls_rsa_check_privkey(mbedtls_pk_rsa(pk)) == 0;
    *out = sound ? key_from(mbedtls_pk_rsa(pk)) : NULL;
    mbedtls_pk_free(&pk);
    return !sound;
}

struct crypto_key *crypto_key_copy(const struct crypto_key *key)
{
    return key_from(&key->rsa);
}

/* As mbedTLS writes them: -0x4300. */
static int failed(const char *operation, int result, struct err *err)
{
    char number[16];
    (void)snprintf(number, sizeof number, "-0x%04X", (unsigned)-result);
    return err_set(err, ERR_IO, CRYPTO_FAILED, operation, "mbedTLS", number);
}

int crypto_private(struct crypto_key *key, const uint8_t *in, uint8_t *out, struct err *err)
{
    int result = mbedtls_rsa_private(&key->rsa, random_bytes, NULL, in, out);
    return result == 0 ? 0 : failed("RSA", result, err);
}

int crypto_open_gcm(const uint8_t *key, size_t key_len, struct text gcm, struct secret *plaintext, struct err *err)
{
    static const unsigned char nonce[CRYPTO_GCM_NONCE_BYTES];
    const unsigned char *bytes = (const unsigned char *)gcm.at;
    size_t len = gcm.len - CRYPTO_GCM_TAG_BYTES;
    mbedtls_gcm_context context;
    mbedtls_gcm_init(&context);
    int result = mbedtls_gcm_setkey(&context, MBEDTLS_CIPHER_ID_AES, key, (unsigned)key_len * 8);
    if (result == 0)
        result = mbedtls_gcm_auth_decrypt(&context, len, nonce, sizeof nonce, NULL, 0, bytes + len, CRYPTO_GCM_TAG_BYTES, bytes,
                                          plaintext->bytes);
    mbedtls_gcm_free(&context);
    plaintext->len = result == 0 ? len : 0;
    if (result == MBEDTLS_ERR_GCM_AUTH_FAILED)
        return 0;
    return result == 0 ? 1 : failed("AES", result, err);
}

int crypto_public(const struct public_key *key, const uint8_t *in, uint8_t *out, struct err *err)
{
    mbedtls_rsa_context rsa;
    RSA_INIT(&rsa);
    int result = mbedtls_rsa_import_raw(&rsa, (const unsigned char *)key->modulus.at, key->modulus.len, NULL, 0, NULL, 0, NULL, 0,
                                        (const unsigned char *)key->exponent.at, key->exponent.len);
    if (result == 0)
        result = mbedtls_rsa_complete(&rsa);
    if (result == 0)
        result = mbedtls_rsa_public(&rsa, in, out);
    mbedtls_rsa_free(&rsa);
    return result == 0 ? 0 : failed("RSA", result, err);
}

int crypto_seal_gcm(const uint8_t *key, size_t key_len, const struct secret *plaintext, uint8_t *out, struct err *err)
{
    static const unsigned char nonce[CRYPTO_GCM_NONCE_BYTES];
    mbedtls_gcm_context context;
    mbedtls_gcm_init(&context);
    int result = mbedtls_gcm_setkey(&context, MBEDTLS_CIPHER_ID_AES, key, (unsigned)key_len * 8);
    if (result == 0)
        result = mbedtls_gcm_crypt_and_tag(&context, MBEDTLS_GCM_ENCRYPT, plaintext->len, nonce, sizeof nonce, NULL, 0,
                                           plaintext->bytes, out, CRYPTO_GCM_TAG_BYTES, out + plaintext->len);
    mbedtls_gcm_free(&context);
    return result == 0 ? 0 : failed("AES", result, err);
}

const char *crypto_version(void)
{
    static char version[32];
    char number[16];
    mbedtls_version_get_string(number);
    (void)snprintf(version, sizeof version, "mbedTLS %s", number);
    return version;
}
