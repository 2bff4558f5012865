/* SPDX-License-Identifier: Apache-2.0
 *
 * The way from SealedSecrets to Secrets.
 */
#include "base/alloc.h"
#include "base/base64.h"
#include "render/conversion.h"
#include "render/seal_hint.h"

/* The controller would fill it in from what it opened: whoever can write a template could have it compute with that. */
static int check_literals(const struct conversion *conversion, const struct converted_object *object, struct err *err)
{
    for (size_t i = object->first; i < object->first + object->count; i++) {
        const struct converted_value *value = &conversion->values.items[i];
        if (!value->literal || !text_contains(node_text(value->node), "{{"))
            continue;
        err_at(err, ERR_INPUT, value->node, "a template, which is not filled in here: the controller does that, in the cluster");
        return err_hint(err, "take it out of spec.template.data to open the rest");
    }
    return 0;
}

static int read_sealed_secret(struct conversion *conversion, struct converted_object *object, struct err *err)
{
    const struct node *sealed_secret = object->node, *spec = node_get(sealed_secret, "spec");
    const struct node *encrypted = node_get(spec, "encryptedData"), *old_form = node_get(spec, "data");
    if (sealed_secret_check(conversion->run.arena, sealed_secret, err) != 0)
        return -1;
    if (!node_is_null(old_form)) {
        err_at(err, ERR_INPUT, old_form, "the form of before 2019: one string for a whole Secret, which is not opened here");
        return err_hint(err, "kubeseal --recovery-unseal opens it; seal the Secret anew");
    }
    if (node_is_null(encrypted))
        return err_at(err, ERR_INPUT, sealed_secret, "this SealedSecret has no spec.encryptedData");
    if (conversion_label(conversion, sealed_secret, &object->label, err) != 0)
        return -1;
    conversion_add_values(conversion, object, encrypted, node_find(spec, "template.data"), true);
    return check_literals(conversion, object, err);
}

/* The strings of all objects, and whose they are. */
struct batch {
    struct render_sealed *strings;
    struct converted_value **values;
    const struct converted_object **objects;
    size_t count;
};

static struct batch batch_new(struct conversion *conversion)
{
    struct arena *arena = conversion->run.arena;
    size_t room = conversion->values.count;
    struct batch batch = {
        .strings = arena_new(arena, size_mul(room, sizeof *batch.strings)),
        .values = arena_new(arena, size_mul(room, sizeof *batch.values)),
        .objects = arena_new(arena, size_mul(room, sizeof *batch.objects)),
    };
    for (size_t i = 0; i < conversion->objects.count; i++) {
        const struct converted_object *object = &conversion->objects.items[i];
        for (size_t k = object->first; k < object->first + object->count; k++) {
            struct converted_value *value = &conversion->values.items[k];
            if (value->literal)
                continue;
            batch.strings[batch.count] = (struct render_sealed){
                .string = node_is_null(value->node) ? (struct text){0} : node_text(value->node),
                .namespace = object->label.namespace,
                .name = object->label.name,
            };
            batch.objects[batch.count] = object;
            batch.values[batch.count++] = value;
        }
    }
    return batch;
}

static void hint_anew(const struct conversion *conversion, const struct batch *batch, size_t failed, struct err *err)
{
    const struct convert_options *options = conversion->options;
    const struct secret_label *label = &batch->objects[failed]->label;
    bool by_options = options->name.len > 0 || options->scope != NULL; /* `seal --into` goes by the file alone */
    const struct seal_hint hint = {.program = options->program,
                                   .release_namespace = options->namespace,
                                   .node = by_options ? NULL : batch->values[failed]->node,
                                   .namespace = label->namespace,
                                   .name = label->name,
                                   .scope = label->scope,
                                   .scope_there = label->scope};
    err_hint_more(err, TEXT_FMT, TEXT_ARG(seal_hint_command(conversion->run.arena, &hint)));
}

/* Strings in front of the one that failed may be open. */
static int place_failure(const struct conversion *conversion, const struct batch *batch, size_t failed, struct err *err)
{
    struct arena *arena = conversion->run.arena;
    for (size_t i = 0; i < batch->count; i++)
        secret_free(&batch->strings[i].plaintext);
    if (failed >= batch->count)
        return -1;
    const struct node *node = batch->values[failed]->node;
    struct text place = place_text(arena, node_place(node)), path = node_path(arena, node);
    err_wrap(err, TEXT_FMT ": " TEXT_FMT, TEXT_ARG(place), TEXT_ARG(path));
    if (batch->strings[failed].anew)
        hint_anew(conversion, batch, failed, err);
    return -1;
}

