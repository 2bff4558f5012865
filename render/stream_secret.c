/* SPDX-License-Identifier: Apache-2.0 */
#include "render/stream_secret.h"

#include "base/alloc.h"
#include "base/names.h"
#include "render/credential.h"
#include "render/object.h"
#include "render/sealed_secret.h"

/* ------------------------------------------------------------------ reading */

static int read_name(const struct annotated_secret *annotated, struct err *err)
{
    const struct node *name = node_find(annotated->object, "metadata.name");
    if (node_is_null(name)) {
        err_at(err, ERR_INPUT, annotated->object, "the Secret has no metadata.name");
        return err_hint(err, "strings are sealed for a Secret of a certain name, which generateName does not give");
    }
    return name_is_subdomain(annotated->name) ? 0 : err_at(err, ERR_INPUT, name, "must be the name of a Secret: a DNS subdomain");
}

/* The namespace and the name that its strings are sealed for. */
static int read_label(const struct annotated_secret *annotated, struct credential_secret *out, struct err *err)
{
    const struct node *own = node_find(annotated->object, "metadata.namespace");
    bool given = !node_is_null(own) && !(node_is_scalar(own) && own->text.len == 0);
    if (read_name(annotated, err) < 0)
        return -1;
    if (given && !name_is_label(node_text(own)))
        return err_at(err, ERR_INPUT, own, "must be a namespace: a DNS label");
    if (annotated->namespace.len == 0) {
        err_at(err, ERR_INPUT, annotated->object, "no namespace is known for Secret " TEXT_FMT, TEXT_ARG(annotated->name));
        return err_hint(err, "call with --namespace NAMESPACE, or put metadata.namespace into it");
    }
    out->namespace = annotated->namespace;
    out->name = annotated->name;
    return 0;
}

/* Where users of Helm keep it: in the Secret's own annotations, as the controller reads them in a SealedSecret's. */
static void read_scope(const struct run *run, struct stream_secret *secret)
{
    const struct node *annotations = node_find(secret->annotated.object, "metadata.annotations");
    secret->secret.scope = scope_annotated(secret->annotated.object);
    secret->scope = annotations;
    if (secret->secret.scope != RENDER_STRICT)
        return;
    secret->secret.scope = run->options->scope;
    secret->scope = secret->annotated.object;
}

/* Where every value is meant, one may have been meant to stay as it is. */
static int hint_at_list(const struct run *run, const struct stream_secret *secret, struct err *err)
{
    struct text hint = arena_copy(run->arena, text_of(err->hint));
    if (!secret->annotated.all)
        return -1;
    return err_hint(err, TEXT_FMT "; or have the annotation list the keys that are sealed", TEXT_ARG(hint));
}

static int read_values(const struct run *run, struct stream_secret *secret, struct err *err)
{
    for (size_t i = 0; i < secret->annotated.count; i++) {
        const struct annotated_value *value = &secret->annotated.values[i];
        struct credential credential = {.key = value->key, .value = value->string, .node = value->node};
        if (credential_form_of(run, &secret->secret, value->node, value->string, &credential.form, err) < 0)
            return credential.form == CREDENTIAL_PLAIN ? hint_at_list(run, secret, err) : -1;
        *array_add(run->arena, &secret->secret.credentials) = credential;
    }
    return 0;
}

static void note_found(const struct run *run, const struct stream_secret *secret)
{
    struct text place = place_text(run->arena, node_place(secret->annotated.object));
    note_add(run->notes, NOTE_DETAIL,
             arena_format(run->arena, TEXT_FMT ": annotated Secret " TEXT_FMT "/" TEXT_FMT ", sealed values: %zu", TEXT_ARG(place),
                          TEXT_ARG(secret->secret.namespace), TEXT_ARG(secret->secret.name), secret->annotated.count),
             (struct text){0});
}

static int read_secret(const struct run *run, const struct annotated_secret *annotated, struct stream_secret *out, struct err *err)
{
    *out = (struct stream_secret){.annotated = *annotated};
    if (read_label(annotated, &out->secret, err) < 0)
        return -1;
    read_scope(run, out);
    if (read_values(run, out, err) < 0)
        return -1;
    note_found(run, out);
    return 0;
}

/* ------------------------------------------------------------------ documents */

static int leave_out(const struct run *run, const struct node *root, const struct annotated_secret *annotated, struct err *err)
{
    if (annotated->object != root) {
        err_at(err, ERR_INPUT, annotated->object, "a Secret with sealed strings in a List: nothing is dropped out of a List");
        return err_hint(err, "make it a document of its own, or call without --emit reference");
    }
    struct text place = place_text(run->arena, node_place(annotated->object));
    note_add(run->notes, NOTE_WARNING,
             arena_format(run->arena, TEXT_FMT ": Secret " TEXT_FMT "/" TEXT_FMT " is left out: --emit reference opens no strings",
                          TEXT_ARG(place), TEXT_ARG(annotated->namespace), TEXT_ARG(annotated->name)),
             TEXT("have it made elsewhere"));
    return 0;
}

