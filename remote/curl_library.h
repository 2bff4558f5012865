/* SPDX-License-Identifier: Apache-2.0
 *
 * curl_library: libcurl, from one of two places that `make LIBCURL=` chooses between.
 *
 * curl_loaded.c loads the system's when the first URL is fetched: linked shared, with all that it brings, it would make the filter,
 * which fetches nothing, take six times as long to start, and what speaks TLS had better be the system's, where its holes are
 * mended. curl_linked.c has it in the program, for the one that is self-contained (scripts/static.sh): that loads nothing, and its
 * libcurl is small. The functions that are taken have the types of curl's own headers: one that differed would stop the build.
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
    const char *authorities; /* the file that vouches for servers where nobody names one; NULL: libcurl knows its own */
};

/* Makes it ready, once; it stays. NULL with ERR_REMOTE where this machine has none. Opens files: not in the sandbox. */
const struct curl_library *curl_library_load(struct err *err);
/* Its version where it is part of the program; NULL where it is loaded, which is too much work for that. */
const char *curl_library_version(void);

#endif
