/* SPDX-License-Identifier: Apache-2.0
 *
 * progress: how far long work is, on stderr where that is a terminal.
 *
 * Nothing is shown in the first second, so that short work shows nothing at all. The line is taken away before anything else is
 * written and at the end.
 */
#ifndef CMD_PROGRESS_H
#define CMD_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cmd/message.h"

struct progress {
    bool wanted;          /* stderr is a terminal, and there is no --quiet */
    bool shown;           /* the line stands there now */
    int64_t begun, drawn; /* in milliseconds of a clock that only goes on */
};

struct progress progress_begin(const struct messages *messages);
/* `done` of `all` files, with `strings` looked at so far. Drawn at most some times a second. */
void progress_show(struct progress *progress, size_t done, size_t all, size_t strings);
void progress_hide(struct progress *progress);

#endif
