/* SPDX-License-Identifier: Apache-2.0
 *
 * Generation 1: one vault for each environment, straight under external_secrets.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "render/azure.h"
#include "render/credential.h"
#include "render/dialect.h"
#include "base/names.h"
#include "render/owner.h"
#include "render/seal_hint.h"

static const struct field pair_fields[] = {
    {"client_id", FIELD_TEXT, .help = "client ID of the service principal: sealed, or a plain GUID",
     .format = &format_sealed_or_guid, .setting = true},
    {"client_secret", FIELD_TEXT, .help = "client secret of the service principal, sealed", .format = &format_sealed,
     .setting = true},
    {"scope", FIELD_TEXT, .help = "scope of the strings, for --emit sealed-secret", .choices = render_scope_names,
     .absent = "that of --scope"},
    {"credentials_secret", FIELD_TEXT, .help = "name of the Secret with the credentials", .format = &format_subdomain,
     .names = "the name of a Secret", .absent = "keyvault-credentials"},
    {0},
};
static const struct field *const pair_tables[] = {pair_fields, NULL};

static const struct field block_fields[] = {
    {"azure_tenant_id", FIELD_TEXT, .help = "GUID of the Azure directory; ManagedIdentity needs none", .format = &format_guid,
     .hint = AZURE_GUID_HINT, .unless = "auth_type", .setting = true},
    {"keyvault_credentials", FIELD_BY_NAME, .fields = pair_tables,
     .help = "the pair of credentials, or a map from environment to such a pair",
     .hint = "either client_id and client_secret stand here, or one such pair below the name of each environment",
     .unless = "auth_type"},
    {"keyvault_url", FIELD_TEXT, .help = "https URL of the vault", .format = &format_https_url,
     .absent = "https://<tenant>-<environment>.vault.azure.net", .hint = AZURE_URL_HINT, .setting = true},
    {"auth_type", FIELD_TEXT, .help = "how the operator logs in without credentials", .choices = azure_auth_types, .setting = true},
    {"identity_id", FIELD_TEXT, .help = "client ID of a user-assigned identity, with ManagedIdentity", .setting = true},
    {"service_account", FIELD_TEXT, .help = "name of a service account, with WorkloadIdentity", .format = &format_subdomain,
     .names = "the name of a service account", .setting = true},
    {0},
};

struct block {
    const struct run *run;
    const struct owner *owner;
    const struct node *node, *credentials;
    struct node_pair *pairs; /* of the credentials by environment, sorted; NULL: one pair for all */
    size_t pair_count;
};

static int order_of_pairs(const void *a, const void *b)
{
    return text_order(node_text(((const struct node_pair *)a)->key), node_text(((const struct node_pair *)b)->key));
}

