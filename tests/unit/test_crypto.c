/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "base/base64.h"
#include "base/limits.h"
#include "sealed/crypto.h"
#include "sealed/format.h"
#include "tests/unit/scene_for_test.h"
#include "tests/unit/seal_for_test.h"

static struct crypto_key *key_of(struct arena *arena, const char *file)
{
    struct crypto_key *key = NULL;
    auto_err err = {0};
    assert_int_equal(crypto_key_parse(key_file_for_test(arena, file), &key, &err), 0);
    assert_non_null(key);
    return key;
}

static void expect_key_refused(struct text pem, const char *text)
{
    struct crypto_key *key = NULL;
    auto_err err = {0};
    assert_int_equal(crypto_key_parse(pem, &key, &err), -1);
    assert_null(key);
    assert_int_equal(err.kind, ERR_INPUT);
    assert_string_equal(err.text, text);
}

static void test_key_sizes_and_kinds(void **state)
{
    struct scene *scene = *state;
    static const struct {
        const char *file;
        size_t bytes;
    } cases[] = {{"one.pem", 256}, {"two.pem", 256}, {"three.pem", 384}, {"four.pem", 512}, {"eight.pem", 1024}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct crypto_key *key = key_of(&scene->arena, cases[i].file);
        assert_int_equal(crypto_key_bytes(key), cases[i].bytes);
        crypto_key_free(key);
    }
    crypto_key_free(NULL);
}

/* As `ssh-keygen -l` prints them for the public halves. */
static void test_fingerprints(void **state)
{
    struct scene *scene = *state;
    static const struct {
        const char *file, *fingerprint;
    } cases[] = {
        {"one.pem", "qIS/565NkFlNajTIG+EfiiZqeVcm6LxgQQZkK2/tQYE="},
        {"two.pem", "AmxmQFTxlmev3qiqQFL/EbYKFov8J5WaNyVGPw9blvM="},
        {"four.pem", "OhQOcLvHyTbwfuenf6Tj8scjPk2oSC7gxE/VkU3y++Y="},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t fingerprint[CRYPTO_FINGERPRINT_BYTES];
        char shown[64];
        struct crypto_key *key = key_of(&scene->arena, cases[i].file);
        crypto_key_fingerprint(key, fingerprint);
        base64_encode(fingerprint, sizeof fingerprint, shown);
        assert_string_equal(shown, cases[i].fingerprint);
        crypto_key_free(key);
    }
}

static void test_keys_with_windows_line_ends(void **state)
{
    struct scene *scene = *state;
    struct text pem = key_file_for_test(&scene->arena, "one.pem");
    char *out = arena_new(&scene->arena, pem.len * 2);
    size_t len = 0;
    for (size_t i = 0; i < pem.len; i++) {
        if (pem.at[i] == '\n')
            out[len++] = '\r';
        out[len++] = pem.at[i];
    }
    struct crypto_key *key = NULL;
    auto_err err = {0};
    assert_int_equal(crypto_key_parse((struct text){out, len}, &key, &err), 0);
    crypto_key_free(key);
}

static void test_keys_of_other_kinds(void **state)
{
    struct scene *scene = *state;
    static const char *const files[] = {"ec.pem", "ec-pkcs8.pem", "ed25519.pem"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct crypto_key *key = NULL;
        auto_err err = {0};
        assert_int_equal(crypto_key_parse(key_file_for_test(&scene->arena, files[i]), &key, &err), 1);
        assert_null(key);
        assert_int_equal(err.kind, ERR_NONE);
    }
}

static void test_refused_keys(void **state)
{
    struct scene *scene = *state;
    struct arena *arena = &scene->arena;
    static const char encrypted[] = "the private key is encrypted with a passphrase, which is not supported";
    expect_key_refused(key_file_for_test(arena, "encrypted.pem"), encrypted);
    expect_key_refused(key_file_for_test(arena, "encrypted-pkcs1.pem"), encrypted);
    expect_key_refused(key_file_for_test(arena, "small.pem"), "the private key has 2047 bits, not 2048 to 8192");
}

/* mbedTLS itself refuses what is too long, with an error that differs from release to release. */
static void test_unreadable_keys(void **state)
{
    struct scene *scene = *state;
    const struct text pems[] = {
        TEXT(""),
        TEXT("-----BEGIN RSA PRIVATE KEY-----\n"),
        TEXT("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"),
        key_file_for_test(&scene->arena, "large.pem"),
    };
    for (size_t i = 0; i < sizeof pems / sizeof pems[0]; i++) {
        struct crypto_key *key = NULL;
        auto_err err = {0};
        assert_int_equal(crypto_key_parse(pems[i], &key, &err), -1);
        assert_null(key);
        assert_int_equal(err.kind, ERR_INPUT);
        assert_true(
            text_starts(text_of(err.text), "the private key cannot be read: damaged, or longer than 8192 bits (mbedTLS error -0x"));
    }
}

