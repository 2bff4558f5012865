/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/into_target.h"

#include "base/names.h"

/* Secrets that a message names at most. */
enum { SHOWN_SECRETS = 4 };

/* In the order of enum render_scope. */
static const enum scope scopes[] = {SCOPE_STRICT, SCOPE_NAMESPACE_WIDE, SCOPE_CLUSTER_WIDE};

static int refuse(const struct slot *slot, enum err_kind kind, struct text what, struct err *err)
{
    return err_set(err, kind, TEXT_FMT ": " TEXT_FMT ": " TEXT_FMT, TEXT_ARG(slot->place), TEXT_ARG(slot->whole_path),
                   TEXT_ARG(what));
}

/* The narrowest scope that opens for all Secrets of a site. */
static enum scope narrowest(const struct site *site)
{
    enum scope scope = site->label_count > 1 ? SCOPE_NAMESPACE_WIDE : SCOPE_STRICT;
    for (size_t i = 1; i < site->label_count; i++)
        if (!text_equal(site->labels[i].namespace, site->labels[0].namespace))
            scope = SCOPE_CLUSTER_WIDE;
    return scope;
}

static int refuse_shared(struct arena *arena, const struct slot *slot, enum scope scope, enum scope needed, struct err *err)
{
    const struct site *site = slot->site;
    struct text_list secrets = {0};
    for (size_t i = 0; i < site->label_count; i++)
        *array_add(arena, &secrets) = arena_format(arena, TEXT_FMT "/" TEXT_FMT, TEXT_ARG(site->labels[i].namespace),
                                                   TEXT_ARG(site->labels[i].name));
    refuse(slot, ERR_INPUT,
           arena_format(arena, "one string serves %zu Secrets (" TEXT_FMT "), and sealed %s it would not open for all",
                        site->label_count, TEXT_ARG(text_list_join(arena, &secrets, SHOWN_SECRETS)), scope_name(scope)),
           err);
    if (needed == SCOPE_NAMESPACE_WIDE)
        return err_hint(err, "--scope namespace-wide seals it for every Secret of the namespace; or give each its own string");
    return err_hint(err,
                    "--scope cluster-wide seals it for every Secret of every namespace; or give each environment its own pair, "
                    "below its name");
}

static int check_scope(const struct invocation *invocation, const struct slot *slot, enum scope scope, struct err *err)
{
    const struct site *site = slot->site;
    enum scope needed = narrowest(site);
    if (scope < scopes[site->min_scope] || scope > scopes[site->max_scope]) {
        refuse(slot, ERR_USAGE,
               arena_format(invocation->arena, "%s says %s, and the object around it %s", origin_of(invocation, OPTION_SCOPE),
                            scope_name(scope), scope_name(scopes[site->scope])),
               err);
        return err_hint(err, "leave --scope out, or change the annotation of the SealedSecret and seal all its strings anew");
    }
    return scope >= needed ? 0 : refuse_shared(invocation->arena, slot, scope, needed, err);
}

/* As `seal` has it for --namespace and --name. */
static int check_names(struct arena *arena, const struct slot *slot, const struct sealing_target *target, struct err *err)
{
    bool needs_namespace = target->scope != SCOPE_CLUSTER_WIDE, needs_name = target->scope == SCOPE_STRICT;
    if (needs_namespace && target->namespace.len == 0) {
        refuse(slot, ERR_INPUT, TEXT("nobody says for which namespace it is"), err);
        return err_hint(err,
                        "--namespace NAME is the release namespace; where the file does not say whose the values are, --owner NAME "
                        "does");
    }
    if (needs_namespace && !name_is_label(target->namespace))
        return refuse(
            slot, ERR_INPUT,
            arena_format(arena, "its namespace would be " TEXT_FMT ", which is not the name of one", TEXT_ARG(target->namespace)),
            err);
    if (needs_name && target->name.len == 0)
        return refuse(slot, ERR_INPUT, TEXT("nobody says how its Secret is called"), err);
    if (needs_name && !name_is_subdomain(target->name))
        return refuse(
            slot, ERR_INPUT,
            arena_format(arena, "its Secret would be called " TEXT_FMT ", which no Secret can be", TEXT_ARG(target->name)), err);
    return 0;
}

/* That of a declaration counts where it leaves in a SealedSecret only. */
static bool contradicts(const struct site *site, enum scope scope)
{
    return site->kind == SITE_CREDENTIAL && site->scope != RENDER_STRICT && scopes[site->scope] != scope;
}

static void add_notes(const struct slot *slot, enum scope scope, struct note_list *notes)
{
    struct arena *arena = notes->arena;
    struct text where = arena_format(arena, TEXT_FMT ": " TEXT_FMT, TEXT_ARG(slot->place), TEXT_ARG(slot->whole_path));
    if (slot->plain)
        note_add(notes, NOTE_WARNING,
                 arena_format(arena, TEXT_FMT ": what stood here in plain text still stands in the history of the file",
                              TEXT_ARG(where)),
                 TEXT("have a new credential issued, seal that one, and revoke this one"));
    if (slot->shared)
        note_add(notes, NOTE_WARNING,
                 arena_format(arena, TEXT_FMT ": aliases elsewhere refer to it: there it is the same string from now on",
                              TEXT_ARG(where)),
                 (struct text){0});
    if (contradicts(slot->site, scope))
        note_add(notes, NOTE_WARNING,
                 arena_format(arena, TEXT_FMT ": the declaration says scope: %s, and a SealedSecret of that scope will not open it",
                              TEXT_ARG(where), scope_name(scopes[slot->site->scope])),
                 TEXT("leave --scope out, or change `scope` there"));
}

int into_target_choose(const struct invocation *invocation, const struct slot *slot, struct sealing_target *out,
                       struct note_list *notes, struct err *err)
{
    enum scope scope = sealing_scope(invocation, scopes[slot->site->scope]);
    *out = (struct sealing_target){scope, slot->site->labels[0].namespace, slot->site->labels[0].name};
    if (check_scope(invocation, slot, scope, err) != 0 || check_names(invocation->arena, slot, out, err) != 0)
        return -1;
    add_notes(slot, scope, notes);
    return 0;
}
