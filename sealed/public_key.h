/* SPDX-License-Identifier: Apache-2.0
 *
 * public_key: the public half of an RSA key, and what can be told from it.
 */
#ifndef SEALED_PUBLIC_KEY_H
#define SEALED_PUBLIC_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"

enum { FINGERPRINT_BYTES = 32 };

/* Big-endian, without leading zeros; whoever made it says who owns the bytes. */
struct public_key {
    struct text modulus, exponent;
};

size_t public_key_bits(const struct public_key *key); /* of the modulus */
/* Whether the number in `rsa` (big-endian, any length) is smaller than the modulus: else it is no ciphertext of this key. */
bool public_key_fits(const struct public_key *key, struct text rsa);
/* Whether sealing for it makes sense at all: an odd modulus, and an exponent that is odd, larger than 1 and of at most 31 bits, as
 * Go wants it. */
bool public_key_sound(const struct public_key *key);
/* SHA-256 of the key's ssh-rsa wire form, as Sealed Secrets and ssh-keygen count it. */
void public_key_fingerprint(const struct public_key *key, uint8_t out[static FINGERPRINT_BYTES]);
/* "SHA256:..." as ssh-keygen -l writes it, in the arena. */
struct text fingerprint_text(struct arena *arena, const uint8_t fingerprint[static FINGERPRINT_BYTES]);

#endif