/* The controller opens an item in the scope of its object only. */
static int check_scope(const struct conversion *conversion, const struct batch *batch, size_t which, struct err *err)
{
    enum render_scope scope = batch->strings[which].scope, wanted = batch->objects[which]->label.scope;
    const char *name = conversion_scope_name(scope);
    if (scope == wanted)
        return 0;
    if (conversion->options->scope != NULL) {
        err_at(err, ERR_SEALED, batch->values[which]->node, "sealed %s, not %s", name, conversion_scope_name(wanted));
        return err_hint(err, "--scope %s opens it", name);
    }
    err_at(err, ERR_SEALED, batch->values[which]->node,
           "sealed %s, but the annotations of its SealedSecret say %s: the "
           "controller does not open it",
           name, conversion_scope_name(wanted));
    if (scope == RENDER_STRICT)
        return err_hint(err, "take the annotation sealedsecrets.bitnami.com/%s off it; --scope strict opens it here",
                        conversion_scope_name(wanted));
    return err_hint(err, "annotate it sealedsecrets.bitnami.com/%s: \"true\"; --scope %s opens it here", name, name);
}

static void encode(struct arena *arena, struct converted_value *value, const unsigned char *bytes, size_t len)
{
    char *out = arena_new(arena, base64_encoded_len(len) + 1);
    base64_encode(bytes, len, out);
    value->made = (struct text){out, base64_encoded_len(len)};
}

static int take_plaintexts(struct conversion *conversion, struct batch *batch, struct err *err)
{
    for (size_t i = 0; i < batch->count; i++) {
        struct converted_value *value = batch->values[i];
        value->plaintext = secret_steal(&batch->strings[i].plaintext);
        if (value->plaintext.len == 0)
            note_add(conversion->run.notes, NOTE_WARNING,
                     arena_format(conversion->run.arena, TEXT_FMT ": " TEXT_FMT ": the plaintext is empty",
                                  TEXT_ARG(place_text(conversion->run.arena, node_place(value->node))),
                                  TEXT_ARG(node_path(conversion->run.arena, value->node))),
                     (struct text){0});
    }
    for (size_t i = 0; i < batch->count; i++)
        if (check_scope(conversion, batch, i, err) != 0)
            return -1;
    return 0;
}

static int open_all(struct conversion *conversion, struct err *err)
{
    const struct render_opener *opener = &conversion->options->opener;
    struct batch batch = batch_new(conversion);
    size_t failed = batch.count;
    if (batch.count > 0 && opener->open(opener->context, batch.strings, batch.count, &failed, err) != 0)
        return place_failure(conversion, &batch, failed, err);
    if (take_plaintexts(conversion, &batch, err) != 0)
        return -1;
    for (size_t i = 0; i < conversion->values.count; i++) {
        struct converted_value *value = &conversion->values.items[i];
        struct text literal = value->literal && !node_is_null(value->node) ? node_text(value->node) : (struct text){0};
        if (value->literal)
            encode(conversion->run.arena, value, (const unsigned char *)literal.at, literal.len);
        else
            encode(conversion->run.arena, value, value->plaintext.bytes, value->plaintext.len);
    }
    return 0;
}

static struct node *make_secret(const struct conversion *conversion, const struct converted_object *object)
{
    struct secret_entries data = conversion_entries(conversion, object);
    return secret_make(conversion->run.arena, object->node, &object->label, &data);
}

static const struct triage_word words[] = {
    {"SealedSecret", true, NULL},
    {"SealedSecretList", true, NULL},
};

const struct conversion_way conversion_opens = {
    .group = "bitnami.com",
    .kind = "SealedSecret",
    .list_kind = "SealedSecretList",
    .made_kind = "Secret",
    .words = words,
    .word_count = sizeof words / sizeof *words,
    .done = "opened",
    .hint_nothing = "it takes SealedSecrets, and Lists of them; sealed strings in values are render's to open",
    .read = read_sealed_secret,
    .turn = open_all,
    .make = make_secret,
};
