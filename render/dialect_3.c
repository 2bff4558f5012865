/* SPDX-License-Identifier: Apache-2.0
 *
 * Generation 3: cluster stores and namespaced stores; the latter may take their secret from a cluster store, which is how one
 * team's store brings up every tenant's.
 */
#include "render/dialect.h"
#include "render/store_list.h"

static const struct field environment_fields[] = {
    {"environment", FIELD_TEXT, .help = "namespace of the credentials and of a SecretStore, or the bare name of an environment",
     .format = &format_label, .names = "a namespace", .absent = "the tenant's first namespace, the team's namespace"},
    {0},
};

static const struct field namespaced_fields[] = {
    {"cluster_secret_store_ref", FIELD_TEXT,
     .help = "full name of a ClusterSecretStore, in which client_secret then is the name of a secret; client_id is a plain GUID",
     .format = &format_subdomain, .names = "the name of a ClusterSecretStore", .frees = "client_secret", .setting = true},
    {0},
};

static const struct field *const cluster_entry[] = {store_entry_fields, environment_fields, conditions_fields, NULL};
static const struct field *const namespaced_entry[] = {store_entry_fields, environment_fields, namespaced_fields, NULL};

static const struct field block_fields[] = {
    {"cluster_secret_stores", FIELD_ENTRIES, .fields = cluster_entry, .help = "ClusterSecretStores of a tenant or a team"},
    {"cluster_secret_store", FIELD_ENTRIES, .fields = cluster_entry, .help = "the same as cluster_secret_stores"},
    {"secret_stores", FIELD_ENTRIES, .fields = namespaced_entry, .help = "SecretStores, named as they stand"},
    {0},
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
