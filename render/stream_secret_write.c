/* SPDX-License-Identifier: Apache-2.0
 *
 * The part of annotated Secrets that writes their documents anew.
 */
#include "base/alloc.h"
#include "base/base64.h"
#include "base/limits.h"
#include "render/object.h"
#include "render/remake.h"
#include "render/sealed_secret.h"
#include "render/stream_secret.h"
#include "yaml/scalar.h"

/* ------------------------------------------------------------------ opened */

/* Base64, or the text itself: in the arena, which is wiped. */
static int read_plaintext(const struct run *run, const struct annotated_value *value, const struct secret *plaintext,
                          struct text *out, struct err *err)
{
    struct text bytes = {(const char *)plaintext->bytes, plaintext->len};
    if (value->is_data) {
        char *encoded = arena_new(run->arena, base64_encoded_len(bytes.len) + 1);
        base64_encode(plaintext->bytes, plaintext->len, encoded);
        *out = text_of(encoded);
        return 0;
    }
    if (!text_is_utf8(bytes)) {
        err_at(err, ERR_INPUT, value->node, "the plaintext is no UTF-8 text: it cannot stand below stringData");
        return err_hint(err, "put the sealed string below data: base64 of the plaintext takes its place there");
    }
    *out = arena_copy(run->arena, bytes);
    return 0;
}

struct scalar_list {
    struct scalar_edit *items;
    size_t count, room;
};

/* Values that are plain stay as they are. */
static int open_secret(const struct run *run, const struct stream_secret *secret, const struct opening *opening,
                       struct scalar_list *scalars, struct edit_list *edits, struct err *err)
{
    const struct node *annotations = node_find(secret->annotated.object, "metadata.annotations");
    size_t next = secret->first_string;
    for (size_t i = 0; i < secret->annotated.count; i++) {
        const struct annotated_value *value = &secret->annotated.values[i];
        struct scalar_edit scalar = {.node = value->node};
        if (secret->secret.credentials.items[i].form != CREDENTIAL_SEALED)
            continue;
        if (read_plaintext(run, value, opening_plaintext(opening, next++), &scalar.with, err) < 0)
            return -1;
        *array_add(run->arena, scalars) = scalar;
    }
    if (edit_remove_pair(run->arena, edits, annotations, SEALED_ANNOTATION, err) < 0)
        return err_hint(err, "write the annotation out, without anchors, aliases and merge keys");
    return 0;
}

/* ------------------------------------------------------------------ as a SealedSecret */

/* The controller evaluates what stands in a template, beside what it opened. */
static int check_literal(const struct node *node, struct text text, struct err *err)
{
    if (text_is_utf8(text) && !text_contains(text, "{{"))
        return 0;
    err_at(err, ERR_INPUT, node, "cannot stand in a SealedSecret's template as it is: %s",
           text_is_utf8(text) ? "to the controller it is a template itself" : "it is no UTF-8 text");
    return err_hint(err, "seal this value as well, and have " SEALED_ANNOTATION " list its key");
}

static int add_literal(const struct run *run, const struct node_pair *pair, bool is_data, struct secret_entries *out,
                       struct err *err)
{
    struct text text = node_is_null(pair->value) ? (struct text){0} : node_text(pair->value);
    size_t bad_at;
    if (is_data) {
        unsigned char *bytes = arena_new(run->arena, base64_decoded_max(text.len) + 1);
        if (base64_decode(text, bytes, &text.len, &bad_at) < 0)
            return err_at(err, ERR_INPUT, pair->value, "no base64: character %zu does not belong there, or more should follow",
                          bad_at + 1);
        text.at = (const char *)bytes;
    }
    if (check_literal(pair->value, text, err) < 0)
        return -1;
    *array_add(run->arena, out) = (struct secret_entry){node_text(pair->key), text};
    return 0;
}

/* The values of a map but for those whose keys are in `without`, which is sorted. */
static int add_literals(const struct run *run, const struct node *map, const struct text_list *without, bool is_data,
                        struct secret_entries *out, struct err *err)
{
    for (size_t i = 0; node_is_map(map) && i < map->count; i++)
        if (!text_list_finds(without, node_text(map->pairs[i].key)) && add_literal(run, &map->pairs[i], is_data, out, err) < 0)
            return -1;
    return 0;
}

