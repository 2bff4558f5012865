/* SPDX-License-Identifier: Apache-2.0
 *
 * ending: what libcurl's code for a transfer that failed means, whatever library speaks TLS.
 */
#ifndef REMOTE_ENDING_H
#define REMOTE_ENDING_H

#include <curl/curl.h>

#include "base/text.h"

/* `code` as libcurl gave it, but for a server that closed the connection without TLS' own goodbye: libraries call that an error of
 * reading. It is CURLE_GOT_NOTHING without an answer (status 0), CURLE_PARTIAL_FILE in the middle of one. `detail` is libcurl's own
 * message (CURLOPT_ERRORBUFFER). */
CURLcode ending_of(CURLcode code, struct text detail, long status);

#endif
