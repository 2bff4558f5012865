/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/base64.h"
#include "base/buf.h"
#include "render/find.h"
#include "render/triage.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum { SEALED_LEN = 72, BUF_BYTES = 4 << 20 };

/* No cryptography here: what begins with AgB and is long enough is sealed. */
static enum render_shape shape(struct text string, const char **why)
{
    *why = "is damaged";
    if (text_starts(string, "AgB"))
        return text_trim(string).len == SEALED_LEN ? RENDER_SHAPE_SEALED : RENDER_SHAPE_DAMAGED;
    return RENDER_SHAPE_PLAIN;
}

struct found_sites {
    struct arena arena;
    struct site_list sites;
    struct note_list notes;
    struct err err;
    struct find_options options;
};

#define auto_found __attribute__((cleanup(found_free))) struct found_sites

static void found_free(struct found_sites *found)
{
    err_free(&found->err);
    arena_free(&found->arena);
}

/* In test documents, @X stands for a sealed string and %X for base64 of it. */
static struct text expand(struct arena *arena, const char *yaml)
{
    struct buf buf = buf_new(arena, BUF_BYTES);
    for (const char *at = yaml; *at != '\0'; at++) {
        bool marked = (*at == '@' || *at == '%') && at[1] >= 'A' && at[1] <= 'Z';
        char sealed[SEALED_LEN + 1], encoded[2 * SEALED_LEN];
        memset(sealed, 'x', SEALED_LEN);
        memcpy(sealed, "AgB", 3);
        sealed[3] = at[1];
        sealed[SEALED_LEN] = '\0';
        base64_encode((unsigned char *)sealed, SEALED_LEN, encoded);
        if (marked)
            buf_put_string(&buf, *at == '@' ? sealed : encoded);
        else
            buf_put_byte(&buf, *at);
        at += marked;
    }
    return buf_text(&buf);
}

static int find(struct found_sites *found, const char *yaml)
{
    struct render_part part = {TEXT("v.yaml"), expand(&found->arena, yaml)};
    found->notes.arena = &found->arena;
    found->options.shape = shape;
    return find_sites(&found->arena, &found->options, &part, &found->sites, &found->notes, &found->err);
}

static void put_string(struct buf *buf, struct text string)
{
    string = text_trim(string);
    if (text_starts(string, "AgB") && string.len == SEALED_LEN)
        buf_format(buf, "@%c", string.at[3]);
    else
        buf_format(buf, "'" TEXT_FMT "'", TEXT_ARG(string));
}

/* "2:11 credential @A ClientID team/x-credentials strict..cluster-wide" */
static void put_site(struct buf *buf, const struct site *site)
{
    static const char *const kinds[] = {"credential", "sealed-secret", "secret", "loose"}, *const scopes = "snc";
    struct place place = node_place(site->node);
    buf_format(buf, "%zu:%zu %s%s ", place.line, place.column, kinds[site->kind], site->encoded ? " encoded" : "");
    put_string(buf, site->string);
    buf_format(buf, " " TEXT_FMT " %c%c%c", TEXT_ARG(site->key), scopes[site->min_scope], scopes[site->max_scope],
               scopes[site->scope]);
    for (size_t i = 0; i < site->label_count; i++)
        buf_format(buf, " " TEXT_FMT "/" TEXT_FMT, TEXT_ARG(site->labels[i].namespace), TEXT_ARG(site->labels[i].name));
    buf_put_byte(buf, '\n');
}

static const char *text_of_sites(struct found_sites *found)
{
    struct buf buf = buf_new(&found->arena, BUF_BYTES);
    for (size_t i = 0; i < found->sites.count; i++)
        put_site(&buf, &found->sites.items[i]);
    buf_put_byte(&buf, '\0');
    return buf.at;
}

static void assert_found(const char *yaml, const char *expected)
{
    auto_found found = {0};
    if (find(&found, yaml) != 0)
        fail_msg("%s in:\n%s", found.err.text, yaml);
    assert_string_equal(text_of_sites(&found), expected);
}

static void assert_refused(const char *yaml, const char *message)
{
    auto_found found = {0};
    assert_int_equal(find(&found, yaml), -1);
    assert_int_equal(found.err.kind, ERR_INPUT);
    assert_string_equal(found.err.text, message);
}

/* ------------------------------------------------------------------ generations */

