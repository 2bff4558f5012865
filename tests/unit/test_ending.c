/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "remote/ending.h"

static void a_closed_connection_is_told_from_other_errors(void **state)
{
    (void)state;
    static const struct {
        CURLcode code;
        const char *detail;
        long status;
        CURLcode means;
    } rows[] = {
        {CURLE_RECV_ERROR, "ssl_read returned: (-0x0000)", 0, CURLE_GOT_NOTHING},
        {CURLE_RECV_ERROR, "ssl_read returned: (-0x0000)", 200, CURLE_PARTIAL_FILE},
        {CURLE_RECV_ERROR, "OpenSSL SSL_read: error:0A000126:SSL routines::unexpected eof while reading, errno 0", 0,
         CURLE_GOT_NOTHING},
        {CURLE_RECV_ERROR, "OpenSSL SSL_read: error:0A000126:SSL routines::unexpected eof while reading, errno 0", 200,
         CURLE_PARTIAL_FILE},
        {CURLE_RECV_ERROR, "Recv failure: Connection reset by peer", 0, CURLE_RECV_ERROR},
        {CURLE_RECV_ERROR, "", 200, CURLE_RECV_ERROR},
        {CURLE_GOT_NOTHING, "Empty reply from server", 0, CURLE_GOT_NOTHING},
        {CURLE_SSL_CONNECT_ERROR, "unexpected eof", 0, CURLE_SSL_CONNECT_ERROR},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(ending_of(rows[i].code, text_of(rows[i].detail), rows[i].status), rows[i].means);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_closed_connection_is_told_from_other_errors)};
    return cmocka_run_group_tests_name("ending", tests, NULL, NULL);
}
