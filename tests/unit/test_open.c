/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "sealed/format.h"
#include "sealed/open.h"
#include "tests/unit/scene_for_test.h"
#include "tests/unit/seal_for_test.h"

enum { REQUESTS = 40 };

/* One opening: its requests and what came of them. */
struct trial {
    struct keyring ring;
    struct open_options options;
    struct open_request requests[REQUESTS];
    size_t count, failed;
    struct err err;
};

#define auto_trial __attribute__((cleanup(trial_free))) struct trial

static void trial_free(struct trial *trial)
{
    for (size_t i = 0; i < trial->count; i++)
        secret_free(&trial->requests[i].plaintext);
    keyring_free(&trial->ring);
    err_free(&trial->err);
}

/* A ring of the keys named, each with its certificate: newest first they are four, two, one, three, expired. */
static struct trial trial_of(struct scene *scene, const char *const *keys)
{
    struct trial trial = {.options = {.max_scope = SCOPE_CLUSTER_WIDE}};
    for (; *keys != NULL; keys++) {
        struct text key = key_file_for_test(&scene->arena, arena_format(&scene->arena, "%s.pem", *keys).at);
        struct text cert = key_file_for_test(&scene->arena, arena_format(&scene->arena, "%s.crt", *keys).at);
        struct text both = arena_format(&scene->arena, TEXT_FMT TEXT_FMT, TEXT_ARG(key), TEXT_ARG(cert));
        assert_int_equal(keyring_add_bytes(&trial.ring, *keys, both, &trial.err), 0);
    }
    keyring_sort(&trial.ring);
    return trial;
}

static const char *const one_key[] = {"one", NULL};
static const char *const all_keys[] = {"one", "two", "three", "four", "expired", NULL};

static struct open_request *ask(struct trial *trial, struct text string)
{
    struct open_request *request = &trial->requests[trial->count++];
    *request = (struct open_request){.string = string, .label = {TEXT("team-a"), TEXT("credentials")}};
    return request;
}

/* Asks for a string sealed for `label` ("team-a/credentials" opens it strictly). */
static struct open_request *ask_for(struct scene *scene, struct trial *trial, const char *key, const char *label)
{
    const struct seal_spec spec = {.key = arena_format(&scene->arena, "%s.pem", key).at, .label = label};
    return ask(trial, seal_for_test(&scene->arena, &spec, arena_format(&scene->arena, "plaintext %zu", trial->count)));
}

static int run(struct trial *trial)
{
    trial->failed = 99;
    err_free(&trial->err);
    return open_all(&trial->ring, &trial->options, trial->requests, trial->count, &trial->failed, &trial->err);
}

static void expect_open(struct scene *scene, struct trial *trial)
{
    int result = run(trial);
    if (result < 0)
        print_error("%s\n", trial->err.text);
    assert_int_equal(result, 0);
    for (size_t i = 0; i < trial->count; i++) {
        const struct secret *plaintext = &trial->requests[i].plaintext;
        struct text expected = arena_format(&scene->arena, "plaintext %zu", i);
        assert_true(text_equal((struct text){(const char *)plaintext->bytes, plaintext->len}, expected));
    }
}

static void expect_failure(struct trial *trial, size_t failed, enum err_kind kind, const char *text, const char *hint)
{
    assert_int_equal(run(trial), -1);
    assert_int_equal(trial->failed, failed);
    assert_int_equal(trial->err.kind, kind);
    assert_string_equal(trial->err.text, text);
    assert_non_null(trial->err.hint);
    /* Behind it stands the scope to seal the string anew in, where that mends it. */
    enum scope anew = failed < trial->count ? trial->requests[failed].anew : SCOPE_COUNT;
    auto_free char *whole = anew == SCOPE_COUNT ? mem_format("%s", trial->err.hint)
                                                : mem_format("%s: %s", trial->err.hint, scope_name(anew));
    assert_string_equal(whole, hint);
    for (size_t i = 0; i < trial->count; i++)
        assert_null(trial->requests[i].plaintext.bytes);
}

static const char *origin(const struct trial *trial, size_t request)
{
    return trial->ring.items[trial->requests[request].key].origin.at;
}

