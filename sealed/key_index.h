/* SPDX-License-Identifier: Apache-2.0
 *
 * key_index: which key made which string, remembered from run to run.
 *
 * With many keys most of the time goes into wrong ones. A string is known by the SHA-256 of its RSA part, a key by its fingerprint.
 * Both are public, so the index holds no secret; but nor is it trusted. The key that it names is tried first and proven as any
 * other (sealed/unlock.h): a wrong or hostile entry costs one vain try and is put right.
 *
 * Its text is a head line, and behind it a line for each string, in the order of the hashes:
 *     <SHA-256 of the RSA part> SHA256:<fingerprint> <scope>
 * The first two are base64 without padding, as ssh-keygen writes fingerprints. The scope is "-" where it was not known; it is there
 * for people. Other lines are left out.
 */
#ifndef SEALED_KEY_INDEX_H
#define SEALED_KEY_INDEX_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "sealed/public_key.h"
#include "sealed/scope.h"

enum { KEY_INDEX_HASH_BYTES = 32 };

/* Bytes only, so that it may pass between processes. */
struct key_index_entry {
    uint8_t string[KEY_INDEX_HASH_BYTES]; /* key_index_hash() */
    uint8_t fingerprint[FINGERPRINT_BYTES];
    uint8_t scope; /* enum scope; SCOPE_COUNT: not known */
};

struct key_index_list {
    struct key_index_entry *items;
    size_t count, room;
};

/* Empty as {0}. */
struct key_index {
    struct arena arena;
    struct key_index_list known; /* by string, each once */
    struct key_index_list added; /* in this run, in any order */
    size_t hits;                 /* strings of this run that were known */
};

void key_index_free(struct key_index *index);
void key_index_hash(struct text rsa, uint8_t out[static KEY_INDEX_HASH_BYTES]);
/* Fills an empty index; of a string that stands there twice one entry is taken. ERR_INPUT for what is no index (it may be another
 * file, named by mistake) and past LIMIT_KEY_INDEX_BYTES and _ENTRIES. An empty text is an empty index. */
int key_index_parse(struct key_index *index, struct text bytes, struct err *err);
/* What is known of a string, without what was noted; NULL where nothing is. Several threads may ask. */
const struct key_index_entry *key_index_find(const struct key_index *index, const uint8_t string[static KEY_INDEX_HASH_BYTES]);
/* Notes what was found, unless it was known. Not past LIMIT_KEY_INDEX_ENTRIES in one run. */
void key_index_note(struct key_index *index, const struct key_index_entry *entry);
/* Takes entries that were noted (here or elsewhere) among what is known; they win over older ones of the same string. Past
 * LIMIT_KEY_INDEX_ENTRIES older ones are left out. */
void key_index_merge(struct key_index *index, const struct key_index_entry *entries, size_t count);
/* The text of what is known, in the arena. */
struct text key_index_text(struct arena *arena, const struct key_index *index);

#endif
