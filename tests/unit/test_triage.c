/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/limits.h"
#include "render/triage.h"
#include "yaml/tree.h"

enum { BUF_BYTES = 64 << 20 };

static bool matters(struct text bytes)
{
    return triage_holds(bytes, triage_values, triage_values_count);
}

#define assert_matters(literal) assert_true(matters(TEXT(literal)))
#define assert_no_matter(literal) assert_false(matters(TEXT(literal)))

static void test_plain_words(void **state)
{
    (void)state;
    assert_matters("external_secrets: {}\n");
    assert_matters("{\"secret_management\":{}}");
    assert_matters("x: y # my_external_secrets_here\n");
    assert_matters("external-secrets.render/values: a\n");
    assert_matters("external_secrets");
    assert_no_matter("external_secret: {}\nsecret-management: {}\nexternal-secrets.render: x\nexternal secrets\n");
    assert_no_matter("External_Secrets: {}\n");
    assert_no_matter("");
    assert_false(matters((struct text){0}));
}

/* `sealed` counts as a word of its own, beside a store. */
static void test_sealed(void **state)
{
    (void)state;
    assert_matters("kind: SecretStore\nsealed: x\n");
    assert_matters("{\"kind\":\"ClusterSecretStore\",\"sealed\":\"x\"}");
    assert_matters("sealed:\n  SecretStore\n");
    assert_matters("{kind: SecretStore,sealed: x}");
    assert_no_matter("kind: Secret\nsealed: x\n");
    assert_no_matter("kind: SecretStore\n");
    assert_no_matter(
        "kind: SecretStore\nsealedsecrets.bitnami.com/managed: x\nunsealed: y\nsealed-secrets: z\nbitnami.sealed: w\n");
}

static void test_escapes(void **state)
{
    (void)state;
    assert_matters("\"external\\x5fsecrets\": {}\n");
    assert_matters("\"external\\x5Fsecrets\": {}\n");
    assert_matters("{\"external\\u005fsecrets\":{}}");
    assert_matters("\"external\\U0000005fsecrets\": {}\n");
    assert_matters("\"\\x65xternal_secret\\x73\": {}\n");
    assert_matters("{\"external-secrets.render\\/values\":\"a\"}");
    assert_matters("\"external_\\\n  secrets\": {}\n");
    assert_matters("\"external_\\\r\n\t secrets\": {}\n");
    assert_matters("\"ext\\\n  \\\n  ernal_secrets\": {}\n");
    assert_matters("\"external_\\\xc2\x85secrets\": {}\n");
    assert_matters("\"external_\\\xe2\x80\xa8 secrets\": {}\n");
    assert_matters("kind: \"SecretSt\\x6fre\"\n\"\\x73ealed\": x\n");
    assert_matters("kind: SecretStore\n\"seal\\\n  ed\": x\n");
}

static void test_escapes_that_give_no_word(void **state)
{
    (void)state;
    assert_no_matter("\"external\\x2dsecrets\": {}\n");
    assert_no_matter("\"external\\x5secrets\": {}\n");
    assert_no_matter("\"external\\x\": secrets\n");
    assert_no_matter("\"external\\u015fsecrets\": {}\n");
    assert_no_matter("\"external\\nsecrets external_\\tsecrets\"\n");
    assert_no_matter("\"external_ \\\n secrets\"\n");
    assert_no_matter("\"external_\\\\\"");
    assert_no_matter("\"external_\\");
    assert_no_matter("\"external_\\\n");
    assert_no_matter("\"external_\\x");
    assert_no_matter("\"external_\\U0000");
    assert_no_matter("kind: SecretStore\n\"\\x61sealed\": x\n");
}

static void test_strings_in_strings(void **state)
{
    (void)state;
    assert_matters("a: \"\\\"external\\\\x5fsecrets\\\": {}\"\n");
    assert_matters("a: \"\\\"external\\x5cx5fsecrets\\\": {}\"\n");
    assert_matters("a: \"\\\"external\\\\\\x785fsecrets\\\": {}\"\n");
    assert_matters("a: \"\\\"external\\\\x\\x35fsecrets\\\": {}\"\n");
    assert_matters("a: \"\\\"external_\\\\\\n secrets\\\": {}\"\n");
    assert_matters("a: \"\\\"external_\\x5c\\x0asecrets\\\": {}\"\n");
    assert_matters("a: \"\\\"external_\\\\\\u000a\\tsecrets\\\": {}\"\n");
    assert_matters("a: \"\\\"external_\\\\\\Nsecrets\\\": {}\"\n");
    assert_matters("a: \"external\\\n  \\x5fsecrets: {}\"\n");
    assert_no_matter("a: \"external\\\\nsecrets external_\\\\\\\\ secrets\"\n");
}

/* ------------------------------------------------------------------ words spelled at random */

