/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "yaml/scalar.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static struct node *parse(struct arena *arena, const char *yaml)
{
    auto_err err = {0};
    struct node *root;
    struct yaml_source *source = arena_new(arena, sizeof *source);
    *source = (struct yaml_source){.file = TEXT("v.yaml"), .bytes = text_of(yaml)};
    if (tree_parse(arena, source, &root, &err) != 0)
        fail_msg("%s: %s", yaml, err.text);
    return root;
}

static void assert_type(const char *text, enum scalar_type type)
{
    if (scalar_type_plain(text_of(text)) != type)
        fail_msg("the type of `%s` is %d, not %d", text, (int)scalar_type_plain(text_of(text)), (int)type);
    if (type != SCALAR_STRING && scalar_plain_safe(text_of(text)))
        fail_msg("`%s` is not safe as a plain string", text);
}

static const char *const nulls[] = {"", "~", "null", "Null", "NULL"};
static const char *const bools[] = {"true", "True", "TRUE", "false", "False", "FALSE", "yes", "Yes", "YES", "no", "No",
                                    "NO",   "on",   "On",   "ON",    "off",   "Off",   "OFF", "y",   "Y",   "n",  "N"};
static const char *const numbers[] = {
    "0",
    "12",
    "-12",
    "+12",
    "0755",
    "0o755",
    "0O17",
    "0x1F",
    "0X1f",
    "-0x1_F",
    "0b101",
    "-0B1_0",
    "1_000",
    "1__0_",
    "+_1",
    "089",
    "1:30",
    "190:20:30",
    "190:20:30.15",
    "-1:30",
    "1.",
    ".5",
    "+.5",
    "1.5",
    "1e3",
    "1E+3",
    "1.e3",
    ".5e-3",
    "1_0.5_0",
    "6.8523015e+5",
    ".inf",
    ".Inf",
    "-.INF",
    "+.inf",
    ".nan",
    ".NaN",
    ".NAN",
    "12e03",
    "0.",
    "-0",
    "18446744073709551616",
    "._" /* to PyYAML before 6 */,
};
static const char *const others[] = {"<<",
                                     "=",
                                     "2001-12-14",
                                     "2001-1-4",
                                     "2001-12-14t21:59:43.10-05:00",
                                     "2001-12-14T21:59:43Z",
                                     "2001-12-14 21:59:43.10 -5",
                                     "2001-12-15 2:59:43.10",
                                     "2001-12-14 21:59:43z"};
static const char *const strings[] = {
    "a",
    "tRUE",
    "nULL",
    "yess",
    "Truex",
    "-",
    "+",
    ".",
    "..",
    "1.2.3",
    "10.0.0.1",
    "1e",
    "e3",
    "0xZ",
    "0o8",
    "0b2",
    "1:60",
    "1:",
    "1:2:x",
    "x1:30",
    "1-2",
    "1 2",
    "_1",
    "-_x",
    ".inff",
    "inf",
    "NaN",
    "nan",
    "1a",
    "0x",
    "2001-12",
    "2001-12-14x",
    "2001-12-14T21:59",
    "201-12-14",
    "2001-12-14 21:59:43 +x",
    "<",
    "==",
    "1.2e",
    "--1",
    "+-1",
};

static void test_types(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(nulls); i++)
        assert_type(nulls[i], SCALAR_NULL);
    for (size_t i = 0; i < COUNT(bools); i++)
        assert_type(bools[i], SCALAR_BOOL);
    for (size_t i = 0; i < COUNT(numbers); i++)
        assert_type(numbers[i], SCALAR_NUMBER);
    for (size_t i = 0; i < COUNT(others); i++)
        assert_type(others[i], SCALAR_OTHER);
    for (size_t i = 0; i < COUNT(strings); i++)
        assert_type(strings[i], SCALAR_STRING);
}

