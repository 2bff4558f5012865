/* SPDX-License-Identifier: Apache-2.0 */
#include <regex.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "render/text_format.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static bool pattern_takes(const struct text_format *format, const char *text)
{
    auto_arena arena = {0};
    regex_t compiled;
    assert_int_equal(regcomp(&compiled, arena_format(&arena, "^(%s)$", format->pattern).at, REG_EXTENDED | REG_NOSUB), 0);
    bool takes = regexec(&compiled, text, 0, NULL, 0) == 0;
    regfree(&compiled);
    return takes && (format->longest == 0 || strlen(text) <= format->longest);
}

/* For each format what it takes, and what is just beside. */
static void test_pattern_and_function_agree(void **state)
{
    static const struct text_format *const formats[] = {&format_label, &format_subdomain, &format_guid, &format_https_url,
                                                        &format_secret_key};
    static const char *const texts[] = {
        "",
        "a",
        "-",
        "a-",
        "-a",
        "a-b",
        "0",
        "a1",
        "A",
        "a_b",
        "a.b",
        "a..b",
        ".a",
        "a.",
        ".",
        "..",
        "..a",
        "a..",
        "_",
        "a b",
        "a\n",
        "a.-b",
        "a-.b",
        "no",
        "017",
        "1e3",
        "\xc3\xa4",
        "https://a",
        "https://",
        "http://a",
        "https://a/",
        "https://a.b:1/c%20d",
        "https://a?b",
        "https://u@a",
        "https://a/#",
        "https:///a",
        "https://a b",
        " https://a",
        "0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d",
        "0D3CB2A1-5E4F-4A6B-8C7D-9E0F1A2B3C4D",
        "0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4",
        "0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4dd",
        "0d3cb2a15e4f-4a6b-8c7d-9e0f1a2b3c4d-",
        "{0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c}",
        "gd3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d",
    };
    (void)state;
    for (size_t f = 0; f < COUNT(formats); f++)
        for (size_t i = 0; i < COUNT(texts); i++)
            if (pattern_takes(formats[f], texts[i]) != formats[f]->takes(text_of(texts[i])))
                fail_msg("%s: '%s': pattern %d", formats[f]->what, texts[i], pattern_takes(formats[f], texts[i]));
}

static void test_lengths(void **state)
{
    static const struct {
        const struct text_format *format;
        size_t longest;
    } cases[] = {{&format_label, 63}, {&format_subdomain, 253}, {&format_secret_key, 253}};
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char text[300] = {0};
        memset(text, 'a', cases[i].longest);
        assert_true(pattern_takes(cases[i].format, text));
        assert_true(cases[i].format->takes(text_of(text)));
        text[cases[i].longest] = 'a';
        assert_false(pattern_takes(cases[i].format, text));
        assert_false(cases[i].format->takes(text_of(text)));
    }
}

/* What a number or a truth value of YAML may look like does not fit. */
static void test_only_text(void **state)
{
    static const struct text_format *const formats[] = {&format_guid, &format_https_url};
    static const char *const others[] = {"0",     "017",      "1e3", "-1.5", "0x1F",      ".inf",
                                         "1_000", "12:30:45", "yes", "true", "2001-12-14"};
    (void)state;
    for (size_t f = 0; f < COUNT(formats); f++)
        for (size_t i = 0; i < COUNT(others); i++)
            assert_false(formats[f]->takes(text_of(others[i])));
    assert_true(format_guid.only_text && format_https_url.only_text && format_sealed.only_text && format_sealed_or_guid.only_text);
    assert_false(format_label.only_text || format_subdomain.only_text || format_secret_key.only_text);
}

/* No checker may show a credential: nothing but a length is said of what is none of the pattern. */
static void test_credentials(void **state)
{
    (void)state;
    assert_null(format_sealed.pattern);
    assert_string_equal(format_sealed_or_guid.pattern, format_guid.pattern);
    assert_null(format_sealed.takes);
    assert_true(format_sealed.shortest == 300 && format_sealed_or_guid.shortest == 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pattern_and_function_agree),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_only_text),
        cmocka_unit_test(test_credentials),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
