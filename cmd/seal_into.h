/* SPDX-License-Identifier: Apache-2.0
 *
 * seal_into: plaintexts straight into the file that they belong into.
 */
#ifndef CMD_SEAL_INTO_H
#define CMD_SEAL_INTO_H

#include "base/err.h"
#include "cmd/invocation.h"

/* What seal does with --into: reads the file, finds what --at names in it (render/slot.h), reads the plaintexts, and exchanges the
 * file (base/replace.h), or leaves it as it is. */
int seal_into(struct invocation *invocation, struct err *err);
/* Refuses options that go with --into alone where that is not given. ERR_USAGE. */
int seal_check_without_into(const struct invocation *invocation, struct err *err);

#endif
