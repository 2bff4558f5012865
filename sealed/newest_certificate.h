/* SPDX-License-Identifier: Apache-2.0
 *
 * newest_certificate: the certificate to seal for, where private keys are at hand and none is named.
 *
 * It is the one that the controller with these keys would hand out: of the keys whose Secret is not retired and which are valid
 * now, that which began last. A certificate without its private key does not count: what is sealed for it could not be opened to
 * compare.
 */
#ifndef SEALED_NEWEST_CERTIFICATE_H
#define SEALED_NEWEST_CERTIFICATE_H

#include "sealed/keyring.h"

/* The ring has to be sorted; *out is owned by it. -1 with ERR_INPUT: none of its keys has a certificate, all are retired, or
 * certificate_check() refuses all at this time. */
int newest_certificate(const struct keyring *ring, int64_t now, const struct sealing_certificate **out, struct err *err);
/* That of a key which began last; NULL: there is none. */
const struct sealing_certificate *certificate_of_key(const struct keyring *ring, const struct sealing_key *key);

#endif