static void test_types_of_nodes(void **state)
{
    static const struct {
        const char *yaml;
        enum scalar_type type;
        int truth;
    } cases[] = {
        {"- yes", SCALAR_BOOL, 1},
        {"- Off", SCALAR_BOOL, 0},
        {"- y", SCALAR_BOOL, -1},
        {"- 'yes'", SCALAR_STRING, -1},
        {"- \"1\"", SCALAR_STRING, -1},
        {"- |\n  1", SCALAR_STRING, -1},
        {"- >-\n  true", SCALAR_STRING, -1},
        {"- !!str true", SCALAR_STRING, -1},
        {"- ! true", SCALAR_STRING, -1},
        {"- !!bool 'true'", SCALAR_BOOL, 1},
        {"- !!bool x", SCALAR_BOOL, -1},
        {"- !!int '1'", SCALAR_NUMBER, -1},
        {"- !!float 1", SCALAR_NUMBER, -1},
        {"- !!null x", SCALAR_NULL, -1},
        {"- !!binary aGk=", SCALAR_OTHER, -1},
        {"- !x y", SCALAR_OTHER, -1},
        {"- ", SCALAR_NULL, -1},
        {"- ''", SCALAR_STRING, -1},
        {"- []", SCALAR_OTHER, -1},
        {"- 1.5", SCALAR_NUMBER, -1},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_arena arena = {0};
        const struct node *node = parse(&arena, cases[i].yaml)->items[0];
        assert_int_equal(scalar_type(node), cases[i].type);
        assert_int_equal(scalar_bool(node), cases[i].truth);
    }
    assert_int_equal(scalar_type(NULL), SCALAR_OTHER);
    assert_int_equal(scalar_bool(NULL), -1);
}

static const struct {
    const char *text, *written;
} writings[] = {
    {"plain", "plain"},
    {"two words", "two words"},
    {"https://vault.example:8200/v1?a=b#c", "https://vault.example:8200/v1?a=b#c"},
    {"a:b", "a:b"},
    {"a#b", "a#b"},
    {"it's \"quoted\"", "it's \"quoted\""},
    {"a, b [c] {d}", "a, b [c] {d}"},
    {"\xC3\xA9t\xC3\xA9 \xE6\x97\xA5 \xF0\x9F\x98\x80", "\xC3\xA9t\xC3\xA9 \xE6\x97\xA5 \xF0\x9F\x98\x80"},
    {"8fa0c9e2-1b2c-4d3e", "8fa0c9e2-1b2c-4d3e"},
    {"/a/b", "/a/b"},
    {"", "\"\""},
    {"null", "\"null\""},
    {"yes", "\"yes\""},
    {"0755", "\"0755\""},
    {"1:30", "\"1:30\""},
    {"1e3", "\"1e3\""},
    {"2001-12-14", "\"2001-12-14\""},
    {"1.2.3", "\"1.2.3\""},
    {"10.0.0.1", "\"10.0.0.1\""},
    {"+_", "\"+_\""},
    {"=", "\"=\""},
    {"<<", "\"<<\""},
    {"a: b", "\"a: b\""},
    {"a:", "\"a:\""},
    {"a #b", "\"a #b\""},
    {" a", "\" a\""},
    {"a ", "\"a \""},
    {"a\tb", "\"a\\tb\""},
    {"a\nb\r\n", "\"a\\nb\\r\\n\""},
    {"- a", "\"- a\""},
    {"-a", "\"-a\""},
    {"---", "\"---\""},
    {"...", "\"...\""},
    {"...a", "\"...a\""},
    {"?a", "\"?a\""},
    {":a", "\":a\""},
    {",a", "\",a\""},
    {"[a]", "\"[a]\""},
    {"{a}", "\"{a}\""},
    {"#a", "\"#a\""},
    {"&a", "\"&a\""},
    {"*a", "\"*a\""},
    {"!a", "\"!a\""},
    {"|", "\"|\""},
    {">a", "\">a\""},
    {"'a'", "\"'a'\""},
    {"\"a\"", "\"\\\"a\\\"\""},
    {"%a", "\"%a\""},
    {"@a", "\"@a\""},
    {"`a", "\"`a\""},
    {"a\\b: ", "\"a\\\\b: \""},
    {"\x01\x1B\x7F\b\f", "\"\\u0001\\u001B\\u007F\\b\\f\""},
    {"\xC2\x85\xC2\xAD", "\"\\u0085\\u00AD\""},
    {"\xE2\x80\xA8\xE2\x80\xA9", "\"\\u2028\\u2029\""},
    {"a\xE2\x80\x8B\xE2\x80\xAE\xE2\x81\xA6", "\"a\\u200B\\u202E\\u2066\""},
    {"\xEF\xBB\xBF"
     "a",
     "\"\\uFEFFa\""},
    {"\xEF\xBF\xBE\xEF\xBF\xBF", "\"\\uFFFE\\uFFFF\""},
};

