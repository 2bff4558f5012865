/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/alloc.h"
#include "sealed/format.h"
#include "sealed/seal.h"
#include "tests/unit/inspect_for_test.h"
#include "tests/unit/seal_for_test.h"

static const char *const no_keys[] = {NULL};
static const char *const one_key[] = {"one", NULL};
static const char *const all_keys[] = {"one", "two", "three", "four", "expired", NULL};

static const struct open_label credentials = {{"team-a", 6}, {"credentials", 11}};

/* A string whose number the ring's first key could have made as well. */
static struct text sealed_below(struct scene *scene, const struct trial *trial, const char *key, const char *label)
{
    for (;;) {
        struct sealed_parts parts;
        auto_err err = {0};
        struct text string = sealed(scene, key, label, "plaintext");
        assert_int_equal(sealed_parse(&scene->arena, string, &parts, &err), 0);
        if (public_key_fits(&trial->ring.items[0].public, parts.rsa))
            return string;
    }
}

static struct text changed(struct scene *scene, struct text string)
{
    struct sealed_parts parts;
    auto_err err = {0};
    assert_int_equal(sealed_parse(&scene->arena, string, &parts, &err), 0);
    struct text bytes = {parts.rsa.at - 2, 2 + parts.rsa.len + parts.gcm.len};
    char *other = arena_string(&scene->arena, bytes);
    other[bytes.len - 1] ^= 1;
    return base64_for_test(&scene->arena, (struct text){other, bytes.len});
}

/* Behind the hint stands the scope to seal the string anew in, where that mends it. */
static void expect_hint(const struct inspected *one, const char *hint)
{
    auto_free char *whole = one->anew == SCOPE_COUNT ? mem_format("%s", one->err.hint)
                                                     : mem_format("%s: %s", one->err.hint, scope_name(one->anew));
    assert_string_equal(whole, hint);
}

static void expect(const struct inspected *one, enum inspect_result result, const char *text, const char *hint)
{
    assert_int_equal(one->result, result);
    if (text == NULL) {
        assert_int_equal(one->err.kind, ERR_NONE);
        return;
    }
    assert_string_equal(one->err.text, text);
    expect_hint(one, hint);
}

static void expect_plaintext(const struct inspected *one, const char *plaintext)
{
    assert_non_null(one->plaintext.bytes);
    assert_true(text_is((struct text){(const char *)one->plaintext.bytes, one->plaintext.len}, plaintext));
}

#define TRIED_ALL "(tried strict team-a/credentials, namespace-wide team-a, cluster-wide)"
#define COPY "copy it as a whole and on one line, or seal it anew: strict"

