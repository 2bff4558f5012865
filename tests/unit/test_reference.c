/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "render/reference.h"
#include "tests/unit/values_for_test.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Finds the references below `provider` and names their keys. */
static int find(struct values *values, const struct node *provider, struct sealed_reference_list *out)
{
    *out = (struct sealed_reference_list){0};
    if (reference_find(&values->run, provider, out, &values->err) != 0)
        return -1;
    reference_keys(out);
    return reference_check_keys(out, &values->err);
}

static void test_keys(void **state)
{
    static const struct {
        const char *yaml, *keys;
    } cases[] = {
        {"{p: {}}", ""},
        {"{p: {a: {sealed: x}}}", "a"},
        {"{p: {a: {key: k.1, sealed: x}}}", "k.1"},
        {"{p: {a: {key: ~, sealed: x}}}", "a"},
        {"{p: {a: {b: {sealed: x}}, c: {d: {sealed: x}}}}", "b d"},
        {"{p: {a: {b: {sealed: x}}, c: {b: {sealed: x}}}}", "a.b c.b"},
        {"{p: {a: {b: {sealed: x}}, b: {sealed: x}}}", "a.b b"},
        {"{p: {a: {b: {sealed: x}}, c: {key: b, sealed: x}}}", "a.b b"},
        {"{p: {a: [{b: {sealed: x}}, {b: {sealed: x}}, {b: 1}]}}", "a.0.b a.1.b"},
        {"{p: {sealed: x}}", "p"},
        {"{p: {a: &a {sealed: x}, b: *a}}", "a b"},
        {"{p: {a: {<<: {sealed: x, key: k}}}}", "k"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct sealed_reference_list found;
        auto_values values;
        values_init(&values);
        if (find(&values, values_parse(&values, cases[i].yaml), &found) != 0)
            fail_msg("%s: %s", cases[i].yaml, values.err.text);
        struct buf keys = buf_new(&values.arena, LIMIT_MESSAGE_BYTES);
        for (size_t k = 0; k < found.count; k++)
            buf_format(&keys, "%s" TEXT_FMT, k > 0 ? " " : "", TEXT_ARG(found.items[k].key));
        if (!text_is(buf_text(&keys), cases[i].keys))
            fail_msg("%s: " TEXT_FMT, cases[i].yaml, TEXT_ARG(buf_text(&keys)));
    }
}

static void test_refused(void **state)
{
    static const struct {
        const char *yaml, *message;
    } cases[] = {
        {"{p: {a: {sealed: x, name: n}}}", "v.yaml:1:21: p.a.name: does not go beside 'sealed'"},
        {"{p: {a: {sealed: x, <<: {name: n}}}}", "v.yaml:1:26: p.a[\"<<\"].name: does not go beside 'sealed'"},
        {"{p: {a: {sealed: x, sealed: y}}}", "v.yaml:1:21: p.a.sealed: the key stands twice in one mapping"},
        {"{p: {a: {sealed: x, key: ..}}}", "v.yaml:1:26: p.a.key: must be a key of a Secret: letters, digits, '-', '_' and '.'"},
        {"{p: {a/b: {sealed: x}}}", "v.yaml:1:11: p[\"a/b\"]: its field gives no legal key of a Secret: add 'key' beside 'sealed'"},
        {"{p: {a: {sealed: x, key: k}, b: {sealed: x, key: k}}}",
         "v.yaml:1:33: p.b: the second sealed string for key k of one Secret"},
        {"{p: {a: {b: {sealed: x}}, b: {sealed: x}, c: {key: a.b, sealed: x}}}",
         "v.yaml:1:46: p.c: the second sealed string for key a.b of one Secret"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct sealed_reference_list found;
        auto_values values;
        values_init(&values);
        assert_int_equal(find(&values, values_parse(&values, cases[i].yaml), &found), -1);
        assert_int_equal(values.err.kind, ERR_INPUT);
        assert_string_equal(values.err.text, cases[i].message);
    }
}

static void test_resolved(void **state)
{
    static const char yaml[] =
        "{p: {s: https://x, n: 1, a: [{b: {sealed: x}}, c], d: {key: k, namespace: n, sealed: x}, <<: {e: {}}}}";
    struct sealed_reference_list found;
    auto_values values;
    values_init(&values);
    struct node *provider = values_parse(&values, yaml);
    struct declaration declaration = {.secret = {.namespace = TEXT("n"), .name = TEXT("creds")}};
    (void)state;
    assert_int_equal(find(&values, provider, &found), 0);
    assert_string_equal(values_text(&values, reference_resolve(&values.run, &declaration, provider, &found)),
                        "{p: {s: https://x, n: 1, a: [{b: {name: creds, key: b}}, c], d: {name: creds, key: k}, e: {}}}");
    declaration.cluster = true;
    assert_string_equal(values_text(&values, reference_resolve(&values.run, &declaration, provider, &found)),
                        "{p: {s: https://x, n: 1, a: [{b: {name: creds, key: b, namespace: n}}, c], d: {name: creds, key: k, "
                        "namespace: n}, e: {}}}");
    assert_string_equal(values_text(&values, provider),
                        "{p: {s: https://x, n: 1, a: [{b: {sealed: x}}, c], d: {key: k, namespace: n, sealed: x}, e: {}}}");
}

static void test_provider(void **state)
{
    static const char *const refused[] = {"{}", "{a: {}, b: {}}", "a", "[a]", "{a: b}", "{[a]: {}}"};
    auto_values values;
    values_init(&values);
    struct text name;
    (void)state;
    assert_int_equal(reference_provider(values_parse(&values, "{vault: {}}"), &name, &values.err), 0);
    assert_true(text_is(name, "vault"));
    for (size_t i = 0; i < COUNT(refused); i++) {
        err_free(&values.err);
        assert_int_equal(reference_provider(values_parse(&values, refused[i]), &name, &values.err), -1);
        assert_string_equal(values.err.text, "v.yaml:1:1: must hold exactly one provider");
    }
}

static int find_many(size_t count)
{
    struct sealed_reference_list found;
    auto_values values;
    values_init(&values);
    struct buf yaml = buf_new(&values.arena, LIMIT_SCALAR_BYTES);
    buf_put_string(&yaml, "{p: {");
    for (size_t i = 0; i < count; i++)
        buf_format(&yaml, "a%zu: {sealed: x},", i);
    buf_put_string(&yaml, "}}");
    buf_put_byte(&yaml, '\0');
    int result = find(&values, values_parse(&values, yaml.at), &found);
    if (result != 0)
        assert_non_null(strstr(values.err.text, "more than 256 sealed strings in one store"));
    return result;
}

static void test_references_at_the_limit(void **state)
{
    (void)state;
    assert_int_equal(find_many(LIMIT_SEALED_REFERENCES), 0);
    assert_int_equal(find_many(LIMIT_SEALED_REFERENCES + 1), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_resolved),
        cmocka_unit_test(test_provider),
        cmocka_unit_test(test_references_at_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
