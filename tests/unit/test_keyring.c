/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "sealed/keyring.h"
#include "tests/unit/scene_for_test.h"
#include "tests/unit/seal_for_test.h"

#define BACKUP                                                                                                                     \
    "the controller keeps its keys in its own namespace: kubectl get secret --namespace kube-system --selector "                   \
    "sealedsecrets.bitnami.com/sealed-secrets-key --output yaml"

static void add(struct keyring *ring, const char *name, struct text bytes)
{
    auto_err err = {0};
    int result = keyring_add_bytes(ring, name, bytes, &err);
    if (result < 0)
        print_error("%s\n", err.text);
    assert_int_equal(result, 0);
}

static int add_path(struct keyring *ring, const char *path, struct note_list *notes, struct err *err)
{
    struct key_source source;
    int result = key_source_read(&source, notes->arena, path, err);
    if (result == 0)
        result = keyring_add_source(ring, &source, notes, err);
    key_source_free(&source);
    return result;
}

static void add_data(struct scene *scene, struct keyring *ring, const char *file)
{
    add(ring, file, key_file_for_test(&scene->arena, file));
}

static void expect_refused(struct text bytes, const char *text)
{
    auto_keyring ring = {0};
    auto_err err = {0};
    assert_int_equal(keyring_add_bytes(&ring, "keys", bytes, &err), -1);
    assert_int_equal(err.kind, ERR_INPUT);
    assert_string_equal(err.text, text);
}

/* Origins in the ring's order, each with the year in which its certificate begins. */
static const char *shown(struct scene *scene, const struct keyring *ring)
{
    struct text out = {0};
    for (size_t i = 0; i < ring->count; i++) {
        const struct sealing_key *key = &ring->items[i];
        long year = key->has_cert ? 1970 + (long)(key->valid_from / 31556952) : 0;
        out = arena_format(&scene->arena, TEXT_FMT "%s" TEXT_FMT " (%ld)", TEXT_ARG(out), i ? "; " : "", TEXT_ARG(key->origin),
                           year);
    }
    return out.at;
}

static void test_pem(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {0};
    add_data(scene, &ring, "one.pem");
    add_data(scene, &ring, "two.pem");
    keyring_sort(&ring);
    assert_string_equal(shown(scene, &ring), "one.pem (0); two.pem (0)");
    assert_int_equal(ring.items[0].public.modulus.len, 256);
}

/* All keys of a bundle, where kubeseal takes the first alone; a certificate belongs to the key it was made for. */
static void test_bundle(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {0};
    add_data(scene, &ring, "many.pem");
    keyring_sort(&ring);
    assert_string_equal(shown(scene, &ring), "many.pem, key 2 (2025); many.pem, key 1 (0); many.pem, key 3 (0)");
}

static void test_byte_order_mark_and_line_ends(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {0};
    struct text pem = key_file_for_test(&scene->arena, "one.pem");
    add(&ring, "keys", arena_format(&scene->arena, "\xef\xbb\xbf" TEXT_FMT, TEXT_ARG(pem)));
    char *windows = arena_new(&scene->arena, pem.len * 2);
    size_t len = 0;
    for (size_t i = 0; i < pem.len; i++) {
        if (pem.at[i] == '\n')
            windows[len++] = '\r';
        windows[len++] = pem.at[i];
    }
    add(&ring, "keys", (struct text){windows, len});
    assert_int_equal(ring.count, 2);
}

static void test_controller_secret(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {0};
    add_data(scene, &ring, "controller.yaml");
    keyring_sort(&ring);
    assert_string_equal(shown(scene, &ring), "controller.yaml, Secret sealed-secrets-keyone11 (2024)");
    assert_int_equal(ring.items[0].valid_from, 1704164645);
    assert_int_equal(ring.items[0].valid_to, 2019783845);
}

