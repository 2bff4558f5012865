/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/complete.h"

#include "base/buf.h"
#include "base/limits.h"
#include "cmd/command.h"
#include "cmd/host.h"
#include "cmd/invocation.h"

/* What the words in front of the one that is typed say. */
struct reading {
    const struct command *command; /* NULL: none is named yet */
    enum option_id pending;        /* waits for its value */
    bool only_words, lost;         /* behind `--`; behind a subcommand that is none */
    bool given[OPTION_COUNT];
};

struct answer {
    struct buf buf;
    struct text typed, prefix; /* prefix: of the word, in front of what is completed: "--emit=" */
    bool files;
};

/* ------------------------------------------------------------------ what stands in front */

static void read_name(struct reading *reading, struct text name, bool has_value)
{
    enum option_id id = option_named(name);
    if (id == OPTION_COUNT)
        return;
    reading->given[id] = true;
    if (!has_value && option_row(id)->value != NULL)
        reading->pending = id;
}

static void read_letters(struct reading *reading, struct text letters)
{
    for (size_t i = 0; i < letters.len; i++) {
        enum option_id id = option_lettered(letters.at[i]);
        if (id == OPTION_COUNT)
            return;
        reading->given[id] = true;
        if (option_row(id)->value == NULL)
            continue;
        if (i + 1 == letters.len)
            reading->pending = id;
        return;
    }
}

/* The place of the first `=`, or the word's length. */
static size_t equals_at(struct text word)
{
    size_t at = 0;
    while (at < word.len && word.at[at] != '=')
        at++;
    return at;
}

/* Of an option's word, without the dashes. */
static struct text name_of(struct text word)
{
    return text_from((struct text){word.at, equals_at(word)}, 2);
}

static void read_word(struct reading *reading, struct text word)
{
    if (reading->pending != OPTION_COUNT) {
        reading->pending = OPTION_COUNT;
    } else if (reading->only_words || word.len < 2 || word.at[0] != '-') {
        reading->lost = reading->command == NULL && command_named(word) == NULL;
        if (reading->command == NULL)
            reading->command = command_named(word);
    } else if (text_is(word, "--")) {
        reading->only_words = true;
    } else if (text_starts(word, "--")) {
        read_name(reading, name_of(word), equals_at(word) < word.len);
    } else {
        read_letters(reading, text_from(word, 1));
    }
}

/* ------------------------------------------------------------------ what may come */

static void offer(struct answer *answer, const char *before, const char *word, const char *help)
{
    size_t typed = answer->typed.len;
    struct text whole = arena_format(answer->buf.arena, "%s%s", before, word);
    if (whole.len < typed || !text_equal((struct text){whole.at, typed}, answer->typed))
        return;
    buf_put(&answer->buf, answer->prefix);
    buf_put(&answer->buf, whole);
    buf_format(&answer->buf, "%s%s\n", *help != 0 ? "\t" : "", help);
}

static void offer_all(struct answer *answer, const char *const *words)
{
    for (; *words != NULL; words++)
        offer(answer, "", *words, "");
}

static void offer_commands(struct answer *answer)
{
    for (const struct command *command = commands; command->name != NULL; command++)
        if (!command->hidden)
            offer(answer, "", command->name, command->help);
}

static void offer_options(struct answer *answer, const struct reading *reading)
{
    const struct command *command = reading->command != NULL ? reading->command : command_named(TEXT("render"));
    for (enum option_id id = 0; id < OPTION_COUNT; id++)
        if (command_allows(command, id) && (!reading->given[id] || option_row(id)->repeatable))
            offer(answer, "--", option_row(id)->name, option_row(id)->help);
}

static void offer_namespace(struct answer *answer)
{
    struct text namespace = kubectl_current_namespace(answer->buf.arena);
    if (namespace.len > 0)
        offer(answer, "", arena_string(answer->buf.arena, namespace), "the namespace of kubectl's current context");
}

static void offer_kind(struct answer *answer, enum completion kind, const char *const *choices)
{
    switch (kind) {
    case COMPLETE_CHOICES:
        offer_all(answer, choices);
        break;
    case COMPLETE_FILES:
        answer->files = true;
        break;
    case COMPLETE_NAMESPACES:
        offer_namespace(answer);
        break;
    case COMPLETE_SUBCOMMANDS:
        offer_commands(answer);
        break;
    case COMPLETE_NOTHING:
        break;
    }
}

static void offer_value(struct answer *answer, const struct reading *reading, enum option_id id)
{
    const struct command *command = reading->command;
    offer_kind(answer, option_row(id)->completion, command != NULL ? command_choices(command, id) : option_row(id)->choices);
}

/* --option=VALUE: what is typed of the value. */
static void offer_behind_equals(struct answer *answer, const struct reading *reading)
{
    enum option_id id = option_named(name_of(answer->typed));
    size_t at = equals_at(answer->typed) + 1;
    answer->prefix = (struct text){answer->typed.at, at};
    answer->typed = text_from(answer->typed, at);
    if (id != OPTION_COUNT)
        offer_value(answer, reading, id);
}

static void offer_next(struct answer *answer, const struct reading *reading)
{
    bool option = !reading->only_words && text_starts(answer->typed, "-");
    if (reading->lost)
        return;
    if (reading->pending != OPTION_COUNT)
        offer_value(answer, reading, reading->pending);
    else if (option && text_starts(answer->typed, "--") && text_contains(answer->typed, "="))
        offer_behind_equals(answer, reading);
    else if (option)
        offer_options(answer, reading);
    else if (reading->command == NULL)
        offer_commands(answer);
    else
        offer_kind(answer, reading->command->completion, reading->command->choices);
}

struct text complete(struct arena *arena, const struct text_list *words)
{
    enum { NO_FILES = 4 };
    struct reading reading = {.pending = OPTION_COUNT};
    struct answer answer = {.buf = buf_new(arena, LIMIT_MESSAGE_BYTES)};
    for (size_t i = 0; i + 1 < words->count; i++)
        read_word(&reading, words->items[i]);
    if (words->count > 0)
        answer.typed = words->items[words->count - 1];
    offer_next(&answer, &reading);
    buf_format(&answer.buf, ":%d\n", answer.files ? 0 : NO_FILES);
    return buf_text(&answer.buf);
}
