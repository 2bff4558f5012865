/* SPDX-License-Identifier: Apache-2.0
 *
 * key_list: what there is to know of each key in a ring, with those of which there is only a certificate.
 */
#ifndef SEALED_KEY_LIST_H
#define SEALED_KEY_LIST_H

#include "sealed/keyring.h"

enum key_state {
    KEY_VALID,
    KEY_EXPIRED,
    KEY_NOT_YET_VALID,
    KEY_WITHOUT_CERTIFICATE,
};

struct listed_key {
    uint8_t fingerprint[FINGERPRINT_BYTES];
    size_t bits;
    struct text origin; /* of the private key where there is one; owned by the ring */
    bool has_private;
    size_t key; /* where it has: its index in the ring */
    enum key_state state;
    bool newest;                  /* the one that the controller seals with: its certificate began last of all */
    int64_t valid_from, valid_to; /* 0 without a certificate */
};

struct key_list {
    struct listed_key *items;
    size_t count, room;
};

/* Each key once: that whose certificate began last first, keys without one last. `now`: seconds since 1970. The
 * ring has to be sorted. */
struct key_list key_list(struct arena *arena, const struct keyring *ring, int64_t now);

#endif
