/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "render/resource_list.h"

#define HEAD "apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n"

struct trial {
    struct arena arena;
    struct resource_list *list;
    struct err err;
    int result;
};

#define auto_trial __attribute__((cleanup(trial_free))) struct trial
static void trial_free(struct trial *trial)
{
    arena_free(&trial->arena);
    err_free(&trial->err);
}

static void trial_read(struct trial *trial, struct text bytes)
{
    const struct render_part part = {.name = TEXT("stdin"), .bytes = bytes};
    trial->result = resource_list_read(&trial->arena, &part, &trial->list, &trial->err);
}

static void assert_text(struct text text, const char *expected)
{
    if (!text_is(text, expected))
        fail_msg("it is \"" TEXT_FMT "\", not \"%s\"", TEXT_ARG(text), expected);
}

static struct text written(struct trial *trial, const struct edit_list *edits, const struct resource_result *results, size_t count)
{
    size_t slice_count;
    struct buf buf = buf_new(&trial->arena, LIMIT_DOCUMENT_BYTES);
    const struct text *slices = resource_list_write(&trial->arena, trial->list, edits, results, count, &slice_count, &trial->err);
    assert_non_null(slices);
    for (size_t i = 0; i < slice_count; i++)
        buf_put(&buf, slices[i]);
    return buf_text(&buf);
}

