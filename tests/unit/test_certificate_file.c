/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "sealed/certificate_file.h"
#include "tests/unit/scene_for_test.h"
#include "tests/unit/seal_for_test.h"

/* In the middle of 2026: one, two, three, four and far are valid then. */
static const int64_t now = 1780000000;

/* When they begin tells them apart. */
enum { ONE = 1704164645, FOUR = 1767323045 };

static struct text file(struct scene *scene, const char *name)
{
    return key_file_for_test(&scene->arena, name);
}

static int64_t chosen(struct scene *scene, struct text bytes, int64_t at)
{
    struct certificate cert;
    auto_err err = {0};
    int result = certificate_file_read(&scene->arena, "cert.pem", bytes, at, &cert, &err);
    if (result < 0)
        print_error("%s\n", err.text);
    assert_int_equal(result, 0);
    assert_true(cert.public.modulus.len >= 256);
    return cert.valid_from;
}

static void expect_refused(struct scene *scene, struct text bytes, const char *text)
{
    struct certificate cert;
    auto_err err = {0};
    assert_int_equal(certificate_file_read(&scene->arena, "cert.pem", bytes, now, &cert, &err), -1);
    assert_int_equal(err.kind, ERR_INPUT);
    assert_string_equal(err.text, text);
}

/* A Secret with a certificate; `label` is what its label says, NULL: it has none. */
static struct text secret_with(struct scene *scene, const char *cert, const char *label)
{
    struct arena *arena = &scene->arena;
    struct text encoded = base64_for_test(arena, file(scene, cert));
    struct text labels = label == NULL ? (struct text){0}
                                       : arena_format(arena, ", labels: {sealedsecrets.bitnami.com/sealed-secrets-key: %s}", label);
    return arena_format(arena, "---\nkind: Secret\nmetadata: {name: key" TEXT_FMT "}\ndata: {tls.crt: %s}\n", TEXT_ARG(labels),
                        encoded.at);
}

static struct text joined(struct scene *scene, struct text a, struct text b)
{
    return arena_format(&scene->arena, TEXT_FMT TEXT_FMT, TEXT_ARG(a), TEXT_ARG(b));
}

/* The first of several in PEM, whatever stands around it: the others may be those of a chain. */
static void test_pem(void **state)
{
    struct scene *scene = *state;
    struct text one = file(scene, "one.crt"), four = file(scene, "four.crt");
    assert_int_equal(chosen(scene, one, now), ONE);
    assert_int_equal(chosen(scene, joined(scene, one, four), now), ONE);
    assert_int_equal(chosen(scene, joined(scene, four, one), now), FOUR);
    assert_int_equal(chosen(scene, joined(scene, file(scene, "one.pem"), one), now), ONE);
}

/* The newest of a backup, which ends with a Secret that has expired; before that one began, an older one. */
static void test_secrets(void **state)
{
    struct scene *scene = *state;
    assert_int_equal(chosen(scene, file(scene, "controller.yaml"), now), ONE);
    assert_int_equal(chosen(scene, file(scene, "backup.yaml"), now), FOUR);
    assert_int_equal(chosen(scene, file(scene, "backup.yaml"), ONE + 1000), ONE);
    assert_int_equal(chosen(scene, file(scene, "list.json"), now), ONE);
    struct text list = TEXT("kind: SecretList\nitems:\n- stringData:\n    tls.crt: |\n");
    struct text pem = file(scene, "one.crt");
    for (const char *line = pem.at, *end; (end = strchr(line, '\n')) != NULL; line = end + 1)
        list = arena_format(&scene->arena, TEXT_FMT "      %.*s\n", TEXT_ARG(list), (int)(end - line), line);
    assert_int_equal(chosen(scene, list, now), ONE);
    /* Other objects and Secrets beside them are passed over. */
    list = arena_format(&scene->arena, "kind: List\nitems: [{kind: ConfigMap}, {kind: Secret}]\n---\n---\nkind: List\n" TEXT_FMT,
                        TEXT_ARG(secret_with(scene, "four.crt", NULL)));
    assert_int_equal(chosen(scene, list, now), FOUR);
}

