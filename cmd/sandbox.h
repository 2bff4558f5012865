/* SPDX-License-Identifier: Apache-2.0
 *
 * sandbox: what the program gives up before it parses the first hostile byte.
 *
 * By then options, inputs, key files and log have been opened, and all that is left is to compute and to write. There is one step,
 * not two: keys are read in front of it (sealed/key_source.h) rather than behind a filter that still lets files be opened, since
 * whoever had taken over the parser behind such a filter would open the keys as well. From there on
 *   - a filter of system calls (seccomp, cmd/sandbox_rules.c) ends the program at any call but the few that computing, threads and
 *     output take;
 *   - Landlock, where the kernel has it, refuses all files, TCP ports, abstract sockets and signals to others;
 *   - neither can be taken back.
 * A system that refuses that is no reason to refuse the work: --verbose says what is missing.
 *
 * The filter is made when the program is built. libseccomp would take longer to make it at each start than the kernel to put it in
 * force, and the step is not taken for streams that are searched but not parsed: they start as fast as ever.
 */
#ifndef CMD_SANDBOX_H
#define CMD_SANDBOX_H

#include "base/note.h"
#include "cmd/message.h"

/* "seccomp, Landlock", or "none" where the program was built without. */
extern const char sandbox_parts[];

/* Leaves one more descriptor, besides stdout, stderr and those of messages, to be written to. Before sandbox_enter(). */
void sandbox_keep_output(int descriptor);
/* Enters. Notes say what could not be had. Call it while there is one thread. */
void sandbox_enter(const struct messages *messages, struct note_list *notes);

#endif