/* A List, `---`, and the old key's Secret. An expired certificate is no reason to leave a key out. */
static void test_backup(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {0};
    add_data(scene, &ring, "backup.yaml");
    keyring_sort(&ring);
    assert_string_equal(shown(scene, &ring), "backup.yaml, document 1, Secret sealed-secrets-keyfour (2026); "
                                             "backup.yaml, document 1, Secret sealed-secrets-keytwo (2025); "
                                             "backup.yaml, document 1, Secret sealed-secrets-keyone (2024); "
                                             "backup.yaml, document 2, Secret sealed-secrets-key (2015)");
}

static void test_json(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {0}, stream = {0};
    add_data(scene, &ring, "list.json");
    keyring_sort(&ring);
    assert_string_equal(shown(scene, &ring),
                        "list.json, Secret sealed-secrets-keyone (2024); list.json, Secret sealed-secrets-keythree (2023)");
    struct text list = key_file_for_test(&scene->arena, "list.json");
    add(&stream, "stream",
        arena_format(&scene->arena, " \n" TEXT_FMT "{\"kind\": \"Pod\", \"a\": \"}\\\"{\"}\n" TEXT_FMT, TEXT_ARG(list),
                     TEXT_ARG(list)));
    assert_int_equal(stream.count, 4);
    assert_true(text_is(stream.items[3].origin, "stream, document 3, Secret sealed-secrets-keythree"));
    keyring_sort(&stream);
    assert_int_equal(stream.count, 2);
}

static const char *indented(struct scene *scene, const char *file)
{
    struct text out = {0}, rest = key_file_for_test(&scene->arena, file);
    for (const char *end; rest.len > 0 && (end = memchr(rest.at, '\n', rest.len)) != NULL;
         rest = text_from(rest, (size_t)(end - rest.at) + 1))
        out = arena_format(&scene->arena, TEXT_FMT "    %.*s\n", TEXT_ARG(out), (int)(end - rest.at), rest.at);
    return out.at;
}

static void test_string_data_wins(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {0};
    add(&ring, "keys",
        arena_format(&scene->arena,
                     "# sealing key\n%%YAML 1.1\n---\nkind: Secret\nmetadata: {name: mine}\ndata: {tls.key: '?'}\n"
                     "stringData:\n  tls.key: |\n%s  tls.crt: |\n%s",
                     indented(scene, "one.pem"), indented(scene, "one.crt")));
    keyring_sort(&ring);
    assert_string_equal(shown(scene, &ring), "keys, Secret mine (2024)");
}

static void test_secret_list_without_kinds(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {0};
    struct text key = base64_for_test(&scene->arena, key_file_for_test(&scene->arena, "one.pem"));
    add(&ring, "keys",
        arena_format(&scene->arena,
                     "kind: SecretList\nitems:\n- metadata: {name: a}\n  data: {tls.key: %s}\n"
                     "- kind: ConfigMap\n",
                     key.at));
    assert_string_equal(shown(scene, &ring), "keys, Secret a (0)");
}

/* Secrets of other people's TLS keys stand in the same namespace. */
static void test_other_secrets_are_left_out(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {0};
    struct text ec = base64_for_test(&scene->arena, key_file_for_test(&scene->arena, "ec.pem"));
    struct text key = base64_for_test(&scene->arena, key_file_for_test(&scene->arena, "one.pem"));
    add(&ring, "keys",
        arena_format(&scene->arena,
                     "kind: Secret\ndata: {tls.key: %s}\n---\nkind: Secret\ndata: {password: aA==}\n---\n"
                     "---\n# nothing\n---\nkind: Secret\nmetadata: {name: b}\ndata: {tls.key: %s, tls.crt: '?'}\n",
                     ec.at, key.at));
    assert_string_equal(shown(scene, &ring), "keys, document 5, Secret b (0)");
}

