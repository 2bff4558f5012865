/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/certificate_file.h"

#include "sealed/documents.h"
#include "sealed/pem.h"
#include "sealed/secret_item.h"
#include "yaml/tree.h"

/* The Secrets of a file, and the best certificate in them so far. */
struct search {
    struct arena *arena;
    const char *name; /* of the file */
    int64_t now;
    struct certificate best;
    bool found, valid; /* the best one */
    size_t secrets, retired;
};

static void keep_better(struct search *search, const struct certificate *certificate)
{
    auto_err ignored = {0};
    bool valid = certificate_check(certificate, search->now, &ignored) == 0;
    bool later = certificate->valid_from > search->best.valid_from;
    if (search->found && !(valid == search->valid ? later : valid))
        return;
    search->best = *certificate;
    search->valid = valid;
    search->found = true;
}

static int search_secret(struct search *search, const struct node *secret, struct err *err)
{
    auto_secret decoded = {0};
    struct text pem;
    struct certificate certificate;
    search->secrets++;
    if (secret_is_retired(secret)) {
        search->retired++;
        return 0;
    }
    if (secret_item(secret, "tls.crt", &decoded, &pem, err) < 0)
        return -1;
    if (pem.len == 0)
        return 0;
    if (certificate_parse(search->arena, pem, &certificate, err) < 0)
        return err_wrap(err, "%s, Secret " TEXT_FMT ", tls.crt", search->name, TEXT_ARG(node_text_at(secret, "metadata.name")));
    keep_better(search, &certificate);
    return 0;
}

static int search_object(struct search *search, const struct node *object, struct err *err)
{
    struct text kind = node_text_at(object, "kind");
    const struct node *items = node_get(object, "items");
    if (text_is(kind, "Secret"))
        return search_secret(search, object, err);
    if (!text_ends(kind, "List") || !node_is_list(items))
        return 0;
    for (size_t i = 0; i < items->count; i++) {
        struct text item_kind = node_text_at(items->items[i], "kind");
        /* A SecretList leaves the kind out of its items. */
        bool is_secret = text_is(item_kind, "Secret") || (item_kind.len == 0 && text_is(kind, "SecretList"));
        if (is_secret && search_secret(search, items->items[i], err) < 0)
            return -1;
    }
    return 0;
}

static int search_documents(struct search *search, struct text bytes, struct err *err)
{
    auto_arena arena = {0};
    struct document_list documents = documents_split(&arena, bytes);
    for (size_t i = 0; i < documents.count; i++) {
        struct yaml_source source = {
            .file = text_of(search->name), .bytes = documents.items[i].bytes, .line = documents.items[i].line};
        struct node *root;
        if (tree_parse(&arena, &source, &root, err) < 0)
            return -1;
        if (root != NULL && search_object(search, root, err) < 0)
            return -1;
    }
    return 0;
}

static int nothing_found(const struct search *search, struct text bytes, struct err *err)
{
    const char *says = "holds no certificate: neither PEM nor a Secret with a tls.crt";
    if (text_trim(bytes).len == 0)
        says = "is empty";
    else if (search->retired > 0)
        says = "holds certificates of retired keys only";
    else if (search->secrets > 0)
        says = "holds a Secret, but none with a tls.crt";
    err_set(err, ERR_INPUT, "%s: %s", search->name, says);
    return err_hint(err, "fetch the controller's newest one: " CERTIFICATE_FETCH_COMMAND);
}

/* PEM without a certificate: a key in its place is an easy slip. */
static int no_certificate(const char *name, struct text pem, struct err *err)
{
    const char *says = "holds no certificate";
    for (struct pem_block block; pem_next(&pem, &block);) {
        if (text_ends(block.label, "PRIVATE KEY"))
            says = "holds a private key, but no certificate: the certificate seals, the private key only opens";
        else if (text_ends(block.label, "PUBLIC KEY"))
            says = "holds a public key, but no certificate";
    }
    err_set(err, ERR_INPUT, "%s: %s", name, says);
    return err_hint(err, "fetch the controller's newest one: " CERTIFICATE_FETCH_COMMAND);
}

static bool has_certificate(struct text pem)
{
    for (struct pem_block block; pem_next(&pem, &block);)
        if (text_is(block.label, "CERTIFICATE"))
            return true;
    return false;
}

int certificate_file_read(struct arena *arena, const char *name, struct text bytes, int64_t now, struct certificate *out,
                          struct err *err)
{
    struct search search = {.arena = arena, .name = name, .now = now};
    if (pem_likely(bytes)) {
        if (!has_certificate(bytes))
            return no_certificate(name, bytes, err);
        if (certificate_parse(arena, bytes, &search.best, err) < 0)
            return err_wrap(err, "%s", name);
    } else {
        if (search_documents(&search, bytes, err) < 0)
            return -1;
        if (!search.found)
            return nothing_found(&search, bytes, err);
    }
    *out = search.best;
    return certificate_check(out, now, err) == 0 ? 0 : err_wrap(err, "%s", name);
}
