/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as a key file: the keys in it can be used, each stands once in the ring, and anything else says what it is.
 */
#include <string.h>

#include "base/limits.h"
#include "sealed/keyring.h"
#include "tests/fuzz/target.h"

static bool same_fingerprint(const uint8_t *a, const uint8_t *b)
{
    return memcmp(a, b, FINGERPRINT_BYTES) == 0;
}

static void check_key(const struct keyring *ring, size_t index)
{
    const struct sealing_key *key = &ring->items[index];
    uint8_t fingerprint[FINGERPRINT_BYTES];
    public_key_fingerprint(&key->public, fingerprint);
    check(same_fingerprint(fingerprint, key->fingerprint));
    check(public_key_bits(&key->public) >= LIMIT_KEY_BITS_LOW && public_key_bits(&key->public) <= LIMIT_KEY_BITS_HIGH);
    check(public_key_fits(&key->public, TEXT("1")));
    check(text_starts(key->origin, "keys"));
    for (size_t i = 0; i < index; i++)
        check(!same_fingerprint(ring->items[i].fingerprint, key->fingerprint));
    if (index > 0 && key->has_cert)
        check(ring->items[index - 1].has_cert && ring->items[index - 1].valid_from >= key->valid_from);
}

/* 1 is its own root, whatever the key. */
static void check_operation(const struct sealing_key *key)
{
    uint8_t one[LIMIT_KEY_BITS_HIGH / 8] = {0}, root[LIMIT_KEY_BITS_HIGH / 8];
    size_t bytes = key->public.modulus.len;
    struct crypto_key *copy = crypto_key_copy(key->key);
    auto_err err = {0};
    one[bytes - 1] = 1;
    check(crypto_private(copy, one, root, &err) == 0 && memcmp(one, root, bytes) == 0);
    crypto_key_free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_keyring ring = {0};
    auto_err err = {0};
    int result = keyring_add_bytes(&ring, "keys", text_of_input(data, size), &err);
    check_result(result, &err);
    check(result == 0 ? ring.count > 0 : err.kind == ERR_INPUT);
    keyring_sort(&ring);
    for (size_t i = 0; i < ring.count; i++)
        check_key(&ring, i);
    if (ring.count > 0)
        check_operation(&ring.items[0]);
    return 0;
}