/* Each kind of string in one run: one that does not open keeps no other from being looked at. */
static void test_every_result(void **state)
{
    struct scene *scene = *state;
    for (size_t threads = 1; threads <= 4; threads++) {
        auto_trial trial = trial_of(scene, one_key);
        trial.options.threads = threads;
        struct text good = sealed(scene, "one", "team-a/credentials", "plaintext");
        ask(&trial, TEXT(""), &credentials, 1);
        ask(&trial, TEXT("hunter2"), &credentials, 1);
        ask(&trial, (struct text){good.at, 100}, &credentials, 1);
        ask(&trial, changed(scene, good), &credentials, 1);
        ask(&trial, sealed_below(scene, &trial, "two", "team-a/credentials"), &credentials, 1);
        ask(&trial, sealed(scene, "three", "team-a", "plaintext"), &credentials, 1);
        ask(&trial, sealed(scene, "one", "team-b/credentials", "plaintext"), &credentials, 1);
        ask(&trial, sealed(scene, "one", "team-a", ""), &credentials, 1);
        ask(&trial, good, &credentials, 1);
        ask(&trial, sealed(scene, "one", "team-b", "plaintext"), NULL, 0);
        run(&trial);
        const struct inspected *of = trial.strings;
        expect(of++, INSPECT_EMPTY_STRING, "the sealed string is empty", COPY);
        expect(of++, INSPECT_PLAIN, "not a sealed string", COPY);
        expect(of++, INSPECT_DAMAGED, "the sealed string is cut off: it is shorter than its own beginning says", COPY);
        expect(of++, INSPECT_DAMAGED,
               "the sealed string is damaged: its key (one) and scope (strict team-a/credentials) fit, but what they protect was "
               "changed or cut off",
               "copy it again as a whole, or seal it anew: strict");
        expect(of++, INSPECT_NO_KEY, "no sealing key opens it: it was sealed with another key than the one given, or damaged",
               "give the key of the cluster that it was sealed for, or seal it anew: strict");
        expect(of++, INSPECT_NO_KEY, "sealed with another key, of 3072 bits: the sealing key given does not fit",
               "give the key that it was sealed with, or seal it for this cluster's certificate: strict");
        expect(of++, INSPECT_OTHER_LABEL,
               "the key fits, but it was sealed for a namespace or name that is not known here " TRIED_ALL,
               "seal it anew for the place where it is used: strict");
        expect(of++, INSPECT_EMPTY, "the sealed string opens, but to an empty plaintext",
               "kubeseal seals an empty input without a word; seal it anew: namespace-wide");
        expect(of++, INSPECT_OPENS, NULL, NULL);
        expect(of++, INSPECT_UNPLACED, NULL, NULL);
        for (size_t i = 0; i < trial.count; i++)
            assert_null(trial.strings[i].plaintext.bytes);
    }
}

/* Key and hash are known of whatever a key of the ring made, its place or not. */
static void test_key_and_hash(void **state)
{
    struct scene *scene = *state;
    static const char *const labels[] = {"team-a/credentials", "team-a", NULL, "nobody/knows"};
    static const char *const names[] = {"expired", "three", "one", "two", "four"};
    auto_trial trial = trial_of(scene, all_keys);
    for (size_t i = 0; i < 20; i++)
        ask(&trial, sealed(scene, names[i % 5], labels[i % 4], "plaintext"), &credentials, 1);
    run(&trial);
    for (size_t i = 0; i < 20; i++) {
        const struct inspected *one = &trial.strings[i];
        struct oaep_hash hash = oaep_label_hash(text_of(labels[i % 4]));
        assert_true(one->key_found && one->tries > 0);
        assert_string_equal(trial.ring.items[one->key].origin.at, names[i % 5]);
        assert_int_equal(one->rsa_bytes, trial.ring.items[one->key].public.modulus.len);
        assert_true(oaep_hash_equal(&hash, &one->label_hash));
        assert_int_equal(one->label_found, i % 4 != 3);
        assert_int_equal(one->result, i % 4 == 3 ? INSPECT_OTHER_LABEL : INSPECT_OPENS);
        if (one->label_found)
            assert_int_equal(one->scope, i % 4);
    }
}

/* What is sealed anew for the hash of a label that nobody knows opens for that label. */
static void test_sealed_anew_for_an_unknown_label(void **state)
{
    struct scene *scene = *state;
    static const struct open_label team_z = {{"team-z", 6}, {"z", 1}};
    auto_trial trial = trial_of(scene, all_keys);
    trial.options.keep = true;
    ask(&trial, sealed(scene, "expired", "team-z/z", "plaintext"), NULL, 0);
    run(&trial);
    expect(&trial.strings[0], INSPECT_UNPLACED, NULL, NULL);
    expect_plaintext(&trial.strings[0], "plaintext");
    struct public_key public;
    struct text string;
    crypto_key_free(key_for_test(&scene->arena, "four.pem", &public));
    const struct oaep_hash hash = trial.strings[0].label_hash;
    assert_int_equal(seal_for_hash(&scene->arena, &public, &hash, &trial.strings[0].plaintext, &string, &trial.err), 0);
    ask(&trial, string, &team_z, 1);
    run(&trial);
    expect(&trial.strings[1], INSPECT_OPENS, NULL, NULL);
    assert_string_equal(trial.ring.items[trial.strings[1].key].origin.at, "four");
    assert_int_equal(trial.strings[1].scope, SCOPE_STRICT);
    expect_plaintext(&trial.strings[1], "plaintext");
}

