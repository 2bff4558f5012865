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

#include "tests/unit/inspect_for_test.h"
#include "tests/unit/seal_for_test.h"

enum { WRONG_KEYS = 40 };

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

static const char *const keys[] = {"one", "two", "expired", NULL};
static const struct open_label credentials = {{"team-a", 6}, {"credentials", 11}};

static void ask_one(struct trial *trial, struct text string)
{
    ask(trial, string, &credentials, 1);
}

static struct text sealed_for(struct scene *scene, const char *key, const char *label)
{
    return sealed(scene, key, label, "plaintext");
}

/* The keys in turn, behind many wrong ones; `other` is for a label that nobody knows, the last string is the first one again. */
static void ask_in_turn(struct scene *scene, struct trial *trial, size_t other)
{
    bury(scene, trial);
    for (size_t i = 0; i < STRINGS - 1; i++)
        ask_one(trial, sealed_for(scene, keys[i % 3], i == other ? "nobody/knows" : "team-a"));
    ask_one(trial, trial->strings[0].string);
}

static size_t run_with_index(struct trial *trial)
{
    size_t tries = 0;
    trial->options.index = &trial->index;
    trial->index.hits = 0;
    run(trial);
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
    auto_trial trial = trial_of(scene, keys);
    ask_in_turn(scene, &trial, OTHER);
    assert_true(run_with_index(&trial) > STRINGS + WRONG_KEYS / 2);
    expect_open(&trial, OTHER);
    assert_int_equal(trial.index.added.count, STRINGS - 1);
    assert_int_equal(trial.index.hits, 0);
    take_notes(&trial);
    for (trial.options.threads = 1; trial.options.threads <= 3; trial.options.threads++) {
        run_with_index(&trial);
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
    static const char *const more[] = {"three", "four", "one", "two", "expired", NULL};
    auto_trial trial = trial_of(scene, more);
    ask_in_turn(scene, &trial, STRINGS);
    size_t all = trial.ring.count;
    run_with_index(&trial);
    for (size_t i = 0; i < trial.index.added.count; i++) {
        uint8_t *fingerprint = trial.index.added.items[i].fingerprint;
        if (i % 6 == 5)
            memset(fingerprint, 0xff, FINGERPRINT_BYTES);
        else
            memcpy(fingerprint, trial.ring.items[all - 1 - i % 6].fingerprint, FINGERPRINT_BYTES);
    }
    take_notes(&trial);
    run_with_index(&trial);
    expect_open(&trial, STRINGS);
    take_notes(&trial);
    for (size_t pass = 0; pass < 2; pass++) {
        run_with_index(&trial);
        for (size_t i = 0; i < STRINGS; i++)
            assert_int_equal(trial.strings[i].tries, 1);
    }
}

/* What no key made, and what has no shape, is not noted; in which scope a string is sealed may be unknown. */
static void test_what_is_noted(void **state)
{
    struct scene *scene = *state;
    static const char *const one_key[] = {"one", NULL};
    auto_trial trial = trial_of(scene, one_key);
    ask_one(&trial, TEXT("hunter2"));
    ask_one(&trial, sealed_for(scene, "two", "team-a"));
    ask_one(&trial, sealed_for(scene, "three", "team-a"));
    ask_one(&trial, sealed_for(scene, "one", "team-a"));
    ask_one(&trial, sealed_for(scene, "one", "team-z"));
    run_with_index(&trial);
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