static uint64_t random_state = 88172645463325252;

static unsigned draw(unsigned below)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (unsigned)(random_state >> 33) % below;
}

static void put_escape(struct buf *buf, unsigned char c)
{
    unsigned form = draw(4);
    if (form == 0)
        buf_format(buf, "\\x%02x", c);
    else if (form == 1)
        buf_format(buf, "\\x%02X", c);
    else if (form == 2)
        buf_format(buf, "\\u%04x", c);
    else
        buf_format(buf, "\\U%08X", c);
}

static void put_character(struct buf *buf, char c, unsigned plain_of_eight)
{
    static const char *const continued[] = {"\\\n", "\\\n   ", "\\\r\n \t", "\\\n \\\n"};
    if (draw(16) == 0)
        buf_put_string(buf, continued[draw(4)]);
    if (draw(8) >= plain_of_eight)
        put_escape(buf, (unsigned char)c);
    else if (c == '\n')
        buf_put_string(buf, "\\n");
    else if (c == '\r' || c == '\t')
        put_escape(buf, (unsigned char)c);
    else if (c == '"' || c == '\\' || (c == '/' && draw(2) == 0))
        buf_format(buf, "\\%c", c);
    else
        buf_put_byte(buf, c);
}

/* The text as a string in double quotes, with escapes where they must be and elsewhere as it comes. A blank stays away from line
 * ends, where it would be lost. */
static struct text quote(struct arena *arena, struct text text, unsigned plain_of_eight)
{
    struct buf buf = buf_new(arena, BUF_BYTES);
    buf_put_byte(&buf, '"');
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] == ' ')
            buf_put_string(&buf, draw(2) == 0 ? "\\ " : "\\x20");
        else
            put_character(&buf, text.at[i], plain_of_eight);
    buf_put_byte(&buf, '"');
    return buf_text(&buf);
}

/* A literal block scalar below a key. */
static struct text block(struct arena *arena, struct text text)
{
    struct buf buf = buf_new(arena, BUF_BYTES);
    buf_put_string(&buf, "values: |\n  ");
    for (size_t i = 0; i < text.len; i++) {
        buf_put_byte(&buf, text.at[i]);
        if (text.at[i] == '\n')
            buf_put_string(&buf, "  ");
    }
    buf_put_byte(&buf, '\n');
    return buf_text(&buf);
}

static struct text parse_one(struct arena *arena, struct text yaml)
{
    auto_err err = {0};
    struct node *root;
    struct yaml_source *source = arena_new(arena, sizeof *source);
    *source = (struct yaml_source){.file = TEXT("v.yaml"), .bytes = yaml};
    if (tree_parse(arena, source, &root, &err) < 0)
        fail_msg("%s in:\n" TEXT_FMT, err.text, TEXT_ARG(yaml));
    assert_int_equal(root->count, 1);
    return node_is_scalar(root->pairs[0].value) && root->pairs[0].value->text.len > 0 ? root->pairs[0].value->text
                                                                                      : root->pairs[0].key->text;
}

/* Each word, spelled with random escapes below a random number of strings, is found; a parser that unwraps the strings finds it,
 * too. */
static void test_random_spellings(void **state)
{
    (void)state;
    static const char *const words[] = {"external_secrets", "secret_management", "external-secrets.render/values"};
    for (int round = 0; round < 6000; round++) {
        auto_arena arena = {0};
        struct text word = text_of(words[draw(3)]);
        unsigned depth = 1 + draw(4), plain = draw(9);
        struct buf buf = buf_new(&arena, BUF_BYTES);
        struct text key = quote(&arena, word, plain);
        buf_format(&buf, "? " TEXT_FMT "\n", TEXT_ARG(key)); /* only such a key may go on in another line */
        struct text yaml = buf_text(&buf);
        for (unsigned level = 1; level < depth; level++) {
            struct text string = draw(3) == 0 ? block(&arena, yaml) : quote(&arena, yaml, plain);
            struct buf outer = buf_new(&arena, BUF_BYTES);
            buf_format(&outer, "%s" TEXT_FMT "\n", text_starts(string, "\"") ? "values: " : "", TEXT_ARG(string));
            yaml = buf_text(&outer);
        }
        struct text inner = yaml;
        for (unsigned level = 0; level < depth; level++)
            inner = parse_one(&arena, inner);
        assert_true(text_equal(inner, word));
        if (!matters(yaml))
            fail_msg("not found:\n" TEXT_FMT, TEXT_ARG(yaml));
    }
}

/* ------------------------------------------------------------------ streams */

static size_t count_found(struct text stream)
{
    struct triage triage = triage_new(stream, triage_values, triage_values_count);
    struct range found;
    size_t count = 0, end = 0;
    while (triage_next(&triage, &found)) {
        assert_true(found.start >= end && found.end > found.start && found.end <= stream.len);
        end = found.end;
        count++;
    }
    return count;
}

