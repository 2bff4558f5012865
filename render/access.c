/* SPDX-License-Identifier: Apache-2.0 */
#include "render/access.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "base/names.h"
#include "render/owner.h"

/* ------------------------------------------------------------------ the roster */

static int order_by_name(const void *a, const void *b)
{
    const struct owner *left = *(const struct owner *const *)a, *right = *(const struct owner *const *)b;
    int order = text_order(left->name, right->name);
    return order != 0 ? order : (int)left->kind - (int)right->kind;
}

static int order_by_team(const void *a, const void *b)
{
    const struct owner *left = *(const struct owner *const *)a, *right = *(const struct owner *const *)b;
    int order = text_order(left->team, right->team);
    return order != 0 ? order : text_order(left->name, right->name);
}

struct roster roster_new(struct arena *arena, const struct owner_list *owners)
{
    struct roster roster = {0};
    roster.by_name = arena_new(arena, size_mul(owners->count, sizeof *roster.by_name));
    roster.tenants_by_team = arena_new(arena, size_mul(owners->count, sizeof *roster.tenants_by_team));
    for (size_t i = 0; i < owners->count; i++) {
        const struct owner *owner = owners->items[i];
        roster.by_name[roster.count++] = owner;
        if (owner->kind == OWNER_TENANT && owner->team.len > 0)
            roster.tenants_by_team[roster.claim_count++] = owner;
    }
    qsort(roster.by_name, roster.count, sizeof *roster.by_name, order_by_name);
    qsort(roster.tenants_by_team, roster.claim_count, sizeof *roster.tenants_by_team, order_by_team);
    roster.claims = claims_new(arena, owners);
    return roster;
}

static struct text name_of(const struct owner *owner)
{
    return owner->name;
}

static struct text team_of(const struct owner *owner)
{
    return owner->team;
}

/* The first owner, of `count` sorted by what `of` gives, that is not before `word`; from there on come all that have it. */
static size_t first_with(const struct owner *const *sorted, size_t count, struct text (*of)(const struct owner *owner),
                         struct text word)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text_order(of(sorted[middle]), word) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static size_t first_of_name(const struct roster *roster, struct text name)
{
    return first_with(roster->by_name, roster->count, name_of, name);
}

static size_t first_of_team(const struct roster *roster, struct text team)
{
    return first_with(roster->tenants_by_team, roster->claim_count, team_of, team);
}

/* ------------------------------------------------------------------ namespaces */

static bool is_owned(const struct run *run, const struct owner *owner, struct text namespace)
{
    return owner_owns(owner, namespace) || text_equal(namespace, run->options->release_namespace);
}

/* A store manifest or Secret has no owner of its own: with --owner its credentials go to a named owner's namespace or the
 * release's. */
static bool is_owned_by_named(const struct run *run, const struct roster *roster, struct text namespace)
{
    const struct text_list *named = &run->options->owners;
    return named->count == 0 || text_equal(namespace, run->options->release_namespace) ||
           claims_by_named(&roster->claims, named, namespace);
}

enum { SHOWN = 8 };

/* A namespace that credentials are for, and where it stands. */
struct use {
    const struct owner *owner; /* NULL: a store manifest or a Secret of the stream */
    struct text namespace;
    const struct node *node;
};

static int refuse_namespace(const struct run *run, const struct use *use, struct err *err)
{
    const struct owner *owner = use->owner;
    if (owner == NULL) {
        err_at(err, ERR_INPUT, use->node, "credentials in namespace " TEXT_FMT ", which belongs to no owner that the host named",
               TEXT_ARG(use->namespace));
        return err_hint(err, "use the release namespace, or have the host name its owner with --owner");
    }
    struct text owned = text_list_join(run->arena, &owner->namespaces, SHOWN);
    err_at(err, ERR_INPUT, use->node,
           "namespace " TEXT_FMT " is no environment and no namespace of %s " TEXT_FMT " (its own: " TEXT_FMT ")",
           TEXT_ARG(use->namespace), owner_kind_name(owner), TEXT_ARG(owner->name), TEXT_ARG(owned));
    if (owner->kind == OWNER_TEAM)
        return err_hint(err, "a team's credentials live in the team namespace, " TEXT_FMT, TEXT_ARG(owner->name));
    return err_hint(err, "name one of its environments, or declare this one under environments");
}

static int refuse_shared(const struct run *run, const struct use *use, const struct owner *other, struct err *err)
{
    struct text place = place_text(run->arena, node_place(other->node));
    err_at(err, ERR_INPUT, use->node, "namespace " TEXT_FMT " is %s " TEXT_FMT "'s as well (" TEXT_FMT ")",
           TEXT_ARG(use->namespace), owner_kind_name(other), TEXT_ARG(other->name), TEXT_ARG(place));
    return err_hint(err, "each could open the other's strings there: rename one of the two, or an environment");
}