/* --- several Secrets, half a label, none --- */

static void test_several_labels(void **state)
{
    struct scene *scene = *state;
    static const struct open_label same_namespace[] = {{{"team-a", 6}, {"credentials", 11}}, {{"team-a", 6}, {"other", 5}}};
    static const struct open_label namespaces[] = {
        {{"team-b", 6}, {"credentials", 11}}, {{"team-a", 6}, {"credentials", 11}}, {{"team-c", 6}, {"credentials", 11}}};
    auto_trial trial = trial_of(scene, one_key);
    ask(&trial, sealed(scene, "one", "team-a", "plaintext"), same_namespace, 2);
    ask(&trial, sealed(scene, "one", NULL, "plaintext"), namespaces, 3);
    ask(&trial, sealed(scene, "one", "team-a/credentials", "plaintext"), same_namespace, 2);
    ask(&trial, sealed(scene, "one", "team-a/credentials", "plaintext"), namespaces, 3);
    ask(&trial, sealed(scene, "one", "team-a", "plaintext"), namespaces, 3)->max_scope = SCOPE_NAMESPACE_WIDE;
    ask(&trial, sealed(scene, "one", "team-z", "plaintext"), namespaces, 3);
    run(&trial);
    const struct inspected *of = trial.strings;
    assert_int_equal(of[0].opens_for, 2);
    expect(of++, INSPECT_OPENS, NULL, NULL);
    assert_int_equal(of[0].opens_for, 3);
    expect(of++, INSPECT_OPENS, NULL, NULL);
    expect(of++, INSPECT_SHARED,
           "opens for 1 of the 2 Secrets that it serves, not for team-a/other: sealed strict team-a/credentials",
           "seal it anew for all of them: namespace-wide");
    expect(of++, INSPECT_SHARED,
           "opens for 1 of the 3 Secrets that it serves, not for team-b/credentials: sealed strict team-a/credentials",
           "seal it anew for all of them: cluster-wide");
    expect(of++, INSPECT_SHARED,
           "opens for 1 of the 3 Secrets that it serves, not for team-b/credentials: sealed namespace-wide team-a",
           "give each of them a string of its own");
    expect(of++, INSPECT_OTHER_LABEL,
           "the key fits, but it was sealed for a namespace or name that is not known here (tried strict team-b/credentials, "
           "namespace-wide team-b, cluster-wide, and so for 2 more Secrets)",
           "seal it anew for the place where it is used: cluster-wide");
}

/* Without a name, and without both: only wider scopes fit, and no label is made of half of what it needs. */
static void test_half_a_label(void **state)
{
    struct scene *scene = *state;
    static const struct open_label no_name = {.namespace = {"team-a", 6}}, nothing = {{0}, {0}};
    static const struct {
        const char *label;
        const struct open_label *of;
        enum inspect_result result;
    } cases[] = {
        {"team-a", &no_name, INSPECT_OPENS},       {NULL, &no_name, INSPECT_OPENS}, {"team-a/", &no_name, INSPECT_OTHER_LABEL},
        {"team-a", &nothing, INSPECT_OTHER_LABEL}, {NULL, &nothing, INSPECT_OPENS}, {"/", &nothing, INSPECT_OTHER_LABEL},
    };
    auto_trial trial = trial_of(scene, one_key);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ask(&trial, sealed(scene, "one", cases[i].label, "plaintext"), cases[i].of, 1);
    run(&trial);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(trial.strings[i].result, cases[i].result);
    assert_string_equal(trial.strings[2].err.text,
                        "the key fits, but it was sealed for a namespace or name that is not known here (tried namespace-wide "
                        "team-a, cluster-wide)");
    expect_hint(&trial.strings[2], "seal it anew for the place where it is used: strict");
}