/* The credentials of an environment, or NULL. */
static const struct node *pair_of(const struct block *block, struct text environment)
{
    size_t low = 0, high = block->pair_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = text_order(node_text(block->pairs[middle].key), environment);
        if (order == 0)
            return block->pairs[middle].value;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static int check_environments(const struct block *block, const struct node_pair *pairs, size_t count, struct err *err)
{
    const struct owner *owner = block->owner;
    for (size_t i = 0; i < count; i++) {
        if (owner_declares(owner, node_text(pairs[i].key)))
            continue;
        err_at(err, ERR_INPUT, pairs[i].key, "credentials for an environment that tenant " TEXT_FMT " does not declare",
               TEXT_ARG(owner->name));
        return err_hint(err, "declare it under environments, or remove its credentials");
    }
    for (size_t i = 0; i < owner->environments.count; i++) {
        struct text name = owner->environments.items[i];
        if (pair_of(block, name) != NULL)
            continue;
        err_at(err, ERR_INPUT, block->credentials, "no credentials for environment " TEXT_FMT, TEXT_ARG(name));
        return err_hint(err, "every environment needs its pair; or give one pair, sealed cluster-wide, for all");
    }
    return 0;
}

static int read_credentials(struct block *block, struct err *err)
{
    struct arena *arena = block->run->arena;
    size_t count;
    if (node_is_null(block->credentials) || !fields_are_by_name(arena, block->credentials))
        return 0;
    const struct node_pair *pairs = node_pairs(arena, block->credentials, &count);
    block->pairs = arena_new(arena, size_mul(count, sizeof *block->pairs));
    block->pair_count = count;
    memcpy(block->pairs, pairs, count * sizeof *block->pairs);
    qsort(block->pairs, count, sizeof *block->pairs, order_of_pairs);
    return block->run->finding ? 0 : check_environments(block, pairs, count, err);
}

/* The URL of the vault that is named like the namespace; empty where there is none, with *why_not. */
static struct text default_url(const struct block *block, struct text namespace, const char **why_not)
{
    struct arena *arena = block->run->arena;
    *why_not = "there is no default without environments";
    if (block->owner->environments.count == 0)
        return (struct text){0};
    if (name_is_vault(namespace))
        return arena_format(arena, "https://" TEXT_FMT ".vault.azure.net", TEXT_ARG(namespace));
    struct text why = arena_format(
        arena, TEXT_FMT " is no legal vault name (3 to 24 letters, digits and single '-'), so there is no default",
        TEXT_ARG(namespace));
    *why_not = arena_string(arena, why);
    return (struct text){0};
}

/* The store of the environment at `which`; without environments of the one namespace. */
static int declare_store(const struct block *block, size_t which, struct declaration *out, struct err *err)
{
    const struct owner *owner = block->owner;
    struct arena *arena = block->run->arena;
    const struct node *pair = block->credentials;
    struct text namespace = owner->namespaces.items[which];
    if (block->pairs != NULL)
        pair = pair_of(block, owner->environments.items[which]);

    struct azure_entry entry = {
        .node = block->node,
        .pair = node_is_map(pair) ? pair : block->node,
        .tenant_id_key = "azure_tenant_id",
        .tenant_id = node_get(block->node, "azure_tenant_id"),
        .vault_url = node_get(block->node, "keyvault_url"),
        .client_id = node_get(pair, "client_id"),
        .client_secret = node_get(pair, "client_secret"),
        .auth_type = node_get(block->node, "auth_type"),
        .identity_id = node_get(block->node, "identity_id"),
        .service_account = node_get(block->node, "service_account"),
    };
    entry.default_url = default_url(block, namespace, &entry.no_default);
    out->owner = owner;
    out->node = entry.pair;
    out->name = arena_format(arena, TEXT_FMT "-secret-store", TEXT_ARG(owner->name));
    out->secret.namespace = namespace;
    credential_secret_read(block->run, pair, TEXT("keyvault-credentials"), &out->secret);
    return azure_declare(block->run, &entry, out, err);
}

static bool is_used(const struct node *block)
{
    for (const struct field *field = block_fields; field->key != NULL; field++)
        if (node_get(block, field->key) != NULL)
            return true;
    return false;
}

static int declare(const struct run *run, const struct owner *owner, const struct node *node, struct declaration_list *out,
                   struct err *err)
{
    struct block block = {run, owner, node, node_get(node, "keyvault_credentials"), NULL, 0};
    struct text home;
    if (!is_used(node))
        return 0;
    if (owner_home(owner, &home, err) < 0 || read_credentials(&block, err) < 0)
        return -1;
    for (size_t i = 0; i < owner->namespaces.count; i++) {
        struct declaration store = {0};
        if (declare_store(&block, i, &store, err) < 0)
            return -1;
        *array_add(run->arena, out) = store;
    }
    /* The cluster store of the same name is there for those who ask for it: credentials of the first environment. */
    struct declaration cluster = {.cluster = true, .on_request = true};
    if (declare_store(&block, 0, &cluster, err) < 0)
        return -1;
    *array_add(run->arena, out) = cluster;
    return 0;
}

const struct dialect dialect_1 = {"generation 1", BLOCK_DIRECT, block_fields, declare};