static void test_same_key_is_kept_once(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {0};
    add_data(scene, &ring, "one.pem");
    add_data(scene, &ring, "two.pem");
    add_data(scene, &ring, "backup.yaml");
    add_data(scene, &ring, "one.pem");
    keyring_sort(&ring);
    assert_string_equal(shown(scene, &ring),
                        "backup.yaml, document 1, Secret sealed-secrets-keyfour (2026); two.pem (2025); one.pem (2024); "
                        "backup.yaml, document 2, Secret sealed-secrets-key (2015)");
    keyring_sort(&ring);
    assert_int_equal(ring.count, 4);
    add_data(scene, &ring, "three.pem");
    keyring_sort(&ring);
    assert_true(text_is(ring.items[4].origin, "three.pem"));
}

/* Newest first, whatever order they were read in. */
static void test_order_is_by_certificate(void **state)
{
    struct scene *scene = *state;
    static const char *const names[] = {"three", "one", "expired", "four", "two"};
    const char *first = NULL;
    for (size_t shift = 0; shift < 5; shift++) {
        auto_keyring ring = {0};
        for (size_t i = 0; i < 5; i++) {
            const char *name = names[(i + shift) % 5];
            struct text key = key_file_for_test(&scene->arena, arena_format(&scene->arena, "%s.pem", name).at);
            struct text cert = key_file_for_test(&scene->arena, arena_format(&scene->arena, "%s.crt", name).at);
            add(&ring, name, arena_format(&scene->arena, TEXT_FMT TEXT_FMT, TEXT_ARG(cert), TEXT_ARG(key)));
        }
        keyring_sort(&ring);
        if (shift == 0)
            first = shown(scene, &ring);
        assert_string_equal(shown(scene, &ring), first);
    }
    assert_string_equal(first, "four (2026); two (2025); one (2024); three (2023); expired (2015)");
}

static void test_nothing_to_open_with(void **state)
{
    struct scene *scene = *state;
    auto_keyring ring = {0};
    auto_err err = {0};
    assert_int_equal(keyring_add_bytes(&ring, "EXTERNAL_SECRETS_SEALING_KEY_DATA", (struct text){0}, &err), -1);
    assert_string_equal(err.text, "EXTERNAL_SECRETS_SEALING_KEY_DATA: is empty");
    assert_string_equal(err.hint, BACKUP);
    expect_refused(key_file_for_test(&scene->arena, "one.crt"),
                   "keys: holds a certificate, but no private key: a certificate seals, only the private key opens");
    expect_refused(key_file_for_test(&scene->arena, "ec.pem"),
                   "keys: holds a private key, but none for RSA, and Sealed Secrets knows no other");
    expect_refused(TEXT("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"),
                   "keys: holds a public key, but no private key: only the private key opens");
    expect_refused(TEXT("kind: SealedSecret\n"), "keys: holds a SealedSecret, not the private key that opens it");
    expect_refused(TEXT("kind: Secret\ndata: {password: aA==}\n"), "keys: holds a Secret, but none with a tls.key");
    expect_refused(TEXT("apiVersion: v1\nkind: List\nitems: []\n"),
                   "keys: holds an empty List: there were no sealing keys in the namespace that was asked");
    expect_refused(TEXT("kind: Pod\n"), "keys: holds no private key: neither PEM nor a Secret with a tls.key");
    expect_refused(TEXT("hunter2\n"), "keys: holds no private key: neither PEM nor a Secret with a tls.key");
    expect_refused(TEXT("\n# comment\n"), "keys: holds no private key: neither PEM nor a Secret with a tls.key");
}

static void test_broken_keys(void **state)
{
    struct scene *scene = *state;
    struct arena *arena = &scene->arena;
    struct text one = key_file_for_test(arena, "one.pem"), two = key_file_for_test(arena, "two.pem");
    expect_refused((struct text){one.at, one.len - 40}, "keys: the private key is cut off: its END line is missing");
    expect_refused(arena_format(arena, TEXT_FMT "%.600s", TEXT_ARG(two), one.at),
                   "keys, key 2: the private key is cut off: its END line is missing");
    expect_refused(key_file_for_test(arena, "encrypted.pem"),
                   "keys: the private key is encrypted with a passphrase, which is not supported");
    expect_refused(key_file_for_test(arena, "small.pem"), "keys: the private key has 2047 bits, not 2048 to 8192");
    expect_refused(arena_format(arena, TEXT_FMT TEXT_FMT, TEXT_ARG(one), TEXT_ARG(key_file_for_test(arena, "encrypted-pkcs1.pem"))),
                   "keys, key 2: the private key is encrypted with a passphrase, which is not supported");
}

