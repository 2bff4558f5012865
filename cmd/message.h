/* SPDX-License-Identifier: Apache-2.0
 *
 * message: the one place that speaks to the user.
 *
 * Messages go to stderr; to the log file, where one is asked for, with the time and the subcommand; and to the terminal itself
 * where the host throws stderr away (cmd/host.h). Each is one line, written at once, with everything in it escaped that could
 * harm a terminal (base/visible.h). The log also gets the warnings that --quiet holds back.
 */
#ifndef CMD_MESSAGE_H
#define CMD_MESSAGE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/note.h"

enum message_color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct message_sink {
    int descriptor; /* -1: closed */
    bool color;
    bool log; /* gets the time, and what --quiet holds back */
};

enum { SINK_STDERR, SINK_TERMINAL, SINK_LOG, SINK_COUNT };

struct messages {
    struct message_sink sinks[SINK_COUNT];
    const char *command; /* "external-secrets render", for the log */
    const char *log_file;
    bool quiet, verbose;
};

struct message_settings {
    const char *command;
    enum message_color color;
    bool quiet, verbose;
    bool terminal;        /* also write to the terminal, unless stderr is one */
    const char *log_file; /* NULL: none. Appended to; made with mode 0600 */
};

/* Opens what there is to open. On failure (ERR_IO: the log file) messages still go to the others. */
int messages_open(struct messages *messages, const struct message_settings *settings, struct err *err);
void messages_close(struct messages *messages);

/* "error: ...", then "hint: ..." */
void message_error(struct messages *messages, const struct err *err);
/* "warning: ..." unless --quiet, "detail: ..." with --verbose; then "hint: ..." */
void message_note(struct messages *messages, const struct note *note);
void message_notes(struct messages *messages, const struct note_list *notes);
/* A line that was asked for, without a word in front. */
void message_line(struct messages *messages, struct text line);

#endif