static void test_what_is_one(void **state)
{
    static const struct {
        const char *bytes;
        bool is_list;
    } rows[] = {
        {HEAD, true},
        {"# a\n---\n# b\n---\n" HEAD "...\n", true},
        {"\xef\xbb\xbf" HEAD "items: []\n", true},
        {"{\"kind\": \"ResourceList\", \"apiVersion\": \"config.kubernetes.io/v1beta1\"}", true},
        {"kind: 'ResourceList'\r\napiVersion: \"config.kubernetes.io/v1\"\r\n", true},
        {"", false},
        {"# only\n---\n", false},
        {"kind: ResourceList\napiVersion: v1\n", false},
        {"kind: ResourceLists\napiVersion: config.kubernetes.io/v1\n", false},
        {"kind: [ResourceList]\napiVersion: config.kubernetes.io/v1\n", false},
        {"- kind: ResourceList\n  apiVersion: config.kubernetes.io/v1\n", false},
        {"kind: Pod\n---\n" HEAD, false},
        {"a: |\n  kind: ResourceList\n  apiVersion: config.kubernetes.io/v1\n", false},
        {"kind: ResourceList\n\tapiVersion: config.kubernetes.io/v1\n", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        auto_trial trial = {0};
        trial_read(&trial, text_of(rows[i].bytes));
        if (trial.result != 0 || (trial.list != NULL) != rows[i].is_list)
            fail_msg("row %zu: %s", i, trial.err.text ? trial.err.text : "is one, or is none");
    }
}

static void assert_parts(const char *bytes, const char *const *parts)
{
    auto_trial trial = {0};
    size_t count = 0;
    trial_read(&trial, text_of(bytes));
    assert_int_equal(trial.result, 0);
    assert_non_null(trial.list);
    for (; parts[count] != NULL; count++) {
        assert_true(count < trial.list->count);
        assert_text(trial.list->parts[count].bytes, parts[count]);
    }
    assert_int_equal(trial.list->count, count);
}

/* The bytes of an item are its lines, with a blank in place of the dash. */
static void test_items(void **state)
{
    (void)state;
    assert_parts(HEAD "items:\n- a: 1\n  b: 2\n- c\n", (const char *[]){"  a: 1\n  b: 2\n", "  c\n", NULL});
    assert_parts(HEAD "items:\n  # of a\n  - a: 1\n    # in a\n\n  # of b\n  - # behind the dash\n    b: 2\n# of x\nx: 1\n",
                 (const char *[]){"    a: 1\n    # in a\n\n", "    # behind the dash\n    b: 2\n", NULL});
    assert_parts(HEAD "items:\n-\n  a: |2\n     x\n\n\n- \"b\n  # c\"\n-\n- &d\n  e: |+\n    f\n\nx: 1\n",
                 (const char *[]){" \n  a: |2\n     x\n\n\n", "  \"b\n  # c\"\n", " \n", "  &d\n  e: |+\n    f\n\n", NULL});
    assert_parts(HEAD "items: [{a: 1}, # c\n [2], 'x', ]\n", (const char *[]){"{a: 1}", "[2]", "'x'", NULL});
    assert_parts(HEAD "items:\n- {a: 1,\n b: 2}\n- - 1\n  - 2", (const char *[]){"  {a: 1,\n b: 2}\n", "  - 1\n  - 2", NULL});
    assert_parts(HEAD "items:\r\n- a: 1\r\n- b: 2\r\n", (const char *[]){"  a: 1\r\n", "  b: 2\r\n", NULL});
}

static void test_refusals(void **state)
{
    static const struct {
        const char *bytes, *error;
    } rows[] = {
        {HEAD "items: []\nitems: []\n", "stdin:3:1: `items` stands in the ResourceList twice"},
        {HEAD "kind: ResourceList\n", "stdin:2:1: `kind` stands in the ResourceList twice"},
        {HEAD "functionConfig: {}\nfunctionConfig: {}\n", "stdin:3:1: `functionConfig` stands in the ResourceList twice"},
        {HEAD "results: {}\n", "stdin:3:10: `results` of the ResourceList is no list"},
        {HEAD "items: \"\"\n", "stdin:3:8: `items` of the ResourceList is no list"},
        {"x: &x []\n" HEAD "items: *x\n", "stdin:4:8: `items` of the ResourceList is an alias"},
        {HEAD "items: !!seq\n- a\n", "stdin:4:3: the dash in front of an item is not the first on its line"},
        {"kind: ResourceList\napiVersion: config.kubernetes.io/v1alpha1\n",
         "stdin:1:1: a ResourceList of a version that is not known"},
        {HEAD "---\n# nothing\n---\n  x: 1\n", "stdin:5:1: another document behind the ResourceList"},
        {HEAD "external_secrets: @\n", "stdin:3:19: found character that cannot start any token"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        auto_trial trial = {0};
        trial_read(&trial, text_of(rows[i].bytes));
        assert_int_equal(trial.result, -1);
        assert_int_equal(trial.err.kind, ERR_INPUT);
        assert_string_equal(trial.err.text, rows[i].error);
        assert_non_null(trial.err.hint);
        assert_null(trial.list);
    }
}

/* A list with one item of so many levels. */
static struct text nested(struct arena *arena, size_t levels)
{
    struct buf buf = buf_new(arena, LIMIT_DOCUMENT_BYTES);
    buf_put_string(&buf, HEAD "items:\n- ");
    for (size_t i = 0; i < levels; i++)
        buf_put_byte(&buf, '[');
    for (size_t i = 0; i < levels; i++)
        buf_put_byte(&buf, ']');
    buf_put_byte(&buf, '\n');
    return buf_text(&buf);
}

static void test_depth(void **state)
{
    (void)state;
    auto_trial within = {0}, beyond = {0};
    trial_read(&within, nested(&within.arena, LIMIT_DEPTH));
    assert_int_equal(within.result, 0);
    /* It has no values, but for its head it would pass as any other bytes. */
    struct text deep = nested(&beyond.arena, LIMIT_DEPTH + 1);
    trial_read(&beyond, arena_format(&beyond.arena, "x: external_secrets\n" TEXT_FMT, TEXT_ARG(deep)));
    assert_int_equal(beyond.result, -1);
    assert_string_equal(beyond.err.text, "stdin:5:103: nested deeper than 100 levels");
}

static void test_crossings(void **state)
{
    (void)state;
    auto_trial known = {0}, unknown = {0}, ours = {0};
    trial_read(&known, TEXT(HEAD "items:\n- &a {x: 1}\n- {y: &a 2, z: *a}\n- *a\n"));
    assert_int_equal(known.result, 0);
    assert_int_equal(known.list->outline.crossings.count, 1);
    assert_int_equal(known.list->outline.crossings.items[0].item, 2);
    assert_int_equal(known.list->outline.crossings.items[0].anchor_item, 1);
    trial_read(&unknown, TEXT(HEAD "items: [*a]\n"));
    assert_int_equal(unknown.result, 0);
    assert_int_equal(unknown.list->outline.crossings.items[0].anchor_pair, OUTLINE_NONE);
    trial_read(&ours, TEXT(HEAD "items:\n- &a {external_secrets: 1}\n- *a\n"));
    assert_int_equal(ours.result, -1);
    assert_string_equal(ours.err.text, "stdin:5:3: the alias has its anchor outside of this item");
    assert_non_null(ours.list);
}

static void test_item_at(void **state)
{
    (void)state;
    auto_trial block = {0}, flow = {0};
    trial_read(&block, TEXT(HEAD "items:\n- a\n# of b\n- b\n  \n- c\nx: 1\n"));
    static const size_t items[] = {OUTLINE_NONE, OUTLINE_NONE, OUTLINE_NONE, 0, OUTLINE_NONE, 1, 1, 2, OUTLINE_NONE};
    for (size_t line = 0; line < sizeof items / sizeof *items; line++)
        assert_int_equal(resource_list_item_at(block.list, line, 0), items[line]);
    trial_read(&flow, TEXT("{kind: ResourceList, apiVersion: config.kubernetes.io/v1, items: [{a: 1}, {b: 2}]}"));
    assert_int_equal(resource_list_item_at(flow.list, 0, 67), 0);
    assert_int_equal(resource_list_item_at(flow.list, 0, 73), OUTLINE_NONE);
    assert_int_equal(resource_list_item_at(flow.list, 0, 75), 1);
}

static const struct resource_result warning = {"warning", {"told", 4}, OUTLINE_NONE, {NULL, 0}};

static void assert_written(const char *bytes, const char *expected)
{
    auto_trial trial = {0}, again = {0};
    trial_read(&trial, text_of(bytes));
    assert_non_null(trial.list);
    assert_text(written(&trial, NULL, NULL, 0), bytes);
    struct text once = written(&trial, NULL, &warning, 1);
    assert_text(once, expected);
    trial_read(&again, once);
    assert_non_null(again.list);
    assert_text(written(&again, NULL, &warning, 1), expected);
}

#define TOLD "- message: told\n  severity: warning\n"

/* In the style of the list, once. */
static void test_results(void **state)
{
    (void)state;
    assert_written(HEAD, HEAD "results:\n" TOLD);
    assert_written("kind: ResourceList\napiVersion: config.kubernetes.io/v1",
                   "kind: ResourceList\napiVersion: config.kubernetes.io/v1\nresults:\n" TOLD);
    assert_written(HEAD "x: |+\n  a\n\n# end\n...\n", HEAD "x: |+\n  a\n\n# end\nresults:\n" TOLD "...\n");
    assert_written(HEAD "results:\n- message: a\n  severity: info\n# of x\nx: 1\n",
                   HEAD "results:\n- message: a\n  severity: info\n" TOLD "# of x\nx: 1\n");
    assert_written(HEAD "results:\n    - message: a\n",
                   HEAD "results:\n    - message: a\n    - message: told\n      severity: warning\n");
    assert_written(HEAD "results: []\nx: 1\n", HEAD "results:\n" TOLD "x: 1\n");
    assert_written(HEAD "results: null", HEAD "results:\n" TOLD);
    assert_written(HEAD "results: [{message: a}]\n",
                   HEAD "results: [{message: a}, {\"message\":\"told\",\"severity\":\"warning\"}]\n");
    assert_written("{kind: ResourceList, apiVersion: config.kubernetes.io/v1, }\n",
                   "{kind: ResourceList, apiVersion: config.kubernetes.io/v1, \"results\": "
                   "[{\"message\":\"told\",\"severity\":\"warning\"}], }\n");
    assert_written(
        "{kind: ResourceList, results: null, apiVersion: config.kubernetes.io/v1}\n",
        "{kind: ResourceList, results: [{\"message\":\"told\",\"severity\":\"warning\"}], apiVersion: config.kubernetes.io/v1}\n");
    assert_written(
        "  kind: ResourceList\n  apiVersion: config.kubernetes.io/v1\n",
        "  kind: ResourceList\n  apiVersion: config.kubernetes.io/v1\n  results:\n  - message: told\n    severity: warning\n");
}

static void test_result_of_an_item(void **state)
{
    (void)state;
    auto_trial trial = {0};
    const struct resource_result results[] = {
        {"error", TEXT("wrong: \x1b"), 0, TEXT("spec.a")},
        {"error", TEXT("of nobody"), 1, TEXT("")},
    };
    trial_read(&trial, TEXT(HEAD "items:\n- {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: b, annotations: "
                                 "{internal.config.kubernetes.io/path: c.yaml, config.kubernetes.io/index: '07', "
                                 "internal.config.kubernetes.io/index: '7'}}}\n- [1]\n"));
    struct text text = written(&trial, NULL, results, 2);
    assert_true(text_ends(text, "results:\n- message: \"wrong: \\u001B\"\n  severity: error\n  resourceRef:\n    apiVersion: v1\n"
                                "    kind: Pod\n    name: a\n    namespace: b\n  file:\n    path: c.yaml\n    index: 7\n  field:\n"
                                "    path: spec.a\n- message: of nobody\n  severity: error\n"));
    assert_text(resource_list_item_name(&trial.arena, trial.list, 0), "Pod b/a");
    assert_text(resource_list_item_name(&trial.arena, trial.list, 1), "");
}

/* Ten thousand items cost what their bytes do: each is a part, and none is read again to find the next. */
static void test_many_items(void **state)
{
    (void)state;
    enum { ITEMS = 10000 };
    auto_trial trial = {0};
    struct buf buf = buf_new(&trial.arena, LIMIT_DOCUMENT_BYTES);
    buf_put_string(&buf, HEAD "items:\n");
    for (size_t i = 0; i < ITEMS; i++)
        buf_format(&buf, "# of %zu\n- apiVersion: v1\n  kind: Pod\n  metadata: &m {name: p%zu}\n  x: *m\n", i, i);
    trial_read(&trial, buf_text(&buf));
    assert_int_equal(trial.result, 0);
    assert_int_equal(trial.list->count, ITEMS);
    assert_int_equal(trial.list->outline.crossings.count, 0);
    assert_int_equal(resource_list_item_at(trial.list, 3 + 5 * (ITEMS - 1) + 2, 0), ITEMS - 1);
    assert_text(resource_list_item_name(&trial.arena, trial.list, 4711), "Pod p4711");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_one), cmocka_unit_test(test_items),
        cmocka_unit_test(test_refusals),    cmocka_unit_test(test_depth),
        cmocka_unit_test(test_crossings),   cmocka_unit_test(test_item_at),
        cmocka_unit_test(test_results),     cmocka_unit_test(test_result_of_an_item),
        cmocka_unit_test(test_many_items),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