static void test_broken_secrets(void **state)
{
    (void)state;
    expect_refused(TEXT("kind: Pod\n---\nkind: Secret\nmetadata: {name: a}\ndata:\n  tls.key: '**redacted**'\n"),
                   "keys:6:12: data[\"tls.key\"]: not legal base64 (character 1)");
    expect_refused(TEXT("kind: Secret\nmetadata: {name: a}\ndata: {tls.key: [aA==]}\n"),
                   "keys:3:17: data[\"tls.key\"]: not a string");
    expect_refused(TEXT("kind: Secret\nmetadata: {name: a}\ndata: {tls.key: aHVudGVyMg==}\n"),
                   "keys, Secret a: its tls.key is no private key in PEM");
    expect_refused(TEXT("kind: List\nitems:\n- kind: Secret\n  metadata: {name: b}\n  data: {tls.key: "
                        "\"LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQ==\"}\n"),
                   "keys, Secret b: the private key is cut off: its END line is missing");
}

/* YAML that does not parse says where, counted from the file's beginning. */
static void test_broken_yaml(void **state)
{
    (void)state;
    auto_keyring ring = {0};
    auto_err err = {0};
    assert_int_equal(keyring_add_bytes(&ring, "keys.yaml", TEXT("kind: Pod\n---\nkind: [\n"), &err), -1);
    assert_int_equal(err.kind, ERR_INPUT);
    assert_true(text_starts(text_of(err.text), "keys.yaml:4:1: "));
}

/* No part of a key may stand in a message. */
static void test_messages_hold_no_key(void **state)
{
    struct scene *scene = *state;
    struct text pem = key_file_for_test(&scene->arena, "one.pem");
    for (size_t at = 40; at < 1600; at += 97) {
        auto_keyring ring = {0};
        auto_err err = {0};
        char *changed = arena_string(&scene->arena, pem);
        changed[at] = '!';
        assert_int_equal(keyring_add_bytes(&ring, "keys", (struct text){changed, pem.len}, &err), -1);
        assert_true(strlen(err.text) < 120);
        assert_null(memmem(err.text, strlen(err.text), changed + at + 1, 4));
    }
}

static struct note_list notes_in(struct scene *scene)
{
    return (struct note_list){.arena = &scene->arena};
}

static void test_paths(void **state)
{
    struct scene *scene = *state;
    struct note_list notes = notes_in(scene);
    auto_keyring ring = {0};
    auto_err err = {0};
    const char *path = scene_file(scene, "one.pem", key_file_for_test(&scene->arena, "one.pem"), 0600);
    assert_int_equal(add_path(&ring, path, &notes, &err), 0);
    assert_int_equal(ring.count, 1);
    assert_int_equal(notes.count, 0);
    assert_true(text_is(ring.items[0].origin, path));
    assert_int_equal(add_path(&ring, scene_path(scene, "missing"), &notes, &err), -1);
    assert_int_equal(err.kind, ERR_IO);
}

/* Whether the kernel can read the bytes, too: a pipe refuses those of a page that is closed. */
static bool can_be_read(struct text bytes)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    bool can = write(ends[1], bytes.at, bytes.len) == (ssize_t)bytes.len;
    close(ends[0]);
    close(ends[1]);
    return can;
}

