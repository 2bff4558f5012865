/* SPDX-License-Identifier: Apache-2.0 */
#include "render/plan.h"

#include <stdlib.h>

static const char *const kind_names[] = {
    [PLANNED_SECRET] = "Secret",     [PLANNED_SEALED_SECRET] = "SealedSecret", [PLANNED_CLUSTER_STORE] = "ClusterSecretStore",
    [PLANNED_STORE] = "SecretStore", [PLANNED_BOOTSTRAP] = "ExternalSecret",
};

/* The names of cluster stores that the stream, or an ExternalSecret to be generated, asks for; sorted. */
static struct text_list requested_names(const struct run *run, const struct inventory *inventory,
                                        const struct declaration_list *declarations)
{
    struct text_list names = {0};
    for (size_t i = 0; i < inventory->request_count; i++)
        if (inventory->requests[i].cluster)
            *array_add(run->arena, &names) = inventory->requests[i].name;
    for (size_t i = 0; i < declarations->count; i++)
        if (declarations->items[i].secret.remote_store.len > 0)
            *array_add(run->arena, &names) = declarations->items[i].secret.remote_store;
    text_list_sort(&names);
    return names;
}

/* ------------------------------------------------------------------ what is wanted */

struct planner {
    const struct run *run;
    struct roster *roster;
    const struct generator *generator;
    struct plan *plan;
};

static void want(struct planner *planner, enum planned_kind kind, const struct declaration *declaration, struct node *object)
{
    bool store = kind == PLANNED_STORE || kind == PLANNED_CLUSTER_STORE;
    struct planned *planned = array_add(planner->run->arena, planner->plan);
    *planned = (struct planned){
        .kind = kind,
        .id = {text_of(kind_names[kind]), kind == PLANNED_CLUSTER_STORE ? (struct text){0} : declaration->secret.namespace,
               store ? declaration->name : declaration->secret.name},
        .declaration = declaration,
        .object = object,
    };
}

static int want_store(struct planner *planner, const struct declaration *declaration, struct err *err)
{
    const struct node *conditions = NULL;
    if (declaration->spec == NULL)
        return 0;
    if (declaration->cluster && access_conditions(planner->run, planner->roster, declaration, &conditions, err) < 0)
        return -1;
    want(planner, declaration->cluster ? PLANNED_CLUSTER_STORE : PLANNED_STORE, declaration,
         generate_store(planner->generator, declaration, conditions));
    return 0;
}

static void want_credentials(struct planner *planner, const struct declaration *declaration)
{
    const struct credential_secret *secret = &declaration->secret;
    if (secret->credentials.count == 0)
        return;
    if (secret->remote_store.len > 0)
        want(planner, PLANNED_BOOTSTRAP, declaration, generate_bootstrap(planner->generator, declaration));
    else
        want(planner, planner->run->options->emit == EMIT_SEALED_SECRET ? PLANNED_SEALED_SECRET : PLANNED_SECRET, declaration,
             generate_sealed_secret(planner->generator, declaration));
}

static int want_all(struct planner *planner, const struct inventory *inventory, const struct declaration_list *declarations,
                    struct err *err)
{
    struct text_list requested = requested_names(planner->run, inventory, declarations);
    for (size_t i = 0; i < declarations->count; i++) {
        const struct declaration *declaration = &declarations->items[i];
        if (declaration->on_request && !text_list_finds(&requested, declaration->name))
            continue;
        if (access_check(planner->run, planner->roster, declaration, err) < 0 || want_store(planner, declaration, err) < 0)
            return -1;
        want_credentials(planner, declaration);
    }
    return 0;
}

/* ------------------------------------------------------------------ each object once */

static int order_of_planned(const struct planned *a, enum planned_kind kind, struct text namespace, struct text name)
{
    if (a->kind != kind)
        return a->kind < kind ? -1 : 1;
    int order = text_order(a->id.namespace, namespace);
    return order != 0 ? order : text_order(a->id.name, name);
}

