/* SPDX-License-Identifier: Apache-2.0
 *
 * convert_command: seal and unseal of whole manifests.
 */
#ifndef CMD_CONVERT_COMMAND_H
#define CMD_CONVERT_COMMAND_H

#include "cmd/opener.h"

/* Whether --stream or -f asks for manifests. ERR_USAGE where an option for a single string is given besides. */
int stream_asked(const struct invocation *invocation, bool *asked, struct err *err);
/* Reads the manifests that -f names, else stdin, and writes them with every Secret sealed, or every SealedSecret opened. */
int seal_stream(struct invocation *invocation, struct err *err);
int unseal_stream(struct invocation *invocation, struct opener *opener, struct err *err);
/* The same for manifests that have been read. */
int unseal_parts(struct invocation *invocation, struct opener *opener, const struct render_part *parts, size_t count,
                 struct err *err);

#endif
