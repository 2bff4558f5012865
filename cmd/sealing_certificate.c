/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/sealing_certificate.h"

#include <time.h>

#include "base/file.h"
#include "base/limits.h"
#include "sealed/certificate_file.h"

/* NULL, with err, where it is none. */
static const char *certificate_path(const struct invocation *invocation, struct err *err)
{
    static const char file_scheme[] = "file://";
    struct text path = value_of(invocation, OPTION_CERT);
    if (path.len == 0) {
        err_set(err, ERR_USAGE, "no certificate to seal for: --cert FILE is missing");
        err_hint(err, "the controller gives its newest one: " CERTIFICATE_FETCH_COMMAND);
        return NULL;
    }
    if (text_starts(path, file_scheme))
        path = text_from(path, sizeof file_scheme - 1);
    if (text_contains(path, "://")) {
        err_set(err, ERR_USAGE, "%s: takes a file; a URL is not fetched", origin_of(invocation, OPTION_CERT));
        err_hint(err, "fetch it first: " CERTIFICATE_FETCH_COMMAND ", or curl -fsS -o cert.pem URL");
        return NULL;
    }
    return path.at;
}

int sealing_certificate_read(const struct invocation *invocation, struct certificate *out, struct err *err)
{
    auto_input input = {0};
    const char *path = certificate_path(invocation, err);
    if (path == NULL || input_read_file(path, LIMIT_KEY_FILE_BYTES, &input, err) != 0)
        return -1;
    return certificate_file_read(invocation->arena, path, input_text(&input), time(NULL), out, err);
}