#define TRIED_ALL "(tried strict team-a/credentials, namespace-wide team-a, cluster-wide)"
#define OTHER_KEY "no sealing key opens it: it was sealed with another key than the one given, or damaged"
#define UNKNOWN "the key fits, but it was sealed for a namespace or name that is not known here "
#define FOR_THE_PLACE "seal it anew for the place where it is used: strict"
#define GIVE_KEY "give the key of the cluster that it was sealed for, or seal it anew: strict"
#define COPY "copy it as a whole and on one line, or seal it anew: strict"

static void test_every_scope(void **state)
{
    struct scene *scene = *state;
    auto_trial trial = trial_of(scene, one_key);
    ask_for(scene, &trial, "one", "team-a/credentials");
    ask_for(scene, &trial, "one", "team-a");
    ask_for(scene, &trial, "one", NULL);
    expect_open(scene, &trial);
    assert_int_equal(trial.requests[0].scope, SCOPE_STRICT);
    assert_int_equal(trial.requests[1].scope, SCOPE_NAMESPACE_WIDE);
    assert_int_equal(trial.requests[2].scope, SCOPE_CLUSTER_WIDE);
}

/* Strings of the real kubeseal, one for each scope. */
static void test_kubeseals_own_strings(void **state)
{
    struct scene *scene = *state;
    static const char *const far[] = {"far", NULL};
    auto_trial trial = trial_of(scene, far);
    for (unsigned scope = 0; scope < SCOPE_COUNT; scope++)
        ask(&trial,
            key_file_for_test(&scene->arena, arena_format(&scene->arena, "../sealed/%s", scope_name((enum scope)scope)).at));
    assert_int_equal(run(&trial), 0);
    for (unsigned scope = 0; scope < SCOPE_COUNT; scope++) {
        const struct open_request *request = &trial.requests[scope];
        struct text expected = arena_format(&scene->arena, "plaintext-%s", scope_name((enum scope)scope));
        assert_int_equal(request->scope, scope);
        assert_true(text_equal((struct text){(const char *)request->plaintext.bytes, request->plaintext.len}, expected));
    }
}

static void test_nothing_to_do(void **state)
{
    struct scene *scene = *state;
    auto_trial trial = trial_of(scene, one_key);
    assert_int_equal(run(&trial), 0);
    assert_int_equal(trial.err.kind, ERR_NONE);
}

/* Whichever key: the newest, the last, one of another size, one whose certificate has expired. */
static void test_every_key(void **state)
{
    struct scene *scene = *state;
    static const char *const names[] = {"expired", "three", "one", "two", "four"};
    auto_trial trial = trial_of(scene, all_keys);
    for (size_t i = 0; i < 5; i++)
        ask_for(scene, &trial, names[i], i % 2 ? "team-a" : "team-a/credentials");
    expect_open(scene, &trial);
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(origin(&trial, i), names[i]);
}

/* The same whatever the number of threads and the order of tries. */
static void test_threads_change_nothing(void **state)
{
    struct scene *scene = *state;
    static const char *const labels[] = {"team-a/credentials", "team-a", NULL};
    static const char *const names[] = {"one", "two", "expired"};
    auto_trial trial = trial_of(scene, all_keys);
    for (size_t i = 0; i < REQUESTS; i++)
        ask_for(scene, &trial, names[i % 7 % 3], labels[i % 5 % 3]);
    for (size_t threads = 0; threads <= 8; threads++) {
        trial.options.threads = threads;
        expect_open(scene, &trial);
        for (size_t i = 0; i < REQUESTS; i++) {
            assert_string_equal(origin(&trial, i), names[i % 7 % 3]);
            assert_int_equal(trial.requests[i].scope, i % 5 % 3);
            secret_free(&trial.requests[i].plaintext);
        }
    }
}

/* Many Secrets, each sealed with one key and handed to one thread as a whole; one of them has more strings than are handed out at
 * once. */
static void test_one_key_a_secret(void **state)
{
    struct scene *scene = *state;
    static const char *const names[] = {"one", "two", "expired"};
    enum { LARGE = 12 };
    auto_trial trial = trial_of(scene, all_keys);
    for (size_t i = 0; i < REQUESTS; i++) {
        size_t secret = i < LARGE ? 0 : i / 2;
        struct text namespace = arena_format(&scene->arena, "team-%zu", secret);
        ask_for(scene, &trial, names[secret % 3], arena_format(&scene->arena, TEXT_FMT "/credentials", TEXT_ARG(namespace)).at)
            ->label.namespace = namespace;
    }
    for (size_t threads = 1; threads <= 4; threads++) {
        trial.options.threads = threads;
        expect_open(scene, &trial);
        for (size_t i = 0; i < REQUESTS; i++) {
            assert_string_equal(origin(&trial, i), names[(i < LARGE ? 0 : i / 2) % 3]);
            secret_free(&trial.requests[i].plaintext);
        }
    }
    trial.requests[REQUESTS - 1].string = trial.requests[LARGE + 3].string = TEXT("AgBroken");
    for (size_t threads = 1; threads <= 4; threads++) {
        trial.options.threads = threads;
        assert_int_equal(run(&trial), -1);
        assert_int_equal(trial.failed, LARGE + 3);
    }
}

