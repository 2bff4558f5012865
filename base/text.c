/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <limits.h>
#include <string.h>

int text_precision(struct text t)
{
    return t.len > INT_MAX ? INT_MAX : (int)t.len;
}

struct text text_of(const char *string)
{
    return (struct text){string, string ? strlen(string) : 0};
}

bool text_equal(struct text a, struct text b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool text_is(struct text t, const char *string)
{
    return text_equal(t, text_of(string));
}

bool text_starts(struct text t, const char *prefix)
{
    size_t len = strlen(prefix);
    return t.len >= len && memcmp(t.at, prefix, len) == 0;
}

bool text_ends(struct text t, const char *suffix)
{
    size_t len = strlen(suffix);
    return t.len >= len && memcmp(t.at + t.len - len, suffix, len) == 0;
}

bool text_contains(struct text t, const char *needle)
{
    return t.len > 0 && memmem(t.at, t.len, needle, strlen(needle)) != NULL;
}

int text_order(struct text a, struct text b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common ? memcmp(a.at, b.at, common) : 0;
    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct text text_trim(struct text t)
{
    while (t.len > 0 && is_blank(t.at[0]))
        t = text_from(t, 1);
    while (t.len > 0 && is_blank(t.at[t.len - 1]))
        t.len--;
    return t;
}

struct text text_from(struct text t, size_t n)
{
    /* An empty text may stand at NULL, to which nothing may be added, not even 0. */
    return n == 0 ? t : (struct text){t.at + n, t.len - n};
}
