/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/base64.h"
#include "tests/unit/scene_for_test.h"
#include "tests/unit/seal_for_test.h"

static struct public_key public_of(struct arena *arena, const char *file)
{
    struct public_key public;
    crypto_key_free(key_for_test(arena, file, &public));
    return public;
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
        uint8_t fingerprint[FINGERPRINT_BYTES];
        char shown[64];
        struct public_key public = public_of(&scene->arena, cases[i].file);
        public_key_fingerprint(&public, fingerprint);
        base64_encode(fingerprint, sizeof fingerprint, shown);
        assert_string_equal(shown, cases[i].fingerprint);
    }
}

static void test_bits(void **state)
{
    (void)state;
    static const struct {
        struct text modulus;
        size_t bits;
    } cases[] = {{{"", 0}, 0}, {{"\x01", 1}, 1}, {{"\x7f", 1}, 7}, {{"\xff\0", 2}, 16}, {{"\x01\0\0", 3}, 17}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(public_key_bits(&(struct public_key){cases[i].modulus, {0}}), cases[i].bits);
}

static void test_fits(void **state)
{
    struct scene *scene = *state;
    struct public_key key = public_of(&scene->arena, "one.pem");
    char number[300];
    memset(number, 0xff, sizeof number);
    assert_false(public_key_fits(&key, (struct text){number, 256})); /* larger than any modulus of 2048 bits */
    assert_true(public_key_fits(&key, (struct text){number, 255}));
    assert_false(public_key_fits(&key, (struct text){number, 257}));
    number[0] = 0;
    assert_true(public_key_fits(&key, (struct text){number, 256}));
    assert_false(public_key_fits(&key, (struct text){number, 257}));
    number[0] = number[1] = 0;
    assert_true(public_key_fits(&key, (struct text){number, 257}));
    assert_true(public_key_fits(&key, (struct text){0}));
}

/* The modulus itself does not fit; one less does. */
static void test_fits_at_the_modulus(void **state)
{
    struct scene *scene = *state;
    struct public_key key = public_of(&scene->arena, "one.pem");
    char *number = arena_string(&scene->arena, key.modulus);
    assert_false(public_key_fits(&key, (struct text){number, 256}));
    number[255]--;
    assert_true(public_key_fits(&key, (struct text){number, 256}));
    number[255]++;
    number[0] = (char)(number[0] ^ 0x80);
    assert_true(public_key_fits(&key, (struct text){number, 256}));
}

static void test_sound(void **state)
{
    (void)state;
    static const struct {
        struct text modulus, exponent;
        bool sound;
    } cases[] = {
        {{"\x0f", 1}, {"\x03", 1}, true},
        {{"\x0f", 1}, {"\x01\x00\x01", 3}, true},
        {{"\x0f", 1}, {"\x7f\xff\xff\xff", 4}, true},
        {{"\x0f", 1}, {"\x80\x00\x00\x01", 4}, false},
        {{"\x0f", 1}, {"\x01\x00\x00\x00\x01", 5}, false},
        {{"\x0f", 1}, {"\x01", 1}, false},
        {{"\x0f", 1}, {"\x04", 1}, false},
        {{"\x0f", 1}, {"", 0}, false},
        {{"\x0e", 1}, {"\x03", 1}, false},
        {{"", 0}, {"\x03", 1}, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(public_key_sound(&(struct public_key){cases[i].modulus, cases[i].exponent}), cases[i].sound);
}

static void test_fingerprint_text(void **state)
{
    struct scene *scene = *state;
    uint8_t fingerprint[FINGERPRINT_BYTES];
    struct public_key public = public_of(&scene->arena, "one.pem");
    public_key_fingerprint(&public, fingerprint);
    assert_string_equal(fingerprint_text(&scene->arena, fingerprint).at, "SHA256:qIS/565NkFlNajTIG+EfiiZqeVcm6LxgQQZkK2/tQYE");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_a_scene(test_fingerprints),        cmocka_unit_test(test_bits),  in_a_scene(test_fits),
        in_a_scene(test_fits_at_the_modulus), cmocka_unit_test(test_sound), in_a_scene(test_fingerprint_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
