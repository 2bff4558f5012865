/* SPDX-License-Identifier: Apache-2.0
 *
 * curl_library: libcurl, loaded when the first URL is fetched.
 *
 * It is never linked, neither shared nor as an archive: with all that it brings the filter, which fetches nothing, would take
 * six times as long to start, and what speaks TLS had better be the system's, where its holes are mended. The functions that are
 * taken have the types of curl's own headers: one that differed would stop the build.
 */
#ifndef REMOTE_CURL_LIBRARY_H
#define REMOTE_CURL_LIBRARY_H

#include <curl/curl.h>

#include "base/arena.h"
#include "base/err.h"

struct curl_library {
    __typeof__(curl_global_init) *global_init;
    __typeof__(curl_easy_init) *easy_init;
    __typeof__(curl_easy_setopt) *easy_setopt;
    __typeof__(curl_easy_perform) *easy_perform;
    __typeof__(curl_easy_getinfo) *easy_getinfo;
    __typeof__(curl_easy_strerror) *easy_strerror;
    __typeof__(curl_easy_cleanup) *easy_cleanup;
};

/* Loads it, once; it stays. NULL with ERR_REMOTE where this machine has none. Opens files: not in the sandbox. */
const struct curl_library *curl_library_load(struct err *err);

#endif
