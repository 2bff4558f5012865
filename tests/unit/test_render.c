/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "render/render.h"
#include "tests/unit/values_for_test.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char plain[] =
    "---\n# Source: a.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: m, namespace: a-x}   # as it is\n";
static const char tenant[] = "---\nnamespace: {name: a}\nenvironments: [x, y]\nexternal_secrets:\n  stores:\n"
                             "  - name: two\n    kind: ClusterSecretStore\n    provider: {p: {token: {sealed: sealed:t2}}}\n"
                             "  - {name: one, namespace: a-y, provider: {p: {token: {sealed: sealed:t1}}}}\n";
static const char team[] = "---\nteam: {name: t, tenants: [a]}\nexternal_secrets:\n  stores:\n"
                           "  - {name: s, kind: ClusterSecretStore, provider: {p: {}}}\n";
static const char broken[] =
    "---\nnamespace: {name: b}\nexternal_secrets: {stores: [{name: n, provider: {p: {k: {sealed: sealed:!}}}}]}\n";
static const char generated[] = "---\n# Source: external-secrets/";

/* One run over documents joined to one stream. */
struct trial {
    struct values values;
    struct render_output output;
    int result;
    struct text bytes;
};

static void trial_free(struct trial *trial)
{
    values_free(&trial->values);
}

#define auto_trial __attribute__((cleanup(trial_free))) struct trial

static void trial_run_below(struct trial *trial, const char *const *documents, size_t count, size_t generated_max)
{
    values_init(&trial->values);
    trial->values.options.generated_max = generated_max;
    struct arena *arena = &trial->values.arena;
    struct buf stream = buf_new(arena, LIMIT_SCALAR_BYTES), joined = buf_new(arena, LIMIT_SCALAR_BYTES);
    for (size_t i = 0; i < count; i++)
        buf_put_string(&stream, documents[i]);
    struct render_part part = {TEXT("stdin"), buf_text(&stream)};
    struct render_input input = {.stream = &part, .stream_count = 1};
    trial->result = render(arena, &trial->values.options, &input, &trial->output, &trial->values.err);
    for (size_t i = 0; i < trial->output.slice_count; i++)
        buf_put(&joined, trial->output.slices[i]);
    buf_put_byte(&joined, '\0');
    trial->bytes = (struct text){joined.at, joined.len - 1};
}

static void trial_run(struct trial *trial, const char *const *documents, size_t count)
{
    trial_run_below(trial, documents, count, 0);
}

static void test_the_same_bytes_each_time(void **state)
{
    const char *const stream[] = {plain, tenant, team};
    auto_trial first, second;
    trial_run(&first, stream, COUNT(stream));
    trial_run(&second, stream, COUNT(stream));
    (void)state;
    assert_int_equal(first.result, 0);
    assert_string_equal(first.bytes.at, second.bytes.at);
    assert_int_equal(first.output.object_count, 5);
}

static void test_what_is_not_touched(void **state)
{
    const char *const stream[] = {plain, tenant, plain};
    auto_trial trial;
    trial_run(&trial, stream, COUNT(stream));
    (void)state;
    assert_int_equal(trial.result, 0);
    assert_true(text_starts(trial.bytes, arena_format(&trial.values.arena, "%s%s%s", plain, plain, generated).at));
    assert_false(text_contains(trial.bytes, "environments"));
    const char *const untouched[] = {plain};
    auto_trial alone;
    trial_run(&alone, untouched, 1);
    assert_string_equal(alone.bytes.at, plain);
}

/* Its own output holds nothing more to do. */
static void test_a_fixed_point(void **state)
{
    const char *const stream[] = {plain, tenant, team};
    auto_trial first, second;
    trial_run(&first, stream, COUNT(stream));
    trial_run(&second, (const char *const[]){first.bytes.at}, 1);
    (void)state;
    assert_int_equal(second.result, 0);
    assert_string_equal(second.bytes.at, first.bytes.at);
    assert_int_equal(second.output.object_count, 0);
}

static void test_the_order_of_documents(void **state)
{
    const char *const orders[][3] = {{plain, tenant, team}, {team, plain, tenant}, {tenant, team, plain}, {team, tenant, plain}};
    auto_trial first;
    trial_run(&first, orders[0], 3);
    (void)state;
    for (size_t i = 1; i < COUNT(orders); i++) {
        auto_trial other;
        trial_run(&other, orders[i], 3);
        assert_int_equal(other.result, 0);
        assert_string_equal(strstr(other.bytes.at, generated), strstr(first.bytes.at, generated));
    }
}

