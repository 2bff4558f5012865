/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "render/sealed_secret.h"
#include "tests/unit/values_for_test.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static struct secret_entry one_entry[] = {{{"password", 8}, {"AgB", 3}}};
static const struct secret_entries one = {one_entry, 1, 1}, none = {0};

static const char *sealed(struct values *values, const char *yaml, const struct secret_label *label)
{
    struct node *secret = values_parse(values, yaml);
    if (secret_check(&values->arena, secret, &values->err) != 0)
        fail_msg("%s", values->err.text);
    return values_text(values, sealed_secret_make(&values->arena, secret, label, &one, &none));
}

static const char *opened(struct values *values, const char *yaml, const struct secret_label *label)
{
    struct node *sealed_secret = values_parse(values, yaml);
    if (sealed_secret_check(&values->arena, sealed_secret, &values->err) != 0)
        fail_msg("%s", values->err.text);
    return values_text(values, secret_make(&values->arena, sealed_secret, label, &one));
}

static void test_scope_of_annotations(void **state)
{
    static const struct {
        const char *annotations;
        enum render_scope scope;
    } cases[] = {
        {"{}", RENDER_STRICT},
        {"{sealedsecrets.bitnami.com/namespace-wide: 'true'}", RENDER_NAMESPACE_WIDE},
        {"{sealedsecrets.bitnami.com/cluster-wide: 'true'}", RENDER_CLUSTER_WIDE},
        {"{sealedsecrets.bitnami.com/namespace-wide: 'true', sealedsecrets.bitnami.com/cluster-wide: 'true'}", RENDER_CLUSTER_WIDE},
        {"{sealedsecrets.bitnami.com/cluster-wide: 'True'}", RENDER_STRICT},
        {"{sealedsecrets.bitnami.com/namespace-wide: 'yes'}", RENDER_STRICT},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_values values;
        values_init(&values);
        const char *yaml = arena_format(&values.arena, "metadata: {annotations: %s}", cases[i].annotations).at;
        assert_int_equal(scope_annotated(values_parse(&values, yaml)), cases[i].scope);
    }
    assert_int_equal(scope_annotated(NULL), RENDER_STRICT);
}

static void test_sealed_minimum(void **state)
{
    auto_values values;
    struct secret_label label = {TEXT("n"), TEXT("a"), RENDER_STRICT};
    (void)state;
    values_init(&values);
    assert_string_equal(sealed(&values, "{apiVersion: v1, kind: Secret, metadata: {name: a}, data: {password: eA==}}", &label),
                        "{apiVersion: bitnami.com/v1alpha1, kind: SealedSecret, metadata: {name: a, namespace: n}, "
                        "spec: {encryptedData: {password: AgB}, template: {metadata: {name: a, namespace: n}}}}");
}

static void test_sealed_keeps_what_is_the_tenants(void **state)
{
    auto_values values;
    struct secret_label label = {TEXT("n"), TEXT("a"), RENDER_NAMESPACE_WIDE};
    (void)state;
    values_init(&values);
    const char *yaml = "apiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\nimmutable: true\n"
                       "metadata:\n  name: a\n  generateName: a-\n  uid: u\n  resourceVersion: '1'\n  generation: 2\n"
                       "  creationTimestamp: null\n  deletionTimestamp: null\n  deletionGracePeriodSeconds: 1\n  selfLink: s\n"
                       "  managedFields: [{manager: m}]\n  ownerReferences: [{kind: Pod}]\n  finalizers: [x/y]\n"
                       "  labels: {l: m, gone: null}\n"
                       "  annotations:\n    argocd.argoproj.io/sync-wave: '1'\n    gone: ~\n"
                       "    kubectl.kubernetes.io/last-applied-configuration: '{}'\n    external-secrets.render/sealed: 'true'\n"
                       "    sealedsecrets.bitnami.com/cluster-wide: 'true'\n    sealedsecrets.bitnami.com/managed: 'true'\n"
                       "    postrenderer.helm.sh/postrender-filename: c/t/s.yaml\n"
                       "data: null\n";
    assert_string_equal(
        sealed(&values, yaml, &label),
        "{apiVersion: bitnami.com/v1alpha1, kind: SealedSecret, metadata: {name: a, namespace: n, labels: {l: m}, "
        "annotations: {argocd.argoproj.io/sync-wave: 1, sealedsecrets.bitnami.com/namespace-wide: true, "
        "postrenderer.helm.sh/postrender-filename: c/t/s.yaml}}, "
        "spec: {encryptedData: {password: AgB}, template: {metadata: {name: a, namespace: n, labels: {l: m}, "
        "annotations: {argocd.argoproj.io/sync-wave: 1, sealedsecrets.bitnami.com/managed: true, "
        "sealedsecrets.bitnami.com/namespace-wide: true}, finalizers: [x/y]}, type: kubernetes.io/tls, immutable: true}}}");
}

static void test_literal_values_go_into_the_template(void **state)
{
    auto_values values;
    struct secret_label label = {{0}, TEXT("a"), RENDER_CLUSTER_WIDE};
    (void)state;
    values_init(&values);
    const struct node *secret = values_parse(&values, "{kind: Secret, metadata: {name: a}}");
    assert_string_equal(values_text(&values, sealed_secret_make(&values.arena, secret, &label, &none, &one)),
                        "{apiVersion: bitnami.com/v1alpha1, kind: SealedSecret, metadata: {name: a, annotations: "
                        "{sealedsecrets.bitnami.com/cluster-wide: true}}, spec: {encryptedData: {}, template: {metadata: "
                        "{name: a, annotations: {sealedsecrets.bitnami.com/cluster-wide: true}}, data: {password: AgB}}}}");
}

