/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "base/limits.h"
#include "sealed/format.h"
#include "sealed/open.h"
#include "sealed/seal.h"
#include "tests/unit/scene_for_test.h"
#include "tests/unit/seal_for_test.h"

static const struct open_label target = {{"team-a", 6}, {"credentials", 11}};

static struct text sealed_for(struct scene *scene, const char *key, enum scope scope, struct text plaintext)
{
    struct public_key public;
    struct text string;
    auto_err err = {0};
    auto_secret secret = secret_for_test(plaintext);
    crypto_key_free(key_for_test(&scene->arena, key, &public));
    struct text label = scope_label(&scene->arena, scope, target.namespace, target.name);
    assert_int_equal(seal(&scene->arena, &public, label, &secret, &string, &err), 0);
    assert_int_equal(err.kind, ERR_NONE);
    assert_int_equal(strlen(string.at), string.len);
    return string;
}

/* As open_all() sees it: opens to the plaintext, in the scope that it was sealed in. */
static void expect_opens(struct scene *scene, const char *key, struct text string, enum scope scope, struct text plaintext)
{
    auto_keyring ring = {0};
    auto_err err = {0};
    struct open_options options = {.max_scope = SCOPE_CLUSTER_WIDE};
    struct open_request request = {.string = string, .label = target};
    size_t failed;
    assert_int_equal(keyring_add_bytes(&ring, key, key_file_for_test(&scene->arena, key), &err), 0);
    keyring_sort(&ring);
    assert_int_equal(open_all(&ring, &options, &request, 1, &failed, &err), 0);
    assert_int_equal(request.scope, scope);
    assert_true(text_equal((struct text){(const char *)request.plaintext.bytes, request.plaintext.len}, plaintext));
    secret_free(&request.plaintext);
}

static void test_every_scope(void **state)
{
    struct scene *scene = *state;
    for (enum scope scope = SCOPE_STRICT; scope < SCOPE_COUNT; scope++) {
        struct text string = sealed_for(scene, "one.pem", scope, TEXT("trident"));
        expect_opens(scene, "one.pem", string, scope, TEXT("trident"));
    }
}

/* Who knows no more of a label than its hash seals for it all the same. */
static void test_for_a_hash(void **state)
{
    struct scene *scene = *state;
    for (enum scope scope = SCOPE_STRICT; scope < SCOPE_COUNT; scope++) {
        struct public_key public;
        struct text string;
        auto_err err = {0};
        auto_secret secret = secret_for_test(TEXT("trident"));
        crypto_key_free(key_for_test(&scene->arena, "two.pem", &public));
        struct oaep_hash hash = oaep_label_hash(scope_label(&scene->arena, scope, target.namespace, target.name));
        assert_int_equal(seal_for_hash(&scene->arena, &public, &hash, &secret, &string, &err), 0);
        expect_opens(scene, "two.pem", string, scope, TEXT("trident"));
    }
}

/* The sizes in characters, and how each begins, are those of kubeseal's strings. */
static void test_every_key_size(void **state)
{
    struct scene *scene = *state;
    static const struct {
        const char *key, *begins;
        size_t chars; /* for a plaintext of one byte */
    } cases[] = {{"two.pem", "AQ", 368}, {"three.pem", "AY", 540}, {"four.pem", "Ag", 708}, {"eight.pem", "BA", 1392}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct text string = sealed_for(scene, cases[i].key, SCOPE_STRICT, TEXT("x"));
        const char *why;
        assert_int_equal(string.len, cases[i].chars);
        assert_true(text_starts(string, cases[i].begins));
        assert_int_equal(sealed_shape(string, &why), SEALED_WELL_FORMED);
        expect_opens(scene, cases[i].key, string, SCOPE_STRICT, TEXT("x"));
    }
}

static void test_every_byte(void **state)
{
    struct scene *scene = *state;
    char bytes[256];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)i;
    for (size_t len = 1; len <= sizeof bytes; len += 51) {
        struct text plaintext = {bytes + sizeof bytes - len, len};
        expect_opens(scene, "one.pem", sealed_for(scene, "one.pem", SCOPE_STRICT, plaintext), SCOPE_STRICT, plaintext);
    }
}

static void test_the_longest(void **state)
{
    struct scene *scene = *state;
    char *bytes = arena_new(&scene->arena, LIMIT_PLAINTEXT_BYTES);
    randombytes_buf(bytes, LIMIT_PLAINTEXT_BYTES);
    struct text plaintext = {bytes, LIMIT_PLAINTEXT_BYTES};
    expect_opens(scene, "eight.pem", sealed_for(scene, "eight.pem", SCOPE_STRICT, plaintext), SCOPE_STRICT, plaintext);
}

/* Nothing of two strings of the same plaintext is the same: neither RSA part nor ciphertext. */
static void test_a_new_session_key_each_time(void **state)
{
    struct scene *scene = *state;
    struct sealed_parts first, second;
    auto_err err = {0};
    struct text plaintext = TEXT("sixteen bytes and more of them");
    assert_int_equal(sealed_parse(&scene->arena, sealed_for(scene, "one.pem", SCOPE_STRICT, plaintext), &first, &err), 0);
    assert_int_equal(sealed_parse(&scene->arena, sealed_for(scene, "one.pem", SCOPE_STRICT, plaintext), &second, &err), 0);
    assert_int_equal(first.gcm.len, plaintext.len + CRYPTO_GCM_TAG_BYTES);
    assert_memory_not_equal(first.rsa.at, second.rsa.at, first.rsa.len);
    for (size_t at = 0; at + 8 <= first.gcm.len; at += 8)
        assert_memory_not_equal(first.gcm.at + at, second.gcm.at + at, 8);
}

/* An empty plaintext is a string like any other; whoever opens it says so. */
static void test_an_empty_one(void **state)
{
    struct scene *scene = *state;
    struct sealed_parts parts;
    auto_err err = {0};
    struct text string = sealed_for(scene, "one.pem", SCOPE_CLUSTER_WIDE, (struct text){0});
    assert_int_equal(string.len, 368);
    assert_int_equal(sealed_parse(&scene->arena, string, &parts, &err), 0);
    assert_int_equal(parts.gcm.len, CRYPTO_GCM_TAG_BYTES);
}

static void test_too_small_a_key(void **state)
{
    struct scene *scene = *state;
    struct public_key tiny = {TEXT("\x0f"), TEXT("\x03")};
    struct text string;
    auto_err err = {0};
    auto_secret secret = secret_for_test(TEXT("trident"));
    assert_int_equal(seal(&scene->arena, &tiny, TEXT(""), &secret, &string, &err), -1);
    assert_int_equal(err.kind, ERR_INPUT);
    assert_string_equal(err.text, "the key is too small");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_a_scene(test_every_scope),
        in_a_scene(test_for_a_hash),
        in_a_scene(test_every_key_size),
        in_a_scene(test_every_byte),
        in_a_scene(test_the_longest),
        in_a_scene(test_an_empty_one),
        in_a_scene(test_a_new_session_key_each_time),
        in_a_scene(test_too_small_a_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
