/* SPDX-License-Identifier: Apache-2.0 */
#include "render/store_list.h"

#include "render/credential.h"
#include "base/names.h"
#include "render/owner.h"
#include "render/seal_hint.h"

const struct field store_entry_fields[] = {
    {"name", FIELD_TEXT, .help = "name of the store; a ClusterSecretStore becomes <owner>-<name>", .format = &format_subdomain,
     .names = "the name of a store", .missing = "the store has no name"},
    {"tenant_id", FIELD_TEXT, .help = "GUID of the Azure directory; ManagedIdentity needs none", .format = &format_guid,
     .absent = "tenant_id of the block", .hint = AZURE_GUID_HINT, .setting = true},
    {"keyvault_url", FIELD_TEXT, .help = "https URL of the vault", .format = &format_https_url, .hint = AZURE_URL_HINT,
     .unless = "url", .setting = true},
    {"url", FIELD_TEXT, .help = "the same as keyvault_url", .format = &format_https_url, .hint = AZURE_URL_HINT, .setting = true},
    {"client_id", FIELD_TEXT, .help = "client ID of the service principal: sealed, or a plain GUID",
     .format = &format_sealed_or_guid, .unless = "auth_type", .setting = true},
    {"client_secret", FIELD_TEXT, .help = "client secret of the service principal, sealed", .format = &format_sealed,
     .unless = "auth_type", .setting = true},
    {"auth_type", FIELD_TEXT, .help = "how the operator logs in without credentials", .choices = azure_auth_types, .setting = true},
    {"identity_id", FIELD_TEXT, .help = "client ID of a user-assigned identity, with ManagedIdentity", .setting = true},
    {"service_account", FIELD_TEXT, .help = "name of a service account, with WorkloadIdentity", .format = &format_subdomain,
     .names = "the name of a service account", .setting = true},
    {"scope", FIELD_TEXT, .help = "scope of the strings, for --emit sealed-secret", .choices = render_scope_names,
     .absent = "that of --scope"},
    {"credentials_secret", FIELD_TEXT, .help = "name of the Secret with the credentials", .format = &format_subdomain,
     .names = "the name of a Secret", .absent = "<store>-credentials"},
    {0},
};

static const struct field condition_fields[] = {
    {"namespaces", FIELD_LIST, .help = "names of namespaces"},
    {"namespaceRegexes", FIELD_LIST, .help = "regular expressions that names of namespaces match; in a team's file alone"},
    {"namespaceSelector", FIELD_MAP, .help = "labels of namespaces; in a team's file alone"},
    {0},
};

static const struct field *const condition_tables[] = {condition_fields, NULL};

const struct field conditions_fields[] = {
    {"conditions", FIELD_ENTRIES, .fields = condition_tables, .help = "who may use a ClusterSecretStore, as in the operator's API",
     .absent = "a tenant's own namespaces, a team's namespace and those of its tenants", .setting = true},
    {0},
};

struct text cluster_store_name(struct arena *arena, const struct owner *owner, struct text name)
{
    size_t prefix = owner->name.len;
    bool has_prefix = name.len > prefix + 1 && text_equal((struct text){name.at, prefix}, owner->name) && name.at[prefix] == '-';
    return has_prefix || prefix == 0 ? name : arena_format(arena, TEXT_FMT "-" TEXT_FMT, TEXT_ARG(owner->name), TEXT_ARG(name));
}

int store_name_read(const struct run *run, const struct owner *owner, const struct node *entry, bool cluster, struct text *out,
                    struct err *err)
{
    const struct node *name = node_get(entry, "name");
    *out = cluster ? cluster_store_name(run->arena, owner, node_text(name)) : node_text(name);
    if (name_is_subdomain(*out))
        return 0;
    return err_at(err, ERR_INPUT, name, "must be the name of a store: a DNS subdomain");
}

static const struct node *read_url(const struct node *entry, struct err *err)
{
    const struct node *url = node_get(entry, "keyvault_url"), *short_url = node_get(entry, "url");
    if (!node_is_null(url) && !node_is_null(short_url)) {
        err_at(err, ERR_INPUT, short_url, "stands beside keyvault_url, which means the same: keep one");
        return NULL;
    }
    return node_is_null(url) && short_url != NULL ? short_url : url;
}

static int declare_entry(const struct run *run, const struct owner *owner, const struct node *block, const struct store_list *row,
                         const struct node *entry, struct declaration *out, struct err *err)
{
    const struct node *tenant_id = node_get(entry, "tenant_id");
    const struct node *url = read_url(entry, err);
    if (err->kind != ERR_NONE)
        return -1;
    if (node_is_null(tenant_id) && row->tenant_id != NULL)
        tenant_id = node_get(block, row->tenant_id);
    struct azure_entry azure = {
        .node = entry,
        .pair = entry,
        .tenant_id_key = "tenant_id",
        .tenant_id = tenant_id,
        .vault_url = url,
        .client_id = node_get(entry, "client_id"),
        .client_secret = node_get(entry, "client_secret"),
        .auth_type = node_get(entry, "auth_type"),
        .identity_id = node_get(entry, "identity_id"),
        .service_account = node_get(entry, "service_account"),
        .remote_store = node_get(entry, "cluster_secret_store_ref"),
    };
    *out = (struct declaration){
        .owner = owner, .node = entry, .cluster = row->cluster, .conditions = node_get(entry, "conditions")};
    if (store_name_read(run, owner, entry, row->cluster, &out->name, err) < 0 ||
        owner_environment(run, owner, node_get(entry, "environment"), &out->secret.namespace, err) < 0)
        return -1;
    struct text name = arena_format(run->arena, TEXT_FMT "-credentials", TEXT_ARG(out->name));
    credential_secret_read(run, entry, name, &out->secret);
    return azure_declare(run, &azure, out, err);
}

static int check_owner(const struct owner *owner, const struct store_list *row, const struct node *list, struct err *err)
{
    bool team = owner->kind == OWNER_TEAM;
    if (team ? row->for_team : row->for_tenant)
        return 0;
    err_at(err, ERR_INPUT, list, "a %s's list in a %s's file", team ? "tenant" : "team", team ? "team" : "tenant");
    return err_hint(err, "a team's file has team.name or teamname; move the list to the %s's file", team ? "tenant" : "team");
}

int store_lists_declare(const struct run *run, const struct owner *owner, const struct node *block, const struct store_list *rows,
                        struct declaration_list *out, struct err *err)
{
    for (const struct store_list *row = rows; row->key != NULL; row++) {
        const struct node *list = node_get(block, row->key);
        if (!node_is_list(list) || list->count == 0)
            continue;
        if (run->finding == NULL && check_owner(owner, row, list, err) < 0)
            return -1;
        for (size_t i = 0; i < list->count; i++) {
            struct declaration declaration;
            if (declare_entry(run, owner, block, row, list->items[i], &declaration, err) < 0)
                return -1;
            *array_add(run->arena, out) = declaration;
        }
    }
    return 0;
}
