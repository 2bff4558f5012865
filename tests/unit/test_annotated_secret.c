/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "render/annotated_secret.h"
#include "tests/unit/values_for_test.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define SECRET(annotation, rest)                                                                                                   \
    "{apiVersion: v1, kind: Secret, metadata: {name: s, annotations: {external-secrets.render/sealed: " annotation "}}, " rest "}"

/* "ns/name: data.key=string, ..." with `~` before what was base64; a Secret a line. */
static const char *told(struct values *values, const struct annotated_secret_list *list)
{
    struct buf buf = buf_new(&values->arena, LIMIT_MESSAGE_BYTES);
    for (size_t i = 0; i < list->count; i++) {
        const struct annotated_secret *secret = &list->items[i];
        buf_format(&buf, "%s" TEXT_FMT "/" TEXT_FMT "%s:", i > 0 ? "; " : "", TEXT_ARG(secret->namespace), TEXT_ARG(secret->name),
                   secret->all ? "" : " some");
        for (size_t k = 0; k < secret->count; k++)
            buf_format(&buf, " %s." TEXT_FMT "=%s" TEXT_FMT, secret->values[k].is_data ? "data" : "stringData",
                       TEXT_ARG(secret->values[k].key), secret->values[k].encoded ? "~" : "", TEXT_ARG(secret->values[k].string));
    }
    return arena_string(&values->arena, buf_text(&buf));
}

