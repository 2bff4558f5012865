/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "render/access.h"
#include "render/owner.h"
#include "tests/unit/values_for_test.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Owners as their values say it, and the roster of all. */
struct cast {
    struct values values;
    struct owner_list owners;
    struct roster roster;
};

static void cast_free(struct cast *cast)
{
    values_free(&cast->values);
}

#define auto_cast __attribute__((cleanup(cast_free))) struct cast

static void cast_init(struct cast *cast, const char *const *yaml, size_t count)
{
    cast->owners = (struct owner_list){0};
    values_init(&cast->values);
    for (size_t i = 0; i < count; i++) {
        struct owner *owner = arena_new(&cast->values.arena, sizeof *owner);
        struct carried carried = {.values = values_parse(&cast->values, yaml[i])};
        assert_int_equal(owner_read(&cast->values.run, &carried, owner, &cast->values.err), 0);
        *array_add(&cast->values.arena, &cast->owners) = owner;
    }
    cast->roster = roster_new(&cast->values.arena, &cast->owners);
}

static struct declaration store_of(struct cast *cast, const struct owner *owner, const char *namespace)
{
    return (struct declaration){.owner = owner,
                                .node = values_parse(&cast->values, "{name: s}"),
                                .cluster = true,
                                .name = TEXT("s"),
                                .secret = {.namespace = text_of(namespace), .name = TEXT("c")}};
}

static const char *const people[] = {
    "{namespace: {name: a}, environments: [y, x], team: {team_name: t}}",
    "{namespace: {name: b}, team: {team_name: t}}",
    "{namespace: {name: c}}",
    "{team: {name: t, tenants: [c, a, z]}}",
};