/* What is not sealed; of a key in both maps the API server takes stringData's. */
static int read_literals(const struct run *run, const struct stream_secret *secret, struct secret_entries *out, struct err *err)
{
    const struct node *data = node_get(secret->annotated.object, "data");
    const struct node *strings = node_get(secret->annotated.object, "stringData");
    struct text_list taken = {0};
    for (size_t i = 0; i < secret->annotated.count; i++)
        *array_add(run->arena, &taken) = secret->annotated.values[i].key;
    text_list_sort(&taken);
    if (add_literals(run, strings, &taken, false, out, err) < 0)
        return -1;
    for (size_t i = 0; node_is_map(strings) && i < strings->count; i++)
        *array_add(run->arena, &taken) = node_text(strings->pairs[i].key);
    text_list_sort(&taken);
    return add_literals(run, data, &taken, true, out, err);
}

/* A SecretList holds Secrets only. */
static int check_list(const struct node *object, const struct node *root, struct err *err)
{
    const struct node *list = object->parent != NULL ? object->parent->parent : NULL;
    if (object == root || text_is(object_kind(list), "List"))
        return 0;
    err_at(err, ERR_INPUT, object, "cannot become a SealedSecret in a " TEXT_FMT, TEXT_ARG(object_kind(list)));
    return err_hint(err, "make it an item of a List, or a document of its own");
}

static int seal_secret(const struct run *run, const struct stream_secret *secret, const struct node *root, struct edit_list *edits,
                       struct err *err)
{
    const struct node *object = secret->annotated.object;
    struct secret_label label = {secret->secret.namespace, secret->secret.name, secret->secret.scope};
    struct secret_entries sealed = {0}, literal = {0};
    auto_arena scratch = {0};
    struct buf buf = buf_new(&scratch, LIMIT_GENERATED_BYTES);
    struct edit edit = {0};
    if (check_list(object, root, err) < 0 || secret_check(run->arena, object, err) < 0 ||
        read_literals(run, secret, &literal, err) < 0)
        return -1;
    for (size_t i = 0; i < secret->secret.credentials.count; i++) {
        const struct credential *credential = &secret->secret.credentials.items[i];
        *array_add(run->arena, &sealed) = (struct secret_entry){credential->key, credential->value};
    }
    const struct node *made = sealed_secret_make(run->arena, object, &label, &sealed, &literal);
    int result = object == root ? remake_root(object, made, &buf, &edit, err) : remake_item(object, made, &buf, &edit, err);
    edit.with = arena_copy(run->arena, buf_text(&buf));
    *array_add(run->arena, edits) = edit;
    return result;
}

/* ------------------------------------------------------------------ documents */

static int write_document(const struct run *run, const struct stream_secrets *secrets, struct stream_document *document,
                          const struct opening *opening, struct change *out, struct err *err)
{
    const struct node *root = document->root;
    struct edit_list *edits = &document->edits;
    struct scalar_list scalars = {0};
    for (size_t i = document->first; i < document->first + document->count; i++) {
        const struct stream_secret *secret = &secrets->secrets.items[i];
        int result = run->options->emit == EMIT_SEALED_SECRET ? seal_secret(run, secret, root, edits, err)
                                                              : open_secret(run, secret, opening, &scalars, edits, err);
        if (result < 0)
            return -1;
    }
    /* All at once, as each call parses the document again. */
    if (scalars.count > 0 && edit_replace_texts(run->arena, edits, scalars.items, scalars.count, err) < 0)
        return -1;
    out->pieces = edit_apply(run->arena, root->source->bytes, edits, &out->piece_count, err);
    return out->pieces != NULL ? edit_check(root, out->pieces, out->piece_count, err) : -1;
}

int stream_secrets_write(const struct run *run, struct stream_secrets *secrets, const struct opening *opening,
                         struct change_list *changes, struct err *err)
{
    for (size_t i = 0; i < secrets->documents.count; i++) {
        struct stream_document *document = &secrets->documents.items[i];
        if (write_document(run, secrets, document, opening, &changes[document->part].items[document->change], err) < 0)
            return -1;
    }
    return 0;
}
