/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/limits.h"
#include "yaml/edit.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static struct node *parse_source(struct arena *arena, struct yaml_source source)
{
    auto_err err = {0};
    struct yaml_source *kept = arena_new(arena, sizeof *kept);
    struct node *root;
    *kept = source;
    if (tree_parse(arena, kept, &root, &err) != 0)
        fail_msg("%s in:\n" TEXT_FMT, err.text, TEXT_ARG(source.bytes));
    return root;
}

static struct node *parse(struct arena *arena, struct text yaml)
{
    return parse_source(arena, (struct yaml_source){.file = TEXT("v.yaml"), .bytes = yaml});
}

/* The YAML that a scalar holds, as it is or in base64. */
static struct node *parse_inside(struct arena *arena, const struct node *scalar, bool base64)
{
    struct text text = scalar->text;
    if (base64) {
        size_t bad_at;
        unsigned char *bytes = arena_new(arena, base64_decoded_max(text.len) + 1);
        assert_int_equal(base64_decode(scalar->text, bytes, &text.len, &bad_at), 0);
        text.at = (const char *)bytes;
    }
    return parse_source(arena, (struct yaml_source){.file = TEXT("v.yaml"), .bytes = text, .scalar = scalar, .base64 = base64});
}

static const char *joined(struct arena *arena, const struct text *pieces, size_t count)
{
    struct buf buf = buf_new(arena, LIMIT_DOCUMENT_BYTES);
    for (size_t i = 0; i < count; i++)
        buf_put(&buf, pieces[i]);
    buf_put_byte(&buf, '\0');
    return buf.at;
}

static const char *applied(struct arena *arena, struct text yaml, struct edit_list *edits)
{
    auto_err err = {0};
    size_t count;
    const struct text *pieces = edit_apply(arena, yaml, edits, &count, &err);
    if (pieces == NULL)
        fail_msg("%s in:\n" TEXT_FMT, err.text, TEXT_ARG(yaml));
    return joined(arena, pieces, count);
}

struct scalar_edits {
    struct scalar_edit *items;
    size_t count, room;
};

static bool hangs(const struct node *child, const struct node *parent, size_t index)
{
    return child->parent == parent && child->index == index;
}

/* Every value of a key `x`, every item that begins with OLD. */
static void collect(struct arena *arena, const struct node *node, struct text with, struct scalar_edits *out)
{
    for (size_t i = 0; !node_is_scalar(node) && i < node->count; i++) {
        const struct node *child = node_is_list(node) ? node->items[i] : node->pairs[i].value;
        bool meant = node_is_list(node) ? text_starts(node_text(child), "OLD") : text_is(node_text(node->pairs[i].key), "x");
        if (meant && node_is_scalar(child) && hangs(child, node, i))
            *array_add(arena, out) = (struct scalar_edit){child, with};
        if (hangs(child, node, i))
            collect(arena, child, with, out);
    }
}

static const char *replaced(struct arena *arena, struct text yaml, const struct node *root, struct text with)
{
    auto_err err = {0};
    struct edit_list edits = {0};
    struct scalar_edits scalars = {0};
    collect(arena, root, with, &scalars);
    if (edit_replace_scalars(arena, &edits, scalars.items, scalars.count, &err) != 0)
        fail_msg("%s in:\n" TEXT_FMT, err.text, TEXT_ARG(yaml));
    return applied(arena, yaml, &edits);
}

/* ------------------------------------------------------------------ one scalar */

