/* SPDX-License-Identifier: Apache-2.0 */
#include "render/store_manifest.h"

#include "base/limits.h"
#include "render/credential.h"
#include "render/fields.h"
#include "base/names.h"
#include "render/object.h"
#include "render/reference.h"

struct manifest {
    const struct run *run;
    const struct node *object;
    bool cluster;
    struct text name, namespace; /* namespace: the store's own, or the release's */
    struct sealed_reference_list references;
};

static int no_namespace(const struct manifest *manifest, struct err *err)
{
    err_at(err, ERR_INPUT, manifest->object, "no namespace is known for the credentials of store " TEXT_FMT,
           TEXT_ARG(manifest->name));
    return err_hint(err, "call with --namespace NAMESPACE%s", manifest->cluster ? ", or put 'namespace' beside 'sealed'" : "");
}

static int read_namespace(const struct manifest *manifest, struct sealed_reference *reference, struct err *err)
{
    const struct node *given = node_get(reference->map, "namespace");
    reference->namespace = manifest->namespace;
    if (node_is_null(given) && manifest->run->finding != NULL)
        return 0;
    if (node_is_null(given))
        return manifest->namespace.len > 0 ? 0 : no_namespace(manifest, err);
    if (!name_is_label(node_text(given)))
        return err_at(err, ERR_INPUT, given, "must be a namespace: a DNS label");
    if (manifest->run->finding == NULL && !manifest->cluster && !text_equal(node_text(given), manifest->namespace)) {
        err_at(err, ERR_INPUT, given, "a SecretStore takes credentials from its own namespace only");
        return err_hint(err, "leave 'namespace' out");
    }
    reference->namespace = node_text(given);
    return 0;
}

/* The declaration for a namespace: a cluster store may have credentials in several. */
static struct declaration *declaration_for(const struct manifest *manifest, struct declaration_list *out, size_t first,
                                           struct text namespace)
{
    for (size_t i = first; i < out->count; i++)
        if (text_equal(out->items[i].secret.namespace, namespace))
            return &out->items[i];
    struct declaration *added = array_add(manifest->run->arena, out);
    *added = (struct declaration){.node = manifest->object, .cluster = manifest->cluster, .name = manifest->name};
    added->secret = (struct credential_secret){
        .namespace = namespace,
        .name = arena_format(manifest->run->arena, TEXT_FMT "-credentials", TEXT_ARG(manifest->name)),
        .scope = manifest->run->options->scope,
        .for_webhook = node_find(manifest->object, "spec.provider.webhook") != NULL,
    };
    return added;
}

static int replace(const struct manifest *manifest, const struct sealed_reference *reference, const struct declaration *declaration,
                   struct edit_list *edits, struct err *err)
{
    static const char *const siblings[] = {"key", "namespace"};
    const struct edit_field fields[] = {
        {TEXT("name"), declaration->secret.name},
        {TEXT("key"), reference->key},
        {TEXT("namespace"), declaration->secret.namespace},
    };
    if (edit_replace_pair(manifest->run->arena, edits, reference->map, "sealed", fields, manifest->cluster ? 3 : 2, siblings, 2,
                          err) < 0)
        return err_hint(err, "write the reference out, without anchors, aliases and merge keys");
    return 0;
}

static int declare_references(const struct manifest *manifest, struct declaration_list *out, struct edit_list *edits,
                              struct err *err)
{
    size_t first = out->count;
    for (size_t i = 0; i < manifest->references.count; i++) {
        const struct sealed_reference *reference = &manifest->references.items[i];
        struct declaration *declaration = declaration_for(manifest, out, first, reference->namespace);
        if (credential_add(manifest->run, &declaration->secret, reference->key, node_get(reference->map, "sealed"),
                           CREDENTIAL_TAKES_SEALED, err) < 0 ||
            (edits != NULL && replace(manifest, reference, declaration, edits, err) < 0))
            return -1;
    }
    return 0;
}

/* Whether a key below says so, be it one that a later one of the same name hides. */
static bool holds_sealed(const struct node *node)
{
    for (size_t i = 0; node_is_list(node) && i < node->count; i++)
        if (holds_sealed(node->items[i]))
            return true;
    for (size_t i = 0; node_is_map(node) && i < node->count; i++)
        if (text_is(node_text(node->pairs[i].key), "sealed") || holds_sealed(node->pairs[i].value))
            return true;
    return false;
}

static int read_store(struct manifest *manifest, struct declaration_list *out, struct edit_list *edits, struct err *err)
{
    const struct node *provider = node_find(manifest->object, "spec.provider");
    struct text provider_name;
    if (!holds_sealed(provider))
        return 0;
    if (fields_refuse_duplicates(manifest->run->arena, provider, err) < 0 ||
        reference_find(manifest->run, provider, &manifest->references, err) < 0)
        return -1;
    if (manifest->references.count == 0)
        return 0;
    if (reference_provider(provider, &provider_name, err) < 0)
        return -1;
    manifest->name = object_name(manifest->object);
    manifest->namespace = manifest->cluster ? manifest->run->options->release_namespace
                                            : object_namespace(manifest->object, manifest->run->options->release_namespace);
    if (!name_is_subdomain(manifest->name))
        return err_at(err, ERR_INPUT, manifest->object, "the store's metadata.name is missing or no DNS subdomain");
    const struct node *own = node_find(manifest->object, "metadata.namespace");
    if (!manifest->cluster && !node_is_null(own) && !name_is_label(manifest->namespace))
        return err_at(err, ERR_INPUT, own, "must be a namespace: a DNS label");
    for (size_t i = 0; i < manifest->references.count; i++)
        if (read_namespace(manifest, &manifest->references.items[i], err) < 0)
            return -1;
    reference_keys(&manifest->references);
    if (manifest->run->finding == NULL && reference_check_keys(&manifest->references, err) < 0)
        return -1;
    return declare_references(manifest, out, edits, err);
}

static int read_at_depth(const struct run *run, const struct node *object, unsigned depth, struct declaration_list *out,
                         struct edit_list *edits, struct err *err)
{
    const struct node *items = node_get(object, "items");
    for (size_t i = 0; object_is_list(object) && depth < LIMIT_CARRIER_DEPTH && i < items->count; i++)
        if (read_at_depth(run, items->items[i], depth + 1, out, edits, err) < 0)
            return -1;
    bool cluster = object_is(object, "external-secrets.io", "ClusterSecretStore");
    if (!cluster && !object_is(object, "external-secrets.io", "SecretStore"))
        return 0;
    struct manifest manifest = {.run = run, .object = object, .cluster = cluster};
    return read_store(&manifest, out, edits, err);
}

int store_manifest_read(const struct run *run, const struct node *object, struct declaration_list *out, struct edit_list *edits,
                        struct err *err)
{
    return read_at_depth(run, object, 0, out, edits, err);
}