static void test_opened(void **state)
{
    auto_values values;
    struct secret_label label = {TEXT("n"), TEXT("a"), RENDER_CLUSTER_WIDE};
    (void)state;
    values_init(&values);
    assert_string_equal(
        opened(&values, "{kind: SealedSecret, metadata: {name: a, namespace: 'n'}, spec: {encryptedData: {}}}", &label),
        "{apiVersion: v1, kind: Secret, metadata: {name: a, namespace: n, annotations: "
        "{sealedsecrets.bitnami.com/cluster-wide: true}}, data: {password: AgB}}");
    const char *yaml =
        "metadata:\n  name: a\n  labels: {outer: o}\n  annotations: {outer: o, postrenderer.helm.sh/postrender-filename: f}\n"
        "spec:\n  encryptedData: {}\n  template:\n    type: Opaque\n    immutable: no\n    data: null\n"
        "    metadata:\n      name: other\n      namespace: other\n      creationTimestamp: null\n      finalizers: [x/y]\n"
        "      labels: {l: m}\n      annotations: {a: b, sealedsecrets.bitnami.com/patch: 'true', "
        "sealedsecrets.bitnami.com/namespace-wide: 'true'}\nstatus: {conditions: []}\n";
    label.scope = RENDER_STRICT;
    assert_string_equal(opened(&values, yaml, &label),
                        "{apiVersion: v1, kind: Secret, metadata: {name: a, namespace: n, labels: {l: m}, annotations: {a: b, "
                        "sealedsecrets.bitnami.com/patch: true, postrenderer.helm.sh/postrender-filename: f}, "
                        "finalizers: [x/y]}, type: Opaque, immutable: false, data: {password: AgB}}");
}

static const char quotes[] = "put it in quotes: to some reader of YAML it is something else";

static void test_shape_of_a_secret(void **state)
{
    static const struct {
        const char *yaml, *text, *hint;
    } cases[] = {
        {"stringdata: {}", "v.yaml:1:1: stringdata: unknown key", "the nearest known key is 'stringData'"},
        {"metadata: {name: a, label: {}}", "v.yaml:1:21: metadata.label: unknown key", "the nearest known key is 'labels'"},
        {"data: {a: eA==}\ndata: {}", "v.yaml:2:1: data: the key stands twice in one mapping",
         "readers differ in which of the two counts: remove one"},
        {"data: []", "v.yaml:1:7: data: must be a mapping", NULL},
        {"data: {[a]: b}", "v.yaml:1:8: data[\"\"]: must be a key: a single word", NULL},
        {"data: {a: [b]}", "v.yaml:1:11: data.a: must be a string", NULL},
        {"data: {a: 1234}", "v.yaml:1:11: data.a: must be a string", quotes},
        {"stringData: {a: true}", "v.yaml:1:17: stringData.a: must be a string", quotes},
        {"type: 1", "v.yaml:1:7: type: must be a string", quotes},
        {"immutable: 'true'", "v.yaml:1:12: immutable: must be true or false", NULL},
        {"metadata: {name: 1}", "v.yaml:1:18: metadata.name: must be a string", quotes},
        {"metadata: {namespace: n}", "v.yaml:1:23: metadata.namespace: must be a string", quotes},
        {"metadata: {labels: {a: on}}", "v.yaml:1:24: metadata.labels.a: must be a string", quotes},
        {"metadata: {annotations: {a: 1}}", "v.yaml:1:29: metadata.annotations.a: must be a string", quotes},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_values values;
        values_init(&values);
        assert_int_equal(secret_check(&values.arena, values_parse(&values, cases[i].yaml), &values.err), -1);
        assert_int_equal(values.err.kind, ERR_INPUT);
        assert_string_equal(values.err.text, cases[i].text);
        if (cases[i].hint != NULL)
            assert_string_equal(values.err.hint, cases[i].hint);
        else
            assert_null(values.err.hint);
    }
}

static void test_shape_of_a_sealed_secret(void **state)
{
    static const struct {
        const char *yaml, *text;
    } cases[] = {
        {"spec: {encrypteddata: {}}", "v.yaml:1:8: spec.encrypteddata: unknown key"},
        {"spec: {encryptedData: {a: 1}}", "v.yaml:1:27: spec.encryptedData.a: must be a string"},
        {"spec: {encryptedData: {a: x}, encryptedData: {}}",
         "v.yaml:1:31: spec.encryptedData: the key stands twice in one mapping"},
        {"metadata: {name: 1}", "v.yaml:1:18: metadata.name: must be a string"},
        {"spec: {template: {metadata: {labels: {a: 1}}}}", "v.yaml:1:42: spec.template.metadata.labels.a: must be a string"},
        {"spec: {template: {type: {}}}", "v.yaml:1:25: spec.template.type: must be a single value"},
        {"spec: {template: {type: 1}}", "v.yaml:1:25: spec.template.type: must be a string"},
        {"spec: {template: {data: {a: 1}}}", "v.yaml:1:29: spec.template.data.a: must be a string"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_values values;
        values_init(&values);
        assert_int_equal(sealed_secret_check(&values.arena, values_parse(&values, cases[i].yaml), &values.err), -1);
        assert_int_equal(values.err.kind, ERR_INPUT);
        assert_string_equal(values.err.text, cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scope_of_annotations),
        cmocka_unit_test(test_sealed_minimum),
        cmocka_unit_test(test_sealed_keeps_what_is_the_tenants),
        cmocka_unit_test(test_literal_values_go_into_the_template),
        cmocka_unit_test(test_opened),
        cmocka_unit_test(test_shape_of_a_secret),
        cmocka_unit_test(test_shape_of_a_sealed_secret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
