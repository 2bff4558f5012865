/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/secret_item.h"

#include "base/base64.h"

int secret_item(const struct node *secret, const char *item, struct secret *decoded, struct text *out, struct err *err)
{
    const struct node *plain = node_get(node_get(secret, "stringData"), item);
    const struct node *node = plain ? plain : node_get(node_get(secret, "data"), item);
    size_t bad_at;
    *out = node_text(node);
    if (node == NULL || (node == plain && node_is_scalar(node)))
        return 0;
    if (!node_is_scalar(node))
        return err_at(err, ERR_INPUT, node, "not a string");
    *decoded = secret_new(base64_decoded_max(out->len), SECRET_WIPED);
    if (base64_decode(*out, decoded->bytes, &decoded->len, &bad_at) < 0)
        return err_at(err, ERR_INPUT, node, "not legal base64 (character %zu)", bad_at + 1);
    *out = (struct text){(const char *)decoded->bytes, decoded->len};
    return 0;
}

bool secret_is_retired(const struct node *secret)
{
    const struct node *labels = node_find(secret, "metadata.labels");
    const struct node *label = node_get(labels, "sealedsecrets.bitnami.com/sealed-secrets-key");
    return label != NULL && !text_is(node_text(label), "active");
}
