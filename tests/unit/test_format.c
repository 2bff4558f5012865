/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/limits.h"
#include "sealed/format.h"
#include "tests/unit/scene_for_test.h"
#include "tests/unit/seal_for_test.h"

static const struct seal_spec strict = {.key = "one.pem", .label = "team-a/credentials"};

static void expect(struct text string, enum sealed_shape shape, const char *why)
{
    const char *said = NULL;
    enum sealed_shape got = sealed_shape(string, &said);
    assert_int_equal(got, shape);
    if (shape == SEALED_DAMAGED)
        assert_string_equal(said, why);
}

static void expect_damaged(struct arena *arena, struct text string, const char *why)
{
    struct sealed_parts parts;
    auto_err err = {0};
    expect(string, SEALED_DAMAGED, why);
    assert_int_equal(sealed_parse(arena, string, &parts, &err), -1);
    assert_int_equal(err.kind, ERR_INPUT);
    assert_string_equal(err.text, arena_format(arena, "the sealed string %s", why).at);
}

static void test_well_formed(void **state)
{
    struct scene *scene = *state;
    const struct seal_spec specs[] = {
        strict,
        {.key = "three.pem", .label = "team-a"},
        {.key = "four.pem", .label = NULL},
        {.key = "one.pem", .label = NULL, .session_bytes = 16},
        {.key = "one.pem", .label = NULL, .cut = 1},
    };
    const size_t rsa_bytes[] = {256, 384, 512, 256, 255};
    for (size_t i = 0; i < sizeof specs / sizeof specs[0]; i++) {
        struct sealed_parts parts;
        auto_err err = {0};
        struct text string = seal_for_test(&scene->arena, &specs[i], TEXT("hunter2"));
        expect(string, SEALED_WELL_FORMED, NULL);
        assert_int_equal(sealed_parse(&scene->arena, string, &parts, &err), 0);
        assert_int_equal(parts.rsa.len, rsa_bytes[i]);
        assert_int_equal(parts.gcm.len, 7 + 16);
    }
    expect(seal_for_test(&scene->arena, &strict, TEXT("")), SEALED_WELL_FORMED, NULL);
}

/* The parts are the bytes in their places. */
static void test_parts(void **state)
{
    struct scene *scene = *state;
    struct sealed_parts parts;
    auto_err err = {0};
    struct text bytes = seal_bytes_for_test(&scene->arena, &strict, TEXT("hunter2"));
    assert_int_equal(sealed_parse(&scene->arena, base64_for_test(&scene->arena, bytes), &parts, &err), 0);
    assert_true(text_equal(parts.rsa, (struct text){bytes.at + 2, 256}));
    assert_true(text_equal(parts.gcm, text_from(bytes, 258)));
}

/* `string` with `what` put in behind every `step` characters. */
static struct text interrupted(struct arena *arena, struct text string, const char *what, size_t step)
{
    struct text out = {0};
    for (size_t i = 0; i < string.len; i += step) {
        size_t len = string.len - i < step ? string.len - i : step;
        out = arena_format(arena, TEXT_FMT TEXT_FMT "%s", TEXT_ARG(out), TEXT_ARG(((struct text){string.at + i, len})), what);
    }
    return out;
}

/* A literal block scalar, Windows or not: line ends are nothing. */
static void test_line_ends_are_skipped(void **state)
{
    struct scene *scene = *state;
    struct text string = seal_for_test(&scene->arena, &strict, TEXT("hunter2"));
    struct sealed_parts whole, broken;
    auto_err err = {0};
    assert_int_equal(sealed_parse(&scene->arena, string, &whole, &err), 0);
    static const char *const ends[] = {"\n", "\r\n", "\n\n"};
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        assert_int_equal(sealed_parse(&scene->arena, interrupted(&scene->arena, string, ends[i], 76), &broken, &err), 0);
        assert_true(text_equal(whole.rsa, broken.rsa));
        assert_true(text_equal(whole.gcm, broken.gcm));
    }
}

