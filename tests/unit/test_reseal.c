/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "sealed/inspect.h"
#include "sealed/reseal.h"
#include "tests/unit/scene_for_test.h"
#include "tests/unit/seal_for_test.h"

static void add(struct scene *scene, struct keyring *ring, const char *file)
{
    auto_err err = {0};
    assert_int_equal(keyring_add_bytes(ring, file, key_file_for_test(&scene->arena, file), &err), 0);
}

static struct certificate certificate_for_test(struct scene *scene, const char *file)
{
    struct certificate certificate;
    auto_err err = {0};
    assert_int_equal(certificate_parse(&scene->arena, key_file_for_test(&scene->arena, file), &certificate, &err), 0);
    return certificate;
}

/* What a string opens to with a ring, for whatever it was sealed. */
static void check_opens(const struct keyring *ring, struct text string, const struct secret *plaintext, struct oaep_hash hash)
{
    auto_err err = {0};
    struct inspected opened = {.string = string, .max_scope = SCOPE_CLUSTER_WIDE};
    assert_int_equal(inspect_all(ring, &(struct inspect_options){.keep = true}, &opened, 1, &err), 0);
    assert_true(opened.key_found);
    assert_true(oaep_hash_equal(&opened.label_hash, &hash));
    assert_true(secret_equal(&opened.plaintext, plaintext));
    inspected_free(&opened);
}

enum { COUNT = 5 };

/* Labels of all kinds and one of nobody's, plaintexts of all lengths. */
static void make_strings(struct secret *plaintexts, struct resealed_string *strings)
{
    static const struct text labels[COUNT] = {{"ns/name", 7}, {"ns", 2}, {"", 0}, {"not a label at all", 18}, {"ns/name", 7}};
    static const struct text texts[COUNT] = {{"one", 3}, {"", 0}, {"a\0b", 3}, {"four", 4}, {"one", 3}};
    for (size_t i = 0; i < COUNT; i++) {
        plaintexts[i] = secret_for_test(texts[i]);
        strings[i] = (struct resealed_string){.plaintext = &plaintexts[i], .label_hash = oaep_label_hash(labels[i])};
    }
}

static void free_strings(struct secret *plaintexts)
{
    for (size_t i = 0; i < COUNT; i++)
        secret_free(&plaintexts[i]);
}

static void test_seals_and_opens_again(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {0};
    auto_err err = {0};
    struct secret plaintexts[COUNT];
    struct resealed_string strings[COUNT];
    struct certificate certificate = certificate_for_test(scene, "two.crt");
    add(scene, &ring, "one.pem");
    add(scene, &ring, "two.pem");
    keyring_sort(&ring);
    make_strings(plaintexts, strings);
    assert_int_equal(reseal_all(&scene->arena, &ring, &certificate, NULL, strings, COUNT, &err), 0);
    for (size_t i = 0; i < COUNT; i++)
        check_opens(&ring, strings[i].string, &plaintexts[i], strings[i].label_hash);
    assert_false(text_equal(strings[0].string, strings[4].string)); /* a session key of its own each */
    assert_int_equal(reseal_all(&scene->arena, &ring, &certificate, NULL, NULL, 0, &err), 0);
    free_strings(plaintexts);
}

/* Without the private key nothing can be compared; the strings are good all the same. */
static void test_seals_for_a_certificate_alone(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {0}, later = {0};
    auto_err err = {0};
    struct secret plaintexts[COUNT];
    struct resealed_string strings[COUNT];
    struct certificate certificate = certificate_for_test(scene, "two.crt");
    add(scene, &ring, "one.pem");
    keyring_sort(&ring);
    add(scene, &later, "two.pem");
    keyring_sort(&later);
    make_strings(plaintexts, strings);
    assert_int_equal(reseal_all(&scene->arena, &ring, &certificate, NULL, strings, COUNT, &err), 0);
    for (size_t i = 0; i < COUNT; i++)
        check_opens(&later, strings[i].string, &plaintexts[i], strings[i].label_hash);
    free_strings(plaintexts);
}

/* A certificate that says one key and holds another: what is sealed for it does not open with the key that it names. */
static void test_what_does_not_open_is_an_error(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {0};
    auto_err err = {0};
    struct secret plaintexts[COUNT];
    struct resealed_string strings[COUNT];
    struct certificate certificate = certificate_for_test(scene, "two.crt");
    add(scene, &ring, "two.pem");
    keyring_sort(&ring);
    certificate.public = certificate_for_test(scene, "one.crt").public;
    make_strings(plaintexts, strings);
    assert_int_equal(reseal_all(&scene->arena, &ring, &certificate, NULL, strings, COUNT, &err), -1);
    assert_int_equal(err.kind, ERR_IO);
    assert_string_equal(err.text, "what was sealed anew does not open to what it was");
    assert_non_null(err.hint);
    free_strings(plaintexts);
}

static void test_finds_keys(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {0};
    add(scene, &ring, "one.pem");
    add(scene, &ring, "two.pem");
    keyring_sort(&ring);
    struct certificate one = certificate_for_test(scene, "one.crt"), far = certificate_for_test(scene, "far.crt");
    size_t found = keyring_find(&ring, one.fingerprint);
    assert_true(found < ring.count);
    assert_memory_equal(ring.items[found].fingerprint, one.fingerprint, FINGERPRINT_BYTES);
    assert_int_equal(keyring_find(&ring, far.fingerprint), ring.count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_a_scene(test_seals_and_opens_again),
        in_a_scene(test_seals_for_a_certificate_alone),
        in_a_scene(test_what_does_not_open_is_an_error),
        in_a_scene(test_finds_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
