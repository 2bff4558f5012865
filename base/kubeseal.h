/* SPDX-License-Identifier: Apache-2.0
 *
 * kubeseal: the command that seals a value, for hints that people copy.
 */
#ifndef BASE_KUBESEAL_H
#define BASE_KUBESEAL_H

#include "base/arena.h"
#include "base/text.h"

/* `printf %s "$VALUE" | kubeseal --raw ...` for a Secret in a scope ("strict", "namespace-wide", "cluster-wide"). Names come
 * from input: one that a shell might read otherwise is left to the reader, as NAMESPACE or NAME. */
struct text kubeseal_command(struct arena *arena, struct text namespace, struct text name, const char *scope);

#endif
