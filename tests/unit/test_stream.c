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
#include "render/stream.h"

enum { DOCUMENTS_MAX = 64, BUF_BYTES = 32 << 20 };

/* Every byte of every document leads back to it, from the end of any document before. */
static void assert_located(struct text stream, const struct range *documents, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t offset = documents[i].start; offset < documents[i].end; offset++)
            for (size_t before = 0; before <= i; before++) {
                struct range found = stream_locate(stream, documents[before].start, offset);
                if (found.start != documents[i].start || found.end != documents[i].end)
                    fail_msg("byte %zu lies in %zu-%zu, not in %zu-%zu, of:\n" TEXT_FMT, offset, documents[i].start,
                             documents[i].end, found.start, found.end, TEXT_ARG(stream));
            }
}

static size_t split(struct text stream, struct range *documents)
{
    size_t at = 0, count = 0;
    while (count < DOCUMENTS_MAX && stream_next(stream, &at, &documents[count])) {
        assert_int_equal(documents[count].start, count > 0 ? documents[count - 1].end : 0);
        assert_true(documents[count].end > documents[count].start);
        assert_int_equal(at, documents[count].end);
        count++;
    }
    assert_int_equal(at, stream.len);
    return count;
}

/* A stream that is made of these documents has these documents. */
static void assert_documents_of(const char *const *expected)
{
    auto_arena arena = {0};
    struct buf buf = buf_new(&arena, BUF_BYTES);
    struct range documents[DOCUMENTS_MAX];
    size_t at = 0;
    for (size_t i = 0; expected[i] != NULL; i++)
        buf_put_string(&buf, expected[i]);
    struct text stream = buf_text(&buf);
    size_t count = split(stream, documents);
    for (size_t i = 0; expected[i] != NULL; i++) {
        if (i >= count || documents[i].start != at || documents[i].end != at + strlen(expected[i]))
            fail_msg("document %zu ends at %zu, not behind:\n%s", i, i < count ? documents[i].end : stream.len, expected[i]);
        at = documents[i].end;
    }
    assert_int_equal(at, stream.len);
    assert_located(stream, documents, count);
}

#define assert_documents(...) assert_documents_of((const char *const[]){__VA_ARGS__, NULL})

static void test_markers(void **state)
{
    (void)state;
    assert_documents("a: 1\n", "---\nb: 2\n");
    assert_documents("---\na: 1\n", "---\nb: 2");
    assert_documents("---\r\na: 1\r\n", "---\r\nb: 2\r\n");
    assert_documents("a: 1\n", "--- # comment\nb: 2\n", "---\t\nc: 3\n", "--- text\n", "---");
    assert_documents("--- {a: 1}\n", "--- |\n text\n", "--- &a\nb: 2\n");
    assert_documents("---\n", "---\n", "---\n");
}

