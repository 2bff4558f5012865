/* SPDX-License-Identifier: Apache-2.0
 *
 * plan: from declarations to the objects that are generated, in the order an apply needs.
 */
#ifndef RENDER_PLAN_H
#define RENDER_PLAN_H

#include "render/access.h"
#include "render/generate.h"
#include "render/inventory.h"
#include "render/opening.h"
#include "render/scopes.h"

/* In the order of the output. */
enum planned_kind { PLANNED_SECRET, PLANNED_SEALED_SECRET, PLANNED_CLUSTER_STORE, PLANNED_STORE, PLANNED_BOOTSTRAP };

struct planned {
    enum planned_kind kind;
    struct object_id id;
    const struct declaration *declaration;
    struct node *object; /* for a Secret what it holds sealed, until plan_make_secrets() */
    size_t first_string; /* of a Secret: the number in the opening of its first sealed string; the others follow */
};

struct plan {
    struct generator generator;
    struct planned *items; /* by kind, namespace, name; each id once */
    size_t count, room;
};

/* Chooses the declarations that count (stores on request only where somebody asks), checks who may do what, and plans their
 * objects. Two declarations of one object are one where they agree, else ERR_INPUT with both places. */
int plan_make(const struct generator *generator, struct roster *roster, const struct inventory *inventory,
              const struct declaration_list *declarations, struct plan *out, struct err *err);
/* Adds the planned SealedSecrets to those whose scopes are to be checked. */
void plan_add_scoped(const struct run *run, const struct plan *plan, struct scoped_secret_list *out);
/* Adds the sealed strings of planned Secrets to what is to be opened. */
void plan_add_strings(const struct plan *plan, struct opening *opening);
/* Makes the Secrets, once the strings are open. */
void plan_make_secrets(const struct plan *plan, const struct opening *opening);
/* Takes out what the stream holds already with the same content; ERR_INPUT where it holds other content. A team's cluster store may
 * serve more namespaces there, of members whose values an earlier pass took out of the stream. */
int plan_meet(const struct run *run, const struct stream_parts *parts, const struct inventory *inventory,
              const struct roster *roster, struct plan *plan, struct err *err);
/* Warns of stores that are asked for and that neither the stream nor the plan declares. */
void plan_warn_missing(const struct run *run, const struct stream_parts *parts, const struct inventory *inventory,
                       const struct plan *plan);
/* The planned object of that kind, or NULL. */
const struct planned *plan_find(const struct plan *plan, enum planned_kind kind, struct text namespace, struct text name);

#endif
