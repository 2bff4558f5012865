/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/invocation.h"

#include <stdlib.h>
#include <string.h>

#include "base/nearest.h"
#include "cmd/command.h"

/* Where in the arguments the reading stands. */
struct arguments {
    char **items;
    int count, next;
    bool only_words; /* behind `--` */
};

/* Longer words are not repeated in a message: what is so long is no slip of the fingers. */
enum { SHOWN_MAX = 40 };

static void read_environment(struct invocation *invocation)
{
    for (enum option_id id = 0; id < OPTION_COUNT; id++) {
        struct setting *setting = &invocation->settings[id];
        const char *value = getenv(option_variable(invocation->arena, id));
        if (value == NULL || *value == 0)
            continue;
        setting->origin = FROM_ENVIRONMENT;
        if (option_row(id)->repeatable)
            setting->values = text_list_split(invocation->arena, value, ':');
        else
            *array_add(invocation->arena, &setting->values) = text_of(value);
    }
}

/* Notes an option of the command line; `spelt` is how it was written there. */
static int take_option(struct invocation *invocation, enum option_id id, const char *spelt, const char *value, struct err *err)
{
    struct setting *setting = &invocation->settings[id];
    const struct option *option = option_row(id);
    if (setting->origin == FROM_ARGUMENT && !option->repeatable)
        return err_set(err, ERR_USAGE, "%s is given twice", spelt);
    if (*value == 0) {
        err_set(err, ERR_USAGE, "%s: its value is empty", spelt);
        return err_hint(err, "leave %s out, or give it a %s", spelt, option->value != NULL ? option->value : "1 or 0");
    }
    if (setting->origin != FROM_ARGUMENT)
        *setting = (struct setting){.origin = FROM_ARGUMENT};
    *array_add(invocation->arena, &setting->values) = text_of(value);
    return 0;
}

/* The next argument as the value of an option that needs one. One that looks like an option is refused: a forgotten value would
 * swallow it. */
static int take_next_as_value(struct invocation *invocation, struct arguments *arguments, enum option_id id, const char *spelt,
                              struct err *err)
{
    const char *value = arguments->next < arguments->count ? arguments->items[arguments->next] : NULL;
    if (value == NULL || (value[0] == '-' && value[1] != 0)) {
        err_set(err, ERR_USAGE, "%s needs a value", spelt);
        return err_hint(err, "write --%s %s; a value that begins with - is given as --%s=VALUE", option_row(id)->name,
                        option_row(id)->value, option_row(id)->name);
    }
    arguments->next++;
    return take_option(invocation, id, spelt, value, err);
}

static int unknown_option(const struct invocation *invocation, const char *spelt, struct text name, struct err *err)
{
    if (strlen(spelt) > SHOWN_MAX)
        err_set(err, ERR_USAGE, "unknown option (%zu characters long)", strlen(spelt));
    else
        err_set(err, ERR_USAGE, "unknown option %s", spelt);
    const char *nearest = option_nearest(name);
    if (command_named(name) != NULL)
        return err_hint(err, "it is a subcommand: %s " TEXT_FMT, invocation->program, TEXT_ARG(name));
    if (nearest != NULL)
        return err_hint(err, "did you mean --%s?", nearest);
    return err_hint(err, "%s help lists the subcommands and their options", invocation->program);
}

/* --option, --option VALUE, --option=VALUE */
static int read_long(struct invocation *invocation, struct arguments *arguments, const char *argument, struct err *err)
{
    const char *equals = strchr(argument, '=');
    struct text spelt = {argument, equals != NULL ? (size_t)(equals - argument) : strlen(argument)};
    const char *shown = arena_string(invocation->arena, spelt);
    enum option_id id = option_named(text_from(spelt, 2));
    if (id == OPTION_COUNT)
        return unknown_option(invocation, shown, text_from(spelt, 2), err);
    if (equals != NULL)
        return take_option(invocation, id, shown, equals + 1, err);
    if (option_row(id)->value == NULL)
        return take_option(invocation, id, shown, "true", err);
    return take_next_as_value(invocation, arguments, id, shown, err);
}

/* -o, -o VALUE, -oVALUE, -o=VALUE, and switches together: -qR */
static int read_short(struct invocation *invocation, struct arguments *arguments, const char *argument, struct err *err)
{
    if (option_named(text_of(argument + 1)) != OPTION_COUNT)
        return unknown_option(invocation, argument, text_of(argument + 1), err);
    for (const char *letter = argument + 1; *letter != 0; letter++) {
        enum option_id id = option_lettered(*letter);
        const char *spelt = arena_format(invocation->arena, "-%c", *letter).at;
        if (id == OPTION_COUNT)
            return unknown_option(invocation, letter == argument + 1 ? argument : spelt, text_of(argument + 1), err);
        if (option_row(id)->value != NULL) {
            if (letter[1] == 0)
                return take_next_as_value(invocation, arguments, id, spelt, err);
            return take_option(invocation, id, spelt, letter[1] == '=' ? letter + 2 : letter + 1, err);
        }
        if (letter[1] == '=')
            return take_option(invocation, id, spelt, letter + 2, err);
        if (take_option(invocation, id, spelt, "true", err) != 0)
            return -1;
    }
    return 0;
}

static int read_arguments(struct invocation *invocation, struct arguments *arguments, struct err *err)
{
    while (arguments->next < arguments->count) {
        const char *argument = arguments->items[arguments->next++];
        int result = 0;
        if (arguments->only_words || argument[0] != '-' || argument[1] == 0)
            *array_add(invocation->arena, &invocation->words) = text_of(argument);
        else if (strcmp(argument, "--") == 0)
            arguments->only_words = true;
        else if (argument[1] == '-')
            result = read_long(invocation, arguments, argument, err);
        else
            result = read_short(invocation, arguments, argument, err);
        if (result != 0)
            return -1;
    }
    return 0;
}

