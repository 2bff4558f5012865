/* SPDX-License-Identifier: Apache-2.0 */
#include "render/annotated_secret.h"

#include <string.h>

#include "base/base64.h"
#include "base/limits.h"
#include "render/carrier.h"
#include "render/fields.h"
#include "render/object.h"
#include "yaml/scalar.h"

/* ------------------------------------------------------------------ the annotation */

static int refuse_list(const struct node *annotation, const char *what, struct err *err)
{
    err_at(err, ERR_INPUT, annotation, "%s", what);
    return err_hint(err, "write \"true\" where every value is sealed, else the keys of those that are: \"password,token\"");
}

static int read_keys(const struct run *run, const struct node *annotation, struct text_list *out, struct err *err)
{
    struct text left = node_text(annotation);
    for (bool more = true; more;) {
        const char *comma = left.len > 0 ? memchr(left.at, ',', left.len) : NULL;
        struct text key = {left.at, comma ? (size_t)(comma - left.at) : left.len};
        more = comma != NULL;
        left = more ? text_from(left, key.len + 1) : left;
        if (text_trim(key).len == 0)
            return refuse_list(annotation, "an empty key in the list", err);
        *array_add(run->arena, out) = text_trim(key);
    }
    text_list_sort(out);
    return 0;
}

static bool asks_for_something(const struct node *annotation)
{
    struct text text = text_trim(node_text(annotation));
    if (node_is_null(annotation))
        return false;
    return !node_is_scalar(annotation) || !(text.len == 0 || text_is(text, "false"));
}

/* ------------------------------------------------------------------ the values */

struct reader {
    const struct run *run;
    struct annotated_secret *secret;
    struct text_list listed; /* sorted; not where all are meant */
    struct text_list keys;   /* of data and stringData */
    struct text_list sealed; /* those that are sealed */
    struct err *err;
};

static enum render_shape shape_of(const struct reader *reader, struct text text)
{
    const char *why;
    return reader->run->options->opener.shape(text, &why);
}

/* A sealed string is base64 itself: below data it may stand as it is. Base64 of a damaged one counts as well. */
static void look_into(const struct reader *reader, struct annotated_value *value)
{
    size_t len, bad_at;
    if (value->string.len == 0 || shape_of(reader, value->string) == RENDER_SHAPE_SEALED)
        return;
    unsigned char *bytes = arena_new(reader->run->arena, base64_decoded_max(value->string.len) + 1);
    if (base64_decode(value->string, bytes, &len, &bad_at) < 0 || len == 0)
        return;
    struct text decoded = {(const char *)bytes, len};
    if (shape_of(reader, decoded) == RENDER_SHAPE_PLAIN)
        return;
    value->string = decoded;
    value->encoded = true;
}

static int refuse_shared(const struct node *value, struct err *err)
{
    for (const struct node *node = value; node != NULL; node = node->parent) {
        if (!node->aliased)
            continue;
        err_at(err, ERR_INPUT, value, "an alias elsewhere shares it: a change here would be one there");
        return err_hint(err, "write the Secret out, without anchors and aliases");
    }
    return 0;
}

static int add_value(struct reader *reader, const struct node_pair *pair, bool is_data)
{
    struct annotated_value value = {.node = pair->value, .key = node_text(pair->key), .is_data = is_data};
    if (!node_is_scalar(pair->value))
        return err_at(reader->err, ERR_INPUT, pair->value, "must be a sealed string");
    if (refuse_shared(pair->value, reader->err) < 0)
        return -1;
    /* !!binary would have readers take the plaintext for base64. */
    if (pair->value->tag.len > 0 && !node_is_null(pair->value) && scalar_type(pair->value) != SCALAR_STRING)
        return err_at(reader->err, ERR_INPUT, pair->value, "a YAML tag, which has no meaning here");
    if (!node_is_null(pair->value))
        value.string = node_text(pair->value);
    if (is_data)
        look_into(reader, &value);
    struct annotated_secret *secret = reader->secret;
    secret->values = array_room(reader->run->arena, secret->values, secret->count, &secret->room_values, sizeof *secret->values);
    secret->values[secret->count++] = value;
    *array_add(reader->run->arena, &reader->sealed) = value.key;
    return 0;
}

static int read_values(struct reader *reader, const char *field)
{
    const struct node *map = node_get(reader->secret->object, field);
    if (node_is_null(map))
        return 0;
    if (!node_is_map(map))
        return err_at(reader->err, ERR_INPUT, map, "must be a mapping");
    for (size_t i = 0; i < map->count; i++) {
        const struct node_pair *pair = &map->pairs[i];
        if (node_is_merge(pair->key)) {
            err_at(reader->err, ERR_INPUT, pair->key, "a merge key where sealed strings stand");
            return err_hint(reader->err, "write the keys out");
        }
        if (!node_is_scalar(pair->key))
            return err_at(reader->err, ERR_INPUT, pair->key, "must be a key: a single word");
        *array_add(reader->run->arena, &reader->keys) = pair->key->text;
        bool meant = reader->secret->all || text_list_finds(&reader->listed, pair->key->text);
        if (meant && add_value(reader, pair, text_is(text_of(field), "data")) < 0)
            return -1;
    }
    return 0;
}

