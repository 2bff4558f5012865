/* SPDX-License-Identifier: Apache-2.0
 *
 * Which provider does the work, and with it whether that is a validated one, is for the machine's openssl.cnf to say: the library
 * reads it with the first key, as in any other program. Keys are put together from their numbers, so that the library's decoders,
 * which take twenty times as long, are left alone.
 */
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/proverr.h>
#include <openssl/rsa.h>
#include <sodium.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/abandon.h"
#include "base/alloc.h"
#include "base/limits.h"
#include "sealed/crypto.h"

/* One EVP_PKEY may be used by many threads, but they would wait for its blinding: each copy has its own. */
struct crypto_key {
    EVP_PKEY *pkey;
    EVP_PKEY_CTX *private; /* set up for the operation */
};

/* --- memory: the library does not wipe all that it frees, nor does its beginning live through a lack of it --- */

static bool beginning;

struct block {
    size_t size;
    _Alignas(max_align_t) unsigned char bytes[];
};

static struct block *block_of(void *bytes)
{
    return (struct block *)(void *)((unsigned char *)bytes - offsetof(struct block, bytes));
}

static void *library_new(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    size_t whole = size_add(sizeof(struct block), size);
    struct block *block = beginning ? mem_new(whole) : mem_try(whole);
    if (block == NULL)
        return NULL;
    block->size = size;
    return block->bytes;
}

static void library_free(void *bytes, const char *file, int line)
{
    (void)file;
    (void)line;
    if (bytes == NULL)
        return;
    struct block *block = block_of(bytes);
    sodium_memzero(block->bytes, block->size);
    mem_free(block);
}

static void *library_resize(void *bytes, size_t size, const char *file, int line)
{
    if (bytes == NULL)
        return library_new(size, file, line);
    size_t old_size = block_of(bytes)->size;
    void *moved = size > 0 ? library_new(size, file, line) : NULL;
    if (moved == NULL && size > 0)
        return NULL;
    if (moved != NULL)
        memcpy(moved, bytes, old_size < size ? old_size : size);
    library_free(bytes, file, line);
    return moved;
}

/* Before the library's first allocation and its first work, else it keeps to its own ways. What it tidies up when the program ends
 * takes memory, which may be out, when the output is written; the keys are freed by then. */
void crypto_begin(void)
{
    beginning = true;
    (void)CRYPTO_set_mem_functions(library_new, library_resize, library_free);
    (void)OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_LOAD_CONFIG, NULL);
    beginning = false;
}

/* --- keys --- */

/* The oldest error is the cause of those behind it. */
static int failed(const char *operation, struct err *err)
{
    char number[24];
    unsigned long code = ERR_get_error();
    if (ERR_GET_LIB(code) == ERR_LIB_PROV && ERR_GET_REASON(code) == PROV_R_ERROR_RETRIEVING_ENTROPY)
        abandon("the system gives no random bytes"); /* as libsodium does */
    (void)snprintf(number, sizeof number, "%08lX", code);
    ERR_clear_error();
    err_set(err, ERR_IO, CRYPTO_FAILED, operation, "OpenSSL", number);
    return err_hint(err, "openssl errstr %s says more; openssl.cnf (OPENSSL_CONF) chooses which of its providers does the work",
                    number);
}

void crypto_key_free(struct crypto_key *key)
{
    if (key == NULL)
        return;
    EVP_PKEY_CTX_free(key->private);
    EVP_PKEY_free(key->pkey); /* wipes */
    mem_free(key);
}

/* Takes pkey over. NULL where the library does not work. */
static struct crypto_key *key_around(EVP_PKEY *pkey)
{
    struct crypto_key *key = mem_new(sizeof *key);
    key->pkey = pkey;
    key->private = pkey == NULL ? NULL : EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
    if (key->private != NULL && EVP_PKEY_decrypt_init(key->private) > 0 &&
        EVP_PKEY_CTX_set_rsa_padding(key->private, RSA_NO_PADDING) > 0)
        return key;
    crypto_key_free(key);
    return NULL;
}

