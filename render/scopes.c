/* SPDX-License-Identifier: Apache-2.0 */
#include "render/scopes.h"

#include <stdlib.h>

#include "render/credential.h"
#include "render/seal_hint.h"

/* A sealed string and the SealedSecret that it goes into. */
struct use {
    const struct credential *credential;
    const struct scoped_secret *scoped;
};

struct use_list {
    struct use *items;
    size_t count, room;
};

static int check_widest(const struct run *run, const struct scoped_secret *scoped, struct err *err)
{
    enum render_scope scope = scoped->secret->scope, widest = run->options->max_scope;
    if (scope <= widest)
        return 0;
    err_at(err, ERR_SEALED, scoped->node, "%s is wider than --max-scope allows (%s)", render_scope_name(scope),
           render_scope_name(widest));
    return err_hint(err, "seal the strings for a narrower scope, or have the host allow a wider one");
}

static void add_uses(const struct run *run, const struct scoped_secret *scoped, struct use_list *uses)
{
    const struct credential_list *credentials = &scoped->secret->credentials;
    for (size_t i = 0; i < credentials->count; i++)
        if (credentials->items[i].form == CREDENTIAL_SEALED)
            *array_add(run->arena, uses) = (struct use){&credentials->items[i], scoped};
}

static int order_of_uses(const void *a, const void *b)
{
    const struct use *left = a, *right = b;
    int order = text_order(left->credential->value, right->credential->value);
    return order != 0 ? order : (left->scoped > right->scoped) - (left->scoped < right->scoped);
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
    const struct credential_secret *a = first->scoped->secret, *b = second->scoped->secret;
    enum render_scope scope = text_equal(a->namespace, b->namespace) ? RENDER_NAMESPACE_WIDE : RENDER_CLUSTER_WIDE;
    struct text command = credential_seal_command(run, a, first->credential->node, scope);
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

int scopes_check(const struct run *run, const struct scoped_secret *secrets, size_t count, struct err *err)
{
    struct use_list uses = {0};
    for (size_t i = 0; i < count; i++) {
        if (check_widest(run, &secrets[i], err) < 0)
            return -1;
        add_uses(run, &secrets[i], &uses);
    }
    if (uses.count > 1)
        qsort(uses.items, uses.count, sizeof *uses.items, order_of_uses);
    for (size_t i = 1; i < uses.count; i++) {
        const struct use *first = &uses.items[i - 1], *second = &uses.items[i];
        if (text_equal(first->credential->value, second->credential->value) &&
            !same_label(first->scoped->secret, second->scoped->secret))
            return refuse_shared(run, first, second, err);
    }
    return 0;
}
