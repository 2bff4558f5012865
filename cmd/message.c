/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/visible.h"

enum rank { RANK_ALWAYS, RANK_WARNING, RANK_DETAIL };

struct label {
    const char *word, *color;
};

static const struct label error_label = {"error: ", "\x1b[1;31m"};
static const struct label warning_label = {"warning: ", "\x1b[1;33m"};
static const struct label detail_label = {"detail: ", "\x1b[36m"};
static const struct label hint_label = {"hint: ", "\x1b[32m"};
static const struct label no_label = {"", ""};

static bool wants_color(enum message_color color, int descriptor)
{
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");
    if (color != COLOR_AUTO)
        return color == COLOR_ALWAYS;
    return (no_color == NULL || *no_color == 0) && (terminal == NULL || strcmp(terminal, "dumb") != 0) && isatty(descriptor) == 1;
}

int messages_open(struct messages *messages, const struct message_settings *settings, struct err *err)
{
    *messages = (struct messages){.command = settings->command,
                                  .log_file = settings->log_file,
                                  .quiet = settings->quiet && !settings->verbose,
                                  .verbose = settings->verbose};
    for (size_t i = 0; i < SINK_COUNT; i++)
        messages->sinks[i].descriptor = -1;
    messages->sinks[SINK_STDERR] = (struct message_sink){.descriptor = STDERR_FILENO,
                                                         .color = wants_color(settings->color, STDERR_FILENO)};
    if (settings->terminal && isatty(STDERR_FILENO) != 1) {
        int terminal = open("/dev/tty", O_WRONLY | O_NOCTTY | O_CLOEXEC);
        if (terminal >= 0)
            messages->sinks[SINK_TERMINAL] = (struct message_sink){.descriptor = terminal,
                                                                   .color = wants_color(settings->color, terminal)};
    }
    if (settings->log_file == NULL)
        return 0;
    int log = open(settings->log_file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
    if (log < 0)
        return err_set(err, ERR_IO, "%s: cannot open the log file: %s", settings->log_file, strerror(errno));
    messages->sinks[SINK_LOG] = (struct message_sink){.descriptor = log, .log = true};
    return 0;
}

void messages_close(struct messages *messages)
{
    for (size_t i = SINK_TERMINAL; i < SINK_COUNT; i++)
        if (messages->sinks[i].descriptor >= 0)
            close(messages->sinks[i].descriptor);
}

static bool is_wanted(const struct messages *messages, const struct message_sink *sink, enum rank rank)
{
    if (sink->descriptor < 0)
        return false;
    return rank == RANK_ALWAYS || (rank == RANK_WARNING && (!messages->quiet || sink->log)) || messages->verbose;
}

static void put_stamp(struct buf *buf, const char *command)
{
    char stamp[sizeof "2000-01-01T00:00:00Z"];
    time_t now = time(NULL);
    struct tm utc;
    if (gmtime_r(&now, &utc) != NULL && strftime(stamp, sizeof stamp, "%FT%TZ", &utc) > 0)
        buf_format(buf, "%s ", stamp);
    buf_format(buf, "%s: ", command);
}

/* A label and what is said behind it. */
struct saying {
    struct label label;
    struct text text;
};

/* One, and what mends it. */
enum { SAYINGS_MAX = 2 };

static struct text line_for(struct arena *arena, const struct messages *messages, const struct message_sink *sink,
                            const struct saying *saying)
{
    struct buf buf = buf_new(arena, 2 * LIMIT_MESSAGE_BYTES);
    struct label label = saying->label;
    if (sink->log)
        put_stamp(&buf, messages->command);
    bool color = sink->color && *label.word != 0;
    buf_format(&buf, "%s%s%s", color ? label.color : "", label.word, color ? "\x1b[0m" : "");
    buf_put(&buf, saying->text);
    buf_put_byte(&buf, '\n');
    return buf_text(&buf);
}

static bool is_wanted_anywhere(const struct messages *messages, enum rank rank)
{
    for (size_t i = 0; i < SINK_COUNT; i++)
        if (is_wanted(messages, &messages->sinks[i], rank))
            return true;
    return false;
}

/* Nothing is written before all lines are made: should memory run out, that is the only message. What goes to one place is
 * written at once: lines of several processes that append to one log stay whole. */
static void say(struct messages *messages, enum rank rank, const struct saying *sayings, size_t count)
{
    auto_arena arena = {0};
    struct saying shown[SAYINGS_MAX];
    struct text lines[SINK_COUNT][SAYINGS_MAX] = {0};
    if (!is_wanted_anywhere(messages, rank))
        return;
    for (size_t k = 0; k < count; k++)
        shown[k] = (struct saying){sayings[k].label, visible_text(&arena, sayings[k].text)};
    for (size_t i = 0; i < SINK_COUNT; i++)
        for (size_t k = 0; k < count && is_wanted(messages, &messages->sinks[i], rank); k++)
            lines[i][k] = line_for(&arena, messages, &messages->sinks[i], &shown[k]);
    for (size_t i = 0; i < SINK_COUNT; i++) {
        struct message_sink *sink = &messages->sinks[i];
        auto_err err = {0};
        if (lines[i][0].len == 0 ||
            output_write(sink->descriptor, sink->log ? messages->log_file : "messages", lines[i], count, &err) == 0)
            continue;
        /* What cannot be written to is not tried again. A full disk under the log is worth a word to the others; of a lost stderr
         * nobody can be told. */
        sink->descriptor = -1;
        if (sink->log)
            say(messages, RANK_WARNING, &(struct saying){warning_label, text_of(err.text)}, 1);
    }
}

void message_error(struct messages *messages, const struct err *err)
{
    const struct saying sayings[] = {{error_label, text_of(err->text)}, {hint_label, text_of(err->hint)}};
    say(messages, RANK_ALWAYS, sayings, err->hint != NULL ? 2 : 1);
}

static void say_note(struct messages *messages, enum note_kind kind, struct text text, struct text hint)
{
    bool warns = kind == NOTE_WARNING;
    const struct saying sayings[] = {{warns ? warning_label : detail_label, text}, {hint_label, hint}};
    say(messages, warns ? RANK_WARNING : RANK_DETAIL, sayings, hint.len > 0 ? 2 : 1);
}

void message_note(struct messages *messages, const struct note *note)
{
    say_note(messages, note->kind, note->text, note->hint);
}

void message_notes(struct messages *messages, const struct note_list *notes)
{
    for (size_t i = 0; i < notes->count; i++)
        message_note(messages, &notes->items[i]);
    for (enum note_kind kind = NOTE_WARNING; kind < NOTE_KINDS; kind++)
        if (notes->left_out[kind] > 0)
            say_note(messages, kind,
                     arena_format(notes->arena, "%zu more like these are not shown: %d are the limit", notes->left_out[kind],
                                  LIMIT_NOTES),
                     (struct text){0});
}

void message_line(struct messages *messages, struct text line)
{
    say(messages, RANK_ALWAYS, &(struct saying){no_label, line}, 1);
}