static const struct {
    const char *before, *after;
} shapes[] = {
    /* plain and quoted */
    {"x: OLD\n", "x: N+/=\n"},
    {"x:   OLD   # c\ny: 1", "x:   N+/=   # c\ny: 1"},
    {"x: OLD", "x: N+/="},
    {"x: 'OLD' # c\n", "x: 'N+/=' # c\n"},
    {"x: \"OLD\"\r\ny: 1\n", "x: \"N+/=\"\r\ny: 1\n"},
    {"x:\n  OLD\n  OLD\ny: 1\n", "x:\n  N+/=\ny: 1\n"},
    {"x:\n  # c\n  \"OLD\\\n   OLD\" # d\n", "x:\n  # c\n  \"N+/=\" # d\n"},
    {"x: 'OLD\n\n  OLD'\n", "x: 'N+/='\n"},
    {"- OLD\n-   - y\n    - 'OLD'\n", "- N+/=\n-   - y\n    - 'N+/='\n"},
    {"\xEF\xBB\xBFx: OLD\n", "\xEF\xBB\xBFx: N+/=\n"},
    {"\xC3\xA9: \xC3\xA9 # \xC3\xA9\nx: OLD # \xC3\xA9\n", "\xC3\xA9: \xC3\xA9 # \xC3\xA9\nx: N+/= # \xC3\xA9\n"},
    /* anchors, tags, aliases */
    {"x: &a OLD\ny: *a\n", "x: &a N+/=\ny: *a\n"},
    {"x: !!str &a\n  # c\n  OLD\n", "x: !!str &a\n  # c\n  N+/=\n"},
    {"a: &m {x: OLD}\nb: {<<: *m}\n", "a: &m {x: N+/=}\nb: {<<: *m}\n"},
    {"x: ! 'OLD'\n", "x: ! 'N+/='\n"},
    /* block scalars */
    {"x: |\n  OLD\n  OLD\ny: 1\n", "x: |\n  N+/=\ny: 1\n"},
    {"x: |-  # c\r\n    OLD\r\n    OLD\r\n\r\n# d\r\ny: 1\r\n", "x: |-  # c\r\n    N+/=\r\n\r\n# d\r\ny: 1\r\n"},
    {"x: >-\n  OLD\n  OLD\n", "x: >-\n  N+/=\n"},
    {"x: >+\n\n  OLD\n\n\ny: 1\n", "x: >+\n  N+/=\n\n\ny: 1\n"},
    {"x: |2\n    OLD\ny: 1\n", "x: |2\n  N+/=\ny: 1\n"},
    {"- |\n OLD\n- y\n", "- |\n N+/=\n- y\n"},
    {"- x: &a |\n    OLD\n  y: 1", "- x: &a |\n    N+/=\n  y: 1"},
    {"x: |\n  OLD", "x: |\n  N+/="},
    {"x: |\n", "x: |\n  N+/=\n"},
    {"a:\n  x: |- # c\n  y: 1\n", "a:\n  x: |- # c\n    N+/=\n  y: 1\n"},
    {"a:\n  x: >1\n\n  y: 1\n", "a:\n  x: >1\n   N+/=\n\n  y: 1\n"},
    {"x: |", "x: |\n  N+/="},
    /* nothing there */
    {"x:\n", "x: N+/=\n"},
    {"x: \ny: 1\n", "x: N+/=\ny: 1\n"},
    {"x:", "x: N+/="},
    {"x: # c\ny: 1\n", "x: N+/= # c\ny: 1\n"},
    {"x:  # c\n", "x: N+/= # c\n"},
    {"x:\n\n  # c\n\ny: 1\n", "x: N+/=\n\n  # c\n\ny: 1\n"},
    {"a:\r\n  x:\r\n  y: 1\r\n", "a:\r\n  x: N+/=\r\n  y: 1\r\n"},
    {"x: &a\ny: *a\n", "x: &a N+/=\ny: *a\n"},
    {"x: !!str # c\n", "x: !!str N+/= # c\n"},
    {"x: ''\n", "x: 'N+/='\n"},
    {"x: ~\ny: null\n", "x: N+/=\ny: null\n"},
    {"x : \n", "x : N+/=\n"},
    {"a: {x: , y: 1}\n", "a: {x: N+/=, y: 1}\n"},
    {"a: {x: }\n", "a: {x: N+/=}\n"},
    {"{\"x\":}", "{\"x\": \"N+/=\"}"},
    {"- x:\n- x: \n  y: 1\n", "- x: N+/=\n- x: N+/=\n  y: 1\n"},
    /* flow */
    {"a: {x: OLD, y: [OLD, 'OLD' ]} # c\n", "a: {x: N+/=, y: [N+/=, 'N+/=' ]} # c\n"},
    {"a: {x: OLD\n  OLD, # c\n  y: 1}\n", "a: {x: N+/=, # c\n  y: 1}\n"},
    {"a: [x: OLD, y]\n", "a: [x: N+/=, y]\n"},
    {"{\"x\":\"OLD\",\"y\":[\"OLD\"]}", "{\"x\":\"N+/=\",\"y\":[\"N+/=\"]}"},
    {"{\"x\": null}", "{\"x\": \"N+/=\"}"},
    {"{\n  \"y\": [1, {\"x\":\r\n 12}]\n}\n", "{\n  \"y\": [1, {\"x\":\r\n \"N+/=\"}]\n}\n"},
    {"{\"y\": \"\\uD83D\\uDE00\", \"x\": \"\\uD83D\\uDE00\"}", "{\"y\": \"\\uD83D\\uDE00\", \"x\": \"N+/=\"}"},
    /* documents */
    {"%YAML 1.1\n---\nx: OLD\n...\n", "%YAML 1.1\n---\nx: N+/=\n...\n"},
    {"--- # c\n? y\n: x: OLD\n", "--- # c\n? y\n: x: N+/=\n"},
};

