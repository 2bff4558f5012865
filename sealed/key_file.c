/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/key_file.h"

#include "base/limits.h"
#include "sealed/documents.h"
#include "sealed/private_key.h"
#include "sealed/secret_item.h"
#include "yaml/tree.h"

/* One reading: where to put keys, and the name of what is read. */
struct reading {
    struct keyring *ring;
    struct text name;
    struct key_finds *finds;
    bool retired; /* the Secret at hand */
};

/* --- PEM --- */

static const struct {
    const char *label;
    enum key_find find;
} labels[] = {
    {"RSA PRIVATE KEY", FOUND_KEY},       {"PRIVATE KEY", FOUND_KEY},
    {"ENCRYPTED PRIVATE KEY", FOUND_KEY}, /* refused with its own message */
    {"CERTIFICATE", FOUND_CERTIFICATE},   {"EC PRIVATE KEY", FOUND_OTHER_KEY},
    {"DSA PRIVATE KEY", FOUND_OTHER_KEY}, {"OPENSSH PRIVATE KEY", FOUND_OTHER_KEY},
    {"PUBLIC KEY", FOUND_PUBLIC_KEY},     {"RSA PUBLIC KEY", FOUND_PUBLIC_KEY},
};

static enum key_find find_of(struct text label)
{
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++)
        if (text_is(label, labels[i].label))
            return labels[i].find;
    return FOUND_OTHER_DOCUMENT;
}

static size_t count_blocks(struct text pem, enum key_find find)
{
    size_t count = 0;
    for (struct pem_block block; pem_next(&pem, &block);)
        count += find_of(block.label) == find;
    return count;
}

static int take_key(struct reading *reading, struct text origin, const struct pem_block *block, struct err *err)
{
    struct keyring *ring = reading->ring;
    struct crypto_key *key = NULL;
    if (!block->closed)
        return err_set(err, ERR_INPUT, TEXT_FMT ": the private key is cut off: its END line is missing", TEXT_ARG(origin));
    struct public_key public = {0};
    int result = private_key_parse(&ring->arena, block, &key, &public, err);
    if (result < 0)
        return err_wrap(err, TEXT_FMT, TEXT_ARG(origin));
    reading->finds->count[result == 0 ? FOUND_KEY : FOUND_OTHER_KEY]++;
    if (result > 0)
        return 0;
    if (ring->count == LIMIT_KEYS) {
        crypto_key_free(key);
        return err_set(err, ERR_INPUT, TEXT_FMT ": more than %d sealing keys, which is the limit", TEXT_ARG(origin), LIMIT_KEYS);
    }
    struct sealing_key *item = array_add(&ring->arena, ring);
    *item = (struct sealing_key){
        .key = key, .public = public, .origin = origin, .number = ring->numbered++, .retired = reading->retired};
    public_key_fingerprint(&public, item->fingerprint);
    return 0;
}

/* A certificate only tells how old a key is: one that cannot be read is as good as none. */
static int take_certificate(struct reading *reading, struct text origin, const struct pem_block *block, struct err *err)
{
    struct arena *arena = &reading->ring->arena;
    struct cert_list *certs = &reading->ring->certs;
    struct sealing_certificate cert = {.origin = origin};
    auto_err ignored = {0};
    bool sound = certificate_parse(arena, block->whole, &cert.certificate, &ignored) == 0;
    reading->finds->count[sound ? FOUND_CERTIFICATE : FOUND_DAMAGED_CERTIFICATE]++;
    if (!sound)
        return 0;
    if (certs->count == LIMIT_KEYS)
        return err_set(err, ERR_INPUT, TEXT_FMT ": more than %d certificates, which is the limit", TEXT_ARG(reading->name),
                       LIMIT_KEYS);
    *array_add(arena, certs) = cert;
    return 0;
}

/* Where there are several of a kind in one text, they are numbered. */
static struct text numbered(struct arena *arena, struct text origin, const char *noun, size_t of, size_t *number)
{
    return of == 1 ? origin : arena_format(arena, TEXT_FMT ", %s %zu", TEXT_ARG(origin), noun, ++*number);
}

