/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/unlock.h"

#include <stdint.h>
#include <string.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "sealed/format.h"

enum {
    MODULUS_BYTES_HIGH = LIMIT_KEY_BITS_HIGH / 8,
    /* A message of so many bytes proves its key: of the smallest block, 126 bytes are zero then. A session key has at most 32. */
    PROVING_BYTES = 64,
};

struct unlocker unlocker_new(const struct keyring *ring)
{
    struct unlocker unlocker = {.ring = ring};
    unlocker.copies = mem_new(size_mul(ring->count, sizeof(struct crypto_key *)));
    unlocker.order = mem_new(size_mul(ring->count, sizeof *unlocker.order));
    unlocker.block = secret_new(MODULUS_BYTES_HIGH, SECRET_LOCKED);
    for (size_t i = 0; i < ring->count; i++)
        unlocker.order[i] = i;
    return unlocker;
}

void unlocker_free(struct unlocker *unlocker)
{
    for (size_t i = 0; i < unlocker->ring->count; i++)
        crypto_key_free(unlocker->copies[i]);
    mem_free(unlocker->copies);
    mem_free(unlocker->order);
    secret_free(&unlocker->block);
}

static void move_to_front(struct unlocker *unlocker, size_t key)
{
    size_t at = 0;
    while (unlocker->order[at] != key)
        at++;
    memmove(unlocker->order + 1, unlocker->order, at * sizeof *unlocker->order);
    unlocker->order[0] = key;
}

void unlocker_prefer(struct unlocker *unlocker, size_t key)
{
    if (!unlocker->learned)
        move_to_front(unlocker, key);
}

static bool size_fits(const struct public_key *key, struct text rsa, bool exact)
{
    size_t bytes = key->modulus.len;
    return exact ? bytes == rsa.len : bytes > rsa.len && bytes - rsa.len <= SEALED_RSA_BYTES_CUT;
}

bool unlock_possible(const struct public_key *key, struct text rsa)
{
    return (size_fits(key, rsa, true) || size_fits(key, rsa, false)) && public_key_fits(key, rsa);
}

static struct crypto_key *own_copy(struct unlocker *unlocker, size_t key)
{
    if (unlocker->copies[key] == NULL)
        unlocker->copies[key] = crypto_key_copy(unlocker->ring->items[key].key);
    return unlocker->copies[key];
}

static enum unlock_result try_key(struct unlocker *unlocker, struct text rsa, size_t key, struct unlocked *out, struct err *err)
{
    static const struct oaep_hash no_message = {{0}};
    uint8_t padded[MODULUS_BYTES_HIGH] = {0};
    size_t bytes = unlocker->ring->items[key].public.modulus.len;
    memcpy(padded + bytes - rsa.len, rsa.at, rsa.len);
    out->tries++;
    if (crypto_private(own_copy(unlocker, key), padded, unlocker->block.bytes, err) < 0)
        return UNLOCK_BROKEN;
    unlocker->block.len = bytes;
    out->label_hash = oaep_unpad(&unlocker->block, &out->message_at);
    if (oaep_hash_equal(&out->label_hash, &no_message) || bytes - out->message_at > PROVING_BYTES)
        return UNLOCK_NOTHING;
    out->key = key;
    unlocker->learned = true;
    move_to_front(unlocker, key);
    return UNLOCK_FOUND;
}

/* All keys of the size, or all larger ones, but the one that was tried before. */
static enum unlock_result try_others(struct unlocker *unlocker, struct text rsa, bool exact, size_t tried, struct unlock_stop stop,
                                     struct unlocked *out, struct err *err)
{
    const struct keyring *ring = unlocker->ring;
    for (size_t i = 0; i < ring->count; i++) {
        size_t key = unlocker->order[i];
        const struct public_key *public = &ring->items[key].public;
        if (key == tried || !size_fits(public, rsa, exact) || !public_key_fits(public, rsa))
            continue;
        if (atomic_load_explicit(stop.until, memory_order_relaxed) < stop.index)
            return UNLOCK_STOPPED;
        enum unlock_result result = try_key(unlocker, rsa, key, out, err);
        if (result != UNLOCK_NOTHING)
            return result;
    }
    return UNLOCK_NOTHING;
}

enum unlock_result unlock(struct unlocker *unlocker, struct text rsa, size_t guess, struct unlock_stop stop, struct unlocked *out,
                          struct err *err)
{
    enum unlock_result result = UNLOCK_NOTHING;
    *out = (struct unlocked){.key = UNLOCK_NO_KEY};
    if (guess != UNLOCK_NO_KEY && unlock_possible(&unlocker->ring->items[guess].public, rsa))
        result = try_key(unlocker, rsa, guess, out, err);
    if (result == UNLOCK_NOTHING)
        result = try_others(unlocker, rsa, true, guess, stop, out, err);
    if (result == UNLOCK_NOTHING)
        result = try_others(unlocker, rsa, false, guess, stop, out, err);
    return result;
}

int unlock_message(const struct unlocker *unlocker, const struct unlocked *unlocked, struct text gcm, struct secret *plaintext,
                   struct err *err)
{
    size_t len = unlocker->block.len - unlocked->message_at;
    if (len != 16 && len != 24 && len != 32)
        return 0;
    *plaintext = secret_new(gcm.len - CRYPTO_GCM_TAG_BYTES, SECRET_WIPED);
    int opened = crypto_open_gcm(unlocker->block.bytes + unlocked->message_at, len, gcm, plaintext, err);
    if (opened <= 0)
        secret_free(plaintext);
    return opened;
}
