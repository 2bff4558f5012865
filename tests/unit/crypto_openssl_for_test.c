/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <stdlib.h>

#include "sealed/crypto.h"
#include "tests/unit/crypto_for_test.h"

static void require(bool holds)
{
    if (!holds)
        abort();
}

static BIGNUM *number(const uint8_t *bytes, size_t len)
{
    BIGNUM *made = BN_bin2bn(bytes, (int)len, NULL);
    require(made != NULL);
    return made;
}

void rsa_public_for_test(const struct public_key *key, const uint8_t *in, uint8_t *out)
{
    BN_CTX *context = BN_CTX_new();
    BIGNUM *modulus = number((const uint8_t *)key->modulus.at, key->modulus.len);
    BIGNUM *exponent = number((const uint8_t *)key->exponent.at, key->exponent.len);
    BIGNUM *base = number(in, key->modulus.len), *power = BN_new();
    require(context != NULL && power != NULL && BN_mod_exp(power, base, exponent, modulus, context));
    require(BN_bn2binpad(power, out, (int)key->modulus.len) >= 0);
    BN_free(power);
    BN_free(base);
    BN_free(exponent);
    BN_free(modulus);
    BN_CTX_free(context);
}

void gcm_seal_for_test(const uint8_t *key, size_t key_len, struct text plaintext, uint8_t *out)
{
    static const unsigned char nonce[CRYPTO_GCM_NONCE_BYTES];
    const EVP_CIPHER *cipher = key_len == 16 ? EVP_aes_128_gcm() : key_len == 24 ? EVP_aes_192_gcm() : EVP_aes_256_gcm();
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int done;
    require(context != NULL && EVP_EncryptInit_ex(context, cipher, NULL, key, nonce) > 0);
    require(EVP_EncryptUpdate(context, out, &done, (const unsigned char *)plaintext.at, (int)plaintext.len) > 0);
    require(EVP_EncryptFinal_ex(context, out + plaintext.len, &done) > 0);
    require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, CRYPTO_GCM_TAG_BYTES, out + plaintext.len) > 0);
    EVP_CIPHER_CTX_free(context);
}
