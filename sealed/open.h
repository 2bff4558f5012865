/* SPDX-License-Identifier: Apache-2.0
 *
 * open: sealed strings to plaintext, many at once, on all cores.
 *
 * How keys are tried stands in sealed/unlock.h, how strings are shared out in sealed/batch.h. This is sealed/inspect.h for who
 * wants all of them or none.
 */
#ifndef SEALED_OPEN_H
#define SEALED_OPEN_H

#include "base/secret.h"
#include "sealed/key_index.h"
#include "sealed/keyring.h"
#include "sealed/scope.h"

struct open_request {
    struct text string;      /* base64 */
    struct open_label label; /* of the Secret that will be written; what the scopes that are tried need is not empty */
    struct secret plaintext; /* out: owned by the caller, who frees it */
    enum scope scope;        /* out */
    size_t key;              /* out: index in the keyring */
    enum scope anew;         /* out, of the one that does not open: as struct inspected has it */
};

struct open_options {
    enum scope min_scope, max_scope; /* narrower and wider ones are not tried */
    bool by_hand;                    /* somebody typed the label: what mends a failure is another one, not to seal anew */
    bool allow_empty;                /* an empty plaintext is one, too */
    size_t threads;                  /* 0: one for each core */
    const struct open_label *known;  /* for the diagnosis of a failure only */
    size_t known_count;
    struct key_index *index; /* as inspect_options has it */
};

/* Opens all requests. On failure -1, *failed = the first request (by index) that does not open, and err: ERR_INPUT for a bad
 * shape; ERR_SEALED when no key opens it, or one does and what it protects was changed; ERR_IO when the operation itself fails.
 * The text tells whether no key made the string or one did, for another namespace, name or scope, and for which where one of
 * `known` or a scope that is not allowed fits ("sealed for another namespace: team-a/credentials"); the hint may be followed by
 * how to seal it anew. What the private operations left, though in vain, tells that label: none more is spent, and nothing is
 * decrypted with the session key found, unless an equal string opens. Strings in front of the failing one are opened all the
 * same, those behind it may not be tried; all plaintexts are freed on failure. An empty plaintext is a failure as well
 * (ERR_INPUT), unless it is allowed. */
int open_all(const struct keyring *ring, const struct open_options *options, struct open_request *requests, size_t count,
             size_t *failed, struct err *err);

#endif