#define TENANT "namespace: {name: shop}\nenvironments: [dev, {name: prod}]\n"
#define GUID "0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d"

static void test_generation_1(void **state)
{
    (void)state;
    assert_found(TENANT "external_secrets:\n"
                        "  azure_tenant_id: x\n"
                        "  keyvault_credentials:\n"
                        "    scope: cluster-wide\n"
                        "    client_id: @A\n"
                        "    client_secret: @B\n",
                 "7:16 credential @A ClientID scc shop-dev/keyvault-credentials shop-prod/keyvault-credentials\n"
                 "8:20 credential @B ClientSecret scc shop-dev/keyvault-credentials shop-prod/keyvault-credentials\n");
    assert_found(TENANT "external_secrets:\n"
                        "  keyvault_credentials:\n"
                        "    prod: {client_id: @A, client_secret: @B}\n"
                        "    dev: {client_id: @C, client_secret: @D, credentials_secret: mine}\n"
                        "    gone: {client_id: " GUID ", client_secret: @E}\n",
                 "5:23 credential @A ClientID scs shop-prod/keyvault-credentials\n"
                 "5:112 credential @B ClientSecret scs shop-prod/keyvault-credentials\n"
                 "6:22 credential @C ClientID scs shop-dev/mine\n"
                 "6:111 credential @D ClientSecret scs shop-dev/mine\n"
                 "7:76 loose @E  scs\n");
}

static void test_generation_2(void **state)
{
    (void)state;
    assert_found("namespace: {name: shop}\nsecret_management:\n  external_secrets:\n    tenant_id: x\n    tenant_secretstores:\n"
                 "    - name: kv\n"
                 "      client_id: @A\n"
                 "      client_secret: @B\n",
                 "7:18 credential @A ClientID scs shop/shop-kv-credentials\n"
                 "8:22 credential @B ClientSecret scs shop/shop-kv-credentials\n");
    assert_found("team: {name: red}\nsecret_management:\n  external_secrets:\n    team_secretstore:\n"
                 "    - name: kv\n"
                 "      client_id: " GUID "\n"
                 "      client_secret: @B\n",
                 "7:22 credential @B ClientSecret scs red/red-kv-credentials\n");
    /* whose list it is, is not judged */
    assert_found("team: {name: red}\nsecret_management:\n  external_secrets:\n    tenant_secretstores:\n"
                 "    - name: kv\n"
                 "      client_secret: @B\n",
                 "6:22 credential @B ClientSecret scs red/red-kv-credentials\n");
}

static void test_generation_3(void **state)
{
    (void)state;
    assert_found(TENANT "secret_management:\n  external_secrets:\n    cluster_secret_stores:\n"
                        "    - {name: kv, environment: prod, client_id: @A, client_secret: @B}\n"
                        "    secret_stores:\n"
                        "    - {name: one, client_id: @C, client_secret: @D, scope: namespace-wide}\n"
                        "    - name: two\n"
                        "      cluster_secret_store_ref: team-kv\n"
                        "      client_id: " GUID "\n"
                        "      client_secret: name-in-the-vault\n"
                        "    - {name: three, auth_type: ManagedIdentity}\n",
                 "6:48 credential @A ClientID scs shop-prod/shop-kv-credentials\n"
                 "6:137 credential @B ClientSecret scs shop-prod/shop-kv-credentials\n"
                 "8:30 credential @C ClientID scn shop-dev/one-credentials\n"
                 "8:119 credential @D ClientSecret scn shop-dev/one-credentials\n");
}

static void test_generation_n(void **state)
{
    (void)state;
    assert_found("namespace: {name: shop}\nexternal_secrets:\n  stores:\n"
                 "  - name: v\n"
                 "    provider:\n"
                 "      vault:\n"
                 "        server: https://vault.test\n"
                 "        auth:\n"
                 "          appRole:\n"
                 "            roleRef: {sealed: @A}\n"
                 "            secretRef: {sealed: @B, key: secret-id}\n"
                 "  - name: w\n"
                 "    namespace: else\n"
                 "    kind: ClusterSecretStore\n"
                 "    credentials_secret: mine\n"
                 "    provider: {aws: {a: {sealed: @C, key: k}, b: {sealed: @D, key: k}}}\n",
                 "10:31 credential @A roleRef scs shop/v-credentials\n"
                 "11:33 credential @B secret-id scs shop/v-credentials\n"
                 "16:34 credential @C k scs else/mine\n"
                 "16:129 credential @D k scs else/mine\n");
}