/* As written, and what libyaml reads of it as a value in block style. */
static void test_writing(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(writings); i++) {
        auto_arena arena = {0};
        struct buf buf = buf_new(&arena, 1000);
        scalar_put_string(&buf, text_of(writings[i].text));
        buf_put_byte(&buf, '\0');
        assert_string_equal(buf.at, writings[i].written);
        assert_int_equal(scalar_plain_safe(text_of(writings[i].text)), writings[i].written[0] != '"');
        struct text document = arena_format(&arena, "%s: %s # c\n", writings[i].written, writings[i].written);
        const struct node *root = parse(&arena, document.at);
        assert_int_equal(root->count, 1);
        assert_true(text_is(root->pairs[0].key->text, writings[i].text));
        assert_true(text_is(root->pairs[0].value->text, writings[i].text));
        assert_int_equal(scalar_type(root->pairs[0].value), SCALAR_STRING);
    }
}

static void test_quoted(void **state)
{
    auto_arena arena = {0};
    struct buf buf = buf_new(&arena, 1000);
    (void)state;
    scalar_put_quoted(&buf, TEXT("plain"));
    scalar_put_quoted(&buf, (struct text){0});
    scalar_put_quoted(&buf, TEXT("a\0b"));
    scalar_put_quoted(&buf, TEXT("\xFFz"));
    assert_true(text_is(buf_text(&buf), "\"plain\"\"\"\"a\\u0000b\"\"\\uFFFEz\""));
}

static size_t encode(unsigned c, char *out)
{
    static const struct {
        unsigned below, lead;
    } forms[] = {{0x80, 0x00}, {0x800, 0xC0}, {0x10000, 0xE0}, {0x110000, 0xF0}};
    size_t form = 0;
    while (c >= forms[form].below)
        form++;
    out[0] = (char)(forms[form].lead | c >> 6 * form);
    for (size_t i = 1; i <= form; i++)
        out[i] = (char)(0x80 | (c >> 6 * (form - i) & 0x3F));
    return form + 1;
}

static void test_every_character(void **state)
{
    (void)state;
    for (unsigned c = 0; c < 0x110000; c += c < 0x3000 ? 1 : 251) {
        auto_arena arena = {0};
        char utf8[4];
        if (c >= 0xD800 && c < 0xE000)
            continue;
        size_t len = encode(c, utf8);
        struct text text = {utf8, len};
        struct buf buf = buf_new(&arena, 100);
        assert_true(text_is_utf8(text));
        buf_put_string(&buf, "- ");
        scalar_put_string(&buf, text);
        buf_put_byte(&buf, '\0');
        assert_true(text_equal(parse(&arena, buf.at)->items[0]->text, text));
    }
}

static void test_utf8(void **state)
{
    static const char *const good[] = {"",
                                       "a",
                                       "\x7F",
                                       "\xC2\x80",
                                       "\xDF\xBF",
                                       "\xE0\xA0\x80",
                                       "\xED\x9F\xBF",
                                       "\xEE\x80\x80",
                                       "\xEF\xBF\xBF",
                                       "\xF0\x90\x80\x80",
                                       "\xF4\x8F\xBF\xBF"};
    static const char *const bad[] = {"\x80",
                                      "\xBF",
                                      "\xC0\x80",
                                      "\xC1\xBF",
                                      "\xC2",
                                      ("\xC2"
                                       "a"),
                                      "\xE0\x9F\xBF",
                                      "\xED\xA0\x80",
                                      "\xED\xBF\xBF",
                                      "\xE2\x82",
                                      "a\xE2\x82",
                                      "\xF0\x8F\xBF\xBF",
                                      "\xF4\x90\x80\x80",
                                      "\xF5\x80\x80\x80",
                                      "\xF8\x88\x80\x80\x80",
                                      "\xFE",
                                      "\xFF"};
    (void)state;
    for (size_t i = 0; i < COUNT(good); i++)
        assert_true(text_is_utf8(text_of(good[i])));
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(text_is_utf8(text_of(bad[i])));
    assert_true(text_is_utf8(TEXT("a\0b")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types),  cmocka_unit_test(test_types_of_nodes),  cmocka_unit_test(test_writing),
        cmocka_unit_test(test_quoted), cmocka_unit_test(test_every_character), cmocka_unit_test(test_utf8),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
