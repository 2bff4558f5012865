/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/oaep_for_test.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { HASH_BYTES = 32, DATA_AT = 1 + HASH_BYTES };

void oaep_lay_out_for_test(uint8_t *block, size_t len, struct text label, struct text message)
{
    if (len < DATA_AT + HASH_BYTES + 1 + message.len)
        abort();
    memset(block, 0, len);
    randombytes_buf(block + 1, HASH_BYTES);
    crypto_hash_sha256(block + DATA_AT, (const unsigned char *)(label.len ? label.at : ""), label.len);
    block[len - message.len - 1] = 1;
    if (message.len > 0)
        memcpy(block + len - message.len, message.at, message.len);
}

static void mask(uint8_t *target, size_t target_len, const uint8_t *seed, size_t seed_len)
{
    for (size_t i = 0; i < target_len; i++) {
        crypto_hash_sha256_state hash;
        uint8_t counter[4] = {0, 0, 0, (uint8_t)(i / HASH_BYTES)}, out[HASH_BYTES];
        crypto_hash_sha256_init(&hash);
        crypto_hash_sha256_update(&hash, seed, seed_len);
        crypto_hash_sha256_update(&hash, counter, sizeof counter);
        crypto_hash_sha256_final(&hash, out);
        target[i] ^= out[i % HASH_BYTES];
    }
}

void oaep_mask_for_test(uint8_t *block, size_t len)
{
    mask(block + DATA_AT, len - DATA_AT, block + 1, HASH_BYTES);
    mask(block + 1, HASH_BYTES, block + DATA_AT, len - DATA_AT);
}
