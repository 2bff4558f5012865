/* SPDX-License-Identifier: Apache-2.0
 *
 * complete: what may stand where somebody types, from the tables of subcommands and options.
 *
 * The shells' scripts (cmd/completion_command.c) and kubectl (its executable kubectl_complete-external_secrets) ask alike: each
 * line is a candidate, a tab and a few words on it; the last one is `:` and a number, 4 where nothing else may stand there, 0 where
 * files may. That is the protocol of cobra (its ShellCompDirective), which kubectl speaks.
 */
#ifndef CMD_COMPLETE_H
#define CMD_COMPLETE_H

#include "base/arena.h"
#include "base/text.h"

/* The word of the subcommand that asks; it is in no help. */
#define COMPLETE_COMMAND "__complete"

/* The answer for words of which the last one is being typed and may be empty; the name of the program is not among them. */
struct text complete(struct arena *arena, const struct text_list *words);

#endif