static void test_more_threads_than_the_limit(void **state)
{
    struct scene *scene = *state;
    auto_trial trial = trial_of(scene, one_key);
    for (size_t i = 0; i < 3; i++)
        ask_for(scene, &trial, "one", "team-a");
    const size_t threads[] = {LIMIT_THREADS, LIMIT_THREADS + 1, SIZE_MAX};
    for (size_t i = 0; i < 3; i++) {
        trial.options.threads = threads[i];
        expect_open(scene, &trial);
        for (size_t k = 0; k < 3; k++)
            secret_free(&trial.requests[k].plaintext);
    }
}

static void test_unusual_strings(void **state)
{
    struct scene *scene = *state;
    auto_trial trial = trial_of(scene, all_keys);
    const struct seal_spec specs[] = {
        {.key = "one.pem", .label = "team-a", .session_bytes = 16},
        {.key = "three.pem", .label = "team-a", .session_bytes = 24},
        {.key = "two.pem", .label = "team-a", .cut = 1},
    };
    for (size_t i = 0; i < 3; i++)
        ask(&trial, seal_for_test(&scene->arena, &specs[i], arena_format(&scene->arena, "plaintext %zu", i)));
    expect_open(scene, &trial);
    assert_string_equal(origin(&trial, 2), "two");
}

static void test_wider_scope_than_allowed(void **state)
{
    struct scene *scene = *state;
    auto_trial trial = trial_of(scene, one_key);
    ask_for(scene, &trial, "one", NULL);
    trial.options.max_scope = SCOPE_STRICT;
    expect_failure(&trial, 0, ERR_SEALED, "sealed cluster-wide, which is wider than the widest scope allowed here, strict",
                   "seal it anew with a scope that is allowed: strict");
    trial.options.max_scope = SCOPE_NAMESPACE_WIDE;
    expect_failure(&trial, 0, ERR_SEALED, "sealed cluster-wide, which is wider than the widest scope allowed here, namespace-wide",
                   "seal it anew with a scope that is allowed: namespace-wide");
    trial.options.max_scope = SCOPE_CLUSTER_WIDE;
    expect_open(scene, &trial);
}

static void test_allowed_scopes_open(void **state)
{
    struct scene *scene = *state;
    auto_trial trial = trial_of(scene, one_key);
    ask_for(scene, &trial, "one", "team-a/credentials");
    trial.options.max_scope = SCOPE_STRICT;
    expect_open(scene, &trial);
    ask_for(scene, &trial, "one", "team-a");
    secret_free(&trial.requests[0].plaintext);
    trial.options.max_scope = SCOPE_NAMESPACE_WIDE;
    expect_open(scene, &trial);
}

static void test_sealed_for_another_place(void **state)
{
    struct scene *scene = *state;
    const struct open_label known[] = {{TEXT("team-a"), TEXT("credentials")},
                                       {TEXT("team-b"), TEXT("credentials")},
                                       {TEXT("team-a"), TEXT("other")},
                                       {TEXT(""), TEXT("")}};
    static const struct {
        const char *label, *text, *hint;
    } cases[] = {
        {"team-b/credentials", "sealed for another namespace: team-b/credentials, strict " TRIED_ALL, FOR_THE_PLACE},
        {"team-b", "sealed for another namespace: team-b, namespace-wide " TRIED_ALL,
         "seal it anew for the place where it is used: namespace-wide"},
        {"team-a/other", "sealed for another name: team-a/other, strict " TRIED_ALL, FOR_THE_PLACE},
        {"team-c/credentials", UNKNOWN TRIED_ALL, FOR_THE_PLACE},
    };
    static const char *const keys[] = {"one", "two", "expired", "far", "three", NULL};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        auto_trial trial = trial_of(scene, keys);
        trial.options.known = known;
        trial.options.known_count = 4;
        ask_for(scene, &trial, "expired", cases[i].label);
        expect_failure(&trial, 0, ERR_SEALED, cases[i].text, cases[i].hint);
    }
}