static int unknown_word(const char *what, struct text word, struct err *err)
{
    if (word.len > SHOWN_MAX)
        return err_set(err, ERR_USAGE, "%s (%zu characters long)", what, word.len);
    return err_set(err, ERR_USAGE, "%s \"" TEXT_FMT "\"", what, TEXT_ARG(word));
}

int unknown_command(const struct invocation *invocation, struct text name, struct err *err)
{
    const char *nearest = command_nearest(invocation->arena, name);
    unknown_word("unknown subcommand", name, err);
    if (nearest != NULL)
        return err_hint(err, "did you mean %s %s?", invocation->program, nearest);
    return err_hint(err, "%s help lists the subcommands", invocation->program);
}

static int choose_command(struct invocation *invocation, bool any_argument, bool terminal, struct err *err)
{
    invocation->command_named = invocation->words.count > 0;
    if (!invocation->command_named) {
        invocation->command = command_named(any_argument || !terminal ? TEXT("render") : TEXT("help"));
        return 0;
    }
    struct text name = invocation->words.items[0];
    invocation->command = command_named(name);
    if (invocation->command == NULL)
        return unknown_command(invocation, name, err);
    invocation->words.items++;
    invocation->words.count--;
    return 0;
}

static int settle_switch(const struct invocation *invocation, enum option_id id, struct setting *setting, struct err *err)
{
    struct text value = setting->values.items[0];
    setting->on = text_is(value, "1") || text_is(value, "true");
    if (setting->on || text_is(value, "0") || text_is(value, "false"))
        return 0;
    return err_set(err, ERR_USAGE, "%s: a switch is 1, true, 0 or false", origin_of(invocation, id));
}

static int settle_choice(const struct invocation *invocation, enum option_id id, struct err *err)
{
    const char *const *choices = command_choices(invocation->command, id);
    struct text value = value_of(invocation, id);
    for (const char *const *choice = choices; *choice != NULL; choice++)
        if (text_is(value, *choice))
            return 0;
    const char *nearest = nearest_word(value, choices);
    err_set(err, ERR_USAGE, "%s: not one of " TEXT_FMT, origin_of(invocation, id),
            TEXT_ARG(option_choices(invocation->arena, choices)));
    return nearest != NULL ? err_hint(err, "did you mean %s?", nearest) : -1;
}

/* Checks one option against the table and the subcommand. */
static int settle(struct invocation *invocation, enum option_id id, struct err *err)
{
    struct setting *setting = &invocation->settings[id];
    if (!command_allows(invocation->command, id)) {
        if (setting->origin == FROM_ARGUMENT)
            return err_set(err, ERR_USAGE, "%s has no option --%s", invocation->command->name, option_row(id)->name);
        *setting = (struct setting){0};
    }
    if (setting->origin == FROM_NOWHERE || setting->values.count == 0)
        return 0;
    if (option_row(id)->value == NULL)
        return settle_switch(invocation, id, setting, err);
    return option_row(id)->choices != NULL ? settle_choice(invocation, id, err) : 0;
}

static int check_words(const struct invocation *invocation, struct err *err)
{
    const struct command *command = invocation->command;
    if (invocation->words.count <= command->words)
        return 0;
    if (command->words_secret)
        err_set(err, ERR_USAGE, "unexpected word");
    else
        unknown_word("unexpected word", invocation->words.items[command->words], err);
    err_wrap(err, "%s", command->name);
    if (command->words_hint != NULL)
        return err_hint(err, "%s", command->words_hint);
    return err_hint(err, "usage: %s %s %s", invocation->program, command->name, command->synopsis);
}

int invocation_read(struct invocation *invocation, int argc, char **argv, bool terminal, struct err *err)
{
    struct arguments arguments = {.items = argv, .count = argc, .next = 1};
    read_environment(invocation);
    if (read_arguments(invocation, &arguments, err) != 0 || choose_command(invocation, argc > 1, terminal, err) != 0)
        return -1;
    if (settle(invocation, OPTION_HELP, err) != 0)
        return -1;
    if (is_on(invocation, OPTION_HELP))
        return 0;
    for (enum option_id id = 0; id < OPTION_COUNT; id++)
        if (settle(invocation, id, err) != 0)
            return -1;
    return check_words(invocation, err);
}

bool is_on(const struct invocation *invocation, enum option_id id)
{
    return invocation->settings[id].on;
}

bool is_given(const struct invocation *invocation, enum option_id id)
{
    return invocation->settings[id].values.count > 0;
}

struct text value_of(const struct invocation *invocation, enum option_id id)
{
    const struct text_list *values = &invocation->settings[id].values;
    return values->count > 0 ? values->items[0] : (struct text){0};
}

size_t choice_of(const struct invocation *invocation, enum option_id id, size_t otherwise)
{
    struct text value = value_of(invocation, id);
    const char *const *choices = command_choices(invocation->command, id);
    for (size_t i = 0; choices[i] != NULL; i++)
        if (text_is(value, choices[i]))
            return i;
    return otherwise;
}

const char *origin_of(const struct invocation *invocation, enum option_id id)
{
    if (invocation->settings[id].origin == FROM_ENVIRONMENT)
        return option_variable(invocation->arena, id);
    if (invocation->settings[id].origin == FROM_FUNCTION_CONFIG)
        return arena_format(invocation->arena, "spec.%s of the functionConfig", option_key(invocation->arena, id)).at;
    return arena_format(invocation->arena, "--%s", option_row(id)->name).at;
}
