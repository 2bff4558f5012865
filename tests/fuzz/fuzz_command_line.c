/* SPDX-License-Identifier: Apache-2.0
 *
 * Any arguments, one a line ('' for none), lines like EXTERNAL_SECRETS_*=VALUE as the environment: they name a subcommand, options
 * that it has and values that those may have, or there is an error, which does not show what may be a secret.
 */
#include <stdlib.h>
#include <string.h>

#include "cmd/command.h"
#include "cmd/invocation.h"
#include "tests/fuzz/target.h"

enum { ITEMS_MAX = 32 };

static void check_setting(const struct invocation *invocation, enum option_id id)
{
    const struct option *option = option_row(id);
    const struct setting *setting = &invocation->settings[id];
    check(setting->values.count == 0 || (command_allows(invocation->command, id) && setting->origin != FROM_NOWHERE));
    check((option->repeatable || setting->values.count <= 1) && (option->value == NULL || !setting->on));
    for (size_t i = 0; i < setting->values.count; i++)
        check(setting->values.items[i].len > 0 && setting->values.items[i].at[setting->values.items[i].len] == 0);
    check(option->choices == NULL || choice_of(invocation, id, SIZE_MAX) != SIZE_MAX || setting->values.count == 0);
}

/* `marked`: there is one # in all of it. */
static void check_invocation(struct arena *arena, int argc, char **argv, bool marked)
{
    auto_err err = {0}, again_err = {0};
    struct invocation invocation = {.arena = arena, .program = "external-secrets"}, again = invocation;
    int result = invocation_read(&invocation, argc, argv, argc % 2, &err);
    check_result(result, &err);
    check(invocation_read(&again, argc, argv, argc % 2, &again_err) == result && again.command == invocation.command);
    check(result == 0 || (err.kind == ERR_USAGE && strcmp(err.text, again_err.text) == 0));
    struct text key = value_of(&invocation, OPTION_SEALING_KEY);
    check(result == 0 || !marked || !text_contains(key, "#") || !text_contains(text_of(err.text), "#"));
    bool help = is_on(&invocation, OPTION_HELP);
    check(result != 0 || help || invocation.words.count <= invocation.command->words);
    for (enum option_id id = 0; id < OPTION_COUNT && result == 0 && !help; id++)
        check_setting(&invocation, id);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_arena arena = {0};
    char name[] = "external-secrets", *arguments[ITEMS_MAX] = {name}, *variables[ITEMS_MAX];
    size_t argument_count = 1, variable_count = 0;
    struct text_list items = text_list_split(&arena, arena_string(&arena, text_of_input(data, size)), '\n');
    for (size_t i = 0; i < items.count && i < ITEMS_MAX - 2; i++) {
        char *item = arena_string(&arena, text_is(items.items[i], "''") ? TEXT("") : items.items[i]);
        bool variable = text_starts(items.items[i], "EXTERNAL_SECRETS_") && strchr(item, '=') != NULL;
        *(variable ? &variables[variable_count++] : &arguments[argument_count++]) = item;
        check(!variable || putenv(item) == 0);
    }
    check_invocation(&arena, (int)argument_count, arguments, size > 0 && memchr(data, '#', size) == memrchr(data, '#', size));
    for (size_t i = 0; i < variable_count; i++)
        check(unsetenv(arena_string(&arena, (struct text){variables[i], strcspn(variables[i], "=")})) == 0);
    return 0;
}
