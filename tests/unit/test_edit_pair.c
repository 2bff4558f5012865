/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "yaml/edit.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static struct node *parse(struct arena *arena, struct text yaml)
{
    auto_err err = {0};
    struct yaml_source *source = arena_new(arena, sizeof *source);
    struct node *root;
    *source = (struct yaml_source){.file = TEXT("v.yaml"), .bytes = yaml};
    if (tree_parse(arena, source, &root, &err) != 0)
        fail_msg("%s in:\n" TEXT_FMT, err.text, TEXT_ARG(yaml));
    return root;
}

static const char *applied(struct arena *arena, struct text yaml, struct edit_list *edits)
{
    auto_err err = {0};
    struct buf buf = buf_new(arena, 1 << 20);
    size_t count;
    const struct text *pieces = edit_apply(arena, yaml, edits, &count, &err);
    if (pieces == NULL)
        fail_msg("%s in:\n" TEXT_FMT, err.text, TEXT_ARG(yaml));
    for (size_t i = 0; i < count; i++)
        buf_put(&buf, pieces[i]);
    buf_put_byte(&buf, '\0');
    parse(arena, (struct text){buf.at, buf.len - 1});
    return buf.at;
}

/* The first map below `node`, or itself, that has the key. */
static const struct node *map_with(const struct node *node, const char *key)
{
    const struct node *found = NULL;
    for (size_t i = 0; node_is_map(node) && i < node->count; i++)
        if (text_is(node_text(node->pairs[i].key), key))
            return node;
    for (size_t i = 0; node != NULL && i < node->count && found == NULL; i++)
        found = map_with(node->kind == NODE_LIST ? node->items[i] : node->pairs[i].value, key);
    return found;
}

/* ------------------------------------------------------------------ removing */

