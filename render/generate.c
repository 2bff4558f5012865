/* SPDX-License-Identifier: Apache-2.0 */
#include "render/generate.h"

#include "base/base64.h"
#include "render/defaults.h"
#include "render/sealed_secret.h"

static void put_string(const struct generator *generator, struct node *map, const char *key, struct text value)
{
    node_put(generator->run->arena, map, text_of(key), node_new_string(generator->run->arena, value));
}

static struct node *put_map(const struct generator *generator, struct node *map, const char *key)
{
    struct node *child = node_new_map(generator->run->arena);
    node_put(generator->run->arena, map, text_of(key), child);
    return child;
}

static void put_labels(const struct generator *generator, struct node *metadata, const struct declaration *declaration,
                       bool for_webhook)
{
    struct node *labels = put_map(generator, metadata, "labels");
    put_string(generator, labels, "app.kubernetes.io/managed-by", generator->managed_by);
    if (declaration->owner != NULL)
        put_string(generator, labels, "app.kubernetes.io/part-of", declaration->owner->name);
    if (for_webhook)
        put_string(generator, labels, "external-secrets.io/type", TEXT("webhook"));
}

/* An object with its metadata; namespace empty: cluster-wide. */
static struct node *new_object(const struct generator *generator, const char *api, const char *kind, struct text namespace,
                               struct text name, struct node **metadata)
{
    struct node *object = node_new_map(generator->run->arena);
    put_string(generator, object, "apiVersion", text_of(api));
    put_string(generator, object, "kind", text_of(kind));
    *metadata = put_map(generator, object, "metadata");
    put_string(generator, *metadata, "name", name);
    if (namespace.len > 0)
        put_string(generator, *metadata, "namespace", namespace);
    return object;
}

static struct text encode(struct arena *arena, const unsigned char *bytes, size_t len)
{
    char *out = arena_new(arena, base64_encoded_len(len) + 1);
    base64_encode(bytes, len, out);
    return (struct text){out, base64_encoded_len(len)};
}

struct node *generate_secret(const struct generator *generator, const struct declaration *declaration,
                             const struct secret *plaintexts)
{
    const struct credential_secret *secret = &declaration->secret;
    struct arena *arena = generator->run->arena;
    struct node *metadata;
    struct node *object = new_object(generator, "v1", "Secret", secret->namespace, secret->name, &metadata);
    put_labels(generator, metadata, declaration, secret->for_webhook);
    put_string(generator, object, "type", TEXT("Opaque"));
    struct node *data = put_map(generator, object, "data");
    for (size_t i = 0; i < secret->credentials.count; i++) {
        const struct credential *credential = &secret->credentials.items[i];
        bool plain = credential->form == CREDENTIAL_PLAIN;
        const unsigned char *bytes = plain ? (const unsigned char *)credential->value.at : plaintexts[i].bytes;
        struct text value = encode(arena, bytes, plain ? credential->value.len : plaintexts[i].len);
        node_put(arena, data, credential->key, node_new_string(arena, value));
    }
    return object;
}

static void put_scope(const struct generator *generator, struct node *metadata, enum render_scope scope)
{
    if (scope != RENDER_STRICT)
        scope_annotate(generator->run->arena, put_map(generator, metadata, "annotations"), scope);
}

struct node *generate_sealed_secret(const struct generator *generator, const struct declaration *declaration)
{
    const struct credential_secret *secret = &declaration->secret;
    struct arena *arena = generator->run->arena;
    struct node *metadata, *plain = node_new_map(arena);
    struct node *object = new_object(generator, "bitnami.com/v1alpha1", "SealedSecret", secret->namespace, secret->name, &metadata);
    put_labels(generator, metadata, declaration, false);
    put_scope(generator, metadata, secret->scope);
    struct node *spec = put_map(generator, object, "spec");
    struct node *encrypted = put_map(generator, spec, "encryptedData");
    for (size_t i = 0; i < secret->credentials.count; i++) {
        const struct credential *credential = &secret->credentials.items[i];
        node_put(arena, credential->form == CREDENTIAL_PLAIN ? plain : encrypted, credential->key,
                 node_new_string(arena, credential->value));
    }
    struct node *template = put_map(generator, spec, "template");
    struct node *inner = put_map(generator, template, "metadata");
    put_string(generator, inner, "name", secret->name);
    put_string(generator, inner, "namespace", secret->namespace);
    put_labels(generator, inner, declaration, secret->for_webhook);
    put_scope(generator, inner, secret->scope);
    put_string(generator, template, "type", TEXT("Opaque"));
    if (plain->count > 0)
        node_put(arena, template, TEXT("data"), plain);
    return object;
}

