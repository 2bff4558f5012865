/* SPDX-License-Identifier: Apache-2.0 */
#include <stdbool.h>
#include <unistd.h>

#include "remote/curl_library.h"

/* Where systems keep the authorities: a program that runs on all of them asks each, in the order of curl's own configure. */
static const char *const bundles[] = {
    "/etc/ssl/certs/ca-certificates.crt",                /* Debian, Ubuntu, Alpine, Arch */
    "/etc/pki/tls/certs/ca-bundle.crt",                  /* Fedora, RHEL */
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", /* Fedora, RHEL, newer */
    "/etc/ssl/ca-bundle.pem",                            /* SUSE */
    "/etc/ssl/cert.pem",                                 /* Alpine, OpenBSD */
    "/usr/local/share/certs/ca-root-nss.crt",            /* FreeBSD */
};

static const char *find_bundle(void)
{
    for (size_t i = 0; i < sizeof bundles / sizeof bundles[0]; i++)
        if (access(bundles[i], R_OK) == 0)
            return bundles[i];
    /* Its absence is the error then: a machine without authorities trusts no server. */
    return bundles[0];
}

const struct curl_library *curl_library_load(struct err *err)
{
    static struct curl_library library = {
        .global_init = curl_global_init,
        .easy_init = curl_easy_init,
        .easy_setopt = curl_easy_setopt,
        .easy_perform = curl_easy_perform,
        .easy_getinfo = curl_easy_getinfo,
        .easy_strerror = curl_easy_strerror,
        .easy_cleanup = curl_easy_cleanup,
    };
    if (library.authorities == NULL && library.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        err_set(err, ERR_REMOTE, "cannot be fetched: libcurl does not work here");
        err_hint(err, "fetch the file on another machine");
        return NULL;
    }
    library.authorities = find_bundle();
    return &library;
}

const char *curl_library_version(void)
{
    return curl_version_info(CURLVERSION_NOW)->version;
}
