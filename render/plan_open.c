/* SPDX-License-Identifier: Apache-2.0
 *
 * The part of the plan that opens sealed strings.
 */
#include "base/alloc.h"
#include "render/credential.h"
#include "render/plan.h"

/* The strings of all planned Secrets, one after the other. */
struct opening {
    struct render_sealed *strings;
    const struct planned **planned;        /* whose string it is */
    const struct credential **credentials; /* which one */
    size_t count;
};

static bool is_sealed(const struct credential *credential)
{
    return credential->form == CREDENTIAL_SEALED;
}

static size_t count_sealed(const struct plan *plan)
{
    size_t count = 0;
    for (size_t i = 0; i < plan->count && plan->items[i].kind == PLANNED_SECRET; i++)
        for (size_t k = 0; k < plan->items[i].declaration->secret.credentials.count; k++)
            count += is_sealed(&plan->items[i].declaration->secret.credentials.items[k]);
    return count;
}

static struct opening opening_new(const struct run *run, const struct plan *plan)
{
    size_t count = count_sealed(plan);
    struct opening opening = {
        .strings = arena_new(run->arena, size_mul(count, sizeof *opening.strings)),
        .planned = arena_new(run->arena, size_mul(count, sizeof *opening.planned)),
        .credentials = arena_new(run->arena, size_mul(count, sizeof *opening.credentials)),
    };
    for (size_t i = 0; i < plan->count && plan->items[i].kind == PLANNED_SECRET; i++) {
        const struct credential_secret *secret = &plan->items[i].declaration->secret;
        for (size_t k = 0; k < secret->credentials.count; k++) {
            if (!is_sealed(&secret->credentials.items[k]))
                continue;
            opening.strings[opening.count] = (struct render_sealed){
                secret->credentials.items[k].value, secret->namespace, secret->name, {0}};
            opening.planned[opening.count] = &plan->items[i];
            opening.credentials[opening.count++] = &secret->credentials.items[k];
        }
    }
    return opening;
}

static void opening_free(struct opening *opening)
{
    for (size_t i = 0; i < opening->count; i++)
        secret_free(&opening->strings[i].plaintext);
}

/* Strings behind the one that failed have not been tried. */
static bool opens(const struct run *run, const struct opening *opening, size_t which)
{
    const struct render_sealed *one = &opening->strings[which];
    struct render_sealed alone = {.string = one->string, .namespace = one->namespace, .name = one->name};
    auto_err ignored = {0};
    size_t failed;
    bool opened = run->options->opener.open(run->options->opener.context, &alone, 1, &failed, &ignored) == 0;
    secret_free(&alone.plaintext);
    return opened;
}

enum { SHOWN_NAMESPACES = 8 };

/* One string in several namespaces: it must be sealed for all of them, and the reader should know which. */
static int explain_shared(const struct run *run, const struct opening *opening, size_t failed, struct err *err)
{
    struct text_list namespaces = {0};
    bool opened_elsewhere = false;
    for (size_t i = 0; i < opening->count; i++) {
        if (opening->credentials[i]->node != opening->credentials[failed]->node)
            continue;
        if (namespaces.count == SHOWN_NAMESPACES)
            break;
        *array_add(run->arena, &namespaces) = opening->strings[i].namespace;
        /* All strings in front of the first that fails were opened. */
        opened_elsewhere = opened_elsewhere || i < failed || (i > failed && opens(run, opening, i));
    }
    if (!opened_elsewhere)
        return -1;
    struct text names = text_list_join(run->arena, &namespaces, SHOWN_NAMESPACES);
    struct text command = credential_seal_command(run->arena, &opening->planned[failed]->declaration->secret, RENDER_CLUSTER_WIDE);
    return err_hint(err,
                    "one string serves the namespaces " TEXT_FMT ": seal it cluster-wide (" TEXT_FMT
                    "), or give each environment its own pair",
                    TEXT_ARG(names), TEXT_ARG(command));
}

/* The opener knows labels and keys, this knows the place: the two make the message. */
static int place_failure(const struct run *run, const struct opening *opening, size_t failed, struct err *err)
{
    if (failed >= opening->count)
        return -1;
    const struct node *node = opening->credentials[failed]->node;
    struct text place = place_text(run->arena, node_place(node)), path = node_path(run->arena, node);
    err_wrap(err, TEXT_FMT ": " TEXT_FMT, TEXT_ARG(place), TEXT_ARG(path));
    return err->kind == ERR_SEALED ? explain_shared(run, opening, failed, err) : -1;
}

static int finish_plaintexts(const struct run *run, struct opening *opening, struct err *err)
{
    for (size_t i = 0; i < opening->count; i++) {
        struct secret *plaintext = &opening->strings[i].plaintext;
        const struct node *node = opening->credentials[i]->node;
        if (plaintext->len > 0)
            plaintext->len = credential_kept_len(run, node, (const char *)plaintext->bytes, plaintext->len);
        if (plaintext->len > 0)
            continue;
        const struct credential_secret *secret = &opening->planned[i]->declaration->secret;
        err_at(err, ERR_INPUT, node, "the sealed credential is empty");
        return err_hint(err, "seal it anew: " TEXT_FMT, TEXT_ARG(credential_seal_command(run->arena, secret, secret->scope)));
    }
    return 0;
}

/* The Secrets, each from its credentials' plaintexts: they come in the order of the strings. */
static void make_secrets(const struct run *run, const struct opening *opening, struct plan *plan)
{
    size_t next = 0;
    for (size_t i = 0; i < plan->count && plan->items[i].kind == PLANNED_SECRET; i++) {
        const struct declaration *declaration = plan->items[i].declaration;
        size_t count = declaration->secret.credentials.count;
        struct secret *plaintexts = arena_new(run->arena, size_mul(count, sizeof *plaintexts));
        for (size_t k = 0; k < count; k++)
            if (is_sealed(&declaration->secret.credentials.items[k]))
                plaintexts[k] = opening->strings[next++].plaintext;
        plan->items[i].object = generate_secret(&plan->generator, declaration, plaintexts);
    }
}

int plan_open(const struct run *run, struct plan *plan, struct err *err)
{
    struct opening opening = opening_new(run, plan);
    size_t failed = 0;
    int result = 0;
    if (opening.count > 0 &&
        run->options->opener.open(run->options->opener.context, opening.strings, opening.count, &failed, err) < 0)
        result = place_failure(run, &opening, failed, err);
    else
        result = finish_plaintexts(run, &opening, err);
    if (result == 0)
        make_secrets(run, &opening, plan);
    opening_free(&opening);
    return result;
}
