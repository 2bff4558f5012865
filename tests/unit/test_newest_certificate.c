/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "sealed/newest_certificate.h"
#include "tests/unit/scene_for_test.h"
#include "tests/unit/seal_for_test.h"

/* one.crt goes from 2024 and two.crt from 2025 on, for ten years each, far.crt from 2020 to 2060, expired.crt to 2016. */
static const int64_t year_2015 = 1420070400, end_of_2024 = 1733011200, year_2030 = 1893456000, year_2040 = 2208988800;

static void add_text(struct keyring *ring, const char *name, struct text bytes)
{
    auto_err err = {0};
    int result = keyring_add_bytes(ring, name, bytes, &err);
    if (result < 0)
        print_error("%s\n", err.text);
    assert_int_equal(result, 0);
}

/* A key and its certificate, as PEM. */
static void add(struct scene *scene, struct keyring *ring, const char *name)
{
    struct arena *arena = &scene->arena;
    struct text key = key_file_for_test(arena, arena_format(arena, "%s.pem", name).at);
    struct text cert = key_file_for_test(arena, arena_format(arena, "%s.crt", name).at);
    add_text(ring, name, arena_format(arena, TEXT_FMT "\n" TEXT_FMT, TEXT_ARG(key), TEXT_ARG(cert)));
}

/* The same as a Secret with the controller's label. */
static void add_secret(struct scene *scene, struct keyring *ring, const char *name, const char *label)
{
    struct arena *arena = &scene->arena;
    struct text key = base64_for_test(arena, key_file_for_test(arena, arena_format(arena, "%s.pem", name).at));
    struct text cert = base64_for_test(arena, key_file_for_test(arena, arena_format(arena, "%s.crt", name).at));
    add_text(ring, name,
             arena_format(arena,
                          "kind: Secret\nmetadata: {name: %s, labels: {sealedsecrets.bitnami.com/sealed-secrets-key: %s}}\n"
                          "data: {tls.key: " TEXT_FMT ", tls.crt: " TEXT_FMT "}\n",
                          name, label, TEXT_ARG(key), TEXT_ARG(cert)));
}

/* The origin of the one that is chosen, or what is said where there is none. */
static const char *chosen(struct scene *scene, struct keyring *ring, int64_t now)
{
    const struct sealing_certificate *found = NULL;
    auto_err err = {0};
    keyring_sort(ring);
    if (newest_certificate(ring, now, &found, &err) == 0)
        return arena_string(&scene->arena, found->origin);
    assert_int_equal(err.kind, ERR_INPUT);
    assert_null(found);
    return arena_format(&scene->arena, "%s; %s", err.text, err.hint).at;
}

static void test_newest(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {0};
    add(scene, &ring, "far");
    add(scene, &ring, "two");
    add(scene, &ring, "one");
    assert_string_equal(chosen(scene, &ring, year_2030), "two");
    assert_string_equal(chosen(scene, &ring, end_of_2024), "one");
    assert_string_equal(chosen(scene, &ring, year_2040), "far");
}

static void test_none_is_valid(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {0};
    add(scene, &ring, "two");
    add(scene, &ring, "one");
    assert_non_null(strstr(chosen(scene, &ring, year_2040), "two: the certificate has expired: it was valid until 2035-"));
    assert_non_null(strstr(chosen(scene, &ring, year_2015), "two: the certificate is not valid yet: it will be from 2025-"));
}

/* A certificate alone could not be opened, a key alone does not tell its age. */
static void test_halves(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {.takes_public_keys = true};
    add_text(&ring, "two.crt", key_file_for_test(&scene->arena, "two.crt"));
    add_text(&ring, "one.pem", key_file_for_test(&scene->arena, "one.pem"));
    assert_string_equal(chosen(scene, &ring, year_2030),
                        "no sealing key has a certificate to seal for; name the controller's newest certificate with "
                        "--cert FILE: kubeseal --fetch-cert >cert.pem");
    add_text(&ring, "far.pem", key_file_for_test(&scene->arena, "far.pem"));
    add_text(&ring, "far.crt", key_file_for_test(&scene->arena, "far.crt"));
    assert_string_equal(chosen(scene, &ring, year_2030), "far.crt");
}

static void test_retired(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {0};
    add_secret(scene, &ring, "two", "compromised");
    assert_string_equal(chosen(scene, &ring, year_2030),
                        "all sealing keys are retired, as the labels of their Secrets say; name the controller's newest "
                        "certificate with --cert FILE: kubeseal --fetch-cert >cert.pem");
    add_secret(scene, &ring, "one", "active");
    assert_string_equal(chosen(scene, &ring, year_2030), "one, Secret one");
}

/* The same key once with, once without the label. */
static void test_retired_somewhere(void **state)
{
    struct scene *scene = *state;
    static const char *const labels[][2] = {{"active", "compromised"}, {"compromised", "active"}};
    for (size_t i = 0; i < 2; i++) {
        auto_keyring ring = {0};
        add_secret(scene, &ring, "two", labels[i][0]);
        add_secret(scene, &ring, "two", labels[i][1]);
        add(scene, &ring, "one");
        assert_string_equal(chosen(scene, &ring, year_2030), "one");
    }
}

static void test_of_key(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {.takes_public_keys = true};
    add(scene, &ring, "one");
    add_text(&ring, "again", key_file_for_test(&scene->arena, "one.crt"));
    add_text(&ring, "three.pem", key_file_for_test(&scene->arena, "three.pem"));
    keyring_sort(&ring);
    assert_int_equal(ring.count, 2);
    assert_int_equal(ring.certs.count, 2);
    assert_ptr_equal(certificate_of_key(&ring, &ring.items[0]), &ring.certs.items[0]);
    assert_null(certificate_of_key(&ring, &ring.items[1]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_a_scene(test_newest),  in_a_scene(test_none_is_valid),     in_a_scene(test_halves),
        in_a_scene(test_retired), in_a_scene(test_retired_somewhere), in_a_scene(test_of_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
