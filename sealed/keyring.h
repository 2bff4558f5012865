/* SPDX-License-Identifier: Apache-2.0
 *
 * keyring: the sealing keys of one run, newest first.
 *
 * Keys come as PEM with one or many keys (others' blocks skipped), as a Secret with tls.key and tls.crt, as a List, as several documents,
 * in YAML or JSON: whatever the backup recipe of Sealed Secrets leaves. Newest is by the certificate's notBefore (Sealed Secrets'
 * CertNotBefore order); keys without a certificate come last, in the order they were read. The same key twice is kept once.
 */
#ifndef SEALED_KEYRING_H
#define SEALED_KEYRING_H

#include "base/arena.h"
#include "base/err.h"
#include "base/note.h"
#include "sealed/crypto.h"

struct sealing_key {
    struct crypto_key *key;
    struct text origin; /* "keys.yaml, document 2, Secret sealed-secrets-keyabcde" */
    bool has_cert;
    int64_t valid_from, valid_to;
    uint8_t fingerprint[CRYPTO_FINGERPRINT_BYTES];
};

struct keyring {
    struct arena arena;
    struct sealing_key *items; /* newest first once keyring_sort() ran; owned */
    size_t count, room;
};

#define auto_keyring __attribute__((cleanup(keyring_free))) struct keyring

/* Adds the keys in `bytes`; `name` is for messages and may be "EXTERNAL_SECRETS_SEALING_KEY_DATA". ERR_INPUT where it holds no key
 * at all (a certificate only: the message says so), where a Secret's tls.key does not decode or parse, past the limits. */
int keyring_add_bytes(struct keyring *ring, const char *name, struct text bytes, struct err *err);
/* Adds a file, or every file of a folder (not below it). A regular file that others can read (mode & 0044) earns a warning in notes. */
int keyring_add_path(struct keyring *ring, const char *path, struct note_list *notes, struct err *err);
/* Orders newest first. */
void keyring_sort(struct keyring *ring);
void keyring_free(struct keyring *ring);

#endif