struct node *generate_store(const struct generator *generator, const struct declaration *declaration, const struct node *conditions)
{
    struct arena *arena = generator->run->arena;
    struct node *metadata;
    struct node *object = new_object(
        generator, "external-secrets.io/v1", declaration->cluster ? "ClusterSecretStore" : "SecretStore",
        declaration->cluster ? (struct text){0} : declaration->secret.namespace, declaration->name, &metadata);
    put_labels(generator, metadata, declaration, false);
    struct node *spec = put_map(generator, object, "spec");
    for (size_t i = 0; i < declaration->spec->count; i++)
        node_put(arena, spec, declaration->spec->pairs[i].key->text, declaration->spec->pairs[i].value);
    defaults_apply(generator->run, node_get(spec, "provider"));
    if (conditions != NULL) {
        struct node *copy = arena_new(arena, sizeof *copy);
        *copy = *conditions;
        node_put(arena, spec, TEXT("conditions"), copy);
    }
    return object;
}

/* The target's template keeps what was fetched (Merge) and adds the literal client ID. */
static void put_template(const struct generator *generator, struct node *target, const struct credential_secret *secret)
{
    struct node *template = put_map(generator, target, "template");
    put_string(generator, template, "engineVersion", TEXT("v2"));
    put_string(generator, template, "mergePolicy", TEXT("Merge"));
    struct node *data = put_map(generator, template, "data");
    for (size_t i = 0; i < secret->credentials.count; i++)
        if (secret->credentials.items[i].form == CREDENTIAL_PLAIN)
            node_put(generator->run->arena, data, secret->credentials.items[i].key,
                     node_new_string(generator->run->arena, secret->credentials.items[i].value));
}

static struct node *remote_entry(const struct generator *generator, const struct credential *credential)
{
    struct node *entry = node_new_map(generator->run->arena);
    put_string(generator, entry, "secretKey", credential->key);
    struct node *remote = put_map(generator, entry, "remoteRef");
    put_string(generator, remote, "key", credential->value);
    put_string(generator, remote, "conversionStrategy", TEXT("Default"));
    put_string(generator, remote, "decodingStrategy", TEXT("None"));
    put_string(generator, remote, "metadataPolicy", TEXT("None"));
    /* 2.3 to 2.6 fill it in; unknown before. */
    if (target_has(generator->run->options, 2, 3))
        put_string(generator, remote, "nullBytePolicy", TEXT("Ignore"));
    return entry;
}

struct node *generate_bootstrap(const struct generator *generator, const struct declaration *declaration)
{
    const struct credential_secret *secret = &declaration->secret;
    struct arena *arena = generator->run->arena;
    struct node *metadata, *data = node_new_list(arena);
    struct node *object = new_object(generator, "external-secrets.io/v1", "ExternalSecret", secret->namespace, secret->name,
                                     &metadata);
    put_labels(generator, metadata, declaration, false);
    struct node *spec = put_map(generator, object, "spec");
    put_string(generator, spec, "refreshInterval", TEXT("1h0m0s"));
    struct node *store = put_map(generator, spec, "secretStoreRef");
    put_string(generator, store, "kind", TEXT("ClusterSecretStore"));
    put_string(generator, store, "name", secret->remote_store);
    struct node *target = put_map(generator, spec, "target");
    put_string(generator, target, "name", secret->name);
    put_string(generator, target, "creationPolicy", TEXT("Owner"));
    put_string(generator, target, "deletionPolicy", TEXT("Retain"));
    put_template(generator, target, secret);
    for (size_t i = 0; i < secret->credentials.count; i++)
        if (secret->credentials.items[i].form == CREDENTIAL_REMOTE)
            node_add(arena, data, remote_entry(generator, &secret->credentials.items[i]));
    node_put(arena, spec, TEXT("data"), data);
    return object;
}
