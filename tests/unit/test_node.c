/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "yaml/tree.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static struct node *parse(struct arena *arena, const char *yaml)
{
    auto_err err = {0};
    struct node *root;
    struct yaml_source *source = arena_new(arena, sizeof *source);
    *source = (struct yaml_source){.file = TEXT("v.yaml"), .bytes = text_of(yaml)};
    if (tree_parse(arena, source, &root, &err) != 0)
        fail_msg("%s", err.text);
    return root;
}

static void assert_text(struct text text, const char *expected)
{
    assert_int_equal(text.len, strlen(expected));
    assert_memory_equal(text.at, expected, text.len);
}

static void test_get(void **state)
{
    auto_arena arena = {0};
    const struct node *root = parse(&arena, "a: 1\nb: {c: {d: [x]}, c.d: z}\na: 2\n'': e\n");
    (void)state;
    assert_text(node_text(node_get(root, "a")), "2");
    assert_text(node_text(node_get(root, "")), "e");
    assert_null(node_get(root, "c"));
    assert_true(node_is_map(node_find(root, "b.c")));
    assert_true(node_is_list(node_find(root, "b.c.d")));
    assert_null(node_find(root, "b.c.d.x"));
    assert_null(node_find(root, "x.y.z"));
    assert_null(node_find(root, "a.b"));
    assert_text(node_text_at(root, "a"), "2");
    assert_text(node_text_at(root, "b.c"), "");
    assert_null(node_get(NULL, "a"));
    assert_null(node_find(NULL, "a.b"));
    assert_text(node_text(NULL), "");
    assert_false(node_is_map(NULL));
    assert_false(node_is_list(NULL));
    assert_false(node_is_scalar(NULL));
}