int stream_secrets_read(const struct run *run, const struct node *root, struct stream_secrets *out, bool *drop, struct err *err)
{
    struct annotated_secret_list found = {0};
    struct stream_document document = {.root = root, .first = out->secrets.count};
    bool reference = run->options->emit == EMIT_REFERENCE;
    if (annotated_secrets_find(run, root, &found, err) < 0)
        return -1;
    for (size_t i = 0; i < found.count; i++) {
        struct stream_secret *secret = array_add(run->arena, &out->secrets);
        if (read_secret(run, &found.items[i], secret, err) < 0 || (reference && leave_out(run, root, &found.items[i], err) < 0))
            return -1;
    }
    document.count = found.count;
    if (found.count > 0 && !reference)
        *array_add(run->arena, &out->documents) = document;
    *drop |= found.count > 0 && reference;
    return 0;
}

struct stream_document *stream_secrets_waiting(const struct stream_secrets *secrets, const struct node *root)
{
    size_t count = secrets->documents.count;
    return count > 0 && secrets->documents.items[count - 1].root == root ? &secrets->documents.items[count - 1] : NULL;
}

/* ------------------------------------------------------------------ what has to hold */

static int refuse_met(const struct run *run, const struct stream_secret *secret, const struct node *other, const char *what,
                      struct err *err)
{
    struct text place = place_text(run->arena, node_place(other));
    err_at(err, ERR_INPUT, secret->annotated.object, "%s " TEXT_FMT "/" TEXT_FMT " is %s as well, at " TEXT_FMT, "Secret",
           TEXT_ARG(secret->secret.namespace), TEXT_ARG(secret->secret.name), what, TEXT_ARG(place));
    return err_hint(err, "remove one of the two, or give one another name");
}

static int check_plan(const struct run *run, const struct stream_secret *secret, const struct plan *plan, struct err *err)
{
    static const enum planned_kind kinds[] = {PLANNED_SECRET, PLANNED_SEALED_SECRET, PLANNED_BOOTSTRAP};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct planned *met = plan_find(plan, kinds[i], secret->secret.namespace, secret->secret.name);
        if (met != NULL)
            return refuse_met(run, secret, met->declaration->node, "declared", err);
    }
    return 0;
}

/* As a SealedSecret it may meet one that stands in the stream. */
static int check_stream(const struct run *run, const struct stream_secret *secret, const struct stream_parts *parts,
                        const struct inventory *inventory, struct err *err)
{
    struct object_id id = {TEXT("SealedSecret"), secret->secret.namespace, secret->secret.name};
    const struct stream_object *met = inventory_find(inventory, &id);
    const struct node *object;
    if (met == NULL || run->options->emit != EMIT_SEALED_SECRET)
        return 0;
    if (inventory_parse(run, parts, met, &object, err) < 0)
        return -1;
    return refuse_met(run, secret, object, "a SealedSecret of the stream", err);
}

int stream_secrets_check(const struct run *run, const struct stream_secrets *secrets, const struct roster *roster,
                         const struct stream_parts *parts, const struct inventory *inventory, const struct plan *plan,
                         struct err *err)
{
    for (size_t i = 0; i < secrets->secrets.count; i++) {
        const struct stream_secret *secret = &secrets->secrets.items[i];
        if (access_check_secret(run, roster, secret->annotated.object, secret->secret.namespace, err) < 0)
            return -1;
        if (run->options->emit != EMIT_REFERENCE &&
            (check_plan(run, secret, plan, err) < 0 || check_stream(run, secret, parts, inventory, err) < 0))
            return -1;
    }
    return 0;
}

/* ------------------------------------------------------------------ strings */

void stream_secrets_add_scoped(const struct run *run, const struct stream_secrets *secrets, struct scoped_secret_list *out)
{
    for (size_t i = 0; run->options->emit == EMIT_SEALED_SECRET && i < secrets->secrets.count; i++)
        *array_add(run->arena, out) = (struct scoped_secret){&secrets->secrets.items[i].secret, secrets->secrets.items[i].scope};
}

void stream_secrets_add_strings(const struct run *run, struct stream_secrets *secrets, struct opening *opening)
{
    for (size_t i = 0; run->options->emit == EMIT_SECRET && i < secrets->secrets.count; i++) {
        struct stream_secret *secret = &secrets->secrets.items[i];
        secret->first_string = opening->strings.count;
        for (size_t k = 0; k < secret->secret.credentials.count; k++) {
            const struct credential *credential = &secret->secret.credentials.items[k];
            if (credential->form == CREDENTIAL_SEALED)
                opening_add(opening, &secret->secret, credential->node, credential->value);
        }
    }
}

void stream_secrets_list(const struct run *run, const struct stream_secrets *secrets, struct render_output *out)
{
    size_t count = run->options->emit == EMIT_REFERENCE ? 0 : secrets->secrets.count;
    struct render_object *objects = arena_new(run->arena, size_mul(size_add(count, out->object_count), sizeof *objects));
    for (size_t i = 0; i < count; i++) {
        const struct stream_secret *secret = &secrets->secrets.items[i];
        objects[i] = (struct render_object){
            .kind = run->options->emit == EMIT_SECRET ? TEXT("Secret") : TEXT("SealedSecret"),
            .namespace = secret->secret.namespace,
            .name = secret->secret.name,
            .from = place_text(run->arena, node_place(secret->annotated.object)),
            .of_stream = true,
        };
    }
    for (size_t i = 0; i < out->object_count; i++)
        objects[count + i] = out->objects[i];
    out->objects = objects;
    out->object_count += count;
}