/* The order in which they stand does not matter, nor does one that is not valid. */
static void test_newest_valid(void **state)
{
    struct scene *scene = *state;
    struct text one = secret_with(scene, "one.crt", NULL), four = secret_with(scene, "four.crt", "active");
    struct text expired = secret_with(scene, "expired.crt", NULL);
    assert_int_equal(chosen(scene, joined(scene, one, four), now), FOUR);
    assert_int_equal(chosen(scene, joined(scene, four, one), now), FOUR);
    assert_int_equal(chosen(scene, joined(scene, four, one), FOUR - 1), ONE);
    assert_int_equal(chosen(scene, joined(scene, one, four), FOUR - 1), ONE);
    assert_int_equal(chosen(scene, joined(scene, expired, one), now), ONE);
    expect_refused(scene, expired, "cert.pem: the certificate has expired: it was valid until 2016-01-02T03:04:05Z");
}

static void test_retired(void **state)
{
    struct scene *scene = *state;
    struct text one = secret_with(scene, "one.crt", "active"), four = secret_with(scene, "four.crt", "compromised");
    assert_int_equal(chosen(scene, joined(scene, one, four), now), ONE);
    expect_refused(scene, four, "cert.pem: holds certificates of retired keys only");
}

static void test_nothing_to_take(void **state)
{
    struct scene *scene = *state;
    expect_refused(scene, TEXT(""), "cert.pem: is empty");
    expect_refused(scene, TEXT(" \n"), "cert.pem: is empty");
    expect_refused(scene, TEXT("a: 1\n"), "cert.pem: holds no certificate: neither PEM nor a Secret with a tls.crt");
    expect_refused(scene, TEXT("kind: Secret\n"), "cert.pem: holds a Secret, but none with a tls.crt");
    expect_refused(scene, TEXT("kind: List\nitems: []\n"),
                   "cert.pem: holds no certificate: neither PEM nor a Secret with a tls.crt");
    expect_refused(scene, file(scene, "one.pem"),
                   "cert.pem: holds a private key, but no certificate: the certificate seals, the private key only opens");
    expect_refused(scene, TEXT("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"),
                   "cert.pem: holds a public key, but no certificate");
    expect_refused(scene, TEXT("-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n"), "cert.pem: holds no certificate");
}

static void test_damaged(void **state)
{
    struct scene *scene = *state;
    struct text pem = file(scene, "one.crt");
    expect_refused(scene, (struct text){pem.at, pem.len - 10},
                   "cert.pem: the certificate is cut off: no line -----END CERTIFICATE-----");
    expect_refused(scene, file(scene, "ec.crt"), "cert.pem: the certificate is damaged, or not for an RSA key");
    expect_refused(scene, TEXT("kind: Secret\nmetadata: {name: key}\ndata: {tls.crt: '!'}\n"),
                   "cert.pem:3:17: data[\"tls.crt\"]: not legal base64 (character 1)");
    expect_refused(scene, TEXT("kind: Secret\nmetadata: {name: key}\ndata: {tls.crt: []}\n"),
                   "cert.pem:3:17: data[\"tls.crt\"]: not a string");
    expect_refused(scene, TEXT("kind: Secret\nmetadata: {name: key}\ndata: {tls.crt: QUFB}\n"),
                   "cert.pem, Secret key, tls.crt: no certificate: no line -----BEGIN CERTIFICATE-----");
    expect_refused(scene, TEXT("kind: List\nitems:\n- kind: Secret\n  data: {tls.crt: QUFB}\n"),
                   "cert.pem, Secret , tls.crt: no certificate: no line -----BEGIN CERTIFICATE-----");
    struct certificate cert;
    auto_err err = {0};
    assert_int_equal(certificate_file_read(&scene->arena, "cert.pem", TEXT("kind: ["), now, &cert, &err), -1);
    assert_true(text_starts(text_of(err.text), "cert.pem:2:1: "));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_a_scene(test_pem),     in_a_scene(test_secrets),         in_a_scene(test_newest_valid),
        in_a_scene(test_retired), in_a_scene(test_nothing_to_take), in_a_scene(test_damaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
