/* SPDX-License-Identifier: Apache-2.0 */
#include "render/azure.h"

#include "render/credential.h"
#include "render/reference.h"

const char *const azure_auth_types[] = {"ManagedIdentity", "WorkloadIdentity", NULL};

static bool is_absent(const struct node *node)
{
    return node_is_null(node) || (node_is_scalar(node) && text_trim(node->text).len == 0);
}

static int read_url(const struct azure_entry *entry, struct text *out, struct err *err)
{
    if (is_absent(entry->vault_url)) {
        *out = entry->default_url;
        if (out->len > 0)
            return 0;
        err_at(err, ERR_INPUT, entry->node, "keyvault_url is missing%s%s", entry->no_default ? ": " : "",
               entry->no_default ? entry->no_default : "");
        return err_hint(err, "add keyvault_url: https://NAME.vault.azure.net");
    }
    *out = node_text(entry->vault_url);
    return 0;
}

static int read_tenant_id(const struct azure_entry *entry, bool optional, struct text *out, struct err *err)
{
    *out = (struct text){0};
    if (is_absent(entry->tenant_id)) {
        if (optional)
            return 0;
        err_at(err, ERR_INPUT, entry->node, "the tenant ID is missing");
        return err_hint(err, "add the directory's GUID as %s", entry->tenant_id_key);
    }
    *out = node_text(entry->tenant_id);
    return 0;
}

static int declare_credentials(const struct run *run, const struct azure_entry *entry, struct declaration *declaration,
                               struct err *err)
{
    bool remote = !is_absent(entry->remote_store);
    struct credential_secret *secret = &declaration->secret;
    if (remote)
        secret->remote_store = node_text(entry->remote_store);
    if (credential_add(run, secret, TEXT("ClientID"), entry->client_id,
                       remote ? CREDENTIAL_TAKES_GUID : CREDENTIAL_TAKES_SEALED_OR_GUID, err) < 0)
        return -1;
    return credential_add(run, secret, TEXT("ClientSecret"), entry->client_secret,
                          remote ? CREDENTIAL_TAKES_REMOTE_NAME : CREDENTIAL_TAKES_SEALED, err);
}

static struct node *service_principal(const struct run *run, const struct declaration *declaration)
{
    struct node *references = node_new_map(run->arena);
    node_put(run->arena, references, TEXT("clientId"), reference_node(run->arena, declaration, TEXT("ClientID")));
    node_put(run->arena, references, TEXT("clientSecret"), reference_node(run->arena, declaration, TEXT("ClientSecret")));
    return references;
}

/* Without credentials: which identity, and that nothing else stands beside it. */
static int check_identity(const struct azure_entry *entry, struct err *err)
{
    struct text type = node_text(entry->auth_type);
    bool managed = text_is(type, "ManagedIdentity");
    if (!managed && !is_absent(entry->identity_id))
        return err_at(err, ERR_INPUT, entry->identity_id, "goes with ManagedIdentity; WorkloadIdentity takes service_account");
    if (managed && !is_absent(entry->service_account))
        return err_at(err, ERR_INPUT, entry->service_account, "goes with WorkloadIdentity; ManagedIdentity takes identity_id");
    if (!is_absent(entry->remote_store))
        return err_at(err, ERR_INPUT, entry->remote_store, "stands beside auth_type, which needs no credentials");
    return 0;
}

/* Which of the two ways in: credentials or an identity. */
static int check_way_in(const struct azure_entry *entry, bool *credentials, struct err *err)
{
    bool id = !is_absent(entry->client_id), secret = !is_absent(entry->client_secret), type = !is_absent(entry->auth_type);
    *credentials = id && secret;
    if (type && (id || secret)) {
        err_at(err, ERR_INPUT, entry->auth_type, "stands beside credentials");
        return err_hint(err, "remove auth_type, or client_id and client_secret");
    }
    if (id != secret) {
        err_at(err, ERR_INPUT, id ? entry->client_id : entry->client_secret, "stands alone: %s is missing or empty",
               id ? "client_secret" : "client_id");
        return err_hint(err,
                        "give both client_id and client_secret, or neither and auth_type: ManagedIdentity or WorkloadIdentity");
    }
    if (!type && !id) {
        err_at(err, ERR_INPUT, entry->pair, "neither credentials nor auth_type");
        return err_hint(err, "give client_id and client_secret, or auth_type: ManagedIdentity or WorkloadIdentity");
    }
    const struct node *stray = !is_absent(entry->identity_id) ? entry->identity_id : entry->service_account;
    if (!type && !is_absent(stray))
        return err_at(err, ERR_INPUT, stray, "needs auth_type: ManagedIdentity or WorkloadIdentity, and no credentials");
    return type ? check_identity(entry, err) : 0;
}

static void put_identity(const struct run *run, const struct azure_entry *entry, const struct declaration *declaration,
                         struct node *provider)
{
    struct arena *arena = run->arena;
    if (!is_absent(entry->identity_id))
        node_put(arena, provider, TEXT("identityId"), node_new_string(arena, node_text(entry->identity_id)));
    if (is_absent(entry->service_account))
        return;
    struct node *account = node_new_map(arena);
    node_put(arena, account, TEXT("name"), node_new_string(arena, node_text(entry->service_account)));
    if (declaration->cluster)
        node_put(arena, account, TEXT("namespace"), node_new_string(arena, declaration->secret.namespace));
    node_put(arena, provider, TEXT("serviceAccountRef"), account);
}

int azure_declare(const struct run *run, const struct azure_entry *entry, struct declaration *declaration, struct err *err)
{
    struct arena *arena = run->arena;
    struct text url, tenant_id;
    bool credentials;
    if (run->finding != NULL)
        return declare_credentials(run, entry, declaration, err);
    if (check_way_in(entry, &credentials, err) < 0 || read_url(entry, &url, err) < 0)
        return -1;
    bool managed = text_is(node_text(entry->auth_type), "ManagedIdentity");
    if (read_tenant_id(entry, managed, &tenant_id, err) < 0)
        return -1;
    if (credentials && declare_credentials(run, entry, declaration, err) < 0)
        return -1;

    struct node *provider = node_new_map(arena);
    struct text type = credentials ? TEXT("ServicePrincipal") : node_text(entry->auth_type);
    node_put(arena, provider, TEXT("authType"), node_new_string(arena, type));
    node_put(arena, provider, TEXT("vaultUrl"), node_new_string(arena, url));
    if (tenant_id.len > 0)
        node_put(arena, provider, TEXT("tenantId"), node_new_string(arena, tenant_id));
    if (credentials)
        node_put(arena, provider, TEXT("authSecretRef"), service_principal(run, declaration));
    else
        put_identity(run, entry, declaration, provider);

    struct node *named = node_new_map(arena);
    node_put(arena, named, TEXT("azurekv"), provider);
    declaration->spec = node_new_map(arena);
    node_put(arena, declaration->spec, TEXT("provider"), named);
    return 0;
}
