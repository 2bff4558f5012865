/* SPDX-License-Identifier: Apache-2.0
 *
 * owner: whose values these are, which namespaces are theirs (docs/values.md, "Identity").
 */
#ifndef RENDER_OWNER_H
#define RENDER_OWNER_H

#include "render/fields.h"
#include "render/model.h"

/* The keys that say it, at the root of values; appname, teamname and tenants may stand beside `values` of a definition file
 * instead. Others may mean something else by them: they count only where a block does. */
extern const struct field *const identity_tables[];

/* Reads the identity of carried values: names taken as written and checked as DNS labels. -1 with ERR_INPUT: a team's and a
 * tenant's file at once, no name anywhere, an illegal name, an environment twice. For find_sites() a tenant may lack its name; its
 * namespaces are empty then. */
int owner_read(const struct run *run, const struct carried *carried, struct owner *out, struct err *err);
/* Whether the values say at all whose they are: tenants' files without a block that counts are members of their team as well. */
bool owner_is_named(const struct carried *carried);
/* Where an owner's credentials live when an entry does not say: the first environment, the team's namespace, the one namespace.
 * -1 with ERR_INPUT when none is known. */
int owner_home(const struct owner *owner, struct text *out, struct err *err);
/* What `namespace:` of an entry names, which fields_check() has seen; absent: owner_home(). Whether the owner may use it is
 * access_check()'s to say. */
int owner_namespace(const struct owner *owner, const struct node *given, struct text *out, struct err *err);
/* The same for `environment:`, where the bare name of an environment means its namespace. */
int owner_environment(const struct run *run, const struct owner *owner, const struct node *given, struct text *out,
                      struct err *err);
/* The namespace of environment `name`: <tenant>-<name>; empty where the tenant has no name. */
struct text owner_environment_namespace(struct arena *arena, const struct owner *owner, struct text name);
/* Whether a tenant declares the environment; whether a namespace is one of the owner's own; whether a team lists the tenant. */
bool owner_declares(const struct owner *owner, struct text environment);
bool owner_owns(const struct owner *owner, struct text namespace);
bool owner_lists(const struct owner *team, struct text tenant);
/* "tenant" or "team" */
const char *owner_kind_name(const struct owner *owner);

#endif
