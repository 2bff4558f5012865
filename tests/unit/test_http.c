/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/limits.h"
#include "remote/curl_library.h"
#include "remote/http.h"

static void urls_are_told_from_paths(void **state)
{
    (void)state;
    static const char *const urls[] = {"https://localhost/cert.pem", "http://localhost", "FTP://x", "a+b-c.1://x",
                                       "file:///cert.pem"};
    static const char *const paths[] = {"",      "cert.pem", "/cert.pem", "://x", "a/b://x", "C:\\cert.pem", "https:/localhost",
                                        "https", "a b://c"};
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++)
        assert_true(http_is_url(text_of(urls[i])));
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
        assert_false(http_is_url(text_of(paths[i])));
}

static void what_may_be_secret_is_not_shown(void **state)
{
    (void)state;
    auto_arena arena = {0};
    static const struct {
        const char *url, *shown;
    } rows[] = {
        {"https://localhost/cert.pem", "https://localhost/cert.pem"},
        {"https://localhost", "https://localhost"},
        {"https://localhost:8443/a/b", "https://localhost:8443/a/b"},
        {"https://[::1]/a", "https://[::1]/a"},
        {"https://[::1]:8443/a", "https://[::1]:8443/a"},
        {"https://user:password@localhost/a", "https://localhost/a"},
        {"https://password@localhost", "https://localhost"},
        {"https://a@b:p@ss@localhost:1/a", "https://localhost:1/a"},
        {"https://localhost/@scope/a", "https://localhost/@scope/a"},
        {"https://localhost/a?token=1", "https://localhost/a?..."},
        {"https://localhost?token=1/a", "https://localhost?..."},
        {"https://localhost/a#fragment", "https://localhost/a?..."},
        {"https://user:pass@localhost?a@b", "https://localhost?..."},
        /* A slash, a question mark or a hash in a password ends the host in front of it. */
        {"https://user:pass/word@localhost/a", "https://..."},
        {"https://user:pass?word@localhost/a", "https://..."},
        {"https://user:pass#word@localhost/a", "https://..."},
        {"https://user:12/34@localhost/a", "https://..."},
        {"https://user@localhost:12/a@b", "https://localhost:12/a@b"},
        {"https://:password/@localhost", "https://..."},
        {"https://", "https://..."},
        {"https:///a", "https://..."},
        {"https://user@/a", "https://..."},
        {"https://localhost:/a", "https://localhost:/a"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(http_shown(&arena, text_of(rows[i].url)).at, rows[i].shown);
}

static void nothing_but_https_is_fetched(void **state)
{
    (void)state;
    static const char *const urls[] = {"http://user:password@localhost/a", "ftp://localhost/a", "file:///etc/hostname",
                                       "httpss://localhost/"};
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        auto_arena arena = {0};
        auto_err err = {0};
        struct text body = TEXT("as before");
        struct http_request request = {.url = urls[i], .ceiling = LIMIT_FETCHED_BYTES, .connect_seconds = 1, .whole_seconds = 1};
        assert_int_equal(http_get(&arena, &request, &body, &err), -1);
        assert_int_equal(err.kind, ERR_USAGE);
        assert_non_null(strstr(err.text, ": is not fetched: not an https URL"));
        assert_null(strstr(err.text, "password"));
        assert_true(text_is(body, "as before"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urls_are_told_from_paths),
        cmocka_unit_test(what_may_be_secret_is_not_shown),
        cmocka_unit_test(nothing_but_https_is_fetched),
    };
    return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
