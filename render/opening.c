/* SPDX-License-Identifier: Apache-2.0 */
#include "render/opening.h"

#include "render/credential.h"

struct opening opening_new(const struct run *run)
{
    return (struct opening){.run = run};
}

size_t opening_add(struct opening *opening, const struct credential_secret *secret, const struct node *node, struct text string)
{
    struct arena *arena = opening->run->arena;
    *array_add(arena,
               &opening->strings) = (struct render_sealed){.string = string, .namespace = secret->namespace, .name = secret->name};
    *array_add(arena, &opening->origins) = (struct opening_origin){secret, node};
    return opening->strings.count - 1;
}

const struct secret *opening_plaintext(const struct opening *opening, size_t which)
{
    return &opening->strings.items[which].plaintext;
}

void opening_free(struct opening *opening)
{
    for (size_t i = 0; i < opening->strings.count; i++)
        secret_free(&opening->strings.items[i].plaintext);
}

/* Strings behind the one that failed have not been tried. */
static bool opens(const struct opening *opening, size_t which)
{
    const struct render_opener *opener = &opening->run->options->opener;
    const struct render_sealed *one = &opening->strings.items[which];
    struct render_sealed alone = {.string = one->string, .namespace = one->namespace, .name = one->name};
    auto_err ignored = {0};
    size_t failed;
    bool opened = opener->open(opener->context, &alone, 1, &failed, &ignored) == 0;
    secret_free(&alone.plaintext);
    return opened;
}

enum { SHOWN_NAMESPACES = 8 };

/* One string in several namespaces: it must be sealed for all of them, and the reader should know which. */
static int explain_shared(const struct opening *opening, size_t failed, struct err *err)
{
    const struct run *run = opening->run;
    struct text_list namespaces = {0};
    bool opened_elsewhere = false;
    for (size_t i = 0; i < opening->strings.count; i++) {
        if (opening->origins.items[i].node != opening->origins.items[failed].node)
            continue;
        if (namespaces.count == SHOWN_NAMESPACES)
            break;
        *array_add(run->arena, &namespaces) = opening->strings.items[i].namespace;
        /* All strings in front of the first that fails were opened. */
        opened_elsewhere = opened_elsewhere || i < failed || (i > failed && opens(opening, i));
    }
    if (!opened_elsewhere)
        return -1;
    struct text names = text_list_join(run->arena, &namespaces, SHOWN_NAMESPACES);
    const struct opening_origin *origin = &opening->origins.items[failed];
    struct text command = credential_seal_command(run, origin->secret, origin->node, RENDER_CLUSTER_WIDE);
    return err_hint(err,
                    "one string serves the namespaces " TEXT_FMT ": seal it cluster-wide (" TEXT_FMT
                    "), or give each environment its own pair",
                    TEXT_ARG(names), TEXT_ARG(command));
}

static void hint_anew(const struct opening *opening, size_t failed, struct err *err)
{
    const struct opening_origin *origin = &opening->origins.items[failed];
    const struct render_sealed *string = &opening->strings.items[failed];
    if (!string->anew)
        return;
    err_hint_more(err, TEXT_FMT, TEXT_ARG(credential_seal_command(opening->run, origin->secret, origin->node, string->scope)));
}

/* The opener knows labels and keys, this knows the place: the two make the message. */
static int place_failure(const struct opening *opening, size_t failed, struct err *err)
{
    if (failed >= opening->strings.count)
        return -1;
    struct arena *arena = opening->run->arena;
    const struct node *node = opening->origins.items[failed].node;
    struct text place = place_text(arena, node_place(node)), path = node_path(arena, node);
    err_wrap(err, TEXT_FMT ": " TEXT_FMT, TEXT_ARG(place), TEXT_ARG(path));
    hint_anew(opening, failed, err);
    return err->kind == ERR_SEALED ? explain_shared(opening, failed, err) : -1;
}

static int finish_plaintexts(struct opening *opening, struct err *err)
{
    const struct run *run = opening->run;
    for (size_t i = 0; i < opening->strings.count; i++) {
        struct secret *plaintext = &opening->strings.items[i].plaintext;
        const struct opening_origin *origin = &opening->origins.items[i];
        if (plaintext->len > 0)
            plaintext->len = credential_kept_len(run, origin->node, (const char *)plaintext->bytes, plaintext->len);
        if (plaintext->len > 0)
            continue;
        struct text command = credential_seal_command(run, origin->secret, origin->node, origin->secret->scope);
        err_at(err, ERR_INPUT, origin->node, "the sealed credential is empty");
        return err_hint(err, "seal it anew: " TEXT_FMT, TEXT_ARG(command));
    }
    return 0;
}

int opening_open(struct opening *opening, struct err *err)
{
    const struct render_opener *opener = &opening->run->options->opener;
    size_t failed = 0;
    if (opening->strings.count > 0 &&
        opener->open(opener->context, opening->strings.items, opening->strings.count, &failed, err) < 0)
        return place_failure(opening, failed, err);
    return finish_plaintexts(opening, err);
}
