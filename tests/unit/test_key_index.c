/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "base/limits.h"
#include "sealed/key_index.h"
#include "tests/unit/scene_for_test.h"
#include "tests/unit/seal_for_test.h"

#define auto_key_index __attribute__((cleanup(key_index_free))) struct key_index

#define HEAD "external-secrets key index, version 1\n"
#define DIGEST_A "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define DIGEST_B "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define DIGEST_C "//////////////////////////////////////////8"

static void parse(struct key_index *index, struct text text)
{
    auto_err err = {0};
    assert_int_equal(key_index_parse(index, text, &err), 0);
    assert_int_equal(err.kind, ERR_NONE);
}

static void refuse(struct text text, const char *why)
{
    auto_key_index index = {0};
    auto_err err = {0};
    assert_int_equal(key_index_parse(&index, text, &err), -1);
    assert_int_equal(err.kind, ERR_INPUT);
    assert_string_equal(err.text, why);
    assert_int_equal(index.known.count, 0);
}

static void expect_text(const struct key_index *index, struct text expected)
{
    auto_arena arena = {0};
    assert_true(text_equal(key_index_text(&arena, index), expected));
}

static struct key_index_entry entry_of(unsigned string, unsigned key, uint8_t scope)
{
    struct key_index_entry entry = {.scope = scope};
    entry.string[0] = (uint8_t)(string >> 16);
    entry.string[1] = (uint8_t)(string >> 8);
    entry.string[2] = (uint8_t)string;
    entry.fingerprint[0] = (uint8_t)key;
    return entry;
}

static void test_read_and_written(void **state)
{
    (void)state;
    static const char text[] = HEAD DIGEST_A " SHA256:" DIGEST_B " strict\n" DIGEST_B " SHA256:" DIGEST_A
                                             " namespace-wide\n" DIGEST_C " SHA256:" DIGEST_C " -\n";
    auto_key_index index = {0};
    parse(&index, text_of(text));
    assert_int_equal(index.known.count, 3);
    expect_text(&index, text_of(text));
    static const uint8_t zeros[32] = {0}, one[32] = {1}, two[32] = {2};
    assert_int_equal(key_index_find(&index, zeros)->fingerprint[0], 1);
    assert_int_equal(key_index_find(&index, one)->scope, SCOPE_NAMESPACE_WIDE);
    assert_null(key_index_find(&index, two));
}

static void test_empty(void **state)
{
    (void)state;
    auto_key_index nothing = {0}, head = {0};
    static const uint8_t zeros[32] = {0};
    parse(&nothing, TEXT(""));
    parse(&head, TEXT(HEAD));
    assert_null(key_index_find(&nothing, zeros));
    expect_text(&nothing, TEXT(HEAD));
    expect_text(&head, TEXT(HEAD));
}

/* Lines in any order, one string twice, lines that are none, an end without a line end: what is good is taken. */
static void test_bad_lines_are_left_out(void **state)
{
    (void)state;
    auto_key_index index = {0};
    parse(&index, TEXT(HEAD DIGEST_C
                       " SHA256:" DIGEST_A " strict\n"
                       "\n"
                       "hunter2\n" DIGEST_B " SHA256:" DIGEST_A " wide\n" DIGEST_B " SHA256:" DIGEST_A "\n" DIGEST_B
                       " SHA256:" DIGEST_A " strict \n" DIGEST_B " SHA256:" DIGEST_A " strict\r\n" DIGEST_B " MD5:   " DIGEST_A
                       " strict\n" DIGEST_B "\tSHA256:" DIGEST_A " strict\n" DIGEST_B "=SHA256:" DIGEST_A " strict\n"
                       "\r" DIGEST_B " SHA256:" DIGEST_A " strict\n"
                       "-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA SHA256:" DIGEST_A " strict\n"
                       "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= SHA256:" DIGEST_A " strict\n"
                       "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\r SHA256:" DIGEST_A " strict\n" DIGEST_C " SHA256:" DIGEST_A
                       " strict\n" DIGEST_A " SHA256:" DIGEST_C " cluster-wide"));
    expect_text(&index, TEXT(HEAD DIGEST_A " SHA256:" DIGEST_C " cluster-wide\n" DIGEST_C " SHA256:" DIGEST_A " strict\n"));
}

static void test_other_files(void **state)
{
    (void)state;
    static const char why[] = "no key index, or one of another version";
    refuse(TEXT("external-secrets key index, version 2\n"), why);
    refuse(TEXT("external-secrets key index, version 1 \n"), why);
    refuse(TEXT("namespace: {name: poseidon}\n"), why);
    refuse(TEXT("\n"), why);
    refuse((struct text){"\0\0\0", 3}, why);
}

static void test_size_limit(void **state)
{
    struct scene *scene = *state;
    auto_key_index index = {0};
    char *bytes = arena_new(&scene->arena, LIMIT_KEY_INDEX_BYTES + 1);
    memset(bytes, 'x', LIMIT_KEY_INDEX_BYTES + 1);
    memcpy(bytes, HEAD, sizeof HEAD - 1);
    parse(&index, (struct text){bytes, LIMIT_KEY_INDEX_BYTES});
    assert_int_equal(index.known.count, 0);
    refuse((struct text){bytes, LIMIT_KEY_INDEX_BYTES + 1}, "larger than 67108864 bytes, which is the limit");
}

