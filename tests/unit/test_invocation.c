/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "cmd/command.h"
#include "cmd/invocation.h"

enum { ARGUMENTS_MAX = 16 };

struct started {
    struct arena arena;
    struct invocation invocation;
    struct err err;
    int result;
};

static int begin(void **state)
{
    static struct started started;
    *state = &started;
    return 0;
}

static int end(void **state)
{
    struct started *started = *state;
    arena_free(&started->arena);
    err_free(&started->err);
    return 0;
}

/* The arguments are separated by blanks. */
static void start(struct started *started, bool terminal, const char *arguments)
{
    char name[] = "external-secrets", *argv[ARGUMENTS_MAX] = {name};
    arena_free(&started->arena);
    err_free(&started->err);
    struct text_list words = text_list_split(&started->arena, arguments, ' ');
    for (size_t i = 0; i < words.count; i++)
        argv[i + 1] = arena_string(&started->arena, words.items[i]);
    started->invocation = (struct invocation){.arena = &started->arena, .program = "external-secrets"};
    started->result = invocation_read(&started->invocation, (int)words.count + 1, argv, terminal, &started->err);
}

static void test_which_subcommand(void **state)
{
    struct started *started = *state;
    start(started, false, "");
    assert_string_equal(started->invocation.command->name, "render");
    start(started, true, "");
    assert_string_equal(started->invocation.command->name, "help");
    start(started, true, "--owner=a");
    assert_string_equal(started->invocation.command->name, "render");
    assert_false(started->invocation.command_named);
    start(started, true, "-Rq render");
    assert_string_equal(started->invocation.command->name, "render");
    assert_true(started->invocation.command_named);
    assert_int_equal(started->result, 0);
}

static void test_values_and_where_they_come_from(void **state)
{
    struct started *started = *state;
    assert_int_equal(setenv("EXTERNAL_SECRETS_OWNER", "x:y", 1), 0);
    assert_int_equal(setenv("EXTERNAL_SECRETS_NAMESPACE", "poseidon", 1), 0);
    start(started, false, "render --owner=a --emit reference --owner=b -Rq");
    const struct invocation *invocation = &started->invocation;
    assert_int_equal(started->result, 0);
    assert_int_equal(invocation->settings[OPTION_OWNER].values.count, 2);
    assert_true(text_is(invocation->settings[OPTION_OWNER].values.items[1], "b"));
    assert_string_equal(origin_of(invocation, OPTION_OWNER), "--owner");
    assert_string_equal(origin_of(invocation, OPTION_NAMESPACE), "EXTERNAL_SECRETS_NAMESPACE");
    assert_true(text_is(value_of(invocation, OPTION_NAMESPACE), "poseidon"));
    assert_int_equal(choice_of(invocation, OPTION_EMIT, 0), 2);
    assert_int_equal(choice_of(invocation, OPTION_SCOPE, 1), 1);
    assert_true(is_on(invocation, OPTION_RECURSIVE) && is_on(invocation, OPTION_QUIET));
    assert_false(is_on(invocation, OPTION_VERBOSE) || is_given(invocation, OPTION_LOG_FILE));
    start(started, false, "render");
    assert_int_equal(invocation->settings[OPTION_OWNER].values.count, 2);
    assert_true(text_is(value_of(invocation, OPTION_OWNER), "x"));
    assert_int_equal(unsetenv("EXTERNAL_SECRETS_OWNER"), 0);
    assert_int_equal(unsetenv("EXTERNAL_SECRETS_NAMESPACE"), 0);
}

static void test_words(void **state)
{
    struct started *started = *state;
    start(started, false, "help -- version");
    assert_int_equal(started->result, 0);
    assert_int_equal(started->invocation.words.count, 1);
    assert_true(text_is(started->invocation.words.items[0], "version"));
    start(started, false, "help -- --help");
    assert_int_equal(started->result, 0);
    assert_false(is_on(&started->invocation, OPTION_HELP));
    assert_true(text_is(started->invocation.words.items[0], "--help"));
}

static void test_help_comes_before_wrong_values(void **state)
{
    struct started *started = *state;
    start(started, false, "render --emit=none --help");
    assert_int_equal(started->result, 0);
    assert_true(is_on(&started->invocation, OPTION_HELP));
    start(started, false, "render --emit=none");
    assert_int_equal(started->result, -1);
    assert_int_equal(started->err.kind, ERR_USAGE);
    assert_string_equal(started->err.text, "--emit: not one of secret, sealed-secret, reference");
    assert_null(started->err.hint);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_which_subcommand, begin, end),
        cmocka_unit_test_setup_teardown(test_values_and_where_they_come_from, begin, end),
        cmocka_unit_test_setup_teardown(test_words, begin, end),
        cmocka_unit_test_setup_teardown(test_help_comes_before_wrong_values, begin, end),
    };
    return cmocka_run_group_tests_name("invocation", tests, NULL, NULL);
}
