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
    return memcmp(a, b, CRYPTO_FINGERPRINT_BYTES) == 0;
}

static void check_key(const struct keyring *ring, size_t index)
{
    const struct sealing_key *key = &ring->items[index];
    uint8_t fingerprint[CRYPTO_FINGERPRINT_BYTES], of_copy[CRYPTO_FINGERPRINT_BYTES];
    struct crypto_key *copy = crypto_key_copy(key->key);
    crypto_key_fingerprint(key->key, fingerprint);
    crypto_key_fingerprint(copy, of_copy);
    check(same_fingerprint(fingerprint, key->fingerprint) && same_fingerprint(fingerprint, of_copy));
    check(crypto_key_bytes(copy) * 8 >= LIMIT_KEY_BITS_LOW && crypto_key_bytes(copy) * 8 <= LIMIT_KEY_BITS_HIGH);
    check(crypto_key_fits(copy, TEXT("1")));
    check(text_starts(key->origin, "keys"));
    for (size_t i = 0; i < index; i++)
        check(!same_fingerprint(ring->items[i].fingerprint, key->fingerprint));
    if (index > 0 && key->has_cert)
        check(ring->items[index - 1].has_cert && ring->items[index - 1].valid_from >= key->valid_from);
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
    return 0;
}
