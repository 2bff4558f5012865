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
#include "tests/unit/crypto_for_test.h"
#include "tests/unit/scene_for_test.h"
#include "tests/unit/seal_for_test.h"

static struct text decoded(struct scene *scene, const char *folder_and_file)
{
    struct text file = key_file_for_test(&scene->arena, arena_format(&scene->arena, "../%s", folder_and_file).at);
    unsigned char *bytes = arena_new(&scene->arena, base64_decoded_max(file.len));
    size_t len, bad_at;
    assert_int_equal(base64_decode(file, bytes, &len, &bad_at), 0);
    return (struct text){(const char *)bytes, len};
}

static void expect_private(struct crypto_key *key, struct text in, struct text out)
{
    uint8_t got[LIMIT_KEY_BITS_HIGH / 8];
    auto_err err = {0};
    assert_int_equal(crypto_private(key, (const uint8_t *)in.at, got, &err), 0);
    assert_int_equal(err.kind, ERR_NONE);
    assert_memory_equal(got, out.at, out.len);
}

/* What `openssl pkeyutl` makes of the same numbers; again and again, as blinding changes each time. */
static void test_private_operation(void **state)
{
    struct scene *scene = *state;
    static const char *const names[] = {"one", "three", "four", "eight"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct public_key public;
        struct crypto_key *key = key_for_test(&scene->arena, arena_format(&scene->arena, "%s.pem", names[i]).at, &public);
        struct text in = decoded(scene, arena_format(&scene->arena, "oaep/%s.ciphertext", names[i]).at);
        struct text out = decoded(scene, arena_format(&scene->arena, "oaep/%s.block", names[i]).at);
        assert_int_equal(in.len, public.modulus.len);
        for (size_t again = 0; again < 3; again++)
            expect_private(key, in, out);
        crypto_key_free(key);
    }
}

/* 0, 1 and the largest number below the modulus, which is -1, are their own; so is what the public operation made. */
static void test_extreme_numbers(void **state)
{
    struct scene *scene = *state;
    struct public_key public;
    struct crypto_key *key = key_for_test(&scene->arena, "one.pem", &public);
    char number[256] = {0};
    expect_private(key, (struct text){number, 256}, (struct text){number, 256});
    number[255] = 1;
    expect_private(key, (struct text){number, 256}, (struct text){number, 256});
    memcpy(number, public.modulus.at, 256);
    number[255]--;
    expect_private(key, (struct text){number, 256}, (struct text){number, 256});
    crypto_key_free(key);
}

static void test_undoes_the_public_operation(void **state)
{
    struct scene *scene = *state;
    struct public_key public;
    struct crypto_key *key = key_for_test(&scene->arena, "two.pem", &public);
    for (size_t i = 0; i < 20; i++) {
        uint8_t number[256], sealed[256];
        randombytes_buf(number, sizeof number);
        number[0] = 0;
        rsa_public_for_test(&public, number, sealed);
        expect_private(key, (struct text){(const char *)sealed, 256}, (struct text){(const char *)number, 256});
    }
    crypto_key_free(key);
}

static void test_copies(void **state)
{
    struct scene *scene = *state;
    struct public_key public;
    struct crypto_key *key = key_for_test(&scene->arena, "one.pem", &public), *copy = crypto_key_copy(key);
    struct text in = decoded(scene, "oaep/one.ciphertext"), out = decoded(scene, "oaep/one.block");
    expect_private(key, in, out);
    crypto_key_free(key);
    struct crypto_key *copy_of_copy = crypto_key_copy(copy);
    expect_private(copy, in, out);
    crypto_key_free(copy);
    expect_private(copy_of_copy, in, out);
    crypto_key_free(copy_of_copy);
}

/* --- AES-GCM --- */

static void test_gcm_opens(void **state)
{
    struct scene *scene = *state;
    static const size_t key_lens[] = {16, 24, 32};
    const struct text plaintexts[] = {TEXT(""), TEXT("\n"), TEXT("hunter2"), TEXT("a\0b\xff, and more than one block of sixteen")};
    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; k < sizeof plaintexts / sizeof plaintexts[0]; k++) {
            uint8_t key[32];
            randombytes_buf(key, sizeof key);
            size_t len = plaintexts[k].len + CRYPTO_GCM_TAG_BYTES;
            uint8_t *sealed = arena_new(&scene->arena, len);
            gcm_seal_for_test(key, key_lens[i], plaintexts[k], sealed);
            auto_secret plaintext = secret_new(plaintexts[k].len, SECRET_WIPED);
            auto_err err = {0};
            assert_int_equal(crypto_open_gcm(key, key_lens[i], (struct text){(const char *)sealed, len}, &plaintext, &err), 1);
            assert_true(text_equal((struct text){(const char *)plaintext.bytes, plaintext.len}, plaintexts[k]));
        }
    }
}

/* Any bit of ciphertext or tag. */
static void test_gcm_changed(void **state)
{
    (void)state;
    uint8_t key[32], sealed[7 + CRYPTO_GCM_TAG_BYTES];
    randombytes_buf(key, sizeof key);
    gcm_seal_for_test(key, sizeof key, TEXT("hunter2"), sealed);
    for (size_t i = 0; i < sizeof sealed; i++) {
        auto_secret plaintext = secret_new(7, SECRET_WIPED);
        auto_err err = {0};
        sealed[i] ^= 1;
        assert_int_equal(crypto_open_gcm(key, sizeof key, (struct text){(const char *)sealed, sizeof sealed}, &plaintext, &err), 0);
        assert_int_equal(err.kind, ERR_NONE);
        assert_int_equal(plaintext.len, 0);
        assert_true(sodium_is_zero(plaintext.bytes, plaintext.room));
        sealed[i] ^= 1;
    }
}

