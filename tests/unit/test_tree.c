/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "yaml/tree.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static struct yaml_source *source_of(struct arena *arena, struct text bytes)
{
    struct yaml_source *source = arena_new(arena, sizeof *source);
    *source = (struct yaml_source){.file = TEXT("v.yaml"), .bytes = bytes};
    return source;
}

static struct node *parse(struct arena *arena, struct text bytes)
{
    auto_err err = {0};
    struct node *root;
    if (tree_parse(arena, source_of(arena, bytes), &root, &err) != 0)
        fail_msg("%s", err.text);
    return root;
}

static struct node *parse_string(struct arena *arena, const char *yaml)
{
    return parse(arena, text_of(yaml));
}

static void assert_refused(struct arena *arena, struct text bytes, const char *message)
{
    auto_err err = {0};
    struct node *root;
    assert_int_equal(tree_parse(arena, source_of(arena, bytes), &root, &err), -1);
    assert_int_equal(err.kind, ERR_INPUT);
    assert_string_equal(err.text, message);
    assert_null(root);
}

static void assert_text(struct text text, const char *expected)
{
    assert_int_equal(text.len, strlen(expected));
    assert_memory_equal(text.at, expected, text.len);
}

static const struct node *descend(const struct node *root, const char *steps)
{
    for (; *steps != '\0'; steps++) {
        size_t i = (size_t)(*steps - '0');
        assert_true(i < root->count);
        root = root->kind == NODE_LIST ? root->items[i] : root->pairs[i].value;
    }
    return root;
}

/* Where a node stands: its own bytes, and its line and column. `steps` are the indexes that lead to it. */
static void test_offsets(void **state)
{
    static const struct {
        const char *yaml, *steps, *bytes;
        size_t line, column;
    } cases[] = {
        {"a: 1", "", "a: 1", 0, 0},
        {"a: 1   # c\n\n# d\n", "", "a: 1", 0, 0},
        {"a: 1   # c\n\n# d\n", "0", "1", 0, 3},
        {"\xEF\xBB\xBF"
         "a: 1\n",
         "0", "1", 0, 3},
        {"\xC3\xA9\xC3\xA9: \xE2\x82\xAC\xF0\x9F\x98\x80 # \xC3\xA9\nb: x\n", "0", "\xE2\x82\xAC\xF0\x9F\x98\x80", 0, 4},
        {"\xC3\xA9\xC3\xA9: \xE2\x82\xAC\xF0\x9F\x98\x80 # \xC3\xA9\nb: x\n", "1", "x", 1, 3},
        {"a: b\r\nc: 'd'\r\n", "1", "'d'", 1, 3},
        {"a: |\n  x\n  y\n\n\n# c\nb: 1\n", "0", "|\n  x\n  y", 0, 3},
        {"a: |+\n  x\n  y  \n\n\nb: 1\n", "0", "|+\n  x\n  y  ", 0, 3},
        {"a: |\r\n  x\r\n\r\nb: 1\r\n", "0", "|\r\n  x", 0, 3},
        {"a: >-\n  x\n  y", "0", ">-\n  x\n  y", 0, 3},
        {"a: | # c\n\n\nb: 1\n", "0", "|", 0, 3},
        {"a: |\n\n\nb: 1\n", "1", "1", 3, 3},
        {"a:\n  b: 1\n  # c\n\nq: 2\n", "0", "b: 1", 1, 2},
        {"a:\n- 1\n- |\n  x\n\n# c\nq: 2\n", "0", "- 1\n- |\n  x", 1, 0},
        {"a: [1, {b: 2}] # c\n", "0", "[1, {b: 2}]", 0, 3},
        {"a: [1, {b: 2}] # c\n", "01", "{b: 2}", 0, 7},
        {"a:   # c\nb: 1\n", "0", "", 0, 2},
        {"? a\n# c\n\n? b\n: 1\n", "0", "", 0, 2},
        {"? a\n# c\n\n? b\n: 1\n", "1", "1", 4, 2},
        {"- - a\n  - ? b\n\n# c\n", "01", "? b", 1, 4},
        {"a: \"x\\ny\" # c\n", "0", "\"x\\ny\"", 0, 3},
        {"a: one\n  two\n", "0", "one\n  two", 0, 3},
        {"--- text # c\n", "", "text", 0, 4},
        {"%YAML 1.1\n# c\n---\na: 1\n...\n# end\n", "", "a: 1", 3, 0},
        {"a: &x !!str 1\n", "0", "&x !!str 1", 0, 3},
        {"a: !t\n  b: 1\n", "0", "!t\n  b: 1", 0, 3},
        {"a: &x 1\nb:\n- *x  # c\n", "1", "- *x", 2, 0},
        {"{\"a\":{\"b\":[1,2]}}", "0", "{\"b\":[1,2]}", 0, 5},
        {"{\n\t\"a\":\t1\n}\n", "0", "1", 1, 6},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        const struct node *node = descend(parse_string(&arena, cases[i].yaml), cases[i].steps);
        assert_text((struct text){cases[i].yaml + node->start, node->end - node->start}, cases[i].bytes);
        assert_int_equal(node->line, cases[i].line);
        assert_int_equal(node->column, cases[i].column);
    }
}

