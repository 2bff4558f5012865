/* SPDX-License-Identifier: Apache-2.0
 *
 * sealing_certificate: the certificate that --cert names, for every subcommand that seals or compares with it.
 */
#ifndef CMD_SEALING_CERTIFICATE_H
#define CMD_SEALING_CERTIFICATE_H

#include "base/err.h"
#include "cmd/invocation.h"
#include "sealed/certificate.h"

/* Reads it, in the invocation's arena. ERR_USAGE where --cert is not given or no file; else as input_read_file() and
 * certificate_file_read() have it. It opens a file: call it before anything secret is read, and before sandbox_enter(). */
int sealing_certificate_read(const struct invocation *invocation, struct certificate *out, struct err *err);

#endif
