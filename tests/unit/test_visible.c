/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "base/visible.h"

static void assert_shown(struct text t, const char *expected)
{
    auto_arena arena = {0};
    struct text shown = visible_text(&arena, t);
    assert_string_equal(arena_string(&arena, shown), expected);
}

static void test_plain_text_stays(void **state)
{
    (void)state;
    assert_shown(TEXT(""), "");
    assert_shown((struct text){NULL, 0}, "");
    assert_shown(TEXT("values.yaml:41:7: name: \"a\\b\" ~"), "values.yaml:41:7: name: \"a\\b\" ~");
    assert_shown(TEXT("Grüße, 世界 🙂"), "Grüße, 世界 🙂");
}

static void test_controls(void **state)
{
    (void)state;
    assert_shown(TEXT("a\nb\r\tc"), "a\\nb\\r\\tc");
    assert_shown(TEXT("\x1b[31mred\x1b[0m"), "\\x1b[31mred\\x1b[0m");
    assert_shown(TEXT("nul\0end"), "nul\\x00end");
    assert_shown(TEXT("\x7f"), "\\x7f");
    assert_shown(TEXT("\xc2\x85\xc2\x9b"), "\\u0085\\u009b");
}

static void test_hidden_characters(void **state)
{
    (void)state;
    assert_shown(TEXT("user\u202e txt.exe"), "user\\u202e txt.exe");
    assert_shown(TEXT("\u2066\u2069\u200e\u061c"), "\\u2066\\u2069\\u200e\\u061c");
    assert_shown(TEXT("a\u200bb\u200d\ufeff\u00ad"), "a\\u200bb\\u200d\\ufeff\\u00ad");
    assert_shown(TEXT("\u2028\u2029"), "\\u2028\\u2029");
    assert_shown(TEXT("\U000e0041"), "\\U000e0041");
    /* The neighbours of a range are shown as they are. */
    assert_shown(TEXT("\u2010\u202f\u00ac\u00ae"), "\u2010\u202f\u00ac\u00ae");
}

static void test_bytes_that_are_no_utf8(void **state)
{
    (void)state;
    assert_shown(TEXT("\xff\xfe"), "\\xff\\xfe");
    assert_shown(TEXT("\xc0\xaf"), "\\xc0\\xaf");                   /* overlong "/" */
    assert_shown(TEXT("\xed\xa0\x80"), "\\xed\\xa0\\x80");          /* a surrogate */
    assert_shown(TEXT("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80"); /* past U+10FFFF */
    assert_shown(TEXT("cut \xe2\x82"), "cut \\xe2\\x82");
    assert_shown(TEXT("\xe2\x82x"), "\\xe2\\x82x");
}

static void test_length_ceiling(void **state)
{
    (void)state;
    auto_arena arena = {0};
    char *bytes = arena_new(&arena, LIMIT_MESSAGE_BYTES + 1);
    memset(bytes, 'a', LIMIT_MESSAGE_BYTES + 1);
    struct text whole = visible_text(&arena, (struct text){bytes, LIMIT_MESSAGE_BYTES});
    assert_int_equal(whole.len, LIMIT_MESSAGE_BYTES);
    assert_false(text_ends(whole, "..."));
    struct text cut = visible_text(&arena, (struct text){bytes, LIMIT_MESSAGE_BYTES + 1});
    assert_true(text_ends(cut, "..."));
    assert_true(cut.len <= LIMIT_MESSAGE_BYTES + 3);
    /* An escape or a character that would not fit whole is left out whole. */
    bytes[LIMIT_MESSAGE_BYTES - 1] = '\x1b';
    cut = visible_text(&arena, (struct text){bytes, LIMIT_MESSAGE_BYTES});
    assert_int_equal(cut.len, LIMIT_MESSAGE_BYTES - 1 + 3);
    assert_true(text_ends(cut, "a..."));
    memcpy(bytes + LIMIT_MESSAGE_BYTES - 1, "\xc3\xbc", 2);
    cut = visible_text(&arena, (struct text){bytes, LIMIT_MESSAGE_BYTES + 1});
    assert_true(text_ends(cut, "a..."));
}

static void test_first_character(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t len;
        uint32_t character;
    } cases[] = {
        {"\x7f", 1, 0x7f},
        {"\xc2\x80", 2, 0x80},
        {"\xdf\xbf", 2, 0x7ff},
        {"\xe0\xa0\x80", 3, 0x800},
        {"\xed\x9f\xbf", 3, 0xd7ff},
        {"\xee\x80\x80", 3, 0xe000},
        {"\xef\xbf\xbf", 3, 0xffff},
        {"\xf0\x90\x80\x80", 4, 0x10000},
        {"\xf4\x8f\xbf\xbf", 4, 0x10ffff},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint32_t character = 0;
        assert_int_equal(utf8_first(text_of(cases[i].bytes), &character), cases[i].len);
        assert_int_equal(character, cases[i].character);
    }
    uint32_t untouched = 7;
    assert_int_equal(utf8_first(TEXT("\xe0\x9f\xbf"), &untouched), 0);
    assert_int_equal(utf8_first(TEXT("\x80"), &untouched), 0);
    assert_int_equal(utf8_first(TEXT(""), &untouched), 0);
    assert_int_equal(untouched, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_text_stays),  cmocka_unit_test(test_controls),
        cmocka_unit_test(test_hidden_characters), cmocka_unit_test(test_bytes_that_are_no_utf8),
        cmocka_unit_test(test_length_ceiling),    cmocka_unit_test(test_first_character),
    };
    return cmocka_run_group_tests_name("visible", tests, NULL, NULL);
}
