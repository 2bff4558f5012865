/* SPDX-License-Identifier: Apache-2.0
 *
 * resealed: what became of each string of this run, so that strings that were equal stay equal, in whatever files they stand.
 *
 * For render an object that is declared twice with two strings is two objects, whatever the strings open to.
 */
#ifndef CMD_RESEALED_H
#define CMD_RESEALED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"

enum { RESEALED_DIGEST_BYTES = 32 };

/* One string: what it was, by its digest, and what it is now. */
struct resealed_entry {
    uint8_t digest[RESEALED_DIGEST_BYTES];
    bool taken;         /* the caller's: somebody sees to it */
    struct text string; /* empty as long as it is not known */
};

struct resealed {
    struct arena arena;
    struct resealed_entry **slots; /* open addressing; owned */
    size_t room, count;
};
#define auto_resealed __attribute__((cleanup(resealed_free))) struct resealed

/* The entry of some bytes, made where there is none. It stays where it is as long as the list. */
struct resealed_entry *resealed_find(struct resealed *resealed, struct text old);
/* Keeps a copy. */
void resealed_set(struct resealed *resealed, struct resealed_entry *entry, struct text string);
void resealed_free(struct resealed *resealed);

#endif