static void test_namespaces(void **state)
{
    static const struct {
        int owner; /* -1: a store manifest */
        const char *namespace, *named, *allowed;
        const char *message; /* how it begins, NULL: taken */
    } cases[] = {
        {0, "a-x", NULL, NULL, NULL},
        {0, "rel", NULL, NULL, NULL},
        {0, "b", NULL, NULL, "v.yaml:1:1: namespace b is no environment and no namespace of tenant a (its own: a-y, a-x)"},
        {0, "t", NULL, NULL, "v.yaml:1:1: namespace t is no environment and no namespace of tenant a (its own: a-y, a-x)"},
        {3, "t", NULL, NULL, NULL},
        {3, "a-x", NULL, NULL, "v.yaml:1:1: namespace a-x is no environment and no namespace of team t (its own: t)"},
        {0, "a-x", "a", "a-?", NULL},
        {0, "a-x", "a", "b-*", "v.yaml:1:1: namespace a-x is not allowed here (allowed: b-*)"},
        {0, "a-x", "b", NULL, "v.yaml:1:20: namespace.name: tenant a is not one that the host named"},
        {-1, "anything", NULL, NULL, NULL},
        {-1, "anything", NULL, "any", "v.yaml:1:1: namespace anything is not allowed here (allowed: any)"},
        {-1, "a-y", "a", NULL, NULL},
        {-1, "rel", "a", NULL, NULL},
        {-1, "b", "a", NULL, "v.yaml:1:1: credentials in namespace b, which belongs to no owner that the host named"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_cast cast;
        cast_init(&cast, people, COUNT(people));
        struct values *values = &cast.values;
        values->options.release_namespace = TEXT("rel");
        if (cases[i].named != NULL)
            *array_add(&values->arena, &values->options.owners) = text_of(cases[i].named);
        if (cases[i].allowed != NULL)
            *array_add(&values->arena, &values->options.allow_namespaces) = text_of(cases[i].allowed);
        const struct owner *owner = cases[i].owner < 0 ? NULL : cast.owners.items[cases[i].owner];
        struct declaration store = store_of(&cast, owner, cases[i].namespace);
        int result = access_check(&values->run, &cast.roster, &store, &values->err);
        assert_int_equal(result, cases[i].message ? -1 : 0);
        if (cases[i].message != NULL)
            assert_string_equal(values->err.text, cases[i].message);
    }
}

/* Owners whose names meet in one namespace: neither may use it, and what is no owner's by its name is everybody's. */
static void test_shared_namespaces(void **state)
{
    static const char *const meeting[] = {
        "{namespace: {name: a}, environments: [b-c, d]}",
        "{namespace: {name: a-b}, environments: [c]}",
        "{namespace: {name: t}}",
        "{team: {name: t}}",
        "{namespace: {name: a}, environments: [d, e]}",
        "{appname: one}",
        "{appname: two}",
    };
    static const struct {
        int owner;
        const char *namespace, *message;
    } cases[] = {
        {0, "a-b-c", "v.yaml:1:1: namespace a-b-c is tenant a-b's as well (v.yaml:1:20)"},
        {1, "a-b-c", "v.yaml:1:1: namespace a-b-c is tenant a's as well (v.yaml:1:20)"},
        {0, "a-d", NULL},
        {4, "a-d", NULL},
        {2, "t", "v.yaml:1:1: namespace t is team t's as well (v.yaml:1:15)"},
        {3, "t", "v.yaml:1:1: namespace t is tenant t's as well (v.yaml:1:20)"},
        {5, "rel", NULL},
        {6, "rel", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_cast cast;
        cast_init(&cast, meeting, COUNT(meeting));
        struct declaration store = store_of(&cast, cast.owners.items[cases[i].owner], cases[i].namespace);
        cast.values.options.release_namespace = TEXT("rel");
        assert_int_equal(access_check(&cast.values.run, &cast.roster, &store, &cast.values.err), cases[i].message ? -1 : 0);
        if (cases[i].message != NULL)
            assert_string_equal(cast.values.err.text, cases[i].message);
    }
}

/* Values that nobody has to care for take no namespace from anybody. */
static void test_bystanders_share(void **state)
{
    static const char *const meeting[] = {"{namespace: {name: a}, environments: [b-c]}",
                                          "{namespace: {name: a-b}, environments: [c]}"};
    auto_cast cast;
    (void)state;
    cast_init(&cast, meeting, COUNT(meeting));
    cast.owners.items[1]->bystander = true;
    cast.roster = roster_new(&cast.values.arena, &cast.owners);
    struct declaration store = store_of(&cast, cast.owners.items[0], "a-b-c");
    assert_int_equal(access_check(&cast.values.run, &cast.roster, &store, &cast.values.err), 0);
}

static void test_members_that_the_host_did_not_name(void **state)
{
    auto_cast cast;
    const struct node *conditions;
    (void)state;
    cast_init(&cast, people, COUNT(people));
    *array_add(&cast.values.arena, &cast.values.options.owners) = TEXT("t");
    *array_add(&cast.values.arena, &cast.values.options.owners) = TEXT("c");
    struct declaration store = store_of(&cast, cast.owners.items[3], "t");
    assert_int_equal(access_conditions(&cast.values.run, &cast.roster, &store, &conditions, &cast.values.err), 0);
    assert_string_equal(values_text(&cast.values, conditions), "[{namespaces: [t, c]}]");
}

static void test_conditions(void **state)
{
    static const struct {
        int owner;
        bool trust, open;
        const char *label, *conditions;
    } cases[] = {
        {0, false, false, NULL, "[{namespaces: [a-y, a-x]}]"},
        {0, true, false, "k", "[{namespaces: [a-y, a-x]}]"},
        {0, false, true, NULL, ""},
        {3, false, false, NULL, "[{namespaces: [t, a-x, a-y, c]}]"},
        {3, true, false, NULL, "[{namespaces: [t, a-x, a-y, b, c]}]"},
        {3, false, false, "k", "[{namespaces: [t, a-x, a-y, c]}, {namespaceSelector: {matchLabels: {k: t}}}]"},
        {3, false, true, "k", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_cast cast;
        cast_init(&cast, people, COUNT(people));
        struct values *values = &cast.values;
        values->options.trust_team_claims = cases[i].trust;
        values->options.open_cluster_stores = cases[i].open;
        values->options.team_label = text_of(cases[i].label);
        struct declaration store = store_of(&cast, cast.owners.items[cases[i].owner], "t");
        for (int again = 0; again < 2; again++) {
            const struct node *conditions;
            assert_int_equal(access_conditions(&values->run, &cast.roster, &store, &conditions, &values->err), 0);
            assert_string_equal(values_text(values, conditions), cases[i].conditions);
        }
        assert_int_equal(values->notes.count, 0);
    }
}

/* Conditions of one owner are kept while its stores follow each other: they must not leak to the next. */
static void test_conditions_of_one_after_the_other(void **state)
{
    static const int order[] = {0, 3, 0, 2, 3};
    static const char *const expected[] = {"[{namespaces: [a-y, a-x]}]", NULL, "[{namespaces: [c]}]",
                                           "[{namespaces: [t, a-x, a-y, c]}]"};
    auto_cast cast;
    cast_init(&cast, people, COUNT(people));
    (void)state;
    for (size_t i = 0; i < COUNT(order); i++) {
        const struct node *conditions;
        struct declaration store = store_of(&cast, cast.owners.items[order[i]], "t");
        assert_int_equal(access_conditions(&cast.values.run, &cast.roster, &store, &conditions, &cast.values.err), 0);
        assert_string_equal(values_text(&cast.values, conditions), expected[order[i]]);
    }
}

static void test_warnings(void **state)
{
    static const char *const alone[] = {"{team: {name: t, tenants: [z]}}", "{namespace: {name: b}, team: {team_name: t}}",
                                        "{namespace: {name: c}, team: {team_name: nobody}}"};
    auto_cast cast;
    cast_init(&cast, alone, COUNT(alone));
    struct note_list *notes = &cast.values.notes;
    const struct node *conditions;
    struct declaration store = store_of(&cast, cast.owners.items[0], "t");
    (void)state;
    assert_int_equal(access_conditions(&cast.values.run, &cast.roster, &store, &conditions, &cast.values.err), 0);
    access_warn_claims(&cast.values.run, &cast.roster);
    assert_int_equal(notes->count, 2);
    assert_string_equal(arena_string(&cast.values.arena, notes->items[0].text),
                        "v.yaml:1:1: cluster store s serves the team namespace only");
    assert_string_equal(arena_string(&cast.values.arena, notes->items[1].text),
                        "v.yaml:1:20: tenant b claims team t, whose file does not list it");
    cast.values.options.trust_team_claims = true;
    notes->count = 0;
    access_warn_claims(&cast.values.run, &cast.roster);
    assert_int_equal(notes->count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_namespaces),       cmocka_unit_test(test_shared_namespaces),
        cmocka_unit_test(test_bystanders_share), cmocka_unit_test(test_members_that_the_host_did_not_name),
        cmocka_unit_test(test_conditions),       cmocka_unit_test(test_conditions_of_one_after_the_other),
        cmocka_unit_test(test_warnings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
