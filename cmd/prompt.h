/* SPDX-License-Identifier: Apache-2.0
 *
 * prompt: a secret from whoever sits at the terminal.
 */
#ifndef CMD_PROMPT_H
#define CMD_PROMPT_H

#include "base/err.h"
#include "base/secret.h"
#include "base/text.h"

/* Asks a question at the terminal and reads one line, without its end, into *out; it is not shown. The terminal gets its settings
 * back, also where a signal ends the program. ERR_IO where there is no terminal; ERR_INPUT for a longer line than terminals hand
 * over. */
int prompt_read(struct text question, struct secret *out, struct err *err);

#endif
