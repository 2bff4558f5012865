/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "yaml/literal.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct node *scalar_of(struct arena *arena, struct text yaml)
{
    auto_err err = {0};
    struct yaml_source *source = arena_new(arena, sizeof *source);
    struct node *root;
    *source = (struct yaml_source){.file = TEXT("v.yaml"), .bytes = yaml};
    if (tree_parse(arena, source, &root, &err) != 0)
        fail_msg("%s in:\n" TEXT_FMT, err.text, TEXT_ARG(yaml));
    return node_is_list(root) ? root->items[0] : node_get(root, "v");
}

/* The document with one edit of the text: what stands from `from` up to `to` goes, `with` comes. NULL: it cannot be done. */
static const char *lifted(struct arena *arena, const char *yaml, const char *from, const char *to, const char *with)
{
    auto_err err = {0};
    struct edit_list edits = {0}, out = {0};
    const struct node *scalar = scalar_of(arena, text_of(yaml));
    const char *text = arena_string(arena, scalar->text), *start = strstr(text, from), *end = strstr(text, to);
    struct buf buf = buf_new(arena, 4096);
    size_t count;
    *array_add(arena, &edits) = (struct edit){(size_t)(start - text), (size_t)(end - text), text_of(with)};
    if (!literal_lift(arena, scalar, &edits, &out))
        return NULL;
    const struct text *pieces = edit_apply(arena, text_of(yaml), &out, &count, &err);
    for (size_t i = 0; i < count; i++)
        buf_put(&buf, pieces[i]);
    buf_put_byte(&buf, '\0');
    return buf.at;
}

static void test_lift(void **state)
{
    static const struct {
        const char *yaml, *from, *to, *with, *after;
    } cases[] = {
        /* within a line, over several, new lines */
        {"v: |\n  one two\n  three\n", "two", "\nthree", "2", "v: |\n  one 2\n  three\n"},
        {"v: |\n  one two\n    three\n", "two", "hree", "2", "v: |\n  one 2hree\n"},
        {"v: |\r\n  one\r\n  two\r\n", "ne", "\ntwo", "\n\nx", "v: |\r\n  o\r\n\r\n  x\r\n  two\r\n"},
        {"v: |\n  one\n  two\n", "ne", "ne", "x\n", "v: |\n  ox\n  ne\n  two\n"},
        /* whole lines */
        {"v: |\n  one\n  two\n  three\nw: 1\n", "two", "three", "", "v: |\n  one\n  three\nw: 1\n"},
        {"v: |\n  one\n  two\nw: 1\n", "two", "two", "1\n2\n", "v: |\n  one\n  1\n  2\n  two\nw: 1\n"},
        {"v: |\n  one\n  two\n  three\nw: 1\n", "two", "three", "2\n", "v: |\n  one\n  2\n  three\nw: 1\n"},
        {"v: |\n  one\n  two\n", "one", "one", "x", "v: |\n  xone\n  two\n"},
        /* an indentation that is said, a blank line of more blanks than that */
        {"v: |1\n   one\n  two\n", "two", "wo", "T", "v: |1\n   one\n  Two\n"},
        {"v: |2\n     \n  one\n", "one", "ne", "O", "v: |2\n     \n  One\n"},
        {"- |\n one\n", "one", "ne", "O", "- |\n One\n"},
        /* line ends of YAML 1.1 */
        {"v: |\n  a\xC2\x85  one\n", "one", "ne", "O", "v: |\n  a\xC2\x85  One\n"},
        {"v: |\n  a\xE2\x80\xA8  one\n  two\n", "two", "wo", "T", "v: |\n  a\xE2\x80\xA8  one\n  Two\n"},
        {"v: |\n  a\xE2\x80\xA9  one\n", "one", "ne", "O", "v: |\n  a\xE2\x80\xA9  One\n"},
        {"v: |\r  a\r  one\r", "one", "ne", "O", "v: |\r  a\r  One\r"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        assert_string_equal(lifted(&arena, cases[i].yaml, cases[i].from, cases[i].to, cases[i].with), cases[i].after);
    }
}

/* Where text and source do not go along with one another, it says so. */
static void test_no_lift(void **state)
{
    (void)state;
    auto_arena arena = {0};
    struct edit_list out = {0};
    struct node scalar = *scalar_of(&arena, TEXT("v: |\n  one\n  two\n"));
    static const char *const texts[] = {"one two", "one\ntwo\nthree\nfour", "on\ntwo", "one\nt\xE2\x80\xA8"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct edit_list edits = {0};
        scalar.text = text_of(texts[i]);
        *array_add(&arena, &edits) = (struct edit){0, scalar.text.len, TEXT("")};
        assert_false(literal_lift(&arena, &scalar, &edits, &out));
        edits.items[0].start = scalar.text.len;
        assert_false(literal_lift(&arena, &scalar, &edits, &out));
    }
}

static void test_indent(void **state)
{
    static const struct {
        const char *yaml;
        size_t indent, start;
    } cases[] = {
        {"v: |\n   one\n", 3, 5},
        {"v: >1\n   one\n", 1, 6},
        {"v: &a !!str\n  # c\n  |\n one\n", 1, 22},
        {"v: |\n", 2, 5},
        {"v: |", 2, 4},
        {"v: |-3\n", 3, 7},
        {"- |\n", 2, 4},
        {"- >\n\n\n  one\n", 2, 4},
        {"v: |\n\n\n", 2, 5},
        {"v: |\r\n    one", 4, 6},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        const struct node *scalar = scalar_of(&arena, text_of(cases[i].yaml));
        assert_int_equal(block_indent(scalar), cases[i].indent);
        assert_int_equal(block_content_start(scalar), cases[i].start);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lift),
        cmocka_unit_test(test_no_lift),
        cmocka_unit_test(test_indent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
