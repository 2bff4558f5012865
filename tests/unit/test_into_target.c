/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cmd/into_target.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct site_label apart[] = {{{"a-dev", 5}, {"x", 1}}, {{"a-test", 6}, {"x", 1}}};
static const struct site_label together[] = {{{"a-dev", 5}, {"x", 1}}, {{"a-dev", 5}, {"y", 1}}};

struct
try {
    struct arena arena;
    struct invocation invocation;
    struct note_list notes;
    struct site site;
    struct slot slot;
    struct sealing_target target;
    struct err err;
};

/* A place of a store's credential that serves these Secrets. */
static struct try try_new(const struct site_label *labels, size_t count)
{
    return (struct try){
        .site = {.labels = labels, .label_count = count, .max_scope = RENDER_CLUSTER_WIDE},
        .slot = {.whole_path = TEXT("a.b"), .place = TEXT("v.yaml:1:2")},
    };
}

static int choose(struct try *try, const char *scope)
{
    try->invocation.arena = try->notes.arena = &try->arena;
    try->slot.site = &try->site;
    if (scope != NULL) {
        try->invocation.settings[OPTION_SCOPE].origin = FROM_ARGUMENT;
        *array_add(&try->arena, &try->invocation.settings[OPTION_SCOPE].values) = text_of(scope);
    }
    return into_target_choose(&try->invocation, &try->slot, &try->target, &try->notes, &try->err);
}

static void finish(struct try *try)
{
    err_free(&try->err);
    arena_free(&try->arena);
}

static void check_scope(const struct site_label *labels, size_t count, const char *given, enum scope expected)
{
    struct try try = try_new(labels, count);
    assert_int_equal(choose(&try, given), 0);
    assert_int_equal(try.target.scope, expected);
    assert_true(text_is(try.target.namespace, "a-dev"));
    assert_true(text_is(try.target.name, "x"));
    assert_int_equal(try.notes.count, 0);
    finish(&try);
}

static void check_refused(struct try *try, const char *scope, enum err_kind kind, const char *text, const char *hint)
{
    assert_int_equal(choose(try, scope), -1);
    assert_int_equal(try->err.kind, kind);
    assert_string_equal(try->err.text, text);
    if (hint != NULL)
        assert_string_equal(try->err.hint, hint);
    else
        assert_null(try->err.hint);
    finish(try);
}

static void test_scopes(void **state)
{
    (void)state;
    check_scope(apart, 1, NULL, SCOPE_STRICT);
    check_scope(apart, 1, "namespace-wide", SCOPE_NAMESPACE_WIDE);
    check_scope(apart, 2, "cluster-wide", SCOPE_CLUSTER_WIDE);
    check_scope(together, 2, "namespace-wide", SCOPE_NAMESPACE_WIDE);
    check_scope(together, 2, "cluster-wide", SCOPE_CLUSTER_WIDE);
}

static void test_shared(void **state)
{
    (void)state;
    static const char *const given[] = {NULL, "strict", "namespace-wide"};
    for (size_t i = 0; i < COUNT(given); i++) {
        struct try try = try_new(apart, 2);
        bool wide = i == 2;
        check_refused(
            &try, given[i], ERR_INPUT,
            wide ? "v.yaml:1:2: a.b: one string serves 2 Secrets (a-dev/x, a-test/x), and sealed namespace-wide it would not "
                   "open for all"
                 : "v.yaml:1:2: a.b: one string serves 2 Secrets (a-dev/x, a-test/x), and sealed strict it would not open "
                   "for all",
            "--scope cluster-wide seals it for every Secret of every namespace; or give each environment its own pair, below "
            "its name");
    }
    struct try try = try_new(together, 2);
    check_refused(&try, NULL, ERR_INPUT,
                  "v.yaml:1:2: a.b: one string serves 2 Secrets (a-dev/x, a-dev/y), and sealed strict it would not open for all",
                  "--scope namespace-wide seals it for every Secret of the namespace; or give each its own string");
}

