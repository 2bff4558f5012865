/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/text.h"

static void test_equality(void **state)
{
    (void)state;
    assert_true(text_equal(TEXT("abc"), (struct text){"abcd", 3}));
    assert_false(text_equal(TEXT("abc"), TEXT("abd")));
    assert_false(text_equal(TEXT("abc"), TEXT("ab")));
    assert_true(text_equal((struct text){0}, TEXT("")));
    assert_true(text_equal(TEXT("a\0b"), TEXT("a\0b")));
    assert_false(text_equal(TEXT("a\0b"), TEXT("a\0c")));
    assert_true(text_is(TEXT("abc"), "abc"));
    assert_false(text_is(TEXT("abc\0"), "abc"));
    assert_true(text_is((struct text){0}, ""));
}

static void test_text_of(void **state)
{
    (void)state;
    assert_int_equal(text_of("abc").len, 3);
    assert_int_equal(text_of("").len, 0);
    assert_int_equal(text_of(NULL).len, 0);
    assert_null(text_of(NULL).at);
}

static void test_beginnings_and_ends(void **state)
{
    (void)state;
    assert_true(text_starts(TEXT("abc"), "ab"));
    assert_true(text_starts(TEXT("abc"), "abc"));
    assert_false(text_starts(TEXT("ab"), "abc"));
    assert_true(text_starts(TEXT(""), ""));
    assert_true(text_ends(TEXT("values.yaml"), ".yaml"));
    assert_false(text_ends(TEXT("yaml"), ".yaml"));
    assert_true(text_ends(TEXT("abc"), ""));
}

static void test_contains(void **state)
{
    (void)state;
    assert_true(text_contains(TEXT("a\0needle"), "needle"));
    assert_false(text_contains((struct text){"needle", 5}, "needle"));
    assert_false(text_contains((struct text){0}, "a"));
}

static void test_order(void **state)
{
    (void)state;
    assert_true(text_order(TEXT("a"), TEXT("b")) < 0);
    assert_true(text_order(TEXT("b"), TEXT("a")) > 0);
    assert_int_equal(text_order(TEXT("a"), TEXT("a")), 0);
    assert_true(text_order(TEXT("a"), TEXT("ab")) < 0);
    assert_true(text_order(TEXT("ab"), TEXT("a")) > 0);
    assert_true(text_order(TEXT("z"), TEXT("\xc3\xa4")) < 0); /* bytes are unsigned */
    assert_true(text_order((struct text){0}, TEXT("a")) < 0);
    assert_int_equal(text_order((struct text){0}, TEXT("")), 0);
}

static void test_trim(void **state)
{
    (void)state;
    assert_true(text_is(text_trim(TEXT(" \t\r\n a b \r\n\t ")), "a b"));
    assert_int_equal(text_trim(TEXT(" \n ")).len, 0);
    assert_int_equal(text_trim((struct text){0}).len, 0);
    assert_true(text_is(text_from(TEXT("abc"), 1), "bc"));
    assert_int_equal(text_from(TEXT("abc"), 3).len, 0);
    assert_int_equal(text_from((struct text){0}, 0).len, 0);
}

static void test_precision(void **state)
{
    (void)state;
    assert_int_equal(text_precision(TEXT("abc")), 3);
    assert_int_equal(text_precision((struct text){NULL, (size_t)INT32_MAX + 1}), INT32_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equality),  cmocka_unit_test(test_text_of), cmocka_unit_test(test_beginnings_and_ends),
        cmocka_unit_test(test_contains),  cmocka_unit_test(test_order),   cmocka_unit_test(test_trim),
        cmocka_unit_test(test_precision),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
