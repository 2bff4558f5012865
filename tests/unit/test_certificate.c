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
        assert_int_equal(certificate_parse(key_file_for_test(&scene->arena, file.at), &cert, &err), 0);
        assert_int_equal(cert.valid_from, cases[i].from);
        assert_int_equal(cert.valid_to, cases[i].to);
        struct public_key public;
        crypto_key_free(key_for_test(&scene->arena, arena_format(&scene->arena, "%s.pem", cases[i].name).at, &public));
        public_key_fingerprint(&public, fingerprint);
        assert_memory_equal(cert.fingerprint, fingerprint, sizeof fingerprint);
    }
}

static void expect_certificate_refused(struct text pem, const char *text)
{
    struct certificate cert;
    auto_err err = {0};
    assert_int_equal(certificate_parse(pem, &cert, &err), -1);
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
    assert_int_equal(certificate_parse(bundle, &cert, &err), 0);
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
        assert_int_equal(certificate_parse(again, &cert, &err), cases[i].result);
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
        int result = certificate_parse(again, &cert, &err);
        assert_int_equal(err.kind, result == 0 ? ERR_NONE : ERR_INPUT);
        der.bytes[i] ^= 0x81;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_a_scene(test_certificates), in_a_scene(test_refused_certificates),
        in_a_scene(test_bundles),      in_a_scene(test_certificates_cut_anywhere),
        in_a_scene(test_times),        in_a_scene(test_certificates_changed_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