/* ------------------------------------------------------------------ what is not judged */

static void test_whatever_stands_there(void **state)
{
    (void)state;
    assert_found(TENANT "secret_management:\n  external_secrets:\n    secret_stores:\n"
                        "    - {name: a, client_id: x, client_secret: 'in plain text'}\n"
                        "    - {name: b, client_id: AgBcut, client_secret: ''}\n"
                        "    - name: c\n"
                        "      client_id:\n"
                        "      client_secret: ~\n"
                        "    - {name: d, client_id: @A, auth_type: ManagedIdentity}\n"
                        "    - {name: e, client_secret: @B}\n"
                        "    - {name: e, client_secret: @C}\n",
                 "6:28 credential 'x' ClientID scs shop-dev/a-credentials\n"
                 "6:46 credential 'in plain text' ClientSecret scs shop-dev/a-credentials\n"
                 "7:28 credential 'AgBcut' ClientID scs shop-dev/b-credentials\n"
                 "7:51 credential '' ClientSecret scs shop-dev/b-credentials\n"
                 "9:17 credential '' ClientID scs shop-dev/c-credentials\n"
                 "10:22 credential '' ClientSecret scs shop-dev/c-credentials\n"
                 "11:28 credential @A ClientID scs shop-dev/d-credentials\n"
                 "12:32 credential @B ClientSecret scs shop-dev/e-credentials\n"
                 "13:32 credential @C ClientSecret scs shop-dev/e-credentials\n");
}

static void test_nobody_says_whose(void **state)
{
    static const char yaml[] = "environments: [dev, prod]\nsecret_management:\n  external_secrets:\n    cluster_secret_stores:\n"
                               "    - {name: kv, environment: prod, client_id: @A, client_secret: @B}\n";
    (void)state;
    assert_found(yaml, "5:48 credential @A ClientID scs /kv-credentials\n5:137 credential @B ClientSecret scs /kv-credentials\n");
    auto_found found = {0};
    *array_add(&found.arena, &found.options.owners) = TEXT("shop");
    assert_int_equal(find(&found, yaml), 0);
    assert_string_equal(text_of_sites(&found), "5:48 credential @A ClientID scs shop-prod/shop-kv-credentials\n"
                                               "5:137 credential @B ClientSecret scs shop-prod/shop-kv-credentials\n");
    assert_found("external_secrets:\n  keyvault_credentials: {client_id: @A, client_secret: @B}\n",
                 "2:37 credential @A ClientID scs /keyvault-credentials\n"
                 "2:126 credential @B ClientSecret scs /keyvault-credentials\n");
    assert_found("environments: [dev, prod]\nexternal_secrets:\n"
                 "  keyvault_credentials: {dev: {client_secret: @A}, prod: {client_secret: @B}}\n",
                 "3:47 credential @A ClientSecret scs /keyvault-credentials\n"
                 "3:144 credential @B ClientSecret scs /keyvault-credentials\n");
}

static void test_disabled(void **state)
{
    (void)state;
    assert_found(TENANT "external_secrets: {enabled: false, keyvault_credentials: {client_id: @A, client_secret: nothing}}\n",
                 "3:70 loose @A  scs\n");
}

static void test_shared(void **state)
{
    (void)state;
    assert_found("namespace: {name: shop}\nsecret_management:\n  external_secrets:\n    secret_stores:\n"
                 "    - &a {name: a, client_id: &id @A, client_secret: @B}\n"
                 "    - {name: b, client_id: *id, client_secret: @C}\n"
                 "    - {<<: *a, name: c}\n"
                 "    - *a\n",
                 "5:31 credential @A ClientID scs shop/a-credentials shop/b-credentials shop/c-credentials\n"
                 "5:124 credential @B ClientSecret scs shop/a-credentials shop/c-credentials\n"
                 "6:48 credential @C ClientSecret scs shop/b-credentials\n");
}

/* ------------------------------------------------------------------ carriers */

#define BLOCK "{namespace: {name: shop}, external_secrets: {keyvault_credentials: {client_id: @A, client_secret: @B}}}"