static void test_null(void **state)
{
    static const struct {
        const char *yaml;
        bool is_null;
    } cases[] = {
        {"- ", true},          {"- ~", true},     {"- null", true}, {"- Null", true},    {"- NULL", true},   {"- !!null x", true},
        {"- !!null ''", true}, {"- nULL", false}, {"- ''", false},  {"- 'null'", false}, {"- \"~\"", false}, {"- !!str", false},
        {"- ! ~", false},      {"- |\n", false},  {"- []", false},  {"- {}", false},     {"- 0", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        assert_int_equal(node_is_null(parse(&arena, cases[i].yaml)->items[0]), cases[i].is_null);
    }
    assert_true(node_is_null(NULL));
}

/* Each document holds `base`s and a map m; what m.k reads as, and all of m's pairs. */
static void test_merge_keys(void **state)
{
    static const struct {
        const char *yaml, *value, *pairs;
    } cases[] = {
        {"a: &a {k: 1, z: 2}\nm: {<<: *a}", "1", "k=1 z=2"},
        {"a: &a {k: 1, z: 2}\nm: {<<: *a, k: 3}", "3", "k=3 z=2"},
        {"a: &a {k: 1, z: 2}\nm: {k: 3, <<: *a}", "3", "k=3 z=2"},
        {"a: &a {k: 1}\nb: &b {k: 2, z: 3}\nm: {<<: [*a, *b]}", "1", "k=1 z=3"},
        {"a: &a {k: 1}\nb: &b {k: 2, z: 3}\nm: {<<: [*b, *a]}", "2", "k=2 z=3"},
        {"a: &a {k: 1}\nb: &b {k: 2, z: 3}\nm: {<<: *a, <<: *b}", "2", "k=2 z=3"},
        {"a: &a {k: 1}\nb: &b {<<: *a, y: 4}\nm: {<<: *b, x: 5}", "1", "x=5 y=4 k=1"},
        {"a: &a {k: 1}\nb: &b {<<: *a, k: 4}\nm: {<<: *b}", "4", "k=4"},
        {"a: &a {k: 1}\nm: {!!merge <<: *a}", "1", "k=1"},
        {"a: &a {k: 1}\nm: {\"<<\": *a}", "", "<<="},
        {"a: &a {k: 1}\nm: {'<<': *a, k: 2}", "2", "<<= k=2"},
        {"a: &a {k: 1}\nm: {!!str <<: *a}", "", "<<="},
        {"m: {<<: {k: 7}}", "7", "k=7"},
        {"m: {<<: text, <<: [text, {k: 8}], <<: ~}", "8", "k=8"},
        {"m: {k: 1, j: 2, k: 3}", "3", "j=2 k=3"},
        {"a: &a {k: 1, j: 1, k: 2}\nm: {i: 0, <<: *a}", "2", "i=0 j=1 k=2"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        const struct node *map = node_get(parse(&arena, cases[i].yaml), "m");
        size_t count;
        const struct node_pair *pairs = node_pairs(&arena, map, &count);
        struct buf buf = buf_new(&arena, 1000);
        for (size_t k = 0; k < count; k++) {
            buf_put_string(&buf, k == 0 ? "" : " ");
            buf_put(&buf, node_text(pairs[k].key));
            buf_put_byte(&buf, '=');
            buf_put(&buf, node_text(pairs[k].value));
        }
        assert_text(node_text(node_get(map, "k")), cases[i].value);
        assert_text(buf_text(&buf), cases[i].pairs);
    }
}

static void test_pairs_of_nothing(void **state)
{
    auto_arena arena = {0};
    size_t count = 1;
    (void)state;
    assert_null(node_pairs(&arena, NULL, &count));
    assert_int_equal(count, 0);
    assert_null(node_pairs(&arena, parse(&arena, "[a]"), &count));
    assert_null(node_pairs(&arena, parse(&arena, "{<<: {}}"), &count));
    assert_int_equal(count, 0);
    node_pairs(&arena, parse(&arena, "{[a]: 1, [a]: 2, {}: 3, a: 4}"), &count);
    assert_int_equal(count, 4);
}

static void test_duplicates(void **state)
{
    static const struct {
        const char *yaml, *key;
        size_t line;
    } cases[] = {
        {"a: 1\nb: 2\n", NULL, 0},
        {"b: 1\na: 2\n'a': 3\na: 4\nb: 5\n", "a", 2},
        {"a: 1\nb: {a: 1}\n", NULL, 0},
        {"<<: {a: 1}\n<<: {b: 1}\na: 2\n", NULL, 0},
        {"'<<': {a: 1}\n\"<<\": {b: 1}\n", "<<", 1},
        {"[a]: 1\n[a]: 2\n", NULL, 0},
        {"[a, a]", NULL, 0},
        {"1: a\n'1': b\n", "1", 1},
        {"~: a\n'': b\n", NULL, 0},
        {"~: a\nb: c\nnull: d\n", "null", 2},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        const struct node *found = node_duplicate(&arena, parse(&arena, cases[i].yaml));
        if (cases[i].key == NULL) {
            assert_null(found);
            continue;
        }
        assert_text(node_text(found), cases[i].key);
        assert_int_equal(found->line, cases[i].line);
    }
}

static void test_equal(void **state)
{
    static const struct {
        const char *a, *b;
        bool equal;
    } cases[] = {
        {"a: 1", "{\"a\": 1}", true},
        {"a: 1\nb: [x, z]", "b:\n- x\n- 'z'\na: 1", true},
        {"a: x", "a: |-\n  x", true},
        {"a: x", "a: !!str x", true},
        {"a: 1", "a: '1'", false},
        {"a: 1", "a: !!str 1", false},
        {"a: '1'", "a: ! 1", true},
        {"a: 1", "a: !!int '1'", true},
        {"a: yes", "a: 'yes'", false},
        {"a: ~", "a: null", true},
        {"a:", "a: !!null x", true},
        {"a:", "a: ''", false},
        {"a: 1", "a: 2", false},
        {"a: 1", "b: 1", false},
        {"a: 1", "a: 1\nb: 2", false},
        {"- a\n- b", "- b\n- a", false},
        {"- a", "- a\n- a", false},
        {"- a", "a: a", false},
        {"a: {}", "a: []", false},
        {"a: !x y", "a: y", false},
        {"a: !x y", "a: !x y", true},
        {"a: !x y", "a: !z y", false},
        {"x: &x {a: 1, b: 2}\nc: {<<: *x, b: 3}", "x: {b: 2, a: 1}\nc: {b: 3, a: 1}", true},
        {"x: &x [1]\ny: *x", "x: [1]\ny: [1]", true},
        {"a: 1\na: 2", "a: 2", true},
        {"a: 1\n~: 2\nz: 3", "null: 2\na: 1\nz: 3", true},
        {"a: 1\n~: 2", "a: 1\n'~': 2", false},
        {"~: 1\nnull: 2", "null: 2", true},
        {"[a]: 1", "[a]: 1", true},
        {"[a]: 1", "[b]: 1", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        const struct node *a = parse(&arena, cases[i].a), *b = parse(&arena, cases[i].b);
        if (node_equal(&arena, a, b) != cases[i].equal || node_equal(&arena, b, a) != cases[i].equal)
            fail_msg("%s / %s", cases[i].a, cases[i].b);
        assert_true(node_equal(&arena, a, a));
    }
    auto_arena arena = {0};
    assert_true(node_equal(&arena, NULL, NULL));
    assert_false(node_equal(&arena, NULL, parse(&arena, "a")));
}

static void test_path(void **state)
{
    auto_arena arena = {0};
    const struct node *root = parse(
        &arena, "secret_management:\n  stores:\n  - {a.b: [1, {x-1: 2}]}\n  - \"\\u202e\\\"\": {\"\": 3}\n[k]: &a {b: 4}\nc: *a\n");
    const struct node *list = node_find(root, "secret_management.stores");
    const struct node *odd = list->items[1]->pairs[0].value;
    (void)state;
    assert_text(node_path(&arena, root), "");
    assert_text(node_path(&arena, NULL), "");
    assert_text(node_path(&arena, list), "secret_management.stores");
    assert_text(node_path(&arena, list->items[0]), "secret_management.stores[0]");
    assert_text(node_path(&arena, node_get(node_get(list->items[0], "a.b")->items[1], "x-1")),
                "secret_management.stores[0][\"a.b\"][1].x-1");
    assert_text(node_path(&arena, odd->pairs[0].value), "secret_management.stores[1][\"\\u202E\\\"\"][\"\"]");
    assert_text(node_path(&arena, root->pairs[0].key), "secret_management");
    assert_text(node_path(&arena, node_find(root, "c.b")), "[\"\"].b");
}

static void test_path_of_long_keys(void **state)
{
    auto_arena arena = {0};
    struct buf yaml = buf_new(&arena, 1000), path = buf_new(&arena, 1000);
    (void)state;
    for (int i = 0; i < 100; i++)
        buf_put_string(&yaml, "\xC3\xA9.");
    buf_put_string(&yaml, ": 1");
    buf_put_string(&path, "[\"");
    for (int i = 0; i < 21; i++)
        buf_put_string(&path, "\xC3\xA9.");
    buf_put_string(&path, "\"]");
    buf_put_byte(&path, '\0');
    buf_put_byte(&yaml, '\0');
    assert_text(node_path(&arena, parse(&arena, yaml.at)->pairs[0].value), path.at);
}

static void test_places(void **state)
{
    auto_arena arena = {0};
    const struct node *node = node_find(parse(&arena, "a: 1\nb:\n   c: x"), "b.c");
    struct place place = node_place(node);
    (void)state;
    assert_text(place_text(&arena, place), "v.yaml:3:7");
    place.origin = TEXT("chart/templates/x.yaml");
    assert_text(place_text(&arena, place), "v.yaml:3:7 (chart/templates/x.yaml)");
    assert_text(place_text(&arena, node_place(NULL)), "");
    assert_text(place_text(&arena, node_place(node_new_map(&arena))), "");
    struct yaml_source part = {.file = TEXT("f"), .line = 10, .column = 5};
    struct yaml_source block = {.file = TEXT("f"), .mapping = SOURCE_BLOCK, .line = 10, .indent = 4};
    struct yaml_source point = {.file = TEXT("f"), .mapping = SOURCE_POINT, .line = 10, .column = 5};
    assert_text(place_text(&arena, source_place(&part, 0, 2)), "f:11:8");
    assert_text(place_text(&arena, source_place(&part, 3, 2)), "f:14:3");
    assert_text(place_text(&arena, source_place(&block, 0, 2)), "f:11:7");
    assert_text(place_text(&arena, source_place(&block, 3, 2)), "f:14:7");
    assert_text(place_text(&arena, source_place(&point, 3, 2)), "f:11:6");
}

static void test_err_at(void **state)
{
    auto_arena arena = {0};
    auto_err err = {0};
    struct node *root = parse(&arena, "a:\n- x");
    struct node *made = node_new_map(&arena);
    (void)state;
    node_put(&arena, made, TEXT("k"), node_new_string(&arena, TEXT("v")));
    assert_int_equal(err_at(&err, ERR_SEALED, node_get(root, "a")->items[0], "sealed for %s", "another"), -1);
    assert_int_equal(err.kind, ERR_SEALED);
    assert_string_equal(err.text, "v.yaml:2:3: a[0]: sealed for another");
    err_free(&err);
    err_at(&err, ERR_INPUT, root, "why");
    assert_string_equal(err.text, "v.yaml:1:1: why");
    err_free(&err);
    err_at(&err, ERR_INPUT, node_get(made, "k"), "why");
    assert_string_equal(err.text, "k: why");
    err_free(&err);
    err_at(&err, ERR_INPUT, NULL, "why");
    assert_string_equal(err.text, "why");
}

static void test_made_nodes(void **state)
{
    auto_arena arena = {0};
    struct node *map = node_new_map(&arena), *list = node_new_list(&arena);
    struct node *root = parse(&arena, "a: {b: 1}");
    (void)state;
    node_put(&arena, map, TEXT("list"), list);
    for (int i = 0; i < 100; i++)
        node_add(&arena, list, node_new_plain(&arena, TEXT("1")));
    node_add(&arena, list, node_get(root, "a"));
    node_put(&arena, map, TEXT("empty"), node_new_map(&arena));
    node_put(&arena, map, TEXT("whole"), root);
    assert_int_equal(list->count, 101);
    assert_int_equal(list->weight, 1 + 100 + 3);
    assert_int_equal(map->weight, 1 + 1 + list->weight + 2 + 1 + 5);
    assert_int_equal(map->height, 3);
    assert_text(node_path(&arena, list->items[99]), "list[99]");
    assert_text(node_path(&arena, list->items[100]), "a");
    assert_null(root->parent);
    assert_text(node_text_at(map, "whole.a.b"), "1");
    for (int i = 0; i < 20; i++)
        node_put(&arena, map, arena_format(&arena, "k%d", i), node_new_string(&arena, arena_format(&arena, "%d", i)));
    assert_text(node_text_at(map, "k0"), "0");
    assert_text(node_text_at(map, "k19"), "19");
    assert_int_equal(node_get(map, "k19")->style, STYLE_DOUBLE);
    assert_int_equal(map->count, 23);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_get),        cmocka_unit_test(test_null),
        cmocka_unit_test(test_merge_keys), cmocka_unit_test(test_pairs_of_nothing),
        cmocka_unit_test(test_duplicates), cmocka_unit_test(test_equal),
        cmocka_unit_test(test_path),       cmocka_unit_test(test_path_of_long_keys),
        cmocka_unit_test(test_places),     cmocka_unit_test(test_err_at),
        cmocka_unit_test(test_made_nodes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
