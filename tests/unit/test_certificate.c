/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/base64.h"
#include "sealed/certificate.h"
#include "sealed/pem.h"
#include "tests/unit/scene_for_test.h"
#include "tests/unit/seal_for_test.h"

/* The controller's certificates: issuer and subject are empty. */
static void test_certificates(void **state)
{
    struct scene *scene = *state;
    static const struct {
        const char *name;
        int64_t from, to;
    } cases[] = {
        {"one", 1704164645, 2019783845}, /* 2024-01-02 03:04:05 to 2034 */
        {"four", 1767323045, 2082855845},
        {"expired", 1420167845, 1451703845},
        {"far", 1577934245, 2840238245}, /* 2060: GeneralizedTime */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct certificate cert;
        auto_err err = {0};
        uint8_t fingerprint[FINGERPRINT_BYTES];
        struct text file = arena_format(&scene->arena, "%s.crt", cases[i].name);
        assert_int_equal(certificate_parse(&scene->arena, key_file_for_test(&scene->arena, file.at), &cert, &err), 0);
        assert_int_equal(cert.valid_from, cases[i].from);
        assert_int_equal(cert.valid_to, cases[i].to);
        struct public_key public;
        crypto_key_free(key_for_test(&scene->arena, arena_format(&scene->arena, "%s.pem", cases[i].name).at, &public));
        public_key_fingerprint(&public, fingerprint);
        assert_memory_equal(cert.fingerprint, fingerprint, sizeof fingerprint);
        assert_true(text_equal(cert.public.modulus, public.modulus));
        assert_true(text_equal(cert.public.exponent, public.exponent));
    }
}

static void expect_certificate_refused(struct text pem, const char *text)
{
    struct certificate cert;
    auto_arena arena = {0};
    auto_err err = {0};
    assert_int_equal(certificate_parse(&arena, pem, &cert, &err), -1);
    assert_int_equal(err.kind, ERR_INPUT);
    assert_string_equal(err.text, text);
}

static void test_refused_certificates(void **state)
{
    struct scene *scene = *state;
    struct arena *arena = &scene->arena;
    struct text pem = key_file_for_test(arena, "one.crt");
    static const char damaged[] = "the certificate is damaged, or not for an RSA key";
    expect_certificate_refused((struct text){0}, "no certificate: no line -----BEGIN CERTIFICATE-----");
    expect_certificate_refused(key_file_for_test(arena, "one.pem"), "no certificate: no line -----BEGIN CERTIFICATE-----");
    expect_certificate_refused((struct text){pem.at, pem.len - 10},
                               "the certificate is cut off: no line -----END CERTIFICATE-----");
    expect_certificate_refused(key_file_for_test(arena, "ec.crt"), damaged);
    expect_certificate_refused(TEXT("-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"), damaged);
}

/* The first certificate of a bundle counts, whatever stands in front of it. */
static void test_bundles(void **state)
{
    struct scene *scene = *state;
    struct text key = key_file_for_test(&scene->arena, "one.pem"), first = key_file_for_test(&scene->arena, "four.crt");
    struct text second = key_file_for_test(&scene->arena, "one.crt");
    struct text bundle = arena_format(&scene->arena, TEXT_FMT "words\n" TEXT_FMT TEXT_FMT, TEXT_ARG(key), TEXT_ARG(first),
                                      TEXT_ARG(second));
    struct certificate cert;
    auto_err err = {0};
    assert_int_equal(certificate_parse(&scene->arena, bundle, &cert, &err), 0);
    assert_int_equal(cert.valid_from, 1767323045);
}

/* Cut anywhere, the bytes inside are refused and never read past. */
static void test_certificates_cut_anywhere(void **state)
{
    struct scene *scene = *state;
    struct text pem = key_file_for_test(&scene->arena, "one.crt");
    struct text body = text_from(pem, strlen("-----BEGIN CERTIFICATE-----"));
    unsigned char der[2048];
    size_t len, bad_at;
    body.len = (size_t)(strstr(body.at, "-----END") - body.at);
    assert_int_equal(base64_decode(body, der, &len, &bad_at), 0);
    for (size_t cut = 0; cut < 400; cut += 3) {
        struct text cut_off = base64_for_test(&scene->arena, (struct text){(const char *)der, cut});
        struct text again = arena_format(&scene->arena, "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n", cut_off.at);
        expect_certificate_refused(again, "the certificate is damaged, or not for an RSA key");
    }
}

/* Times that no calendar has. The first one of the certificate is 240102030405Z. */
static void test_times(void **state)
{
    struct scene *scene = *state;
    static const struct {
        const char *time;
        int result;
    } cases[] = {{"491231235960Z", 0},  {"500101000000Z", 0},  {"241302030405Z", -1}, {"240002030405Z", -1},
                 {"240100030405Z", -1}, {"240132030405Z", -1}, {"240102240405Z", -1}, {"240102036005Z", -1},
                 {"240102030461Z", -1}, {"2401020304 5Z", -1}, {"2401020304050", -1}, {"-40102030405Z", -1}};
    struct text pem = key_file_for_test(&scene->arena, "one.crt");
    struct pem_block block;
    auto_secret der = {0};
    assert_true(pem_next(&pem, &block));
    assert_int_equal(pem_decode(&block, &der), 0);
    char *time = memmem(der.bytes, der.len, "240102030405Z", 13);
    assert_non_null(time);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct certificate cert;
        auto_err err = {0};
        memcpy(time, cases[i].time, 13);
        struct text changed = base64_for_test(&scene->arena, (struct text){(const char *)der.bytes, der.len});
        struct text again = arena_format(&scene->arena, "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n", changed.at);
        assert_int_equal(certificate_parse(&scene->arena, again, &cert, &err), cases[i].result);
    }
}