static void test_scalars(void **state)
{
    static const struct {
        const char *yaml, *text, *tag;
        enum node_style style;
    } cases[] = {
        {"- plain text", "plain text", "", STYLE_PLAIN},
        {"- one\n  two", "one two", "", STYLE_PLAIN},
        {"- 'it''s'", "it's", "", STYLE_SINGLE},
        {"- \"a\\u00e9\\n\"", "a\xC3\xA9\n", "", STYLE_DOUBLE},
        {"- |\r\n  a\r\n  b\r\n", "a\nb\n", "", STYLE_LITERAL},
        {"- >-\n  a\n  b\n", "a b", "", STYLE_FOLDED},
        {"- !!str 1", "1", "tag:yaml.org,2002:str", STYLE_PLAIN},
        {"- ! 1", "1", "!", STYLE_PLAIN},
        {"- &a\n  ! 1", "1", "!", STYLE_PLAIN},
        {"- !x &a 1", "1", "!x", STYLE_PLAIN},
        {"- !!binary aGk=", "aGk=", "tag:yaml.org,2002:binary", STYLE_PLAIN},
        {"- !<tag:e,2000:x> 1", "1", "tag:e,2000:x", STYLE_PLAIN},
        {"%TAG !e! tag:e,2000:\n---\n- !e!x 1", "1", "tag:e,2000:x", STYLE_PLAIN},
        {"- ", "", "", STYLE_PLAIN},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        const struct node *node = descend(parse_string(&arena, cases[i].yaml), "0");
        assert_int_equal(node->kind, NODE_SCALAR);
        assert_int_equal(node->style, cases[i].style);
        assert_text(node->text, cases[i].text);
        assert_text(node->tag, cases[i].tag);
        assert_int_equal(node->weight, 1);
        assert_int_equal(node->height, 0);
    }
}

static void test_collections(void **state)
{
    auto_arena arena = {0};
    const struct node *root = parse_string(&arena, "a: [x, {b: c}]\nq: !t {}\n");
    (void)state;
    assert_int_equal(root->kind, NODE_MAP);
    assert_int_equal(root->style, STYLE_BLOCK);
    assert_int_equal(root->count, 2);
    assert_null(root->parent);
    assert_int_equal(root->weight, 9);
    assert_int_equal(root->height, 3);
    const struct node *list = root->pairs[0].value;
    assert_int_equal(list->kind, NODE_LIST);
    assert_int_equal(list->style, STYLE_FLOW);
    assert_ptr_equal(list->parent, root);
    assert_int_equal(list->items[1]->index, 1);
    assert_ptr_equal(list->items[1]->pairs[0].key->parent, list->items[1]);
    assert_int_equal(root->pairs[1].value->count, 0);
    assert_text(root->pairs[1].value->tag, "!t");
}

