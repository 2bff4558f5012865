/* SPDX-License-Identifier: Apache-2.0
 *
 * Generation 2: lists of cluster stores, a tenant's with one tenant ID for all, a team's with one in each entry.
 */
#include "render/dialect.h"
#include "render/store_list.h"

static const struct field *const entry_fields[] = {store_entry_fields, conditions_fields, NULL};

static const struct field block_fields[] = {
    {"tenant_id", FIELD_TEXT, .help = "GUID of the Azure directory, for entries that have none of their own",
     .format = &format_guid, .hint = AZURE_GUID_HINT, .setting = true},
    {"tenant_secretstores", FIELD_ENTRIES, .fields = entry_fields, .help = "ClusterSecretStores of a tenant"},
    {"team_secretstores", FIELD_ENTRIES, .fields = entry_fields, .help = "ClusterSecretStores of a team"},
    {"team_secretstore", FIELD_ENTRIES, .fields = entry_fields, .help = "the same as team_secretstores"},
    {0},
};

static const struct store_list lists[] = {
    {"tenant_secretstores", true, false, true, "tenant_id"},
    {"team_secretstores", true, true, false, "tenant_id"},
    {"team_secretstore", true, true, false, "tenant_id"},
    {NULL, false, false, false, NULL},
};

static int declare(const struct run *run, const struct owner *owner, const struct node *block, struct declaration_list *out,
                   struct err *err)
{
    return store_lists_declare(run, owner, block, lists, out, err);
}

const struct dialect dialect_2 = {"generation 2", BLOCK_MANAGED, block_fields, declare};
