/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/sealing_certificate.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/base64.h"
#include "base/file.h"
#include "base/limits.h"
#include "remote/http.h"
#include "sealed/certificate_file.h"
#include "sealed/pem.h"

#define PRINT_FINGERPRINT "`external-secrets keys FILE` prints it"

/* --- fetched --- */

/* A variable of the environment; NULL where it is empty as well. */
static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && *value != 0 ? value : NULL;
}

/* The authorities that vouch for servers come from where curl(1) takes them. */
static struct http_request request_for(const char *url)
{
    enum { CONNECT_SECONDS = 10, WHOLE_SECONDS = 20 };
    struct http_request request = {
        .url = url,
        .agent = "external-secrets/" PROGRAM_VERSION,
        .authorities = variable("CURL_CA_BUNDLE"),
        .ceiling = LIMIT_FETCHED_BYTES,
        .connect_seconds = CONNECT_SECONDS,
        .whole_seconds = WHOLE_SECONDS,
    };
    if (request.authorities == NULL) {
        request.authorities = variable("SSL_CERT_FILE");
        request.authority_folder = variable("SSL_CERT_DIR");
    }
    return request;
}

static bool has_certificate(struct text pem)
{
    for (struct pem_block block; pem_next(&pem, &block);)
        if (text_is(block.label, "CERTIFICATE"))
            return true;
    return false;
}

/* A server says 200 to much: a login page, the page of a proxy. */
static int check_answer(const char *shown, struct text body, struct err *err)
{
    if (has_certificate(body))
        return 0;
    body = text_trim(body);
    const char *says = body.len == 0            ? "is empty"
                       : text_starts(body, "<") ? "is a page for people (HTML)"
                                                : "holds no certificate in PEM";
    err_set(err, ERR_REMOTE, "%s: the answer %s", shown, says);
    return err_hint(err, "a login or a proxy may stand in front of it; the controller has its certificate at /v1/cert.pem");
}

static int fetch(const struct invocation *invocation, const char *url, struct certificate *out, struct err *err)
{
    struct arena *arena = invocation->arena;
    const struct http_request request = request_for(url);
    const char *shown = http_shown(arena, text_of(url)).at;
    struct text body;
    if (http_get(arena, &request, &body, err) != 0)
        return err->kind == ERR_USAGE ? err_wrap(err, "%s", origin_of(invocation, OPTION_CERT)) : -1;
    if (check_answer(shown, body, err) != 0)
        return -1;
    return certificate_file_read(arena, shown, body, time(NULL), out, err);
}

/* --- from a file --- */

static int read_file(const struct invocation *invocation, const char *path, struct certificate *out, struct err *err)
{
    auto_input input = {0};
    if (input_read_file(path, LIMIT_KEY_FILE_BYTES, &input, err) != 0)
        return -1;
    return certificate_file_read(invocation->arena, path, input_text(&input), time(NULL), out, err);
}

/* --- pinned --- */

/* What stands behind --cert-fingerprint, as it is shown: without the padding that some write. */
static struct text pinned(const struct invocation *invocation)
{
    struct text pin = value_of(invocation, OPTION_CERT_FINGERPRINT);
    if (text_ends(pin, "="))
        pin.len--;
    return pin;
}

static bool is_fingerprint(struct arena *arena, struct text pin)
{
    static const char hash[] = "SHA256:";
    if (!text_starts(pin, hash))
        return false;
    struct text padded = arena_format(arena, TEXT_FMT "=", TEXT_ARG(text_from(pin, sizeof hash - 1)));
    size_t len = 0, bad_at = 0;
    unsigned char *bytes = arena_new(arena, base64_decoded_max(padded.len));
    return base64_decode(padded, bytes, &len, &bad_at) == 0 && len == FINGERPRINT_BYTES;
}

static int check_pin(const struct invocation *invocation, struct err *err)
{
    if (!is_given(invocation, OPTION_CERT_FINGERPRINT) || is_fingerprint(invocation->arena, pinned(invocation)))
        return 0;
    err_set(err, ERR_USAGE, "%s: not the fingerprint of a key, which is SHA256: and 43 characters of base64",
            origin_of(invocation, OPTION_CERT_FINGERPRINT));
    return err_hint(err, PRINT_FINGERPRINT);
}

static int compare_pin(const struct invocation *invocation, const char *shown, const struct certificate *certificate,
                       struct err *err)
{
    struct text pin = pinned(invocation), found = fingerprint_text(invocation->arena, certificate->fingerprint);
    if (pin.len == 0 || text_equal(pin, found))
        return 0;
    err_set(err, ERR_INPUT, "%s: it is for the key " TEXT_FMT ", not " TEXT_FMT " (%s)", shown, TEXT_ARG(found), TEXT_ARG(pin),
            origin_of(invocation, OPTION_CERT_FINGERPRINT));
    return err_hint(err, "the controller makes a new key every 30 days: where that is why, pin the new one; else somebody has put "
                         "another certificate in its place");
}

int sealing_certificate_read(const struct invocation *invocation, struct certificate *out, struct err *err)
{
    static const char file_scheme[] = "file://";
    struct text cert = value_of(invocation, OPTION_CERT);
    if (cert.len == 0) {
        err_set(err, ERR_USAGE, "no certificate to seal for: --cert FILE is missing");
        return err_hint(err, "the controller gives its newest one: " CERTIFICATE_FETCH_COMMAND);
    }
    if (check_pin(invocation, err) != 0)
        return -1;
    if (text_starts(cert, file_scheme))
        cert = text_from(cert, sizeof file_scheme - 1);
    bool url = http_is_url(cert);
    const char *shown = url ? http_shown(invocation->arena, cert).at : cert.at;
    if ((url ? fetch(invocation, cert.at, out, err) : read_file(invocation, cert.at, out, err)) != 0)
        return -1;
    return compare_pin(invocation, shown, out, err);
}
