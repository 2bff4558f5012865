/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "yaml/edit.h"
#include "yaml/scalar.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *const also_remove[] = {"key", "namespace"};
static struct edit_field fields[3];

static int setup(void **state)
{
    (void)state;
    fields[0] = (struct edit_field){TEXT("name"), TEXT("creds")};
    fields[1] = (struct edit_field){TEXT("key"), TEXT("a.b")};
    fields[2] = (struct edit_field){TEXT("namespace"), TEXT("on")};
    return 0;
}

static int try_parse(struct arena *arena, struct text yaml, struct node **root, struct err *err)
{
    struct yaml_source *source = arena_new(arena, sizeof *source);
    *source = (struct yaml_source){.file = TEXT("v.yaml"), .bytes = yaml};
    return tree_parse(arena, source, root, err);
}

static struct node *parse(struct arena *arena, struct text yaml)
{
    auto_err err = {0};
    struct node *root;
    if (try_parse(arena, yaml, &root, &err) != 0)
        fail_msg("%s in:\n" TEXT_FMT, err.text, TEXT_ARG(yaml));
    return root;
}

/* Replaces `sealed` by the first `count` fields in every map that has it. */
static int replace_all(struct arena *arena, struct edit_list *edits, const struct node *node, size_t count, struct err *err)
{
    if (node_get(node, "sealed") != NULL &&
        edit_replace_pair(arena, edits, node, "sealed", fields, count, also_remove, COUNT(also_remove), err) != 0)
        return -1;
    for (size_t i = 0; i < node->count; i++)
        if (replace_all(arena, edits, node->kind == NODE_LIST ? node->items[i] : node->pairs[i].value, count, err) != 0)
            return -1;
    return 0;
}

static struct text edited(struct arena *arena, struct text yaml, size_t count)
{
    auto_err err = {0};
    struct edit_list edits = {0};
    struct buf buf = buf_new(arena, 1 << 20);
    size_t pieces_count;
    if (replace_all(arena, &edits, parse(arena, yaml), count, &err) != 0)
        fail_msg("%s in:\n" TEXT_FMT, err.text, TEXT_ARG(yaml));
    const struct text *pieces = edit_apply(arena, yaml, &edits, &pieces_count, &err);
    if (pieces == NULL)
        fail_msg("%s in:\n" TEXT_FMT, err.text, TEXT_ARG(yaml));
    for (size_t i = 0; i < pieces_count; i++)
        buf_put(&buf, pieces[i]);
    buf_put_byte(&buf, '\0');
    return (struct text){buf.at, buf.len - 1};
}

/* The tree that the edited document ought to have. */
static struct node *expected_tree(struct arena *arena, struct node *node, size_t count)
{
    bool has_sealed = node_get(node, "sealed") != NULL;
    struct node *made = node->kind == NODE_MAP ? node_new_map(arena) : node_new_list(arena);
    if (node->kind == NODE_SCALAR)
        return node;
    for (size_t i = 0; node->kind == NODE_LIST && i < node->count; i++)
        node_add(arena, made, expected_tree(arena, node->items[i], count));
    for (size_t i = 0; node->kind == NODE_MAP && i < node->count; i++) {
        struct text key = node_text(node->pairs[i].key);
        for (size_t f = 0; text_is(key, "sealed") && f < count; f++)
            node_put(arena, made, fields[f].key, node_new_string(arena, fields[f].value));
        if (has_sealed && (text_is(key, "sealed") || text_is(key, "key") || text_is(key, "namespace")))
            continue;
        node_put(arena, made, key, expected_tree(arena, node->pairs[i].value, count));
        made->pairs[made->count - 1].key = node->pairs[i].key;
    }
    return made;
}

static void assert_tree(struct arena *arena, struct text before, struct text after, size_t count)
{
    struct node *expected = expected_tree(arena, parse(arena, before), count);
    if (!node_equal(arena, expected, parse(arena, after)))
        fail_msg("from:\n" TEXT_FMT "\nto:\n" TEXT_FMT, TEXT_ARG(before), TEXT_ARG(after));
}