/* Whatever nobody knows the Secret of: any label of the run will do, but what is changed is seen. */
static void test_no_label(void **state)
{
    struct scene *scene = *state;
    auto_trial trial = trial_of(scene, one_key);
    trial.options.known = &credentials;
    trial.options.known_count = 1;
    struct text unknown = sealed(scene, "one", "team-z/z", "plaintext");
    ask(&trial, sealed(scene, "one", "team-a/credentials", "plaintext"), NULL, 0);
    ask(&trial, sealed(scene, "one", "team-a", "plaintext"), NULL, 0);
    ask(&trial, sealed(scene, "one", NULL, "plaintext"), NULL, 0);
    ask(&trial, unknown, NULL, 0);
    ask(&trial, changed(scene, unknown), NULL, 0);
    ask(&trial, sealed(scene, "one", "team-z", ""), NULL, 0);
    ask(&trial, sealed(scene, "three", NULL, "plaintext"), NULL, 0);
    run(&trial);
    for (size_t i = 0; i < SCOPE_COUNT; i++) {
        expect(&trial.strings[i], INSPECT_OPENS, NULL, NULL);
        assert_true(trial.strings[i].label_found);
        assert_int_equal(trial.strings[i].scope, i);
        assert_int_equal(trial.strings[i].label.namespace.len, i == SCOPE_CLUSTER_WIDE ? 0 : 6);
    }
    const struct inspected *of = trial.strings + SCOPE_COUNT;
    assert_false(of->label_found);
    expect(of++, INSPECT_UNPLACED, NULL, NULL);
    expect(of++, INSPECT_DAMAGED, "the sealed string is damaged: its key (one) fits, but what it protects was changed or cut off",
           "copy it again as a whole, or seal it anew: strict");
    expect(of++, INSPECT_EMPTY, "the sealed string opens, but to an empty plaintext",
           "kubeseal seals an empty input without a word; seal it anew: strict");
    assert_int_equal(of->result, INSPECT_NO_KEY);
}

static void test_scope_of_its_place(void **state)
{
    struct scene *scene = *state;
    auto_trial trial = trial_of(scene, one_key);
    struct inspected *narrow = ask(&trial, sealed(scene, "one", "team-a/credentials", "plaintext"), &credentials, 1);
    narrow->min_scope = narrow->max_scope = SCOPE_NAMESPACE_WIDE;
    ask(&trial, sealed(scene, "one", NULL, "plaintext"), &credentials, 1)->max_scope = SCOPE_STRICT;
    run(&trial);
    expect(&trial.strings[0], INSPECT_OTHER_LABEL,
           "sealed strict, which is narrower than the scope that opens it here, namespace-wide",
           "seal it anew with a scope that is allowed: namespace-wide");
    expect(&trial.strings[1], INSPECT_OTHER_LABEL, "sealed cluster-wide, which is wider than the widest scope allowed here, strict",
           "seal it anew with a scope that is allowed: strict");
    for (size_t i = 0; i < 2; i++)
        assert_true(trial.strings[i].label_found && text_is(trial.strings[i].label.name, "credentials"));
}

/* The label of another place of the run is named, and found among many. */
static void test_known_labels(void **state)
{
    struct scene *scene = *state;
    enum { MANY = 2000 };
    struct open_label *known = arena_new(&scene->arena, MANY * sizeof *known);
    for (size_t i = 0; i < MANY; i++)
        known[i] = (struct open_label){TEXT("team-z"), arena_format(&scene->arena, "name-%zu", i)};
    auto_trial trial = trial_of(scene, one_key);
    trial.options.known = known;
    trial.options.known_count = MANY;
    for (size_t i = 0; i < 5; i++)
        ask(&trial, sealed(scene, "one", arena_format(&scene->arena, "team-z/name-%zu", i * 400).at, "plaintext"), &credentials, 1);
    ask(&trial, sealed(scene, "one", "team-z", "plaintext"), &credentials, 1);
    run(&trial);
    for (size_t i = 0; i < 5; i++) {
        struct text text = arena_format(&scene->arena, "sealed for another namespace: team-z/name-%zu, strict " TRIED_ALL, i * 400);
        expect(&trial.strings[i], INSPECT_OTHER_LABEL, text.at, "seal it anew for the place where it is used: strict");
        assert_true(text_equal(trial.strings[i].label.name, known[i * 400].name));
    }
    assert_string_equal(trial.strings[5].err.text, "sealed for another namespace: team-z, namespace-wide " TRIED_ALL);
    assert_true(text_is(trial.strings[5].label.name, "name-0"));
}

