/* SPDX-License-Identifier: Apache-2.0
 *
 * azure: the Azure Key Vault stores of generations 1 to 3.
 *
 * Source of the provider's fields and of what its three kinds of authentication need: External Secrets Operator,
 * apis/externalsecrets/v1/secretstore_azurekv_types.go and providers/azure.
 */
#ifndef RENDER_AZURE_H
#define RENDER_AZURE_H

#include "render/model.h"

/* The values of auth_type: the ways in without credentials. */
extern const char *const azure_auth_types[];
/* What to write in place of what the tables of keys refuse. */
#define AZURE_GUID_HINT "the ID of the Azure directory: 8-4-4-4-12 hexadecimal digits"
#define AZURE_URL_HINT "write it as https://NAME.vault.azure.net"

/* Where the parts stand; NULL or a null node: absent. Generations spell the keys differently. */
struct azure_entry {
    const struct node *node, *pair; /* where what is missing belongs; credentials: the second one */
    const char *tenant_id_key;
    const struct node *tenant_id, *vault_url;
    const struct node *client_id, *client_secret;
    const struct node *auth_type, *identity_id, *service_account;
    const struct node *remote_store; /* generation 3: cluster_secret_store_ref */
    struct text default_url;         /* empty: the URL must be given... */
    const char *no_default;          /* ...and why there is no default, or NULL */
};

/* Fills spec and credentials of a declaration whose owner, kind, name and Secret (namespace, name, scope) are set. ERR_INPUT. */
int azure_declare(const struct run *run, const struct azure_entry *entry, struct declaration *declaration, struct err *err);

#endif
