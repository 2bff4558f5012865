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
    {"deep", FIELD_BOOL, NULL, NULL},
    {NULL, FIELD_ANY, NULL, NULL},
};
static const struct field *const leaf[] = {leaf_fields, NULL};

static const struct field first[] = {
    {"name", FIELD_TEXT, NULL, NULL}, {"flag", FIELD_BOOL, NULL, NULL}, {"map", FIELD_MAP, leaf, NULL},
    {"free", FIELD_MAP, NULL, NULL},  {NULL, FIELD_ANY, NULL, NULL},
};
static const struct field second[] = {
    {"entries", FIELD_ENTRIES, leaf, NULL},
    {"list", FIELD_LIST, NULL, NULL},
    {"any", FIELD_ANY, NULL, NULL},
    {NULL, FIELD_ANY, NULL, NULL},
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
        if (fields_check(&values.arena, values_parse(&values, taken[i]), tables, &values.err) != 0)
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
        assert_int_equal(fields_check(&values.arena, values_parse(&values, cases[i].yaml), tables, &values.err), -1);
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
    int result = fields_check(&values.arena, values_parse(&values, yaml.at), tables, &values.err);
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
        cmocka_unit_test(test_taken),      cmocka_unit_test(test_refused), cmocka_unit_test(test_entries_at_the_limit),
        cmocka_unit_test(test_duplicates), cmocka_unit_test(test_lookup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