static void test_shapes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(shapes); i++) {
        auto_arena arena = {0};
        struct text before = text_of(shapes[i].before);
        const char *after = replaced(&arena, before, parse(&arena, before), TEXT("N+/="));
        assert_string_equal(after, shapes[i].after);
        /* a second time changes nothing */
        assert_string_equal(replaced(&arena, text_of(after), parse(&arena, text_of(after)), TEXT("N+/=")), after);
    }
}

/* Texts that cannot stand in the style that was. */
static void test_quoting(void **state)
{
    static const struct {
        const char *before, *with, *after;
    } cases[] = {
        {"x: OLD\n", "true", "x: \"true\"\n"},
        {"x: OLD\n", "a: b", "x: \"a: b\"\n"},
        {"x: OLD\n", "", "x: \"\"\n"},
        {"x: OLD\n", "two\nlines", "x: \"two\\nlines\"\n"},
        {"x: {x: OLD}\n", "a,b", "x: {x: \"a,b\"}\n"},
        {"x: 'OLD'\n", "it's", "x: 'it''s'\n"},
        {"x: 'OLD'\n", "tab\there", "x: \"tab\\there\"\n"},
        {"x: \"OLD\"\n", "a\"b\\", "x: \"a\\\"b\\\\\"\n"},
        {"x: |\n  OLD\n", " blank", "x: \" blank\"\n"},
        {"x: |  # c\n  OLD\n", "", "x: \"\"\n"},
        {"x: |-\n  OLD\ny: 1\n", "two\n\n  lines", "x: |-\n  two\n\n    lines\ny: 1\n"},
        {"a:\r\n  x: >- # c\r\n   OLD\r\n", "two\nlines", "a:\r\n  x: |- # c\r\n   two\r\n   lines\r\n"},
        {"x:\n", "# no comment", "x: \"# no comment\"\n"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        struct text before = text_of(cases[i].before);
        assert_string_equal(replaced(&arena, before, parse(&arena, before), text_of(cases[i].with)), cases[i].after);
    }
}

/* A place with a scalar in it: @ ends a line, and what a scalar has behind it is indented like the place. */
static struct text document(struct arena *arena, const char *place, const char *scalar, const char *line_end)
{
    struct buf buf = buf_new(arena, 4096);
    size_t column = 0;
    for (const char *at = place; *at != '\0'; at++) {
        column = *at == '@' ? 0 : column + 1;
        if (*at == '@')
            buf_put_string(&buf, line_end);
        else if (*at != '$')
            buf_put_byte(&buf, *at);
        for (const char *in = scalar; *at == '$' && *in != '\0'; in++) {
            if (*in != '@') {
                buf_put_byte(&buf, *in);
                continue;
            }
            buf_put_string(&buf, line_end);
            buf_put_spaces(&buf, column - 1);
        }
    }
    return buf_text(&buf);
}

static struct text read_back(const struct node *scalar)
{
    struct text text = scalar->text;
    bool block = scalar->style == STYLE_LITERAL || scalar->style == STYLE_FOLDED;
    while (block && text_ends(text, "\n"))
        text.len--;
    return text;
}

static void check_replaced(struct text before, struct text with)
{
    auto_arena arena = {0};
    struct scalar_edits old = {0}, new = {0};
    const char *after = replaced(&arena, before, parse(&arena, before), with);
    collect(&arena, parse(&arena, before), TEXT(""), &old);
    collect(&arena, parse(&arena, text_of(after)), TEXT(""), &new);
    assert_int_equal(new.count, 1);
    const struct node *was = old.items[0].node, *is = new.items[0].node;
    if (!text_equal(read_back(is), with))
        fail_msg("from:\n" TEXT_FMT "\nto:\n%s", TEXT_ARG(before), after);
    assert_memory_equal(before.at, after, was->start);
    assert_int_equal(before.len - was->end, strlen(after) - is->end);
    assert_memory_equal(before.at + was->end, after + is->end, before.len - was->end);
}

/* Each way to write a scalar, in each place, with each line end: it reads back, and nothing else has changed. */
static void test_combinations(void **state)
{
    static const char *const scalars[] = {"OLD",
                                          "'OLD'",
                                          "\"OLD\"",
                                          "&a OLD",
                                          "!!str 'OLD'",
                                          "|@   OLD@   OLD",
                                          ">- # c@   OLD@   OLD",
                                          "|4@     OLD",
                                          "&b !!str |+@   OLD@@"};
    static const char *const places[] = {
        "x: $@",       "a:@  x: $@  z: 1@",         "- x: $@- y@",  "a: 1 # c@x: $@@@# d@e: |@  f@",
        "? k@: x: $@", "a:@- b:@  - x: $@    c: 1", "---@x: $@...@"};
    static const char *const line_ends[] = {"\n", "\r\n", "\r"};
    static const char *const texts[] = {"N+/=", "no", "'\"\\", "a\nb", "", "\xE2\x82\xAC", " ", "#", "- a", "@mark"};
    (void)state;
    for (size_t i = 0; i < COUNT(scalars) * COUNT(places) * COUNT(line_ends); i++) {
        auto_arena arena = {0};
        struct text before = document(&arena, places[i / COUNT(scalars) % COUNT(places)], scalars[i % COUNT(scalars)],
                                      line_ends[i / COUNT(scalars) / COUNT(places)]);
        for (size_t k = 0; k < COUNT(texts); k++)
            check_replaced(before, text_of(texts[k]));
    }
}

/* ------------------------------------------------------------------ through strings */

static const struct {
    const char *before, *after;
} strings[] = {
    {"v: |\n  # c\n  x:   OLD # d\n\n  y:\n    x: 'OLD'\nz: 1\n", "v: |\n  # c\n  x:   N+/= # d\n\n  y:\n    x: 'N+/='\nz: 1\n"},
    {"a:\r\n  v: |-\r\n    y: 1\r\n\r\n    x:\r\n  z: 1\r\n", "a:\r\n  v: |-\r\n    y: 1\r\n\r\n    x: N+/=\r\n  z: 1\r\n"},
    {"v: |4\n    x: |\n      OLD\n      OLD\n    y: 1\n", "v: |4\n    x: |\n      N+/=\n    y: 1\n"},
    {"v: &a !!str |+ # c\n\n  x: OLD\n\n\nw: *a\n", "v: &a !!str |+ # c\n\n  x: N+/=\n\n\nw: *a\n"},
    {"v: |\n  x:\n    OLD\n    OLD\n  y: \xC3\xA9", "v: |\n  x:\n    N+/=\n  y: \xC3\xA9"},
    {"v: |\n  x: OLD", "v: |\n  x: N+/="},
    {"v: |\r  y: 1\r  x: OLD\rz: 1\r", "v: |\r  y: 1\r  x: N+/=\rz: 1\r"},
    {"v: \"{x: OLD}\"\n", "v: \"{x: N+/=}\"\n"},
    {"v: \"x: OLD\\ny: \\\"1\\\"\\n\" # c\n", "v: \"x: N+/=\\ny: \\\"1\\\"\\n\" # c\n"},
    {"v: 'x: OLD' # c\n", "v: 'x: N+/=' # c\n"},
    {"v: 'y: ''1''\n\n  x: OLD'\n", "v: \"y: '1'\\nx: N+/=\"\n"},
    {"v: >\n  x: OLD\n\n  y: 1\nz: 1\n", "v: |\n  x: N+/=\n  y: 1\nz: 1\n"},
    {"v: >-\n  {x: OLD,\n  y: 1}\n", "v: >-\n  {x: N+/=, y: 1}\n"},
    {"{\"v\":\"{\\\"x\\\":\\\"OLD\\\",\\\"y\\\":1}\"}", "{\"v\":\"{\\\"x\\\":\\\"N+/=\\\",\\\"y\\\":1}\"}"},
};

static void test_strings(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(strings); i++) {
        auto_arena arena = {0};
        struct text before = text_of(strings[i].before);
        const struct node *scalar = node_get(parse(&arena, before), "v");
        scalar = scalar != NULL ? scalar : node_find(parse(&arena, before), "a.v");
        assert_string_equal(replaced(&arena, before, parse_inside(&arena, scalar, false), TEXT("N+/=")), strings[i].after);
    }
}

