/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/oaep.h"

#include <sodium.h>
#include <string.h>

enum { SEED_AT = 1, DATA_AT = SEED_AT + OAEP_HASH_BYTES, PADDING_AT = DATA_AT + OAEP_HASH_BYTES, SHORTEST = PADDING_AT + 1 };

struct oaep_hash oaep_label_hash(struct text label)
{
    struct oaep_hash hash;
    crypto_hash_sha256(hash.bytes, (const unsigned char *)(label.len ? label.at : ""), label.len);
    return hash;
}

bool oaep_hash_equal(const struct oaep_hash *a, const struct oaep_hash *b)
{
    return sodium_memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

/* MGF1 (RFC 8017, B.2.1) of the seed, put on the target with XOR. */
static void mask(unsigned char *target, size_t target_len, const unsigned char *seed, size_t seed_len)
{
    crypto_hash_sha256_state seeded, hash;
    unsigned char bits[OAEP_HASH_BYTES];
    crypto_hash_sha256_init(&seeded);
    crypto_hash_sha256_update(&seeded, seed, seed_len);
    for (size_t done = 0, counter = 0; done < target_len; done += sizeof bits, counter++) {
        const unsigned char number[4] = {(unsigned char)(counter >> 24), (unsigned char)(counter >> 16),
                                         (unsigned char)(counter >> 8), (unsigned char)counter};
        hash = seeded;
        crypto_hash_sha256_update(&hash, number, sizeof number);
        crypto_hash_sha256_final(&hash, bits);
        for (size_t i = 0; i < sizeof bits && done + i < target_len; i++)
            target[done + i] ^= bits[i];
    }
    sodium_memzero(&seeded, sizeof seeded);
    sodium_memzero(&hash, sizeof hash);
    sodium_memzero(bits, sizeof bits);
}

/* All ones for 0, else 0; for numbers below 2^31. */
static uint32_t mask_if_zero(uint32_t number)
{
    return 0 - ((number - 1) >> 31);
}

struct oaep_hash oaep_unpad(struct secret *block, size_t *message_at)
{
    struct oaep_hash hash = {{0}};
    unsigned char *bytes = block->bytes;
    *message_at = block->len;
    if (block->len < SHORTEST) /* the size of a key is public */
        return hash;
    mask(bytes + SEED_AT, OAEP_HASH_BYTES, bytes + DATA_AT, block->len - DATA_AT);
    mask(bytes + DATA_AT, block->len - DATA_AT, bytes + SEED_AT, OAEP_HASH_BYTES);
    /* Zeros, a one, the message: no byte in front of the one may be anything else, and the very first has to be zero. */
    uint32_t bad = bytes[0], padding = UINT32_MAX;
    size_t at = 0;
    for (size_t i = PADDING_AT; i < block->len; i++) {
        uint32_t is_one = padding & mask_if_zero(bytes[i] ^ 1U);
        at |= (i + 1) & (0 - (size_t)(is_one & 1));
        padding &= ~is_one;
        bad |= padding & bytes[i];
    }
    uint32_t good = mask_if_zero(bad) & ~padding;
    for (size_t i = 0; i < sizeof hash.bytes; i++)
        hash.bytes[i] = (uint8_t)(bytes[DATA_AT + i] & good);
    *message_at = at;
    return hash;
}

int oaep_pad(const struct oaep_hash *hash, const struct secret *message, struct secret *block)
{
    unsigned char *bytes = block->bytes;
    if (block->len < SHORTEST || block->len - SHORTEST < message->len)
        return -1;
    size_t message_at = block->len - message->len;
    memset(bytes, 0, message_at);
    randombytes_buf(bytes + SEED_AT, OAEP_HASH_BYTES);
    memcpy(bytes + DATA_AT, hash->bytes, sizeof hash->bytes);
    bytes[message_at - 1] = 1;
    if (message->len > 0)
        memcpy(bytes + message_at, message->bytes, message->len);
    mask(bytes + DATA_AT, block->len - DATA_AT, bytes + SEED_AT, OAEP_HASH_BYTES);
    mask(bytes + SEED_AT, OAEP_HASH_BYTES, bytes + DATA_AT, block->len - DATA_AT);
    return 0;
}