#define BLANKS                                                                                                                     \
    "holds blanks: YAML turns the line breaks of a folded scalar (>) and of a plain or quoted one into blanks; it belongs on one " \
    "line, or in a literal scalar (|)"
#define STRANGERS "holds characters that are no base64: it was shortened by hand (\"...\") or copied with something beside it"
#define JOINED "goes on behind the = that ends it: two strings were joined, or one was pasted into another"
#define URL_SAFE "is in the URL-safe alphabet of base64 (- and _), kubeseal writes + and /"
#define TWICE "is encoded in base64 twice: the string that kubeseal prints is base64 already"
#define SHORT "is cut off: it is shorter than its own beginning says"
#define ENDLESS "is cut off: its last characters are missing"
#define UNPADDED "lacks the = that ends it: base64 is whole only with it"
#define IN_QUOTES "is in quotes of its own, inside those that YAML takes away"

static void test_damaged(void **state)
{
    struct scene *scene = *state;
    struct arena *arena = &scene->arena;
    /* 6 bytes of plaintext: 2 + 256 + 6 + 16 = 280 bytes, of which base64 makes one = at the end. */
    struct text string = seal_for_test(arena, &strict, TEXT("secret"));
    assert_int_equal(string.at[string.len - 2] == '=', 1);
    const char *text = string.at;
    expect_damaged(arena, (struct text){0}, "is empty");
    expect_damaged(arena, TEXT(" \r\n\t"), "is empty");
    expect_damaged(arena, interrupted(arena, string, " ", 64), BLANKS);
    expect_damaged(arena, arena_format(arena, "%.100s\t%s", text, text + 100), BLANKS);
    expect_damaged(arena, arena_format(arena, " %s", text), "has a blank in front or behind");
    expect_damaged(arena, arena_format(arena, "%s ", text), "has a blank in front or behind");
    expect_damaged(arena, arena_format(arena, "\"%s\"", text), IN_QUOTES);
    expect_damaged(arena, arena_format(arena, "'%s'\n", text), IN_QUOTES);
    expect_damaged(arena, arena_format(arena, "%.300s-_%s", text, text + 302), URL_SAFE);
    expect_damaged(arena, arena_format(arena, "%.40s...", text), STRANGERS);
    expect_damaged(arena, arena_format(arena, "%.40s\xe2\x80\xa6%s", text, text + 43), STRANGERS);
    expect_damaged(arena, arena_format(arena, "\xef\xbb\xbf%s", text), STRANGERS);
    expect_damaged(arena, arena_format(arena, "%s%s", text, text), JOINED);
    expect_damaged(arena, (struct text){text, 301}, ENDLESS);
    expect_damaged(arena, (struct text){text, 300}, SHORT);
    expect_damaged(arena, (struct text){text, 25}, ENDLESS);
    expect_damaged(arena, (struct text){text, 24}, SHORT);
    expect_damaged(arena, base64_for_test(arena, string), TWICE);
    expect_damaged(arena, base64_for_test(arena, arena_format(arena, "%s\n", text)), TWICE);
}

/* Without its padding, or with the tag's last byte missing. */
static void test_ends(void **state)
{
    struct scene *scene = *state;
    struct arena *arena = &scene->arena;
    struct text empty = seal_bytes_for_test(arena, &strict, TEXT(""));
    struct text string = base64_for_test(arena, empty);
    expect(string, SEALED_WELL_FORMED, NULL);
    assert_true(text_ends(string, "=="));
    expect_damaged(arena, (struct text){string.at, string.len - 1}, UNPADDED);
    expect_damaged(arena, (struct text){string.at, string.len - 2}, UNPADDED);
    expect_damaged(arena, (struct text){string.at, string.len - 3}, ENDLESS);
    expect_damaged(arena, base64_for_test(arena, (struct text){empty.at, empty.len - 1}), SHORT);
}

