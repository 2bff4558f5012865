/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/public_key.h"

#include <sodium.h>

#include "base/base64.h"

size_t public_key_bits(const struct public_key *key)
{
    size_t bits = key->modulus.len * 8;
    if (bits == 0)
        return 0;
    for (unsigned first = (unsigned char)key->modulus.at[0]; first < 0x80; first <<= 1)
        bits--;
    return bits;
}

bool public_key_fits(const struct public_key *key, struct text rsa)
{
    while (rsa.len > 0 && rsa.at[0] == 0)
        rsa = text_from(rsa, 1);
    if (rsa.len != key->modulus.len)
        return rsa.len < key->modulus.len;
    return text_order(rsa, key->modulus) < 0;
}

/* RFC 4251, 5: the length in four bytes, then the bytes. */
static void hash_framed(crypto_hash_sha256_state *hash, struct text bytes, bool sign)
{
    size_t len = bytes.len + sign;
    const unsigned char frame[5] = {(unsigned char)(len >> 24), (unsigned char)(len >> 16), (unsigned char)(len >> 8),
                                    (unsigned char)len, 0};
    crypto_hash_sha256_update(hash, frame, sign ? 5 : 4);
    if (bytes.len > 0)
        crypto_hash_sha256_update(hash, (const unsigned char *)bytes.at, bytes.len);
}

/* An integer has a zero in front where its first bit would make it negative. */
static void hash_integer(crypto_hash_sha256_state *hash, struct text number)
{
    hash_framed(hash, number, number.len > 0 && (unsigned char)number.at[0] >= 0x80);
}

void public_key_fingerprint(const struct public_key *key, uint8_t out[static FINGERPRINT_BYTES])
{
    crypto_hash_sha256_state hash;
    crypto_hash_sha256_init(&hash);
    hash_framed(&hash, TEXT("ssh-rsa"), false);
    hash_integer(&hash, key->exponent);
    hash_integer(&hash, key->modulus);
    crypto_hash_sha256_final(&hash, out);
}

static bool is_odd(struct text number)
{
    return number.len > 0 && (number.at[number.len - 1] & 1) != 0;
}

bool public_key_sound(const struct public_key *key)
{
    struct text exponent = key->exponent;
    bool too_large = exponent.len > 4 || (exponent.len == 4 && (unsigned char)exponent.at[0] >= 0x80);
    bool is_one = exponent.len == 1 && exponent.at[0] == 1;
    return is_odd(key->modulus) && is_odd(exponent) && !too_large && !is_one;
}

struct text fingerprint_text(struct arena *arena, const uint8_t fingerprint[static FINGERPRINT_BYTES])
{
    char encoded[(FINGERPRINT_BYTES + 2) / 3 * 4 + 1];
    base64_encode(fingerprint, FINGERPRINT_BYTES, encoded);
    struct text digits = text_of(encoded);
    while (text_ends(digits, "="))
        digits.len--;
    return arena_format(arena, "SHA256:" TEXT_FMT, TEXT_ARG(digits));
}