static int compare_planned(const void *a, const void *b)
{
    const struct planned *left = a, *right = b;
    int order = order_of_planned(left, right->kind, right->id.namespace, right->id.name);
    /* Declarations stand in an array in the order they were found. */
    return order != 0 ? order : (left->declaration > right->declaration) - (left->declaration < right->declaration);
}

static int refuse_two(const struct run *run, const struct planned *first, const struct planned *second, struct err *err)
{
    struct text place = place_text(run->arena, node_place(first->declaration->node));
    err_at(err, ERR_INPUT, second->declaration->node,
           TEXT_FMT " " TEXT_FMT " is declared here and, with other content, at " TEXT_FMT, TEXT_ARG(second->id.kind),
           TEXT_ARG(second->id.name), TEXT_ARG(place));
    return err_hint(err, "give one of them another name, or remove it");
}

static int keep_each_once(const struct run *run, struct plan *plan, struct err *err)
{
    size_t kept = 0;
    if (plan->count > 1)
        qsort(plan->items, plan->count, sizeof *plan->items, compare_planned);
    for (size_t i = 0; i < plan->count; i++) {
        const struct planned *item = &plan->items[i], *last = kept > 0 ? &plan->items[kept - 1] : NULL;
        if (last == NULL || order_of_planned(last, item->kind, item->id.namespace, item->id.name) != 0)
            plan->items[kept++] = *item;
        else if (!node_equal(run->arena, last->object, item->object))
            return refuse_two(run, last, item, err);
    }
    plan->count = kept;
    return 0;
}

const struct planned *plan_find(const struct plan *plan, enum planned_kind kind, struct text namespace, struct text name)
{
    size_t low = 0, high = plan->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = order_of_planned(&plan->items[middle], kind, namespace, name);
        if (order == 0)
            return &plan->items[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* An ExternalSecret that is generated writes a Secret: nobody else may declare that one. */
static int check_targets(const struct run *run, const struct plan *plan, struct err *err)
{
    for (size_t i = 0; i < plan->count; i++) {
        const struct planned *item = &plan->items[i];
        if (item->kind != PLANNED_SECRET && item->kind != PLANNED_SEALED_SECRET)
            break;
        const struct planned *target = plan_find(plan, PLANNED_BOOTSTRAP, item->id.namespace, item->id.name);
        if (target == NULL)
            continue;
        struct text place = place_text(run->arena, node_place(item->declaration->node));
        err_at(err, ERR_INPUT, target->declaration->node,
               "its ExternalSecret writes Secret " TEXT_FMT ", which is declared, with content of its own, at " TEXT_FMT,
               TEXT_ARG(item->id.name), TEXT_ARG(place));
        return err_hint(err, "give one of them another credentials_secret, or remove it");
    }
    return 0;
}

/* With --emit reference the Secrets are somebody else's to make; they were planned so that contradictions show. */
static void leave_references(const struct run *run, struct plan *plan)
{
    size_t kept = 0;
    if (run->options->emit != EMIT_REFERENCE)
        return;
    for (size_t i = 0; i < plan->count; i++)
        if (plan->items[i].kind != PLANNED_SECRET)
            plan->items[kept++] = plan->items[i];
    plan->count = kept;
}

int plan_make(const struct generator *generator, struct roster *roster, const struct inventory *inventory,
              const struct declaration_list *declarations, struct plan *out, struct err *err)
{
    const struct run *run = generator->run;
    struct planner planner = {run, roster, generator, out};
    out->generator = *generator;
    if (want_all(&planner, inventory, declarations, err) < 0 || keep_each_once(run, out, err) < 0 ||
        check_targets(run, out, err) < 0)
        return -1;
    leave_references(run, out);
    return 0;
}

void plan_add_scoped(const struct run *run, const struct plan *plan, struct scoped_secret_list *out)
{
    for (size_t i = 0; i < plan->count; i++) {
        const struct declaration *declaration = plan->items[i].declaration;
        const struct node *scope = node_get(declaration->node, "scope");
        if (plan->items[i].kind == PLANNED_SEALED_SECRET)
            *array_add(run->arena, out) = (struct scoped_secret){&declaration->secret, scope ? scope : declaration->node};
    }
}