static const struct {
    const char *before, *after;
} shapes[] = {
    /* block, one line */
    {"a:\n  sealed: AgB\n", "a:\n  name: creds\n  key: a.b\n"},
    {"a:\n  sealed: 'AgB'\n", "a:\n  name: creds\n  key: a.b\n"},
    {"a:\n  sealed: \"AgB\"\n  z: 1\n", "a:\n  name: creds\n  key: a.b\n  z: 1\n"},
    {"a:\n  'sealed' :   AgB\n", "a:\n  name: creds\n  key: a.b\n"},
    {"a:\n  \"sealed\": AgB\n", "a:\n  \"name\": \"creds\"\n  \"key\": \"a.b\"\n"},
    {"a:\n  sealed: AgB", "a:\n  name: creds\n  key: a.b"},
    {"sealed: AgB", "name: creds\nkey: a.b"},
    {"a:\r\n  sealed: AgB\r\nz: 1\r\n", "a:\r\n  name: creds\r\n  key: a.b\r\nz: 1\r\n"},
    {"a:\r\n- sealed: AgB", "a:\r\n- name: creds\r\n  key: a.b"},
    {"a:\r  sealed: AgB", "a:\r  name: creds\r  key: a.b"},
    {"\xEF\xBB\xBFsealed: AgB\nz: \xC3\xA9 # \xC3\xA9\n", "\xEF\xBB\xBFname: creds\nkey: a.b\nz: \xC3\xA9 # \xC3\xA9\n"},
    {"\xC3\xA9:\n    \xC3\xA9: 1\n    sealed: AgB\n", "\xC3\xA9:\n    \xC3\xA9: 1\n    name: creds\n    key: a.b\n"},
    /* comments */
    {"a:\n  sealed: AgB   # why\n", "a:\n  name: creds\n  key: a.b   # why\n"},
    {"a:\n  # above\n  sealed: AgB\n  # below\n\n# end\n", "a:\n  # above\n  name: creds\n  key: a.b\n  # below\n\n# end\n"},
    {"a:\n  sealed: # why\n    AgB # how\n", "a:\n  name: creds\n  key: a.b # why # how\n"},
    {"a:\n  sealed:\n    # why\n\n    # how\n    AgB\nz: 1\n", "a:\n  name: creds\n  key: a.b # why # how\nz: 1\n"},
    {"a:\n  sealed: |- # why\n    AgB\n\n# end\n", "a:\n  name: creds\n  key: a.b # why\n\n# end\n"},
    {"a:\n  sealed: # why\n", "a:\n  name: creds\n  key: a.b # why\n"},
    /* many lines */
    {"a:\n  sealed: |\n    AgB\n    CdE\n  z: 1\n", "a:\n  name: creds\n  key: a.b\n  z: 1\n"},
    {"a:\n  sealed: >-\n    AgB\n    #CdE\n\n\nz: 1\n", "a:\n  name: creds\n  key: a.b\n\n\nz: 1\n"},
    {"a:\r\n  sealed: |2\r\n      AgB\r\n", "a:\r\n  name: creds\r\n  key: a.b\r\n"},
    {"a:\n  sealed:\n    AgB\n    CdE\n", "a:\n  name: creds\n  key: a.b\n"},
    {"a:\n  sealed: \"AgB\\\n    CdE\"\n", "a:\n  name: creds\n  key: a.b\n"},
    {"a:\n  sealed:\n  - AgB\n  - CdE\n  z: 1\n", "a:\n  name: creds\n  key: a.b\n  z: 1\n"},
    {"a:\n  sealed: {x: [AgB,\n    CdE]}\n  z: 1\n", "a:\n  name: creds\n  key: a.b\n  z: 1\n"},
    {"a:\n  sealed:\n    x: AgB\n\n    # inside\n    w: CdE\n  z: 1\n", "a:\n  name: creds\n  key: a.b\n  z: 1\n"},
    /* anchors, tags and aliases */
    {"a:\n  &k sealed: &v AgB\n", "a:\n  name: creds\n  key: a.b\n"},
    {"a: &m\n  sealed: !!str AgB\n", "a: &m\n  name: creds\n  key: a.b\n"},
    {"x: &v AgB\na:\n  sealed: *v # c\nb: {sealed: *v}\n",
     "x: &v AgB\na:\n  name: creds\n  key: a.b # c\nb: {name: creds, key: a.b}\n"},
    {"x: &v AgB\nsealed: *v", "x: &v AgB\nname: creds\nkey: a.b"},
    /* list items */
    {"- sealed: AgB\n  z: 1\n", "- name: creds\n  key: a.b\n  z: 1\n"},
    {"-   sealed: AgB\n- - sealed: AgB\n", "-   name: creds\n    key: a.b\n- - name: creds\n    key: a.b\n"},
    {"a:\n- z: 1\n  sealed: AgB\n- x\n", "a:\n- z: 1\n  name: creds\n  key: a.b\n- x\n"},
    {"? a\n: sealed: AgB\n", "? a\n: name: creds\n  key: a.b\n"},
    /* pairs that go */
    {"key: t\nsealed: AgB\nz: 1\n", "name: creds\nkey: a.b\nz: 1\n"},
    {"sealed: AgB\nkey: t\nz: 1\n", "name: creds\nkey: a.b\nz: 1\n"},
    {"z: 1\nsealed: AgB\nkey: t", "z: 1\nname: creds\nkey: a.b\n"},
    {"key: t # k\nz: 1\nnamespace: |\n  x\n  y\nsealed: AgB # s\n", "z: 1\nname: creds\nkey: a.b # s\n"},
    {"sealed: AgB\n# about\nkey: t # k\n\nz: 1\n", "name: creds\nkey: a.b\n# about\n\nz: 1\n"},
    {"- key: t\n  sealed: AgB\n", "- name: creds\n  key: a.b\n"},
    {"- key: t # k\n\n  sealed: AgB\n", "- name: creds\n  key: a.b\n"},
    {"- key: t\n  namespace:\n    n\n  z: 1\n  sealed: AgB\n", "- z: 1\n  name: creds\n  key: a.b\n"},
    {"- key: t # k\n  # about\n  sealed: AgB\n", "- \n  # about\n  name: creds\n  key: a.b\n"},
    {"- sealed: AgB\n  key: t\n  namespace: n\n- x\n", "- name: creds\n  key: a.b\n- x\n"},
    {"key:\nsealed: AgB\nnamespace:\n", "name: creds\nkey: a.b\n"},
    {"x: &n n\nsealed: AgB\nnamespace: *n # c\nz: *n\n", "x: &n n\nname: creds\nkey: a.b\nz: *n\n"},
    {"z: |+\n  x\n\nkey: t\n\n\nsealed: AgB\n", "z: |+\n  x\n\nname: creds\nkey: a.b\n"},
    {"sealed: |\n  AgB\nkey: t\n\n\nz: 1\n", "name: creds\nkey: a.b\n\n\nz: 1\n"},
    {"z: |\n x\nkey: t\n\n  # deeper\n# at the margin\nsealed: AgB\n", "z: |\n x\n# at the margin\nname: creds\nkey: a.b\n"},
    {"sealed: AgB\n\n \t\n\nz: 1\n", "name: creds\nkey: a.b\nz: 1\n"},
    {"z: 'x'\nkey: t\n \t# c\nsealed: AgB\n \t", "z: 'x'\n# c\nname: creds\nkey: a.b\n"},
    /* flow */
    {"a: {sealed: AgB}\n", "a: {name: creds, key: a.b}\n"},
    {"a: { sealed: AgB } # c\n", "a: { name: creds, key: a.b } # c\n"},
    {"a: {sealed: AgB, key: t}\n", "a: {name: creds, key: a.b}\n"},
    {"a: {key: t, sealed: AgB}\n", "a: {name: creds, key: a.b}\n"},
    {"a: {key: t,sealed: AgB ,namespace: n , z: 1}\n", "a: {name: creds, key: a.b ,z: 1}\n"},
    {"a: {z: 1, sealed: AgB, key: t, namespace: n }\n", "a: {z: 1, name: creds, key: a.b }\n"},
    {"a: {sealed: AgB, key: t,}\n", "a: {name: creds, key: a.b, }\n"},
    {"a: {sealed: AgB, key: t, # c\n  z: 1}\n", "a: {name: creds, key: a.b, # c\n  z: 1}\n"},
    {"a: {sealed: AgB, key: t,\n  z: 1}\n", "a: {name: creds, key: a.b,\n  z: 1}\n"},
    {"a: {sealed: AgB # s\n  , key: t # k\n  }\n", "a: {name: creds, key: a.b # s\n   # k\n  }\n"},
    {"a: {sealed: 'AgB', namespace}\n", "a: {name: creds, key: a.b}\n"},
    {"a: {sealed: AgB, key: }\n", "a: {name: creds, key: a.b }\n"},
    {"a: [sealed: AgB, x]\n", "a: [{name: creds, key: a.b}, x]\n"},
    {"a: [{sealed: AgB}, {key: t, \"sealed\": AgB}]\n", "a: [{name: creds, key: a.b}, {\"name\": \"creds\", \"key\": \"a.b\"}]\n"},
    {"a: {\n  sealed: AgB,\n  z: 1\n}\n", "a: {\n  name: creds,\n  key: a.b,\n  z: 1\n}\n"},
    {"a: {\n  # s\n  sealed: AgB, # t\n  # k\n  key: t # l\n}\n", "a: {\n  # s\n  name: creds,\n  key: a.b # t\n  # k\n}\n"},
    {"a: {sealed: AgB, z: 1,# c\n  key: t}\n", "a: {name: creds, key: a.b, z: 1 # c\n  }\n"},
    /* JSON */
    {"{\"sealed\":\"AgB\"}", "{\"name\":\"creds\",\"key\":\"a.b\"}"},
    {"{\"a\":{\"sealed\":\"AgB\",\"key\":\"t\"},\"z\":1}", "{\"a\":{\"name\":\"creds\",\"key\":\"a.b\"},\"z\":1}"},
    {"{\"a\":{\"key\":\"t\",\"sealed\":\"AgB\",\"z\":1}}", "{\"a\":{\"name\":\"creds\",\"key\":\"a.b\",\"z\":1}}"},
    {"{\"a\": {\"z\": 1, \"sealed\": \"AgB\"}}", "{\"a\": {\"z\": 1, \"name\": \"creds\", \"key\": \"a.b\"}}"},
    {"{\n    \"sealed\" : \"AgB\"\n}\n", "{\n    \"name\" : \"creds\",\n    \"key\" : \"a.b\"\n}\n"},
    {"{\r\n\t\"key\": \"t\",\r\n\t\"sealed\":\r\n\t\t\"AgB\"\r\n}\r\n",
     "{\r\n\t\"name\": \"creds\",\r\n\t\"key\": \"a.b\"\r\n}\r\n"},
    {"{\n  \"z\": 1,\n  \"sealed\": \"AgB\",\n  \"key\": \"t\",\n  \"namespace\": \"n\"\n}\n",
     "{\n  \"z\": 1,\n  \"name\": \"creds\",\n  \"key\": \"a.b\"\n}\n"},
    {"{\n  \"sealed\": \"AgB\"\n  ,\"key\": \"t\" }", "{\n  \"name\": \"creds\",\n  \"key\": \"a.b\"\n   }"},
    {"{\n  \"sealed\": \"AgB\",\n  \"key\": \"t\" }", "{\n  \"name\": \"creds\",\n  \"key\": \"a.b\"\n  }"},
    /* nothing to do */
    {"a: {key: t}\nb: sealed\n", "a: {key: t}\nb: sealed\n"},
};