/* --- plaintexts --- */

static void test_kept_plaintexts(void **state)
{
    struct scene *scene = *state;
    auto_trial trial = trial_of(scene, one_key);
    struct text elsewhere = sealed(scene, "one", "team-b", "elsewhere");
    ask(&trial, sealed(scene, "one", "team-a", "plaintext"), &credentials, 1);
    ask(&trial, elsewhere, &credentials, 1);
    ask(&trial, changed(scene, elsewhere), &credentials, 1);
    ask(&trial, sealed(scene, "one", "team-a", ""), &credentials, 1);
    run(&trial);
    /* What opens nowhere here is not decrypted unless its plaintext is wanted. */
    assert_int_equal(trial.strings[2].result, INSPECT_OTHER_LABEL);
    trial.options.keep = true;
    run(&trial);
    expect_plaintext(&trial.strings[0], "plaintext");
    expect_plaintext(&trial.strings[1], "elsewhere");
    assert_int_equal(trial.strings[1].result, INSPECT_OTHER_LABEL);
    assert_int_equal(trial.strings[2].result, INSPECT_DAMAGED);
    assert_string_equal(trial.strings[2].err.text,
                        "the sealed string is damaged: its key (one) fits, but what it protects was changed or cut off");
    assert_null(trial.strings[2].plaintext.bytes);
    assert_int_equal(trial.strings[3].result, INSPECT_EMPTY);
    expect_plaintext(&trial.strings[3], "");
    trial.options.allow_empty = true;
    run(&trial);
    expect(&trial.strings[3], INSPECT_OPENS, NULL, NULL);
}

/* Equal strings are opened once, each for its own labels; each has its own plaintext. */
static void test_equal_strings(void **state)
{
    struct scene *scene = *state;
    static const struct open_label team_b = {{"team-b", 6}, {"credentials", 11}};
    auto_trial trial = trial_of(scene, one_key);
    trial.options.keep = true;
    struct text string = sealed(scene, "one", "team-a", "plaintext");
    ask(&trial, string, &team_b, 1);
    ask(&trial, string, &credentials, 1);
    ask(&trial, string, NULL, 0);
    ask(&trial, sealed(scene, "one", NULL, "another"), &credentials, 1);
    ask(&trial, arena_copy(&scene->arena, string), &credentials, 1);
    for (trial.options.threads = 1; trial.options.threads <= 3; trial.options.threads++) {
        run(&trial);
        static const enum inspect_result results[] = {INSPECT_OTHER_LABEL, INSPECT_OPENS, INSPECT_UNPLACED, INSPECT_OPENS,
                                                      INSPECT_OPENS};
        for (size_t i = 0; i < trial.count; i++) {
            assert_int_equal(trial.strings[i].result, results[i]);
            assert_int_equal(trial.strings[i].tries, 1);
            expect_plaintext(&trial.strings[i], i == 3 ? "another" : "plaintext");
        }
        assert_ptr_not_equal(trial.strings[1].plaintext.bytes, trial.strings[4].plaintext.bytes);
    }
}

/* --- keys --- */

