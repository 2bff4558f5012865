/* SPDX-License-Identifier: Apache-2.0
 *
 * into_target: what a string is sealed for that is put into a file.
 */
#ifndef CMD_INTO_TARGET_H
#define CMD_INTO_TARGET_H

#include "base/note.h"
#include "cmd/sealing_target.h"
#include "render/slot.h"

/* The scope is that of --scope, else what the file says, else strict; namespace and name are those of the slot's Secrets.
 * ERR_INPUT: a string that several Secrets share in a scope that fits one of them only, a name that no Secret can have.
 * ERR_USAGE: a --scope that contradicts the object around it. Notes plain text that goes, aliases that refer to the string, and a
 * --scope that contradicts the declaration. */
int into_target_choose(const struct invocation *invocation, const struct slot *slot, struct sealing_target *out,
                       struct note_list *notes, struct err *err);

#endif