static void test_shapes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(shapes); i++) {
        auto_arena arena = {0};
        struct text before = text_of(shapes[i].before), after = edited(&arena, before, 2);
        assert_string_equal(after.at, shapes[i].after);
        assert_tree(&arena, before, after, 2);
        assert_tree(&arena, before, edited(&arena, before, 1), 1);
        assert_tree(&arena, before, edited(&arena, before, 3), 3);
    }
}

/* --- every combination of the below --- */

struct form {
    const char *open, *between, *close, *line_end;
    bool flow, json;
};

static const char *const values[] = {
    "AgB", "'AgB'", "&a \"AgB\"", "|-\n      AgB\n      CdE", ">+\n      AgB\n", "\n      AgB\n      CdE"};
static const char *const keys[] = {"sealed", "key", "namespace", "z"};

static void put_pair(struct buf *buf, const struct form *form, const char *key, const char *value)
{
    const char *quote = form->json ? "\"" : "";
    buf_format(buf, "%s%s%s: %s%s%s", quote, key, quote, quote, value, quote);
}

/* The n-th order of the keys, with those left out that `mask` lacks. */
static struct text combination(struct arena *arena, const struct form *form, const char *value, unsigned order, unsigned mask)
{
    struct buf buf = buf_new(arena, 10000);
    unsigned left[] = {0, 1, 2, 3}, count = COUNT(left), put = 0;
    buf_put_string(&buf, form->open);
    while (count > 0) {
        unsigned pick = order % count, key = left[pick];
        order /= count;
        left[pick] = left[--count];
        if ((mask >> key & 1) == 0)
            continue;
        buf_put_string(&buf, put++ > 0 ? form->between : "");
        put_pair(&buf, form, keys[key], key == 0 ? value : "text");
    }
    buf_put_string(&buf, form->close);
    return buf_text(&buf);
}

