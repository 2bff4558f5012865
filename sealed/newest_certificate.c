/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/newest_certificate.h"

#include <stdlib.h>
#include <string.h>

static int by_fingerprint(const void *wanted, const void *item)
{
    const struct sealing_certificate *found = item;
    return memcmp(wanted, found->certificate.fingerprint, FINGERPRINT_BYTES);
}

const struct sealing_certificate *certificate_of_key(const struct keyring *ring, const struct sealing_key *key)
{
    const struct cert_list *certs = &ring->certs;
    if (!key->has_cert)
        return NULL;
    const struct sealing_certificate *found = bsearch(key->fingerprint, certs->items, certs->count, sizeof *certs->items,
                                                      by_fingerprint);
    while (found != NULL && found > certs->items && by_fingerprint(key->fingerprint, found - 1) == 0)
        found--;
    return found;
}

static int nothing(const struct keyring *ring, size_t retired, struct err *err)
{
    err_set(err, ERR_INPUT, "%s",
            retired == ring->count ? "all sealing keys are retired, as the labels of their Secrets say"
                                   : "no sealing key has a certificate to seal for");
    return err_hint(err, "name the controller's newest certificate with --cert FILE: " CERTIFICATE_FETCH_COMMAND);
}

int newest_certificate(const struct keyring *ring, int64_t now, const struct sealing_certificate **out, struct err *err)
{
    size_t retired = 0;
    for (size_t i = 0; i < ring->count; i++) {
        auto_err refused = {0};
        const struct sealing_certificate *found = certificate_of_key(ring, &ring->items[i]);
        retired += ring->items[i].retired;
        if (found == NULL || ring->items[i].retired)
            continue;
        if (certificate_check(&found->certificate, now, &refused) == 0) {
            err_free(err); /* of a newer one */
            *out = found;
            return 0;
        }
        if (err->kind == ERR_NONE) {
            *err = refused;
            refused = (struct err){0};
            err_wrap(err, TEXT_FMT, TEXT_ARG(found->origin));
        }
    }
    return err->kind == ERR_NONE ? nothing(ring, retired, err) : -1;
}