static void test_wrong_key(void **state)
{
    struct scene *scene = *state;
    static const char *const larger[] = {"three", "four", NULL};
    auto_trial trial = trial_of(scene, larger);
    ask_for(scene, &trial, "one", "team-a/credentials");
    expect_failure(&trial, 0, ERR_SEALED, "sealed with another key, of 2048 bits: none of the 2 sealing keys given fits",
                   "give the key that it was sealed with, or seal it for this cluster's certificate: strict");
}

static void test_wrong_key_of_the_same_size(void **state)
{
    struct scene *scene = *state;
    auto_trial trial = trial_of(scene, one_key);
    /* Until its number is smaller than the modulus of the key that is tried: otherwise nothing would be. */
    struct sealed_parts parts;
    do {
        trial.count = 0;
        ask_for(scene, &trial, "two", "team-a/credentials");
        assert_int_equal(sealed_parse(&scene->arena, trial.requests[0].string, &parts, &trial.err), 0);
    } while (!public_key_fits(&trial.ring.items[0].public, parts.rsa));
    expect_failure(&trial, 0, ERR_SEALED, OTHER_KEY, GIVE_KEY);
    trial.options.max_scope = SCOPE_STRICT;
    expect_failure(&trial, 0, ERR_SEALED, OTHER_KEY, GIVE_KEY);
}

static void test_no_key_at_all(void **state)
{
    struct scene *scene = *state;
    static const char *const none[] = {NULL};
    auto_trial trial = trial_of(scene, none);
    ask_for(scene, &trial, "one", "team-a/credentials");
    expect_failure(&trial, 0, ERR_SEALED,
                   "no sealing key was given, and a sealed string opens with the controller's private key only",
                   "save the keys to a file and name it with --sealing-key: " KEYRING_BACKUP_COMMAND);
}

/* Behind a key that fits: a byte of ciphertext or tag changed, or cut off where base64 stays whole. */
static void test_damaged(void **state)
{
    struct scene *scene = *state;
    static const char text[] =
        "the sealed string is damaged: its key (one) and scope (namespace-wide team-a) fit, but what they protect was "
        "changed or cut off";
    const struct seal_spec spec = {.key = "one.pem", .label = "team-a"};
    struct text bytes = seal_bytes_for_test(&scene->arena, &spec, TEXT("hunter2"));
    for (size_t kind = 0; kind < 3; kind++) {
        auto_trial trial = trial_of(scene, one_key);
        char *changed = arena_string(&scene->arena, bytes);
        size_t at = kind == 0 ? 2 + 256 : bytes.len - 1;
        changed[at] = (char)(changed[at] ^ 1);
        ask(&trial, base64_for_test(&scene->arena, (struct text){changed, bytes.len - (kind == 2)}));
        expect_failure(&trial, 0, ERR_SEALED, text, "copy it again as a whole, or seal it anew: namespace-wide");
    }
}

/* In the RSA part damage looks like another key. */
static void test_damaged_rsa_part(void **state)
{
    struct scene *scene = *state;
    const struct seal_spec spec = {.key = "one.pem", .label = "team-a"};
    auto_trial trial = trial_of(scene, one_key);
    struct text bytes = seal_bytes_for_test(&scene->arena, &spec, TEXT("hunter2"));
    char *changed = arena_string(&scene->arena, bytes);
    changed[200] = (char)(changed[200] ^ 1);
    ask(&trial, base64_for_test(&scene->arena, bytes));
    trial.requests[0].string = base64_for_test(&scene->arena, (struct text){changed, bytes.len});
    expect_failure(&trial, 0, ERR_SEALED, OTHER_KEY, GIVE_KEY);
}

static void test_session_key_of_a_wrong_size(void **state)
{
    struct scene *scene = *state;
    const struct seal_spec spec = {.key = "one.pem", .label = NULL, .session_bytes = 31};
    auto_trial trial = trial_of(scene, one_key);
    ask(&trial, seal_for_test(&scene->arena, &spec, TEXT("hunter2")));
    expect_failure(
        &trial, 0, ERR_SEALED,
        "the sealed string is damaged: its key (one) and scope (cluster-wide) fit, but what they protect was changed or cut off",
        "copy it again as a whole, or seal it anew: cluster-wide");
}

