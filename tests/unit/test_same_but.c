/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "yaml/same_but.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct node *parse(struct arena *arena, const char *yaml)
{
    auto_err err = {0};
    struct yaml_source *source = arena_new(arena, sizeof *source);
    struct node *root;
    *source = (struct yaml_source){.file = TEXT("v.yaml"), .bytes = text_of(yaml)};
    assert_int_equal(tree_parse(arena, source, &root, &err), 0);
    return root;
}

/* With NEW asked for as the value of `x`. */
static bool same(const char *before, const char *after)
{
    auto_arena arena = {0};
    struct difference difference = {0};
    const struct node *root = parse(&arena, before), *x = node_get(root, "x");
    if (x != NULL)
        *array_add(&arena, &difference.scalars) = (struct scalar_edit){x, TEXT("NEW")};
    difference_sort(&difference);
    return same_but(&difference, x ? x : root, text_of(after));
}

static void test_same(void **state)
{
    static const struct {
        const char *before, *after;
    } cases[] = {
        {"x: old\ny: [1, {a: b}]\n", "x: 'NEW'\ny:   [1, {a: b}] # c\n"},
        {"x: |\n  old\ny: 1\n", "x: |+\n  NEW\n\ny: 1\n"},
        {"x: >\n  old\n", "x: >\n  NEW\n"},
        {"x: &a old\ny: *a\nz: [*a]\n", "x: &a NEW\ny: *a\nz: [*a]\n"},
        {"? [a]\n: 1\n", "? [a]\n: 1\n"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if (!same(cases[i].before, cases[i].after))
            fail_msg("not the same: %s", cases[i].after);
}

static void test_other(void **state)
{
    static const struct {
        const char *before, *after;
    } cases[] = {
        {"x: old\n", "x: old\n"},
        {"x: |\n  old\n", "x: |\n  NEW\n  old\n"},
        {"x: old\ny: 1\n", "x: NEW\ny: 2\n"},
        {"x: old\ny: 1\n", "x: NEW\ny: '1'\n"},
        {"x: old\ny: 1\n", "x: NEW\nz: 1\n"},
        {"x: old\ny: 1\n", "y: 1\nx: NEW\n"},
        {"x: old\ny: 1\n", "x: NEW\n"},
        {"x: old\n", "x: NEW\ny: 1\n"},
        {"x: old\ny: 1\n", "x: NEW\ny: !!str 1\n"},
        {"x: old\ny: 1\n", "x: NEW\ny: [1]\n"},
        {"x: old\ny: [1]\n", "x: NEW\ny: [2]\n"},
        {"x: old\ny: [1]\n", "x: NEW\ny:\n- 1\n"},
        {"x: old\ny: [1]\n", "x: NEW\ny: {1}\n"},
        {"x: old\ny: 1\n", "x: &a NEW\ny: 1\n"},
        {"x: &a old\ny: *a\n", "x: &a NEW\ny: NEW\n"},
        {"x: &a old\ny: old\n", "x: &a NEW\ny: *a\n"},
        {"x: old\na: &a 1\nb: &b 1\nc: *a\nd: *b\n", "x: NEW\na: &a 1\nb: &b 1\nc: *b\nd: *a\n"},
        {"x: old\ny: 1\n", "x: [NEW\ny: 1\n"},
        {"x: old\n", "# nothing\n"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if (same(cases[i].before, cases[i].after))
            fail_msg("the same: %s", cases[i].after);
}

static void test_new_pair(void **state)
{
    static const char *const wrong[] = {"m: {a: 1, n: w}\n", "m: {a: 1, o: v}\n",   "m: {n: v, a: 1}\n",
                                        "m: {a: 1}\n",       "m: {a: 1, n: [v]}\n", "m: {a: 1, n: v, o: 1}\n"};
    (void)state;
    auto_arena arena = {0};
    const struct node *map = node_get(parse(&arena, "m: {a: 1}\n"), "m");
    const struct difference difference = {.map = map, .field = {TEXT("n"), TEXT("v")}};
    assert_true(same_but(&difference, map, TEXT("m: {a: 1, n: v}\n")));
    for (size_t i = 0; i < COUNT(wrong); i++)
        assert_false(same_but(&difference, map, text_of(wrong[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same),
        cmocka_unit_test(test_other),
        cmocka_unit_test(test_new_pair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
