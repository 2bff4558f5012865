/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sealed/scope.h"

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(scope_name(SCOPE_STRICT), "strict");
    assert_string_equal(scope_name(SCOPE_NAMESPACE_WIDE), "namespace-wide");
    assert_string_equal(scope_name(SCOPE_CLUSTER_WIDE), "cluster-wide");
    for (unsigned i = 0; i < SCOPE_COUNT; i++) {
        enum scope scope = SCOPE_COUNT;
        assert_int_equal(scope_from_name(text_of(scope_name((enum scope)i)), &scope), 0);
        assert_int_equal(scope, i);
    }
}

static void test_words_that_are_no_scope(void **state)
{
    (void)state;
    static const char *const words[] = {"", "Strict", "namespace", "cluster", "cluster-wide ", "namespacewide"};
    enum scope scope = SCOPE_STRICT;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        assert_int_equal(scope_from_name(text_of(words[i]), &scope), -1);
}

static void test_labels(void **state)
{
    (void)state;
    auto_arena arena = {0};
    assert_true(text_is(scope_label(&arena, SCOPE_STRICT, TEXT("team-a"), TEXT("credentials")), "team-a/credentials"));
    assert_true(text_is(scope_label(&arena, SCOPE_NAMESPACE_WIDE, TEXT("team-a"), TEXT("credentials")), "team-a"));
    assert_int_equal(scope_label(&arena, SCOPE_CLUSTER_WIDE, TEXT("team-a"), TEXT("credentials")).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_words_that_are_no_scope),
        cmocka_unit_test(test_labels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
