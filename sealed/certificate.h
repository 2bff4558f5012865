/* SPDX-License-Identifier: Apache-2.0
 *
 * certificate: when a sealing key began, and which it is.
 *
 * Read by hand: the controller's certificates have an empty issuer and subject, which not every library takes, and nothing here
 * asks for more than two times and a public key.
 */
#ifndef SEALED_CERTIFICATE_H
#define SEALED_CERTIFICATE_H

#include <stdint.h>

#include "base/err.h"
#include "sealed/public_key.h"

struct certificate {
    int64_t valid_from, valid_to; /* in seconds since 1970 */
    uint8_t fingerprint[FINGERPRINT_BYTES];
};

/* The first CERTIFICATE block of a PEM text. -1 with ERR_INPUT: none, cut off, damaged, not for an RSA key. */
int certificate_parse(struct text pem, struct certificate *out, struct err *err);

#endif
