/* SPDX-License-Identifier: Apache-2.0
 *
 * access: who may put credentials where, and who may use a cluster store (docs/values.md, "Who owns which namespace").
 */
#ifndef RENDER_ACCESS_H
#define RENDER_ACCESS_H

#include "render/claims.h"

/* Every owner of the run, by name and by team. Lives in the arena. */
struct roster {
    const struct owner **by_name;
    const struct owner **tenants_by_team; /* tenants that claim a team */
    size_t count, claim_count;
    struct claims claims;
    /* Of the owner that access_conditions() was last asked about. */
    const struct owner *conditions_of;
    const struct node *conditions;
    bool lonely;
    size_t condition_namespaces; /* of all made so far */
};

struct roster roster_new(struct arena *arena, const struct owner_list *owners);

/* Refuses a declaration of an owner that the host did not name, or one whose credentials, or a plain reference of a
 * ClusterSecretStore to somebody's Secret, stand in a namespace that its owner does not own, that another owner of the run has as
 * well, or that the host does not allow. ERR_INPUT. */
int access_check(const struct run *run, const struct roster *roster, const struct declaration *declaration, struct err *err);
/* The same for a Secret of the stream whose strings are to be opened for `namespace`: like a store manifest it has no owner. */
int access_check_secret(const struct run *run, const struct roster *roster, const struct node *secret, struct text namespace,
                        struct err *err);
/* The conditions of a cluster store: given ones checked, else made from who may use it; NULL where it is to serve everybody.
 * Warnings go to the run's notes. */
int access_conditions(const struct run *run, struct roster *roster, const struct declaration *declaration, const struct node **out,
                      struct err *err);
/* Whether a namespace can be one of a member that the team lists, but whose values are not in the run. */
bool access_is_of_absent_member(const struct run *run, const struct roster *roster, const struct owner *team,
                                struct text namespace);
/* Warns of every tenant that claims a team of the run which does not confirm it. */
void access_warn_claims(const struct run *run, const struct roster *roster);

#endif
