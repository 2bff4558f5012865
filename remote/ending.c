/* SPDX-License-Identifier: Apache-2.0 */
#include "remote/ending.h"

#include <stddef.h>

/* What mbedTLS (error 0) and OpenSSL say. */
static const char *const closed[] = {"(-0x0000)", "unexpected eof"};

CURLcode ending_of(CURLcode code, struct text detail, long status)
{
    for (size_t i = 0; code == CURLE_RECV_ERROR && i < sizeof closed / sizeof closed[0]; i++)
        if (text_contains(detail, closed[i]))
            return status == 0 ? CURLE_GOT_NOTHING : CURLE_PARTIAL_FILE;
    return code;
}
