/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "tests/unit/values_for_test.h"
#include "yaml/emit.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *emit(struct values *values, const struct node *map, const char *line_end)
{
    struct buf buf = buf_new(&values->arena, LIMIT_DOCUMENT_BYTES);
    if (emit_json(&buf, map, line_end, &values->err) != 0)
        fail_msg("%s", values->err.text);
    return arena_string(&values->arena, buf_text(&buf));
}

static void test_shapes(void **state)
{
    static const struct {
        const char *yaml, *on_one_line, *on_lines;
    } cases[] = {
        {"{}", "{}", "{}"},
        {"{\"a\": \"b\"}", "{\"a\":\"b\"}", "{\n  \"a\": \"b\"\n}"},
        {"{a: [x, {b: 1}, [], {}], c: {d: null}}", "{\"a\":[\"x\",{\"b\":1},[],{}],\"c\":{\"d\":null}}",
         "{\n  \"a\": [\n    \"x\",\n    {\n      \"b\": 1\n    },\n    [],\n    {}\n  ],\n  \"c\": {\n    \"d\": null\n  }\n}"},
        {"{a: ~, b: , c: 'null', d: no, e: 'no', f: 1.5e3, g: 2001-12-14}",
         "{\"a\":null,\"b\":null,\"c\":\"null\",\"d\":no,\"e\":\"no\",\"f\":1.5e3,\"g\":2001-12-14}", NULL},
        {"{\"a\\u0001\\n\\\"\": \"\\u20ac \\ud83d\\ude00\"}", "{\"a\\u0001\\n\\\"\":\"\xe2\x82\xac \xf0\x9f\x98\x80\"}", NULL},
        {"{a: &a {x: 1}, b: *a, c: {<<: *a, z: 2}}", "{\"a\":{\"x\":1},\"b\":{\"x\":1},\"c\":{\"z\":2,\"x\":1}}", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_values values;
        values_init(&values);
        const struct node *map = values_parse(&values, cases[i].yaml);
        const char *emitted = emit(&values, map, "");
        assert_string_equal(emitted, cases[i].on_one_line);
        if (cases[i].on_lines != NULL)
            assert_string_equal(emit(&values, map, "\n"), cases[i].on_lines);
        assert_true(node_equal(&values.arena, map, values_parse(&values, emitted)));
    }
}

static void test_line_ends(void **state)
{
    auto_values values;
    (void)state;
    values_init(&values);
    assert_string_equal(emit(&values, values_parse(&values, "{a: b}"), "\r\n"), "{\r\n  \"a\": \"b\"\r\n}");
}

static void assert_refused(struct values *values, const struct node *map, size_t ceiling, const char *message)
{
    auto_err err = {0};
    struct buf buf = buf_new(&values->arena, ceiling);
    assert_int_equal(emit_json(&buf, map, "\n", &err), -1);
    assert_int_equal(err.kind, ERR_INPUT);
    assert_true(text_ends(text_of(err.text), message));
}

static void test_refusals(void **state)
{
    auto_values values;
    (void)state;
    values_init(&values);
    assert_refused(&values, values_parse(&values, "{a: !!binary aGk=}"), 100,
                   "v.yaml:1:5: a: a YAML tag, which has no meaning here");
    assert_refused(&values, values_parse(&values, "{a: {[b]: c}}"), 100, "v.yaml:1:6: a[\"\"]: a key that is no scalar");
    assert_int_equal(strlen(emit(&values, values_parse(&values, "{a: b}"), "\n")), 14);
    assert_refused(&values, values_parse(&values, "{a: b}"), 13, "more than 13 bytes");
}

static void test_limits(void **state)
{
    auto_values values;
    char key[999];
    (void)state;
    values_init(&values);
    memset(key, 'k', sizeof key);
    struct node *map = node_new_map(&values.arena), *deepest = map;
    node_put(&values.arena, map, (struct text){key, 998}, node_new_string(&values.arena, TEXT("v")));
    emit(&values, map, "");
    node_put(&values.arena, map, (struct text){key, 999}, node_new_string(&values.arena, TEXT("v")));
    assert_refused(&values, map, 10000, ": a key of more than 1000 bytes");
    map = deepest = node_new_map(&values.arena);
    for (int i = 1; i < LIMIT_DEPTH; i++) {
        struct node *below = node_new_map(&values.arena);
        node_put(&values.arena, deepest, TEXT("k"), below);
        deepest = below;
    }
    struct node *last = node_new_map(&values.arena);
    node_put(&values.arena, deepest, TEXT("k"), last);
    emit(&values, map, "");
    node_put(&values.arena, last, TEXT("k"), node_new_plain(&values.arena, TEXT("1")));
    assert_refused(&values, map, LIMIT_DOCUMENT_BYTES, "k.k: nested deeper than 100 levels");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_line_ends),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