static const char *base64_of(struct arena *arena, const char *text)
{
    char *out = arena_new(arena, base64_encoded_len(strlen(text)) + 1);
    base64_encode((const unsigned char *)text, strlen(text), out);
    return out;
}

static void test_base64(void **state)
{
    (void)state;
    auto_arena arena = {0};
    const char *old = base64_of(&arena, "# c\nx: OLD\nx2:\n- OLD\n"), *new = base64_of(&arena, "# c\nx: N+/=\nx2:\n- N+/=\n");
    struct text before = arena_format(&arena, "data:\n  v: %s # c\n", old);
    const struct node *root = parse_inside(&arena, node_find(parse(&arena, before), "data.v"), true);
    assert_string_equal(replaced(&arena, before, root, TEXT("N+/=")),
                        arena_string(&arena, arena_format(&arena, "data:\n  v: %s # c\n", new)));
    before = arena_format(&arena, "v: |\n  %.10s\n  %s\n", old, old + 10);
    root = parse_inside(&arena, node_get(parse(&arena, before), "v"), true);
    assert_string_equal(replaced(&arena, before, root, TEXT("N+/=")),
                        arena_string(&arena, arena_format(&arena, "v: |\n  %s\n", new)));
}

/* A string in base64 in a literal block in JSON; and several scalars at several depths at once. */
static void test_nested(void **state)
{
    (void)state;
    auto_arena arena = {0};
    auto_err err = {0};
    const char *inner = base64_of(&arena, "x: OLD\n"), *outer = base64_of(&arena, "x: N+/=\n");
    struct text before = arena_format(&arena, "{\"v\":\"v: |\\n  w: %s\\n  x: OLD\\n\",\"x\":\"OLD\"}", inner);
    struct text after = arena_format(&arena, "{\"v\":\"v: |\\n  w: %s\\n  x: N+/=\\n\",\"x\":\"N+/=\"}", outer);
    struct node *one = parse(&arena, before), *two = parse_inside(&arena, node_get(one, "v"), false);
    struct node *three = parse_inside(&arena, node_get(two, "v"), false), *four = parse_inside(&arena, node_get(three, "w"), true);
    const struct scalar_edit scalars[] = {
        {node_get(four, "x"), TEXT("N+/=")}, {node_get(one, "x"), TEXT("N+/=")}, {node_get(three, "x"), TEXT("N+/=")}};
    struct edit_list edits = {0};
    assert_int_equal(edit_replace_scalars(&arena, &edits, scalars, COUNT(scalars), &err), 0);
    assert_string_equal(applied(&arena, before, &edits), arena_string(&arena, after));
}