static int check_allowed(const struct run *run, const struct use *use, struct err *err)
{
    const struct text_list *allowed = &run->options->allow_namespaces;
    for (size_t i = 0; i < allowed->count; i++)
        if (name_matches(allowed->items[i], use->namespace))
            return 0;
    if (allowed->count == 0)
        return 0;
    struct text globs = text_list_join(run->arena, allowed, SHOWN);
    err_at(err, ERR_INPUT, use->node, "namespace " TEXT_FMT " is not allowed here (allowed: " TEXT_FMT ")",
           TEXT_ARG(use->namespace), TEXT_ARG(globs));
    return err_hint(err, "have the host allow it with --allow-namespace");
}

static int check_use(const struct run *run, const struct roster *roster, const struct use *use, struct err *err)
{
    const struct owner *owner = use->owner;
    bool owned = owner != NULL ? is_owned(run, owner, use->namespace) : is_owned_by_named(run, roster, use->namespace);
    if (!owned)
        return refuse_namespace(run, use, err);
    const struct owner *other = owner != NULL && owner_owns(owner, use->namespace)
                                    ? claims_other(&roster->claims, owner, use->namespace)
                                    : NULL;
    return other != NULL ? refuse_shared(run, use, other, err) : check_allowed(run, use, err);
}

/* Where an entry names its namespace, or the entry. */
static const struct node *namespace_node(const struct declaration *declaration)
{
    const struct node *given = node_get(declaration->node, "environment");
    if (given == NULL)
        given = node_get(declaration->node, "namespace");
    return given ? given : declaration->node;
}

int access_check(const struct run *run, const struct roster *roster, const struct declaration *declaration, struct err *err)
{
    const struct owner *owner = declaration->owner;
    const struct text_list *named = &run->options->owners;
    if (owner != NULL && named->count > 0 && !text_list_has(named, owner->name)) {
        err_at(err, ERR_INPUT, owner->node, "%s " TEXT_FMT " is not one that the host named", owner_kind_name(owner),
               TEXT_ARG(owner->name));
        return err_hint(err, "call with --owner " TEXT_FMT " if these values may speak for it", TEXT_ARG(owner->name));
    }
    struct use credentials = {owner, declaration->secret.namespace, namespace_node(declaration)};
    if (check_use(run, roster, &credentials, err) < 0)
        return -1;
    for (size_t i = 0; i < declaration->referenced.count; i++) {
        struct use reference = {owner, node_text(declaration->referenced.items[i]), declaration->referenced.items[i]};
        if (check_use(run, roster, &reference, err) < 0)
            return -1;
    }
    return 0;
}

int access_check_secret(const struct run *run, const struct roster *roster, const struct node *secret, struct text namespace,
                        struct err *err)
{
    const struct node *own = node_find(secret, "metadata.namespace");
    struct use use = {NULL, namespace, own ? own : secret};
    return check_use(run, roster, &use, err);
}

/* ------------------------------------------------------------------ conditions */

static bool is_own_namespace(const struct owner *owner, const struct node *name)
{
    return node_is_scalar(name) && owner_owns(owner, name->text);
}

/* One given entry in a tenant's file: `namespaces` with the tenant's own, and nothing else. */
static int check_tenant_condition(const struct run *run, const struct owner *owner, const struct node *entry, struct err *err)
{
    size_t count;
    (void)node_pairs(run->arena, entry, &count);
    const struct node *namespaces = node_get(entry, "namespaces");
    if (!node_is_list(namespaces) || namespaces->count == 0 || count != 1) {
        err_at(err, ERR_INPUT, entry, "a tenant's condition holds 'namespaces' with at least one of its own, and nothing else");
        return err_hint(err, "selectors and expressions reach other tenants; ask the team for a store of theirs");
    }
    for (size_t i = 0; i < namespaces->count; i++) {
        if (is_own_namespace(owner, namespaces->items[i]))
            continue;
        struct text owned = text_list_join(run->arena, &owner->namespaces, SHOWN);
        err_at(err, ERR_INPUT, namespaces->items[i], "no namespace of tenant " TEXT_FMT, TEXT_ARG(owner->name));
        return err_hint(err, "its own: " TEXT_FMT, TEXT_ARG(owned));
    }
    return 0;
}

/* Their shape is that of the tables of keys. */
static int check_conditions(const struct run *run, const struct owner *owner, const struct node *conditions, struct err *err)
{
    if (owner->kind == OWNER_TEAM)
        return 0;
    if (conditions->count == 0) {
        err_at(err, ERR_INPUT, conditions, "an empty list would open the store to every namespace");
        return err_hint(err, "leave it out: the store then serves the namespaces of tenant " TEXT_FMT, TEXT_ARG(owner->name));
    }
    for (size_t i = 0; i < conditions->count; i++)
        if (check_tenant_condition(run, owner, conditions->items[i], err) < 0)
            return -1;
    return 0;
}