static void test_documents(void **state)
{
    (void)state;
    struct text stream = TEXT(
        "a: 1\n---\nexternal_secrets: {}\nb: external_secrets\n---\nc: 3\n---\n\"secret\\x5fmanagement\": {}\n");
    struct triage triage = triage_new(stream, triage_values, triage_values_count);
    struct range found;
    assert_true(triage_next(&triage, &found));
    assert_int_equal(found.start, 5);
    assert_int_equal(found.end, 50);
    assert_true(triage_next(&triage, &found));
    assert_int_equal(found.start, 59);
    assert_int_equal(found.end, stream.len);
    assert_false(triage_next(&triage, &found));
    assert_false(triage_next(&triage, &found));
    assert_int_equal(count_found((struct text){0}), 0);
    assert_int_equal(count_found(TEXT("a: \\\n")), 0);
}

/* A word across every border of the windows that the search looks through. */
static void test_windows(void **state)
{
    (void)state;
    static const char *const documents[] = {"external_secrets:\n", "\"external_\\\\x73ecrets\":\n", "\"external_\\\n  secrets\":\n",
                                            "external-secrets.render/x\n", "sealed: {SecretStore: 1}\n"};
    for (size_t which = 0; which < sizeof documents / sizeof *documents; which++)
        for (size_t shift = 0; shift < 40; shift++) {
            auto_arena arena = {0};
            struct buf buf = buf_new(&arena, BUF_BYTES);
            for (size_t i = 1; i <= 3; i++) {
                while (buf_text(&buf).len < i * 128 * 1024 - shift)
                    buf_put_byte(&buf, 'x');
                buf_put_string(&buf, "\n---\n");
                buf_put_string(&buf, documents[which]);
                buf_put_string(&buf, "---\n");
            }
            assert_int_equal(count_found(buf_text(&buf)), 3);
        }
}

static void test_own_words(void **state)
{
    (void)state;
    static const struct triage_word words[] = {{"managed-by", true, "app"}};
    assert_true(triage_holds(TEXT("app/managed-by: x"), words, 1));
    assert_false(triage_holds(TEXT("app.managed-by: x"), words, 1));
    assert_false(triage_holds(TEXT("managed-by: x"), words, 1));
    assert_true(triage_holds(TEXT("kind: Secret"), triage_objects, triage_objects_count));
    assert_true(triage_holds(TEXT("kind: \"S\\u0065cret\""), triage_objects, triage_objects_count));
    assert_false(triage_holds(TEXT("kind: ConfigMap"), triage_objects, triage_objects_count));
}

/* ------------------------------------------------------------------ cost */

/* Five megabytes of it take a moment; what looks at them anew for each hit would take hours. */
static void assert_cheap(const char *unit, size_t expected_per_unit)
{
    auto_arena arena = {0};
    struct buf buf = buf_new(&arena, BUF_BYTES);
    size_t units = ((size_t)5 << 20) / strlen(unit);
    buf_put_string(&buf, unit);
    for (size_t i = 1; i < units; i += i)
        buf_put(&buf, (struct text){buf_text(&buf).at, (units - i < i ? units - i : i) * strlen(unit)});
    clock_t start = clock();
    assert_int_equal(count_found(buf_text(&buf)), units * expected_per_unit);
    assert_true((double)(clock() - start) / CLOCKS_PER_SEC < 60);
}

static void test_cost(void **state)
{
    (void)state;
    assert_cheap("external_secrets\n...\n", 1);
    assert_cheap("external_secrets\n---\n", 1);
    assert_cheap("sealed\n...\n", 0);
    assert_cheap("sealed SecretStore\n...\n", 1);
    assert_cheap("sealed\n", 0);
    assert_cheap("asealed", 0);
    assert_cheap("external_secret", 0);
    assert_cheap("...x\n", 0);
    assert_cheap("\\", 0);
    assert_cheap("\\\n", 0);
    assert_cheap("x\\\n", 0);
    assert_cheap("\\x5c", 0);
    assert_cheap("\\x5cx", 0);
    assert_cheap("\\x5cx5cx", 0);
    assert_cheap("\\x61\n...\n", 0);
    assert_cheap("\\x61", 0);
    assert_cheap("\\\\\\n", 0);
    assert_cheap("# x\n---\n", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_words),
        cmocka_unit_test(test_sealed),
        cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_escapes_that_give_no_word),
        cmocka_unit_test(test_strings_in_strings),
        cmocka_unit_test(test_random_spellings),
        cmocka_unit_test(test_documents),
        cmocka_unit_test(test_windows),
        cmocka_unit_test(test_own_words),
        cmocka_unit_test(test_cost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
