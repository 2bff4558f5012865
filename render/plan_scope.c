/* SPDX-License-Identifier: Apache-2.0
 *
 * The part of the plan that says which SealedSecrets can never open or are not allowed to: nothing is opened, so nothing else
 * would.
 */
#include <stdlib.h>

#include "render/credential.h"
#include "render/plan.h"

/* A sealed string and the SealedSecret that it goes into. */
struct use {
    const struct credential *credential;
    const struct planned *planned;
};

struct use_list {
    struct use *items;
    size_t count, room;
};

static int check_widest(const struct run *run, const struct declaration *declaration, struct err *err)
{
    enum render_scope scope = declaration->secret.scope, widest = run->options->max_scope;
    if (scope <= widest)
        return 0;
    const struct node *given = node_get(declaration->node, "scope");
    err_at(err, ERR_SEALED, given ? given : declaration->node, "%s is wider than --max-scope allows (%s)", render_scope_name(scope),
           render_scope_name(widest));
    return err_hint(err, "seal the strings for a narrower scope, or have the host allow a wider one");
}

static void add_uses(const struct run *run, const struct planned *planned, struct use_list *uses)
{
    const struct credential_list *credentials = &planned->declaration->secret.credentials;
    for (size_t i = 0; i < credentials->count; i++)
        if (credentials->items[i].form == CREDENTIAL_SEALED)
            *array_add(run->arena, uses) = (struct use){&credentials->items[i], planned};
}

static int order_of_uses(const void *a, const void *b)
{
    const struct use *left = a, *right = b;
    int order = text_order(left->credential->value, right->credential->value);
    return order != 0 ? order : (left->planned > right->planned) - (left->planned < right->planned);
}

/* A string is sealed for one label: whether both Secrets have the same. */
static bool same_label(const struct credential_secret *a, const struct credential_secret *b)
{
    if (a->scope != b->scope || a->scope == RENDER_CLUSTER_WIDE)
        return a->scope == b->scope;
    return text_equal(a->namespace, b->namespace) && (a->scope == RENDER_NAMESPACE_WIDE || text_equal(a->name, b->name));
}

static int refuse_shared(const struct run *run, const struct use *first, const struct use *second, struct err *err)
{
    const struct credential_secret *a = &first->planned->declaration->secret, *b = &second->planned->declaration->secret;
    enum render_scope scope = text_equal(a->namespace, b->namespace) ? RENDER_NAMESPACE_WIDE : RENDER_CLUSTER_WIDE;
    struct text command = credential_seal_command(run->arena, a, scope);
    const char *name = render_scope_name(scope);
    err_at(err, ERR_SEALED, second->credential->node,
           "one string cannot open in both " TEXT_FMT "/" TEXT_FMT " (%s) and " TEXT_FMT "/" TEXT_FMT " (%s)",
           TEXT_ARG(a->namespace), TEXT_ARG(a->name), render_scope_name(a->scope), TEXT_ARG(b->namespace), TEXT_ARG(b->name),
           render_scope_name(b->scope));
    return err_hint(err,
                    "seal it %s (" TEXT_FMT
                    ") and put scope: %s beside it or call with --scope %s; or give each Secret a string of "
                    "its own",
                    name, TEXT_ARG(command), name, name);
}

int plan_check_scopes(const struct run *run, const struct plan *plan, struct err *err)
{
    struct use_list uses = {0};
    for (size_t i = 0; i < plan->count; i++) {
        if (plan->items[i].kind != PLANNED_SEALED_SECRET)
            continue;
        if (check_widest(run, plan->items[i].declaration, err) < 0)
            return -1;
        add_uses(run, &plan->items[i], &uses);
    }
    if (uses.count > 1)
        qsort(uses.items, uses.count, sizeof *uses.items, order_of_uses);
    for (size_t i = 1; i < uses.count; i++) {
        const struct use *first = &uses.items[i - 1], *second = &uses.items[i];
        if (text_equal(first->credential->value, second->credential->value) &&
            !same_label(&first->planned->declaration->secret, &second->planned->declaration->secret))
            return refuse_shared(run, first, second, err);
    }
    return 0;
}
