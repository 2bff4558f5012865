/* SPDX-License-Identifier: Apache-2.0
 *
 * explain: why a sealed string does not open, in words. For open.c only.
 */
#ifndef SEALED_EXPLAIN_H
#define SEALED_EXPLAIN_H

#include "base/arena.h"
#include "sealed/open.h"

/* How the opening of one string ended. */
enum outcome {
    OUTCOME_OPENED,
    OUTCOME_BAD_SHAPE, /* err is set */
    OUTCOME_NO_KEY,    /* no key and scope opened it */
    OUTCOME_CHANGED,   /* one did, but what it protects was changed; the request's key and scope are set */
    OUTCOME_EMPTY,     /* the plaintext is empty */
    OUTCOME_BROKEN,    /* the operation itself failed, err is set */
    OUTCOME_ABANDONED, /* a string in front of it failed */
};

struct failure {
    enum outcome outcome;
    size_t index; /* of the request */
};

/* The keys that can have made an RSA part, as indexes in the ring: those of its very size, then larger ones. */
struct key_choice {
    size_t *items;
    size_t count, room;
};
struct key_choice keys_that_fit(struct arena *arena, const struct keyring *ring, struct text rsa);

/* Sets or completes err for a failed request; those in front of it are open. */
void explain_failure(const struct keyring *ring, const struct open_options *options, const struct open_request *requests,
                     struct failure failure, struct err *err);

#endif
