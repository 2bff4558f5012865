/* SPDX-License-Identifier: Apache-2.0
 *
 * open: sealed strings to plaintext, many at once, on all cores.
 *
 * Keys that can have made a string are tried newest first, those of exactly its size before larger ones; a modulus not larger than
 * the number in the string cannot fit, nor one larger by more than SEALED_RSA_BYTES_CUT bytes. As soon as one string is open, the
 * others begin with its key. A key costs one private operation; the scopes, from strict to the widest allowed one, cost nothing.
 * Where there are many Secrets, the strings of one are opened by one thread in turn, as one key has probably sealed them all.
 *
 * A string that stands several times and turns out to be cluster-wide is opened once.
 *
 * At most one pair opens a string: another label would need a collision of SHA-256, another key a message that two keys agree on.
 * So the order, the number of threads and timing change what opening costs, never plaintext, key, scope, the reported failure or
 * its message.
 */
#ifndef SEALED_OPEN_H
#define SEALED_OPEN_H

#include "base/secret.h"
#include "sealed/keyring.h"
#include "sealed/scope.h"

/* A label that a string might have been sealed for: the namespaces and names that the run knows of. */
struct open_label {
    struct text namespace, name;
};

struct open_request {
    struct text string;      /* base64 */
    struct open_label label; /* of the Secret that will be written; what the scopes that are tried need is not empty */
    struct secret plaintext; /* out: owned by the caller, who frees it */
    enum scope scope;        /* out */
    size_t key;              /* out: index in the keyring */
};

struct open_options {
    enum scope min_scope, max_scope; /* narrower and wider ones are not tried */
    bool by_hand;                    /* somebody typed the label: what mends a failure is another one, not to seal anew */
    bool allow_empty;                /* an empty plaintext is one, too */
    size_t threads;                  /* 0: one for each core */
    const struct open_label *known;  /* for the diagnosis of a failure only */
    size_t known_count;
};

/* Opens all requests. On failure -1, *failed = the first request (by index) that does not open, and err: ERR_INPUT for a bad
 * shape; ERR_SEALED when no key opens it, or one does and what it protects was changed; ERR_IO when the operation itself fails.
 * The text names the labels and the number of keys tried and the label that fits where one of `known` or a wider scope than
 * allowed does ("sealed for another namespace: team-a/credentials"); the hint how to seal it anew with kubeseal. What the private
 * operations left, though in vain, tells that label: none more is spent, and nothing is decrypted with the session key found.
 * Strings in front of the failing one are opened all the same, those behind it may not be tried; all plaintexts are freed on
 * failure. An empty plaintext is a failure as well (ERR_INPUT), unless it is allowed. */
int open_all(const struct keyring *ring, const struct open_options *options, struct open_request *requests, size_t count,
             size_t *failed, struct err *err);

#endif
