/* SPDX-License-Identifier: Apache-2.0
 *
 * stop: a word on stderr when a signal ends the program. Argo CD stops a plugin that takes too long and shows what it said.
 */
#ifndef CMD_STOP_H
#define CMD_STOP_H

/* SIGHUP, SIGINT and SIGTERM say so and then do what they always do. One that the caller has ignored stays ignored. */
void stop_setup(void);

#endif
