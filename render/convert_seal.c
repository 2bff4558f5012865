/* SPDX-License-Identifier: Apache-2.0
 *
 * The way from Secrets to SealedSecrets.
 */
#include <string.h>

#include "base/alloc.h"
#include "base/base64.h"
#include "base/limits.h"
#include "base/names.h"
#include "render/annotated_secret.h"
#include "render/conversion.h"

static int check_annotation(const struct node *secret, struct err *err)
{
    const struct node *sealed = node_get(node_find(secret, "metadata.annotations"), SEALED_ANNOTATION);
    struct text says = text_trim(node_text(sealed));
    if (node_is_null(sealed) || says.len == 0 || text_is(says, "false"))
        return 0;
    err_at(err, ERR_INPUT, sealed, "the values of this Secret are sealed already");
    return err_hint(err, "render --emit sealed-secret makes a SealedSecret of them");
}

/* What no cluster would take is refused, rather than sealed for ever. */
static int check_names(const struct node *secret, const struct secret_label *label, struct err *err)
{
    if (!name_is_subdomain(label->name))
        return err_at(err, ERR_INPUT, secret, "its name is not that of a Secret (1 to 253 of a-z, 0-9, - and .)");
    if (label->namespace.len > 0 && !name_is_label(label->namespace))
        return err_at(err, ERR_INPUT, secret, "its namespace is not the name of one (1 to 63 of a-z, 0-9 and -)");
    return 0;
}

static int refuse_empty(const struct node *node, const char *what, struct err *err)
{
    err_at(err, ERR_INPUT, node, "%s", what);
    return err_hint(err, "--allow-empty seals it nevertheless");
}

/* A value of data is base64, one of stringData the text itself. */
static int read_plaintext(const struct conversion *conversion, struct converted_value *value, struct err *err)
{
    struct text text = node_is_null(value->node) ? (struct text){0} : node_text(value->node);
    size_t bad_at;
    if (!name_is_secret_key(value->key)) {
        err_at(err, ERR_INPUT, value->node, "not a key of a Secret");
        return err_hint(err, "a key has 1 to 253 of a-z, A-Z, 0-9, -, _ and .");
    }
    value->plaintext = secret_new(value->literal ? text.len : base64_decoded_max(text.len), SECRET_WIPED);
    if (value->literal && text.len > 0)
        memcpy(value->plaintext.bytes, text.at, value->plaintext.len = text.len);
    if (!value->literal && base64_decode(text, value->plaintext.bytes, &value->plaintext.len, &bad_at) != 0) {
        err_at(err, ERR_INPUT, value->node, "not legal base64 (character %zu)", bad_at + 1);
        return err_hint(err, "data holds base64, stringData the text itself");
    }
    if (value->plaintext.len > LIMIT_PLAINTEXT_BYTES)
        return err_at(err, ERR_INPUT, value->node, "more than %zu bytes", LIMIT_PLAINTEXT_BYTES);
    if (value->plaintext.len == 0 && !conversion->options->allow_empty)
        return refuse_empty(value->node, "the value is empty", err);
    return 0;
}

static int read_secret(struct conversion *conversion, struct converted_object *object, struct err *err)
{
    const struct node *secret = object->node;
    if (!object_is_bare(secret) && !text_is(object_api(secret), "v1"))
        return err_at(err, ERR_INPUT, secret, "a Secret whose apiVersion is not v1");
    if (secret_check(conversion->run.arena, secret, err) != 0 || check_annotation(secret, err) != 0 ||
        conversion_label(conversion, secret, &object->label, err) != 0 || check_names(secret, &object->label, err) != 0)
        return -1;
    conversion_add_values(conversion, object, node_get(secret, "data"), node_get(secret, "stringData"), true);
    if (object->count == 0 && !conversion->options->allow_empty)
        return refuse_empty(secret, "this Secret holds no data", err);
    for (size_t i = object->first; i < conversion->values.count; i++)
        if (read_plaintext(conversion, &conversion->values.items[i], err) != 0)
            return -1;
    return 0;
}

static int seal_all(struct conversion *conversion, struct err *err)
{
    const struct convert_sealer *sealer = &conversion->options->sealer;
    struct arena *arena = conversion->run.arena;
    size_t count = conversion->values.count;
    struct convert_plaintext *plaintexts = arena_new(arena, size_mul(count, sizeof *plaintexts));
    for (size_t i = 0; i < conversion->objects.count; i++) {
        const struct converted_object *object = &conversion->objects.items[i];
        for (size_t k = object->first; k < object->first + object->count; k++)
            plaintexts[k] = (struct convert_plaintext){.plaintext = conversion->values.items[k].plaintext, .label = object->label};
    }
    if (count > 0 && sealer->seal(sealer->context, arena, plaintexts, count, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        conversion->values.items[i].made = plaintexts[i].string;
    return 0;
}

static struct node *make_sealed_secret(const struct conversion *conversion, const struct converted_object *object)
{
    struct secret_entries sealed = conversion_entries(conversion, object), literal = {0};
    return sealed_secret_make(conversion->run.arena, object->node, &object->label, &sealed, &literal);
}

static const struct triage_word words[] = {
    {"Secret", true, NULL},
    {"SecretList", true, NULL},
};

const struct conversion_way conversion_seals = {
    .group = "",
    .kind = "Secret",
    .list_kind = "SecretList",
    .made_kind = "SealedSecret",
    .words = words,
    .word_count = sizeof words / sizeof *words,
    .done = "sealed",
    .hint_nothing = "it takes v1 Secrets, and Lists of them; a single string is sealed without --stream and -f",
    .read = read_secret,
    .turn = seal_all,
    .make = make_sealed_secret,
};
