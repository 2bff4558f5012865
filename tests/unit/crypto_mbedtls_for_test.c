/* SPDX-License-Identifier: Apache-2.0 */
#include <mbedtls/gcm.h>
#include <mbedtls/rsa.h>
#include <mbedtls/version.h>
#include <stdlib.h>

#include "sealed/crypto.h"
#include "tests/unit/crypto_for_test.h"

#if MBEDTLS_VERSION_MAJOR >= 3
#define RSA_INIT(rsa) mbedtls_rsa_init(rsa)
#else
#define RSA_INIT(rsa) mbedtls_rsa_init((rsa), MBEDTLS_RSA_PKCS_V15, 0)
#endif

static void require(int result)
{
    if (result != 0)
        abort();
}

void rsa_public_for_test(const struct public_key *key, const uint8_t *in, uint8_t *out)
{
    mbedtls_rsa_context rsa;
    RSA_INIT(&rsa);
    require(mbedtls_rsa_import_raw(&rsa, (const unsigned char *)key->modulus.at, key->modulus.len, NULL, 0, NULL, 0, NULL, 0,
                                   (const unsigned char *)key->exponent.at, key->exponent.len));
    require(mbedtls_rsa_complete(&rsa));
    require(mbedtls_rsa_public(&rsa, in, out));
    mbedtls_rsa_free(&rsa);
}

void gcm_seal_for_test(const uint8_t *key, size_t key_len, struct text plaintext, uint8_t *out)
{
    static const unsigned char nonce[CRYPTO_GCM_NONCE_BYTES];
    mbedtls_gcm_context gcm;
    mbedtls_gcm_init(&gcm);
    require(mbedtls_gcm_setkey(&gcm, MBEDTLS_CIPHER_ID_AES, key, (unsigned)key_len * 8));
    require(mbedtls_gcm_crypt_and_tag(&gcm, MBEDTLS_GCM_ENCRYPT, plaintext.len, nonce, sizeof nonce, NULL, 0,
                                      (const unsigned char *)plaintext.at, out, CRYPTO_GCM_TAG_BYTES, out + plaintext.len));
    mbedtls_gcm_free(&gcm);
}