static void test_carriers(void **state)
{
    (void)state;
    assert_found("appname: shop\nvalues:\n  external_secrets:\n    keyvault_credentials: {client_id: @A}\n",
                 "4:39 credential @A ClientID scs /keyvault-credentials\n");
    assert_found("appname: shop\nvalues:\n  namespace: {name: shop}\n  external_secrets:\n"
                 "    keyvault_credentials: {client_secret: @A}\n",
                 "5:43 credential @A ClientSecret scs shop/keyvault-credentials\n");
    assert_found("apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    helm:\n      values: |\n"
                 "        namespace: {name: shop}\n"
                 "        # about\n"
                 "        external_secrets:\n"
                 "          keyvault_credentials: {client_secret: @A}\n"
                 "        other: @B\n",
                 "10:49 credential @A ClientSecret scs shop/keyvault-credentials\n11:16 loose @B  scs\n");
    assert_found("apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec:\n  values: " BLOCK "\n",
                 "4:90 credential @A ClientID scs shop/keyvault-credentials\n"
                 "4:179 credential @B ClientSecret scs shop/keyvault-credentials\n");
    assert_found("apiVersion: example.com/v1\nkind: Tenant\nspec: " BLOCK "\n",
                 "3:86 credential @A ClientID scs shop/keyvault-credentials\n"
                 "3:175 credential @B ClientSecret scs shop/keyvault-credentials\n");
    assert_found("apiVersion: v1\nkind: ConfigMap\nmetadata: {annotations: {external-secrets.render/values: v}}\n"
                 "data: {v: '" BLOCK "', w: @C}\n",
                 "4:11 credential @A ClientID scs shop/keyvault-credentials\n"
                 "4:11 credential @B ClientSecret scs shop/keyvault-credentials\n"
                 "4:261 loose @C  scs\n");
    assert_found("apiVersion: v1\nkind: List\nitems:\n- kind: List\n  items:\n  - " BLOCK "\n",
                 "6:84 credential @A ClientID scs shop/keyvault-credentials\n"
                 "6:173 credential @B ClientSecret scs shop/keyvault-credentials\n");
}

static void test_base64(void **state)
{
    (void)state;
    auto_found found = {0};
    struct text values = expand(&found.arena, BLOCK);
    struct buf yaml = buf_new(&found.arena, BUF_BYTES);
    char *encoded = arena_new(&found.arena, base64_encoded_len(values.len) + 1);
    base64_encode((const unsigned char *)values.at, values.len, encoded);
    buf_format(&yaml,
               "apiVersion: v1\nkind: Secret\nmetadata: {annotations: {external-secrets.render/values: v}}\ndata:\n  v: %s\n%c",
               encoded, '\0');
    assert_int_equal(find(&found, yaml.at), 0);
    assert_string_equal(text_of_sites(&found), "5:6 credential @A ClientID scs shop/keyvault-credentials\n"
                                               "5:6 credential @B ClientSecret scs shop/keyvault-credentials\n");
    assert_true(found.sites.items[0].node->source->base64);
    assert_ptr_equal(found.sites.items[0].node->source->scalar, found.sites.items[1].node->source->scalar);
    assert_true(text_is(found.sites.items[0].node->source->scalar->text, encoded));
}

/* Strings of carriers are read also where they hold no values of ours. */
static void test_strings_of_carriers(void **state)
{
    (void)state;
    assert_found("# Source: external_secrets\napiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  sources:\n"
                 "  - helm:\n      values: |\n        db:\n          password: @A\n"
                 "  - helm:\n      values: 'no: [yaml @B'\n"
                 "  - helm:\n      values: @C\n",
                 "9:21 loose @A  scs\n13:15 loose @C  scs\n");
}

/* ------------------------------------------------------------------ store manifests, SealedSecrets, Secrets */

static void test_store_manifests(void **state)
{
    static const char cluster[] = "apiVersion: external-secrets.io/v1\nkind: ClusterSecretStore\nmetadata: {name: s}\nspec:\n"
                                  "  provider: {vault: {x: {sealed: @A}, y: {sealed: plain, namespace: far}}}\n";
    (void)state;
    assert_found("apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: s, namespace: n}\nspec:\n"
                 "  provider: {vault: {x: {sealed: @A, key: k}, y: &y {sealed: @B}, z: *y}}\n",
                 "5:34 credential @A k scs n/s-credentials\n"
                 "5:132 credential @B y scs n/s-credentials\n");
    assert_found(cluster, "5:34 credential @A x scs /s-credentials\n"
                          "5:121 credential 'plain' y scs far/s-credentials\n");
    auto_found found = {0};
    found.options.release_namespace = TEXT("rel");
    assert_int_equal(find(&found, cluster), 0);
    assert_string_equal(text_of_sites(&found), "5:34 credential @A x scs rel/s-credentials\n"
                                               "5:121 credential 'plain' y scs far/s-credentials\n");
}

