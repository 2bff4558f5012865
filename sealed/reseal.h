/* SPDX-License-Identifier: Apache-2.0
 *
 * reseal: plaintexts that were opened, sealed anew for another key and for what they were sealed for before.
 *
 * A label is kept by its hash, so what it says need not be known. Each string has a session key of its own.
 */
#ifndef SEALED_RESEAL_H
#define SEALED_RESEAL_H

#include "sealed/key_index.h"
#include "sealed/keyring.h"
#include "sealed/oaep.h"

struct resealed_string {
    const struct secret *plaintext; /* in */
    struct oaep_hash label_hash;    /* in */
    struct text string;             /* out: in the arena */
};

/* Seals all of them for a certificate that certificate_check() has let pass. Where its private key is in the ring, each new string
 * is opened again, on all cores, and has to give the same plaintext, compared in constant time, and the same label. -1 with ERR_IO
 * where one does not, or the crypto library fails. The index, unless it is NULL, learns of those that were opened. */
int reseal_all(struct arena *arena, const struct keyring *ring, const struct certificate *certificate, struct key_index *index,
               struct resealed_string *strings, size_t count, struct err *err);

#endif
