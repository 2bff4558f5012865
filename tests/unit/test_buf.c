/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/buf.h"

static void test_puts(void **state)
{
    (void)state;
    auto_arena arena = {0};
    struct buf buf = buf_new(&arena, 1000);
    buf_put(&buf, TEXT("name:"));
    buf_put_byte(&buf, ' ');
    buf_put_string(&buf, "store");
    buf_put_byte(&buf, '\n');
    buf_put_spaces(&buf, 2);
    buf_format(&buf, "- %d", 42);
    buf_put(&buf, (struct text){0});
    assert_true(text_is(buf_text(&buf), "name: store\n  - 42"));
    assert_false(buf.full);
}

static void test_grows(void **state)
{
    (void)state;
    auto_arena arena = {0};
    struct buf buf = buf_new(&arena, 100000);
    for (unsigned i = 0; i < 10000; i++)
        buf_format(&buf, "%04u\n", i);
    struct text text = buf_text(&buf);
    assert_int_equal(text.len, 50000);
    assert_memory_equal(text.at, "0000\n0001\n", 10);
    assert_memory_equal(text.at + 49995, "9999\n", 5);
    assert_false(buf.full);
}

static void test_ceiling(void **state)
{
    (void)state;
    auto_arena arena = {0};
    struct buf buf = buf_new(&arena, 10);
    buf_put(&buf, TEXT("0123456789"));
    assert_false(buf.full);
    assert_int_equal(buf_text(&buf).len, 10);
    buf_put_byte(&buf, 'x');
    assert_true(buf.full);
    assert_true(text_is(buf_text(&buf), "0123456789"));
}

static void test_ceiling_of_each_put(void **state)
{
    (void)state;
    auto_arena arena = {0};
    struct buf spaces = buf_new(&arena, 5), formatted = buf_new(&arena, 5), string = buf_new(&arena, 5);
    buf_put_spaces(&spaces, 5);
    assert_false(spaces.full);
    buf_put_spaces(&spaces, 1);
    assert_true(spaces.full);
    buf_format(&formatted, "%d", 123456);
    assert_true(formatted.full);
    assert_int_equal(formatted.len, 0);
    buf_put_string(&string, "123456");
    assert_true(string.full);
    assert_int_equal(string.len, 0);
}

/* The NUL that vsnprintf() writes does not count. */
static void test_format_up_to_the_ceiling(void **state)
{
    (void)state;
    auto_arena arena = {0};
    struct buf buf = buf_new(&arena, 512);
    for (unsigned i = 0; i < 128; i++)
        buf_format(&buf, "%03u ", i);
    assert_false(buf.full);
    assert_int_equal(buf_text(&buf).len, 512);
    assert_memory_equal(buf_text(&buf).at + 508, "127 ", 4);
    struct buf empty = buf_new(&arena, 0);
    buf_format(&empty, "%s", "");
    assert_false(empty.full);
    buf_format(&empty, "%s", "x");
    assert_true(empty.full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_puts),
        cmocka_unit_test(test_grows),
        cmocka_unit_test(test_ceiling),
        cmocka_unit_test(test_ceiling_of_each_put),
        cmocka_unit_test(test_format_up_to_the_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
