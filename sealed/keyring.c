/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/keyring.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "sealed/key_file.h"

/* --- reading --- */

/* What to say of bytes without a key: the first row of which there was one. */
static const struct {
    enum key_find find;
    const char *says;
} findings[] = {
    {FOUND_OTHER_KEY, "holds a private key, but none for RSA, and Sealed Secrets knows no other"},
    {FOUND_SEALED_SECRET, "holds a SealedSecret, not the private key that opens it"},
    {FOUND_SECRET_WITHOUT_KEY, "holds a Secret, but none with a tls.key"},
    {FOUND_CERTIFICATE, "holds a certificate, but no private key: a certificate seals, only the private key opens"},
    {FOUND_DAMAGED_CERTIFICATE, "holds a certificate that is damaged or not for an RSA key, and no private key"},
    {FOUND_PUBLIC_KEY, "holds a public key, but no private key: only the private key opens"},
    {FOUND_EMPTY_LIST, "holds an empty List: there were no sealing keys in the namespace that was asked"},
};

static bool has_found(const struct keyring *ring, const struct key_finds *finds)
{
    return finds->count[FOUND_KEY] > 0 || (ring->takes_public_keys && finds->count[FOUND_CERTIFICATE] > 0);
}

static int no_key(const struct keyring *ring, const struct key_finds *finds, struct text bytes, struct err *err)
{
    const char *says = ring->takes_public_keys ? "holds neither a private key nor a certificate"
                                               : "holds no private key: neither PEM nor a Secret with a tls.key";
    if (text_trim(bytes).len == 0)
        says = "is empty";
    for (size_t i = 0; i < sizeof findings / sizeof findings[0]; i++) {
        if (finds->count[findings[i].find] > 0) {
            says = findings[i].says;
            break;
        }
    }
    err_set(err, ERR_INPUT, "%s", says);
    return err_hint(err, "the controller keeps its keys in its own namespace: " KEYRING_BACKUP_COMMAND);
}

static int add_bytes(struct keyring *ring, const char *name, struct text bytes, struct key_finds *finds, struct err *err)
{
    if (bytes.len > LIMIT_KEY_FILE_BYTES)
        return err_set(err, ERR_INPUT, "%s: larger than %zu bytes, which is the limit", name, LIMIT_KEY_FILE_BYTES);
    if (key_file_read(ring, text_of(name), bytes, finds, err) < 0)
        return -1;
    if (has_found(ring, finds))
        return 0;
    no_key(ring, finds, bytes, err);
    return err_wrap(err, "%s", name);
}

int keyring_add_bytes(struct keyring *ring, const char *name, struct text bytes, struct err *err)
{
    struct key_finds finds = {0};
    return add_bytes(ring, name, bytes, &finds, err);
}

static void warn_of_readers(const struct key_source_file *file, struct note_list *notes)
{
    if (file->shared)
        note_add(notes, NOTE_WARNING,
                 arena_format(notes->arena, "%s: this file of private keys can be read by other users", file->path),
                 arena_format(notes->arena, "chmod go= %s", file->path));
}

static int add_file(struct keyring *ring, struct key_source_file *file, struct note_list *notes, struct err *err)
{
    struct key_finds finds = {0};
    if (add_bytes(ring, file->path, key_source_bytes(file), &finds, err) < 0)
        return -1;
    if (finds.count[FOUND_KEY] > 0)
        warn_of_readers(file, notes);
    return 0;
}

static int add_folder_file(struct keyring *ring, struct key_source_file *file, struct key_finds *sum, struct note_list *notes,
                           struct err *err)
{
    struct key_finds finds = {0};
    if (file->likely && key_file_read(ring, text_of(file->path), key_source_bytes(file), &finds, err) < 0)
        return -1;
    for (size_t i = 0; i < FOUND_COUNT; i++)
        sum->count[i] += finds.count[i];
    if (finds.count[FOUND_KEY] > 0)
        warn_of_readers(file, notes);
    else if (finds.count[FOUND_CERTIFICATE] == 0)
        note_add(notes, NOTE_DETAIL, arena_format(notes->arena, "%s: holds no sealing key and is left out", file->path),
                 (struct text){0});
    return 0;
}

