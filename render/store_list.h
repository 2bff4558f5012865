/* SPDX-License-Identifier: Apache-2.0
 *
 * store_list: what generations 2 and 3 share: lists of Azure Key Vault stores, one entry a store.
 */
#ifndef RENDER_STORE_LIST_H
#define RENDER_STORE_LIST_H

#include "render/azure.h"
#include "render/fields.h"
#include "render/model.h"

/* One list of a block: its key, what its entries give. */
struct store_list {
    const char *key;
    bool cluster;              /* ClusterSecretStores, named <owner>-<name> */
    bool for_team, for_tenant; /* in whose files it may stand */
    /* Where an entry's tenant ID stands when not in the entry itself: a key of the block, or NULL. */
    const char *tenant_id;
};

/* The keys that entries of all lists share; and those of cluster stores, of generation N as well. */
extern const struct field store_entry_fields[], conditions_fields[];

/* Declares every entry of the lists in `rows` (a NULL key ends them). */
int store_lists_declare(const struct run *run, const struct owner *owner, const struct node *block, const struct store_list *rows,
                        struct declaration_list *out, struct err *err);
/* <owner>-<name>, or `name` where it begins with that already: no owner can take another's cluster store. */
struct text cluster_store_name(struct arena *arena, const struct owner *owner, struct text name);
/* The full name of a store from `name:` of its entry, which fields_check() has seen; ERR_INPUT where it is too long. */
int store_name_read(const struct run *run, const struct owner *owner, const struct node *entry, bool cluster, struct text *out,
                    struct err *err);

#endif
