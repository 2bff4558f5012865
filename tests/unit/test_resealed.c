/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cmd/resealed.h"

static void test_finds_what_was_set(void **state)
{
    (void)state;
    auto_resealed resealed = {0};
    struct resealed_entry *one = resealed_find(&resealed, TEXT("one")), *two = resealed_find(&resealed, TEXT("two"));
    assert_ptr_not_equal(one, two);
    assert_false(one->taken);
    assert_int_equal(one->string.len, 0);
    one->taken = true;
    resealed_set(&resealed, one, TEXT("new one"));
    assert_ptr_equal(resealed_find(&resealed, TEXT("one")), one);
    assert_true(text_is(one->string, "new one"));
    assert_false(two->taken);
    assert_ptr_equal(resealed_find(&resealed, (struct text){0}), resealed_find(&resealed, TEXT("")));
}

/* Entries stay where they are, however many come. */
static void test_many(void **state)
{
    (void)state;
    enum { MANY = 10000 };
    auto_resealed resealed = {0};
    auto_arena arena = {0};
    struct resealed_entry **entries = arena_new(&arena, MANY * sizeof *entries);
    for (size_t i = 0; i < MANY; i++) {
        entries[i] = resealed_find(&resealed, arena_format(&arena, "old %zu", i));
        resealed_set(&resealed, entries[i], arena_format(&arena, "new %zu", i));
    }
    for (size_t i = 0; i < MANY; i++) {
        const struct resealed_entry *found = resealed_find(&resealed, arena_format(&arena, "old %zu", i));
        assert_ptr_equal(found, entries[i]);
        assert_true(text_equal(found->string, arena_format(&arena, "new %zu", i)));
    }
    assert_int_equal(resealed.count, MANY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds_what_was_set),
        cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