static struct text with_crlf(struct arena *arena, struct text t)
{
    struct buf buf = buf_new(arena, 20000);
    for (size_t i = 0; i < t.len; i++) {
        if (t.at[i] == '\n')
            buf_put_byte(&buf, '\r');
        buf_put_byte(&buf, t.at[i]);
    }
    return buf_text(&buf);
}

static size_t count_of(struct text t, const char *word)
{
    size_t count = 0;
    for (; t.len > 0; t = text_from(t, 1))
        count += text_starts(t, word);
    return count;
}

/* The tree is as expected, what stands outside of the map is untouched, and no line end of another kind comes in. */
static void check_combination(const struct form *form, const char *value, unsigned order, unsigned mask)
{
    for (int crlf = 0; crlf < 2; crlf++) {
        auto_arena arena = {0};
        struct text before = combination(&arena, form, value, order, mask);
        before = crlf ? with_crlf(&arena, before) : before;
        struct text after = edited(&arena, before, 3);
        assert_tree(&arena, before, after, 3);
        assert_memory_equal(before.at, after.at, strcspn(form->open, "\n"));
        assert_int_equal(count_of(after, "\r\n"), crlf ? count_of(after, "\n") : 0);
        assert_int_equal(count_of(after, "# above"), count_of(before, "# above"));
        assert_int_equal(count_of(after, "# end"), count_of(before, "# end"));
        assert_int_equal(count_of(after, "z"), count_of(before, "z"));
    }
}

