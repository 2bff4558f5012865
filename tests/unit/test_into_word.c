/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cmd/into_word.h"

static void check(const char *word, size_t line, const char *path, const char *file)
{
    auto_arena arena = {0};
    struct into_word read = into_word_read(text_of(word), TEXT("values.yaml"));
    assert_int_equal(read.line, line);
    assert_string_equal(arena_string(&arena, read.path), path);
    if (file == NULL)
        assert_null(read.file);
    else
        assert_string_equal(read.file, file);
}

static void test_paths(void **state)
{
    (void)state;
    check("a.b[0].c", 0, "a.b[0].c", NULL);
    check(" a.b ", 0, "a.b", NULL);
    check("", 0, "", NULL);
    check("=", 0, "", "");
    check("a=", 0, "a", "");
    check("a=-", 0, "a", "-");
    check("a=b=c", 0, "a", "b=c");
    check("a[\"x=\\\"=\"].b=file", 0, "a[\"x=\\\"=\"].b", "file");
    check("a[\"x=", 0, "a[\"x=", NULL);
    check("a[\"\\", 0, "a[\"\\", NULL);
}

static void test_places(void **state)
{
    (void)state;
    check("41:a", 41, "a", NULL);
    check("41:7:a", 41, "a", NULL);
    check("41:7: a=f", 41, "a", "f");
    check("values.yaml:41:7: a", 41, "a", NULL);
    check("values.yaml:a", 0, "a", NULL);
    check("values.yaml.a", 0, "values.yaml.a", NULL);
    check("values.yaml", 0, "values.yaml", NULL);
    check("4711", 0, "4711", NULL);
    check("41.a", 0, "41.a", NULL);
    check("999999999:a", 999999999, "a", NULL);
    check("1234567890:a", 0, "1234567890:a", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths),
        cmocka_unit_test(test_places),
    };
    return cmocka_run_group_tests_name("into_word", tests, NULL, NULL);
}
