/* SPDX-License-Identifier: Apache-2.0
 *
 * key_file: private keys and certificates out of PEM, Secrets and Lists of Secrets. For keyring.c and key_source.c only.
 */
#ifndef SEALED_KEY_FILE_H
#define SEALED_KEY_FILE_H

#include "sealed/keyring.h"

/* What stood in the bytes, to say what is wrong where no key did. */
enum key_find {
    FOUND_KEY,
    FOUND_CERTIFICATE,
    FOUND_DAMAGED_CERTIFICATE, /* or one that is not for an RSA key */
    FOUND_OTHER_KEY,           /* private, but not RSA */
    FOUND_PUBLIC_KEY,
    FOUND_SEALED_SECRET,
    FOUND_SECRET_WITHOUT_KEY,
    FOUND_EMPTY_LIST,
    FOUND_OTHER_DOCUMENT,
    FOUND_COUNT,
};

struct key_finds {
    size_t count[FOUND_COUNT];
};

/* Adds the keys and certificates in `bytes` to the ring and counts what it meets. */
int key_file_read(struct keyring *ring, struct text name, struct text bytes, struct key_finds *finds, struct err *err);
/* Whether the bytes of some file are worth being read for keys at all. */
bool key_file_likely(struct text bytes);

#endif