static void test_without_keys(void **state)
{
    struct scene *scene = *state;
    auto_trial trial = trial_of(scene, no_keys);
    struct public_key public;
    crypto_key_free(key_for_test(&scene->arena, "three.pem", &public));
    ask(&trial, sealed(scene, "one", "team-a", "plaintext"), &credentials, 1);
    ask(&trial, sealed(scene, "three", "team-a", "plaintext"), &credentials, 1);
    ask(&trial, TEXT("hunter2"), &credentials, 1);
    run(&trial);
    expect(&trial.strings[0], INSPECT_SHAPE_ONLY, NULL, NULL);
    expect(&trial.strings[1], INSPECT_SHAPE_ONLY, NULL, NULL);
    expect(&trial.strings[2], INSPECT_PLAIN, "not a sealed string", COPY);
    trial.options.size_of = &public;
    run(&trial);
    expect(&trial.strings[0], INSPECT_NO_KEY, "sealed with another key, of 2048 bits: the certificate's, of 3072, does not fit",
           "give the key that it was sealed with, or seal it for this cluster's certificate: strict");
    expect(&trial.strings[1], INSPECT_SHAPE_ONLY, NULL, NULL);
    assert_int_equal(trial.strings[1].rsa_bytes, 384);
}

static void test_wrong_keys(void **state)
{
    struct scene *scene = *state;
    static const char *const keys[] = {"one", "expired", NULL};
    auto_trial trial = trial_of(scene, keys);
    ask(&trial, sealed_below(scene, &trial, "two", "team-a"), &credentials, 1);
    run(&trial);
    assert_true(trial.strings[0].tries >= 1 && trial.strings[0].tries <= 2);
    assert_string_equal(trial.strings[0].err.text,
                        "no sealing key opens it: it was sealed with another key than the 2 given, or damaged");
}

/* As long a message as proves its key; what is longer is none that anybody seals. */
static void test_messages_that_are_no_session_keys(void **state)
{
    struct scene *scene = *state;
    static const struct {
        size_t bytes;
        enum inspect_result result;
    } cases[] = {{1, INSPECT_DAMAGED}, {16, INSPECT_OPENS},   {24, INSPECT_OPENS},   {31, INSPECT_DAMAGED},
                 {32, INSPECT_OPENS},  {33, INSPECT_DAMAGED}, {64, INSPECT_DAMAGED}, {65, INSPECT_NO_KEY}};
    auto_trial trial = trial_of(scene, one_key);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct seal_spec spec = {.key = "one.pem", .label = "team-a", .session_bytes = cases[i].bytes};
        ask(&trial, seal_for_test(&scene->arena, &spec, TEXT("plaintext")), &credentials, 1);
    }
    run(&trial);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(trial.strings[i].result, cases[i].result);
}

/* Puts `count` copies of a key that opens nothing in front of the ring's keys. */
static void bury(struct keyring *ring, const struct sealing_key *wrong, size_t count)
{
    struct sealing_key own[4];
    size_t owned = ring->count;
    memcpy(own, ring->items, owned * sizeof own[0]);
    ring->count = 0;
    for (size_t i = 0; i < count; i++) {
        struct sealing_key *item = array_add(&ring->arena, ring);
        *item = (struct sealing_key){.key = crypto_key_copy(wrong->key), .public = wrong->public, .origin = TEXT("wrong")};
    }
    for (size_t i = 0; i < owned; i++) {
        struct sealing_key *item = array_add(&ring->arena, ring);
        *item = own[i];
    }
}

/* What was found in one call is tried first in the next. */
static void test_used(void **state)
{
    struct scene *scene = *state;
    bool used[5] = {false};
    const char *const keys[] = {"expired", "one"};
    auto_trial trial = trial_of(scene, all_keys);
    trial.options.used = used;
    for (size_t i = 0; i < 2; i++) {
        ask(&trial, sealed(scene, keys[i], "team-a/credentials", "first"), &credentials, 1);
        assert_int_equal(inspect_all(&trial.ring, &trial.options, trial.strings, trial.count, &trial.err), 0);
        assert_true(trial.strings[i].key_found && used[trial.strings[i].key]);
    }
    size_t count = 0;
    for (size_t i = 0; i < 5; i++)
        count += used[i];
    assert_int_equal(count, 2);
    for (size_t i = 0; i < 2; i++) {
        struct inspected *one = ask(&trial, sealed(scene, keys[i], "team-a/credentials", "second"), &credentials, 1);
        assert_int_equal(inspect_all(&trial.ring, &trial.options, one, 1, &trial.err), 0);
        assert_int_equal(one->result, INSPECT_OPENS);
        assert_true(one->tries <= 2);
    }
}

