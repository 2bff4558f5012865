/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cmd/table.h"

static const char *const headings[] = {"KIND", "NAME"};
enum { COLUMNS = 2 };

static void assert_line(struct arena *arena, const struct text_list *lines, size_t i, const char *expected)
{
    assert_true(i < lines->count);
    assert_string_equal(arena_string(arena, lines->items[i]), expected);
}

static void test_columns_line_up(void **state)
{
    (void)state;
    auto_arena arena = {0};
    const struct text cells[] = {TEXT("Secret"), TEXT("a"), TEXT("ClusterSecretStore"), TEXT("poseidon-gitops")};
    struct text_list lines = table_lines(&arena, headings, COLUMNS, cells, 2);
    assert_int_equal(lines.count, 3);
    assert_line(&arena, &lines, 0, "KIND                NAME");
    assert_line(&arena, &lines, 1, "Secret              a");
    assert_line(&arena, &lines, 2, "ClusterSecretStore  poseidon-gitops");
}

static void test_headings_alone(void **state)
{
    (void)state;
    auto_arena arena = {0};
    struct text_list lines = table_lines(&arena, headings, COLUMNS, NULL, 0);
    assert_int_equal(lines.count, 1);
    assert_line(&arena, &lines, 0, "KIND  NAME");
}

static void test_empty_hidden_and_other_letters(void **state)
{
    (void)state;
    auto_arena arena = {0};
    const struct text cells[] = {{NULL, 0}, TEXT("\x1b[31m"), TEXT("\xc3\xbc\xc3\xbc"), TEXT("x"), TEXT("a\nb"), TEXT("y")};
    struct text_list lines = table_lines(&arena, headings, COLUMNS, cells, 3);
    assert_line(&arena, &lines, 1, "-     \\x1b[31m");
    assert_line(&arena, &lines, 2, "\xc3\xbc\xc3\xbc    x");
    assert_line(&arena, &lines, 3, "a\\nb  y");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns_line_up),
        cmocka_unit_test(test_headings_alone),
        cmocka_unit_test(test_empty_hidden_and_other_letters),
    };
    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
