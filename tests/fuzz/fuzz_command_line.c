/* SPDX-License-Identifier: Apache-2.0
 *
 * Any arguments, separated by NUL, those that look like EXTERNAL_SECRETS_*=VALUE as the environment: they name a subcommand and
 * options that it has, with values that they may have, or there is an error, which never shows what may be a secret.
 */
#include <stdlib.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/invocation.h"
#include "tests/fuzz/target.h"

enum { ARGUMENTS_MAX = 32 };

static bool is_choice(const char *const *choices, struct text value)
{
    while (*choices != NULL && !text_is(value, *choices))
        choices++;
    return *choices != NULL;
}

static void check_setting(const struct invocation *invocation, enum option_id id)
{
    const struct option *option = option_row(id);
    const struct setting *setting = &invocation->settings[id];
    check(setting->values.count == 0 || command_allows(invocation->command, id));
    check(option->repeatable || setting->values.count <= 1);
    check(setting->values.count == 0 || setting->origin != FROM_NOWHERE);
    check(option->value == NULL || !setting->on);
    for (size_t i = 0; i < setting->values.count; i++) {
        struct text value = setting->values.items[i];
        check(value.len > 0 && value.at[value.len] == 0);
        check(option->choices == NULL || is_on(invocation, OPTION_HELP) || is_choice(option->choices, value));
    }
}

/* What stands there as the path of a key may be a key; # stands in no message of ours. */
static void check_hidden(const struct invocation *invocation, const struct err *err)
{
    const struct text_list *values = &invocation->settings[OPTION_SEALING_KEY].values;
    for (size_t i = 0; i < values->count && invocation->words.count == 0; i++)
        if (text_starts(values->items[i], "#secret"))
            check(!text_contains(text_of(err->text), "#secret") && !text_contains(text_of(err->hint), "#secret"));
}

static void check_invocation(struct arena *arena, int argc, char **argv, bool terminal)
{
    auto_err err = {0}, again_err = {0};
    struct invocation invocation = {.arena = arena, .program = "external-secrets"}, again = invocation;
    int result = invocation_read(&invocation, argc, argv, terminal, &err);
    check_result(result, &err);
    check(invocation_read(&again, argc, argv, terminal, &again_err) == result && again.command == invocation.command);
    check(result == 0 || (err.kind == ERR_USAGE && strcmp(err.text, again_err.text) == 0));
    if (result != 0) {
        check_hidden(&invocation, &err);
        return;
    }
    check(invocation.command != NULL && invocation.command->run != NULL);
    check(is_on(&invocation, OPTION_HELP) || invocation.words.count <= invocation.command->words);
    for (enum option_id id = 0; id < OPTION_COUNT && !is_on(&invocation, OPTION_HELP); id++)
        check_setting(&invocation, id);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_arena arena = {0};
    char name[] = "external-secrets", *argv[ARGUMENTS_MAX + 1] = {name}, *set[ARGUMENTS_MAX];
    size_t argc = 1, set_count = 0;
    struct text rest = arena_copy(&arena, text_of_input(data, size));
    for (size_t len; rest.len > 0 && argc + set_count < ARGUMENTS_MAX; rest = text_from(rest, len < rest.len ? len + 1 : len)) {
        char *item = arena_string(&arena, rest);
        len = strlen(item);
        bool in_environment = text_starts(text_of(item), "EXTERNAL_SECRETS_") && strchr(item, '=') != NULL;
        *(in_environment ? &set[set_count++] : &argv[argc++]) = item;
    }
    for (size_t i = 0; i < set_count; i++)
        check(putenv(set[i]) == 0);
    check_invocation(&arena, (int)argc, argv, size % 2);
    for (size_t i = 0; i < set_count; i++) {
        struct text variable = {set[i], strcspn(set[i], "=")};
        check(unsetenv(arena_string(&arena, variable)) == 0);
    }
    return 0;
}
