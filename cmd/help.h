/* SPDX-License-Identifier: Apache-2.0
 *
 * help: what the tables of subcommands and options say, on stdout.
 */
#ifndef CMD_HELP_H
#define CMD_HELP_H

#include "cmd/command.h"
#include "cmd/invocation.h"

/* Help for one subcommand, or for the program where command is NULL. */
int help_print(const struct invocation *invocation, const struct command *command, struct err *err);

#endif
