/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/names.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Every rule over one list of words: which of them it takes. */
static void assert_takes(bool (*rule)(struct text name), const char *const *taken, const char *const *refused)
{
    for (; *taken != NULL; taken++)
        if (!rule(text_of(*taken)))
            fail_msg("refused: %s", *taken);
    for (; *refused != NULL; refused++)
        if (rule(text_of(*refused)))
            fail_msg("taken: %s", *refused);
}

/* `count` times 'a'. */
static const char *letters(size_t count)
{
    static char buffers[4][300];
    static size_t next;
    char *out = buffers[next++ % COUNT(buffers)];
    memset(out, 'a', count);
    out[count] = '\0';
    return out;
}

static void test_label(void **state)
{
    const char *const taken[] = {"a", "0", "a-b", "017", "1e3", "no", "a--b", letters(63), NULL};
    const char *const refused[] = {"", "-a", "a-", "A", "a.b", "a_b", "a b", "a\n", "\xc3\xa9", letters(64), NULL};
    (void)state;
    assert_takes(name_is_label, taken, refused);
    assert_false(name_is_label((struct text){"a\0b", 3}));
    assert_false(name_is_label((struct text){0}));
}

static void test_subdomain(void **state)
{
    const char *const taken[] = {"a", "a.b", "1.2.3", "a-b.c-d", letters(253), NULL};
    const char *const refused[] = {"", ".", ".a", "a.", "a..b", "a.-b", "a-.b", "A.b", "a/b", letters(254), NULL};
    (void)state;
    assert_takes(name_is_subdomain, taken, refused);
}

static void test_label_value(void **state)
{
    const char *const taken[] = {"a", "Helm", "A_b-c.d", "0", letters(63), NULL};
    const char *const refused[] = {"", "-a", "a.", "_", "a b", "a/b", "{{a}}", "a\n", "\xc3\xa9", letters(64), NULL};
    (void)state;
    assert_takes(name_is_label_value, taken, refused);
}

static void test_secret_key(void **state)
{
    const char *const taken[] = {"a", "A_b-c.d", "-", ".a", "a..b", "0", letters(253), NULL};
    const char *const refused[] = {"", ".", "..", "...", "..data", "a b", "a/b", "a:b", "\xc3\xa9", letters(254), NULL};
    (void)state;
    assert_takes(name_is_secret_key, taken, refused);
}

static void test_guid(void **state)
{
    const char *const taken[] = {"0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d", "0D3CB2A1-5E4F-4A6B-8C7D-9E0F1A2B3C4D", NULL};
    const char *const refused[] = {"",
                                   "0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4",
                                   "0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d0",
                                   "0d3cb2a1a5e4f-4a6b-8c7d-9e0f1a2b3c4d",
                                   "0d3cb2a--5e4f-4a6b-8c7d-9e0f1a2b3c4d",
                                   "gd3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d",
                                   "{{.a}}a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d",
                                   NULL};
    (void)state;
    assert_takes(name_is_guid, taken, refused);
}

static void test_vault(void **state)
{
    const char *const taken[] = {"abc", "a-1", "Vault-01", letters(24), NULL};
    const char *const refused[] = {"", "ab", "1abc", "-abc", "abc-", "a--b", "a.b", "a_b", letters(25), NULL};
    (void)state;
    assert_takes(name_is_vault, taken, refused);
}

static void test_https_url(void **state)
{
    const char *const taken[] = {"https://a", "https://kv.vault.azure.net/", "https://a:8443/b_c/~d%20", NULL};
    const char *const refused[] = {"",
                                   "http://a",
                                   "HTTPS://a",
                                   "https://",
                                   "https:///a",
                                   "https://a b",
                                   "https://u@a",
                                   "https://a?b",
                                   "https://a#b",
                                   "https://a\n",
                                   "https://a_b",
                                   "https://a\"",
                                   "https://{{.a}}",
                                   NULL};
    (void)state;
    assert_takes(name_is_https_url, taken, refused);
}

static void test_matches(void **state)
{
    static const struct {
        const char *pattern, *name;
        bool matches;
    } cases[] = {
        {"a", "a", true},
        {"a", "b", false},
        {"a", "aa", false},
        {"*", "", true},
        {"*", "a-b", true},
        {"", "", true},
        {"", "a", false},
        {"a*", "a", true},
        {"a*", "abc", true},
        {"*c", "abc", true},
        {"*c", "abcd", false},
        {"a?c", "abc", true},
        {"a?c", "ac", false},
        {"?", "", false},
        {"a*b*c", "a-b-b-c", true},
        {"a*b*c", "a-c", false},
        {"**a**", "bab", true},
        {"*ab", "aab", true},
        {"pos*-dev", "poseidon-dev", true},
        {"pos*-dev", "poseidon-dev-2", false},
        {"*-*", "ab", false},
        {"*?", "a", true},
        {"[ab]", "a", false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        if (name_matches(text_of(cases[i].pattern), text_of(cases[i].name)) != cases[i].matches)
            fail_msg("%s on %s", cases[i].pattern, cases[i].name);
}

/* Many stars against a name that nearly fits: no more than pattern times name. */
static void test_matches_in_bounded_time(void **state)
{
    static char pattern[4001], name[4001];
    (void)state;
    for (size_t i = 0; i < sizeof pattern - 1; i++)
        pattern[i] = i % 2 ? 'a' : '*';
    pattern[sizeof pattern - 2] = 'b';
    memset(name, 'a', sizeof name - 1);
    assert_false(name_matches(text_of(pattern), text_of(name)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_label),       cmocka_unit_test(test_subdomain), cmocka_unit_test(test_secret_key),
        cmocka_unit_test(test_label_value), cmocka_unit_test(test_guid),      cmocka_unit_test(test_vault),
        cmocka_unit_test(test_https_url),   cmocka_unit_test(test_matches),   cmocka_unit_test(test_matches_in_bounded_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
