/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/resealed.h"

#include <sodium.h>
#include <string.h>

#include "base/alloc.h"

enum { FIRST_ROOM = 256 };

/* Where a digest stands, or the free slot for it. */
static size_t slot_of(struct resealed_entry *const *slots, size_t room, const uint8_t *digest)
{
    size_t at;
    memcpy(&at, digest, sizeof at);
    for (at %= room; slots[at] != NULL && memcmp(slots[at]->digest, digest, RESEALED_DIGEST_BYTES) != 0;)
        at = (at + 1) % room;
    return at;
}

static void grow(struct resealed *resealed)
{
    size_t room = resealed->room == 0 ? FIRST_ROOM : size_mul(resealed->room, 2);
    struct resealed_entry **slots = mem_new(size_mul(room, sizeof(struct resealed_entry *)));
    for (size_t i = 0; i < resealed->room; i++)
        if (resealed->slots[i] != NULL)
            slots[slot_of(slots, room, resealed->slots[i]->digest)] = resealed->slots[i];
    mem_free(resealed->slots);
    resealed->slots = slots;
    resealed->room = room;
}

struct resealed_entry *resealed_find(struct resealed *resealed, struct text old)
{
    uint8_t digest[RESEALED_DIGEST_BYTES];
    crypto_generichash(digest, sizeof digest, (const unsigned char *)old.at, old.len, NULL, 0);
    if (2 * resealed->count >= resealed->room)
        grow(resealed);
    struct resealed_entry **slot = &resealed->slots[slot_of(resealed->slots, resealed->room, digest)];
    if (*slot == NULL) {
        *slot = arena_new(&resealed->arena, sizeof **slot);
        memcpy((*slot)->digest, digest, sizeof digest);
        resealed->count++;
    }
    return *slot;
}

void resealed_set(struct resealed *resealed, struct resealed_entry *entry, struct text string)
{
    entry->string = arena_copy(&resealed->arena, string);
}

void resealed_free(struct resealed *resealed)
{
    arena_free(&resealed->arena);
    mem_free(resealed->slots);
    *resealed = (struct resealed){0};
}
