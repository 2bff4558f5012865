/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "yaml/tree.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char yaml[] = "a: {b: [x, {c-d: 1, e_2: [[2]]}], \"odd key\": {\"q\\\"\\\\ \\u00e9\\n\": 3}}\n"
                           "\"7\": 4\n\"\": 5\nm: &m {k: 6}\nn: {<<: *m, \"a.b\": 7, \"[0]\": 8}\nl: [1]\n";

static struct node *parse(struct arena *arena)
{
    auto_err err = {0};
    struct yaml_source *source = arena_new(arena, sizeof *source);
    struct node *root;
    *source = (struct yaml_source){.file = TEXT("v.yaml"), .bytes = TEXT(yaml)};
    assert_int_equal(tree_parse(arena, source, &root, &err), 0);
    return root;
}

static void check_all_below(struct arena *arena, const struct node *root, const struct node *node)
{
    auto_err err = {0};
    const struct node *found, *parent;
    struct text last, path = node_path(arena, node);
    if (node_at_path(root, path, &found, &parent, &last, &err) != 0)
        fail_msg("%s", err.text);
    assert_ptr_equal(found, node);
    assert_ptr_equal(parent, node->parent);
    for (size_t i = 0; !node_is_scalar(node) && i < node->count; i++) {
        const struct node *child = node_is_list(node) ? node->items[i] : node->pairs[i].value;
        if (child->parent == node)
            check_all_below(arena, root, child);
    }
}

/* Whatever node_path() writes leads back. */
static void test_there_and_back(void **state)
{
    (void)state;
    auto_arena arena = {0};
    const struct node *root = parse(&arena);
    check_all_below(&arena, root, root);
}

static void test_by_hand(void **state)
{
    static const struct {
        const char *path, *text;
    } cases[] = {
        {"a.b[0]", "x"}, {"[\"a\"].b[1].c-d", "1"}, {"a[\"b\"][1][\"e_2\"][0][0]", "2"}, {"7", "4"},
        {"n.k", "6"},    {"n[\"a.b\"]", "7"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        auto_err err = {0};
        const struct node *found, *parent;
        struct text last;
        if (node_at_path(parse(&arena), text_of(cases[i].path), &found, &parent, &last, &err) != 0)
            fail_msg("%s", err.text);
        assert_true(text_is(node_text(found), cases[i].text));
    }
}

static void test_missing(void **state)
{
    static const struct {
        const char *path, *parent, *last;
    } cases[] = {{"z", "", "z"}, {"a.z", "a", "z"}, {"a.b[1][\"z.y\"]", "a.b[1]", "z.y"}, {"n.z", "n", "z"}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        auto_err err = {0};
        const struct node *found, *parent;
        struct text last;
        assert_int_equal(node_at_path(parse(&arena), text_of(cases[i].path), &found, &parent, &last, &err), 0);
        assert_null(found);
        assert_true(text_is(node_path(&arena, parent), cases[i].parent));
        assert_true(text_is(last, cases[i].last));
    }
}

static void test_refused(void **state)
{
    static const struct {
        const char *path;
        enum err_kind kind;
        const char *message;
    } cases[] = {
        {"z.y", ERR_INPUT, "v.yaml:1:1: there is no z.y here"},
        {"a.b[2]", ERR_INPUT, "v.yaml:1:8: a.b: there is no a.b[2] here"},
        {"a.b.c", ERR_INPUT, "v.yaml:1:8: a.b: there is no a.b.c here"},
        {"a[0]", ERR_INPUT, "v.yaml:1:4: a: there is no a[0] here"},
        {"l[0].x", ERR_INPUT, "v.yaml:6:5: l[0]: there is no l[0].x here"},
        {"a[\"\\u0041\"]", ERR_INPUT, "v.yaml:1:4: a: there is no a[\"\\u0041\"] here"},
        {"a..b", ERR_USAGE, "the path a..b: a key is missing at character 3"},
        {"a.", ERR_USAGE, "the path a.: a key is missing at character 3"},
        {".a", ERR_USAGE, "the path .a: a key is missing at character 1"},
        {"a.b[x]", ERR_USAGE, "the path a.b[x]: an index and ']' should stand here at character 5"},
        {"a.b[1", ERR_USAGE, "the path a.b[1: an index and ']' should stand here at character 6"},
        {"a.b[", ERR_USAGE, "the path a.b[: an index and ']' should stand here at character 5"},
        {"a.b[9999999999]", ERR_USAGE, "the path a.b[9999999999]: an index and ']' should stand here at character 14"},
        {"a.b[1]c", ERR_USAGE, "the path a.b[1]c: '.' or '[' should stand here at character 7"},
        {"a[\"b]", ERR_USAGE, "the path a[\"b]: a key in quotes that does not end in '\"]' begins at character 3"},
        {"a[\"b\"", ERR_USAGE, "the path a[\"b\": a key in quotes that does not end in '\"]' begins at character 3"},
        {"a[\"b\\\"]", ERR_USAGE, "the path a[\"b\\\"]: a key in quotes that does not end in '\"]' begins at character 3"},
        {"a[\"\\q\"]", ERR_USAGE, "the path a[\"\\q\"]: a key in quotes with a bad escape begins at character 3"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        auto_err err = {0};
        const struct node *found, *parent;
        struct text last;
        assert_int_equal(node_at_path(parse(&arena), text_of(cases[i].path), &found, &parent, &last, &err), -1);
        assert_string_equal(err.text, cases[i].message);
        assert_int_equal(err.kind, cases[i].kind);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_missing),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
