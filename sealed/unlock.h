/* SPDX-License-Identifier: Apache-2.0
 *
 * unlock: the one key of a keyring that made a sealed string.
 *
 * A private operation of the right key leaves an OAEP message that is short: a session key. After one of a wrong key the block is
 * as good as random, and for a short message well over a hundred of its bytes would have to be zero. So the key is known whatever
 * the string was sealed for, and no key behind it is tried. What it was sealed for is known by its hash; labels are held against
 * that for nothing.
 *
 * Keys that can have made a string are those of exactly its size, and behind them larger ones, by no more than SEALED_RSA_BYTES_CUT
 * bytes; each must have a modulus larger than the number in the string. Among them the one that made a string last is tried first,
 * the one that did before that next, and those that made none at last, newest first: strings that a few keys made in turn cost few
 * tries.
 *
 * An unlocker is for one thread.
 */
#ifndef SEALED_UNLOCK_H
#define SEALED_UNLOCK_H

#include <stdatomic.h>

#include "base/secret.h"
#include "sealed/keyring.h"
#include "sealed/oaep.h"

/* No key of a ring. */
#define UNLOCK_NO_KEY SIZE_MAX

struct unlocker {
    const struct keyring *ring;
    struct crypto_key **copies; /* of the ring's keys, made when first tried */
    size_t *order;              /* of the ring's keys, as they are tried */
    bool learned;               /* whether one of them has made a string */
    struct secret block;        /* what the last private operation left */
};

enum unlock_result {
    UNLOCK_FOUND,
    UNLOCK_NOTHING, /* no key made it */
    UNLOCK_STOPPED, /* before that was known */
    UNLOCK_BROKEN,  /* the operation itself failed, err is set: ERR_IO */
};

struct unlocked {
    size_t key; /* index in the keyring */
    struct oaep_hash label_hash;
    size_t tries;      /* private operations that it took, also where nothing was found */
    size_t message_at; /* the session key, in the unlocker's block */
};

/* Another thread's wish that this one gives up: *until is below index. */
struct unlock_stop {
    const atomic_size_t *until;
    size_t index;
};

struct unlocker unlocker_new(const struct keyring *ring);
void unlocker_free(struct unlocker *unlocker);
/* Has a key tried first from now on, where the unlocker has no better knowledge of its own. */
void unlocker_prefer(struct unlocker *unlocker, size_t key);
/* Finds the key that made an RSA part. `guess` is tried before all others; UNLOCK_NO_KEY: none. */
enum unlock_result unlock(struct unlocker *unlocker, struct text rsa, size_t guess, struct unlock_stop stop, struct unlocked *out,
                          struct err *err);
/* Decrypts with the session key that the last unlock() found. 1 and *plaintext, which the caller frees; 0: what it protects was
 * changed, or it is no session key; -1 with ERR_IO when the operation itself fails. */
int unlock_message(const struct unlocker *unlocker, const struct unlocked *unlocked, struct text gcm, struct secret *plaintext,
                   struct err *err);
/* Whether a key can have made an RSA part, by their sizes and numbers. */
bool unlock_possible(const struct public_key *key, struct text rsa);

#endif