static void test_combinations(void **state)
{
    static const struct form forms[] = {
        {.open = "# above\na:\n    ", .between = "\n    ", .close = "\n# end\n"},
        {.open = "# above\na:\n    ", .between = "\n\n    # c\n    ", .close = "\n\n\n"},
        {.open = "# above\na:\n  - ", .between = "\n    ", .close = ""},
        {.open = "# above\n-   ", .between = "\n\n    ", .close = "\n-   x\n# end"},
        {.open = "# above\n- - ", .between = "\n    # c\n    ", .close = "\n  - x\n"},
        {.open = "# above\nb: |+\n  text\n\na: &b\n    ", .between = "\n    ", .close = "\n\n...\n# end\n"},
        {.open = "a: {", .between = ", ", .close = "} # end\n", .flow = true},
        {.open = "a: { ", .between = " , ", .close = " }", .flow = true},
        {.open = "a: {", .between = ",", .close = ",}", .flow = true},
        {.open = "a: {\n    # above\n    ", .between = ",\n    ", .close = "\n    # end\n  }\n", .flow = true},
        {.open = "a: {\n    ", .between = ",\n    # above\n    ", .close = ",\n}", .flow = true},
        {.open = "a: { ", .between = "\n  , ", .close = "\n  }\n", .flow = true},
        {.open = "{\"a\":{", .between = ",", .close = "}}", .flow = true, .json = true},
        {.open = "{\n  \"a\": {\n    ", .between = ",\n    ", .close = "\n  }\n}\n", .flow = true, .json = true},
        {.open = "{\"a\": [{", .between = ", ", .close = "}, 1]}", .flow = true, .json = true},
    };
    (void)state;
    for (size_t f = 0; f < COUNT(forms); f++)
        for (size_t v = 0; v < COUNT(values); v++)
            for (unsigned order = 0; order < 24; order++)
                for (unsigned mask = 1; mask < 16; mask += 2)
                    if (v == 0 || (!forms[f].json && (v < 3 || !forms[f].flow)))
                        check_combination(&forms[f], values[v], order, mask);
}

