/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "sealed/private_key.h"
#include "tests/unit/scene_for_test.h"
#include "tests/unit/seal_for_test.h"

#define DAMAGED "the private key cannot be read: it is damaged"

/* Parses the first block. */
static int parse(struct arena *arena, struct text pem, struct crypto_key **key, struct err *err)
{
    struct pem_block block;
    struct public_key public;
    assert_true(pem_next(&pem, &block));
    assert_true(block.closed);
    return private_key_parse(arena, &block, key, &public, err);
}

static void expect_read(struct arena *arena, struct text pem)
{
    struct crypto_key *key = NULL;
    auto_err err = {0};
    assert_int_equal(parse(arena, pem, &key, &err), 0);
    assert_non_null(key);
    assert_int_equal(err.kind, ERR_NONE);
    crypto_key_free(key);
}

static void expect_refused(struct arena *arena, struct text pem, const char *text)
{
    struct crypto_key *key = NULL;
    auto_err err = {0};
    assert_int_equal(parse(arena, pem, &key, &err), -1);
    assert_null(key);
    assert_int_equal(err.kind, ERR_INPUT);
    assert_string_equal(err.text, text);
}

static void test_sizes(void **state)
{
    struct scene *scene = *state;
    static const struct {
        const char *file;
        size_t bytes;
    } cases[] = {{"one.pem", 256}, {"two.pem", 256}, {"three.pem", 384}, {"four.pem", 512}, {"eight.pem", 1024}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct public_key public;
        crypto_key_free(key_for_test(&scene->arena, cases[i].file, &public));
        assert_int_equal(public.modulus.len, cases[i].bytes);
        assert_true(text_equal(public.exponent, TEXT("\x01\x00\x01")));
    }
    crypto_key_free(NULL);
}

/* Each line of `pem` with `end` in place of its line feed. */
static struct text with_line_ends(struct arena *arena, struct text pem, const char *end)
{
    char *out = arena_new(arena, pem.len * 3);
    size_t len = 0;
    for (size_t i = 0; i < pem.len; i++) {
        size_t some = pem.at[i] == '\n' ? strlen(end) : 1;
        memcpy(out + len, pem.at[i] == '\n' ? end : pem.at + i, some);
        len += some;
    }
    return (struct text){out, len};
}

static void test_line_ends(void **state)
{
    struct scene *scene = *state;
    struct text pem = key_file_for_test(&scene->arena, "one.pem");
    expect_read(&scene->arena, with_line_ends(&scene->arena, pem, "\r\n"));
    expect_read(&scene->arena, with_line_ends(&scene->arena, pem, " \t\n"));
    expect_read(&scene->arena, with_line_ends(&scene->arena, pem, "\n  "));
}

static void test_other_kinds(void **state)
{
    struct scene *scene = *state;
    static const char *const files[] = {"ec-pkcs8.pem", "ed25519.pem"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        struct crypto_key *key = NULL;
        auto_err err = {0};
        assert_int_equal(parse(&scene->arena, key_file_for_test(&scene->arena, files[i]), &key, &err), 1);
        assert_null(key);
        assert_int_equal(err.kind, ERR_NONE);
    }
}

static void test_refused(void **state)
{
    struct scene *scene = *state;
    struct arena *arena = &scene->arena;
    static const char encrypted[] = "the private key is encrypted with a passphrase, which is not supported";
    expect_refused(arena, key_file_for_test(arena, "encrypted.pem"), encrypted);
    expect_refused(arena, key_file_for_test(arena, "encrypted-pkcs1.pem"), encrypted);
    expect_refused(arena, key_file_for_test(arena, "small.pem"), "the private key has 2047 bits, not 2048 to 8192");
    expect_refused(arena, key_file_for_test(arena, "large.pem"), "the private key has 8193 bits, not 2048 to 8192");
}

static void test_unreadable(void **state)
{
    struct scene *scene = *state;
    static const char *const bodies[] = {"", "AAAA", "!", "MAA=", "MAMCAQA=", "MAMCAQE=", "MIAA", "MIQAAAAA"};
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        static const char pem[] = "-----BEGIN %sPRIVATE KEY-----\n%s\n-----END %sPRIVATE KEY-----\n";
        expect_refused(&scene->arena, arena_format(&scene->arena, pem, "", bodies[i], ""), DAMAGED);
        expect_refused(&scene->arena, arena_format(&scene->arena, pem, "RSA ", bodies[i], "RSA "), DAMAGED);
    }
    expect_refused(&scene->arena, TEXT("-----BEGIN PRIVATE KEY----------END PRIVATE KEY-----"), DAMAGED);
}

/* PEM around some bytes. */
static struct text pem_around(struct arena *arena, const char *label, struct text der)
{
    struct text body = base64_for_test(arena, der);
    return arena_format(arena, "-----BEGIN %s-----\n" TEXT_FMT "\n-----END %s-----\n", label, TEXT_ARG(body), label);
}

/* Cut anywhere, in PKCS#1 and in PKCS#8. */
static void test_cut_anywhere(void **state)
{
    struct scene *scene = *state;
    static const struct {
        const char *file, *label;
    } cases[] = {{"one.pem", "RSA PRIVATE KEY"}, {"two.pem", "PRIVATE KEY"}};
    for (size_t i = 0; i < 2; i++) {
        struct text pem = key_file_for_test(&scene->arena, cases[i].file);
        struct pem_block block;
        auto_secret der = {0};
        assert_true(pem_next(&pem, &block));
        assert_int_equal(pem_decode(&block, &der), 0);
        for (size_t cut = 0; cut < der.len; cut += 7)
            expect_refused(&scene->arena, pem_around(&scene->arena, cases[i].label, (struct text){(const char *)der.bytes, cut}),
                           DAMAGED);
    }
}

/* Any byte of the numbers changed: legal DER, but a key that opens nothing, or not always what it should. */
static void test_numbers_that_do_not_fit(void **state)
{
    struct scene *scene = *state;
    struct text pem = key_file_for_test(&scene->arena, "one.pem");
    struct pem_block block;
    auto_secret der = {0};
    assert_true(pem_next(&pem, &block));
    assert_int_equal(pem_decode(&block, &der), 0);
    /* Where the modulus, the exponents, the primes and the numbers for CRT end. */
    for (size_t at = 30; at < der.len; at += 23) {
        unsigned char kept = der.bytes[at];
        struct crypto_key *key = NULL;
        auto_err err = {0};
        der.bytes[at] ^= 2;
        assert_int_equal(parse(&scene->arena,
                               pem_around(&scene->arena, "RSA PRIVATE KEY", (struct text){(char *)der.bytes, der.len}), &key, &err),
                         -1);
        assert_null(key);
        assert_int_equal(err.kind, ERR_INPUT);
        der.bytes[at] = kept;
    }
    der.bytes[der.len - 1] ^= 1;
    expect_refused(&scene->arena, pem_around(&scene->arena, "RSA PRIVATE KEY", (struct text){(char *)der.bytes, der.len}),
                   "the private key is damaged: its numbers do not belong together");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_a_scene(test_sizes),
        in_a_scene(test_line_ends),
        in_a_scene(test_other_kinds),
        in_a_scene(test_refused),
        in_a_scene(test_unreadable),
        in_a_scene(test_cut_anywhere),
        in_a_scene(test_numbers_that_do_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