/* Strings that a few of many keys made in turn: once each key was found, a string costs as many tries as there are such keys. */
static void test_few_keys_of_many(void **state)
{
    struct scene *scene = *state;
    static const char *const right[] = {"one", "two", "expired", NULL}, *const wrong[] = {"far", NULL};
    auto_trial other = trial_of(scene, wrong);
    auto_trial trial = trial_of(scene, right);
    for (size_t i = 0; i < STRINGS; i++)
        ask(&trial, sealed(scene, right[i % 3], "team-a", "plaintext"), &credentials, 1);
    bury(&trial.ring, &other.ring.items[0], 40);
    run(&trial);
    for (size_t i = 0; i < STRINGS; i++) {
        assert_int_equal(trial.strings[i].result, INSPECT_OPENS);
        if (i >= 3)
            assert_true(trial.strings[i].tries <= 3);
    }
}

/* Of one Secret's strings all others begin with the key of the first, in whichever thread. */
static void test_one_key_of_many(void **state)
{
    struct scene *scene = *state;
    static const char *const wrong[] = {"far", NULL};
    auto_trial other = trial_of(scene, wrong);
    auto_trial trial = trial_of(scene, one_key);
    size_t tries = 0;
    for (size_t i = 0; i < STRINGS; i++)
        ask(&trial, sealed(scene, "one", "team-a", "plaintext"), &credentials, 1);
    bury(&trial.ring, &other.ring.items[0], 40);
    trial.options.threads = 2;
    run(&trial);
    for (size_t i = 0; i < STRINGS; i++)
        tries += trial.strings[i].tries;
    assert_true(tries <= STRINGS + (size_t)2 * 40);
}

static void test_nothing_to_do(void **state)
{
    auto_trial trial = trial_of(*state, one_key);
    run(&trial);
}

/* With `stop`, all in front of the first that does not open are done. */
static void test_stops_at_the_first(void **state)
{
    struct scene *scene = *state;
    for (size_t threads = 1; threads <= 4; threads++) {
        auto_trial trial = trial_of(scene, one_key);
        trial.options = (struct inspect_options){.threads = threads, .stop = true, .keep = true};
        for (size_t i = 0; i < STRINGS; i++)
            ask(&trial, i == 9 ? TEXT("hunter2") : sealed(scene, "one", "team-a", "plaintext"), &credentials, 1);
        run(&trial);
        for (size_t i = 0; i < 9; i++)
            expect_plaintext(&trial.strings[i], "plaintext");
        expect(&trial.strings[9], INSPECT_PLAIN, "not a sealed string", COPY);
        if (threads == 1)
            assert_int_equal(trial.strings[10].result, INSPECT_UNTRIED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_a_scene(test_every_result),
        in_a_scene(test_key_and_hash),
        in_a_scene(test_sealed_anew_for_an_unknown_label),
        in_a_scene(test_several_labels),
        in_a_scene(test_half_a_label),
        in_a_scene(test_no_label),
        in_a_scene(test_scope_of_its_place),
        in_a_scene(test_known_labels),
        in_a_scene(test_kept_plaintexts),
        in_a_scene(test_equal_strings),
        in_a_scene(test_without_keys),
        in_a_scene(test_wrong_keys),
        in_a_scene(test_messages_that_are_no_session_keys),
        in_a_scene(test_few_keys_of_many),
        in_a_scene(test_one_key_of_many),
        in_a_scene(test_used),
        in_a_scene(test_nothing_to_do),
        in_a_scene(test_stops_at_the_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
