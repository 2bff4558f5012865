/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sealed/key_list.h"
#include "tests/unit/scene_for_test.h"
#include "tests/unit/seal_for_test.h"

/* 2030-01-01: far.crt goes from 2020 to 2060, one.crt from 2024, two.crt from 2025, three.crt and four.crt ten years each. */
enum { NOW = 1893456000 };

static void add(struct scene *scene, struct keyring *ring, const char *file)
{
    auto_err err = {0};
    ring->takes_public_keys = true;
    int result = keyring_add_bytes(ring, file, key_file_for_test(&scene->arena, file), &err);
    if (result < 0)
        print_error("%s\n", err.text);
    assert_int_equal(result, 0);
}

/* "one.pem private newest valid; two.crt public expired" */
static const char *shown(struct scene *scene, struct keyring *ring, int64_t now)
{
    static const char *const states[] = {
        [KEY_VALID] = "valid",
        [KEY_EXPIRED] = "expired",
        [KEY_NOT_YET_VALID] = "early",
        [KEY_WITHOUT_CERTIFICATE] = "undated",
    };
    struct text out = {0};
    keyring_sort(ring);
    struct key_list list = key_list(&scene->arena, ring, now);
    for (size_t i = 0; i < list.count; i++) {
        const struct listed_key *key = &list.items[i];
        out = arena_format(&scene->arena, TEXT_FMT "%s" TEXT_FMT " %s %s%s", TEXT_ARG(out), i ? "; " : "", TEXT_ARG(key->origin),
                           key->has_private ? "private" : "public", key->newest ? "newest " : "", states[key->state]);
    }
    return out.len > 0 ? out.at : "";
}

static void test_nothing(void **state)
{
    auto_keyring ring = {0};
    assert_string_equal(shown(*state, &ring, NOW), "");
}

/* A certificate of a private key is that key's; the others are keys of their own, each once. */
static void test_private_and_public(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {0};
    static const char *const files[] = {"one.pem", "two.crt", "one.crt", "far.crt", "three.pem", "two.crt"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        add(scene, &ring, files[i]);
    assert_string_equal(shown(scene, &ring, NOW),
                        "two.crt public newest valid; one.pem private valid; far.crt public valid; three.pem private undated");
}

static void test_certificates_alone(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {0};
    add(scene, &ring, "one.crt");
    add(scene, &ring, "two.crt");
    assert_string_equal(shown(scene, &ring, NOW), "two.crt public newest valid; one.crt public valid");
}

/* None is the newest where nothing tells which began last. */
static void test_keys_without_certificates(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {0};
    add(scene, &ring, "one.pem");
    assert_string_equal(shown(scene, &ring, NOW), "one.pem private undated");
}

/* At the second, as kubeseal counts: both ends belong to it. one.crt: 2024-01-02T03:04:05Z to 2034-01-02T03:04:05Z. */
static void test_states(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {0};
    add(scene, &ring, "one.crt");
    assert_string_equal(shown(scene, &ring, 1704164644), "one.crt public newest early");
    assert_string_equal(shown(scene, &ring, 1704164645), "one.crt public newest valid");
    struct key_list list = key_list(&scene->arena, &ring, NOW);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.items[0].valid_from, 1704164645);
    assert_string_equal(certificate_time(&scene->arena, list.items[0].valid_to).at, "2034-01-02T03:04:05Z");
    assert_string_equal(shown(scene, &ring, list.items[0].valid_to), "one.crt public newest valid");
    assert_string_equal(shown(scene, &ring, list.items[0].valid_to + 1), "one.crt public newest expired");
}

/* The same of a certificate as of the private key, and as ssh-keygen prints it. */
static void test_fingerprints(void **state)
{
    struct scene *scene = *state;
    static const char *const files[] = {"one.crt", "one.pem"};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        auto_keyring ring = {0};
        add(scene, &ring, files[i]);
        keyring_sort(&ring);
        struct key_list list = key_list(&scene->arena, &ring, NOW);
        assert_int_equal(list.count, 1);
        assert_int_equal(list.items[0].bits, 2048);
        assert_string_equal(fingerprint_text(&scene->arena, list.items[0].fingerprint).at,
                            "SHA256:qIS/565NkFlNajTIG+EfiiZqeVcm6LxgQQZkK2/tQYE");
    }
}

/* Several certificates in one text are told apart by number. */
static void test_places(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {.takes_public_keys = true};
    auto_err err = {0};
    struct text bundle = arena_format(&scene->arena, "%s%s", key_file_for_test(&scene->arena, "one.crt").at,
                                      key_file_for_test(&scene->arena, "two.crt").at);
    assert_int_equal(keyring_add_bytes(&ring, "bundle", bundle, &err), 0);
    assert_string_equal(shown(scene, &ring, NOW), "bundle, certificate 2 public newest valid; bundle, certificate 1 public valid");
}

static void test_neither_key_nor_certificate(void **state)
{
    (void)state;
    static const struct {
        struct text bytes;
        const char *text;
    } cases[] = {
        {{"words", 5}, "keys: holds neither a private key nor a certificate"},
        {{"", 0}, "keys: is empty"},
        {{"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n", 56},
         "keys: holds a certificate that is damaged or not for an RSA key, and no private key"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        auto_keyring ring = {.takes_public_keys = true};
        auto_err err = {0};
        assert_int_equal(keyring_add_bytes(&ring, "keys", cases[i].bytes, &err), -1);
        assert_int_equal(err.kind, ERR_INPUT);
        assert_string_equal(err.text, cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_a_scene(test_nothing),
        in_a_scene(test_private_and_public),
        in_a_scene(test_certificates_alone),
        in_a_scene(test_keys_without_certificates),
        in_a_scene(test_states),
        in_a_scene(test_fingerprints),
        in_a_scene(test_places),
        cmocka_unit_test(test_neither_key_nor_certificate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
