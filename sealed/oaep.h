/* SPDX-License-Identifier: Apache-2.0
 *
 * oaep: RSA-OAEP with SHA-256 for hash and MGF1: what goes into a public operation (RFC 8017, 7.1.1, step 2), and what a
 * private one leaves (7.1.2, step 3).
 *
 * It stands here, not behind crypto.h, because the label takes no part in the private operation, which is all that opening costs:
 * one operation tells the label that a string was sealed for, and any number of labels is held against it for nothing.
 */
#ifndef SEALED_OAEP_H
#define SEALED_OAEP_H

#include <stddef.h>
#include <stdint.h>

#include "base/secret.h"
#include "base/text.h"

enum { OAEP_HASH_BYTES = 32 };

struct oaep_hash {
    uint8_t bytes[OAEP_HASH_BYTES];
};

struct oaep_hash oaep_label_hash(struct text label);
/* In constant time. */
bool oaep_hash_equal(const struct oaep_hash *a, const struct oaep_hash *b);

/* Takes the padding off `block`, in place and in constant time. Gives the hash of the label that the message was made for, and in
 * *message_at where it begins; it goes to the end of the block. Where the block is no such message the hash is all zeros, which is
 * no label's. */
struct oaep_hash oaep_unpad(struct secret *block, size_t *message_at);
/* Puts the padding around a message, for the label that has this hash: block->len bytes of it, a modulus', are filled. -1: the
 * message is too long for them. */
int oaep_pad(const struct oaep_hash *hash, const struct secret *message, struct secret *block);

#endif
