/* SPDX-License-Identifier: Apache-2.0 */
#include "base/names.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_letter(char c)
{
    return is_lower(c) || (c >= 'A' && c <= 'Z');
}

static bool is_label_of(struct text name, size_t longest)
{
    if (name.len == 0 || name.len > longest || name.at[0] == '-' || name.at[name.len - 1] == '-')
        return false;
    for (size_t i = 0; i < name.len; i++)
        if (!is_lower(name.at[i]) && !is_digit(name.at[i]) && name.at[i] != '-')
            return false;
    return true;
}

bool name_is_label(struct text name)
{
    return is_label_of(name, 63);
}

bool name_is_subdomain(struct text name)
{
    if (name.len == 0 || name.len > 253)
        return false;
    while (true) {
        const char *dot = memchr(name.at, '.', name.len);
        size_t len = dot ? (size_t)(dot - name.at) : name.len;
        if (!is_label_of((struct text){name.at, len}, 253))
            return false;
        if (dot == NULL)
            return true;
        name = text_from(name, len + 1);
        if (name.len == 0)
            return false;
    }
}

static bool is_word(struct text name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!is_letter(name.at[i]) && !is_digit(name.at[i]) && memchr("-_.", name.at[i], 3) == NULL)
            return false;
    return true;
}

bool name_is_secret_key(struct text name)
{
    return name.len > 0 && name.len <= 253 && !text_is(name, ".") && !text_starts(name, "..") && is_word(name);
}

bool name_is_label_value(struct text name)
{
    return name.len > 0 && name.len <= 63 && is_word(name) && memchr("-_.", name.at[0], 3) == NULL &&
           memchr("-_.", name.at[name.len - 1], 3) == NULL;
}

bool name_is_guid(struct text name)
{
    if (name.len != 36)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        bool hex = is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (dash ? c != '-' : !hex)
            return false;
    }
    return true;
}

bool name_is_vault(struct text name)
{
    if (name.len < 3 || name.len > 24 || !is_letter(name.at[0]) || name.at[name.len - 1] == '-')
        return false;
    for (size_t i = 0; i < name.len; i++) {
        if (!is_letter(name.at[i]) && !is_digit(name.at[i]) && name.at[i] != '-')
            return false;
        if (name.at[i] == '-' && name.at[i - 1] == '-')
            return false;
    }
    return true;
}

bool name_is_https_url(struct text url)
{
    static const char scheme[] = "https://";
    if (!text_starts(url, scheme))
        return false;
    struct text rest = text_from(url, sizeof scheme - 1);
    const char *slash = memchr(rest.at, '/', rest.len);
    size_t host = slash ? (size_t)(slash - rest.at) : rest.len;
    for (size_t i = 0; i < rest.len; i++) {
        char c = rest.at[i];
        bool allowed = is_letter(c) || is_digit(c) || memchr("-.:", c, 3) != NULL || (i >= host && memchr("/_~%", c, 4) != NULL);
        if (!allowed)
            return false;
    }
    return host > 0;
}

bool name_matches(struct text pattern, struct text name)
{
    size_t p = 0, n = 0, star = SIZE_MAX, retry = 0;
    while (n < name.len) {
        if (p < pattern.len && (pattern.at[p] == '?' || pattern.at[p] == name.at[n]) && pattern.at[p] != '*') {
            p++;
            n++;
        } else if (p < pattern.len && pattern.at[p] == '*') {
            star = p++;
            retry = n;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            n = ++retry;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.at[p] == '*')
        p++;
    return p == pattern.len;
}
