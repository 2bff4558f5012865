/* SPDX-License-Identifier: Apache-2.0
 *
 * batch: many sealed strings, shared out among threads.
 *
 * Each string is handled once, with all that are equal to it. They are handed out in their order. Where there are many Secrets, the
 * strings of one go to one thread in turn, as one key has probably made them all.
 */
#ifndef SEALED_BATCH_H
#define SEALED_BATCH_H

#include <stdatomic.h>

#include "sealed/scope.h"
#include "sealed/unlock.h"

struct batch_item {
    struct text string;
    struct open_label label; /* of the Secret that it goes into, as far as that is known */
};

/* No item. */
#define BATCH_END SIZE_MAX

struct batch_worker {
    struct unlocker unlocker;
    struct arena arena; /* what the string at hand needs */
};

struct batch {
    const struct keyring *ring;
    const struct batch_item *items;
    size_t count;
    size_t threads;   /* 0: one for each core; never more than LIMIT_THREADS */
    const bool *used; /* of each key of the ring, whether it is one to begin with; NULL: none is */
    /* Handles the item at `index`, of equal ones the first, and those behind it: batch_next_equal(). */
    void (*handle)(void *context, struct batch_worker *worker, size_t index);
    void *context;
    atomic_size_t until; /* items behind this one need not be handled: batch_stop_at() */
    size_t *next_equal;  /* the module's own, as what follows */
    size_t *places;
    size_t place_count;
    bool together;
    atomic_size_t next, last_key;
};

/* Fills what is the caller's to fill before batch_run(). The items have to live as long. */
struct batch batch_new(const struct keyring *ring, const struct batch_item *items, size_t count);
/* Handles all items, or those up to `until`. */
void batch_run(struct batch *batch);
void batch_free(struct batch *batch);

/* For handle(): the next item that equals this one, or BATCH_END. */
size_t batch_next_equal(const struct batch *batch, size_t index);
/* That items behind this one need not be handled any more; those in front of it are. */
void batch_stop_at(struct batch *batch, size_t index);
/* unlock() for an item, which tells the other threads what it found. */
enum unlock_result batch_unlock(struct batch *batch, struct batch_worker *worker, size_t index, struct text rsa, size_t guess,
                                struct unlocked *out, struct err *err);

#endif
