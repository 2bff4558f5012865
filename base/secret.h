/* SPDX-License-Identifier: Apache-2.0
 *
 * secret: bytes that must leave no trace.
 *
 * The bytes are wiped when the secret is freed; there is no view of them as a string and no way to print them. Long-lived keys
 * stand in locked, guarded pages (SECRET_LOCKED); plaintexts, of which there may be ten thousand, in ordinary memory that is
 * wiped.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

struct secret {
    unsigned char *bytes;
    size_t len, room;
    struct region *region; /* SECRET_LOCKED: how it is found when the process ends at once (base/abandon.h) */
};

#define auto_secret __attribute__((cleanup(secret_free))) struct secret

enum secret_memory { SECRET_WIPED, SECRET_LOCKED };

/* `room` bytes, zeroed, len 0. Ends the program when memory is out. */
struct secret secret_new(size_t room, enum secret_memory memory);
/* Wipes, frees, and makes it empty. */
void secret_free(struct secret *secret);
/* Hands over: the old owner is empty afterwards. */
struct secret secret_steal(struct secret *secret);
/* In constant time for equal lengths; the lengths are public. */
bool secret_equal(const struct secret *a, const struct secret *b);
/* For every debug form: always "<redacted>". */
const char *secret_shown(const struct secret *secret);
/* Keeps pages of any other memory from being written to swap until they are unmapped. */
void secret_lock(const void *at, size_t size);
/* Whether the system has refused that, or to lock a SECRET_LOCKED (mlock, RLIMIT_MEMLOCK): all works nevertheless. */
bool secret_lock_refused(void);
/* Once at start: sets libsodium up, forbids core dumps and tracing (RLIMIT_CORE 0, PR_SET_DUMPABLE 0). 0, or -1 where the system
 * gives no random bytes. */
int secret_setup(void);

#endif
