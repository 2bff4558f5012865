/* SPDX-License-Identifier: Apache-2.0
 *
 * A ConfigMap or Secret whose annotation names the data key that holds values: "<key>", or "<key>,drop" to take it out of the
 * stream.
 */
#include <string.h>

#include "base/base64.h"
#include "render/carrier.h"
#include "render/object.h"

static int decode(struct carrier_search *search, const struct node *scalar, struct text *out, struct err *err)
{
    struct text in = node_text(scalar);
    size_t bad_at;
    unsigned char *bytes = arena_new(search->run->arena, base64_decoded_max(in.len) + 1);
    *out = (struct text){(const char *)bytes, 0};
    if (base64_decode(in, bytes, &out->len, &bad_at) == 0)
        return 0;
    err_at(err, ERR_INPUT, scalar, "no base64: character %zu does not belong there, or more should follow", bad_at + 1);
    return err_hint(err, "put the values as they are below stringData, or encode them with base64 -w0");
}

/* A Secret's stringData wins over its data, as the API server has it. */
static const struct node *data_of(const struct node *object, const char *key, bool *encoded)
{
    bool secret = object_is(object, "", "Secret");
    const struct node *plain = secret ? node_get(node_get(object, "stringData"), key) : NULL;
    *encoded = secret && plain == NULL;
    return plain != NULL ? plain : node_get(node_get(object, "data"), key);
}

static int add_data(struct carrier_search *search, const struct node *object, const char *key, struct err *err)
{
    bool encoded;
    const struct node *named = node_get(node_find(object, "metadata.annotations"), VALUES_ANNOTATION);
    const struct node *data = data_of(object, key, &encoded);
    if (data == NULL) {
        err_at(err, ERR_INPUT, named, "the annotation names a data key that does not exist");
        return err_hint(err, "name one of the keys below data, or remove the annotation");
    }
    if (!node_is_scalar(data))
        return err_at(err, ERR_INPUT, data, "must be a string");
    struct text text = node_text(data);
    if (encoded && decode(search, data, &text, err) < 0)
        return -1;
    return carrier_add_text(search, data, text, NULL, CARRIER_OURS, err);
}

int carrier_find_annotated(struct carrier_search *search, const struct node *object, struct err *err)
{
    const struct node *named = node_get(node_find(object, "metadata.annotations"), VALUES_ANNOTATION);
    if (named == NULL || !(object_is(object, "", "ConfigMap") || object_is(object, "", "Secret")))
        return 0;
    if (!node_is_scalar(named))
        return err_at(err, ERR_INPUT, named, "must be a string");
    struct text key = node_text(named);
    const char *comma = key.len > 0 ? memchr(key.at, ',', key.len) : NULL;
    if (comma != NULL && !text_is((struct text){comma, key.len - (size_t)(comma - key.at)}, ",drop")) {
        err_at(err, ERR_INPUT, named, "only ',drop' may stand behind the data key");
        return err_hint(err, "write \"<data key>\" or \"<data key>,drop\"");
    }
    if (comma != NULL && search->in_list)
        return err_at(err, ERR_INPUT, named, "',drop' in a List: nothing is dropped out of a List");
    if (comma != NULL)
        key.len = (size_t)(comma - key.at);
    if (add_data(search, object, arena_string(search->run->arena, key), err) < 0)
        return -1;
    search->drop |= search->counts && comma != NULL;
    return 0;
}
