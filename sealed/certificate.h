/* SPDX-License-Identifier: Apache-2.0
 *
 * certificate: the public half of a sealing key, and from when to when it is meant to be used.
 *
 * Read by hand: the controller's certificates have an empty issuer and subject, which not every library takes, and nothing here
 * asks for more than two times and a public key.
 */
#ifndef SEALED_CERTIFICATE_H
#define SEALED_CERTIFICATE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "sealed/public_key.h"

/* How to get the newest one out of a cluster, for hints. */
#define CERTIFICATE_FETCH_COMMAND "kubeseal --fetch-cert >cert.pem"

struct certificate {
    int64_t valid_from, valid_to; /* in seconds since 1970; both belong to it */
    struct public_key public;     /* in the arena */
    uint8_t fingerprint[FINGERPRINT_BYTES];
};

/* The first CERTIFICATE block of a PEM text. -1 with ERR_INPUT: none, cut off, damaged, not for an RSA key. */
int certificate_parse(struct arena *arena, struct text pem, struct certificate *out, struct err *err);
/* Whether to seal for it at a time: it is valid then, and its key is sound and of LIMIT_KEY_BITS_*. -1 with ERR_INPUT. */
int certificate_check(const struct certificate *certificate, int64_t now, struct err *err);
/* "2034-01-02T03:04:05Z", in the arena. */
struct text certificate_time(struct arena *arena, int64_t seconds);

#endif
