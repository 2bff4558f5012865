/* SPDX-License-Identifier: Apache-2.0
 *
 * sealing_certificate: the certificate that --cert names, for every subcommand that seals or compares with it.
 */
#ifndef CMD_SEALING_CERTIFICATE_H
#define CMD_SEALING_CERTIFICATE_H

#include "base/err.h"
#include "cmd/invocation.h"
#include "sealed/certificate.h"

/* Reads it, in the invocation's arena, from a file or an https URL, which has to answer with PEM, and holds it against
 * --cert-fingerprint. ERR_USAGE where --cert is not given, is a URL that is not https, or the fingerprint is none; ERR_INPUT where
 * the key is another; else as input_read_file(), http_get() and certificate_file_read() have it. Call it before anything secret is
 * read, since it may talk to others, and before sandbox_enter(). */
int sealing_certificate_read(const struct invocation *invocation, struct certificate *out, struct err *err);

#endif