/* A digit of the private exponent, which PKCS#1 holds behind the modulus: the key is legal DER and yet opens nothing. */
static void test_key_whose_numbers_do_not_fit(void **state)
{
    struct scene *scene = *state;
    struct text pem = key_file_for_test(&scene->arena, "one.pem");
    char *changed = arena_string(&scene->arena, pem);
    char *digit = changed + 600;
    *digit = *digit == 'A' ? 'B' : 'A';
    expect_key_refused((struct text){changed, pem.len}, "the private key is damaged: its numbers do not belong together");
}

static struct sealed_parts parts_of(struct arena *arena, const struct seal_spec *spec, struct text plaintext)
{
    struct sealed_parts parts;
    auto_err err = {0};
    assert_int_equal(sealed_parse(arena, seal_for_test(arena, spec, plaintext), &parts, &err), 0);
    return parts;
}

/* Opens with a label: the number that crypto_open_session() answers, and the plaintext in *out. */
static int open_with(struct crypto_key *key, struct text label, const struct sealed_parts *parts, struct secret *out)
{
    auto_secret session = secret_new(crypto_key_bytes(key), SECRET_LOCKED);
    auto_err err = {0};
    int opened = crypto_open_session(key, label, parts->rsa, &session, &err);
    if (opened == 1) {
        *out = secret_new(parts->gcm.len - CRYPTO_GCM_TAG_BYTES, SECRET_WIPED);
        assert_int_equal(crypto_open_gcm(&session, parts->gcm, out), 1);
    }
    return opened;
}

static void test_opens(void **state)
{
    struct scene *scene = *state;
    const struct seal_spec specs[] = {
        {.key = "one.pem", .label = "team-a/credentials"},
        {.key = "two.pem", .label = "team-a"},
        {.key = "three.pem", .label = NULL},
        {.key = "four.pem", .label = "team-a/credentials"},
        {.key = "eight.pem", .label = "team-a/credentials"},
        {.key = "one.pem", .label = "team-a/credentials", .session_bytes = 16},
        {.key = "one.pem", .label = "team-a/credentials", .session_bytes = 24},
        {.key = "one.pem", .label = "team-a/credentials", .cut = 1},
    };
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        struct crypto_key *key = key_of(&scene->arena, specs[i].key);
        struct sealed_parts parts = parts_of(&scene->arena, &specs[i], TEXT("hunter2"));
        auto_secret plaintext = {0};
        assert_int_equal(open_with(key, text_of(specs[i].label), &parts, &plaintext), 1);
        assert_int_equal(plaintext.len, 7);
        assert_memory_equal(plaintext.bytes, "hunter2", 7);
        crypto_key_free(key);
    }
}

/* Nothing is trimmed, NUL is a byte like others, and nothing at all is something. */
static void test_plaintext_is_bytes(void **state)
{
    struct scene *scene = *state;
    const struct text plaintexts[] = {TEXT(""), TEXT("\n"), TEXT(" a\r\n"), TEXT("a\0b\xff")};
    struct crypto_key *key = key_of(&scene->arena, "one.pem");
    const struct seal_spec spec = {.key = "one.pem", .label = NULL};
    for (size_t i = 0; i < sizeof plaintexts / sizeof plaintexts[0]; i++) {
        struct sealed_parts parts = parts_of(&scene->arena, &spec, plaintexts[i]);
        auto_secret plaintext = {0};
        assert_int_equal(open_with(key, (struct text){0}, &parts, &plaintext), 1);
        assert_true(text_equal((struct text){(const char *)plaintext.bytes, plaintext.len}, plaintexts[i]));
    }
    crypto_key_free(key);
}

static void test_wrong_label_and_wrong_key(void **state)
{
    struct scene *scene = *state;
    const struct seal_spec spec = {.key = "one.pem", .label = "team-a/credentials"};
    struct sealed_parts parts = parts_of(&scene->arena, &spec, TEXT("hunter2"));
    struct crypto_key *key = key_of(&scene->arena, "one.pem"), *other = key_of(&scene->arena, "two.pem");
    struct crypto_key *larger = key_of(&scene->arena, "four.pem");
    static const char *const labels[] = {"team-a/other", "team-b/credentials", "team-a", "", "team-a/credentials\n"};
    auto_secret plaintext = {0};
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
        assert_int_equal(open_with(key, text_of(labels[i]), &parts, &plaintext), 0);
    assert_int_equal(open_with(other, TEXT("team-a/credentials"), &parts, &plaintext), 0);
    assert_int_equal(open_with(larger, TEXT("team-a/credentials"), &parts, &plaintext), 0);
    crypto_key_free(key);
    crypto_key_free(other);
    crypto_key_free(larger);
}

