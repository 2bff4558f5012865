/* SPDX-License-Identifier: Apache-2.0
 *
 * stdout: the one way out for data, and how far it is.
 */
#ifndef CMD_STDOUT_H
#define CMD_STDOUT_H

#include <stdbool.h>

#include "base/err.h"
#include "base/note.h"
#include "base/text.h"

enum stdout_phase { STDOUT_NOTHING, STDOUT_PART, STDOUT_ALL };

/* Before a plaintext is made: a terminal is refused (ERR_USAGE) unless it was asked for, a file or named pipe that other users can
 * read earns a warning. */
int stdout_check_private(bool reveal, struct note_list *notes, struct err *err);
/* ERR_IO on failure. */
int stdout_write(const struct text *slices, size_t count, struct err *err);
/* At the end of a run that succeeds: what a file system holds back until then (quota, network) would else be lost without a
 * word. */
int stdout_close(struct err *err);
/* What may have been written; safe in a signal handler. */
enum stdout_phase stdout_phase(void);

#endif
