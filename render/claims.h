/* SPDX-License-Identifier: Apache-2.0
 *
 * claims: which owners of the run have a namespace.
 *
 * Tenant `a` with an environment `b-c` and tenant `a-b` with `c` have the same one. Each could open the other's strings there, so
 * neither may use it.
 */
#ifndef RENDER_CLAIMS_H
#define RENDER_CLAIMS_H

#include "render/model.h"

struct claim {
    struct text namespace;
    const struct owner *owner;
};

/* Sorted; once for each namespace and name and kind of an owner, however often it stands in the stream. */
struct claims {
    struct claim *items;
    size_t count, room;
};

struct claims claims_new(struct arena *arena, const struct owner_list *owners);
/* Another owner, in whose values a block counts, that has the namespace by its name; NULL: none. */
const struct owner *claims_other(const struct claims *claims, const struct owner *owner, struct text namespace);
/* Whether an owner with one of the names has the namespace. */
bool claims_by_named(const struct claims *claims, const struct text_list *names, struct text namespace);

#endif