static void test_failure_leaves_nothing(void **state)
{
    static const struct {
        const char *last;
        enum err_kind kind;
        const char *message;
    } cases[] = {
        {broken, ERR_SEALED, "stdin:17:66: external_secrets.stores[0].provider.p.k.sealed: fits no key"},
        {"---\nexternal_secrets: {stores: [\n", ERR_INPUT, NULL},
        {"---\nnamespace: {name: B}\nexternal_secrets: {stores: []}\n", ERR_INPUT,
         "stdin:16:19: namespace.name: the name of a tenant must be a DNS label"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const char *const stream[] = {plain, tenant, cases[i].last};
        auto_trial trial;
        trial_run(&trial, stream, COUNT(stream));
        assert_int_equal(trial.result, -1);
        assert_int_equal(trial.values.err.kind, cases[i].kind);
        if (cases[i].message != NULL)
            assert_string_equal(trial.values.err.text, cases[i].message);
        assert_int_equal(trial.output.slice_count, 0);
        assert_int_equal(trial.output.object_count, 0);
    }
}

static void test_what_was_generated(void **state)
{
    static const char *const expected[] = {
        "Secret a-x/a-two-credentials of a from stdin:11:5", "Secret a-y/one-credentials of a from stdin:14:5",
        "ClusterSecretStore /a-two of a from stdin:11:5",    "ClusterSecretStore /t-s of t from stdin:19:5",
        "SecretStore a-y/one of a from stdin:14:5",
    };
    const char *const stream[] = {plain, tenant, team};
    auto_trial trial;
    trial_run(&trial, stream, COUNT(stream));
    (void)state;
    assert_int_equal(trial.output.object_count, COUNT(expected));
    for (size_t i = 0; i < COUNT(expected); i++) {
        const struct render_object *object = &trial.output.objects[i];
        struct text told = arena_format(&trial.values.arena, TEXT_FMT " " TEXT_FMT "/" TEXT_FMT " of " TEXT_FMT " from " TEXT_FMT,
                                        TEXT_ARG(object->kind), TEXT_ARG(object->namespace), TEXT_ARG(object->name),
                                        TEXT_ARG(object->owner), TEXT_ARG(object->from));
        assert_string_equal(arena_string(&trial.values.arena, told), expected[i]);
    }
}

/* Without an opener nothing may ask for one. */
/* Nothing else sets the ceiling: the program's own is LIMIT_GENERATED_BYTES, more than a test should hold in memory. */
static void test_bytes_generated(void **state)
{
    const char *const stream[] = {tenant, team};
    auto_trial first, full, over;
    trial_run(&first, stream, COUNT(stream));
    const size_t len = first.bytes.len;
    trial_run_below(&full, stream, COUNT(stream), len);
    trial_run_below(&over, stream, COUNT(stream), len - 1);
    (void)state;
    assert_true(text_starts(first.bytes, generated));
    assert_string_equal(full.bytes.at, first.bytes.at);
    assert_int_equal(over.result, -1);
    assert_int_equal(over.output.slice_count, 0);
    assert_int_equal(over.values.err.kind, ERR_INPUT);
    const char *message = arena_format(&over.values.arena, "more than %zu bytes would be generated", len - 1).at;
    assert_string_equal(over.values.err.text, message);
}

static void test_nothing_is_opened(void **state)
{
    static const enum emit_form forms[] = {EMIT_SEALED_SECRET, EMIT_REFERENCE};
    (void)state;
    for (size_t i = 0; i < COUNT(forms); i++) {
        auto_values values;
        values_init(&values);
        values.options.emit = forms[i];
        values.options.opener.open = NULL;
        struct render_output output;
        struct render_part part = {TEXT("stdin"), text_of(tenant)};
        struct render_input input = {.stream = &part, .stream_count = 1};
        assert_int_equal(render(&values.arena, &values.options, &input, &output, &values.err), 0);
        assert_int_equal(output.object_count, forms[i] == EMIT_REFERENCE ? 2 : 4);
    }
}

static void test_no_input_at_all(void **state)
{
    auto_values values;
    values_init(&values);
    struct render_output output;
    struct render_input input = {0};
    (void)state;
    assert_int_equal(render(&values.arena, &values.options, &input, &output, &values.err), 0);
    struct buf joined = buf_new(&values.arena, LIMIT_MESSAGE_BYTES);
    for (size_t i = 0; i < output.slice_count; i++)
        buf_put(&joined, output.slices[i]);
    assert_true(text_is(buf_text(&joined), "# external-secrets: nothing to render\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_bytes_each_time),
        cmocka_unit_test(test_what_is_not_touched),
        cmocka_unit_test(test_a_fixed_point),
        cmocka_unit_test(test_the_order_of_documents),
        cmocka_unit_test(test_failure_leaves_nothing),
        cmocka_unit_test(test_what_was_generated),
        cmocka_unit_test(test_bytes_generated),
        cmocka_unit_test(test_nothing_is_opened),
        cmocka_unit_test(test_no_input_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
