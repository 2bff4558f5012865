/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sealed/der.h"

static void expect_taken(struct text der, struct text content, size_t rest_len)
{
    struct text rest = der, taken;
    assert_true(der_take(&rest, DER_OCTET_STRING, &taken));
    assert_true(text_equal(taken, content));
    assert_int_equal(rest.len, rest_len);
}

static void expect_kept(struct text der)
{
    struct text rest = der, taken;
    assert_false(der_take(&rest, DER_OCTET_STRING, &taken));
    assert_ptr_equal(rest.at, der.at);
    assert_int_equal(rest.len, der.len);
}

static void test_lengths(void **state)
{
    (void)state;
    expect_taken(TEXT("\x04\x00"), TEXT(""), 0);
    expect_taken(TEXT("\x04\x02"
                      "ab"
                      "c"),
                 TEXT("ab"), 1);
    expect_taken(TEXT("\x04\x81\x02"
                      "ab"),
                 TEXT("ab"), 0);
    expect_taken(TEXT("\x04\x84\0\0\0\x02"
                      "abc"),
                 TEXT("ab"), 1);
}

static void test_refused_lengths(void **state)
{
    (void)state;
    expect_kept(TEXT(""));
    expect_kept(TEXT("\x04"));
    expect_kept(TEXT("\x02\x01"
                     "a"));
    expect_kept(TEXT("\x04\x03"
                     "ab"));
    expect_kept(TEXT("\x04\x80"
                     "ab"));
    expect_kept(TEXT("\x04\x81"));
    expect_kept(TEXT("\x04\x82\0"));
    expect_kept(TEXT("\x04\x85\0\0\0\0\x01"
                     "a"));
    expect_kept(TEXT("\x04\x84\xff\xff\xff\xff"
                     "a"));
    expect_kept(TEXT("\x04\xff"
                     "a"));
}

static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        struct text der, number;
    } cases[] = {
        {{"\x02\x01\x00", 3}, {"", 0}},
        {{"\x02\x01\x7f", 3}, {"\x7f", 1}},
        {{"\x02\x02\x00\x80", 4}, {"\x80", 1}},
        {{"\x02\x04\x00\x00\x01\x00", 6}, {"\x01\x00", 2}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct text rest = cases[i].der, number;
        assert_true(der_take_number(&rest, &number));
        assert_true(text_equal(number, cases[i].number));
        assert_int_equal(rest.len, 0);
    }
    struct text negative = TEXT("\x02\x01\x80"), empty = TEXT("\x02\x00"), number;
    assert_false(der_take_number(&negative, &number));
    assert_false(der_take_number(&empty, &number));
}

static void test_algorithms(void **state)
{
    (void)state;
    static const struct {
        struct text der;
        bool taken, is_rsa;
    } cases[] = {
        {{"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00", 15}, true, true},
        {{"\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", 13}, true, true},
        {{"\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a", 13}, true, false}, /* RSASSA-PSS */
        {{"\x30\x05\x06\x03\x2b\x65\x70", 7}, true, false},                          /* Ed25519 */
        {{"\x30\x02\x05\x00", 4}, false, false},
        {{"\x30\x0b\x06\x0a\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", 13}, false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct text rest = cases[i].der;
        bool is_rsa = false;
        assert_int_equal(der_take_algorithm(&rest, &is_rsa), cases[i].taken);
        assert_int_equal(is_rsa, cases[i].is_rsa);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_refused_lengths),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_algorithms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