static void test_line_limit(void **state)
{
    struct scene *scene = *state;
    auto_key_index index = {0};
    size_t len = sizeof HEAD - 1 + LIMIT_KEY_INDEX_ENTRIES + 1;
    char *bytes = arena_new(&scene->arena, len);
    memset(bytes, '\n', len);
    memcpy(bytes, HEAD, sizeof HEAD - 1);
    parse(&index, (struct text){bytes, len - 1});
    refuse((struct text){bytes, len}, "more than 500000 lines, which is the limit");
}

static void test_notes(void **state)
{
    (void)state;
    auto_key_index index = {0};
    const struct key_index_entry known[] = {entry_of(1, 1, SCOPE_STRICT), entry_of(2, 1, SCOPE_COUNT)};
    key_index_merge(&index, known, 2);
    key_index_note(&index, &known[0]);
    key_index_note(&index, &(struct key_index_entry[]){entry_of(1, 1, SCOPE_COUNT)}[0]);
    assert_int_equal(index.added.count, 0);
    assert_int_equal(index.hits, 2);
    /* A string that is not known, another key, a scope where there was none. */
    const struct key_index_entry fresh[] = {entry_of(3, 1, SCOPE_STRICT), entry_of(1, 2, SCOPE_STRICT),
                                            entry_of(2, 1, SCOPE_CLUSTER_WIDE)};
    for (size_t i = 0; i < 3; i++)
        key_index_note(&index, &fresh[i]);
    assert_int_equal(index.added.count, 3);
    assert_int_equal(key_index_find(&index, fresh[1].string)->fingerprint[0], 1);
    key_index_merge(&index, index.added.items, index.added.count);
    assert_int_equal(index.known.count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_memory_equal(key_index_find(&index, fresh[i].string), &fresh[i], sizeof fresh[i]);
}

static void test_notes_limit(void **state)
{
    (void)state;
    auto_key_index index = {0};
    for (unsigned i = 0; i <= LIMIT_KEY_INDEX_ENTRIES; i++) {
        struct key_index_entry entry = entry_of(i, 1, SCOPE_STRICT);
        key_index_note(&index, &entry);
        assert_int_equal(index.added.count, i < LIMIT_KEY_INDEX_ENTRIES ? i + 1 : LIMIT_KEY_INDEX_ENTRIES);
    }
}

/* New ones stay, of the older ones as many as there is room for. */
static void test_entry_limit(void **state)
{
    struct scene *scene = *state;
    auto_key_index index = {0};
    struct key_index_entry *entries = arena_new(&scene->arena, (LIMIT_KEY_INDEX_ENTRIES + 1) * sizeof *entries);
    for (unsigned i = 0; i <= LIMIT_KEY_INDEX_ENTRIES; i++)
        entries[i] = entry_of(i, 1, SCOPE_STRICT);
    key_index_merge(&index, entries, LIMIT_KEY_INDEX_ENTRIES + 1);
    assert_int_equal(index.known.count, LIMIT_KEY_INDEX_ENTRIES);
    const struct key_index_entry fresh[] = {entry_of(0x900000, 2, SCOPE_STRICT), entry_of(0x900001, 2, SCOPE_STRICT),
                                            entry_of(0, 2, SCOPE_STRICT)};
    key_index_merge(&index, fresh, 3);
    assert_int_equal(index.known.count, LIMIT_KEY_INDEX_ENTRIES);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(key_index_find(&index, fresh[i].string)->fingerprint[0], 2);
}

/* What is written is read back, whatever the bytes. */
static void test_any_bytes(void **state)
{
    struct scene *scene = *state;
    auto_key_index index = {0}, again = {0};
    enum { ENTRIES = 1000 };
    struct key_index_entry *entries = arena_new(&scene->arena, ENTRIES * sizeof *entries);
    randombytes_buf(entries, ENTRIES * sizeof *entries);
    for (size_t i = 0; i < ENTRIES; i++)
        entries[i].scope = (uint8_t)(i % (SCOPE_COUNT + 1));
    key_index_merge(&index, entries, ENTRIES);
    assert_int_equal(index.known.count, ENTRIES);
    struct text text = key_index_text(&scene->arena, &index);
    assert_true(text.len <= LIMIT_KEY_INDEX_BYTES / LIMIT_KEY_INDEX_ENTRIES * ENTRIES);
    parse(&again, text);
    assert_int_equal(again.known.count, ENTRIES);
    assert_memory_equal(again.known.items, index.known.items, ENTRIES * sizeof *entries);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read_and_written),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_bad_lines_are_left_out),
        cmocka_unit_test(test_other_files),
        in_a_scene(test_size_limit),
        in_a_scene(test_line_limit),
        cmocka_unit_test(test_notes),
        cmocka_unit_test(test_notes_limit),
        in_a_scene(test_entry_limit),
        in_a_scene(test_any_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