/* --- a key's numbers --- */

struct numbers {
    BIGNUM *of[RSA_NUMBER_COUNT];
    BIGNUM *phi, *product; /* room for sums */
    BN_CTX *context;
};

static void numbers_free(struct numbers *numbers)
{
    for (size_t i = 0; i < RSA_NUMBER_COUNT; i++)
        BN_clear_free(numbers->of[i]);
    BN_clear_free(numbers->phi);
    BN_clear_free(numbers->product);
    BN_CTX_free(numbers->context);
}

static int numbers_read(const struct rsa_private_key *from, struct numbers *out)
{
    *out = (struct numbers){.phi = BN_new(), .product = BN_new(), .context = BN_CTX_new()};
    bool whole = out->phi != NULL && out->product != NULL && out->context != NULL;
    for (size_t i = 0; i < RSA_NUMBER_COUNT; i++) {
        out->of[i] = BN_bin2bn((const unsigned char *)from->numbers[i].at, (int)from->numbers[i].len, NULL);
        whole = whole && out->of[i] != NULL;
    }
    return whole ? 0 : -1;
}

/* For one prime: its exponent is the private one modulo prime - 1, and undoes the public one. */
static bool exponents_belong(struct numbers *n, enum rsa_number prime, enum rsa_number exponent)
{
    return BN_copy(n->phi, n->of[prime]) != NULL && BN_sub_word(n->phi, 1) && !BN_is_zero(n->phi) &&
           BN_mod(n->product, n->of[RSA_PRIVATE_EXPONENT], n->phi, n->context) && BN_cmp(n->product, n->of[exponent]) == 0 &&
           BN_mod_mul(n->product, n->of[exponent], n->of[RSA_PUBLIC_EXPONENT], n->phi, n->context) && BN_is_one(n->product);
}

/* RFC 8017, 3.2. The library's own check tests the primes as well, for a second or so a key. */
static bool numbers_belong(struct numbers *n)
{
    return BN_is_odd(n->of[RSA_MODULUS]) && !BN_is_zero(n->of[RSA_PUBLIC_EXPONENT]) && !BN_is_one(n->of[RSA_PUBLIC_EXPONENT]) &&
           BN_mul(n->product, n->of[RSA_PRIME_1], n->of[RSA_PRIME_2], n->context) && BN_cmp(n->product, n->of[RSA_MODULUS]) == 0 &&
           exponents_belong(n, RSA_PRIME_1, RSA_EXPONENT_1) && exponents_belong(n, RSA_PRIME_2, RSA_EXPONENT_2) &&
           BN_mod_mul(n->product, n->of[RSA_COEFFICIENT], n->of[RSA_PRIME_2], n->of[RSA_PRIME_1], n->context) &&
           BN_is_one(n->product);
}

/* The numbers as the library's parameters, which are in the byte order of the machine, in `bytes`. */
static bool fill_params(const struct numbers *numbers, struct secret *bytes, OSSL_PARAM params[static RSA_NUMBER_COUNT + 1])
{
    static const char *const names[RSA_NUMBER_COUNT] = {
        [RSA_MODULUS] = OSSL_PKEY_PARAM_RSA_N,
        [RSA_PUBLIC_EXPONENT] = OSSL_PKEY_PARAM_RSA_E,
        [RSA_PRIVATE_EXPONENT] = OSSL_PKEY_PARAM_RSA_D,
        [RSA_PRIME_1] = OSSL_PKEY_PARAM_RSA_FACTOR1,
        [RSA_PRIME_2] = OSSL_PKEY_PARAM_RSA_FACTOR2,
        [RSA_EXPONENT_1] = OSSL_PKEY_PARAM_RSA_EXPONENT1,
        [RSA_EXPONENT_2] = OSSL_PKEY_PARAM_RSA_EXPONENT2,
        [RSA_COEFFICIENT] = OSSL_PKEY_PARAM_RSA_COEFFICIENT1,
    };
    unsigned char *at = bytes->bytes;
    for (size_t i = 0; i < RSA_NUMBER_COUNT; i++) {
        int len = BN_num_bytes(numbers->of[i]);
        if (BN_bn2nativepad(numbers->of[i], at, len) != len)
            return false;
        params[i] = OSSL_PARAM_construct_BN(names[i], at, (size_t)len);
        at += len;
    }
    params[RSA_NUMBER_COUNT] = OSSL_PARAM_construct_end();
    return true;
}

