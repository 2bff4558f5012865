/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/alloc.h"
#include "base/base64.h"

static int decode(struct text in, char *out, size_t *len, size_t *bad_at)
{
    return base64_decode(in, (unsigned char *)out, len, bad_at);
}

static void test_accepted(void **state)
{
    (void)state;
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"", ""},          {"\r\n\n", ""},           {"Zg==", "f"},           {"Zm8=", "fo"},
        {"Zm9v", "foo"},   {"Zm9vYmFy", "foobar"},   {"Z\nm\r\n9v\n", "foo"}, /* line ends anywhere */
        {"Zg=\n=\n", "f"}, {"Zm8\r\n=", "fo"},       {"Zh==", "f"},           /* bits that are left over need not be zero */
        {"Zm9=", "fo"},    {"+/+/", "\xfb\xff\xbf"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[16];
        size_t len = 99, bad_at;
        assert_int_equal(decode(text_of(cases[i].in), out, &len, &bad_at), 0);
        assert_int_equal(len, strlen(cases[i].out));
        assert_memory_equal(out, cases[i].out, len);
    }
}

/* What Go's base64.StdEncoding.DecodeString says of these: "illegal base64 data at input byte N". */
static void test_refused_where_go_does(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        size_t bad_at;
    } cases[] = {
        {"Z", 0},       {"Zg", 0},       {"Zg=", 3},      {"Zm8", 0},    {"Zm9vZg", 4},     {"Zm9v\nZg", 5}, {"Z=", 1},
        {"=", 0},       {"====", 0},     {"Zm9vZg=x", 6}, {"Zg==Z", 4},  {"Zg==\nZ", 5},    {"Zm8=Zm8=", 4}, {"Zm9v=", 4},
        {" Zm9v", 0},   {"Zm9v ", 4},    {"Zm 9v", 2},    {"Zm9v\t", 4}, {"Zm9-", 3},       {"Zm9_", 3},     {"Zm9.", 3},
        {"Zm9\xff", 3}, {"Zm9\x80v", 3}, {"Zg=\r\nx", 4}, {"Zg=\n", 4},  {"Zm9v\vZm9v", 4}, {"Zm9@", 3},     {"Zm9[", 3},
        {"Zm9`", 3},    {"Zm9{", 3},     {"Zm9:", 3},     {"Zm9*", 3},   {"Zm9,", 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[16];
        size_t len, bad_at = 99;
        assert_int_equal(decode(text_of(cases[i].in), out, &len, &bad_at), -1);
        if (bad_at != cases[i].bad_at)
            print_error("of case %zu\n", i);
        assert_int_equal(bad_at, cases[i].bad_at);
    }
}

static void test_nul_is_no_end(void **state)
{
    (void)state;
    char out[16];
    size_t len, bad_at;
    assert_int_equal(decode(TEXT("Zm9v\0Zm9v"), out, &len, &bad_at), -1);
    assert_int_equal(bad_at, 4);
}

static void test_round_trips(void **state)
{
    (void)state;
    unsigned char bytes[260], back[264];
    char encoded[353];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)(i * 37 + (i >> 8));
    for (size_t len = 0; len <= sizeof bytes; len++) {
        size_t back_len, bad_at;
        base64_encode(bytes, len, encoded);
        assert_int_equal(strlen(encoded), base64_encoded_len(len));
        assert_true(base64_decoded_max(strlen(encoded)) >= len);
        assert_int_equal(base64_decode(text_of(encoded), back, &back_len, &bad_at), 0);
        assert_int_equal(back_len, len);
        assert_memory_equal(back, bytes, len);
    }
    base64_encode((const unsigned char *)"\xfb\xff\xbf", 3, encoded);
    assert_string_equal(encoded, "+/+/");
    base64_encode(NULL, 0, encoded);
    assert_string_equal(encoded, "");
}

/* The room that the header promises is enough: the sanitizers watch over it. */
static void test_decodes_within_the_promised_room(void **state)
{
    (void)state;
    static const char *const inputs[] = {"", "Z", "Zg", "Zm8", "Zm9v", "Zm9vZg==", "Zm9vYmFyZm9vYmFy", "Zg==x", "Zm9vZ"};
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++) {
        struct text in = text_of(inputs[i]);
        auto_free unsigned char *out = mem_new(base64_decoded_max(in.len));
        size_t len = 0, bad_at;
        if (base64_decode(in, out, &len, &bad_at) == 0)
            assert_true(len <= base64_decoded_max(in.len));
        else
            assert_true(bad_at <= in.len);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accepted),
        cmocka_unit_test(test_refused_where_go_does),
        cmocka_unit_test(test_nul_is_no_end),
        cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_decodes_within_the_promised_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
