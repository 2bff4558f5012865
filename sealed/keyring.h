/* SPDX-License-Identifier: Apache-2.0
 *
 * keyring: the sealing keys of one run, newest first.
 *
 * Keys come as PEM with one or many keys (others' blocks skipped), as a Secret with tls.key and tls.crt, as a List, as several
 * documents, in YAML or JSON: whatever the backup recipe of Sealed Secrets leaves. Newest is by the certificate's notBefore
 * (Sealed Secrets' CertNotBefore order); keys without a certificate come last, in the order they were read. The same key twice is
 * kept once. A certificate belongs to the key it was made for, wherever the two stand: tls.key and tls.crt may be two files.
 */
#ifndef SEALED_KEYRING_H
#define SEALED_KEYRING_H

#include "base/arena.h"
#include "base/err.h"
#include "base/note.h"
#include "sealed/certificate.h"
#include "sealed/crypto.h"
#include "sealed/key_source.h"

/* How to get the keys out of a cluster, for hints; the namespace is the controller's. */
#define KEYRING_BACKUP_COMMAND                                                                                                     \
    "kubectl get secret --namespace kube-system --selector sealedsecrets.bitnami.com/sealed-secrets-key --output yaml"

struct sealing_key {
    struct crypto_key *key;
    struct public_key public;
    struct text origin; /* "keys.yaml, document 2, Secret sealed-secrets-keyabcde" */
    size_t number;      /* in the order in which the keys were read */
    bool retired;       /* its Secret's label says so (sealed/secret_item.h) */
    bool has_cert;      /* this and the next once keyring_sort() ran; of several certificates the one that began last */
    int64_t valid_from, valid_to;
    uint8_t fingerprint[FINGERPRINT_BYTES];
};

struct sealing_certificate {
    struct certificate certificate;
    struct text origin;
};

struct cert_list {
    struct sealing_certificate *items; /* by fingerprint, of one key the one that began last in front, once keyring_sort() ran */
    size_t count, room;
};

struct keyring {
    struct arena arena;
    struct sealing_key *items; /* newest first, each key once, as soon as keyring_sort() ran; owned */
    size_t count, room;
    struct cert_list certs;
    size_t numbered;        /* the next key's number */
    bool takes_public_keys; /* set by the maker: a certificate is enough, no private key is needed */
};

#define auto_keyring __attribute__((cleanup(keyring_free))) struct keyring

/* Adds the keys in `bytes`; `name` is for messages and may be "EXTERNAL_SECRETS_SEALING_KEY_DATA". ERR_INPUT where it holds no key
 * at all (a certificate only: the message says so, unless the ring takes them), where a private key or a Secret's tls.key is
 * encrypted, does not decode or
 * parse, past the limits. Private keys that are not RSA are left out. */
int keyring_add_bytes(struct keyring *ring, const char *name, struct text bytes, struct err *err);
/* Adds a file, or every file of a folder (those that hold neither PEM nor a tls.key are left out, and one key in all is enough).
 * One that others can read earns a warning in notes. */
int keyring_add_source(struct keyring *ring, struct key_source *source, struct note_list *notes, struct err *err);
/* Joins keys and certificates, drops keys that came twice, and orders newest first. Call it when all keys are in. */
void keyring_sort(struct keyring *ring);
/* The index of the key that has a fingerprint; ring->count where there is none. */
size_t keyring_find(const struct keyring *ring, const uint8_t fingerprint[static FINGERPRINT_BYTES]);
void keyring_free(struct keyring *ring);

#endif
