/* SPDX-License-Identifier: Apache-2.0
 *
 * inspect_all() with an index of which key made which string.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "sealed/inspect.h"
#include "tests/unit/scene_for_test.h"
#include "tests/unit/seal_for_test.h"

enum { STRINGS = 24, WRONG_KEYS = 40 };

struct trial {
    struct keyring ring;
    struct key_index index;
    struct inspect_options options;
    struct inspected strings[STRINGS];
    size_t count;
    struct err err;
};

#define auto_trial __attribute__((cleanup(trial_free))) struct trial

static void trial_free(struct trial *trial)
{
    for (size_t i = 0; i < trial->count; i++)
        inspected_free(&trial->strings[i]);
    key_index_free(&trial->index);
    keyring_free(&trial->ring);
    err_free(&trial->err);
}

static void read_key(struct scene *scene, struct trial *trial, const char *name)
{
    struct text key = key_file_for_test(&scene->arena, arena_format(&scene->arena, "%s.pem", name).at);
    assert_int_equal(keyring_add_bytes(&trial->ring, name, key, &trial->err), 0);
}

/* Puts keys that open nothing in front of the ring's. */
static void bury(struct scene *scene, struct trial *trial)
{
    struct sealing_key own[8];
    struct keyring *ring = &trial->ring;
    size_t owned = ring->count;
    memcpy(own, ring->items, owned * sizeof own[0]);
    ring->count = 0;
    for (size_t i = 0; i < WRONG_KEYS; i++) {
        struct sealing_key *item = array_add(&ring->arena, ring);
        *item = (struct sealing_key){.origin = TEXT("wrong")};
        item->key = key_for_test(&scene->arena, "far.pem", &item->public);
    }
    for (size_t i = 0; i < owned; i++) {
        struct sealing_key *item = array_add(&ring->arena, ring);
        *item = own[i];
    }
}

static const char *const keys[] = {"one", "two", "expired"};
static const struct open_label credentials = {{"team-a", 6}, {"credentials", 11}};

static void ask(struct trial *trial, struct text string)
{
    trial->strings[trial->count++] = (struct inspected){
        .string = string, .labels = &credentials, .label_count = 1, .max_scope = SCOPE_CLUSTER_WIDE};
}

static struct text sealed(struct scene *scene, const char *key, const char *label)
{
    const struct seal_spec spec = {.key = arena_format(&scene->arena, "%s.pem", key).at, .label = label};
    return seal_for_test(&scene->arena, &spec, TEXT("plaintext"));
}

/* The keys in turn, behind many wrong ones; `other` is for a label that nobody knows, the last string is the first one again. */
static void ask_in_turn(struct scene *scene, struct trial *trial, size_t other)
{
    for (size_t i = 0; i < 3; i++)
        read_key(scene, trial, keys[i]);
    keyring_sort(&trial->ring);
    bury(scene, trial);
    for (size_t i = 0; i < STRINGS - 1; i++)
        ask(trial, sealed(scene, keys[i % 3], i == other ? "nobody/knows" : "team-a"));
    ask(trial, trial->strings[0].string);
}

static size_t run(struct trial *trial)
{
    size_t tries = 0;
    trial->options.index = &trial->index;
    trial->index.hits = 0;
    for (size_t i = 0; i < trial->count; i++)
        inspected_free(&trial->strings[i]);
    assert_int_equal(inspect_all(&trial->ring, &trial->options, trial->strings, trial->count, &trial->err), 0);
    for (size_t i = 0; i < trial->count; i++)
        tries += trial->strings[i].tries;
    return tries;
}

/* The next run's index. */
static void take_notes(struct trial *trial)
{
    key_index_merge(&trial->index, trial->index.added.items, trial->index.added.count);
    trial->index.added.count = 0;
}

static void expect_open(const struct trial *trial, size_t other)
{
    for (size_t i = 0; i < STRINGS; i++) {
        const struct inspected *one = &trial->strings[i];
        assert_int_equal(one->result, i == other ? INSPECT_OTHER_LABEL : INSPECT_OPENS);
        assert_string_equal(trial->ring.items[one->key].origin.at, keys[i % (STRINGS - 1) % 3]);
    }
}

/* With the index of a run before each string costs one operation, whatever the number of keys, of threads, and of equal strings. */
static void test_index_names_the_key(void **state)
{
    struct scene *scene = *state;
    enum { OTHER = 7 };
    auto_trial trial = {0};
    ask_in_turn(scene, &trial, OTHER);
    assert_true(run(&trial) > STRINGS + WRONG_KEYS / 2);
    expect_open(&trial, OTHER);
    assert_int_equal(trial.index.added.count, STRINGS - 1);
    assert_int_equal(trial.index.hits, 0);
    take_notes(&trial);
    for (trial.options.threads = 1; trial.options.threads <= 3; trial.options.threads++) {
        run(&trial);
        expect_open(&trial, OTHER);
        for (size_t i = 0; i < STRINGS; i++)
            assert_int_equal(trial.strings[i].tries, 1);
        assert_int_equal(trial.index.hits, STRINGS - 1);
        assert_int_equal(trial.index.added.count, 0);
    }
}

/* The keys that the index names are wrong, of another size, in no ring: nothing else comes out, and it is put right. */
static void test_wrong_index(void **state)
{
    struct scene *scene = *state;
    auto_trial trial = {0};
    read_key(scene, &trial, "three");
    read_key(scene, &trial, "four");
    ask_in_turn(scene, &trial, STRINGS);
    size_t all = trial.ring.count;
    run(&trial);
    for (size_t i = 0; i < trial.index.added.count; i++) {
        uint8_t *fingerprint = trial.index.added.items[i].fingerprint;
        if (i % 6 == 5)
            memset(fingerprint, 0xff, FINGERPRINT_BYTES);
        else
            memcpy(fingerprint, trial.ring.items[all - 1 - i % 6].fingerprint, FINGERPRINT_BYTES);
    }
    take_notes(&trial);
    run(&trial);
    expect_open(&trial, STRINGS);
    take_notes(&trial);
    for (size_t pass = 0; pass < 2; pass++) {
        run(&trial);
        for (size_t i = 0; i < STRINGS; i++)
            assert_int_equal(trial.strings[i].tries, 1);
    }
}

/* What no key made, and what has no shape, is not noted; in which scope a string is sealed may be unknown. */
static void test_what_is_noted(void **state)
{
    struct scene *scene = *state;
    auto_trial trial = {0};
    read_key(scene, &trial, "one");
    keyring_sort(&trial.ring);
    ask(&trial, TEXT("hunter2"));
    ask(&trial, sealed(scene, "two", "team-a"));
    ask(&trial, sealed(scene, "three", "team-a"));
    ask(&trial, sealed(scene, "one", "team-a"));
    ask(&trial, sealed(scene, "one", "team-z"));
    run(&trial);
    assert_int_equal(trial.index.added.count, 2);
    assert_int_equal(trial.index.added.items[0].scope, SCOPE_NAMESPACE_WIDE);
    assert_int_equal(trial.index.added.items[1].scope, SCOPE_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_a_scene(test_index_names_the_key),
        in_a_scene(test_wrong_index),
        in_a_scene(test_what_is_noted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
