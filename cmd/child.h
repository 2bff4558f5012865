/* SPDX-License-Identifier: Apache-2.0
 *
 * child: another program, run without a shell, for what it prints.
 */
#ifndef CMD_CHILD_H
#define CMD_CHILD_H

#include <sys/types.h>

#include "base/err.h"
#include "base/file.h"
#include "base/text.h"

struct child {
    const char *name;             /* for messages: "helm template" */
    const char *const *arguments; /* the program, looked for in PATH, and what it gets; NULL-ended */
    struct text in;               /* on its stdin; empty: nothing */
    char *const *environment;     /* NULL-ended; NULL: ours */
};

/* Runs it to its end. *out: all of its stdout, at most LIMIT_STREAM_BYTES; its stderr is ours. A signal that stops us stops it, and
 * says so. ERR_IO where it cannot be started or read; ERR_INPUT where it fails. */
int child_run(const struct child *child, struct input *out, struct err *err);
/* Only starts it, with these descriptors for its stdout and stderr; the caller waits for *pid. ERR_IO. */
int child_start(const struct child *child, int out, int errors, pid_t *pid, struct err *err);

#endif
