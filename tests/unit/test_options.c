/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cmd/command.h"
#include "cmd/options.h"

static void test_rows_are_whole(void **state)
{
    (void)state;
    for (enum option_id id = 0; id < OPTION_COUNT; id++) {
        const struct option *option = option_row(id);
        assert_non_null(option->name);
        assert_non_null(option->help);
        assert_int_equal(option_named(text_of(option->name)), id);
        if (option->letter != 0)
            assert_int_equal(option_lettered(option->letter), id);
        if (option->choices != NULL)
            assert_int_equal(option->completion, COMPLETE_CHOICES);
        if (option->value == NULL) {
            assert_false(option->repeatable);
            assert_int_equal(option->completion, COMPLETE_NOTHING);
        }
    }
    assert_int_equal(option_named(TEXT("sealing")), OPTION_COUNT);
    assert_int_equal(option_lettered('x'), OPTION_COUNT);
    assert_int_equal(option_lettered(0), OPTION_COUNT);
}

static void test_variables(void **state)
{
    (void)state;
    auto_arena arena = {0};
    assert_string_equal(option_variable(&arena, OPTION_SEALING_KEY), "EXTERNAL_SECRETS_SEALING_KEY");
    assert_string_equal(option_variable(&arena, OPTION_HELP), "EXTERNAL_SECRETS_HELP");
    /* Kubernetes sets EXTERNAL_SECRETS_PORT, ..._PORT_443_TCP and ..._SERVICE_HOST for a Service of this name. */
    for (enum option_id id = 0; id < OPTION_COUNT; id++) {
        struct text name = text_of(option_row(id)->name);
        assert_false(text_starts(name, "port") || text_starts(name, "service"));
    }
}

static void test_nearest_and_choices(void **state)
{
    (void)state;
    auto_arena arena = {0};
    assert_string_equal(option_nearest(TEXT("seling-key")), "sealing-key");
    assert_null(option_nearest(TEXT("log")));
    assert_string_equal(arena_string(&arena, option_choices(&arena, option_row(OPTION_EMIT)->choices)),
                        "secret, sealed-secret, reference");
}

static void test_commands(void **state)
{
    (void)state;
    auto_arena arena = {0};
    for (const struct command *command = commands; command->name != NULL; command++) {
        assert_ptr_equal(command_named(text_of(command->name)), command);
        assert_non_null(command->run);
        assert_true(command_allows(command, OPTION_HELP));
        assert_true(command_allows(command, OPTION_COLOR));
        if (command->hidden)
            continue;
        assert_non_null(command->help);
        assert_non_null(command->about);
        assert_non_null(command->synopsis);
        for (const char *const *example = command->examples; *example != NULL; example++)
            assert_non_null(strstr(*example, "$0"));
    }
    assert_null(command_named(TEXT("")));
    assert_true(command_allows(command_named(TEXT("render")), OPTION_EMIT));
    assert_false(command_allows(command_named(TEXT("version")), OPTION_EMIT));
    assert_string_equal(command_nearest(&arena, TEXT("versionn")), "version");
    assert_null(command_nearest(&arena, TEXT("aquarium")));
}

static void test_formats(void **state)
{
    (void)state;
    auto_arena arena = {0};
    for (const struct command *command = commands; command->name != NULL; command++) {
        const char *const *all = option_row(OPTION_OUTPUT)->choices, *const *its = command_choices(command, OPTION_OUTPUT);
        for (; *its != NULL; its++) {
            const char *const *same = all;
            while (*same != NULL && strcmp(*same, *its) != 0)
                same++;
            assert_non_null(*same);
        }
    }
    const char *const *of_version = command_choices(command_named(TEXT("version")), OPTION_OUTPUT);
    const char *const *of_verify = command_choices(command_named(TEXT("verify")), OPTION_OUTPUT);
    const char *const *of_schema = command_choices(command_named(TEXT("schema")), OPTION_OUTPUT);
    assert_string_equal(arena_string(&arena, option_choices(&arena, of_version)), "text, json");
    assert_string_equal(arena_string(&arena, option_choices(&arena, of_schema)), "json, markdown");
    assert_string_equal(arena_string(&arena, option_choices(&arena, of_verify)), "text, json, sarif, github");
    assert_ptr_equal(command_choices(command_named(TEXT("render")), OPTION_EMIT), option_row(OPTION_EMIT)->choices);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_are_whole), cmocka_unit_test(test_variables), cmocka_unit_test(test_nearest_and_choices),
        cmocka_unit_test(test_commands),       cmocka_unit_test(test_formats),
    };
    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
