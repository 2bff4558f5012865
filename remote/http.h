/* SPDX-License-Identifier: Apache-2.0
 *
 * http: one answer of a server, fetched over https.
 *
 * What is fetched is trusted because of where it comes from, so nothing but https is spoken, redirects included, and the server's
 * certificate has to be good for its name. One request and no second try: whoever runs the program knows better when to try
 * again. Proxies are those that curl's variables name (HTTPS_PROXY, ALL_PROXY, NO_PROXY). No cookies, no ~/.netrc, no compression;
 * user and password of a URL go to its own server, never to one that it redirects to.
 */
#ifndef REMOTE_HTTP_H
#define REMOTE_HTTP_H

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"

struct http_request {
    const char *url;         /* http_is_url() */
    const char *agent;       /* how the program calls itself */
    const char *authorities; /* a file of those that vouch for servers, or a folder; NULL: libcurl's own */
    const char *authority_folder;
    size_t ceiling;       /* of the answer, in bytes */
    long connect_seconds; /* to look up the name, connect, and agree on TLS */
    long whole_seconds;   /* for all of it */
};

/* Whether a text is a URL, of any scheme, rather than a path. */
bool http_is_url(struct text text);
/* A URL as messages show it: without user, password, query and fragment, which may be secrets. In the arena. */
struct text http_shown(struct arena *arena, struct text url);
/* The body of the answer, in the arena. ERR_USAGE where the URL is not https. ERR_REMOTE with the step that failed: libcurl,
 * name, connection, TLS, time, size, redirects (LIMIT_REDIRECTS), any status but 200. Every error begins with the URL as shown. */
int http_get(struct arena *arena, const struct http_request *request, struct text *body, struct err *err);

#endif
