/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/key_list.h"

#include <stdlib.h>
#include <string.h>

static enum key_state state_of(bool has_cert, int64_t valid_from, int64_t valid_to, int64_t now)
{
    if (!has_cert)
        return KEY_WITHOUT_CERTIFICATE;
    if (now < valid_from)
        return KEY_NOT_YET_VALID;
    return now > valid_to ? KEY_EXPIRED : KEY_VALID;
}

static void add_keys(struct arena *arena, struct key_list *list, const struct keyring *ring, int64_t now)
{
    for (size_t i = 0; i < ring->count; i++) {
        const struct sealing_key *key = &ring->items[i];
        struct listed_key *listed = array_add(arena, list);
        *listed = (struct listed_key){.bits = public_key_bits(&key->public),
                                      .origin = key->origin,
                                      .has_private = true,
                                      .key = i,
                                      .state = state_of(key->has_cert, key->valid_from, key->valid_to, now),
                                      .valid_from = key->valid_from,
                                      .valid_to = key->valid_to};
        memcpy(listed->fingerprint, key->fingerprint, FINGERPRINT_BYTES);
    }
}

static void add_certificate(struct arena *arena, struct key_list *list, const struct sealing_certificate *found, int64_t now)
{
    const struct certificate *cert = &found->certificate;
    struct listed_key *listed = array_add(arena, list);
    *listed = (struct listed_key){.bits = public_key_bits(&cert->public),
                                  .origin = found->origin,
                                  .state = state_of(true, cert->valid_from, cert->valid_to, now),
                                  .valid_from = cert->valid_from,
                                  .valid_to = cert->valid_to};
    memcpy(listed->fingerprint, cert->fingerprint, FINGERPRINT_BYTES);
}

static int by_fingerprint(const void *a, const void *b)
{
    const struct listed_key *one = a, *other = b;
    return memcmp(one->fingerprint, other->fingerprint, FINGERPRINT_BYTES);
}

/* The certificates stand by fingerprint, of one key that which counts in front. Those of private keys are passed over. */
static void add_other_certificates(struct arena *arena, struct key_list *list, const struct cert_list *certs, int64_t now)
{
    size_t privates = list->count;
    const struct certificate *before = NULL;
    if (privates > 1)
        qsort(list->items, privates, sizeof *list->items, by_fingerprint);
    for (size_t i = 0; i < certs->count; i++) {
        const struct certificate *cert = &certs->items[i].certificate;
        struct listed_key wanted = {0};
        memcpy(wanted.fingerprint, cert->fingerprint, FINGERPRINT_BYTES);
        bool again = before != NULL && memcmp(before->fingerprint, cert->fingerprint, FINGERPRINT_BYTES) == 0;
        before = cert;
        if (!again && (privates == 0 || bsearch(&wanted, list->items, privates, sizeof wanted, by_fingerprint) == NULL))
            add_certificate(arena, list, &certs->items[i], now);
    }
}

/* Those that began at the same time by fingerprint, so that the order is always the same. */
static int newest_first(const void *a, const void *b)
{
    const struct listed_key *one = a, *other = b;
    bool one_has = one->state != KEY_WITHOUT_CERTIFICATE, other_has = other->state != KEY_WITHOUT_CERTIFICATE;
    if (one_has != other_has)
        return one_has ? -1 : 1;
    if (one->valid_from != other->valid_from)
        return one->valid_from > other->valid_from ? -1 : 1;
    return by_fingerprint(a, b);
}

struct key_list key_list(struct arena *arena, const struct keyring *ring, int64_t now)
{
    struct key_list list = {0};
    add_keys(arena, &list, ring, now);
    add_other_certificates(arena, &list, &ring->certs, now);
    if (list.count == 0)
        return list;
    qsort(list.items, list.count, sizeof *list.items, newest_first);
    list.items[0].newest = list.items[0].state != KEY_WITHOUT_CERTIFICATE;
    return list;
}
