/* SPDX-License-Identifier: Apache-2.0
 *
 * explain: why a sealed string does not open, in words. For open.c only.
 */
#ifndef SEALED_EXPLAIN_H
#define SEALED_EXPLAIN_H

#include "sealed/oaep.h"
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

/* One for each key that was tried: of the label that the string was sealed for with this key, if it was. */
struct hash_list {
    struct oaep_hash *items;
    size_t count, room;
};

struct failure {
    enum outcome outcome;
    size_t index;     /* of the request */
    size_t rsa_bytes; /* of its string, where that has a shape */
    struct hash_list hashes;
};

/* Sets or completes err for a request that failed. */
void explain_failure(const struct keyring *ring, const struct open_options *options, const struct open_request *request,
                     const struct failure *failure, struct err *err);

#endif