/* Of the McGrew-Viega test cases those with a zero nonce: 1, 2, 7, 8, 13, 14. */
static void test_gcm_vectors(void **state)
{
    (void)state;
    static const struct {
        size_t key_len, len;
        const char *sealed;
    } cases[] = {
        {16, 0, "58e2fccefa7e3061367f1d57a4e7455a"}, {16, 16, "0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf"},
        {24, 0, "cd33b28ac773f74ba00ed1f312572435"}, {24, 16, "98e7247c07f0fe411c267e4384b0f6002ff58d80033927ab8ef4d4587514f0fb"},
        {32, 0, "530f8afbc74536b9a963b4f1c4cb738b"}, {32, 16, "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        static const uint8_t key[32];
        uint8_t sealed[32];
        size_t len;
        assert_int_equal(sodium_hex2bin(sealed, sizeof sealed, cases[i].sealed, strlen(cases[i].sealed), NULL, &len, NULL), 0);
        auto_secret plaintext = secret_new(16, SECRET_WIPED);
        auto_err err = {0};
        assert_int_equal(crypto_open_gcm(key, cases[i].key_len, (struct text){(const char *)sealed, len}, &plaintext, &err), 1);
        assert_int_equal(plaintext.len, cases[i].len);
        assert_true(sodium_is_zero(plaintext.bytes, plaintext.room));
    }
}

/* Sealing as the test's own half of the library does it, byte for byte. */
static void test_gcm_seals(void **state)
{
    (void)state;
    static const size_t key_lens[] = {16, 24, 32}, lens[] = {0, 1, 16, 47};
    for (size_t i = 0; i < 3; i++) {
        for (size_t k = 0; k < sizeof lens / sizeof lens[0]; k++) {
            uint8_t key[32], sealed[47 + CRYPTO_GCM_TAG_BYTES], expected[sizeof sealed];
            auto_secret plaintext = secret_new(lens[k], SECRET_WIPED), opened = secret_new(lens[k], SECRET_WIPED);
            auto_err err = {0};
            size_t len = lens[k] + CRYPTO_GCM_TAG_BYTES;
            randombytes_buf(key, sizeof key);
            randombytes_buf(plaintext.bytes, lens[k]);
            plaintext.len = lens[k];
            assert_int_equal(crypto_seal_gcm(key, key_lens[i], &plaintext, sealed, &err), 0);
            gcm_seal_for_test(key, key_lens[i], (struct text){(const char *)plaintext.bytes, lens[k]}, expected);
            assert_memory_equal(sealed, expected, len);
            assert_int_equal(crypto_open_gcm(key, key_lens[i], (struct text){(const char *)sealed, len}, &opened, &err), 1);
            assert_true(secret_equal(&opened, &plaintext));
        }
    }
}

/* --- the public operation --- */

static void test_public_operation(void **state)
{
    struct scene *scene = *state;
    static const char *const names[] = {"one", "two", "three", "four", "eight"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        uint8_t number[LIMIT_KEY_BITS_HIGH / 8], got[sizeof number], expected[sizeof number];
        struct public_key public;
        auto_err err = {0};
        struct crypto_key *key = key_for_test(&scene->arena, arena_format(&scene->arena, "%s.pem", names[i]).at, &public);
        size_t len = public.modulus.len;
        randombytes_buf(number, len);
        number[0] = 0;
        assert_int_equal(crypto_public(&public, number, got, &err), 0);
        rsa_public_for_test(&public, number, expected);
        assert_memory_equal(got, expected, len);
        expect_private(key, (struct text){(const char *)got, len}, (struct text){(const char *)number, len});
        crypto_key_free(key);
    }
}

/* A number that is not below the modulus is the library's to refuse, in the words for all its failures. */
static void test_public_operation_fails(void **state)
{
    struct scene *scene = *state;
    uint8_t number[256], got[256];
    struct public_key public;
    auto_err err = {0};
    crypto_key_free(key_for_test(&scene->arena, "one.pem", &public));
    memset(number, 0xff, sizeof number);
    assert_int_equal(crypto_public(&public, number, got, &err), -1);
    assert_int_equal(err.kind, ERR_IO);
    assert_true(text_starts(text_of(err.text), "the RSA operation failed ("));
}

static void test_version(void **state)
{
    (void)state;
    assert_true(text_starts(text_of(crypto_version()), "mbedTLS ") || text_starts(text_of(crypto_version()), "OpenSSL "));
    assert_true(strlen(crypto_version()) >= strlen("OpenSSL 3.0.0"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_a_scene(test_private_operation),
        in_a_scene(test_extreme_numbers),
        in_a_scene(test_undoes_the_public_operation),
        in_a_scene(test_copies),
        in_a_scene(test_gcm_opens),
        cmocka_unit_test(test_gcm_changed),
        cmocka_unit_test(test_gcm_vectors),
        cmocka_unit_test(test_gcm_seals),
        in_a_scene(test_public_operation),
        in_a_scene(test_public_operation_fails),
        cmocka_unit_test(test_version),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
