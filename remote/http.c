/* SPDX-License-Identifier: Apache-2.0 */
#include "remote/http.h"

/* libcurl marks as deprecated what takes numbers in place of words; old libraries know nothing else. */
#define CURL_DISABLE_DEPRECATION

#include <ctype.h>
#include <limits.h>
#include <string.h>
#include <strings.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "remote/curl_library.h"
#include "remote/ending.h"

static const char https[] = "https://";

/* --- URLs --- */

/* Where the part behind "scheme://" begins; 0: there is no scheme. RFC 3986, 3.1. */
static size_t behind_scheme(struct text url)
{
    size_t len = 0;
    while (len < url.len && (isalnum((unsigned char)url.at[len]) || strchr("+-.", url.at[len]) != NULL))
        len++;
    return len > 0 && text_starts(text_from(url, len), "://") ? len + sizeof "://" - 1 : 0;
}

bool http_is_url(struct text text)
{
    return behind_scheme(text) > 0;
}

/* The bytes of t up to the first of `ends`. */
static struct text up_to(struct text t, const char *ends)
{
    size_t len = 0;
    while (len < t.len && (t.at[len] == 0 || strchr(ends, t.at[len]) == NULL))
        len++;
    return (struct text){t.at, len};
}

/* A host with a port that is a number, or none: what cannot hold part of a password. */
static bool is_plain_server(struct text server)
{
    size_t digits = 0;
    while (digits < server.len && isdigit((unsigned char)server.at[server.len - 1 - digits]))
        digits++;
    struct text host = {server.at, server.len - digits};
    if (text_ends(host, ":"))
        host.len--;
    else
        host = server;
    bool bracketed = text_starts(host, "[") && text_ends(host, "]");
    return host.len > 0 && (bracketed || memchr(host.at, ':', host.len) == NULL);
}

struct text http_shown(struct arena *arena, struct text url)
{
    size_t start = behind_scheme(url);
    struct text scheme = {url.at, start}, rest = text_from(url, start);
    struct text authority = up_to(rest, "/?#"), path = up_to(text_from(rest, authority.len), "?#"), server = authority;
    size_t shown = authority.len + path.len;
    for (size_t i = 0; i < authority.len; i++)
        if (authority.at[i] == '@')
            server = text_from(authority, i + 1);
    /* A password with a slash in it ends the host too early, "user:12" then. */
    bool cut = server.len == authority.len && memchr(server.at, ':', server.len) != NULL && text_contains(path, "@");
    if (cut || !is_plain_server(server))
        return arena_format(arena, TEXT_FMT "...", TEXT_ARG(scheme));
    return arena_format(arena, TEXT_FMT TEXT_FMT TEXT_FMT "%s", TEXT_ARG(scheme), TEXT_ARG(server), TEXT_ARG(path),
                        shown < rest.len ? "?..." : "");
}

/* --- one transfer --- */

struct transfer {
    const struct curl_library *curl;
    const struct http_request *request;
    struct arena *arena;
    CURL *handle;
    struct buf body;
    char detail[CURL_ERROR_SIZE]; /* the library's own words */
};

static void transfer_free(struct transfer *transfer)
{
    if (transfer->handle != NULL)
        transfer->curl->easy_cleanup(transfer->handle);
}
#define auto_transfer __attribute__((cleanup(transfer_free))) struct transfer

/* Of the type that libcurl asks for. NOLINTNEXTLINE(readability-non-const-parameter) */
static size_t take_body(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    size_t len = size_mul(size, count);
    buf_put(&transfer->body, (struct text){bytes, len});
    return transfer->body.full ? 0 : len;
}

static bool set_number(const struct transfer *transfer, CURLoption option, long value)
{
    return transfer->curl->easy_setopt(transfer->handle, option, value) == CURLE_OK;
}

static bool set_pointer(const struct transfer *transfer, CURLoption option, const void *value)
{
    return value == NULL || transfer->curl->easy_setopt(transfer->handle, option, value) == CURLE_OK;
}

static const char *authorities_file(const struct transfer *transfer)
{
    const char *named = transfer->request->authorities;
    return named != NULL ? named : transfer->curl->authorities;
}

/* Not every libcurl knows these; without them fewer servers are trusted, never more. */
static void set_up_authorities(const struct transfer *transfer)
{
    (void)set_pointer(transfer, CURLOPT_CAPATH, transfer->request->authority_folder);
    (void)set_pointer(transfer, CURLOPT_PROXY_CAINFO, authorities_file(transfer));
    (void)set_pointer(transfer, CURLOPT_PROXY_CAPATH, transfer->request->authority_folder);
}

