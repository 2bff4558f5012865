/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "render/fields.h"
#include "base/limits.h"
#include "base/buf.h"
#include "tests/unit/values_for_test.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct field leaf_fields[] = {
    {.key = "deep", .kind = FIELD_BOOL},
    {0},
};
static const struct field *const leaf[] = {leaf_fields, NULL};

static const struct field first[] = {
    {.key = "name", .kind = FIELD_TEXT},
    {.key = "flag", .kind = FIELD_BOOL},
    {.key = "map", .kind = FIELD_MAP, .fields = leaf},
    {.key = "free", .kind = FIELD_MAP},
    {0},
};
static const struct field second[] = {
    {.key = "entries", .kind = FIELD_ENTRIES, .fields = leaf},
    {.key = "list", .kind = FIELD_LIST},
    {.key = "any", .kind = FIELD_ANY},
    {0},
};
static const struct field *const tables[] = {first, second, NULL};

static void test_taken(void **state)
{
    static const char *const taken[] = {
        "{}",
        "{name: a, flag: yes, map: {deep: false}, free: {x: [1]}, entries: [{deep: true}, {}], list: [1, a], any: 1}",
        "{name: ~, flag: ~, map: ~, free: ~, entries: ~, list: ~, any: ~}",
        "{entries: [], list: [], any: {b: c}}",
        "{name: 017}",
        "{<<: {name: a}, flag: on}",
        "{map: {<<: [{deep: 1, deep: true}, {deep: x}]}}",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(taken); i++) {
        auto_values values;
        values_init(&values);
        if (fields_check(&values.arena, values_parse(&values, taken[i]), tables, FIELDS_ALL, &values.err) != 0)
            fail_msg("%s: %s", taken[i], values.err.text);
    }
}

