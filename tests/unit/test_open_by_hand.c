/* SPDX-License-Identifier: Apache-2.0
 *
 * One string, with a label that somebody typed (open_options.by_hand).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sealed/open.h"
#include "tests/unit/scene_for_test.h"
#include "tests/unit/seal_for_test.h"

struct trial {
    struct keyring ring;
    struct open_options options;
    struct open_request request;
    struct err err;
};

#define auto_trial __attribute__((cleanup(trial_free))) struct trial

static void trial_free(struct trial *trial)
{
    secret_free(&trial->request.plaintext);
    keyring_free(&trial->ring);
    err_free(&trial->err);
}

static int run(struct trial *trial)
{
    size_t failed = 99;
    err_free(&trial->err);
    int result = open_all(&trial->ring, &trial->options, &trial->request, 1, &failed, &trial->err);
    assert_true(result == 0 || failed == 0);
    return result;
}

static void expect_open(struct trial *trial)
{
    assert_int_equal(run(trial), 0);
    assert_true(text_is((struct text){(const char *)trial->request.plaintext.bytes, trial->request.plaintext.len}, "plaintext"));
}

static void expect_failure(struct trial *trial, enum err_kind kind, const char *text, const char *hint)
{
    assert_int_equal(run(trial), -1);
    assert_int_equal(trial->err.kind, kind);
    assert_string_equal(trial->err.text, text);
    assert_string_equal(trial->err.hint, hint);
    assert_null(trial->request.plaintext.bytes);
}

#define BY_HAND "the key fits, but it was sealed for another namespace or name "

/* Asks for a string sealed for `label`, with what somebody typed, in the scopes from `min` to the widest. */
static struct trial by_hand(struct scene *scene, const char *label, struct open_label typed, enum scope min)
{
    const struct seal_spec spec = {.key = "one.pem", .label = label};
    struct trial trial = {.options = {.min_scope = min, .max_scope = SCOPE_CLUSTER_WIDE, .by_hand = true, .allow_empty = true}};
    struct text key = key_file_for_test(&scene->arena, "one.pem");
    assert_int_equal(keyring_add_bytes(&trial.ring, "one", key, &trial.err), 0);
    keyring_sort(&trial.ring);
    trial.request = (struct open_request){.string = seal_for_test(&scene->arena, &spec, TEXT("plaintext")), .label = typed};
    return trial;
}

static void test_by_hand(void **state)
{
    struct scene *scene = *state;
    struct open_label namespace = {.namespace = TEXT("team-a")};
    static const struct {
        const char *label;
        enum scope scope;
    } cases[] = {{"team-a", SCOPE_NAMESPACE_WIDE}, {NULL, SCOPE_CLUSTER_WIDE}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        auto_trial trial = by_hand(scene, cases[i].label, namespace, SCOPE_NAMESPACE_WIDE);
        expect_open(&trial);
        assert_int_equal(trial.request.scope, cases[i].scope);
    }
    auto_trial narrow = by_hand(scene, "team-a/credentials", namespace, SCOPE_NAMESPACE_WIDE);
    expect_failure(&narrow, ERR_SEALED, BY_HAND "(tried namespace-wide team-a, cluster-wide)",
                   "where it was sealed strict, as kubeseal does unless told otherwise, the name of its Secret is needed (--name); "
                   "else give another namespace");
    auto_trial nothing = by_hand(scene, "team-a", (struct open_label){0}, SCOPE_CLUSTER_WIDE);
    expect_failure(
        &nothing, ERR_SEALED, BY_HAND "(tried cluster-wide)",
        "without namespace and name only a cluster-wide string opens: give those of the Secret that it was sealed for (-n, "
        "--name)");
    auto_trial other = by_hand(scene, "team-b", (struct open_label){TEXT("team-a"), TEXT("x")}, SCOPE_STRICT);
    expect_failure(&other, ERR_SEALED, BY_HAND "(tried strict team-a/x, namespace-wide team-a, cluster-wide)",
                   "give the namespace and name as they were when it was sealed");
}

/* An empty namespace makes no label of its own: what would be the cluster-wide one is not taken for another scope's. */
static void test_by_hand_in_another_scope(void **state)
{
    struct scene *scene = *state;
    struct open_label whole = {TEXT("team-a"), TEXT("credentials")};
    auto_trial wide = by_hand(scene, "team-a/credentials", whole, SCOPE_CLUSTER_WIDE);
    expect_failure(&wide, ERR_SEALED, "sealed strict, not cluster-wide", "--scope strict opens it");
    auto_trial narrow = by_hand(scene, NULL, whole, SCOPE_STRICT);
    narrow.options.max_scope = SCOPE_STRICT;
    expect_failure(&narrow, ERR_SEALED, "sealed cluster-wide, not strict", "--scope cluster-wide opens it");
    auto_trial slash = by_hand(scene, "/credentials", (struct open_label){.name = TEXT("credentials")}, SCOPE_CLUSTER_WIDE);
    assert_int_equal(run(&slash), -1);
    assert_string_equal(slash.err.text, BY_HAND "(tried cluster-wide)");
}

static void test_by_hand_damaged(void **state)
{
    struct scene *scene = *state;
    const struct seal_spec spec = {.key = "one.pem", .label = "team-a"};
    struct open_label label = {.namespace = TEXT("team-a")};
    auto_trial trial = by_hand(scene, NULL, label, SCOPE_NAMESPACE_WIDE);
    struct text bytes = seal_bytes_for_test(&scene->arena, &spec, TEXT("plaintext"));
    char *changed = arena_string(&scene->arena, bytes);
    changed[bytes.len - 1] ^= 1;
    trial.request.string = base64_for_test(&scene->arena, (struct text){changed, bytes.len});
    expect_failure(&trial, ERR_SEALED,
                   "the sealed string is damaged: its key (one) and scope (namespace-wide team-a) fit, but what they protect was "
                   "changed or cut off",
                   "copy it again as a whole");
    trial.request.string = TEXT("password");
    expect_failure(&trial, ERR_INPUT, "not a sealed string",
                   "copy it as a whole: it is what kubeseal --raw prints, or one value below encryptedData of a SealedSecret");
    const struct seal_spec large = {.key = "three.pem"};
    trial.request.string = seal_for_test(&scene->arena, &large, TEXT("plaintext"));
    expect_failure(&trial, ERR_SEALED, "sealed with another key, of 3072 bits: the sealing key given does not fit",
                   "give the key that it was sealed with; --sealing-key takes a folder of them as well");
    trial.request.string = seal_for_test(&scene->arena, &spec, (struct text){0});
    assert_int_equal(run(&trial), 0);
    assert_int_equal(trial.request.plaintext.len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_a_scene(test_by_hand),
        in_a_scene(test_by_hand_in_another_scope),
        in_a_scene(test_by_hand_damaged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
