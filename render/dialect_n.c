/* SPDX-License-Identifier: Apache-2.0
 *
 * Generation N: any provider of the operator, as the operator has it, with sealed strings in place of secret references.
 */
#include "render/credential.h"
#include "render/dialect.h"
#include "render/owner.h"
#include "render/reference.h"
#include "render/seal_hint.h"
#include "render/store_list.h"

static const char *const kinds[] = {"SecretStore", "ClusterSecretStore", NULL};

static const struct field entry_table[] = {
    {"name", FIELD_TEXT, .help = "name of the store; a ClusterSecretStore becomes <owner>-<name>", .format = &format_subdomain,
     .names = "the name of a store", .missing = "the store has no name"},
    {"kind", FIELD_TEXT, .help = "the store's kind", .choices = kinds, .absent = "SecretStore"},
    {"namespace", FIELD_TEXT, .help = "namespace of the credentials, and of a SecretStore itself", .format = &format_label,
     .names = "a namespace", .absent = "the tenant's first namespace, the team's namespace"},
    {"scope", FIELD_TEXT, .help = "scope of the strings, for --emit sealed-secret", .choices = render_scope_names,
     .absent = "that of --scope"},
    {"credentials_secret", FIELD_TEXT, .help = "name of the Secret with the credentials", .format = &format_subdomain,
     .names = "the name of a Secret", .absent = "<store>-credentials"},
    {"provider", FIELD_PROVIDER, .fields = reference_tables,
     .help = "the operator's own provider block, exactly one; wherever it has a reference to a Secret, a sealed string may stand",
     .missing = "the store has no provider", .hint = "write it as the operator has it: provider: {vault: {...}}"},
    {"controller", FIELD_TEXT, .help = "the operator's controller class, passed on"},
    {"refreshInterval", FIELD_TEXT, .help = "how often the operator checks the store, passed on"},
    {"retrySettings", FIELD_MAP, .help = "the operator's retry settings, passed on"},
    {0},
};

static const struct field *const entry_fields[] = {entry_table, conditions_fields, NULL};

static const struct field block_fields[] = {
    {"stores", FIELD_ENTRIES, .fields = entry_fields, .help = "stores of any provider, of a tenant or a team"},
    {0},
};

static int check_reference_namespace(const struct sealed_reference *reference, struct text namespace, struct err *err)
{
    const struct node *given = node_get(reference->map, "namespace");
    if (node_is_null(given) || text_equal(node_text(given), namespace))
        return 0;
    err_at(err, ERR_INPUT, given, "is not the namespace of the store's credentials (" TEXT_FMT ")", TEXT_ARG(namespace));
    return err_hint(err, "leave it out, and name the namespace once, as 'namespace' of the store");
}

/* In a SecretStore the operator takes references from the store's own namespace only; its webhook refuses others (its
 * runtime/esutils, ValidateSecretSelector). */
static int check_plain_namespaces(const struct declaration *store, struct err *err)
{
    struct text namespace = store->secret.namespace;
    for (size_t i = 0; !store->cluster && i < store->referenced.count; i++) {
        const struct node *given = store->referenced.items[i];
        if (text_equal(node_text(given), namespace))
            continue;
        err_at(err, ERR_INPUT, given, "is not the SecretStore's own namespace (" TEXT_FMT ")", TEXT_ARG(namespace));
        return err_hint(err, "leave it out, or name it once, as 'namespace' of the store");
    }
    return 0;
}

/* The credentials Secret, and the provider with references to it. */
static int declare_provider(const struct run *run, const struct node *provider, struct declaration *out, struct node **resolved,
                            struct err *err)
{
    struct sealed_reference_list references = {0};
    struct text provider_name;
    if (reference_provider(provider, &provider_name, err) < 0 || reference_find(run, provider, &references, err) < 0)
        return -1;
    reference_keys(&references);
    if (run->finding == NULL && reference_check_keys(&references, err) < 0)
        return -1;
    reference_namespaces(run, provider, &out->referenced);
    if (run->finding == NULL && check_plain_namespaces(out, err) < 0)
        return -1;
    out->secret.for_webhook = text_is(provider_name, "webhook");
    for (size_t i = 0; i < references.count; i++) {
        const struct sealed_reference *reference = &references.items[i];
        if ((run->finding == NULL && check_reference_namespace(reference, out->secret.namespace, err) < 0) ||
            credential_add(run, &out->secret, reference->key, node_get(reference->map, "sealed"), CREDENTIAL_TAKES_SEALED, err) < 0)
            return -1;
    }
    *resolved = reference_resolve(run, out, provider, &references);
    return 0;
}

static void copy_settings(const struct run *run, const struct node *entry, struct node *spec)
{
    static const char *const settings[] = {"refreshInterval", "retrySettings"};
    const struct node *controller = node_get(entry, "controller");
    if (!node_is_null(controller))
        node_put(run->arena, spec, TEXT("controller"), node_new_string(run->arena, node_text(controller)));
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        struct node *value = node_get(entry, settings[i]);
        if (!node_is_null(value))
            node_put(run->arena, spec, text_of(settings[i]), value);
    }
}

static int declare_store(const struct run *run, const struct owner *owner, const struct node *entry, struct declaration *out,
                         struct err *err)
{
    const struct node *conditions = node_get(entry, "conditions"), *provider = node_get(entry, "provider");
    struct node *resolved;
    *out = (struct declaration){.owner = owner, .node = entry, .conditions = conditions};
    out->cluster = text_is(node_text(node_get(entry, "kind")), "ClusterSecretStore");
    if (store_name_read(run, owner, entry, out->cluster, &out->name, err) < 0 ||
        owner_namespace(owner, node_get(entry, "namespace"), &out->secret.namespace, err) < 0)
        return -1;
    if (conditions != NULL && !out->cluster) {
        err_at(err, ERR_INPUT, conditions, "a SecretStore serves its own namespace only");
        return err_hint(err, "remove conditions, or add kind: ClusterSecretStore");
    }
    struct text name = arena_format(run->arena, TEXT_FMT "-credentials", TEXT_ARG(out->name));
    credential_secret_read(run, entry, name, &out->secret);
    if (declare_provider(run, provider, out, &resolved, err) < 0)
        return -1;
    out->spec = node_new_map(run->arena);
    copy_settings(run, entry, out->spec);
    node_put(run->arena, out->spec, TEXT("provider"), resolved);
    return 0;
}

static int declare(const struct run *run, const struct owner *owner, const struct node *block, struct declaration_list *out,
                   struct err *err)
{
    const struct node *stores = node_get(block, "stores");
    for (size_t i = 0; node_is_list(stores) && i < stores->count; i++) {
        struct declaration store;
        if (declare_store(run, owner, stores->items[i], &store, err) < 0)
            return -1;
        *array_add(run->arena, out) = store;
    }
    return 0;
}

const struct dialect dialect_n = {"generation N", BLOCK_DIRECT | BLOCK_MANAGED, block_fields, declare};