static void test_refused(void **state)
{
    static const struct {
        const char *yaml, *message, *hint;
    } cases[] = {
        {"{nme: a}", "v.yaml:1:2: nme: unknown key", "the nearest known key is 'name'"},
        {"{zzzzzz: a}", "v.yaml:1:2: zzzzzz: unknown key", "known here: name, flag, map, free, entries, list, any"},
        {"{map: {deepx: true}}", "v.yaml:1:8: map.deepx: unknown key", "the nearest known key is 'deep'"},
        {"{[name]: a}", "v.yaml:1:2: [\"\"]: unknown key", "known here: name, flag, map, free, entries, list, any"},
        {"{<<: {nme: a}}", "v.yaml:1:7: [\"<<\"].nme: unknown key", "the nearest known key is 'name'"},
        {"{name: [a]}", "v.yaml:1:8: name: must be a single value", NULL},
        {"{flag: maybe}", "v.yaml:1:8: flag: must be true or false", NULL},
        {"{flag: 'true'}", "v.yaml:1:8: flag: must be true or false", NULL},
        {"{map: a}", "v.yaml:1:7: map: must be a mapping", NULL},
        {"{free: []}", "v.yaml:1:8: free: must be a mapping", NULL},
        {"{entries: {deep: true}}", "v.yaml:1:11: entries: must be a list of mappings", NULL},
        {"{entries: [{}, a]}", "v.yaml:1:16: entries[1]: must be a mapping", NULL},
        {"{entries: [{deep: no}, {deep: x}]}", "v.yaml:1:31: entries[1].deep: must be true or false", NULL},
        {"{list: a}", "v.yaml:1:8: list: must be a list", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_values values;
        values_init(&values);
        assert_int_equal(fields_check(&values.arena, values_parse(&values, cases[i].yaml), tables, FIELDS_ALL, &values.err), -1);
        assert_int_equal(values.err.kind, ERR_INPUT);
        assert_string_equal(values.err.text, cases[i].message);
        assert_string_equal(values.err.hint ? values.err.hint : "", cases[i].hint ? cases[i].hint : "");
    }
}

static int check_entries(size_t count)
{
    auto_values values;
    values_init(&values);
    struct buf yaml = buf_new(&values.arena, LIMIT_SCALAR_BYTES);
    buf_put_string(&yaml, "entries: [");
    for (size_t i = 0; i < count; i++)
        buf_put_string(&yaml, "{},");
    buf_put_string(&yaml, "]");
    buf_put_byte(&yaml, '\0');
    int result = fields_check(&values.arena, values_parse(&values, yaml.at), tables, FIELDS_ALL, &values.err);
    if (result != 0)
        assert_string_equal(values.err.text, "v.yaml:1:10: entries: has more than 10000 entries");
    return result;
}

static void test_entries_at_the_limit(void **state)
{
    (void)state;
    assert_int_equal(check_entries(LIMIT_LIST_ENTRIES), 0);
    assert_int_equal(check_entries(LIMIT_LIST_ENTRIES + 1), -1);
}

static void test_duplicates(void **state)
{
    static const struct {
        const char *yaml, *message;
    } cases[] = {
        {"a: 1\nb: {c: [{d: 1}]}", NULL},
        {"a: 1\na: 2", "v.yaml:2:1: a: the key stands twice in one mapping"},
        {"a: [{b: {c: 1, d: 2, c: 3}}]", "v.yaml:1:22: a[0].b.c: the key stands twice in one mapping"},
        {"a: {b: 1}\nc: {b: 1}", NULL},
        {"a: &a {b: 1}\nc: {<<: *a, <<: *a, b: 2}", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_values values;
        values_init(&values);
        int result = fields_refuse_duplicates(&values.arena, values_parse(&values, cases[i].yaml), &values.err);
        assert_int_equal(result, cases[i].message ? -1 : 0);
        if (cases[i].message != NULL)
            assert_string_equal(values.err.text, cases[i].message);
    }
}

static const char *const colours[] = {"red", "green", "blue", NULL};

static const struct field strict_fields[] = {
    {"name", FIELD_TEXT, .format = &format_label, .names = "the name of a thing", .missing = "the thing has no name",
     .hint = "give it one"},
    {"colour", FIELD_TEXT, .choices = colours},
    {"id", FIELD_TEXT, .format = &format_guid, .hint = "look it up", .setting = true},
    {"kind", FIELD_TEXT, .choices = colours, .setting = true},
    {"inner", FIELD_ENTRIES, .fields = leaf, .setting = true},
    {"sealed", FIELD_TEXT, .format = &format_sealed},
    {"names", FIELD_NAMES, .format = &format_label},
    {"provider", FIELD_PROVIDER, .fields = leaf},
    {"pairs", FIELD_BY_NAME, .fields = leaf, .hint = "keys, or mappings of keys"},
    {0},
};
static const struct field *const strict[] = {strict_fields, NULL};

/* What passes as a whole, and what passes only where settings are of no concern. */
static void test_texts_taken(void **state)
{
    static const struct {
        const char *yaml;
        bool whole;
    } cases[] = {
        {"{name: a-1, colour: green, id: ~, kind: blue, sealed: anything, names: [Any], provider: {any: 1}}", true},
        {"{name: 017, colour: ~, id: '', kind: ' '}", true},
        {"{name: a, id: 0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d}", true},
        {"{name: a, pairs: {}}", true},
        {"{name: a, pairs: {deep: true}}", true},
        {"{name: a, pairs: {x: {deep: true}, deep: {}}}", true},
        {"{<<: {name: a}, pairs: {<<: {x: {deep: true}}}}", true},
        {"{name: a, id: no-guid}", false},
        {"{name: a, kind: yellow}", false},
        {"{name: a, inner: [{deepx: true}]}", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_values values;
        values_init(&values);
        const struct node *root = values_parse(&values, cases[i].yaml);
        assert_int_equal(fields_check(&values.arena, root, strict, FIELDS_BUT_SETTINGS, &values.err), 0);
        if ((fields_check(&values.arena, root, strict, FIELDS_ALL, &values.err) == 0) != cases[i].whole)
            fail_msg("%s: %s", cases[i].yaml, values.err.text);
    }
}

static void test_texts_refused(void **state)
{
    static const struct {
        const char *yaml, *message, *hint;
    } cases[] = {
        {"{}", "v.yaml:1:1: the thing has no name", "give it one"},
        {"{name: ~}", "v.yaml:1:1: the thing has no name", "give it one"},
        {"{name: A}", "v.yaml:1:8: name: must be the name of a thing: a DNS label", "give it one"},
        {"{name: ''}", "v.yaml:1:8: name: must be the name of a thing: a DNS label", "give it one"},
        {"{name: [a]}", "v.yaml:1:8: name: must be a single value", NULL},
        {"{name: a, colour: yellow}", "v.yaml:1:19: colour: must be red, green or blue", NULL},
        {"{name: a, colour: ''}", "v.yaml:1:19: colour: must be red, green or blue", NULL},
        {"{name: a, id: no-guid}", "v.yaml:1:15: id: must be a GUID", "look it up"},
        {"{name: a, inner: {}}", "v.yaml:1:18: inner: must be a list of mappings", NULL},
        {"{name: a, names: a}", "v.yaml:1:18: names: must be a list", NULL},
        {"{name: a, provider: a}", "v.yaml:1:21: provider: must be a mapping", NULL},
        {"{name: a, pairs: []}", "v.yaml:1:18: pairs: must be a mapping", NULL},
        {"{name: a, pairs: {deep: x}}", "v.yaml:1:25: pairs.deep: must be true or false", NULL},
        {"{name: a, pairs: {x: {deep: true}, y: {deep: x}}}", "v.yaml:1:46: pairs.y.deep: must be true or false", NULL},
        {"{name: a, pairs: {deep: true, x: {deep: true}}}", "v.yaml:1:31: pairs.x: unknown key", "keys, or mappings of keys"},
        {"{name: a, pairs: {deep: true, x: 1}}", "v.yaml:1:31: pairs.x: unknown key", "known here: deep"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_values values;
        values_init(&values);
        assert_int_equal(fields_check(&values.arena, values_parse(&values, cases[i].yaml), strict, FIELDS_ALL, &values.err), -1);
        assert_int_equal(values.err.kind, ERR_INPUT);
        assert_string_equal(values.err.text, cases[i].message);
        assert_string_equal(values.err.hint ? values.err.hint : "", cases[i].hint ? cases[i].hint : "");
    }
}

static void test_rows(void **state)
{
    auto_values values;
    size_t count;
    (void)state;
    values_init(&values);
    const struct field **rows = fields_rows(&values.arena, tables, &count);
    assert_int_equal(count, 7);
    assert_ptr_equal(rows[3], &first[3]);
    assert_ptr_equal(rows[4], &second[0]);
    (void)fields_rows(&values.arena, (const struct field *const[]){NULL}, &count);
    assert_int_equal(count, 0);
}

static void test_lookup(void **state)
{
    (void)state;
    assert_ptr_equal(fields_find(tables, TEXT("list")), &second[1]);
    assert_null(fields_find(tables, TEXT("deep")));
    assert_null(fields_find(tables, TEXT("")));
    assert_string_equal(fields_nearest(tables, TEXT("entriez")), "entries");
    assert_null(fields_nearest(tables, TEXT("something")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_taken),         cmocka_unit_test(test_refused), cmocka_unit_test(test_entries_at_the_limit),
        cmocka_unit_test(test_duplicates),    cmocka_unit_test(test_lookup),  cmocka_unit_test(test_texts_taken),
        cmocka_unit_test(test_texts_refused), cmocka_unit_test(test_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
