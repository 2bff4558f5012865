/* SPDX-License-Identifier: Apache-2.0
 *
 * scopes: which SealedSecrets can never open or are not allowed to: nothing is opened, so nothing else would tell.
 */
#ifndef RENDER_SCOPES_H
#define RENDER_SCOPES_H

#include "render/model.h"

/* A SealedSecret that is to leave. */
struct scoped_secret {
    const struct credential_secret *secret;
    const struct node *node; /* where its scope is said, else where it is declared */
};

struct scoped_secret_list {
    struct scoped_secret *items;
    size_t count, room;
};

/* Refuses SealedSecrets of a wider scope than is allowed, and a string in two that have not the same label. ERR_SEALED. */
int scopes_check(const struct run *run, const struct scoped_secret *secrets, size_t count, struct err *err);

#endif
