/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/buf.h"
#include "render/owner.h"
#include "tests/unit/values_for_test.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Reads the owner of values; of a definition file where the root has `values`. */
static int read_owner(struct values *values, const char *yaml, struct owner *owner)
{
    const struct node *root = values_parse(values, yaml), *inner = node_get(root, "values");
    struct carried carried = {.values = inner ? inner : root, .definition = inner ? root : NULL};
    return owner_read(&values->run, &carried, owner, &values->err);
}

static struct text joined(struct arena *arena, const struct text_list *list)
{
    struct buf buf = buf_new(arena, LIMIT_MESSAGE_BYTES);
    for (size_t i = 0; i < list->count; i++)
        buf_format(&buf, "%s" TEXT_FMT, i > 0 ? " " : "", TEXT_ARG(list->items[i]));
    return buf_text(&buf);
}

/* Names and namespaces, with release namespace "rel". */
static void test_identity(void **state)
{
    static const struct {
        const char *yaml;
        enum owner_kind kind;
        const char *name, *namespaces, *team;
    } cases[] = {
        {"{namespace: {name: a}}", OWNER_TENANT, "a", "a", ""},
        {"{namespace: {name: a}, environments: [{name: x}, y]}", OWNER_TENANT, "a", "a-x a-y", ""},
        {"{namespace: {name: a}, team: {team_name: t}}", OWNER_TENANT, "a", "a", "t"},
        {"{namespace: {name: a}, team: {name: t}}", OWNER_TEAM, "t", "t", ""},
        {"{teamname: t}", OWNER_TEAM, "t", "t", ""},
        {"{team: {name: t}, teamname: u}", OWNER_TEAM, "t", "t", ""},
        {"{teamname: t, values: {}}", OWNER_TEAM, "t", "t", ""},
        {"{teamname: t, values: {team: {name: u}}}", OWNER_TEAM, "u", "u", ""},
        {"{appname: a, values: {}}", OWNER_TENANT, "a", "rel", ""},
        {"{appname: a, values: {environments: [x]}}", OWNER_TENANT, "a", "a-x", ""},
        {"{appname: a, values: {namespace: {name: b}}}", OWNER_TENANT, "b", "b", ""},
        {"{}", OWNER_TENANT, "rel", "rel", ""},
        {"{environments: []}", OWNER_TENANT, "rel", "rel", ""},
        {"{environments: ~, team: {team_name: ~, name: ~}, teamname: ~}", OWNER_TENANT, "rel", "rel", ""},
        {"{namespace: {name: no}, environments: [017, 1e3, {name: 'true'}]}", OWNER_TENANT, "no", "no-017 no-1e3 no-true", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_values values;
        values_init(&values);
        values.options.release_namespace = TEXT("rel");
        struct owner owner;
        if (read_owner(&values, cases[i].yaml, &owner) != 0)
            fail_msg("%s: %s", cases[i].yaml, values.err.text);
        struct text namespaces = joined(&values.arena, &owner.namespaces);
        bool same = owner.kind == cases[i].kind && text_is(owner.name, cases[i].name) && text_is(owner.team, cases[i].team) &&
                    text_is(namespaces, cases[i].namespaces);
        if (!same)
            fail_msg("%s: " TEXT_FMT " " TEXT_FMT " " TEXT_FMT, cases[i].yaml, TEXT_ARG(owner.name), TEXT_ARG(namespaces),
                     TEXT_ARG(owner.team));
    }
}

static void test_name_from_the_host(void **state)
{
    struct owner owner;
    auto_values values;
    values_init(&values);
    (void)state;
    assert_int_equal(read_owner(&values, "{}", &owner), -1);
    assert_string_equal(values.err.text, "v.yaml:1:1: the values do not say whose they are");
    values.options.release_namespace = TEXT("rel");
    *array_add(&values.arena, &values.options.owners) = TEXT("a");
    assert_int_equal(read_owner(&values, "{}", &owner), 0);
    assert_true(text_is(owner.name, "a"));
    *array_add(&values.arena, &values.options.owners) = TEXT("b");
    assert_int_equal(read_owner(&values, "{}", &owner), 0);
    assert_true(text_is(owner.name, "rel"));
}

static void test_refused(void **state)
{
    static const struct {
        const char *yaml, *message;
    } cases[] = {
        {"{team: {name: t}, environments: [x]}", "v.yaml:1:33: environments: the file is a team's and a tenant's at once"},
        {"{team: {name: t, team_name: u}}", "v.yaml:1:29: team.team_name: the file is a team's and a tenant's at once"},
        {"{teamname: t, appname: a, values: {}}", "v.yaml:1:24: appname: the file is a team's and a tenant's at once"},
        {"{namespace: {name: A}}", "v.yaml:1:20: namespace.name: the name of a tenant must be a DNS label"},
        {"{namespace: {name: \"\"}}", "v.yaml:1:20: namespace.name: the name of a tenant must be a DNS label"},
        {"{team: {name: t, tenants: [a, [b]]}}", "v.yaml:1:31: team.tenants[1]: a tenant without a name"},
        {"{namespace: {name: a}, environments: [x, y, {name: x}]}", "v.yaml:1:45: environments[2]: environment x stands twice"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct owner owner;
        auto_values values;
        values_init(&values);
        assert_int_equal(read_owner(&values, cases[i].yaml, &owner), -1);
        assert_int_equal(values.err.kind, ERR_INPUT);
        assert_string_equal(values.err.text, cases[i].message);
    }
}

static void test_what_is_its_own(void **state)
{
    struct owner owner, single;
    auto_values values;
    values_init(&values);
    (void)state;
    assert_int_equal(read_owner(&values, "{namespace: {name: a}, environments: [z, x, y-w]}", &owner), 0);
    assert_true(owner_declares(&owner, TEXT("x")));
    assert_false(owner_declares(&owner, TEXT("a-x")));
    assert_true(owner_owns(&owner, TEXT("a-z")));
    assert_true(owner_owns(&owner, TEXT("a-y-w")));
    assert_false(owner_owns(&owner, TEXT("a")));
    assert_false(owner_owns(&owner, TEXT("a-")));
    assert_false(owner_owns(&owner, TEXT("ab-x")));
    assert_false(owner_owns(&owner, TEXT("x")));
    assert_false(owner_owns(&owner, TEXT("")));
    assert_int_equal(read_owner(&values, "{namespace: {name: a}}", &single), 0);
    assert_true(owner_owns(&single, TEXT("a")));
    assert_false(owner_owns(&single, TEXT("a-x")));
    assert_int_equal(read_owner(&values, "{team: {name: t, tenants: [c, a, {name: b}]}}", &single), 0);
    assert_true(owner_lists(&single, TEXT("a")));
    assert_true(owner_lists(&single, TEXT("b")));
    assert_false(owner_lists(&single, TEXT("d")));
    assert_true(owner_owns(&single, TEXT("t")));
}

static void test_environment_or_namespace(void **state)
{
    static const struct {
        const char *yaml, *namespace;
    } cases[] = {{"{e: x}", "a-x"}, {"{e: a-x}", "a-x"}, {"{e: other}", "other"}, {"{e: ~}", "a-z"}, {"{}", "a-z"}};
    struct owner owner;
    auto_values values;
    values_init(&values);
    (void)state;
    assert_int_equal(read_owner(&values, "{namespace: {name: a}, environments: [z, x]}", &owner), 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct text namespace;
        const struct node *given = node_get(values_parse(&values, cases[i].yaml), "e");
        assert_int_equal(owner_environment(&values.run, &owner, given, &namespace, &values.err), 0);
        assert_true(text_is(namespace, cases[i].namespace));
    }
}

static void test_without_a_namespace(void **state)
{
    struct owner owner;
    struct text home;
    auto_values values;
    values_init(&values);
    (void)state;
    assert_int_equal(read_owner(&values, "{appname: a, values: {}}", &owner), 0);
    assert_int_equal(owner_home(&owner, &home, &values.err), -1);
    assert_string_equal(values.err.text, "v.yaml:1:11: appname: no namespace is known for the credentials of tenant a");
}

static int read_many(size_t count)
{
    struct owner owner;
    auto_values values;
    values_init(&values);
    struct buf yaml = buf_new(&values.arena, LIMIT_SCALAR_BYTES);
    buf_put_string(&yaml, "{namespace: {name: a}, environments: [");
    for (size_t i = 0; i < count; i++)
        buf_format(&yaml, "e%zu,", i);
    buf_put_string(&yaml, "]}");
    buf_put_byte(&yaml, '\0');
    int result = read_owner(&values, yaml.at, &owner);
    if (result != 0)
        assert_string_equal(values.err.text, "v.yaml:1:38: environments: has more than 10000 entries");
    return result;
}

static void test_environments_at_the_limit(void **state)
{
    (void)state;
    assert_int_equal(read_many(LIMIT_LIST_ENTRIES), 0);
    assert_int_equal(read_many(LIMIT_LIST_ENTRIES + 1), -1);
}

/* The table of keys is not what reads them, so each is tried: a name as its format has it is taken, another one is not. */
static void test_table(void **state)
{
    static const struct {
        const char *map, *key, *yaml;
    } cases[] = {
        {"namespace", "name", "{namespace: {name: %s}}"},
        {"team", "name", "{team: {name: %s}}"},
        {"team", "team_name", "{namespace: {name: a}, team: {team_name: %s}}"},
        {"team", "tenants", "{team: {name: t, tenants: [%s]}}"},
        {NULL, "environments", "{namespace: {name: a}, environments: [{name: %s}]}"},
        {NULL, "appname", "{appname: %s}"},
        {NULL, "teamname", "{teamname: %s}"},
        {NULL, "tenants", "{teamname: t, tenants: [%s]}"},
    };
    size_t named = 0, count;
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct field *const *tables = identity_tables;
        if (cases[i].map != NULL)
            tables = fields_find(tables, text_of(cases[i].map))->fields;
        assert_ptr_equal(fields_find(tables, text_of(cases[i].key))->format, &format_label);
        for (int legal = 0; legal < 2; legal++) {
            auto_values values;
            struct owner owner;
            values_init(&values);
            struct buf yaml = buf_new(&values.arena, LIMIT_MESSAGE_BYTES);
            const char *hole = strstr(cases[i].yaml, "%s");
            buf_format(&yaml, "%.*s%s%s", (int)(hole - cases[i].yaml), cases[i].yaml, legal ? "b-1" : "b_1", hole + 2);
            if ((read_owner(&values, arena_string(&values.arena, buf_text(&yaml)), &owner) == 0) != legal)
                fail_msg("%s: %s", cases[i].yaml, legal ? values.err.text : "taken");
        }
    }
    auto_values values;
    values_init(&values);
    const struct field **rows = fields_rows(&values.arena, identity_tables, &count);
    for (size_t i = 0; i < count; i++) {
        size_t below = 0;
        if (rows[i]->fields != NULL)
            (void)fields_rows(&values.arena, rows[i]->fields, &below);
        named += rows[i]->fields != NULL ? below : 1;
    }
    assert_int_equal(named, COUNT(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_identity),
        cmocka_unit_test(test_name_from_the_host),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_what_is_its_own),
        cmocka_unit_test(test_environment_or_namespace),
        cmocka_unit_test(test_without_a_namespace),
        cmocka_unit_test(test_environments_at_the_limit),
        cmocka_unit_test(test_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
