/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"

static void test_set(void **state)
{
    (void)state;
    auto_err err = {0};
    assert_int_equal(err_set(&err, ERR_INPUT, "line %d", 3), -1);
    assert_int_equal(err.kind, ERR_INPUT);
    assert_string_equal(err.text, "line 3");
    assert_null(err.hint);
}

static void test_set_again_takes_the_place(void **state)
{
    (void)state;
    auto_err err = {0};
    err_set(&err, ERR_INPUT, "first");
    err_hint(&err, "first hint");
    err_set(&err, ERR_SEALED, "second");
    assert_int_equal(err.kind, ERR_SEALED);
    assert_string_equal(err.text, "second");
    assert_null(err.hint);
}

static void test_wrap_puts_nouns_in_front(void **state)
{
    (void)state;
    auto_err err = {0};
    err_set(&err, ERR_IO, "no such file");
    assert_int_equal(err_wrap(&err, "%s", "keys.pem"), -1);
    err_wrap(&err, "--sealing-key");
    assert_int_equal(err.kind, ERR_IO);
    assert_string_equal(err.text, "--sealing-key: keys.pem: no such file");
}

static void test_hint(void **state)
{
    (void)state;
    auto_err err = {0};
    err_set(&err, ERR_USAGE, "unknown");
    assert_int_equal(err_hint(&err, "did you mean %s?", "render"), -1);
    assert_string_equal(err.hint, "did you mean render?");
    err_hint(&err, "see --help");
    assert_string_equal(err.hint, "see --help");
    assert_string_equal(err.text, "unknown");
}

static void test_freed_is_empty(void **state)
{
    (void)state;
    struct err err = {0};
    err_set(&err, ERR_USAGE, "unknown");
    err_hint(&err, "hint");
    err_free(&err);
    assert_int_equal(err.kind, ERR_NONE);
    assert_null(err.text);
    assert_null(err.hint);
    err_free(&err);
}

/* Documented exit codes: scripts rely on them. */
static void test_kinds_are_exit_codes(void **state)
{
    (void)state;
    assert_int_equal(ERR_ANSWER_NO, 1);
    assert_int_equal(ERR_USAGE, 2);
    assert_int_equal(ERR_INPUT, 3);
    assert_int_equal(ERR_SEALED, 4);
    assert_int_equal(ERR_REMOTE, 5);
    assert_int_equal(ERR_IO, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set),
        cmocka_unit_test(test_set_again_takes_the_place),
        cmocka_unit_test(test_wrap_puts_nouns_in_front),
        cmocka_unit_test(test_hint),
        cmocka_unit_test(test_freed_is_empty),
        cmocka_unit_test(test_kinds_are_exit_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