static void test_what_the_file_says(void **state)
{
    (void)state;
    struct try try = try_new(apart, 1);
    try.site.scope = RENDER_NAMESPACE_WIDE;
    assert_int_equal(choose(&try, NULL), 0);
    assert_int_equal(try.target.scope, SCOPE_NAMESPACE_WIDE);
    assert_int_equal(try.notes.count, 0);
    finish(&try);

    try = try_new(apart, 1);
    try.site.scope = RENDER_NAMESPACE_WIDE;
    assert_int_equal(choose(&try, "strict"), 0);
    assert_int_equal(try.target.scope, SCOPE_STRICT);
    assert_int_equal(try.notes.count, 1);
    assert_true(
        text_is(try.notes.items[0].text,
                "v.yaml:1:2: a.b: the declaration says scope: namespace-wide, and a SealedSecret of that scope will not open it"));
    finish(&try);

    try = try_new(apart, 1);
    try.site.kind = SITE_SEALED_SECRET;
    try.site.scope = try.site.min_scope = try.site.max_scope = RENDER_NAMESPACE_WIDE;
    assert_int_equal(choose(&try, "namespace-wide"), 0);
    assert_int_equal(try.notes.count, 0);
    finish(&try);
    for (size_t i = 0; i < 2; i++) {
        try = try_new(apart, 1);
        try.site.scope = try.site.min_scope = try.site.max_scope = RENDER_NAMESPACE_WIDE;
        check_refused(&try, i == 0 ? "strict" : "cluster-wide", ERR_USAGE,
                      i == 0 ? "v.yaml:1:2: a.b: --scope says strict, and the object around it namespace-wide"
                             : "v.yaml:1:2: a.b: --scope says cluster-wide, and the object around it namespace-wide",
                      "leave --scope out, or change the annotation of the SealedSecret and seal all its strings anew");
    }
}

static void test_plain_text(void **state)
{
    (void)state;
    struct try try = try_new(apart, 1);
    try.slot.plain = true;
    assert_int_equal(choose(&try, NULL), 0);
    assert_int_equal(try.notes.count, 1);
    assert_true(
        text_is(try.notes.items[0].text, "v.yaml:1:2: a.b: what stood here in plain text still stands in the history of the file"));
    assert_true(text_is(try.notes.items[0].hint, "have a new credential issued, seal that one, and revoke this one"));
    finish(&try);
}

static void test_names(void **state)
{
    (void)state;
    static const struct site_label labels[] = {
        {{NULL, 0}, {"x", 1}}, {{"A", 1}, {"x", 1}}, {{"a", 1}, {NULL, 0}}, {{"a", 1}, {"X", 1}}};
    static const char *const says[] = {
        "v.yaml:1:2: a.b: nobody says for which namespace it is",
        "v.yaml:1:2: a.b: its namespace would be A, which is not the name of one",
        "v.yaml:1:2: a.b: nobody says how its Secret is called",
        "v.yaml:1:2: a.b: its Secret would be called X, which no Secret can be",
    };
    for (size_t i = 0; i < COUNT(labels); i++) {
        struct try try = try_new(&labels[i], 1);
        check_refused(&try, NULL, ERR_INPUT, says[i],
                      i == 0
                          ? "--namespace NAME is the release namespace; where the file does not say whose the values are, --owner "
                            "NAME does"
                          : NULL);
        /* What the scope does not need may be missing. */
        try = try_new(&labels[i], 1);
        assert_int_equal(choose(&try, i < 2 ? "cluster-wide" : "namespace-wide"), 0);
        finish(&try);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scopes),     cmocka_unit_test(test_shared), cmocka_unit_test(test_what_the_file_says),
        cmocka_unit_test(test_plain_text), cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests_name("into_target", tests, NULL, NULL);
}