static bool set_up(struct transfer *transfer)
{
    const struct http_request *request = transfer->request;
    const struct {
        CURLoption option;
        long value;
    } numbers[] = {
        {CURLOPT_PROTOCOLS, CURLPROTO_HTTPS},
        {CURLOPT_REDIR_PROTOCOLS, CURLPROTO_HTTPS},
        {CURLOPT_FOLLOWLOCATION, 1},
        {CURLOPT_MAXREDIRS, LIMIT_REDIRECTS},
        {CURLOPT_CONNECTTIMEOUT, request->connect_seconds},
        {CURLOPT_TIMEOUT, request->whole_seconds},
        {CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
        {CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1},
        {CURLOPT_SSL_VERIFYPEER, 1},
        {CURLOPT_SSL_VERIFYHOST, 2},
    };
    const struct {
        CURLoption option;
        const void *value;
    } pointers[] = {
        {CURLOPT_URL, request->url},   {CURLOPT_USERAGENT, request->agent},     {CURLOPT_CAINFO, authorities_file(transfer)},
        {CURLOPT_WRITEDATA, transfer}, {CURLOPT_ERRORBUFFER, transfer->detail},
    };
    set_up_authorities(transfer);
    const curl_write_callback writer = take_body;
    bool done = transfer->curl->easy_setopt(transfer->handle, CURLOPT_WRITEFUNCTION, writer) == CURLE_OK;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        done = set_number(transfer, numbers[i].option, numbers[i].value) && done;
    for (size_t i = 0; i < sizeof pointers / sizeof pointers[0]; i++)
        done = set_pointer(transfer, pointers[i].option, pointers[i].value) && done;
    return done;
}

static long number_of(const struct transfer *transfer, CURLINFO info)
{
    long number = 0;
    return transfer->curl->easy_getinfo(transfer->handle, info, &number) == CURLE_OK ? number : 0;
}

/* Where the answer, or none, came from at last. */
static struct text last_url(const struct transfer *transfer)
{
    const char *url = NULL;
    (void)transfer->curl->easy_getinfo(transfer->handle, CURLINFO_EFFECTIVE_URL, &url);
    return text_of(url);
}

static bool is_https(struct text url)
{
    return url.len >= sizeof https - 1 && strncasecmp(url.at, https, sizeof https - 1) == 0;
}

/* --- what went wrong --- */

#define OTHERWISE "; a file needs no server"
#define AUTHORITIES_HINT "CURL_CA_BUNDLE or SSL_CERT_FILE names a file of the authorities that vouch for servers"
#define PROXY_HINT "proxies come from HTTPS_PROXY and ALL_PROXY; NO_PROXY names the servers that are reached without"

#define QUOTED(number) #number
#define IN_WORDS(number) QUOTED(number)

/* Steps that fail in one way; %s: the library's own words. */
static const struct step {
    CURLcode code;
    const char *says, *hint;
} steps[] = {
    {CURLE_URL_MALFORMAT, "is no URL", "it looks like https://example.com/folder/file"},
    {CURLE_COULDNT_RESOLVE_HOST, "no address was found for the server's name",
     "is it spelled as it should be, and known here? " PROXY_HINT},
    {CURLE_COULDNT_RESOLVE_PROXY, "no address was found for the proxy's name", PROXY_HINT},
    {CURLE_COULDNT_CONNECT, "no connection: %s", "is the port right, and may this machine reach it? " PROXY_HINT},
    {CURLE_PEER_FAILED_VERIFICATION, "the server's certificate is refused: %s", AUTHORITIES_HINT OTHERWISE},
    {CURLE_SSL_CACERT_BADFILE, "the authorities that vouch for servers cannot be read: %s", AUTHORITIES_HINT},
    {CURLE_SSL_CONNECT_ERROR, "no TLS: %s", "does the server speak https on this port?"},
    {CURLE_TOO_MANY_REDIRECTS, "redirected more than " IN_WORDS(LIMIT_REDIRECTS) " times", "give the URL that it leads to"},
    {CURLE_GOT_NOTHING, "the server closed the connection without an answer", "does the server speak https on this port?"},
    {CURLE_PARTIAL_FILE, "the answer was cut off", "try again"},
    {CURLE_RECV_ERROR, "the connection broke: %s", "try again"},
    {CURLE_SEND_ERROR, "the connection broke: %s", "try again"},
};

#define LOGIN_HINT "it wants a login: fetch it with what can log in, and give the file"
static const struct status {
    long from, to;
    const char *hint;
} statuses[] = {
    {401, 401, LOGIN_HINT},
    {403, 403, LOGIN_HINT},
    {404, 404, "is the path right?"},
    {429, 429, "it gets more requests than it takes; try again later"},
    {500, 599, "try again later; is what stands behind the server running?"},
    {0, LONG_MAX, "give the URL of the file itself"},
};

static int wrong_status(long status, struct err *err)
{
    const struct status *row = statuses;
    while (status < row->from || status > row->to)
        row++;
    err_set(err, ERR_REMOTE, "the answer is HTTP %ld, not 200", status);
    return err_hint(err, "%s", row->hint);
}

static int too_slow(const struct transfer *transfer, struct err *err)
{
    const struct http_request *request = transfer->request;
    double agreed = 0;
    (void)transfer->curl->easy_getinfo(transfer->handle, CURLINFO_APPCONNECT_TIME, &agreed);
    if (agreed > 0)
        err_set(err, ERR_REMOTE, "no complete answer within %ld seconds", request->whole_seconds);
    else
        err_set(err, ERR_REMOTE, "no connection with TLS within %ld seconds", request->connect_seconds);
    return err_hint(err, PROXY_HINT OTHERWISE);
}

/* The system's words for a connection, without times and addresses; else those of the library, some of which end their line. */
static struct text words_for(const struct transfer *transfer, CURLcode code)
{
    const long number = number_of(transfer, CURLINFO_OS_ERRNO);
    if (code == CURLE_COULDNT_CONNECT && number != 0)
        return text_of(strerror((int)number));
    return text_trim(text_of(*transfer->detail != 0 ? transfer->detail : transfer->curl->easy_strerror(code)));
}

static int step_failed(const struct transfer *transfer, CURLcode code, struct err *err)
{
    struct text detail = words_for(transfer, code);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
        if (steps[i].code == code) {
            struct text says = text_of(steps[i].says);
            bool in_its_words = text_ends(says, "%s");
            if (in_its_words)
                says.len -= 2;
            err_set(err, ERR_REMOTE, TEXT_FMT TEXT_FMT, TEXT_ARG(says), TEXT_ARG(in_its_words ? detail : TEXT("")));
            return err_hint(err, "%s", steps[i].hint);
        }
    return err_set(err, ERR_REMOTE, "cannot be fetched: " TEXT_FMT, TEXT_ARG(detail));
}

static int failed(const struct transfer *transfer, CURLcode code, struct err *err)
{
    const long proxy_status = number_of(transfer, CURLINFO_HTTP_CONNECTCODE);
    if (code == CURLE_OUT_OF_MEMORY)
        mem_exhausted();
    if (transfer->body.full) {
        err_set(err, ERR_REMOTE, "the answer is larger than %zu bytes, which is the limit", transfer->request->ceiling);
        return err_hint(err, "give the URL of the file itself");
    }
    if (code == CURLE_OPERATION_TIMEDOUT)
        return too_slow(transfer, err);
    if (code == CURLE_UNSUPPORTED_PROTOCOL && !is_https(last_url(transfer))) {
        err_set(err, ERR_REMOTE, "not https");
        return err_hint(
            err, "over http anybody on the way can put something else in its place; give an https URL that does not lead there");
    }
    if (proxy_status >= 300) {
        err_set(err, ERR_REMOTE, "the proxy refuses: HTTP %ld", proxy_status);
        return err_hint(err, PROXY_HINT);
    }
    const CURLcode ending = ending_of(code, text_of(transfer->detail), number_of(transfer, CURLINFO_RESPONSE_CODE));
    return step_failed(transfer, ending, err);
}

/* Who said it, where that is not who was asked. */
static int behind_redirects(const struct transfer *transfer, struct err *err)
{
    if (number_of(transfer, CURLINFO_REDIRECT_COUNT) == 0)
        return -1;
    struct text shown = http_shown(transfer->arena, last_url(transfer));
    return err_wrap(err, "redirected to " TEXT_FMT, TEXT_ARG(shown));
}

static int perform(struct transfer *transfer, struct err *err)
{
    transfer->handle = transfer->curl->easy_init();
    if (transfer->handle == NULL)
        mem_exhausted();
    if (!set_up(transfer))
        return err_set(err, ERR_REMOTE, "cannot be fetched: this libcurl cannot be told to speak https and nothing else");
    CURLcode code = transfer->curl->easy_perform(transfer->handle);
    if (code != CURLE_OK) {
        failed(transfer, code, err);
        return behind_redirects(transfer, err);
    }
    long status = number_of(transfer, CURLINFO_RESPONSE_CODE);
    if (status == 200)
        return 0;
    wrong_status(status, err);
    return behind_redirects(transfer, err);
}

static int not_https(struct err *err)
{
    err_set(err, ERR_USAGE, "is not fetched: not an https URL");
    return err_hint(err, "over http anybody on the way can put something else in its place: use https, or a file");
}

int http_get(struct arena *arena, const struct http_request *request, struct text *body, struct err *err)
{
    auto_transfer transfer = {.request = request, .arena = arena, .body = buf_new(arena, request->ceiling)};
    struct text url = text_of(request->url), shown = http_shown(arena, url);
    if (!is_https(url)) {
        not_https(err);
        return err_wrap(err, TEXT_FMT, TEXT_ARG(shown));
    }
    transfer.curl = curl_library_load(err);
    if (transfer.curl == NULL || perform(&transfer, err) != 0)
        return err_wrap(err, TEXT_FMT, TEXT_ARG(shown));
    *body = buf_text(&transfer.body);
    return 0;
}