static void test_unused_keys_are_out_of_reach(void **state)
{
    struct scene *scene = *state;
    struct key_source source;
    auto_err err = {0};
    struct text key = key_file_for_test(&scene->arena, "one.pem");
    scene_file(scene, "b.pem", key, 0600);
    scene_file(scene, "a.txt", TEXT("no key"), 0600);
    assert_int_equal(key_source_read(&source, &scene->arena, scene->folder, &err), 0);
    assert_true(source.folder);
    assert_int_equal(source.count, 2);
    assert_false(source.items[0].likely);
    assert_null(source.items[0].input.bytes);
    assert_true(source.items[1].likely);
    assert_false(can_be_read(input_text(&source.items[1].input)));
    assert_true(text_equal(key_source_bytes(&source.items[1]), key));
    assert_true(can_be_read(input_text(&source.items[1].input)));
    key_source_free(&source);
    assert_int_equal(source.count, 0);
}

static void test_files_that_others_can_read(void **state)
{
    struct scene *scene = *state;
    struct text key = key_file_for_test(&scene->arena, "one.pem");
    static const struct {
        mode_t mode;
        bool warned;
    } cases[] = {{0600, false}, {0400, false}, {0640, true}, {0604, true}, {0644, true}, {0622, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct note_list notes = notes_in(scene);
        auto_keyring ring = {0};
        auto_err err = {0};
        const char *path = scene_file(scene, "one.pem", key, cases[i].mode);
        assert_int_equal(add_path(&ring, path, &notes, &err), 0);
        assert_int_equal(notes.count, cases[i].warned);
        if (!cases[i].warned)
            continue;
        assert_int_equal(notes.items[0].kind, NOTE_WARNING);
        assert_string_equal(notes.items[0].text.at,
                            arena_format(&scene->arena, "%s: this file of private keys can be read by other users", path).at);
        assert_string_equal(notes.items[0].hint.at, arena_format(&scene->arena, "chmod go= %s", path).at);
    }
}

/* As a mounted Secret lies in a folder: tls.key and tls.crt apart, links into a hidden folder. */
static void test_folders(void **state)
{
    struct scene *scene = *state;
    struct note_list notes = notes_in(scene);
    auto_keyring ring = {0};
    auto_err err = {0};
    scene_file(scene, "tls.key", key_file_for_test(&scene->arena, "one.pem"), 0600);
    scene_file(scene, "tls.crt", key_file_for_test(&scene->arena, "one.crt"), 0644);
    scene_file(scene, "backup.yaml", key_file_for_test(&scene->arena, "controller.yaml"), 0600);
    const char *readme = scene_file(scene, "README.md", TEXT("# Keys\n[: no YAML\n"), 0644);
    assert_int_equal(mkdir(scene_path(scene, "below"), 0700), 0);
    scene_file(scene, "below/two.pem", key_file_for_test(&scene->arena, "two.pem"), 0600);
    assert_int_equal(add_path(&ring, scene->folder, &notes, &err), 0);
    keyring_sort(&ring);
    assert_int_equal(ring.count, 1);
    assert_true(ring.items[0].has_cert);
    assert_int_equal(notes.count, 1);
    assert_int_equal(notes.items[0].kind, NOTE_DETAIL);
    assert_string_equal(notes.items[0].text.at, arena_format(&scene->arena, "%s: holds no sealing key and is left out", readme).at);
}

static void test_folders_without_keys(void **state)
{
    struct scene *scene = *state;
    struct note_list notes = notes_in(scene);
    auto_keyring ring = {0};
    auto_err err = {0};
    assert_int_equal(add_path(&ring, scene->folder, &notes, &err), -1);
    assert_int_equal(err.kind, ERR_INPUT);
    assert_string_equal(err.text, arena_format(&scene->arena, "%s: is empty", scene->folder).at);
    scene_file(scene, "tls.crt", key_file_for_test(&scene->arena, "one.crt"), 0644);
    assert_int_equal(add_path(&ring, scene->folder, &notes, &err), -1);
    assert_string_equal(err.text,
                        arena_format(&scene->arena,
                                     "%s: holds a certificate, but no private key: a certificate seals, only the private key opens",
                                     scene->folder)
                            .at);
    const char *broken = scene_file(scene, "tls.key", TEXT("-----BEGIN RSA PRIVATE KEY-----\n"), 0600);
    assert_int_equal(add_path(&ring, scene->folder, &notes, &err), -1);
    assert_string_equal(err.text,
                        arena_format(&scene->arena, "%s: the private key is cut off: its END line is missing", broken).at);
}

static void test_file_size_limit(void **state)
{
    struct scene *scene = *state;
    struct text key = key_file_for_test(&scene->arena, "one.pem");
    char *padded = arena_new(&scene->arena, LIMIT_KEY_FILE_BYTES + 1);
    memset(padded, '\n', LIMIT_KEY_FILE_BYTES + 1);
    memcpy(padded, key.at, key.len);
    auto_keyring ring = {0};
    add(&ring, "keys", (struct text){padded, LIMIT_KEY_FILE_BYTES});
    expect_refused((struct text){padded, LIMIT_KEY_FILE_BYTES + 1}, "keys: larger than 16777216 bytes, which is the limit");
}

/* `count` times a PEM file. */
static struct text repeated(struct arena *arena, struct text pem, size_t count)
{
    char *out = arena_new(arena, pem.len * count);
    for (size_t i = 0; i < count; i++)
        memcpy(out + i * pem.len, pem.at, pem.len);
    return (struct text){out, pem.len * count};
}

static void test_key_count_limit(void **state)
{
    struct scene *scene = *state;
    struct text key = key_file_for_test(&scene->arena, "one.pem");
    auto_keyring ring = {0};
    auto_err err = {0};
    add(&ring, "half", repeated(&scene->arena, key, LIMIT_KEYS / 2));
    add(&ring, "other half", repeated(&scene->arena, key, LIMIT_KEYS / 2));
    assert_int_equal(ring.count, LIMIT_KEYS);
    assert_int_equal(keyring_add_bytes(&ring, "one more", key, &err), -1);
    assert_int_equal(err.kind, ERR_INPUT);
    assert_string_equal(err.text, "one more: more than 10000 sealing keys, which is the limit");
    keyring_sort(&ring);
    assert_int_equal(ring.count, 1);
    assert_true(text_is(ring.items[0].origin, "half, key 1"));
}

static void test_certificate_count_limit(void **state)
{
    struct scene *scene = *state;
    struct text key = key_file_for_test(&scene->arena, "one.pem"), cert = key_file_for_test(&scene->arena, "one.crt");
    struct text certs = repeated(&scene->arena, cert, LIMIT_KEYS);
    auto_keyring ring = {0};
    auto_err err = {0};
    add(&ring, "keys", arena_format(&scene->arena, TEXT_FMT TEXT_FMT, TEXT_ARG(key), TEXT_ARG(certs)));
    assert_int_equal(keyring_add_bytes(&ring, "more", cert, &err), -1);
    assert_int_equal(err.kind, ERR_INPUT);
    assert_string_equal(err.text, "more: more than 10000 certificates, which is the limit");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_a_scene(test_pem),
        in_a_scene(test_bundle),
        in_a_scene(test_byte_order_mark_and_line_ends),
        in_a_scene(test_controller_secret),
        in_a_scene(test_backup),
        in_a_scene(test_json),
        in_a_scene(test_string_data_wins),
        in_a_scene(test_secret_list_without_kinds),
        in_a_scene(test_other_secrets_are_left_out),
        in_a_scene(test_same_key_is_kept_once),
        in_a_scene(test_order_is_by_certificate),
        in_a_scene(test_nothing_to_open_with),
        in_a_scene(test_broken_keys),
        in_a_scene(test_broken_secrets),
        in_a_scene(test_broken_yaml),
        in_a_scene(test_messages_hold_no_key),
        in_a_scene(test_paths),
        in_a_scene(test_unused_keys_are_out_of_reach),
        in_a_scene(test_files_that_others_can_read),
        in_a_scene(test_folders),
        in_a_scene(test_folders_without_keys),
        in_a_scene(test_file_size_limit),
        in_a_scene(test_key_count_limit),
        in_a_scene(test_certificate_count_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
