/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as a key file, DER as a key in PEM: keys can be used, each stands once in the ring, anything else says what it is.
 */
#include <string.h>

#include "base/limits.h"
#include "sealed/keyring.h"
#include "tests/fuzz/target.h"

static void check_key(const struct keyring *ring, size_t index)
{
    const struct sealing_key *key = &ring->items[index];
    uint8_t fingerprint[FINGERPRINT_BYTES];
    public_key_fingerprint(&key->public, fingerprint);
    check(memcmp(fingerprint, key->fingerprint, sizeof fingerprint) == 0 && text_starts(key->origin, "keys"));
    check(public_key_bits(&key->public) >= LIMIT_KEY_BITS_LOW && public_key_bits(&key->public) <= LIMIT_KEY_BITS_HIGH);
    for (size_t i = 0; i < index; i++)
        check(memcmp(fingerprint, ring->items[i].fingerprint, sizeof fingerprint) != 0);
    if (index > 0 && key->has_cert)
        check(ring->items[index - 1].has_cert && ring->items[index - 1].valid_from >= key->valid_from);
}

/* 1 is its own root, whatever the key. */
static void check_operation(const struct sealing_key *key)
{
    uint8_t one[LIMIT_KEY_BITS_HIGH / 8] = {0}, root[LIMIT_KEY_BITS_HIGH / 8];
    struct crypto_key *copy = crypto_key_copy(key->key);
    auto_err err = {0};
    one[key->public.modulus.len - 1] = 1;
    check(crypto_private(copy, one, root, &err) == 0 && memcmp(one, root, key->public.modulus.len) == 0);
    crypto_key_free(copy);
}

static void check_file(struct text bytes)
{
    auto_keyring ring = {0};
    auto_err err = {0};
    int result = keyring_add_bytes(&ring, "keys", bytes, &err);
    check_result(result, &err);
    check(result == 0 ? ring.count > 0 : err.kind == ERR_INPUT);
    keyring_sort(&ring);
    for (size_t i = 0; i < ring.count; i++)
        check_key(&ring, i);
    if (ring.count > 0)
        check_operation(&ring.items[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_arena arena = {0};
    struct text bytes = text_of_input(data, size);
    check_file(bytes);
    if (!text_starts(bytes, "0")) /* DER begins so: a SEQUENCE */
        return 0;
    check_file(in_pem(&arena, "RSA PRIVATE KEY", bytes));
    check_file(in_pem(&arena, "PRIVATE KEY", bytes));
    return 0;
}