static void test_empty_plaintext(void **state)
{
    struct scene *scene = *state;
    const struct seal_spec spec = {.key = "one.pem", .label = "team-a"};
    auto_trial trial = trial_of(scene, one_key);
    ask(&trial, seal_for_test(&scene->arena, &spec, TEXT("")));
    expect_failure(&trial, 0, ERR_INPUT, "the sealed string opens, but to an empty plaintext",
                   "kubeseal seals an empty input without a word; seal it anew: namespace-wide");
}

static void test_bad_shapes(void **state)
{
    struct scene *scene = *state;
    auto_trial trial = trial_of(scene, one_key);
    ask(&trial, TEXT("hunter2"));
    expect_failure(&trial, 0, ERR_INPUT, "not a sealed string", COPY);
    trial.requests[0].string = TEXT("");
    expect_failure(&trial, 0, ERR_INPUT, "the sealed string is empty", COPY);
    struct text string = seal_for_test(&scene->arena, &(struct seal_spec){.key = "one.pem"}, TEXT("hunter2"));
    trial.requests[0].string = (struct text){string.at, 100};
    expect_failure(&trial, 0, ERR_INPUT, "the sealed string is cut off: it is shorter than its own beginning says", COPY);
}

/* The first by index, though later ones fail sooner: those of bad shape cost nothing. */
static void test_first_failure_is_reported(void **state)
{
    struct scene *scene = *state;
    for (size_t threads = 1; threads <= 8; threads++) {
        auto_trial trial = trial_of(scene, one_key);
        trial.options.threads = threads;
        for (size_t i = 0; i < 12; i++)
            ask_for(scene, &trial, "one", i == 5 ? "team-b/credentials" : "team-a");
        for (size_t i = 12; i < REQUESTS; i++)
            ask(&trial, TEXT("hunter2"));
        expect_failure(&trial, 5, ERR_SEALED, UNKNOWN TRIED_ALL, FOR_THE_PLACE);
    }
}

static struct open_request *ask_again(struct trial *trial, size_t request, const char *namespace)
{
    struct open_request *again = ask(trial, trial->requests[request].string);
    again->label.namespace = text_of(namespace);
    return again;
}

/* One string for several namespaces: every Secret gets its own copy of the plaintext. */
static void test_one_string_for_several_namespaces(void **state)
{
    struct scene *scene = *state;
    auto_trial trial = trial_of(scene, all_keys);
    ask_for(scene, &trial, "two", NULL);
    ask_again(&trial, 0, "team-b");
    ask_again(&trial, 0, "team-c");
    assert_int_equal(run(&trial), 0);
    for (size_t i = 0; i < trial.count; i++) {
        assert_true(secret_equal(&trial.requests[i].plaintext, &trial.requests[0].plaintext));
        assert_int_equal(trial.requests[i].scope, SCOPE_CLUSTER_WIDE);
        assert_int_equal(trial.requests[i].key, trial.requests[0].key);
    }
    assert_ptr_not_equal(trial.requests[1].plaintext.bytes, trial.requests[0].plaintext.bytes);
}

/* A narrower string that stands again is tried where it stands, and its failure comes before later ones. */
static void test_narrow_string_for_several_namespaces(void **state)
{
    struct scene *scene = *state;
    for (size_t threads = 1; threads <= 4; threads++) {
        auto_trial trial = trial_of(scene, one_key);
        trial.options.threads = threads;
        ask_for(scene, &trial, "one", "team-a");
        ask_for(scene, &trial, "one", NULL);
        ask_again(&trial, 0, "team-a");
        ask_again(&trial, 0, "team-b");
        ask(&trial, TEXT("hunter2"));
        assert_int_equal(run(&trial), -1);
        assert_int_equal(trial.failed, 3);
        assert_int_equal(trial.err.kind, ERR_SEALED);
    }
}

/* No part of the string or its plaintext stands in a message. */
static void test_messages_hold_no_value(void **state)
{
    struct scene *scene = *state;
    auto_trial trial = trial_of(scene, one_key);
    struct open_request *request = ask_for(scene, &trial, "one", "team-c/credentials");
    assert_int_equal(run(&trial), -1);
    assert_null(strstr(trial.err.text, arena_format(&scene->arena, "%.12s", request->string.at).at));
    assert_null(strstr(trial.err.text, "plaintext"));
    assert_null(strstr(trial.err.hint, "plaintext"));
}

/* --- how far the diagnosis goes --- */

