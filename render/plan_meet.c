/* SPDX-License-Identifier: Apache-2.0
 *
 * The part of the plan that holds it against what the stream already has.
 */
#include <stdlib.h>

#include "base/alloc.h"
#include "render/plan.h"
#include "yaml/scalar.h"

/* A copy of the map in which `key` has another value, or (NULL) is left out. */
static struct node *with_value(struct arena *arena, const struct node *map, const char *key, struct node *value)
{
    struct node *copy = arena_new(arena, sizeof *copy);
    *copy = *map;
    copy->pairs = arena_new(arena, size_mul(map->count, sizeof *copy->pairs));
    copy->count = 0;
    for (size_t i = 0; i < map->count; i++) {
        bool changed = text_is(node_text(map->pairs[i].key), key);
        if (!changed || value != NULL)
            copy->pairs[copy->count++] = (struct node_pair){map->pairs[i].key, changed ? value : map->pairs[i].value};
    }
    return copy;
}

static bool is_of_host(struct text annotation)
{
    static const char *const starts[] = {HELM4_ANNOTATION, KRM_ANNOTATIONS, KRM_INTERNAL_ANNOTATIONS, "config.k8s.io/",
                                         "kustomize.config.k8s.io/"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (text_starts(annotation, starts[i]))
            return true;
    return false;
}

/* The object as its author wrote it: what Helm 4, kustomize and kpt note on it is no part of it. */
static const struct node *without_hosts(struct arena *arena, const struct node *object)
{
    const struct node *metadata = node_get(object, "metadata"), *annotations = node_get(metadata, "annotations");
    struct node *kept = node_new_map(arena);
    for (size_t i = 0; node_is_map(annotations) && i < annotations->count; i++)
        if (!is_of_host(node_text(annotations->pairs[i].key)))
            node_put(arena, kept, node_text(annotations->pairs[i].key), annotations->pairs[i].value);
    if (!node_is_map(annotations) || kept->count == annotations->count)
        return object;
    return with_value(arena, object, "metadata", with_value(arena, metadata, "annotations", kept->count > 0 ? kept : NULL));
}

/* Whether `more` is `known` and besides only namespaces of members that are not in the run; both are in the same order. */
static bool adds_absent_members(const struct run *run, const struct roster *roster, const struct owner *team,
                                const struct node *known, const struct node *more)
{
    size_t met = 0;
    for (size_t i = 0; node_is_list(more) && i < more->count; i++) {
        const struct node *name = more->items[i];
        if (scalar_type(name) != SCALAR_STRING)
            return false;
        if (met < known->count && text_equal(name->text, known->items[met]->text))
            met++;
        else if (!access_is_of_absent_member(run, roster, team, name->text))
            return false;
    }
    return met == known->count;
}

/* A team's cluster store as an earlier pass made it: tenants' documents that have left the stream since were members then. */
static const struct node *as_made_earlier(const struct run *run, const struct roster *roster, const struct planned *planned,
                                          const struct node *met)
{
    const struct declaration *declaration = planned->declaration;
    const struct node *spec = node_get(planned->object, "spec"), *conditions = node_get(spec, "conditions");
    const struct node *there = node_find(met, "spec.conditions");
    bool made = planned->kind == PLANNED_CLUSTER_STORE && conditions != NULL && node_is_null(declaration->conditions);
    if (!made || declaration->owner->kind != OWNER_TEAM || !node_is_list(there) || there->count == 0)
        return planned->object;
    struct node *more = node_get(there->items[0], "namespaces");
    if (!adds_absent_members(run, roster, declaration->owner, node_get(conditions->items[0], "namespaces"), more))
        return planned->object;
    struct node *earlier = node_new_list(run->arena);
    node_add(run->arena, earlier, with_value(run->arena, conditions->items[0], "namespaces", more));
    for (size_t i = 1; i < conditions->count; i++)
        node_add(run->arena, earlier, conditions->items[i]);
    return with_value(run->arena, planned->object, "spec", with_value(run->arena, spec, "conditions", earlier));
}

static int refuse_met(const struct run *run, const struct planned *planned, const struct node *met, struct err *err)
{
    struct text place = place_text(run->arena, node_place(met));
    err_at(err, ERR_INPUT, planned->declaration->node,
           "gives " TEXT_FMT " " TEXT_FMT ", which the stream already holds with other content, at " TEXT_FMT,
           TEXT_ARG(planned->id.kind), TEXT_ARG(planned->id.name), TEXT_ARG(place));
    return err_hint(err, "remove one of the two, or give the store another name");
}

int plan_meet(const struct run *run, const struct stream_parts *parts, const struct inventory *inventory,
              const struct roster *roster, struct plan *plan, struct err *err)
{
    size_t kept = 0;
    for (size_t i = 0; i < plan->count; i++) {
        const struct stream_object *met = inventory_find(inventory, &plan->items[i].id);
        const struct node *object;
        if (met == NULL) {
            plan->items[kept++] = plan->items[i];
            continue;
        }
        if (inventory_parse(run, parts, met, &object, err) < 0)
            return -1;
        object = without_hosts(run->arena, object);
        if (!node_equal(run->arena, as_made_earlier(run, roster, &plan->items[i], object), object))
            return refuse_met(run, &plan->items[i], object, err);
    }
    plan->count = kept;
    return 0;
}

/* ------------------------------------------------------------------ stores that nobody declares */

static bool is_declared(const struct inventory *inventory, const struct plan *plan, const struct store_request *request)
{
    struct object_id id = {request->cluster ? TEXT("ClusterSecretStore") : TEXT("SecretStore"),
                           request->cluster ? (struct text){0} : request->namespace, request->name};
    enum planned_kind kind = request->cluster ? PLANNED_CLUSTER_STORE : PLANNED_STORE;
    return inventory_find(inventory, &id) != NULL || plan_find(plan, kind, id.namespace, id.name) != NULL;
}

enum { SHOWN = 8 };

static void add_declared(const struct run *run, const struct object_id *id, const char *kind, struct text_list *names)
{
    if (!text_is(id->kind, kind))
        return;
    struct text name = id->name;
    if (id->namespace.len > 0)
        name = arena_format(run->arena, TEXT_FMT "/" TEXT_FMT, TEXT_ARG(id->namespace), TEXT_ARG(id->name));
    if (!text_list_has(names, name))
        *array_add(run->arena, names) = name;
}

/* "a, b, ...": the declared stores of a kind, a few of them. */
static struct text declared_names(const struct run *run, const struct inventory *inventory, const struct plan *plan, bool cluster)
{
    const char *kind = cluster ? "ClusterSecretStore" : "SecretStore";
    struct text_list names = {0};
    for (size_t i = 0; i < plan->count && names.count <= SHOWN; i++)
        add_declared(run, &plan->items[i].id, kind, &names);
    for (size_t i = 0; i < inventory->object_count && names.count <= SHOWN; i++)
        add_declared(run, &inventory->objects[i].id, kind, &names);
    return names.count > 0 ? text_list_join(run->arena, &names, SHOWN) : TEXT("none");
}

static int order_of_requests(const void *a, const void *b)
{
    const struct store_request *left = a, *right = b;
    if (left->cluster != right->cluster)
        return left->cluster ? -1 : 1;
    int order = text_order(left->name, right->name);
    order = order != 0 ? order : text_order(left->namespace, right->namespace);
    if (order != 0 || left->part != right->part)
        return order != 0 ? order : (left->part < right->part ? -1 : 1);
    return left->range.start < right->range.start ? -1 : left->range.start > right->range.start;
}

static bool is_same_store(const struct store_request *a, const struct store_request *b)
{
    return a->cluster == b->cluster && text_equal(a->name, b->name) && text_equal(a->namespace, b->namespace);
}

static void warn_missing(const struct run *run, struct text place, const struct store_request *request, struct text declared)
{
    note_add(run->notes, NOTE_WARNING,
             arena_format(run->arena,
                          TEXT_FMT ": %s " TEXT_FMT "%s" TEXT_FMT
                                   " is asked for, but neither the stream nor the values declare it (declared: " TEXT_FMT ")",
                          TEXT_ARG(place), request->cluster ? "ClusterSecretStore" : "SecretStore", TEXT_ARG(request->name),
                          request->cluster ? "" : " of namespace ",
                          TEXT_ARG(request->cluster ? (struct text){0} : request->namespace), TEXT_ARG(declared)),
             TEXT("it may live in the cluster; else correct the name"));
}

static void warn_missing_remote(const struct run *run, const struct inventory *inventory, const struct plan *plan,
                                struct text declared)
{
    for (size_t i = 0; i < plan->count; i++) {
        const struct declaration *declaration = plan->items[i].declaration;
        struct store_request request = {.cluster = true, .name = declaration->secret.remote_store};
        if (plan->items[i].kind == PLANNED_BOOTSTRAP && !is_declared(inventory, plan, &request))
            warn_missing(run, place_text(run->arena, node_place(declaration->node)), &request, declared);
    }
}

void plan_warn_missing(const struct run *run, const struct stream_parts *parts, const struct inventory *inventory,
                       const struct plan *plan)
{
    struct text declared[2] = {declared_names(run, inventory, plan, false), declared_names(run, inventory, plan, true)};
    struct store_request *sorted = arena_new(run->arena, size_mul(inventory->request_count, sizeof *sorted));
    for (size_t i = 0; i < inventory->request_count; i++)
        sorted[i] = inventory->requests[i];
    qsort(sorted, inventory->request_count, sizeof *sorted, order_of_requests);
    for (size_t i = 0; i < inventory->request_count; i++) {
        const struct store_request *request = &sorted[i];
        bool repeated = i > 0 && is_same_store(request, request - 1);
        bool unknown = !request->cluster && request->namespace.len == 0;
        if (!repeated && !unknown && !is_declared(inventory, plan, request))
            warn_missing(run, inventory_place(run, parts, request), request, declared[request->cluster]);
    }
    warn_missing_remote(run, inventory, plan, declared[1]);
}