/* A copy in which every scalar is a string: names and labels are nothing else, whatever YAML takes `no` and `017` for. */
static struct node *with_strings(struct arena *arena, const struct node *node)
{
    size_t count = node->count;
    if (node_is_scalar(node))
        return node_is_null(node) ? node_new_plain(arena, TEXT("null")) : node_new_string(arena, node->text);
    if (node_is_map(node)) {
        struct node *map = node_new_map(arena);
        const struct node_pair *pairs = node_pairs(arena, node, &count);
        for (size_t i = 0; i < count; i++)
            node_put(arena, map, node_text(pairs[i].key), with_strings(arena, pairs[i].value));
        return map;
    }
    struct node *list = node_new_list(arena);
    for (size_t i = 0; i < count; i++)
        node_add(arena, list, with_strings(arena, node->items[i]));
    return list;
}

/* Few words of a team name many namespaces: they are counted before room is made for them. */
static int count_namespaces(struct roster *roster, const struct owner *of, const struct owner *team, struct err *err)
{
    roster->condition_namespaces = size_add(roster->condition_namespaces, of->namespaces.count);
    if (roster->condition_namespaces <= LIMIT_CONDITION_NAMESPACES)
        return 0;
    err_at(err, ERR_INPUT, team->node, "the conditions of the run's cluster stores would name more than %zu namespaces",
           LIMIT_CONDITION_NAMESPACES);
    return err_hint(err, "render the stream in parts, or call with --team-label KEY and leave the tenants' values out");
}

/* Values that may declare nothing, since the host did not name their owner, add nobody to those who may use a store either. */
static int add_member(const struct run *run, struct roster *roster, const struct owner *tenant, const struct owner *team,
                      struct text_list *out, struct err *err)
{
    const struct text_list *named = &run->options->owners;
    bool may_speak = named->count == 0 || text_list_has(named, tenant->name);
    if (tenant->kind != OWNER_TENANT || !may_speak)
        return 0;
    if (count_namespaces(roster, tenant, team, err) < 0)
        return -1;
    for (size_t i = 0; i < tenant->namespaces.count; i++)
        *array_add(run->arena, out) = tenant->namespaces.items[i];
    return 0;
}

/* The namespaces of a team's members in the run: by the team's own list, or by the tenants' claims where the host trusts them. */
static int add_members(const struct run *run, struct roster *roster, const struct owner *team, struct text_list *out,
                       struct err *err)
{
    const struct text_list *listed = &team->tenants; /* sorted */
    for (size_t i = 0; i < listed->count; i++) {
        if (i > 0 && text_equal(listed->items[i], listed->items[i - 1]))
            continue;
        for (size_t k = first_of_name(roster, listed->items[i]); k < roster->count; k++) {
            if (!text_equal(roster->by_name[k]->name, listed->items[i]))
                break;
            if (add_member(run, roster, roster->by_name[k], team, out, err) < 0)
                return -1;
        }
    }
    for (size_t k = first_of_team(roster, team->name); run->options->trust_team_claims && k < roster->claim_count; k++) {
        if (!text_equal(roster->tenants_by_team[k]->team, team->name))
            break;
        if (add_member(run, roster, roster->tenants_by_team[k], team, out, err) < 0)
            return -1;
    }
    return 0;
}

/* One entry of `namespaces`: the owner's own in their order, then the others sorted, each once. */
static struct node *namespaces_entry(struct arena *arena, const struct owner *owner, struct text_list *others)
{
    struct node *list = node_new_list(arena), *entry = node_new_map(arena);
    for (size_t i = 0; i < owner->namespaces.count; i++)
        node_add(arena, list, node_new_string(arena, owner->namespaces.items[i]));
    text_list_sort(others);
    for (size_t i = 0; i < others->count; i++)
        if ((i == 0 || !text_equal(others->items[i], others->items[i - 1])) && !owner_owns(owner, others->items[i]))
            node_add(arena, list, node_new_string(arena, others->items[i]));
    node_put(arena, entry, TEXT("namespaces"), list);
    return entry;
}

static struct node *selector_entry(const struct run *run, const struct owner *team)
{
    struct arena *arena = run->arena;
    struct node *entry = node_new_map(arena), *selector = node_new_map(arena), *labels = node_new_map(arena);
    node_put(arena, labels, run->options->team_label, node_new_string(arena, team->name));
    node_put(arena, selector, TEXT("matchLabels"), labels);
    node_put(arena, entry, TEXT("namespaceSelector"), selector);
    return entry;
}