/* N strings in strings, and one more. */
static void test_depth(void **state)
{
    (void)state;
    auto_arena arena = {0};
    auto_err err = {0};
    struct text yaml = TEXT("x: OLD");
    for (unsigned i = 0; i <= LIMIT_CARRIER_DEPTH; i++)
        yaml = arena_format(&arena, "v: %s\n", base64_of(&arena, arena_string(&arena, yaml)));
    const struct node *node = parse(&arena, yaml);
    for (unsigned i = 0; i <= LIMIT_CARRIER_DEPTH; i++) {
        struct edit_list edits = {0};
        const struct scalar_edit edit = {node_get(node, "v"), TEXT("N")};
        assert_int_equal(edit_replace_scalars(&arena, &edits, &edit, 1, &err), 0);
        node = parse_inside(&arena, node_get(node, "v"), true);
    }
    struct edit_list edits = {0};
    const struct scalar_edit edit = {node_get(node, "x"), TEXT("N")};
    assert_int_equal(edit_replace_scalars(&arena, &edits, &edit, 1, &err), -1);
    assert_string_equal(err.text, "v.yaml:1:4: x: strings in strings more than 8 deep");
}

/* ------------------------------------------------------------------ files */

static void test_file(void **state)
{
    (void)state;
    auto_arena arena = {0};
    auto_err err = {0};
    struct text file = TEXT("# c\nx: OLD\n---\nv: |\n  x: OLD\n---\ny: 1\n...\n{\"x\":\"OLD\"}\n");
    static const struct {
        size_t start, end;
    } ranges[] = {{4, 11}, {15, 29}, {42, 54}};
    struct scalar_edits scalars = {0};
    for (size_t i = 0; i < COUNT(ranges); i++) {
        struct text bytes = {file.at + ranges[i].start, ranges[i].end - ranges[i].start};
        const struct node *root = parse_source(
            &arena, (struct yaml_source){.file = TEXT("v.yaml"), .bytes = bytes, .offset = ranges[i].start});
        collect(&arena, i == 1 ? parse_inside(&arena, node_get(root, "v"), false) : root, TEXT("NEW"), &scalars);
    }
    assert_int_equal(scalars.count, 3);
    size_t count;
    const struct text *slices = edit_file(&arena, file, scalars.items, scalars.count, &count, &err);
    assert_non_null(slices);
    assert_string_equal(joined(&arena, slices, count), "# c\nx: NEW\n---\nv: |\n  x: NEW\n---\ny: 1\n...\n{\"x\":\"NEW\"}\n");
    slices = edit_file(&arena, file, NULL, 0, &count, &err);
    assert_string_equal(joined(&arena, slices, count), file.at);
    scalars.items[1] = scalars.items[0];
    assert_null(edit_file(&arena, file, scalars.items, scalars.count, &count, &err));
    assert_string_equal(err.text, "v.yaml:1:4: x: would be changed twice at once");
}