/* What takes part keeps JSON strict: no comma before a bracket, quotes everywhere. */
static void test_json_stays_json(void **state)
{
    (void)state;
    for (unsigned order = 0; order < 24; order++) {
        static const struct form pretty = {.open = "{\n  ", .between = ",\n  ", .close = "\n}", .flow = true, .json = true};
        auto_arena arena = {0};
        for (unsigned mask = 1; mask < 16; mask += 2) {
            struct text after = edited(&arena, combination(&arena, &pretty, "AgB", order, mask), 3);
            size_t pairs = (mask & 8) ? 4 : 3;
            assert_int_equal(count_of(after, ",\n  \""), pairs - 1);
            assert_int_equal(count_of(after, ","), pairs - 1);
            assert_int_equal(count_of(after, "\": \""), pairs);
            assert_true(text_starts(after, "{\n  \""));
            assert_true(text_ends(after, "\"\n}"));
        }
    }
}

static void test_values_are_quoted(void **state)
{
    auto_arena arena = {0};
    (void)state;
    fields[1].value = TEXT("a, b");
    assert_string_equal(
        edited(&arena, TEXT("a: {sealed: x}\nb:\n  sealed: x\n"), 3).at,
        "a: {name: creds, key: \"a, b\", namespace: \"on\"}\nb:\n  name: creds\n  key: a, b\n  namespace: \"on\"\n");
    fields[1].value = TEXT("https://x");
    assert_string_equal(edited(&arena, TEXT("a: {sealed: x}\nb:\n  sealed: x\n"), 2).at,
                        "a: {name: creds, key: \"https://x\"}\nb:\n  name: creds\n  key: https://x\n");
    fields[1].value = (struct text){0};
    assert_string_equal(edited(&arena, TEXT("sealed: x\n"), 2).at, "name: creds\nkey: \"\"\n");
    setup(NULL);
}