static void test_session_keys_that_aes_has_not(void **state)
{
    struct scene *scene = *state;
    struct crypto_key *key = key_of(&scene->arena, "one.pem");
    const size_t sizes[] = {1, 15, 31};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        const struct seal_spec spec = {.key = "one.pem", .label = NULL, .session_bytes = sizes[i]};
        struct sealed_parts parts = parts_of(&scene->arena, &spec, TEXT("hunter2"));
        auto_secret session = secret_new(256, SECRET_LOCKED), plaintext = secret_new(7, SECRET_WIPED);
        auto_err err = {0};
        assert_int_equal(crypto_open_session(key, (struct text){0}, parts.rsa, &session, &err), 1);
        assert_int_equal(session.len, sizes[i]);
        assert_int_equal(crypto_open_gcm(&session, parts.gcm, &plaintext), 0);
        assert_int_equal(plaintext.len, 0);
    }
    crypto_key_free(key);
}

/* Any bit of ciphertext or tag. */
static void test_changed_ciphertext(void **state)
{
    struct scene *scene = *state;
    const struct seal_spec spec = {.key = "one.pem", .label = NULL};
    struct crypto_key *key = key_of(&scene->arena, "one.pem");
    struct sealed_parts parts = parts_of(&scene->arena, &spec, TEXT("hunter2"));
    auto_secret session = secret_new(256, SECRET_LOCKED), plaintext = secret_new(7, SECRET_WIPED);
    auto_err err = {0};
    assert_int_equal(crypto_open_session(key, (struct text){0}, parts.rsa, &session, &err), 1);
    for (size_t i = 0; i < parts.gcm.len; i++) {
        char *changed = arena_string(&scene->arena, parts.gcm);
        changed[i] = (char)(changed[i] ^ 1);
        assert_int_equal(crypto_open_gcm(&session, (struct text){changed, parts.gcm.len}, &plaintext), 0);
        assert_true(sodium_is_zero(plaintext.bytes, plaintext.room));
    }
    crypto_key_free(key);
}

static void test_fits(void **state)
{
    struct scene *scene = *state;
    struct crypto_key *key = key_of(&scene->arena, "one.pem");
    char number[300];
    memset(number, 0xff, sizeof number);
    assert_false(crypto_key_fits(key, (struct text){number, 256})); /* larger than any modulus of 2048 bits */
    assert_true(crypto_key_fits(key, (struct text){number, 255}));
    assert_false(crypto_key_fits(key, (struct text){number, 257}));
    number[0] = 0;
    assert_true(crypto_key_fits(key, (struct text){number, 256}));
    assert_false(crypto_key_fits(key, (struct text){number, 257}));
    number[0] = number[1] = 0;
    assert_true(crypto_key_fits(key, (struct text){number, 257}));
    assert_true(crypto_key_fits(key, (struct text){0}));
    crypto_key_free(key);
}

/* The modulus itself does not fit; one less does. */
static void test_fits_at_the_modulus(void **state)
{
    struct scene *scene = *state;
    struct text pem = key_file_for_test(&scene->arena, "one.pem");
    struct text body = text_from(pem, strlen("-----BEGIN RSA PRIVATE KEY-----"));
    unsigned char der[2048];
    size_t len, bad_at;
    body.len = (size_t)(strstr(body.at, "-----END") - body.at);
    assert_int_equal(base64_decode(body, der, &len, &bad_at), 0);
    /* SEQUENCE (4), version (3), INTEGER header (4), sign byte (1), modulus */
    unsigned char *modulus = der + 12;
    struct crypto_key *key = key_of(&scene->arena, "one.pem");
    assert_false(crypto_key_fits(key, (struct text){(const char *)modulus, 256}));
    modulus[255]--;
    assert_true(crypto_key_fits(key, (struct text){(const char *)modulus, 256}));
    crypto_key_free(key);
}