static void test_empty(void **state)
{
    static const char *const cases[] = {
        "",
        "\n\n",
        "# only a comment\n",
        "---\n",
        "---",
        "--- # c\n",
        "---\n# x\n...\n",
        "...\n",
        "--- null\n",
        "~\n",
        "\xEF\xBB\xBF",
        "\xEF\xBB\xBF# c\r\n",
        "%YAML 1.1\n---\n",
        " \r\n\t",
        "# \x01\n...\n",
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        assert_null(parse_string(&arena, cases[i]));
    }
    auto_arena arena = {0};
    assert_non_null(parse_string(&arena, "--- ''\n"));
    assert_non_null(parse_string(&arena, "--- &a\n"));
    assert_non_null(parse_string(&arena, "{}"));
}

static void test_aliases(void **state)
{
    auto_arena arena = {0};
    const struct node *root = parse_string(&arena, "a: &x {k: 1}\nb: *x\nc: &x 2\nq: *x\n*x : e\nf: &y 3\n");
    (void)state;
    assert_ptr_equal(root->pairs[0].value, root->pairs[1].value);
    assert_true(root->pairs[0].value->anchored);
    assert_true(root->pairs[0].value->aliased);
    assert_int_equal(root->pairs[0].value->index, 0);
    assert_text(root->pairs[3].value->text, "2");
    assert_ptr_equal(root->pairs[4].key, root->pairs[2].value);
    assert_true(root->pairs[5].value->anchored);
    assert_false(root->pairs[5].value->aliased);
    assert_int_equal(root->weight, 1 + 4 + 4 + 2 + 2 + 2 + 2);
}

