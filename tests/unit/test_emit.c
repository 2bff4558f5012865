/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "yaml/emit.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static struct node *parse(struct arena *arena, struct text yaml)
{
    auto_err err = {0};
    struct node *root;
    struct yaml_source *source = arena_new(arena, sizeof *source);
    *source = (struct yaml_source){.file = TEXT("v.yaml"), .bytes = yaml};
    if (tree_parse(arena, source, &root, &err) != 0)
        fail_msg("%s", err.text);
    return root;
}

static struct text emit(struct arena *arena, const struct node *map, const char *line_end)
{
    auto_err err = {0};
    struct buf buf = buf_new(arena, LIMIT_DOCUMENT_BYTES);
    if (emit_map(&buf, map, line_end, &err) != 0)
        fail_msg("%s", err.text);
    buf_put_byte(&buf, '\0');
    return (struct text){buf.at, buf.len - 1};
}

static void test_shapes(void **state)
{
    static const struct {
        const char *yaml, *emitted;
    } cases[] = {
        {"{\"a\": \"b\"}", "a: b\n"},
        {"a: {b: {c: d}}", "a:\n  b:\n    c: d\n"},
        {"a: [x, {b: 1, c: 2}, [p, [q]], []]\nz: 1", "a:\n- x\n- b: 1\n  c: 2\n- - p\n  - - q\n- []\nz: 1\n"},
        {"a: [{b: [x, z], c: {d: e}}]", "a:\n- b:\n  - x\n  - z\n  c:\n    d: e\n"},
        {"a: []\nb: {}\nc: [{}]", "a: []\nb: {}\nc:\n- {}\n"},
        {"{}", "{}\n"},
        {"a: 0755\nb: '0755'\nc: true\nq: 'true'\ne: 1e3\nf: ~\ng:\nh: ''",
         "a: 0755\nb: \"0755\"\nc: true\nq: \"true\"\ne: 1e3\nf: ~\ng: null\nh: \"\"\n"},
        {"1: a\n'1 ': b\n'yes': c\n? \n: e", "1: a\n\"1 \": b\n\"yes\": c\nnull: e\n"},
        {"~: d\n? \n: e", "null: e\n"},
        {"a: |\n  x\n  y\nb: >-\n  x\n  y", "a: \"x\\ny\\n\"\nb: x y\n"},
        {"a: !!str 1\nb: ! 1\nc: !!map {x: !!seq [!!str z]}", "a: \"1\"\nb: \"1\"\nc:\n  x:\n  - z\n"},
        {"a: &a {x: 1}\nb: *a\nc: [*a]\nq: {<<: *a, q: 2}\ne: {<<: {}}",
         "a:\n  x: 1\nb:\n  x: 1\nc:\n- x: 1\nq:\n  q: 2\n  x: 1\ne: {}\n"},
        {"<<: {a: 1}", "a: 1\n"},
        {"a: 1\nb: 2\na: 3", "b: 2\na: 3\n"},
        {"a: 2001-12-14\nb: '2001-12-14'", "a: 2001-12-14\nb: \"2001-12-14\"\n"},
        {"a: plain # c\n# d\n", "a: plain\n"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        struct node *map = parse(&arena, text_of(cases[i].yaml));
        struct text emitted = emit(&arena, map, "\n");
        assert_string_equal(emitted.at, cases[i].emitted);
        struct text again = emit(&arena, parse(&arena, emitted), "\n");
        assert_string_equal(again.at, cases[i].emitted);
    }
}

static void test_meaning_is_kept(void **state)
{
    auto_arena arena = {0};
    struct node *map = parse(&arena, TEXT("a: [x, 'yes', {b: [[1, '1'], {c: {}}]}]\n"
                                          "'- k: #': {x: \"a\\n\\u2028\\0\"}\n"
                                          "m: &m [a, 'b: c']\nn: {o: *m, '': ' '}\n"));
    (void)state;
    assert_true(node_equal(&arena, map, parse(&arena, emit(&arena, map, "\n"))));
    assert_true(node_equal(&arena, map, parse(&arena, emit(&arena, map, "\r\n"))));
}

static void test_line_ends(void **state)
{
    auto_arena arena = {0};
    (void)state;
    assert_string_equal(emit(&arena, parse(&arena, TEXT("a: {b: [x, []]}\nc: 'd\n\n  e'")), "\r\n").at,
                        "a:\r\n  b:\r\n  - x\r\n  - []\r\nc: \"d\\ne\"\r\n");
}

static void test_made(void **state)
{
    auto_arena arena = {0};
    struct node *map = node_new_map(&arena), *list = node_new_list(&arena), *item = node_new_map(&arena);
    (void)state;
    node_put(&arena, map, TEXT("apiVersion"), node_new_string(&arena, TEXT("v1")));
    node_put(&arena, map, TEXT("on"), node_new_plain(&arena, TEXT("true")));
    node_put(&arena, map, TEXT("text"), node_new_plain(&arena, TEXT("a: b")));
    node_put(&arena, map, TEXT("list"), list);
    node_add(&arena, list, item);
    node_put(&arena, item, TEXT("port"), node_new_string(&arena, TEXT("443")));
    node_put(&arena, item, TEXT("seconds"), node_new_plain(&arena, TEXT("30")));
    assert_string_equal(emit(&arena, map, "\n").at,
                        "apiVersion: v1\n\"on\": true\ntext: \"a: b\"\nlist:\n- port: \"443\"\n  seconds: 30\n");
}

static void assert_refused(struct arena *arena, const struct node *map, size_t ceiling, const char *message)
{
    auto_err err = {0};
    struct buf buf = buf_new(arena, ceiling);
    assert_int_equal(emit_map(&buf, map, "\n", &err), -1);
    assert_int_equal(err.kind, ERR_INPUT);
    assert_string_equal(err.text, message);
}

static void test_refusals(void **state)
{
    static const struct {
        const char *yaml, *message;
    } cases[] = {
        {"a: !!binary aGk=", "v.yaml:1:4: a: a YAML tag, which has no meaning here"},
        {"a: [!x {}]", "v.yaml:1:5: a[0]: a YAML tag, which has no meaning here"},
        {"a: !!int '1'", "v.yaml:1:4: a: a YAML tag, which has no meaning here"},
        {"!x {}", "v.yaml:1:1: a YAML tag, which has no meaning here"},
        {"!x a: b", "v.yaml:1:1: a: a YAML tag, which has no meaning here"},
        {"a:\n  [b]: c", "v.yaml:2:3: a[\"\"]: a key that is no scalar"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        assert_refused(&arena, parse(&arena, text_of(cases[i].yaml)), LIMIT_DOCUMENT_BYTES, cases[i].message);
    }
    auto_arena arena = {0};
    struct node *map = node_new_map(&arena);
    node_put(&arena, map, TEXT("a"), node_new_string(&arena, TEXT("\xFF")));
    assert_refused(&arena, map, 100, "a: text that is no UTF-8");
}

static void test_ceilings(void **state)
{
    auto_arena arena = {0};
    struct node *map = node_new_map(&arena);
    char key[1001];
    (void)state;
    memset(key, 'k', sizeof key);
    node_put(&arena, map, (struct text){key, 1000}, node_new_string(&arena, TEXT("v")));
    struct text emitted = emit(&arena, map, "\n");
    assert_int_equal(emitted.len, 1004);
    assert_true(node_equal(&arena, map, parse(&arena, emitted)));
    struct buf buf = buf_new(&arena, 1004);
    auto_err err = {0};
    assert_int_equal(emit_map(&buf, map, "\n", &err), 0);
    assert_refused(&arena, map, 1003, "more than 1003 bytes");
    struct node *long_key = node_new_map(&arena);
    node_put(&arena, long_key, (struct text){key, 1001}, node_new_string(&arena, TEXT("v")));
    auto_err refused = {0};
    buf = buf_new(&arena, 10000);
    assert_int_equal(emit_map(&buf, long_key, "\n", &refused), -1);
    assert_true(text_ends(text_of(refused.text), ": a key of more than 1000 bytes"));
}

static void test_limit_depth(void **state)
{
    auto_arena arena = {0};
    struct node *map = node_new_map(&arena), *deepest = map;
    (void)state;
    for (int i = 1; i < LIMIT_DEPTH; i++) {
        struct node *below = node_new_map(&arena);
        node_put(&arena, deepest, TEXT("k"), below);
        deepest = below;
    }
    node_put(&arena, deepest, TEXT("k"), node_new_map(&arena));
    assert_true(text_ends(emit(&arena, map, "\n"), "k: {}\n"));
    node_put(&arena, node_get(deepest, "k"), TEXT("k"), node_new_plain(&arena, TEXT("1")));
    auto_err err = {0};
    struct buf buf = buf_new(&arena, LIMIT_DOCUMENT_BYTES);
    assert_int_equal(emit_map(&buf, map, "\n", &err), -1);
    assert_true(text_ends(text_of(err.text), "k.k: nested deeper than 100 levels"));
}

/* 1 + 1 + 1 + 1999 * 1000 + 997 nodes, from a list that hangs in many places. */
static void test_limit_nodes(void **state)
{
    auto_arena arena = {0};
    struct node *map = node_new_map(&arena), *list = node_new_list(&arena), *thousand = node_new_list(&arena);
    (void)state;
    for (int i = 0; i < 999; i++)
        node_add(&arena, thousand, node_new_plain(&arena, TEXT("1")));
    for (int i = 0; i < 1999; i++)
        node_add(&arena, list, thousand);
    node_put(&arena, map, TEXT("k"), list);
    for (int i = 0; i < 997; i++)
        node_add(&arena, list, node_new_plain(&arena, TEXT("1")));
    assert_int_equal(map->weight, LIMIT_NODES);
    emit(&arena, map, "\n");
    node_add(&arena, list, node_new_plain(&arena, TEXT("1")));
    assert_refused(&arena, map, LIMIT_DOCUMENT_BYTES, "k[2996]: more than 2000000 nodes, aliases written out");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),      cmocka_unit_test(test_meaning_is_kept), cmocka_unit_test(test_line_ends),
        cmocka_unit_test(test_made),        cmocka_unit_test(test_refusals),        cmocka_unit_test(test_ceilings),
        cmocka_unit_test(test_limit_depth), cmocka_unit_test(test_limit_nodes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