/* ------------------------------------------------------------------ what has to hold */

static int check_listed(struct reader *reader)
{
    text_list_sort(&reader->keys);
    for (size_t i = 0; i < reader->listed.count; i++) {
        if (text_list_finds(&reader->keys, reader->listed.items[i]))
            continue;
        struct text key = reader->listed.items[i];
        err_at(reader->err, ERR_INPUT, reader->secret->annotation, "`" TEXT_FMT "` is no key below data or stringData",
               TEXT_ARG(key));
        return err_hint(reader->err, "the annotation is \"true\", or lists the keys that are sealed, with commas");
    }
    return 0;
}

/* The API server takes stringData's; the other one would be opened for nothing, or have been meant. */
static int check_each_once(struct reader *reader)
{
    const struct annotated_secret *secret = reader->secret;
    const struct node *data = node_get(secret->object, "data"), *strings = node_get(secret->object, "stringData");
    if (data == NULL || strings == NULL)
        return 0;
    struct text_list below_data = {0};
    for (size_t i = 0; i < data->count; i++)
        *array_add(reader->run->arena, &below_data) = node_text(data->pairs[i].key);
    text_list_sort(&below_data);
    text_list_sort(&reader->sealed);
    for (size_t i = 0; i < strings->count; i++) {
        const struct node *key = strings->pairs[i].key;
        if (!text_list_finds(&below_data, node_text(key)) || !text_list_finds(&reader->sealed, node_text(key)))
            continue;
        err_at(reader->err, ERR_INPUT, key, "the key stands below data as well");
        return err_hint(reader->err, "the API server takes the one below stringData: remove the other");
    }
    return 0;
}

static int check_beside(const struct annotated_secret *secret, struct err *err)
{
    const struct node *values = node_get(node_find(secret->object, "metadata.annotations"), VALUES_ANNOTATION);
    if (values == NULL)
        return 0;
    err_at(err, ERR_INPUT, values, "stands beside " SEALED_ANNOTATION);
    return err_hint(err, "put values and sealed strings into Secrets of their own");
}

static int read_secret(struct reader *reader)
{
    struct annotated_secret *secret = reader->secret;
    if (scalar_type(secret->annotation) != SCALAR_STRING)
        return refuse_list(secret->annotation, "must be a string, in quotes", reader->err);
    if (fields_refuse_duplicates(reader->run->arena, secret->object, reader->err) < 0 || check_beside(secret, reader->err) < 0 ||
        refuse_shared(secret->annotation, reader->err) < 0)
        return -1;
    secret->all = text_is(text_trim(node_text(secret->annotation)), "true");
    if (!secret->all && read_keys(reader->run, secret->annotation, &reader->listed, reader->err) < 0)
        return -1;
    const struct node *data = node_get(secret->object, "data"), *strings = node_get(secret->object, "stringData");
    bool data_first = data == NULL || strings == NULL || data->start < strings->start;
    if (read_values(reader, data_first ? "data" : "stringData") < 0 || read_values(reader, data_first ? "stringData" : "data") < 0)
        return -1;
    return check_listed(reader) < 0 || check_each_once(reader) < 0 ? -1 : 0;
}

/* ------------------------------------------------------------------ the document */

static void warn_of_kind(const struct run *run, const struct node *annotation)
{
    struct text place = place_text(run->arena, node_place(annotation));
    note_add(run->notes, NOTE_WARNING,
             arena_format(run->arena, TEXT_FMT ": " SEALED_ANNOTATION " says something of v1 Secrets only: left as it is",
                          TEXT_ARG(place)),
             (struct text){0});
}

static int find_at_depth(const struct run *run, const struct node *object, unsigned depth, struct annotated_secret_list *out,
                         struct err *err)
{
    const struct node *items = node_get(object, "items");
    for (size_t i = 0; object_is_list(object) && depth < LIMIT_CARRIER_DEPTH && i < items->count; i++)
        if (find_at_depth(run, items->items[i], depth + 1, out, err) < 0)
            return -1;
    const struct node *annotation = node_get(node_find(object, "metadata.annotations"), SEALED_ANNOTATION);
    if (!asks_for_something(annotation))
        return 0;
    if (!object_is(object, "", "Secret")) {
        warn_of_kind(run, annotation);
        return 0;
    }
    struct annotated_secret *secret = array_add(run->arena, out);
    *secret = (struct annotated_secret){
        .object = object,
        .annotation = annotation,
        .namespace = object_namespace(object, run->options->release_namespace),
        .name = object_name(object),
    };
    struct reader reader = {.run = run, .secret = secret, .err = err};
    return read_secret(&reader);
}

int annotated_secrets_find(const struct run *run, const struct node *root, struct annotated_secret_list *out, struct err *err)
{
    return find_at_depth(run, root, 0, out, err);
}