static void test_remove(void **state)
{
    static const struct {
        const char *before, *after;
    } cases[] = {
        {"a:\n  x: 1 # c\n  z: 2\n", "a:\n  z: 2\n"},
        {"a:\n  z: 2\n  # about\n  \"x\": 1\nb: 3", "a:\n  z: 2\n  # about\nb: 3"},
        {"a:\r\n  x: |\r\n    1\r\n  z: 2\r\n", "a:\r\n  z: 2\r\n"},
        {"- x: 1\n  z: 2\n", "- z: 2\n"},
        {"a: {x: 1, z: 2}\n", "a: {z: 2}\n"},
        {"{\"a\":{\"z\":2,\"x\":1}}", "{\"a\":{\"z\":2}}"},
        /* the map's own pair goes with its last one */
        {"m:\n  name: n\n  annotations:\n    x: 1\nz: 2\n", "m:\n  name: n\nz: 2\n"},
        {"m:\n  annotations: # c\n\n    x: 1\n  name: n\n", "m:\n  name: n\n"},
        {"m: {annotations: {x: 1}, name: n}\n", "m: {name: n}\n"},
        {"{\n  \"name\": \"n\",\n  \"annotations\": {\n    \"x\": \"1\"\n  }\n}\n", "{\n  \"name\": \"n\"\n}\n"},
        {"z: 2\nm:\n  annotations:\n    x: 1\n", "z: 2\n"},
        {"- m:\n    x: 1\n  z: 2\n", "- z: 2\n"},
        /* a list's item and a root stay */
        {"- x: 1\n- z\n", "- {}\n- z\n"},
        {"- &a !!map\n  x: 1\n- z\n", "- &a !!map\n  {}\n- z\n"},
        {"x: 1 # c\n", "{} # c\n"},
        {"a:\n  x:\n    - 1\n", "{}\n"},
        {"[ !!map { x: 1, } ]", "[ !!map {} ]"},
        {"--- {x: 1} # c\n", "--- {} # c\n"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        auto_err err = {0};
        struct edit_list edits = {0};
        struct text before = text_of(cases[i].before);
        if (edit_remove_pair(&arena, &edits, map_with(parse(&arena, before), "x"), "x", &err) != 0)
            fail_msg("%s in:\n%s", err.text, cases[i].before);
        assert_string_equal(applied(&arena, before, &edits), cases[i].after);
    }
}

static void test_remove_refused(void **state)
{
    static const struct {
        const char *yaml, *message;
    } cases[] = {
        {"a: &m {x: 1, z: 2}\nb: *m\n", "v.yaml:1:4: a: an alias elsewhere shares this map: an edit would change both places"},
        {"a: &m {x: 1}\nb: *m\n", "v.yaml:1:4: a: an alias elsewhere shares this map: an edit would change both places"},
        {"a: {x: &v 1}\nb: *v\n", "v.yaml:1:1: a: an alias elsewhere refers to this value: an edit would change both places"},
        {"x: 1\nx: 2\n", "v.yaml:1:1: `x` stands here twice"},
        {"? x\n: 1\n", "v.yaml:1:3: x: a key that is written with `?` cannot be edited"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        auto_err err = {0};
        struct edit_list edits = {0};
        assert_int_equal(edit_remove_pair(&arena, &edits, map_with(parse(&arena, text_of(cases[i].yaml)), "x"), "x", &err), -1);
        assert_string_equal(err.text, cases[i].message);
        assert_int_equal(err.kind, ERR_INPUT);
    }
    auto_arena arena = {0};
    auto_err err = {0};
    struct edit_list edits = {0};
    assert_int_equal(edit_remove_pair(&arena, &edits, parse(&arena, TEXT("[a]")), "x", &err), -1);
    assert_string_equal(err.text, "v.yaml:1:1: there is no map to edit");
    err_free(&err);
    assert_int_equal(edit_remove_pair(&arena, &edits, parse(&arena, TEXT("a: 1")), "x", &err), -1);
    assert_string_equal(err.text, "v.yaml:1:1: `x` does not stand in this very map");
}

/* ------------------------------------------------------------------ adding */

static const char *inserted(struct arena *arena, struct text before, const struct node *map, struct text value)
{
    auto_err err = {0};
    struct edit_list edits = {0};
    if (edit_insert_pair(arena, &edits, map, (struct edit_field){TEXT("new"), value}, &err) != 0)
        fail_msg("%s in:\n" TEXT_FMT, err.text, TEXT_ARG(before));
    return applied(arena, before, &edits);
}

static void test_insert(void **state)
{
    static const struct {
        const char *before, *after;
    } cases[] = {
        {"m:\n  x: 1 # c\n\n# d\nz: 2\n", "m:\n  x: 1 # c\n  new: v\n\n# d\nz: 2\n"},
        {"x: 1", "x: 1\nnew: v"},
        {"x: 1\r\nz:\r\n", "x: 1\r\nz:\r\nnew: v\r\n"},
        {"a: 1\rx: 2", "a: 1\rx: 2\rnew: v"},
        {"- x: 1\n- z\n", "- x: 1\n  new: v\n- z\n"},
        {"-   - a: 1\n      x: {b: 1}\n", "-   - a: 1\n      x: {b: 1}\n      new: v\n"},
        {"m:\n  x:\n    - a: 1\n    - b: |\n        text\n\nz: 2\n",
         "m:\n  x:\n    - a: 1\n    - b: |\n        text\n  new: v\n\nz: 2\n"},
        {"m:\n  x: |+\n    text\n\n\nz: 2\n", "m:\n  x: |+\n    text\n\n\n  new: v\nz: 2\n"},
        {"m:\n  x: >-\n    text\n    text\n", "m:\n  x: >-\n    text\n    text\n  new: v\n"},
        {"a: &a 1\nm:\n  x: *a # c\nz: 2\n", "a: &a 1\nm:\n  x: *a # c\n  new: v\nz: 2\n"},
        {"m: &m !!map\n  x: 1\n", "m: &m !!map\n  x: 1\n  new: v\n"},
        {"\"x\": 1\n", "\"x\": 1\n\"new\": \"v\"\n"},
        {"m: {x: 1}\n", "m: {x: 1, new: v}\n"},
        {"m: {x: }\n", "m: {x: , new: v}\n"},
        {"m: {x}\n", "m: {x, new: v}\n"},
        {"m: { x: 1, }\n", "m: { x: 1, new: v, }\n"},
        {"m: {\n  a: 1,\n  x: 1 # c\n}\n", "m: {\n  a: 1,\n  x: 1,\n  new: v # c\n}\n"},
        {"{\"x\":{\"a\":1}}", "{\"x\":{\"a\":1},\"new\":\"v\"}"},
        {"{\r\n\t\"x\" : 1\r\n}\r\n", "{\r\n\t\"x\" : 1,\r\n\t\"new\" : \"v\"\r\n}\r\n"},
        {"%YAML 1.1\n---\nx: 1\n...\n", "%YAML 1.1\n---\nx: 1\nnew: v\n...\n"},
    };
    static const struct {
        const char *before, *after;
    } empty[] = {
        {"m: {}\n", "m: {new: v}\n"},
        {"m: &a !!map { } # c\n", "m: &a !!map {new: v } # c\n"},
        {"m: { # c\n  }\n", "m: {new: v # c\n  }\n"},
        {"{\"m\":{}}", "{\"m\":{\"new\": \"v\"}}"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        struct text before = text_of(cases[i].before);
        assert_string_equal(inserted(&arena, before, map_with(parse(&arena, before), "x"), TEXT("v")), cases[i].after);
    }
    for (size_t i = 0; i < COUNT(empty); i++) {
        auto_arena arena = {0};
        struct text before = text_of(empty[i].before);
        assert_string_equal(inserted(&arena, before, node_get(parse(&arena, before), "m"), TEXT("v")), empty[i].after);
    }
    auto_arena arena = {0};
    assert_string_equal(inserted(&arena, TEXT("{}"), parse(&arena, TEXT("{}")), TEXT("v")), "{\"new\": \"v\"}");
    assert_string_equal(inserted(&arena, TEXT("- {}"), parse(&arena, TEXT("- {}"))->items[0], TEXT("true")), "- {new: \"true\"}");
    assert_string_equal(inserted(&arena, TEXT("m: {}"), node_get(parse(&arena, TEXT("m: {}")), "m"), TEXT("")), "m: {new: \"\"}");
}

/* The map stands in a string. */
static void test_insert_inside(void **state)
{
    static const struct {
        const char *before, *after;
    } cases[] = {
        {"v: |\n  m:\n    x: 1 # c\n\n  z: 1\ny: 1\n", "v: |\n  m:\n    x: 1 # c\n    new: a b\n\n  z: 1\ny: 1\n"},
        {"a:\r\n  v: |-\r\n    x: 1\r\n  y: 1\r\n", "a:\r\n  v: |-\r\n    x: 1\r\n    new: a b\r\n  y: 1\r\n"},
        {"v: |\n  x: |+\n    1\n\n  z: 1\ny: 1\n", "v: |\n  x: |+\n    1\n\n  z: 1\n  new: a b\ny: 1\n"},
        {"v: |+\n  x: |+\n    1\n\ny: 1\n", "v: |+\n  x: |+\n    1\n\n  new: a b\ny: 1\n"},
        {"v: |\n  x: 1", "v: |\n  x: 1\n  new: a b"},
        {"v: \"x: 1\\nz: 2\"\n", "v: \"x: 1\\nz: 2\\nnew: a b\"\n"},
        {"v: 'x: 1'\n", "v: \"x: 1\\nnew: a b\"\n"},
        {"v: '{x: 1}'\n", "v: '{x: 1, new: a b}'\n"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        auto_err err = {0};
        struct text before = text_of(cases[i].before);
        const struct node *outer = map_with(parse(&arena, before), "v");
        struct node *root;
        const struct yaml_source source = {
            .file = TEXT("v.yaml"), .bytes = node_text(node_get(outer, "v")), .scalar = node_get(outer, "v")};
        assert_int_equal(tree_parse(&arena, &source, &root, &err), 0);
        assert_string_equal(inserted(&arena, before, map_with(root, "x"), TEXT("a b")), cases[i].after);
    }
}

static void test_insert_refused(void **state)
{
    static const struct {
        const char *yaml, *message;
    } cases[] = {
        {"x: 1\nnew: 2\n", "v.yaml:2:1: new: stands here already"},
        {"a: &m {x: 1}\nb: *m\n", "v.yaml:1:4: a: an alias elsewhere shares this map: an edit would change both places"},
        {"a: &l [{x: 1}]\nb: *l\n", "v.yaml:1:8: a[0]: an alias elsewhere shares this map: an edit would change both places"},
        {"[x: 1]\n", "v.yaml:1:2: [0]: a pair in a list without braces: no other can stand beside it"},
        {"? x\n: 1\n", "v.yaml:1:3: x: a key that is written with `?` cannot be edited"},
        {"[1]", "v.yaml:1:1: there is no map to edit"},
        /* with a line end behind it, 1 would become 1 and a line end */
        {"x: |\n  1", "v.yaml:1:1: cannot be changed here without a change to something else"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        auto_err err = {0};
        struct edit_list edits = {0};
        const struct node *root = parse(&arena, text_of(cases[i].yaml)), *map = map_with(root, "x");
        const struct edit_field field = {TEXT("new"), TEXT("v")};
        assert_int_equal(edit_insert_pair(&arena, &edits, map ? map : root, field, &err), -1);
        assert_string_equal(err.text, cases[i].message);
        assert_int_equal(err.kind, ERR_INPUT);
    }
    auto_arena arena = {0};
    auto_err err = {0};
    struct edit_list edits = {0};
    assert_int_equal(
        edit_insert_pair(&arena, &edits, parse(&arena, TEXT("x: 1")), (struct edit_field){TEXT("a"), TEXT("\xff")}, &err), -1);
    assert_string_equal(err.text, "v.yaml:1:1: the new pair is no UTF-8");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_remove),        cmocka_unit_test(test_remove_refused), cmocka_unit_test(test_insert),
        cmocka_unit_test(test_insert_inside), cmocka_unit_test(test_insert_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