static int read_pem(struct reading *reading, struct text origin, struct text pem, struct err *err)
{
    struct arena *arena = &reading->ring->arena;
    size_t keys = count_blocks(pem, FOUND_KEY), certs = count_blocks(pem, FOUND_CERTIFICATE), key = 0, cert = 0;
    for (struct pem_block block; pem_next(&pem, &block);) {
        enum key_find find = find_of(block.label);
        int result = 0;
        if (find == FOUND_KEY)
            result = take_key(reading, numbered(arena, origin, "key", keys, &key), &block, err);
        else if (find == FOUND_CERTIFICATE)
            result = take_certificate(reading, numbered(arena, origin, "certificate", certs, &cert), &block, err);
        else
            reading->finds->count[find]++;
        if (result < 0)
            return -1;
    }
    return 0;
}

/* --- Secrets --- */

static int read_secret(struct reading *reading, struct text origin, const struct node *secret, struct err *err)
{
    auto_secret decoded_key = {0}, decoded_cert = {0};
    auto_err ignored = {0};
    struct text key, cert;
    struct text named = arena_format(&reading->ring->arena, TEXT_FMT ", Secret " TEXT_FMT, TEXT_ARG(origin),
                                     TEXT_ARG(node_text_at(secret, "metadata.name")));
    if (secret_item(secret, "tls.key", &decoded_key, &key, err) < 0)
        return -1;
    size_t *found = reading->finds->count;
    size_t before = found[FOUND_KEY] + found[FOUND_OTHER_KEY];
    reading->retired = secret_is_retired(secret);
    if (read_pem(reading, named, key, err) < 0)
        return -1;
    if (key.len == 0)
        found[FOUND_SECRET_WITHOUT_KEY]++;
    else if (found[FOUND_KEY] + found[FOUND_OTHER_KEY] == before)
        return err_set(err, ERR_INPUT, TEXT_FMT ": its tls.key is no private key in PEM", TEXT_ARG(named));
    if (secret_item(secret, "tls.crt", &decoded_cert, &cert, &ignored) < 0)
        return 0;
    return read_pem(reading, named, cert, err);
}

static int read_object(struct reading *reading, struct text origin, const struct node *object, struct err *err)
{
    struct text kind = node_text_at(object, "kind");
    const struct node *items = node_get(object, "items");
    if (text_is(kind, "Secret"))
        return read_secret(reading, origin, object, err);
    if (!text_ends(kind, "List") || !node_is_list(items)) {
        reading->finds->count[text_is(kind, "SealedSecret") ? FOUND_SEALED_SECRET : FOUND_OTHER_DOCUMENT]++;
        return 0;
    }
    if (items->count == 0)
        reading->finds->count[FOUND_EMPTY_LIST]++;
    for (size_t i = 0; i < items->count; i++) {
        struct text item_kind = node_text_at(items->items[i], "kind");
        /* A SecretList leaves the kind out of its items. */
        if (!text_is(item_kind, "Secret") && !(item_kind.len == 0 && text_is(kind, "SecretList")))
            reading->finds->count[FOUND_OTHER_DOCUMENT]++;
        else if (read_secret(reading, origin, items->items[i], err) < 0)
            return -1;
    }
    return 0;
}

static int read_documents(struct reading *reading, struct text bytes, struct err *err)
{
    auto_arena arena = {0};
    struct document_list documents = documents_split(&arena, bytes);
    for (size_t i = 0; i < documents.count; i++) {
        struct yaml_source source = {.file = reading->name, .bytes = documents.items[i].bytes, .line = documents.items[i].line};
        struct node *root;
        if (tree_parse(&arena, &source, &root, err) < 0)
            return -1;
        struct text origin = reading->name;
        if (documents.count > 1)
            origin = arena_format(&reading->ring->arena, TEXT_FMT ", document %zu", TEXT_ARG(origin), i + 1);
        if (root != NULL && read_object(reading, origin, root, err) < 0)
            return -1;
    }
    return 0;
}

int key_file_read(struct keyring *ring, struct text name, struct text bytes, struct key_finds *finds, struct err *err)
{
    struct reading reading = {.ring = ring, .name = arena_copy(&ring->arena, name), .finds = finds};
    return pem_likely(bytes) ? read_pem(&reading, reading.name, bytes, err) : read_documents(&reading, bytes, err);
}

bool key_file_likely(struct text bytes)
{
    return pem_likely(bytes) || text_contains(bytes, "tls.key") || text_contains(bytes, "tls.crt");
}
