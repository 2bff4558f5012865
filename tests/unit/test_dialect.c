/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "render/dialect.h"
#include "tests/unit/values_for_test.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

#define GUID "0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d"
#define PAIR "client_id: sealed:id, client_secret: sealed:secret"

static void test_which_blocks_count(void **state)
{
    static const struct {
        const char *yaml;
        bool counts, counts_named;
    } cases[] = {
        {"{}", false, false},
        {"{external_secrets: ~}", false, false},
        {"{external_secrets: text}", false, false},
        {"{external_secrets: [stores]}", false, false},
        {"{external_secrets: {}}", false, false},
        {"{external_secrets: {enabled: true}}", false, true},
        {"{external_secrets: {enable: false}}", false, true},
        {"{external_secrets: {enabled: true, image: x}}", false, false},
        {"{external_secrets: {<<: {enabled: true}}}", false, true},
        {"{external_secrets: {stores: ~}}", true, true},
        {"{external_secrets: {<<: {stores: []}}}", true, true},
        {"{external_secrets: {store: []}}", false, false},
        {"{external_secrets: {azure_tenant_id: x, other: y}}", true, true},
        {"{external_secrets: {secret_stores: []}}", true, true},
        {"{secret_management: {external_secrets: {secret_stores: []}}}", true, true},
        {"{secret_management: {stores: []}}", false, false},
        {"{secret_management: {external_secrets: {name: x}}}", false, false},
        {"{secret_management.external_secrets: {stores: []}}", false, false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_values values;
        values_init(&values);
        const struct node *root = values_parse(&values, cases[i].yaml);
        if (dialects_count(root, false) != cases[i].counts || dialects_count(root, true) != cases[i].counts_named)
            fail_msg("%s", cases[i].yaml);
    }
}

static void test_nearest(void **state)
{
    static const struct {
        const char *yaml, *nearest;
    } cases[] = {
        {"{external_secrets: {store: []}}", "stores"},
        {"{external_secrets: {enabled: true, image: x}}", NULL},
        {"{external_secrets: {enabeld: true}}", NULL},
        {"{secret_management: {external_secret: {}}}", "external_secrets"},
        {"{secret_management: {external_secrets: {secretstores: []}}}", "secret_stores"},
        {"{external_secrets: ~}", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_values values;
        values_init(&values);
        const char *nearest = dialects_nearest(values_parse(&values, cases[i].yaml));
        assert_string_equal(nearest ? nearest : "none", cases[i].nearest ? cases[i].nearest : "none");
    }
}

static struct owner owner_of(struct values *values)
{
    struct owner owner = {.kind = OWNER_TENANT, .name = TEXT("a")};
    *array_add(&values->arena, &owner.environments) = TEXT("x");
    *array_add(&values->arena, &owner.sorted) = TEXT("x");
    *array_add(&values->arena, &owner.namespaces) = TEXT("a-x");
    return owner;
}

/* "SecretStore name < namespace/secret key=form:value ...; ...", on request with "?". */
static const char *told(struct values *values, const struct declaration_list *declarations)
{
    static const char *const forms[] = {[CREDENTIAL_SEALED] = "", [CREDENTIAL_PLAIN] = "plain:", [CREDENTIAL_REMOTE] = "remote:"};
    struct buf buf = buf_new(&values->arena, LIMIT_MESSAGE_BYTES);
    for (size_t i = 0; i < declarations->count; i++) {
        const struct declaration *d = &declarations->items[i];
        buf_format(&buf, "%s%s " TEXT_FMT "%s < " TEXT_FMT "/" TEXT_FMT, i > 0 ? "; " : "",
                   d->cluster ? "ClusterSecretStore" : "SecretStore", TEXT_ARG(d->name), d->on_request ? "?" : "",
                   TEXT_ARG(d->secret.namespace), TEXT_ARG(d->secret.name));
        for (size_t k = 0; k < d->secret.credentials.count; k++) {
            const struct credential *credential = &d->secret.credentials.items[k];
            buf_format(&buf, " " TEXT_FMT "=%s" TEXT_FMT, TEXT_ARG(credential->key), forms[credential->form],
                       TEXT_ARG(credential->value));
        }
    }
    return arena_string(&values->arena, buf_text(&buf));
}

static void test_declared(void **state)
{
    static const struct {
        const char *yaml, *told;
    } cases[] = {
        {"{external_secrets: {azure_tenant_id: " GUID ", keyvault_url: https://kv, keyvault_credentials: {" PAIR "}}}",
         "SecretStore a-secret-store < a-x/keyvault-credentials ClientID=sealed:id ClientSecret=sealed:secret; "
         "ClusterSecretStore a-secret-store? < a-x/keyvault-credentials ClientID=sealed:id ClientSecret=sealed:secret"},
        {"{external_secrets: {keyvault_url: https://kv, auth_type: ManagedIdentity}}",
         "SecretStore a-secret-store < a-x/keyvault-credentials; ClusterSecretStore a-secret-store? < a-x/keyvault-credentials"},
        {"{secret_management: {external_secrets: {tenant_id: " GUID ", tenant_secretstores: [{name: n, url: https://kv, " PAIR
         "}]}}}",
         "ClusterSecretStore a-n < a-x/a-n-credentials ClientID=sealed:id ClientSecret=sealed:secret"},
        {"{secret_management: {external_secrets: {secret_stores: [{name: n, environment: x, tenant_id: " GUID
         ", url: https://kv, client_id: " GUID ", client_secret: there, cluster_secret_store_ref: t}]}}}",
         "SecretStore n < a-x/n-credentials ClientID=plain:" GUID " ClientSecret=remote:there"},
        {"{external_secrets: {stores: [{name: n, provider: {p: {k: {sealed: sealed:x}}}}, "
         "{name: m, kind: ClusterSecretStore, credentials_secret: c, namespace: b, provider: {p: {}}}]}}",
         "SecretStore n < a-x/n-credentials k=sealed:x; ClusterSecretStore a-m < b/c"},
        {"{external_secrets: {enabled: false, nonsense: 1, stores: [x]}}", ""},
        {"{external_secrets: {enable: true, enabled: false, stores: [x]}}", ""},
        {"{external_secrets: {stores: []}, secret_management: {external_secrets: {stores: [{name: n, provider: {p: {}}}]}}}",
         "SecretStore n < a-x/n-credentials"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_values values;
        values_init(&values);
        struct owner owner = owner_of(&values);
        struct declaration_list declarations = {0};
        if (dialects_declare(&values.run, &owner, values_parse(&values, cases[i].yaml), &declarations, &values.err) != 0)
            fail_msg("%s: %s", cases[i].yaml, values.err.text);
        assert_string_equal(told(&values, &declarations), cases[i].told);
    }
}

static void test_refused(void **state)
{
    static const struct {
        const char *yaml, *message;
    } cases[] = {
        {"{external_secrets: {stores: [{name: n, provider: {p: {k: {sealed: damaged}}}}]}}",
         "v.yaml:1:67: external_secrets.stores[0].provider.p.k.sealed: the sealed string is damaged for a test"},
        {"{external_secrets: {stores: [{name: n, provider: {p: {k: {sealed: plain}}}}]}}",
         "v.yaml:1:67: external_secrets.stores[0].provider.p.k.sealed: a credential in plain text (--allow-plain would admit it)"},
        {"{external_secrets: {stores: [], secret_stores: []}}", "v.yaml:1:33: external_secrets.secret_stores: unknown key here"},
        {"{external_secrets: {stores: [], enable: 1}}", "v.yaml:1:41: external_secrets.enable: must be true or false"},
        {"{external_secrets: {stores: [], enablx: true}}", "v.yaml:1:33: external_secrets.enablx: unknown key"},
        {"{secret_management: {external_secrets: {team_secretstores: [{name: n}]}}}",
         "v.yaml:1:60: secret_management.external_secrets.team_secretstores: a team's list in a tenant's file"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_values values;
        values_init(&values);
        struct owner owner = owner_of(&values);
        struct declaration_list declarations = {0};
        assert_int_equal(dialects_declare(&values.run, &owner, values_parse(&values, cases[i].yaml), &declarations, &values.err),
                         -1);
        assert_int_equal(values.err.kind, ERR_INPUT);
        assert_string_equal(values.err.text, cases[i].message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_which_blocks_count),
        cmocka_unit_test(test_nearest),
        cmocka_unit_test(test_declared),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