/* ------------------------------------------------------------------ what is refused */

static void test_refusals(void **state)
{
    static const struct {
        const char *yaml, *message;
    } cases[] = {
        {"? x\n", "v.yaml:1:3: x: has no place yet: no colon and blank stand before it"},
        {"{x}\n", "v.yaml:1:3: x: has no place yet: no colon and blank stand before it"},
        {"x: OLD\ny: x\n", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        auto_err err = {0};
        struct edit_list edits = {0};
        struct scalar_edits scalars = {0};
        collect(&arena, parse(&arena, text_of(cases[i].yaml)), TEXT("N"), &scalars);
        assert_int_equal(scalars.count, 1);
        assert_int_equal(edit_replace_scalars(&arena, &edits, scalars.items, 1, &err), cases[i].message ? -1 : 0);
        if (cases[i].message != NULL)
            assert_string_equal(err.text, cases[i].message);
    }
    auto_arena arena = {0};
    auto_err err = {0};
    struct edit_list edits = {0};
    const struct node *root = parse(&arena, TEXT("x: OLD\ny: [1]\n"));
    const struct scalar_edit wrong[] = {
        {root->pairs[0].key, TEXT("N")}, {node_get(root, "y"), TEXT("N")}, {node_get(root, "x"), TEXT("\xff")}};
    static const char *const messages[] = {"v.yaml:1:1: x: is a key: only values can be replaced",
                                           "v.yaml:2:4: y: there is no scalar to edit", "v.yaml:1:4: x: the new text is no UTF-8"};
    for (size_t i = 0; i < COUNT(wrong); i++) {
        assert_int_equal(edit_replace_scalars(&arena, &edits, &wrong[i], 1, &err), -1);
        assert_string_equal(err.text, messages[i]);
        assert_int_equal(err.kind, ERR_INPUT);
        err_free(&err);
    }
}

/* Texts that count to their last line end: no block scalar keeps its head line. */
static void test_texts(void **state)
{
    static const struct {
        const char *before, *with, *after;
    } cases[] = {
        {"x: OLD # c\n", "a", "x: a # c\n"},
        {"x: 'OLD'\n", "a\nb\n", "x: \"a\\nb\\n\"\n"},
        {"x: |\n  OLD\ny: 1\n", "a", "x: \"a\"\ny: 1\n"},
        {"x: &a |+ # c\r\n  OLD\r\n\r\ny: *a\r\n", "a\nb", "x: &a \"a\\nb\"\r\n\r\ny: *a\r\n"},
        {"- >-\n OLD\n OLD\n- y", "a\n", "- \"a\\n\"\n- y"},
        {"x:\n", "", "x: \"\"\n"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        auto_err err = {0};
        struct edit_list edits = {0};
        struct scalar_edits scalars = {0};
        struct text yaml = text_of(cases[i].before);
        collect(&arena, parse(&arena, yaml), text_of(cases[i].with), &scalars);
        if (edit_replace_texts(&arena, &edits, scalars.items, scalars.count, &err) != 0)
            fail_msg("%s in:\n%s", err.text, cases[i].before);
        assert_string_equal(applied(&arena, yaml, &edits), cases[i].after);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),        cmocka_unit_test(test_shapes),  cmocka_unit_test(test_quoting),
        cmocka_unit_test(test_combinations), cmocka_unit_test(test_strings), cmocka_unit_test(test_base64),
        cmocka_unit_test(test_nested),       cmocka_unit_test(test_depth),   cmocka_unit_test(test_file),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