static void test_refusals(void **state)
{
    static const struct {
        const char *yaml, *message;
    } cases[] = {
        {"a: &x {sealed: s}\nb: *x\n", "v.yaml:1:4: a: an alias elsewhere shares this map: an edit would change both places"},
        {"a: &x [{sealed: s}]\nb: *x\n", "v.yaml:1:8: a[0]: an alias elsewhere shares this map: an edit would change both places"},
        {"sealed: &x s\nb: *x\n", "v.yaml:1:1: sealed: an alias elsewhere refers to this value: an edit would change both places"},
        {"sealed: [a, {b: &x s}]\nb: *x\n",
         "v.yaml:1:1: sealed: an alias elsewhere refers to this value: an edit would change both places"},
        {"sealed: s\nkey: &x s\nb: *x\n",
         "v.yaml:2:1: key: an alias elsewhere refers to this value: an edit would change both places"},
        {"&x sealed: s\nb: *x\n", "v.yaml:1:1: sealed: an alias elsewhere refers to this value: an edit would change both places"},
        {"a: &x sealed\n*x : s\n", "v.yaml:1:1: a key that is written as an alias cannot be edited"},
        {"? sealed\n: s\n", "v.yaml:1:3: sealed: a key that is written with `?` cannot be edited"},
        {"sealed: s\n? key\n: s\n", "v.yaml:2:3: key: a key that is written with `?` cannot be edited"},
        {"{? sealed : s}\n", "v.yaml:1:4: sealed: a key that is written with `?` cannot be edited"},
        {"{sealed: s, ? # c\n  key: t}\n", "v.yaml:2:3: key: what stands before this key cannot be edited"},
        {"- key: t\n  ? z\n  : 1\n  sealed: s\n", "v.yaml:2:5: [0].z: a key that is written with `?` cannot be edited"},
        {"sealed: s\nb: 1\nsealed: t\n", "v.yaml:1:1: `sealed` stands here twice"},
        {"a: &x {sealed: s}\nb: {<<: *x}\n", "v.yaml:1:4: a: an alias elsewhere shares this map: an edit would change both places"},
        {"b: {<<: {sealed: s}}\n", "v.yaml:1:4: b: `sealed` does not stand in this very map"},
        {"sealed: s\nname: n\n", "v.yaml:2:1: name: stands beside `sealed`, which would become this key too"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        auto_err err = {0};
        struct edit_list edits = {0};
        if (replace_all(&arena, &edits, parse(&arena, text_of(cases[i].yaml)), 2, &err) == 0)
            fail_msg("not refused: %s", cases[i].yaml);
        assert_int_equal(err.kind, ERR_INPUT);
        assert_string_equal(err.text, cases[i].message);
    }
    auto_arena arena = {0};
    auto_err err = {0};
    struct edit_list edits = {0};
    assert_int_equal(edit_replace_pair(&arena, &edits, parse(&arena, TEXT("[a]")), "sealed", fields, 2, NULL, 0, &err), -1);
    assert_string_equal(err.text, "v.yaml:1:1: there is no map to edit");
}

static void test_keys_removed_twice(void **state)
{
    auto_arena arena = {0};
    (void)state;
    assert_string_equal(edited(&arena, TEXT("key: 1\nsealed: s\nkey: 2\nz: 1\nkey: 3\n"), 1).at, "name: creds\nz: 1\n");
}

static void test_apply(void **state)
{
    auto_arena arena = {0};
    auto_err err = {0};
    struct edit_list edits = {0};
    size_t count;
    (void)state;
    assert_int_equal((edit_apply(&arena, TEXT("0123456789"), &edits, &count, &err), count), 1);
    *array_add(&arena, &edits) = (struct edit){8, 10, TEXT("Z")};
    *array_add(&arena, &edits) = (struct edit){2, 4, TEXT("")};
    *array_add(&arena, &edits) = (struct edit){2, 2, TEXT("A")};
    *array_add(&arena, &edits) = (struct edit){4, 5, TEXT("B")};
    const struct text *pieces = edit_apply(&arena, TEXT("0123456789"), &edits, &count, &err);
    assert_int_equal(count, 5);
    assert_true(text_is(pieces[0], "01"));
    assert_true(text_is(pieces[1], "A"));
    assert_true(text_is(pieces[2], "B"));
    assert_true(text_is(pieces[3], "567"));
    assert_true(text_is(pieces[4], "Z"));
    *array_add(&arena, &edits) = (struct edit){9, 9, TEXT("C")};
    assert_null(edit_apply(&arena, TEXT("0123456789"), &edits, &count, &err));
    assert_string_equal(err.text, "two changes of a document overlap");
    assert_int_equal(err.kind, ERR_INPUT);
}

/* A document that an edit broke does not leave. */
static void test_check(void **state)
{
    (void)state;
    auto_arena arena = {0};
    auto_err err = {0};
    const struct text whole[] = {TEXT("a: {x: "), TEXT("1"), TEXT("}\n")}, broken[] = {TEXT("a: {x: "), TEXT("1, : ]")};
    const struct node *root = parse(&arena, TEXT("\na: {x: 2}\n"));
    assert_int_equal(edit_check(root, whole, COUNT(whole), &err), 0);
    assert_int_equal(edit_check(root, broken, COUNT(broken), &err), -1);
    assert_int_equal(err.kind, ERR_INPUT);
    assert_string_equal(err.text, "v.yaml:2:1: would be no YAML any more with the reference in place of the sealed string");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),          cmocka_unit_test(test_combinations),
        cmocka_unit_test(test_json_stays_json), cmocka_unit_test(test_values_are_quoted),
        cmocka_unit_test(test_refusals),        cmocka_unit_test(test_keys_removed_twice),
        cmocka_unit_test(test_apply),           cmocka_unit_test(test_check),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