#define SEALED_SECRET "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\n"

static void test_sealed_secrets(void **state)
{
    (void)state;
    assert_found(SEALED_SECRET "metadata: {name: s, namespace: n}\nspec:\n"
                               "  encryptedData:\n    b: @A\n    a: plain\n    c:\n    d: {x: @B}\n  template: {data: {e: @C}}\n",
                 "6:8 sealed-secret @A b sss n/s\n7:8 sealed-secret 'plain' a sss n/s\n8:7 sealed-secret '' c sss n/s\n"
                 "9:12 loose @B  scs\n10:24 loose @C  scs\n");
    static const struct {
        const char *annotations, *expected;
    } scopes[] = {
        {"sealedsecrets.bitnami.com/namespace-wide: 'true'", "4:24 sealed-secret @A k nnn n/s\n"},
        {"sealedsecrets.bitnami.com/cluster-wide: 'true'", "4:24 sealed-secret @A k ccc n/s\n"},
        {"sealedsecrets.bitnami.com/namespace-wide: 'true', sealedsecrets.bitnami.com/cluster-wide: 'true'",
         "4:24 sealed-secret @A k ccc n/s\n"},
        {"sealedsecrets.bitnami.com/namespace-wide: 'True', sealedsecrets.bitnami.com/cluster-wide: 'yes'",
         "4:24 sealed-secret @A k sss n/s\n"},
    };
    for (size_t i = 0; i < COUNT(scopes); i++) {
        auto_arena arena = {0};
        struct text yaml = arena_format(&arena,
                                        SEALED_SECRET "metadata: {name: s, namespace: n, annotations: {%s}}\n"
                                                      "spec: {encryptedData: {k: @A}, template: {metadata: "
                                                      "{annotations: {sealedsecrets.bitnami.com/cluster-wide: 'true'}}}}\n",
                                        scopes[i].annotations);
        struct text expected = arena_format(&arena, "%s", scopes[i].expected);
        auto_found found = {0};
        assert_int_equal(find(&found, arena_string(&arena, yaml)), 0);
        const char *colon = strchr(expected.at, ':'), *line = strchr(text_of_sites(&found), ' ');
        assert_non_null(colon);
        assert_string_equal(line, strchr(expected.at, ' '));
    }
}

static void test_sealed_secrets_elsewhere(void **state)
{
    (void)state;
    auto_found found = {0};
    found.options.release_namespace = TEXT("rel");
    assert_int_equal(find(&found,
                          "kind: List\nitems:\n- kind: SealedSecretList\n  items:\n"
                          "  - {apiVersion: bitnami.com/v1alpha1, kind: SealedSecret, metadata: {name: a}, spec: {data: @A}}\n"
                          "- {apiVersion: bitnami.com/v1alpha1, kind: SealedSecret, spec: {encryptedData: {k: @B}}}\n"
                          "- {apiVersion: other.com/v1, kind: SealedSecret, spec: {encryptedData: {k: @C, l: x}}}\n"),
                     0);
    assert_string_equal(text_of_sites(&found), "5:94 sealed-secret @A  sss rel/a\n6:84 sealed-secret @B k sss rel/\n"
                                               "7:76 loose @C  scs\n");
    /* a stream of JSON values */
    assert_found("{\"kind\":\"x\"}\n{\"apiVersion\":\"bitnami.com/v1alpha1\",\"kind\":\"SealedSecret\","
                 "\"metadata\":{\"name\":\"s\"},\"spec\":{\"encryptedData\":{\"k\":\"@A\"}}}",
                 "2:113 sealed-secret @A k sss /s\n");
}