static void test_what_is_no_marker(void **state)
{
    (void)state;
    assert_documents("a: 1\n----\n");
    assert_documents("---a\n...b\n");
    assert_documents(" ---\n....\n ...\n-- -\n.. .\n");
    assert_documents("a: |\n  -----BEGIN CERTIFICATE-----\n  ---\n  -----END CERTIFICATE-----\n", "---\nb: 2\n");
    assert_documents("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assert_documents("a: 1\n# --- ruler ---\n", "---\nb: 2\n");
    assert_documents("a: 1\r---\rb: 2\r");
}

static void test_a_marker_needs_what_follows(void **state)
{
    (void)state;
    struct range documents[DOCUMENTS_MAX];
    assert_int_equal(split(TEXT("a\n---\0b\n"), documents), 1);
    assert_int_equal(split(TEXT("a\n...\0b\nc\n"), documents), 1);
    assert_int_equal(split(TEXT("a\n--"), documents), 1);
    assert_int_equal(split(TEXT("a\n..."), documents), 1);
    assert_int_equal(split(TEXT("-"), documents), 1);
    assert_int_equal(split(TEXT("\n"), documents), 1);
    assert_int_equal(split(TEXT(""), documents), 0);
    assert_int_equal(split((struct text){0}, documents), 0);
}

static void test_end_markers(void **state)
{
    (void)state;
    assert_documents("a: 1\n...\n", "b: 2\n");
    assert_documents("a: 1\n... # done\n", "---\nb: 2\n...");
    assert_documents("a: 1\n...\r\n", "...\n", "...\n", "b: 2\n");
    assert_documents("...\n", "a: 1\n");
    assert_documents("---\n...\n", "---\na: 1\n");
}

static void test_what_stands_in_front(void **state)
{
    (void)state;
    assert_documents("# one\n\n# two\n---\na: 1\n", "---\nb: 2\n");
    assert_documents("\xef\xbb\xbf---\na: 1\n", "---\nb: 2\n");
    assert_documents("\xef\xbb\xbf# comment\n---\na: 1\n");
    assert_documents("\xef\xbb\xbf"
                     "a: 1\n",
                     "---\nb: 2\n");
    assert_documents("%YAML 1.1\n%TAG ! x:\n---\na: 1\n...\n", "%YAML 1.2\n---\nb: 2\n");
    assert_documents("a: 1\n...\n", "# belongs below\n\n---\nb: 2\n");
    assert_documents("a: 1\n# belongs above\n", "---\nb: 2\n");
    assert_documents("---\n# only a comment\n", "---\n\n", "---\nb: 2\n# the end\n");
    assert_documents("\n\n");
    assert_documents("# only a comment");
    /* To YAML 1.1 the second half is a line of its own. */
    assert_documents("# a\rb: 1\n", "---\nc: 3\n");
    assert_documents("# a\xe2\x80\xa8z: 1\n", "---\nc: 3\n");
    assert_documents("# a\r\n---\nc: 3\n");
    assert_documents("a: 1\n...\n", "# the end\n");
}

/* Streams of lines drawn at random: the documents cover them, and each byte leads to its document. */
static void test_random_lines(void **state)
{
    static const char *const lines[] = {"---\n",   "...\n",    "---\r\n", "--- # x\n", "... # x\n", "--- x\n",
                                        "a: 1\n",  "# x\n",    "\n",      " ---\n",    "---x\n",    "...x\n",
                                        "%YAML\n", "  \t\r\n", "b\r\n",   " # x\n",    "{}{}\n",    "\0\n"};
    (void)state;
    uint64_t random = 88172645463325252;
    for (int round = 0; round < 3000; round++) {
        auto_arena arena = {0};
        struct buf buf = buf_new(&arena, BUF_BYTES);
        struct range documents[DOCUMENTS_MAX];
        for (int i = 0; i < 9; i++) {
            random ^= random << 13, random ^= random >> 7, random ^= random << 17;
            buf_put_string(&buf, lines[random % (sizeof lines / sizeof *lines)]);
        }
        struct text stream = buf_text(&buf);
        stream.len -= random >> 60 & 1; /* some without a line end at the end */
        assert_located(stream, documents, split(stream, documents));
    }
}

/* Markers that stand further apart than any step of the search. */
static void test_long_documents(void **state)
{
    (void)state;
    static const char *const markers[] = {"\n---\n", "\n...\n"};
    for (size_t len = 506; len < 520; len++)
        for (size_t kind = 0; kind < 2; kind++) {
            auto_arena arena = {0};
            struct buf buf = buf_new(&arena, BUF_BYTES);
            struct range documents[DOCUMENTS_MAX];
            for (size_t times = 1; times < 40; times += 13) {
                for (size_t i = 0; i < len * times; i++)
                    buf_put_string(&buf, "x");
                buf_put_string(&buf, markers[kind]);
            }
            size_t count = split(buf_text(&buf), documents), shift = kind == 0 ? 1 : 5;
            assert_int_equal(count, kind == 0 ? 4 : 3);
            assert_int_equal(documents[0].end, len + shift);
            assert_int_equal(documents[1].end, len + 5 + 14 * len + shift);
            assert_int_equal(documents[2].end, len + 5 + 14 * len + 5 + 27 * len + shift);
        }
}

/* ------------------------------------------------------------------ values of JSON */

static void assert_values_of(const char *stream, const char *const *expected)
{
    struct text text = text_of(stream);
    struct range document = {0, text.len}, value;
    size_t at = 0, count = 0;
    while (stream_next_value(text, document, &at, &value)) {
        assert_non_null(expected[count]);
        assert_true(value.end <= text.len);
        struct text found = {text.at + value.start, value.end - value.start};
        if (!text_is(found, expected[count]))
            fail_msg("value %zu is '" TEXT_FMT "', not '%s'", count, TEXT_ARG(found), expected[count]);
        count++;
    }
    assert_null(expected[count]);
}

#define assert_values(stream, ...) assert_values_of(stream, (const char *const[]){__VA_ARGS__, NULL})

static void test_values(void **state)
{
    (void)state;
    assert_values("a: 1\n", "a: 1\n");
    assert_values("{\"a\": 1}\n", "{\"a\": 1}\n");
    assert_values("{\"a\": 1}{\"b\": {}}", "{\"a\": 1}", "{\"b\": {}}");
    assert_values(" {\"a\": [1, {}]}\r\n\t{}\n{ \"c\": 3}\n", "{\"a\": [1, {}]}", "{}", "{ \"c\": 3}");
    assert_values("\xef\xbb\xbf{\"a\": 1}\n{\"b\": 2}\n", "{\"a\": 1}", "{\"b\": 2}");
    assert_values("\xef\xbb\xbf{\"a\": 1}\n", "\xef\xbb\xbf{\"a\": 1}\n");
    assert_values("{\"a\": \"}{ \\\" \\\\\"}{\"b\": \"]\"}", "{\"a\": \"}{ \\\" \\\\\"}", "{\"b\": \"]\"}");
}

static void test_values_that_are_none(void **state)
{
    (void)state;
    assert_values("{a: 1}{\"b\": 2}\n", "{a: 1}{\"b\": 2}\n");
    assert_values("{\"a\": 1}\n# comment\n", "{\"a\": 1}\n# comment\n");
    assert_values("{\"a\": 1}\nb: 2\n", "{\"a\": 1}\nb: 2\n");
    assert_values("---\n{\"a\": 1}\n", "---\n{\"a\": 1}\n");
    assert_values("{\"a\": 1", "{\"a\": 1");
    assert_values("{\"a\": \"\\", "{\"a\": \"\\");
    assert_values("{\"a\": 1} {\"b\": [}", "{\"a\": 1}", "{\"b\": [}");
    assert_values("{\"a\": 1} {\"b\"", "{\"a\": 1}", "{\"b\"");
}

static void test_covers(void **state)
{
    (void)state;
    struct range items[] = {{2, 4}, {4, 5}, {9, 12}};
    struct range_list list = {.items = items, .count = 3};
    const char *covered = "..xxx....xxx.";
    for (size_t i = 0; i < strlen(covered); i++)
        assert_int_equal(range_list_covers(&list, i), covered[i] == 'x');
    assert_false(range_list_covers(&(struct range_list){0}, 0));
}

static void assert_origin(const char *document, const char *origin)
{
    struct text found = stream_origin(text_of(document));
    if (!text_is(found, origin))
        fail_msg("the origin is '" TEXT_FMT "', not '%s'", TEXT_ARG(found), origin);
}

static void test_origin(void **state)
{
    (void)state;
    assert_origin("---\n# Source: chart/templates/a.yaml\na: 1\n", "chart/templates/a.yaml");
    assert_origin("---\r\n# Source: chart/templates/a.yaml\r\na: 1\r\n", "chart/templates/a.yaml");
    assert_origin("# first\n\n# Source: a b.yaml", "a b.yaml");
    assert_origin("---\na: 1\n# Source: chart/templates/a.yaml\n", "");
    assert_origin("---\n# source: a\n#Source: b\na: 1\n", "");
    assert_origin("", "");
}

/* ------------------------------------------------------------------ cost */

static double seconds(void)
{
    return (double)clock() / CLOCKS_PER_SEC;
}

/* Five megabytes of it take a moment; what looks at them anew for each document would take hours. */
static void assert_cheap(const char *unit, size_t documents_per_unit, const char *last)
{
    auto_arena arena = {0};
    struct buf buf = buf_new(&arena, BUF_BYTES);
    size_t at = 0, count = 0, units = ((size_t)5 << 20) / strlen(unit);
    struct range document;
    buf_put_string(&buf, unit);
    for (size_t i = 1; i < units; i += i)
        buf_put(&buf, (struct text){buf_text(&buf).at, (units - i < i ? units - i : i) * strlen(unit)});
    buf_put_string(&buf, last);
    struct text stream = buf_text(&buf);
    double start = seconds();
    while (stream_next(stream, &at, &document))
        count++;
    assert_true(count >= units * documents_per_unit);
    size_t floor = 0;
    for (size_t offset = 0; offset < stream.len; offset = floor)
        floor = stream_locate(stream, floor, offset).end;
    assert_int_equal(stream_locate(stream, 0, stream.len - 1).end, stream.len);
    size_t value_at = 0;
    while (stream_next_value(stream, (struct range){0, stream.len}, &value_at, &document))
        count++;
    assert_true(seconds() - start < 60);
}

static void test_cost(void **state)
{
    (void)state;
    assert_cheap("a\n...\n", 1, "");
    assert_cheap("a\n---\n", 1, "");
    assert_cheap("...x\n", 0, "---\n");
    assert_cheap("---x\n", 0, "...\n");
    assert_cheap("\n", 0, "---\n");
    assert_cheap("# x\n", 0, "---\n");
    assert_cheap("---\n# x\n", 1, "");
    assert_cheap("...\n# x\n", 1, "");
    assert_cheap("%\n", 0, "");
    assert_cheap("{\"\":0}", 0, "");
    assert_cheap("{\"", 0, "");
    assert_cheap("\r", 0, "\n");
    assert_cheap(" ", 0, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_markers),
        cmocka_unit_test(test_what_is_no_marker),
        cmocka_unit_test(test_a_marker_needs_what_follows),
        cmocka_unit_test(test_end_markers),
        cmocka_unit_test(test_what_stands_in_front),
        cmocka_unit_test(test_random_lines),
        cmocka_unit_test(test_long_documents),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_values_that_are_none),
        cmocka_unit_test(test_covers),
        cmocka_unit_test(test_origin),
        cmocka_unit_test(test_cost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