static void warn_lonely(const struct run *run, const struct declaration *declaration)
{
    struct text place = place_text(run->arena, node_place(declaration->node));
    note_add(run->notes, NOTE_WARNING,
             arena_format(run->arena, TEXT_FMT ": cluster store " TEXT_FMT " serves the team namespace only", TEXT_ARG(place),
                          TEXT_ARG(declaration->name)),
             TEXT("list the team's tenants (team.tenants) and put their values into the stream, or call with --team-label KEY"));
}

/* Made once for an owner: it may have thousands of stores and of namespaces. */
static int make_conditions(const struct run *run, struct roster *roster, const struct declaration *declaration,
                           const struct node **out, struct err *err)
{
    const struct owner *owner = declaration->owner;
    if (roster->conditions_of != owner) {
        struct text_list members = {0};
        struct node *conditions = node_new_list(run->arena);
        if (count_namespaces(roster, owner, owner, err) < 0 ||
            (owner->kind == OWNER_TEAM && add_members(run, roster, owner, &members, err) < 0))
            return -1;
        node_add(run->arena, conditions, namespaces_entry(run->arena, owner, &members));
        if (owner->kind == OWNER_TEAM && run->options->team_label.len > 0)
            node_add(run->arena, conditions, selector_entry(run, owner));
        roster->conditions_of = owner;
        roster->conditions = conditions;
        roster->lonely = owner->kind == OWNER_TEAM && members.count == 0 && run->options->team_label.len == 0;
    }
    if (roster->lonely)
        warn_lonely(run, declaration);
    *out = roster->conditions;
    return 0;
}

int access_conditions(const struct run *run, struct roster *roster, const struct declaration *declaration, const struct node **out,
                      struct err *err)
{
    *out = NULL;
    if (!node_is_null(declaration->conditions)) {
        if (check_conditions(run, declaration->owner, declaration->conditions, err) < 0)
            return -1;
        *out = declaration->conditions->count > 0 ? with_strings(run->arena, declaration->conditions) : NULL;
        return 0;
    }
    return run->options->open_cluster_stores ? 0 : make_conditions(run, roster, declaration, out, err);
}

/* The last of the teams of a name, or NULL. */
static const struct owner *last_team(const struct roster *roster, struct text name)
{
    const struct owner *team = NULL;
    for (size_t k = first_of_name(roster, name); k < roster->count && text_equal(roster->by_name[k]->name, name); k++)
        if (roster->by_name[k]->kind == OWNER_TEAM)
            team = roster->by_name[k];
    return team;
}

static bool is_absent(const struct roster *roster, struct text tenant)
{
    for (size_t k = first_of_name(roster, tenant); k < roster->count; k++) {
        if (!text_equal(roster->by_name[k]->name, tenant))
            break;
        if (roster->by_name[k]->kind == OWNER_TENANT)
            return false;
    }
    return true;
}

static bool lists_absent(const struct roster *roster, const struct owner *team)
{
    for (size_t i = 0; i < team->tenants.count; i++)
        if (is_absent(roster, team->tenants.items[i]))
            return true;
    return false;
}

bool access_is_of_absent_member(const struct run *run, const struct roster *roster, const struct owner *team, struct text namespace)
{
    /* <tenant>, or <tenant>-<environment>: both may hold further dashes. */
    for (size_t len = 1; len <= namespace.len; len++) {
        struct text name = {namespace.at, len};
        bool ends_here = len == namespace.len || namespace.at[len] == '-';
        if (ends_here && owner_lists(team, name) && is_absent(roster, name))
            return true;
    }
    return text_equal(namespace, run->options->release_namespace) && lists_absent(roster, team);
}

void access_warn_claims(const struct run *run, const struct roster *roster)
{
    const struct owner *team = NULL;
    for (size_t i = 0; !run->options->trust_team_claims && i < roster->claim_count; i++) {
        const struct owner *tenant = roster->tenants_by_team[i];
        if (i == 0 || !text_equal(tenant->team, roster->tenants_by_team[i - 1]->team))
            team = last_team(roster, tenant->team);
        if (team == NULL || owner_lists(team, tenant->name))
            continue;
        struct text place = place_text(run->arena, node_place(tenant->node));
        note_add(run->notes, NOTE_WARNING,
                 arena_format(run->arena, TEXT_FMT ": tenant " TEXT_FMT " claims team " TEXT_FMT ", whose file does not list it",
                              TEXT_ARG(place), TEXT_ARG(tenant->name), TEXT_ARG(team->name)),
                 TEXT("add it to team.tenants in the team's file, or call with --trust-team-claims"));
    }
}