/* Any byte of what is read changed: refused or another certificate, never read past the end. */
static void test_certificates_changed_anywhere(void **state)
{
    struct scene *scene = *state;
    struct text pem = key_file_for_test(&scene->arena, "one.crt"), rest = pem;
    struct pem_block block;
    auto_secret der = {0};
    assert_true(pem_next(&rest, &block));
    assert_int_equal(pem_decode(&block, &der), 0);
    for (size_t i = 0; i < 400; i++) {
        struct certificate cert;
        auto_err err = {0};
        der.bytes[i] ^= 0x81;
        struct text changed = base64_for_test(&scene->arena, (struct text){(const char *)der.bytes, der.len});
        struct text again = arena_format(&scene->arena, "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n", changed.at);
        int result = certificate_parse(&scene->arena, again, &cert, &err);
        assert_int_equal(err.kind, result == 0 ? ERR_NONE : ERR_INPUT);
        der.bytes[i] ^= 0x81;
    }
}

static void expect_judged(const struct certificate *cert, int64_t now, const char *text, const char *hint)
{
    auto_err err = {0};
    int result = certificate_check(cert, now, &err);
    if (text == NULL) {
        assert_int_equal(result, 0);
        return;
    }
    assert_int_equal(result, -1);
    assert_int_equal(err.kind, ERR_INPUT);
    assert_string_equal(err.text, text);
    if (hint != NULL)
        assert_string_equal(err.hint, hint);
    else
        assert_null(err.hint);
}

/* Both ends belong to the time in which it is valid. */
static void test_validity(void **state)
{
    struct scene *scene = *state;
    struct certificate cert;
    auto_err err = {0};
    assert_int_equal(certificate_parse(&scene->arena, key_file_for_test(&scene->arena, "one.crt"), &cert, &err), 0);
    static const char expired[] = "the certificate has expired: it was valid until 2034-01-02T03:04:05Z";
    static const char early[] = "the certificate is not valid yet: it will be from 2024-01-02T03:04:05Z on";
    expect_judged(&cert, 1704164645 - 1, early, "this machine's clock says 2024-01-02T03:04:04Z");
    expect_judged(&cert, 1704164645, NULL, NULL);
    expect_judged(&cert, 1800000000, NULL, NULL);
    expect_judged(&cert, 2019783845, NULL, NULL);
    expect_judged(&cert, 2019783845 + 1, expired, "fetch the controller's newest one: kubeseal --fetch-cert >cert.pem");
    expect_judged(&cert, INT64_MAX, expired, "fetch the controller's newest one: kubeseal --fetch-cert >cert.pem");
    expect_judged(&cert, 0, early, "this machine's clock says 1970-01-01T00:00:00Z");
}

/* Of the sizes that are taken, the ends and what stands beside them. */
static void test_key_sizes(void **state)
{
    (void)state;
    char modulus[1025];
    memset(modulus, 0xff, sizeof modulus);
    struct certificate cert = {.valid_to = 10, .public.exponent = TEXT("\x03")};
    cert.public.modulus = (struct text){modulus, 256};
    expect_judged(&cert, 5, NULL, NULL);
    cert.public.modulus.len = 1024;
    expect_judged(&cert, 5, NULL, NULL);
    cert.public.modulus.len = 1025;
    expect_judged(&cert, 5, "the certificate's key has 8200 bits; 2048 to 8192 are taken", NULL);
    modulus[0] = 1;
    expect_judged(&cert, 5, "the certificate's key has 8193 bits; 2048 to 8192 are taken", NULL);
    modulus[0] = 0x7f;
    cert.public.modulus.len = 256;
    expect_judged(&cert, 5, "the certificate's key has 2047 bits; 2048 to 8192 are taken", NULL);
    cert.public.modulus.len = 0;
    expect_judged(&cert, 5, "the certificate's key has 0 bits; 2048 to 8192 are taken", NULL);
}

static void test_unsound_keys(void **state)
{
    (void)state;
    char modulus[256];
    memset(modulus, 0xff, sizeof modulus);
    struct certificate cert = {.valid_to = 10, .public = {{modulus, sizeof modulus}, TEXT("\x01")}};
    static const char unsound[] = "the certificate's key is none that RSA could work with: it is damaged";
    expect_judged(&cert, 5, unsound, NULL);
    cert.public.exponent = TEXT("\x03");
    expect_judged(&cert, 5, NULL, NULL);
    modulus[255] = 2;
    expect_judged(&cert, 5, unsound, NULL);
}

static void test_shown_times(void **state)
{
    struct scene *scene = *state;
    static const struct {
        int64_t seconds;
        const char *shown;
    } cases[] = {{0, "1970-01-01T00:00:00Z"},
                 {-62167219200, "0000-01-01T00:00:00Z"},
                 {253402300799, "9999-12-31T23:59:59Z"},
                 {1709208000, "2024-02-29T12:00:00Z"},
                 {INT64_MAX, "?"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(certificate_time(&scene->arena, cases[i].seconds).at, cases[i].shown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_a_scene(test_certificates), in_a_scene(test_refused_certificates),
        in_a_scene(test_bundles),      in_a_scene(test_certificates_cut_anywhere),
        in_a_scene(test_times),        in_a_scene(test_certificates_changed_anywhere),
        in_a_scene(test_validity),     cmocka_unit_test(test_key_sizes),
        in_a_scene(test_shown_times),  cmocka_unit_test(test_unsound_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
