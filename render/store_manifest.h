/* SPDX-License-Identifier: Apache-2.0
 *
 * store_manifest: SecretStores and ClusterSecretStores of the stream that carry sealed strings in place of secret references.
 *
 * Such a manifest has no owner. Its references are replaced within the document, which else stays as it is, API version included;
 * its credentials Secret is <store>-credentials in the store's namespace or, for a cluster store, in the one beside the string.
 */
#ifndef RENDER_STORE_MANIFEST_H
#define RENDER_STORE_MANIFEST_H

#include "render/model.h"
#include "yaml/edit.h"

/* Looks at an object, or at the items of a List; adds declarations and, where that is not NULL, edits. -1 with ERR_INPUT. */
int store_manifest_read(const struct run *run, const struct node *object, struct declaration_list *out, struct edit_list *edits,
                        struct err *err);

#endif