/* The length field: one byte more than there is. */
static void test_length_field_past_the_end(void **state)
{
    struct scene *scene = *state;
    struct text bytes = seal_bytes_for_test(&scene->arena, &strict, TEXT(""));
    char *changed = arena_string(&scene->arena, bytes);
    changed[0] = 2; /* 0x0200: 512 bytes */
    expect_damaged(&scene->arena, base64_for_test(&scene->arena, (struct text){changed, bytes.len}), SHORT);
}

static void test_plain(void **state)
{
    struct scene *scene = *state;
    static const char *const values[] = {
        "hunter2",
        "d93d3d23-50e3-46db-b3ad-8c6c281b431e",
        "{{ .Values.secret }}",
        "AgA",
        "AgAmemnon",
        "correct horse battery staple, correct horse battery staple",
        "Zm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFy",
        "kLm8Q~Xyz0123456789abcdefghijklmnopqrstu",
        "AgAAAA == - - - - - - - - - - - - - - - -",
        "null",
        "\xff\xfe",
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        struct sealed_parts parts;
        auto_err err = {0};
        expect(text_of(values[i]), SEALED_PLAIN, NULL);
        assert_int_equal(sealed_parse(&scene->arena, text_of(values[i]), &parts, &err), -1);
        assert_int_equal(err.kind, ERR_INPUT);
        assert_string_equal(err.text, "not a sealed string");
    }
}

/* `len` bytes that begin with a length field. */
static struct text blob(struct arena *arena, size_t rsa_bytes, size_t len)
{
    char *bytes = arena_new(arena, len);
    memset(bytes, 'x', len);
    bytes[0] = (char)(rsa_bytes >> 8);
    bytes[1] = (char)rsa_bytes;
    return (struct text){bytes, len};
}

static void test_rsa_sizes(void **state)
{
    struct scene *scene = *state;
    static const struct {
        size_t rsa_bytes;
        bool plausible;
    } cases[] = {
        {124, false}, {125, true},   {128, true},   {129, false},   {132, false}, {133, true},
        {256, true},  {257, false},  {511, true},   {512, true},    {1024, true}, {2045, true},
        {2048, true}, {2049, false}, {2053, false}, {65535, false}, {0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct text string = base64_for_test(&scene->arena, blob(&scene->arena, cases[i].rsa_bytes, 2 + cases[i].rsa_bytes + 16));
        expect(string, cases[i].plausible ? SEALED_WELL_FORMED : SEALED_PLAIN, NULL);
    }
}

static void test_plaintext_limit(void **state)
{
    struct scene *scene = *state;
    struct arena *arena = &scene->arena;
    const size_t frame = 2 + 256 + 16;
    expect(base64_for_test(arena, blob(arena, 256, frame + LIMIT_PLAINTEXT_BYTES)), SEALED_WELL_FORMED, NULL);
    expect_damaged(arena, base64_for_test(arena, blob(arena, 256, frame + LIMIT_PLAINTEXT_BYTES + 1)),
                   "holds more than 1 MiB, the most that a Secret can");
}

/* Line ends count as characters. */
static void test_string_limit(void **state)
{
    struct scene *scene = *state;
    struct arena *arena = &scene->arena;
    struct text string = seal_for_test(arena, &strict, TEXT("hunter2"));
    char *padded = arena_new(arena, LIMIT_SEALED_CHARS + 1);
    memset(padded, '\n', LIMIT_SEALED_CHARS + 1);
    memcpy(padded, string.at, string.len);
    expect((struct text){padded, LIMIT_SEALED_CHARS}, SEALED_WELL_FORMED, NULL);
    expect_damaged(arena, (struct text){padded, LIMIT_SEALED_CHARS + 1}, "is longer than 2 MiB, more than a Secret can hold");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        in_a_scene(test_well_formed),  in_a_scene(test_parts),     in_a_scene(test_line_ends_are_skipped),
        in_a_scene(test_damaged),      in_a_scene(test_ends),      in_a_scene(test_length_field_past_the_end),
        in_a_scene(test_plain),        in_a_scene(test_rsa_sizes), in_a_scene(test_plaintext_limit),
        in_a_scene(test_string_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