static void test_refusals(void **state)
{
    const struct {
        struct text yaml;
        const char *message;
    } cases[] = {
        {TEXT("a: 1\n  b: 2\n"), "v.yaml:2:4: mapping values are not allowed in this context"},
        {TEXT("a:\n  - b\n c: 1\n"), "v.yaml:3:2: did not find expected key"},
        {TEXT("a: [1,\n"), "v.yaml:2:1: did not find expected node content"},
        {TEXT("a: 'x\n"), "v.yaml:2:1: found unexpected end of stream"},
        {TEXT("a: \"\\q\"\n"), "v.yaml:1:5: found unknown escape character"},
        {TEXT("a:\n\tb: 1\n"), "v.yaml:2:1: found character that cannot start any token"},
        {TEXT("a: 1\n---\nb: 2\n"), "v.yaml:2:1: a second document begins here, one was expected"},
        {TEXT("a: 1\n...\n# c\n---\nb: 2\n"), "v.yaml:4:1: a second document begins here, one was expected"},
        {TEXT("{a: 1} {b: 2}\n"), "v.yaml:1:8: unexpected content behind the end of the document"},
        {TEXT("a: 1\n... b\n"), "v.yaml:2:5: unexpected content behind the end of the document"},
        {TEXT("\xC3\xA9: 1\n\xC3\xA9: \x01\n"), "v.yaml:2:4: control characters are not allowed"},
        {TEXT("a: 1\rb: \x01\n"), "v.yaml:2:4: control characters are not allowed"},
        {TEXT("\xEF\xBB\xBF"
              "a: \xFF\n"),
         "v.yaml:1:4: invalid leading UTF-8 octet"},
        {TEXT("a: \xC3(\n"), "v.yaml:1:5: invalid trailing UTF-8 octet"},
        {TEXT("a\0b"), "v.yaml:1:2: a NUL byte: binary data, or UTF-16 without a byte order mark"},
        {TEXT("\xFF\xFE"
              "a\0"),
         "v.yaml:1:1: UTF-16 is not read, only UTF-8"},
        {TEXT("\xFE\xFF\0a"), "v.yaml:1:1: UTF-16 is not read, only UTF-8"},
        {TEXT("\xFF\xFE\0\0a\0\0\0"), "v.yaml:1:1: UTF-32 is not read, only UTF-8"},
        {TEXT("\0\0\xFE\xFF"), "v.yaml:1:1: UTF-32 is not read, only UTF-8"},
        {TEXT("a: *x\n"), "v.yaml:1:4: the alias *x has no anchor in this document"},
        {TEXT("a: *x\nb: &x 1\n"), "v.yaml:1:4: the alias *x has no anchor in this document"},
        {TEXT("a: &x [1, *x]\n"), "v.yaml:1:11: the alias *x stands inside the node that it refers to"},
        {TEXT("&x a: {b: &x {c: *x}}\n"), "v.yaml:1:18: the alias *x stands inside the node that it refers to"},
        {TEXT("a: !e!x 1\n"), "v.yaml:1:4: found undefined tag handle"},
        {TEXT("%YAML 2.0\n---\na\n"), "v.yaml:1:1: found incompatible YAML document"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        assert_refused(&arena, cases[i].yaml, cases[i].message);
    }
}

static void test_refusal_inside_of_files(void **state)
{
    struct yaml_source sources[] = {
        {.file = TEXT("f"), .origin = TEXT("t/x.yaml"), .line = 9, .column = 4},
        {.file = TEXT("f"), .mapping = SOURCE_BLOCK, .line = 9, .indent = 6},
        {.file = TEXT("f"), .mapping = SOURCE_POINT, .line = 9, .column = 4},
    };
    static const char *const places[][2] = {
        {"f:10:8 (t/x.yaml): the alias *x has no anchor in this document",
         "f:11:2 (t/x.yaml): the alias *x has no anchor in this document"},
        {"f:10:10: the alias *x has no anchor in this document", "f:11:8: the alias *x has no anchor in this document"},
        {"f:10:5: the alias *x has no anchor in this document", "f:10:5: the alias *x has no anchor in this document"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(sources); i++) {
        for (size_t line = 0; line < 2; line++) {
            auto_arena arena = {0};
            auto_err err = {0};
            struct node *root;
            sources[i].bytes = line == 0 ? TEXT("a: *x\n") : TEXT("a:\n *x\n");
            assert_int_equal(tree_parse(&arena, &sources[i], &root, &err), -1);
            assert_string_equal(err.text, places[i][line]);
        }
    }
}

static struct buf big_buf(struct arena *arena)
{
    return buf_new(arena, LIMIT_DOCUMENT_BYTES + 64);
}

static void put_times(struct buf *buf, size_t count, const char *string)
{
    for (size_t i = 0; i < count; i++)
        buf_put_string(buf, string);
}

static void test_limit_document_bytes(void **state)
{
    auto_arena arena = {0};
    size_t size = LIMIT_DOCUMENT_BYTES + 1;
    char *bytes = arena_new(&arena, size);
    (void)state;
    memset(bytes, '\n', size);
    memcpy(bytes, "a: 1\n...", 8);
    assert_non_null(parse(&arena, (struct text){bytes, size - 1}));
    assert_refused(&arena, (struct text){bytes, size}, "v.yaml:1:1: a document of more than 67108864 bytes");
}

static void test_limit_depth(void **state)
{
    auto_arena arena = {0};
    struct buf buf = big_buf(&arena);
    (void)state;
    put_times(&buf, LIMIT_DEPTH, "[");
    struct text opening = buf_text(&buf);
    put_times(&buf, LIMIT_DEPTH, "]");
    assert_int_equal(parse(&arena, buf_text(&buf))->height, LIMIT_DEPTH);
    struct buf more = big_buf(&arena);
    buf_put(&more, (struct text){opening.at, LIMIT_DEPTH});
    put_times(&more, 1000000, "[");
    assert_refused(&arena, buf_text(&more), "v.yaml:1:101: nested deeper than 100 levels");
    struct buf block = big_buf(&arena);
    put_times(&block, LIMIT_DEPTH, "- ");
    assert_int_equal(parse(&arena, buf_text(&block))->height, LIMIT_DEPTH);
    put_times(&block, 1, "- ");
    assert_refused(&arena, buf_text(&block), "v.yaml:1:201: nested deeper than 100 levels");
}

/* An alias hangs all of its levels there. */
static void test_limit_depth_of_aliases(void **state)
{
    (void)state;
    for (size_t outer = 39; outer <= 40; outer++) {
        auto_arena arena = {0};
        struct buf buf = big_buf(&arena);
        buf_put_string(&buf, "- &a ");
        put_times(&buf, 60, "[");
        put_times(&buf, 60, "]");
        buf_put_string(&buf, "\n- ");
        put_times(&buf, outer, "[");
        buf_put_string(&buf, " *a ");
        put_times(&buf, outer, "]");
        if (outer == 39)
            assert_int_equal(parse(&arena, buf_text(&buf))->height, LIMIT_DEPTH);
        else
            assert_refused(&arena, buf_text(&buf), "v.yaml:2:44: nested deeper than 100 levels");
    }
}

static void test_limit_nodes(void **state)
{
    auto_arena arena = {0};
    struct buf buf = big_buf(&arena);
    (void)state;
    /* 1 + 1000 + (1 + 100 * 1000) * 19 + 98 * 1000 + 980 = 2,000,000 */
    buf_put_string(&buf, "- &a [x");
    put_times(&buf, 998, ",x");
    buf_put_string(&buf, "]\n- &b [*a");
    put_times(&buf, 99, ", *a");
    buf_put_string(&buf, "]\n");
    put_times(&buf, 18, "- *b\n");
    put_times(&buf, 98, "- *a\n");
    put_times(&buf, 980, "- x\n");
    assert_int_equal(parse(&arena, buf_text(&buf))->weight, LIMIT_NODES);
    buf_put_string(&buf, "- x\n");
    assert_refused(&arena, buf_text(&buf), "v.yaml:1099:3: more than 2000000 nodes, aliases counted with what they stand for");
}

/* Each level ten times the one before: the sum is never built. */
static void test_alias_bomb(void **state)
{
    auto_arena arena = {0};
    struct buf buf = big_buf(&arena);
    (void)state;
    buf_put_string(&buf, "- &a0 x\n");
    for (int i = 1; i < 90; i++) {
        buf_format(&buf, "- &a%d [", i);
        for (int k = 0; k < 10; k++)
            buf_format(&buf, "*a%d,", i - 1);
        buf_put_string(&buf, "]\n");
    }
    assert_refused(&arena, buf_text(&buf), "v.yaml:8:8: more than 2000000 nodes, aliases counted with what they stand for");
}

static void test_limit_anchors(void **state)
{
    auto_arena arena = {0};
    struct buf buf = big_buf(&arena);
    (void)state;
    for (int i = 0; i < LIMIT_ANCHORS; i++)
        buf_format(&buf, "- &a%d x\n", i);
    parse(&arena, buf_text(&buf));
    buf_put_string(&buf, "- &b {}\n");
    assert_refused(&arena, buf_text(&buf), "v.yaml:1001:3: more than 1000 anchors");
}

static void test_limit_aliases(void **state)
{
    auto_arena arena = {0};
    struct buf buf = big_buf(&arena);
    (void)state;
    buf_put_string(&buf, "- &a x\n");
    put_times(&buf, LIMIT_ALIASES, "- *a\n");
    parse(&arena, buf_text(&buf));
    buf_put_string(&buf, "- *a\n");
    assert_refused(&arena, buf_text(&buf), "v.yaml:10002:3: more than 10000 aliases");
}

static void test_limit_scalar_bytes(void **state)
{
    auto_arena arena = {0};
    char *bytes = arena_new(&arena, LIMIT_SCALAR_BYTES + 4);
    (void)state;
    memset(bytes, 'x', LIMIT_SCALAR_BYTES + 4);
    memcpy(bytes, "a: ", 3);
    const struct node *root = parse(&arena, (struct text){bytes, LIMIT_SCALAR_BYTES + 3});
    assert_int_equal(node_text_at(root, "a").len, LIMIT_SCALAR_BYTES);
    assert_refused(&arena, (struct text){bytes, LIMIT_SCALAR_BYTES + 4}, "v.yaml:1:4: a scalar of more than 4194304 bytes");
}

static void test_limit_directives(void **state)
{
    static const char *const line_ends[] = {"\n", "\r\n", "\r", "\xC2\x85", "\xE2\x80\xA8"};
    (void)state;
    for (size_t end = 0; end < COUNT(line_ends); end++) {
        for (int count = LIMIT_DIRECTIVES; count <= LIMIT_DIRECTIVES + 1; count++) {
            auto_arena arena = {0};
            struct buf buf = big_buf(&arena);
            for (int i = 0; i < count; i++)
                buf_format(&buf, "%%TAG !a%d! x%s # c%s", i, line_ends[end], line_ends[end]);
            buf_put_string(&buf, "---\na\n");
            if (count == LIMIT_DIRECTIVES) {
                assert_text(parse(&arena, buf_text(&buf))->text, "a");
                continue;
            }
            auto_err err = {0};
            struct node *root;
            assert_int_equal(tree_parse(&arena, source_of(&arena, buf_text(&buf)), &root, &err), -1);
            assert_non_null(strstr(err.text, ": more than 100 directives"));
        }
    }
    auto_arena arena = {0};
    struct buf buf = big_buf(&arena);
    buf_put_string(&buf, "a: |\n  x\nb: \"\n");
    put_times(&buf, LIMIT_DIRECTIVES + 1, " %TAG !a! x\n");
    buf_put_string(&buf, "\"\n");
    assert_non_null(parse(&arena, buf_text(&buf)));
}

/* JSON's pairs of escapes for characters beyond U+FFFF; an escaped backslash in front makes text of them. */
static void test_surrogate_pairs(void **state)
{
    (void)state;
    auto_arena arena = {0};
    const char *json = "{\"a\": \"\\ud83d\\uDE00  b\\uD83D\\uDE00\", \"c\": \"\\\\ud83d\\\\ude00\",\n \"d\": 1}";
    const struct node *root = parse_string(&arena, json);
    assert_text(node_text(node_get(root, "a")), "\xF0\x9F\x98\x80  b\xF0\x9F\x98\x80");
    assert_text(node_text(node_get(root, "c")), "\\ud83d\\ude00");
    const struct node *c = node_get(root, "c"), *d = node_get(root, "d");
    assert_int_equal(c->line, 0);
    assert_int_equal(c->start, (size_t)(strstr(json, "\"\\\\ud83d") - json));
    assert_int_equal(c->column, c->start);
    assert_int_equal(d->line, 1);
    assert_int_equal(d->column, 6);
    const char *marked = "# c \"\n--- # {\n{\"a\": \"\\ud83d\\ude00\", \"b\": \"\\\\\", \"c\": [\"\\ud83d\\ude00\"]}";
    assert_text(node_text(node_get(parse_string(&arena, marked), "a")), "\xF0\x9F\x98\x80");
    assert_text(node_get(parse_string(&arena, marked), "c")->items[0]->text, "\xF0\x9F\x98\x80");
    /* No JSON, though it begins like it: these are no escapes. */
    assert_text(node_text(node_get(parse_string(&arena, "{a: '\\ud83d\\ude00'}"), "a")), "\\ud83d\\ude00");
    assert_text(node_text(node_get(parse_string(&arena, "{a: b\"\\ud83d\\ude00}"), "a")), "b\"\\ud83d\\ude00");
    assert_refused(&arena, TEXT("{\"a\": \"\\ud83d alone\"}"), "v.yaml:1:10: found invalid Unicode character escape code");
    /* Block scalars know no escapes. */
    assert_text(node_text(node_get(parse_string(&arena, "a: |-\n  \\ud83d\\ude00\n"), "a")), "\\ud83d\\ude00");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_offsets),
        cmocka_unit_test(test_scalars),
        cmocka_unit_test(test_collections),
        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_aliases),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_refusal_inside_of_files),
        cmocka_unit_test(test_limit_document_bytes),
        cmocka_unit_test(test_limit_depth),
        cmocka_unit_test(test_limit_depth_of_aliases),
        cmocka_unit_test(test_limit_nodes),
        cmocka_unit_test(test_alias_bomb),
        cmocka_unit_test(test_limit_anchors),
        cmocka_unit_test(test_limit_aliases),
        cmocka_unit_test(test_limit_scalar_bytes),
        cmocka_unit_test(test_limit_directives),
        cmocka_unit_test(test_surrogate_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
