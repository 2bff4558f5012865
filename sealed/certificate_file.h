/* SPDX-License-Identifier: Apache-2.0
 *
 * certificate_file: the certificate to seal for, out of whatever file is named as one.
 *
 * In PEM it is the first, as for kubeseal: behind it may stand those of a chain, and what is sealed for them nobody can open. In a
 * file of Secrets, such as a backup of the controller's keys, it is that of the newest key which is not retired: valid now, begun
 * last. Private keys are not looked at.
 */
#ifndef SEALED_CERTIFICATE_FILE_H
#define SEALED_CERTIFICATE_FILE_H

#include "base/arena.h"
#include "base/err.h"
#include "sealed/certificate.h"

/* -1 with ERR_INPUT: no certificate, damaged, certificate_check() refuses it at this time. `name` is for messages. */
int certificate_file_read(struct arena *arena, const char *name, struct text bytes, int64_t now, struct certificate *out,
                          struct err *err);

#endif