static void test_numbers_that_cannot_be_ciphertexts(void **state)
{
    struct scene *scene = *state;
    struct crypto_key *key = key_of(&scene->arena, "one.pem");
    auto_secret session = secret_new(256, SECRET_LOCKED);
    auto_err err = {0};
    char number[300];
    memset(number, 0xff, sizeof number);
    assert_int_equal(crypto_open_session(key, (struct text){0}, (struct text){number, 256}, &session, &err), 0);
    assert_int_equal(crypto_open_session(key, (struct text){0}, (struct text){number, 300}, &session, &err), 0);
    assert_int_equal(crypto_open_session(key, (struct text){0}, (struct text){0}, &session, &err), 0);
    memset(number, 0, sizeof number);
    assert_int_equal(crypto_open_session(key, (struct text){0}, (struct text){number, 256}, &session, &err), 0);
    assert_int_equal(crypto_open_session(key, (struct text){0}, (struct text){number, 257}, &session, &err), 0);
    assert_int_equal(err.kind, ERR_NONE);
    crypto_key_free(key);
}

static void test_copies_open_as_well(void **state)
{
    struct scene *scene = *state;
    const struct seal_spec spec = {.key = "one.pem", .label = "team-a"};
    struct sealed_parts parts = parts_of(&scene->arena, &spec, TEXT("hunter2"));
    struct crypto_key *key = key_of(&scene->arena, "one.pem"), *copy = crypto_key_copy(key);
    uint8_t a[CRYPTO_FINGERPRINT_BYTES], b[CRYPTO_FINGERPRINT_BYTES];
    crypto_key_fingerprint(key, a);
    crypto_key_free(key);
    crypto_key_fingerprint(copy, b);
    assert_memory_equal(a, b, sizeof a);
    auto_secret plaintext = {0};
    assert_int_equal(open_with(copy, TEXT("team-a"), &parts, &plaintext), 1);
    crypto_key_free(copy);
}

/* The controller's certificates: issuer and subject are empty. */
static void test_certificates(void **state)
{
    struct scene *scene = *state;
    static const struct {
        const char *name;
        size_t bytes;
        int64_t from, to;
    } cases[] = {
        {"one", 256, 1704164645, 2019783845}, /* 2024-01-02 03:04:05 to 2034 */
        {"four", 512, 1767323045, 2082855845},
        {"expired", 256, 1420167845, 1451703845},
        {"far", 256, 1577934245, 2840238245}, /* 2060: GeneralizedTime */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct crypto_cert cert;
        auto_err err = {0};
        uint8_t fingerprint[CRYPTO_FINGERPRINT_BYTES];
        struct text file = arena_format(&scene->arena, "%s.crt", cases[i].name);
        assert_int_equal(crypto_cert_parse(key_file_for_test(&scene->arena, file.at), &cert, &err), 0);
        assert_int_equal(cert.valid_from, cases[i].from);
        assert_int_equal(cert.valid_to, cases[i].to);
        assert_int_equal(cert.key_bytes, cases[i].bytes);
        struct crypto_key *key = key_of(&scene->arena, arena_format(&scene->arena, "%s.pem", cases[i].name).at);
        crypto_key_fingerprint(key, fingerprint);
        assert_memory_equal(cert.fingerprint, fingerprint, sizeof fingerprint);
        crypto_key_free(key);
    }
}

static void expect_certificate_refused(struct text pem, const char *text)
{
    struct crypto_cert cert;
    auto_err err = {0};
    assert_int_equal(crypto_cert_parse(pem, &cert, &err), -1);
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

static void test_version(void **state)
{
    (void)state;
    assert_true(text_starts(text_of(crypto_version()), "mbedTLS "));
    assert_true(strlen(crypto_version()) >= strlen("mbedTLS 3.6.0"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_a_scene(test_key_sizes_and_kinds),
        in_a_scene(test_fingerprints),
        in_a_scene(test_keys_with_windows_line_ends),
        in_a_scene(test_keys_of_other_kinds),
        in_a_scene(test_refused_keys),
        in_a_scene(test_unreadable_keys),
        in_a_scene(test_key_whose_numbers_do_not_fit),
        in_a_scene(test_opens),
        in_a_scene(test_plaintext_is_bytes),
        in_a_scene(test_wrong_label_and_wrong_key),
        in_a_scene(test_session_keys_that_aes_has_not),
        in_a_scene(test_changed_ciphertext),
        in_a_scene(test_fits),
        in_a_scene(test_fits_at_the_modulus),
        in_a_scene(test_numbers_that_cannot_be_ciphertexts),
        in_a_scene(test_copies_open_as_well),
        in_a_scene(test_certificates),
        in_a_scene(test_refused_certificates),
        in_a_scene(test_certificates_cut_anywhere),
        cmocka_unit_test(test_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