static void test_secrets(void **state)
{
    (void)state;
    assert_found(
        "apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: n, annotations: {external-secrets.render/sealed: 'true'}}\n"
        "data:\n  a: @A\n  b: %B\n  c: cGxhaW4=\nstringData:\n  d: @D\n  e:\n",
        "5:6 secret @A a scs n/s\n6:6 secret encoded @B b scs n/s\n7:6 secret 'cGxhaW4=' c scs n/s\n"
        "9:6 secret @D d scs n/s\n10:5 secret '' e scs n/s\n");
    assert_found("kind: SecretList\nitems:\n- apiVersion: v1\n  kind: Secret\n"
                 "  metadata: {name: s, annotations: {external-secrets.render/sealed: 'a, d'}}\n"
                 "  data: {a: @A, b: eA==}\n  stringData: {c: @C, d: plain}\n",
                 "6:13 secret @A a scs /s\n7:19 loose @C  scs\n7:96 secret 'plain' d scs /s\n");
}

/* ------------------------------------------------------------------ loose ones */

static void test_loose(void **state)
{
    (void)state;
    assert_found("a:\n- [1, {b: @A}]\n- |\n  @B\n- \"@C\"\nc: &x {d: @D}\ne: *x\n@E : f\n---\n"
                 "apiVersion: v1\nkind: Secret\ndata: {x: @F}\nstringData: {y: '@G and more', z: '@H'}\n---\n@I\n",
                 "2:11 loose @A  scs\n3:3 loose @B  scs\n5:3 loose @C  scs\n6:11 loose @D  scs\n12:11 loose @F  scs\n"
                 "13:17 loose 'AgBGxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx and more'  scs\n"
                 "13:105 loose @H  scs\n15:1 loose @I  scs\n");
    /* nothing that it could be */
    assert_found("a: AgBshort\nb: 1\n", "");
    assert_found("", "");
    assert_found("# @A\n---\n# external_secrets @A\nb: 1\n", "");
}

/* Beyond the document with values, also those with nothing but a string, in the order of the file. */
static void test_order(void **state)
{
    (void)state;
    assert_found("a: @A\n---\nappname: shop\nz: @Z\nvalues: |\n  namespace: {name: shop}\n  external_secrets:\n"
                 "    keyvault_credentials:\n      client_secret: @C\n      client_id: @B\ny: @Y\n---\n" SEALED_SECRET
                 "spec: {encryptedData: {k: @D}}\n",
                 "1:4 loose @A  scs\n4:4 loose @Z  scs\n"
                 "9:22 credential @C ClientSecret scs shop/keyvault-credentials\n"
                 "10:18 credential @B ClientID scs shop/keyvault-credentials\n11:4 loose @Y  scs\n"
                 "15:27 sealed-secret @D k sss /\n");
}

/* ------------------------------------------------------------------ what cannot be read */

static void test_passed_over(void **state)
{
    (void)state;
    auto_found found = {0};
    assert_int_equal(find(&found, "no: [yaml @A\n---\n{{ if .x }}\nb: @B\n---\n{{ if .external_secrets }}\na: b\n---\nc: @C\n"), 0);
    assert_string_equal(text_of_sites(&found), "9:4 loose @C  scs\n");
    assert_int_equal(found.notes.count, 2);
    assert_true(text_is(found.notes.items[0].text, "v.yaml:3:1: passed over: it looks like a template"));
    assert_true(text_is(found.notes.items[0].hint, "render it first"));
    assert_int_equal(found.notes.items[0].kind, NOTE_WARNING);
    assert_true(text_is(found.notes.items[1].text, "v.yaml:6:1: passed over: it looks like a template"));
    assert_int_equal(found.notes.items[1].kind, NOTE_DETAIL);
}

static void test_refused(void **state)
{
    (void)state;
    assert_refused("a: 1\n---\nexternal_secrets: [\n", "v.yaml:4:1: did not find expected node content");
    assert_refused("kind: SealedSecret\nx: [\n", "v.yaml:3:1: did not find expected node content");
    assert_refused(TENANT "external_secrets: {stores: [{name: x}]}\n",
                   "v.yaml:3:29: external_secrets.stores[0]: the store has no provider");
    assert_refused(TENANT "external_secrets: {keyvault_credentials: {client_idd: x}}\n",
                   "v.yaml:3:43: external_secrets.keyvault_credentials.client_idd: unknown key");
    auto_found found = {.notes = {.arena = &found.arena}, .options = {.shape = shape}};
    static const char wide[] = "\xff\xfe"
                               "s\0e\0c\0r\0e\0t\0_\0m\0a\0n\0a\0g\0e\0m\0e\0n\0t\0";
    const struct render_part part = {TEXT("w.yaml"), {wide, sizeof wide - 1}};
    assert_int_equal(find_sites(&found.arena, &found.options, &part, &found.sites, &found.notes, &found.err), -1);
    assert_string_equal(found.err.text, "w.yaml:1:1: the stream is UTF-16 or UTF-32 and holds values");
}

