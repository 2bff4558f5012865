/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/pem.h"

#include <string.h>

#include "base/base64.h"

static const char begin_mark[] = "-----BEGIN ", end_mark[] = "-----END ", dashes[] = "-----";

/* What stands behind the first `mark`; its `at` is NULL where there is none. */
static struct text behind(struct text t, const char *mark)
{
    size_t len = strlen(mark);
    const char *at = t.len ? memmem(t.at, t.len, mark, len) : NULL;
    return at ? text_from(t, (size_t)(at - t.at) + len) : (struct text){0};
}

/* Takes "RSA PRIVATE KEY-----" off *t. Without dashes on the same line the label is empty. */
static struct text take_label(struct text *t)
{
    struct text after = behind(*t, dashes);
    if (after.at == NULL)
        return (struct text){0};
    struct text label = {t->at, (size_t)(after.at - t->at) - (sizeof dashes - 1)};
    if (memchr(label.at, '\n', label.len) != NULL)
        return (struct text){0};
    *t = after;
    return label;
}

bool pem_next(struct text *rest, struct pem_block *out)
{
    struct text inside = behind(*rest, begin_mark);
    if (inside.at == NULL)
        return false;
    const char *begin = inside.at - (sizeof begin_mark - 1);
    const char *end = rest->at + rest->len;
    out->whole = (struct text){begin, (size_t)(end - begin)};
    out->label = take_label(&inside);
    *rest = (struct text){0};
    struct text last = behind(inside, end_mark);
    out->closed = last.at != NULL && text_equal(take_label(&last), out->label);
    if (out->closed) {
        out->whole.len = (size_t)(last.at - begin);
        *rest = last;
    }
    return true;
}

int pem_decode(const struct pem_block *block, struct secret *out)
{
    size_t around = sizeof dashes - 1 + block->label.len;
    struct text body = text_from(block->whole, sizeof begin_mark - 1 + around);
    body.len -= sizeof end_mark - 1 + around;
    auto_secret bare = secret_new(body.len, SECRET_WIPED);
    for (size_t i = 0; i < body.len; i++)
        if (body.at[i] != ' ' && body.at[i] != '\t')
            bare.bytes[bare.len++] = (unsigned char)body.at[i];
    size_t bad_at;
    *out = secret_new(base64_decoded_max(bare.len), SECRET_WIPED);
    return base64_decode((struct text){(const char *)bare.bytes, bare.len}, out->bytes, &out->len, &bad_at);
}

bool pem_likely(struct text t)
{
    for (struct text rest = t; (rest = behind(rest, begin_mark)).at != NULL;) {
        const char *begin = rest.at - (sizeof begin_mark - 1);
        if (begin == t.at || begin[-1] == '\n' || (begin == t.at + 3 && text_starts(t, "\xef\xbb\xbf")))
            return true;
    }
    return false;
}