static EVP_PKEY *pkey_of(const struct numbers *numbers, size_t room)
{
    auto_secret bytes = secret_new(room, SECRET_WIPED);
    OSSL_PARAM params[RSA_NUMBER_COUNT + 1];
    EVP_PKEY *pkey = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    if (context == NULL || !fill_params(numbers, &bytes, params) || EVP_PKEY_fromdata_init(context) <= 0 ||
        EVP_PKEY_fromdata(context, &pkey, EVP_PKEY_KEYPAIR, params) <= 0)
        pkey = NULL;
    EVP_PKEY_CTX_free(context);
    return pkey;
}

int crypto_key_new(const struct rsa_private_key *numbers, struct crypto_key **out, struct err *err)
{
    struct numbers read;
    crypto_begin();
    int result = numbers_read(numbers, &read);
    *out = NULL;
    if (result == 0 && !numbers_belong(&read))
        result = 1;
    if (result == 0)
        *out = key_around(pkey_of(&read, numbers->der.len));
    numbers_free(&read);
    if (result == 1)
        ERR_clear_error();
    else if (*out == NULL)
        result = failed("RSA", err);
    return result;
}

struct crypto_key *crypto_key_copy(const struct crypto_key *key)
{
    struct crypto_key *copy = key_around(EVP_PKEY_dup(key->pkey));
    if (copy == NULL)
        mem_exhausted();
    return copy;
}

/* --- operations --- */

int crypto_private(struct crypto_key *key, const uint8_t *in, uint8_t *out, struct err *err)
{
    size_t len = (size_t)EVP_PKEY_get_size(key->pkey), out_len = len;
    if (EVP_PKEY_decrypt(key->private, out, &out_len, in, len) <= 0 || out_len != len)
        return failed("RSA", err);
    return 0;
}

static const EVP_CIPHER *gcm_for(size_t key_len)
{
    return key_len == 16 ? EVP_aes_128_gcm() : key_len == 24 ? EVP_aes_192_gcm() : EVP_aes_256_gcm();
}

/* 1: decrypted and the tag fits; 0: it does not; -1: the library does not work. */
static int decrypt(EVP_CIPHER_CTX *context, const uint8_t *key, size_t key_len, struct text gcm, unsigned char *out)
{
    static const unsigned char nonce[CRYPTO_GCM_NONCE_BYTES];
    const unsigned char *bytes = (const unsigned char *)gcm.at;
    size_t len = gcm.len - CRYPTO_GCM_TAG_BYTES;
    unsigned char tag[CRYPTO_GCM_TAG_BYTES], rest[CRYPTO_GCM_TAG_BYTES];
    int done;
    for (size_t i = 0; i < sizeof tag; i++) /* the library takes no tag that is const */
        tag[i] = bytes[len + i];
    if (context == NULL || EVP_DecryptInit_ex(context, gcm_for(key_len), NULL, key, nonce) <= 0 ||
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, sizeof tag, tag) <= 0 ||
        EVP_DecryptUpdate(context, out, &done, bytes, (int)len) <= 0)
        return -1;
    return EVP_DecryptFinal_ex(context, rest, &done) > 0;
}