static void test_found(void **state)
{
    static const struct {
        const char *yaml, *found;
    } cases[] = {
        {SECRET("'true'", "stringData: {a: 'sealed:x', b: y}"), "release/s: stringData.a=sealed:x stringData.b=y"},
        {SECRET("'true'", "data: {a: 'sealed:x', b: c2VhbGVkOng=}"), "release/s: data.a=sealed:x data.b=~sealed:x"},
        {SECRET("' true '", "data: {a: aHVudGVy, b: '!', c: ZGFtYWdlZA==, d: damaged}"),
         "release/s: data.a=aHVudGVy data.b=! data.c=~damaged data.d=damaged"},
        {SECRET("'true'", "stringData: {a: c2VhbGVkOng=, b: '', c: ~}, data: {d: '', e: null}"),
         "release/s: stringData.a=c2VhbGVkOng= stringData.b= stringData.c= data.d= data.e="},
        {SECRET("'b, c'", "stringData: {a: x, b: 'sealed:b', c: 'sealed:c'}"),
         "release/s some: stringData.b=sealed:b stringData.c=sealed:c"},
        {SECRET("'a,a'", "stringData: {a: x}"), "release/s some: stringData.a=x"},
        {SECRET("'yes'", "stringData: {yes: x}"), "release/s some: stringData.yes=x"},
        {SECRET("a", "data: {b: x}, stringData: {b: x, a: y}"), "release/s some: stringData.a=y"},
        {SECRET("'true'", "data: {}"), "release/s:"},
        {SECRET("'true'", "data: ~"), "release/s:"},
        {SECRET("'true'", "type: Opaque"), "release/s:"},
        {SECRET("false", "stringData: {a: x}"), ""},
        {SECRET("''", "stringData: {a: x}"), ""},
        {SECRET("", "stringData: {a: x}"), ""},
        {SECRET("~", "stringData: {a: x, a: y}"), ""},
        {"{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {a: 'sealed:x'}}", ""},
        {"{apiVersion: v1, kind: Secret, metadata: {namespace: n, annotations: {external-secrets.render/sealed: 'true'}}}", "n/:"},
        {"{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: SecretList, items: [" SECRET(
             "a", "stringData: {a: x}") "]}, " SECRET("'true'", "data: {b: y}") "]}",
         "release/s some: stringData.a=x; release/s: data.b=y"},
        {"[a]", ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_values values;
        struct annotated_secret_list list = {0};
        values_init(&values);
        values.options.release_namespace = TEXT("release");
        if (annotated_secrets_find(&values.run, values_parse(&values, cases[i].yaml), &list, &values.err) != 0)
            fail_msg("%s: %s", cases[i].yaml, values.err.text);
        assert_string_equal(told(&values, &list), cases[i].found);
        assert_int_equal(values.notes.count, 0);
    }
}

static void test_refused(void **state)
{
    static const struct {
        const char *yaml, *message, *hint;
    } cases[] = {
        {SECRET("[a]", "data: {}"), "v.yaml:1:98: metadata.annotations[\"external-secrets.render/sealed\"]: must be a string",
         "write \"true\""},
        {SECRET("true", "data: {}"), "must be a string, in quotes", "write \"true\""},
        {SECRET("yes", "data: {}"), "must be a string, in quotes", "write \"true\""},
        {SECRET("'true'", "data: {a: !!binary 'sealed:x'}"), "data.a: a YAML tag", NULL},
        {SECRET("'a,'", "stringData: {a: x}"), "an empty key in the list", "write \"true\""},
        {SECRET("','", "stringData: {a: x}"), "an empty key in the list", "write \"true\""},
        {SECRET("'True'", "stringData: {a: x}"), "`True` is no key below data or stringData", "the annotation is \"true\""},
        {SECRET("'a,b'", "stringData: {a: x}"), "`b` is no key below data or stringData", "the annotation is \"true\""},
        {SECRET("'true'", "data: [a]"), "data: must be a mapping", NULL},
        {SECRET("'true'", "stringData: x"), "stringData: must be a mapping", NULL},
        {SECRET("'true'", "data: {a: {b: c}}"), "data.a: must be a sealed string", NULL},
        {SECRET("'true'", "data: {[a]: b}"), "must be a key: a single word", NULL},
        {SECRET("'true'", "data: {a: x, a: y}"), "data.a: the key stands twice", "readers differ"},
        {SECRET("'true'", "data: {}, data: {}"), "data: the key stands twice", "readers differ"},
        {SECRET("'true'", "data: {a: x}, stringData: {a: y}"), "stringData.a: the key stands below data as well",
         "remove the other"},
        {SECRET("a", "data: {a: x, b: z}, stringData: {b: y, a: y}"), "stringData.a: the key stands below data",
         "remove the other"},
        {SECRET("'true'", "data: {a: &x y}, other: *x"), "data.a: an alias elsewhere shares it", "without anchors"},
        {SECRET("'true'", "other: &x y, data: {a: *x}"), "an alias elsewhere shares it", "without anchors"},
        {SECRET("'true'", "data: &x {a: y}, other: *x"), "data.a: an alias elsewhere shares it", "without anchors"},
        {SECRET("'true'", "data: {<<: {a: y}}"), "a merge key where sealed strings stand", "write the keys out"},
        {SECRET("&x 'true'", "data: {}, other: *x"), "an alias elsewhere shares it", "without anchors"},
        {SECRET("'true', external-secrets.render/values: a", "data: {}"), "stands beside external-secrets.render/sealed",
         "Secrets of their own"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_values values;
        struct annotated_secret_list list = {0};
        values_init(&values);
        if (annotated_secrets_find(&values.run, values_parse(&values, cases[i].yaml), &list, &values.err) == 0)
            fail_msg("%s: taken", cases[i].yaml);
        assert_int_equal(values.err.kind, ERR_INPUT);
        if (strstr(values.err.text, cases[i].message) == NULL || !text_starts(text_of(values.err.text), "v.yaml:1:"))
            fail_msg("%s: %s", cases[i].yaml, values.err.text);
        if ((values.err.hint == NULL) != (cases[i].hint == NULL))
            fail_msg("%s: hint %s", cases[i].yaml, values.err.hint);
        if (cases[i].hint != NULL && strstr(values.err.hint, cases[i].hint) == NULL)
            fail_msg("%s: hint %s", cases[i].yaml, values.err.hint);
    }
}

static void test_other_kinds(void **state)
{
    auto_values values;
    struct annotated_secret_list list = {0};
    (void)state;
    values_init(&values);
    const struct node *root = values_parse(&values, "{apiVersion: v1, kind: ConfigMap, metadata: {annotations: "
                                                    "{external-secrets.render/sealed: 'true'}}, data: {a: 'sealed:x'}}");
    assert_int_equal(annotated_secrets_find(&values.run, root, &list, &values.err), 0);
    assert_int_equal(list.count, 0);
    assert_int_equal(values.notes.count, 1);
    assert_true(
        text_contains(values.notes.items[0].text, "v.yaml:1:92: external-secrets.render/sealed says something of v1 Secrets"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_other_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
