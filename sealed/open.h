/* SPDX-License-Identifier: Apache-2.0
 *
 * open: sealed strings to plaintext, many at once, on all cores.
 *
 * Order of tries for one string: the (key, scope) pair that opened the last string first; then, for each key that fits (newest first, a
 * modulus not larger than the number in the string cannot fit, keys of exactly the string's size before larger ones), the scopes from
 * strict to the widest allowed one. Output, the reported failure and its message do not depend on the number of threads or on timing.
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
    struct text string;    /* base64 */
    struct open_label label; /* of the Secret that will be written; neither part empty */
    struct secret plaintext; /* out: owned by the caller, who frees it */
    enum scope scope;        /* out */
    size_t key;              /* out: index in the keyring */
};

struct open_options {
    enum scope max_scope;            /* wider ones are not tried */
    size_t threads;                  /* 0: one for each core */
    const struct open_label *known;  /* for the diagnosis of a failure only; at most LIMIT_PROBED_LABELS of them are tried */
    size_t known_count;
};

/* Opens all requests. On failure -1, *failed = the first request (by index) that does not open, and err:
 * ERR_INPUT for a bad shape; ERR_SEALED when no key opens it. The text names the labels and the number of keys tried and the label
 * that fits where one of `known` or a wider scope than allowed does ("sealed for another namespace: team-a/credentials");
 * the hint how to seal it anew with kubeseal. A plaintext got during the diagnosis is wiped unseen. Plaintexts of other requests
 * are freed on failure. An empty plaintext is a failure as well (ERR_INPUT). */
int open_all(const struct keyring *ring, const struct open_options *options, struct open_request *requests, size_t count, size_t *failed,
             struct err *err);

#endif