int crypto_open_gcm(const uint8_t *key, size_t key_len, struct text gcm, struct secret *plaintext, struct err *err)
{
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    int result = decrypt(context, key, key_len, gcm, plaintext->bytes);
    EVP_CIPHER_CTX_free(context); /* wipes */
    plaintext->len = result == 1 ? gcm.len - CRYPTO_GCM_TAG_BYTES : 0;
    if (result != 1)
        sodium_memzero(plaintext->bytes, plaintext->room);
    if (result == 0)
        ERR_clear_error();
    return result < 0 ? failed("AES", err) : result;
}

/* A number of a public key as the library's parameter, in `bytes`, which has room for the largest. */
static bool put_number(const char *name, struct text number, unsigned char *bytes, OSSL_PARAM *out)
{
    BIGNUM *read = BN_bin2bn((const unsigned char *)number.at, (int)number.len, NULL);
    bool fits = read != NULL && BN_bn2nativepad(read, bytes, (int)number.len) == (int)number.len;
    BN_free(read);
    if (fits)
        *out = OSSL_PARAM_construct_BN(name, bytes, number.len);
    return fits;
}

/* NULL where the library does not work. */
static EVP_PKEY *public_pkey(const struct public_key *key)
{
    unsigned char modulus[LIMIT_KEY_BITS_HIGH / 8], exponent[sizeof modulus];
    OSSL_PARAM params[] = {OSSL_PARAM_construct_end(), OSSL_PARAM_construct_end(), OSSL_PARAM_construct_end()};
    EVP_PKEY *pkey = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    if (context == NULL || !put_number(OSSL_PKEY_PARAM_RSA_N, key->modulus, modulus, &params[0]) ||
        !put_number(OSSL_PKEY_PARAM_RSA_E, key->exponent, exponent, &params[1]) || EVP_PKEY_fromdata_init(context) <= 0 ||
        EVP_PKEY_fromdata(context, &pkey, EVP_PKEY_PUBLIC_KEY, params) <= 0)
        pkey = NULL;
    EVP_PKEY_CTX_free(context);
    return pkey;
}

int crypto_public(const struct public_key *key, const uint8_t *in, uint8_t *out, struct err *err)
{
    crypto_begin();
    size_t len = key->modulus.len, out_len = len;
    EVP_PKEY *pkey = public_pkey(key);
    EVP_PKEY_CTX *context = pkey == NULL ? NULL : EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
    bool done = context != NULL && EVP_PKEY_encrypt_init(context) > 0 &&
                EVP_PKEY_CTX_set_rsa_padding(context, RSA_NO_PADDING) > 0 &&
                EVP_PKEY_encrypt(context, out, &out_len, in, len) > 0 && out_len == len;
    EVP_PKEY_CTX_free(context);
    EVP_PKEY_free(pkey);
    return done ? 0 : failed("RSA", err);
}

int crypto_seal_gcm(const uint8_t *key, size_t key_len, const struct secret *plaintext, uint8_t *out, struct err *err)
{
    static const unsigned char nonce[CRYPTO_GCM_NONCE_BYTES];
    crypto_begin();
    size_t len = plaintext->len;
    int done;
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    bool sealed = context != NULL && EVP_EncryptInit_ex(context, gcm_for(key_len), NULL, key, nonce) > 0 &&
                  EVP_EncryptUpdate(context, out, &done, plaintext->bytes, (int)len) > 0 &&
                  EVP_EncryptFinal_ex(context, out + len, &done) > 0 &&
                  EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, CRYPTO_GCM_TAG_BYTES, out + len) > 0;
    EVP_CIPHER_CTX_free(context); /* wipes */
    return sealed ? 0 : failed("AES", err);
}

const char *crypto_version(void)
{
    static char version[48];
    (void)snprintf(version, sizeof version, "OpenSSL %s", OpenSSL_version(OPENSSL_VERSION_STRING));
    return version;
}