/* Strings whose Secret nobody names are searched as bytes, which UTF-16 hides: that is said. */
static void test_wide(void **state)
{
    (void)state;
    for (size_t run = TRIAGE_RUN - 1; run <= TRIAGE_RUN; run++) {
        auto_found found = {.notes = {.arena = &found.arena}, .options = {.shape = shape}};
        char *wide = arena_new(&found.arena, 2 * run + 2);
        memcpy(wide, "\xff\xfe", 2);
        for (size_t i = 0; i < run; i++)
            memcpy(wide + 2 + 2 * i, "A", 2);
        const struct render_part part = {TEXT("w.yaml"), {wide, 2 * run + 2}};
        assert_int_equal(find_sites(&found.arena, &found.options, &part, &found.sites, &found.notes, &found.err), 0);
        assert_int_equal(found.sites.count, 0);
        assert_int_equal(found.notes.count, run == TRIAGE_RUN);
        if (run < TRIAGE_RUN)
            continue;
        assert_int_equal(found.notes.items[0].kind, NOTE_WARNING);
        assert_true(text_is(found.notes.items[0].text,
                            "w.yaml:1:1: passed over: it is UTF-16 or UTF-32, and seems to hold a sealed string"));
    }
}

/* ------------------------------------------------------------------ triage */

static void test_triage_runs(void **state)
{
    (void)state;
    char bytes[3 * TRIAGE_RUN];
    for (size_t start = 0; start < TRIAGE_RUN + 2; start++) {
        for (size_t len = TRIAGE_RUN - 2; len <= TRIAGE_RUN + 2; len++) {
            memset(bytes, '-', sizeof bytes);
            memset(bytes + start, 'A', len);
            assert_int_equal(triage_holds((struct text){bytes, sizeof bytes}, &triage_string, 1), len >= TRIAGE_RUN);
            assert_int_equal(triage_holds((struct text){bytes, start + len}, &triage_string, 1), len >= TRIAGE_RUN);
        }
    }
    assert_true(triage_holds(TEXT("{\"a\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\\/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa=\"}"),
                             &triage_string, 1));
    assert_false(triage_holds(TEXT(""), &triage_string, 1));
}

/* Wherever a run stands among windows and documents, it is met. */
static void test_triage_windows(void **state)
{
    (void)state;
    enum { WINDOW = 128 * 1024 };
    for (size_t start = WINDOW - TRIAGE_RUN - 2; start < WINDOW + 2; start++) {
        auto_arena one = {0};
        size_t len = WINDOW + 2 * TRIAGE_RUN;
        char *bytes = arena_new(&one, len);
        struct range range;
        memset(bytes, '-', len);
        for (size_t i = 0; i < len; i += 50)
            bytes[i] = '\n';
        memset(bytes + start, 'A', TRIAGE_RUN);
        struct triage triage = triage_new((struct text){bytes, len}, &triage_string, 1);
        assert_true(triage_next(&triage, &range));
        assert_false(triage_next(&triage, &range));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_generation_1),
        cmocka_unit_test(test_generation_2),
        cmocka_unit_test(test_generation_3),
        cmocka_unit_test(test_generation_n),
        cmocka_unit_test(test_whatever_stands_there),
        cmocka_unit_test(test_nobody_says_whose),
        cmocka_unit_test(test_disabled),
        cmocka_unit_test(test_shared),
        cmocka_unit_test(test_carriers),
        cmocka_unit_test(test_base64),
        cmocka_unit_test(test_strings_of_carriers),
        cmocka_unit_test(test_store_manifests),
        cmocka_unit_test(test_sealed_secrets),
        cmocka_unit_test(test_sealed_secrets_elsewhere),
        cmocka_unit_test(test_secrets),
        cmocka_unit_test(test_loose),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_passed_over),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_wide),
        cmocka_unit_test(test_triage_runs),
        cmocka_unit_test(test_triage_windows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