static int add_folder(struct keyring *ring, struct key_source *folder, struct note_list *notes, struct err *err)
{
    struct key_finds sum = {0};
    for (size_t i = 0; i < folder->count; i++)
        if (add_folder_file(ring, &folder->items[i], &sum, notes, err) < 0)
            return -1;
    if (has_found(ring, &sum))
        return 0;
    no_key(ring, &sum, text_of(folder->count ? "files" : ""), err);
    return err_wrap(err, "%s", folder->path);
}

int keyring_add_source(struct keyring *ring, struct key_source *source, struct note_list *notes, struct err *err)
{
    return source->folder ? add_folder(ring, source, notes, err) : add_file(ring, &source->items[0], notes, err);
}

/* --- order --- */

static int by_fingerprint(const void *a, const void *b)
{
    const struct sealing_key *one = a, *other = b;
    int order = memcmp(one->fingerprint, other->fingerprint, FINGERPRINT_BYTES);
    return order ? order : (one->number > other->number) - (one->number < other->number);
}

/* Certificates of one key: the one that began last in front. */
static int by_key_and_age(const void *a, const void *b)
{
    const struct certificate *one = &((const struct sealing_certificate *)a)->certificate;
    const struct certificate *other = &((const struct sealing_certificate *)b)->certificate;
    int order = memcmp(one->fingerprint, other->fingerprint, FINGERPRINT_BYTES);
    return order ? order : (one->valid_from < other->valid_from) - (one->valid_from > other->valid_from);
}

static int newest_first(const void *a, const void *b)
{
    const struct sealing_key *one = a, *other = b;
    if (one->has_cert != other->has_cert)
        return one->has_cert ? -1 : 1;
    if (one->has_cert && one->valid_from != other->valid_from)
        return one->valid_from > other->valid_from ? -1 : 1;
    return (one->number > other->number) - (one->number < other->number);
}

/* Keys by fingerprint: the first of several that are the same stays; it is retired where one of them is. */
static void drop_repeated(struct keyring *ring)
{
    size_t kept = 0;
    for (size_t i = 0; i < ring->count; i++) {
        struct sealing_key *item = &ring->items[i];
        if (kept == 0 || memcmp(ring->items[kept - 1].fingerprint, item->fingerprint, FINGERPRINT_BYTES) != 0) {
            ring->items[kept++] = *item;
            continue;
        }
        ring->items[kept - 1].retired |= item->retired;
        crypto_key_free(item->key);
    }
    ring->count = kept;
}

/* Both in the order of fingerprints: one walk joins them. */
static void join_certs(struct keyring *ring)
{
    const struct sealing_certificate *cert = ring->certs.items, *end = cert + ring->certs.count;
    for (size_t i = 0; i < ring->count; i++) {
        struct sealing_key *item = &ring->items[i];
        int order = -1;
        while (cert < end && (order = memcmp(cert->certificate.fingerprint, item->fingerprint, FINGERPRINT_BYTES)) < 0)
            cert++;
        if (cert == end || order != 0)
            continue;
        item->has_cert = true;
        item->valid_from = cert->certificate.valid_from;
        item->valid_to = cert->certificate.valid_to;
    }
}

void keyring_sort(struct keyring *ring)
{
    if (ring->certs.count > 0)
        qsort(ring->certs.items, ring->certs.count, sizeof *ring->certs.items, by_key_and_age);
    if (ring->count == 0)
        return;
    qsort(ring->items, ring->count, sizeof *ring->items, by_fingerprint);
    drop_repeated(ring);
    if (ring->certs.count > 0)
        join_certs(ring);
    qsort(ring->items, ring->count, sizeof *ring->items, newest_first);
}

size_t keyring_find(const struct keyring *ring, const uint8_t fingerprint[static FINGERPRINT_BYTES])
{
    size_t key = 0;
    while (key < ring->count && memcmp(ring->items[key].fingerprint, fingerprint, FINGERPRINT_BYTES) != 0)
        key++;
    return key;
}

void keyring_free(struct keyring *ring)
{
    for (size_t i = 0; i < ring->count; i++)
        crypto_key_free(ring->items[i].key);
    arena_free(&ring->arena);
    *ring = (struct keyring){0};
}
