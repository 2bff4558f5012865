/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/nearest.h"

static const char *const keys[] = {"keyvault_credentials",
                                   "keyvault_url",
                                   "azure_tenant_id",
                                   "client_id",
                                   "client_secret",
                                   "name",
                                   "namespace",
                                   "scope",
                                   "auth_type",
                                   NULL};

static void test_slips(void **state)
{
    (void)state;
    static const struct {
        const char *word, *expected;
    } cases[] = {
        {"keyvault_credential", "keyvault_credentials"},
        {"client_sercet", "client_secret"}, /* two neighbours swapped are one slip */
        {"clientsecret", "client_secret"},
        {"clinet_scret", "client_secret"},
        {"Client-ID", "client_id"},
        {"CLIENT_ID", "client_id"},
        {"nmae", "name"},
        {"nme", "name"},
        {"nam", "name"},
        {"scopes", "scope"},
        {"name", "name"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_string_equal(nearest_word(text_of(cases[i].word), keys), cases[i].expected);
}

static void test_beginnings(void **state)
{
    (void)state;
    assert_string_equal(nearest_word(TEXT("azure"), keys), "azure_tenant_id");
    assert_string_equal(nearest_word(TEXT("Auth-"), keys), "auth_type");
    /* Two words begin so: the first in the list. */
    assert_string_equal(nearest_word(TEXT("keyvault"), keys), "keyvault_credentials");
    /* Three letters say too little. */
    assert_null(nearest_word(TEXT("azu"), keys));
}

static void test_nothing_near(void **state)
{
    (void)state;
    assert_null(nearest_word(TEXT(""), keys));
    assert_null(nearest_word(TEXT("x"), keys));
    assert_null(nearest_word(TEXT("provider"), keys));
    assert_null(nearest_word(TEXT("sco"), (const char *const[]){NULL}));
    assert_null(nearest_word(TEXT("ab"), (const char *const[]){"ac", NULL}));
    assert_null(nearest_word((struct text){NULL, 0}, keys));
}

static void test_allowance(void **state)
{
    (void)state;
    static const char *const words[] = {"abcdefghijkl", NULL};
    assert_string_equal(nearest_word(TEXT("abcdefgxyzkl"), words), "abcdefghijkl"); /* three changed */
    assert_null(nearest_word(TEXT("abcdefwxyzkl"), words));                         /* four changed */
}

static void test_length_ceiling(void **state)
{
    (void)state;
    static char known[NEAREST_MAX + 1], longer[NEAREST_MAX + 2];
    for (size_t i = 0; i < NEAREST_MAX; i++)
        known[i] = longer[i] = 'a';
    longer[NEAREST_MAX] = 'a';
    const char *const at_limit[] = {known, NULL};
    const char *const past_limit[] = {longer, NULL};
    assert_ptr_equal(nearest_word((struct text){known, NEAREST_MAX}, at_limit), known);
    assert_null(nearest_word((struct text){longer, NEAREST_MAX + 1}, at_limit));
    assert_null(nearest_word((struct text){longer, NEAREST_MAX + 1}, past_limit));
}

static void test_first_of_equals(void **state)
{
    (void)state;
    assert_string_equal(nearest_word(TEXT("bare"), (const char *const[]){"care", "dare", NULL}), "care");
    assert_string_equal(nearest_word(TEXT("dare"), (const char *const[]){"care", "dare", NULL}), "dare");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slips),     cmocka_unit_test(test_beginnings),     cmocka_unit_test(test_nothing_near),
        cmocka_unit_test(test_allowance), cmocka_unit_test(test_length_ceiling), cmocka_unit_test(test_first_of_equals),
    };
    return cmocka_run_group_tests_name("nearest", tests, NULL, NULL);
}
