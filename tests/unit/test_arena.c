/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/arena.h"
#include "base/err.h"

static void test_memory_is_zeroed_and_aligned(void **state)
{
    (void)state;
    auto_arena arena = {0};
    for (size_t size = 0; size < 200000; size = size * 3 + 1) {
        unsigned char *p = arena_new(&arena, size);
        assert_int_equal((uintptr_t)p % 16, 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xff, size);
    }
}

static void test_pieces_do_not_overlap(void **state)
{
    (void)state;
    auto_arena arena = {0};
    enum { COUNT = 1000 };
    unsigned char *pieces[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        size_t size = i % 97 == 0 ? 20000 : i % 100 + 1;
        pieces[i] = arena_new(&arena, size);
        memset(pieces[i], (int)(i % 251), size);
    }
    for (size_t i = 0; i < COUNT; i++) {
        size_t size = i % 97 == 0 ? 20000 : i % 100 + 1;
        assert_int_equal(pieces[i][0], i % 251);
        assert_int_equal(pieces[i][size - 1], i % 251);
    }
}

static void test_copies(void **state)
{
    (void)state;
    auto_arena arena = {0};
    char source[] = "a\0b";
    struct text copy = arena_copy(&arena, (struct text){source, 3});
    source[0] = 'x';
    assert_true(text_equal(copy, TEXT("a\0b")));
    assert_int_equal(copy.at[3], '\0');
    assert_string_equal(arena_string(&arena, TEXT("abc")), "abc");
    assert_string_equal(arena_string(&arena, (struct text){0}), "");
    struct text made = arena_format(&arena, "%s-%d", "store", 42);
    assert_true(text_is(made, "store-42"));
    assert_int_equal(made.at[made.len], '\0');
}

static void test_free_leaves_it_usable(void **state)
{
    (void)state;
    auto_arena arena = {0};
    arena_new(&arena, 10);
    arena_free(&arena);
    assert_null(arena.newest);
    arena_free(&arena);
    assert_true(text_is(arena_format(&arena, "again"), "again"));
}

static void test_lists_grow(void **state)
{
    (void)state;
    auto_arena arena = {0};
    struct text_list list = {0};
    for (size_t i = 0; i < 1000; i++) {
        struct text *item = array_add(&arena, &list);
        assert_null(item->at); /* new items are zeroed */
        *item = arena_format(&arena, "item %zu", i);
    }
    assert_int_equal(list.count, 1000);
    assert_true(text_is(list.items[0], "item 0"));
    assert_true(text_is(list.items[999], "item 999"));
    assert_true(text_list_has(&list, TEXT("item 500")));
    assert_false(text_list_has(&list, TEXT("item 1000")));
}

/* The exit code of a child that asks for what cannot be had, and whether it said so. */
static int exit_code_of(void (*ask)(void), char *said, size_t room)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        ask();
        _exit(0);
    }
    close(ends[1]);
    ssize_t got = read(ends[0], said, room - 1);
    said[got > 0 ? got : 0] = '\0';
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void ask_for_too_large_a_sum(void)
{
    size_add(SIZE_MAX, 1);
}

static void ask_for_too_large_a_product(void)
{
    size_mul(SIZE_MAX / 2, 3);
}

static void ask_for_too_large_a_piece(void)
{
    auto_arena arena = {0};
    arena_new(&arena, SIZE_MAX - 3);
}

static void test_overflow_ends_the_program(void **state)
{
    (void)state;
    char said[100];
    void (*const asking[])(void) = {ask_for_too_large_a_sum, ask_for_too_large_a_product, ask_for_too_large_a_piece};
    for (size_t i = 0; i < sizeof asking / sizeof asking[0]; i++) {
        assert_int_equal(exit_code_of(asking[i], said, sizeof said), ERR_IO);
        assert_string_equal(said, "error: out of memory\n");
    }
    assert_int_equal(size_add(SIZE_MAX - 1, 1), SIZE_MAX);
    assert_int_equal(size_mul(SIZE_MAX / 2, 2), SIZE_MAX - 1);
}

static void test_format(void **state)
{
    (void)state;
    auto_free char *formatted = mem_format("%d%%", 7);
    assert_string_equal(formatted, "7%");
}

static void test_sorted_lists(void **state)
{
    (void)state;
    auto_arena arena = {0};
    struct text_list list = {0};
    text_list_sort(&list);
    assert_false(text_list_finds(&list, TEXT("a")));
    const char *const words[] = {"b", "", "ab", "b", "a"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        *array_add(&arena, &list) = text_of(words[i]);
    text_list_sort(&list);
    const char *const sorted[] = {"", "a", "ab", "b", "b"};
    for (size_t i = 0; i < sizeof sorted / sizeof *sorted; i++) {
        assert_true(text_is(list.items[i], sorted[i]));
        assert_true(text_list_finds(&list, text_of(sorted[i])));
    }
    assert_false(text_list_finds(&list, TEXT("aa")));
    assert_false(text_list_finds(&list, TEXT("c")));
}

static void test_joined_lists(void **state)
{
    (void)state;
    auto_arena arena = {0};
    struct text_list list = {0};
    assert_int_equal(text_list_join(&arena, &list, 2).len, 0);
    *array_add(&arena, &list) = TEXT("a");
    assert_true(text_is(text_list_join(&arena, &list, 2), "a"));
    *array_add(&arena, &list) = TEXT("b");
    assert_true(text_is(text_list_join(&arena, &list, 2), "a, b"));
    *array_add(&arena, &list) = TEXT("c");
    *array_add(&arena, &list) = TEXT("d");
    assert_true(text_is(text_list_join(&arena, &list, 2), "a, b, ..."));
}

/* What stands in a stream as a name may be no name, and of any length; a message is about it a thousand times. */
static void test_joined_lists_are_short(void **state)
{
    (void)state;
    auto_arena arena = {0};
    struct text_list list = {0};
    for (int i = 0; i < 3; i++)
        *array_add(&arena, &list) = arena_format(&arena, "%0*d", 252 + i, 0);
    assert_int_equal(text_list_join(&arena, &list, 3).len, 252 + 2 + 253 + 2 + 253);
    list.items += 2;
    list.count = 1;
    assert_int_equal(text_list_join(&arena, &list, 3).len, 253);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_joined_lists),
        cmocka_unit_test(test_joined_lists_are_short),
        cmocka_unit_test(test_sorted_lists),
        cmocka_unit_test(test_memory_is_zeroed_and_aligned),
        cmocka_unit_test(test_pieces_do_not_overlap),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_free_leaves_it_usable),
        cmocka_unit_test(test_lists_grow),
        cmocka_unit_test(test_overflow_ends_the_program),
        cmocka_unit_test(test_format),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