enum { MANY = 3000 };

/* However many places the run knows of. */
static void test_every_known_label_is_looked_at(void **state)
{
    struct scene *scene = *state;
    auto_trial trial = trial_of(scene, one_key);
    struct open_label *known = arena_new(&scene->arena, MANY * sizeof *known);
    for (size_t i = 0; i < MANY; i++)
        known[i] = (struct open_label){TEXT("team-z"), arena_format(&scene->arena, "name-%zu", i)};
    trial.options.known = known;
    trial.options.known_count = MANY;
    ask_for(scene, &trial, "one", "team-z/name-2999");
    expect_failure(&trial, 0, ERR_SEALED, "sealed for another namespace: team-z/name-2999, strict " TRIED_ALL, FOR_THE_PLACE);
    trial.options.known_count = MANY - 1;
    expect_failure(&trial, 0, ERR_SEALED, UNKNOWN TRIED_ALL, FOR_THE_PLACE);
}

/* Puts `count` copies of a key that does not open in front of the ring's one key. */
static void bury(struct keyring *ring, const struct sealing_key *wrong, size_t count)
{
    struct sealing_key right = ring->items[0];
    ring->count = 0;
    for (size_t i = 0; i < count; i++) {
        struct sealing_key *item = array_add(&ring->arena, ring);
        *item = (struct sealing_key){.key = crypto_key_copy(wrong->key), .public = wrong->public, .origin = TEXT("wrong")};
    }
    struct sealing_key *last = array_add(&ring->arena, ring);
    *last = right;
}

/* A string for key two that key one might have made as well, by its number. */
static struct text ambiguous(struct scene *scene, const struct sealing_key *one, const char *label)
{
    const struct seal_spec spec = {.key = "two.pem", .label = label};
    for (;;) {
        struct sealed_parts parts;
        auto_err err = {0};
        struct text string = seal_for_test(&scene->arena, &spec, TEXT("hunter2"));
        assert_int_equal(sealed_parse(&scene->arena, string, &parts, &err), 0);
        if (public_key_fits(&one->public, parts.rsa))
            return string;
    }
}

/* However many keys stand in front of the one that it was sealed with, on any number of threads. */
static void test_every_key_is_looked_at(void **state)
{
    struct scene *scene = *state;
    static const char *const two_alone[] = {"two", NULL};
    const struct open_label known = {TEXT("team-b"), TEXT("credentials")};
    auto_trial other = trial_of(scene, one_key);
    auto_trial trial = trial_of(scene, two_alone);
    trial.options = (struct open_options){.max_scope = SCOPE_STRICT, .known = &known, .known_count = 1};
    ask_for(scene, &trial, "two", "team-a/credentials");
    ask(&trial, ambiguous(scene, &other.ring.items[0], "team-b"));
    bury(&trial.ring, &other.ring.items[0], 64);
    for (trial.options.threads = 1; trial.options.threads <= 4; trial.options.threads++)
        expect_failure(&trial, 1, ERR_SEALED,
                       "sealed for another namespace: team-b, namespace-wide (tried strict team-a/credentials)", FOR_THE_PLACE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_a_scene(test_every_scope),
        in_a_scene(test_kubeseals_own_strings),
        in_a_scene(test_nothing_to_do),
        in_a_scene(test_every_key),
        in_a_scene(test_threads_change_nothing),
        in_a_scene(test_one_key_a_secret),
        in_a_scene(test_more_threads_than_the_limit),
        in_a_scene(test_unusual_strings),
        in_a_scene(test_wider_scope_than_allowed),
        in_a_scene(test_allowed_scopes_open),
        in_a_scene(test_sealed_for_another_place),
        in_a_scene(test_wrong_key),
        in_a_scene(test_wrong_key_of_the_same_size),
        in_a_scene(test_no_key_at_all),
        in_a_scene(test_damaged),
        in_a_scene(test_damaged_rsa_part),
        in_a_scene(test_session_key_of_a_wrong_size),
        in_a_scene(test_empty_plaintext),
        in_a_scene(test_bad_shapes),
        in_a_scene(test_first_failure_is_reported),
        in_a_scene(test_one_string_for_several_namespaces),
        in_a_scene(test_narrow_string_for_several_namespaces),
        in_a_scene(test_messages_hold_no_value),
        in_a_scene(test_every_known_label_is_looked_at),
        in_a_scene(test_every_key_is_looked_at),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
