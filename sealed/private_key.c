/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/private_key.h"

#include <errno.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/secret.h"
#include "sealed/der.h"

static int refuse_encrypted(struct err *err)
{
    err_set(err, ERR_INPUT, "the private key is encrypted with a passphrase, which is not supported");
    return err_hint(err, "decrypt it first: openssl pkey -in KEY -out DECRYPTED (and keep that file from others: umask 077)");
}

static int refuse_damaged(struct err *err)
{
    return err_set(err, ERR_INPUT, "the private key cannot be read: it is damaged");
}

/* PrivateKeyInfo (RFC 5208, 5): version, algorithm, the key of that algorithm, attributes. 1 for another algorithm. */
static int unwrap(struct text *der)
{
    struct text rest = *der, info, version;
    bool is_rsa;
    if (!der_take(&rest, DER_SEQUENCE, &info) || !der_take_number(&info, &version) || !der_take_algorithm(&info, &is_rsa))
        return -1;
    if (!is_rsa)
        return 1;
    return der_take(&info, DER_OCTET_STRING, der) ? 0 : -1;
}

/* RSAPrivateKey (RFC 8017, A.1.2), of two primes. */
static int read_numbers(struct text der, struct rsa_private_key *out)
{
    struct text rest = der, key, version;
    if (!der_take(&rest, DER_SEQUENCE, &key) || !der_take_number(&key, &version) || version.len != 0)
        return -1;
    for (size_t i = 0; i < RSA_NUMBER_COUNT; i++)
        if (!der_take_number(&key, &out->numbers[i]))
            return -1;
    out->der = (struct text){der.at, der.len - rest.len};
    return key.len == 0 ? 0 : -1;
}

static int make_key(const struct rsa_private_key *numbers, struct crypto_key **out, struct err *err)
{
    errno = 0;
    int result = crypto_key_new(numbers, out, err);
    /* The libraries tell a lack of memory from damage by this alone. */
    if (result != 0 && errno == ENOMEM)
        mem_exhausted();
    return result <= 0 ? result : err_set(err, ERR_INPUT, "the private key is damaged: its numbers do not belong together");
}

static bool is_encrypted(const struct pem_block *block)
{
    return text_is(block->label, "ENCRYPTED PRIVATE KEY") || text_contains(block->whole, "Proc-Type: 4,ENCRYPTED");
}

int private_key_parse(struct arena *arena, const struct pem_block *block, struct crypto_key **out, struct public_key *public,
                      struct err *err)
{
    auto_secret bytes = {0};
    struct rsa_private_key numbers;
    *out = NULL;
    if (is_encrypted(block))
        return refuse_encrypted(err);
    if (pem_decode(block, &bytes) < 0)
        return refuse_damaged(err);
    struct text der = {(const char *)bytes.bytes, bytes.len};
    int wrapped = text_is(block->label, "PRIVATE KEY") ? unwrap(&der) : 0;
    if (wrapped > 0)
        return 1;
    if (wrapped < 0 || read_numbers(der, &numbers) < 0)
        return refuse_damaged(err);
    struct public_key shown = {numbers.numbers[RSA_MODULUS], numbers.numbers[RSA_PUBLIC_EXPONENT]};
    size_t bits = public_key_bits(&shown);
    if (bits < LIMIT_KEY_BITS_LOW || bits > LIMIT_KEY_BITS_HIGH)
        return err_set(err, ERR_INPUT, "the private key has %zu bits, not %d to %d", bits, LIMIT_KEY_BITS_LOW, LIMIT_KEY_BITS_HIGH);
    if (make_key(&numbers, out, err) < 0)
        return -1;
    *public = (struct public_key){arena_copy(arena, shown.modulus), arena_copy(arena, shown.exponent)};
    return 0;
}
