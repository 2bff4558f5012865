/* SPDX-License-Identifier: Apache-2.0
 *
 * stop: a word on stderr when a signal ends the program. Argo CD stops a plugin that takes too long and shows what it said.
 */
#ifndef CMD_STOP_H
#define CMD_STOP_H

#include <sys/types.h>

struct termios;

/* SIGHUP, SIGINT and SIGTERM say so and then do what they always do. One that the caller has ignored stays ignored. */
void stop_setup(void);
/* From here on they first give a terminal back what it had: `settings` is what tcgetattr() gave. NULL: no longer. */
void stop_restores(int descriptor, const struct termios *settings);
/* From here on they also stop a child, and say that it was at work: `name` is static or outlives it. NULL: no longer. */
void stop_also(const char *name, pid_t child);

/* From here on what they say is about files that are replaced one after the other (base/replace.h), not about stdout. */
void stop_tells_of_files(void);

#endif
