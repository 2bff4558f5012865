/* SPDX-License-Identifier: Apache-2.0
 *
 * Generation 3: cluster stores and namespaced stores; the latter may take their secret from a cluster store, which is how one
 * team's store brings up every tenant's.
 */
#include "render/dialect.h"
#include "render/store_list.h"

static const struct field environment_fields[] = {
    {"environment", FIELD_TEXT, NULL, "namespace of the credentials, or the bare name of an environment"},
    {NULL, FIELD_ANY, NULL, NULL},
};

static const struct field cluster_fields[] = {
    {"conditions", FIELD_LIST, NULL, "who may use the store, as in the operator's API"},
    {NULL, FIELD_ANY, NULL, NULL},
};

static const struct field namespaced_fields[] = {
    {"cluster_secret_store_ref", FIELD_TEXT, NULL, "ClusterSecretStore that client_secret is the name of a secret in"},
    {NULL, FIELD_ANY, NULL, NULL},
};

static const struct field *const cluster_entry[] = {store_entry_fields, environment_fields, cluster_fields, NULL};
static const struct field *const namespaced_entry[] = {store_entry_fields, environment_fields, namespaced_fields, NULL};

static const struct field block_fields[] = {
    {"cluster_secret_stores", FIELD_ENTRIES, cluster_entry, "ClusterSecretStores of a tenant or a team"},
    {"cluster_secret_store", FIELD_ENTRIES, cluster_entry, "the same as cluster_secret_stores"},
    {"secret_stores", FIELD_ENTRIES, namespaced_entry, "SecretStores, named as they stand"},
    {NULL, FIELD_ANY, NULL, NULL},
};

static const struct store_list lists[] = {
    {"cluster_secret_stores", true, true, true, "tenant_id"},
    {"cluster_secret_store", true, true, true, "tenant_id"},
    {"secret_stores", false, true, true, "tenant_id"},
    {NULL, false, false, false, NULL},
};

static int declare(const struct run *run, const struct owner *owner, const struct node *block, struct declaration_list *out,
                   struct err *err)
{
    return store_lists_declare(run, owner, block, lists, out, err);
}

const struct dialect dialect_3 = {"generation 3", BLOCK_MANAGED, block_fields, declare};
