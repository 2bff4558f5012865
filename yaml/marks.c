/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml/marks.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static bool starts_with_bytes(struct text t, const char *bytes, size_t len)
{
    return t.len >= len && memcmp(t.at, bytes, len) == 0;
}

struct marks marks_begin(struct text bytes)
{
    size_t skipped = starts_with_bytes(bytes, "\xEF\xBB\xBF", 3) ? 3 : 0;
    return (struct marks){.bytes = bytes, .skipped = skipped, .at = skipped};
}

static bool eight_ascii(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return (word & UINT64_C(0x8080808080808080)) == 0;
}

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

size_t marks_byte(struct marks *m, size_t index)
{
    struct text bytes = m->bytes;
    while (m->index > index) {
        do
            m->at--;
        while (m->at > m->skipped && is_continuation(bytes.at[m->at]));
        m->index--;
    }
    while (m->index < index && m->at < bytes.len) {
        if (index - m->index >= 8 && bytes.len - m->at >= 8 && eight_ascii(bytes.at + m->at)) {
            m->at += 8;
            m->index += 8;
            continue;
        }
        do
            m->at++;
        while (m->at < bytes.len && is_continuation(bytes.at[m->at]));
        m->index++;
    }
    return m->at;
}

void marks_locate(const struct marks *m, size_t byte, size_t *line, size_t *column)
{
    *line = *column = 0;
    for (size_t i = m->skipped; i < byte && i < m->bytes.len; i++) {
        const char *at = m->bytes.at + i;
        if (*at == '\n' || (*at == '\r' && i + 1 < byte && at[1] != '\n')) {
            ++*line;
            *column = 0;
        } else if (!is_continuation(*at)) {
            ++*column;
        }
    }
}

static bool is_break(char c)
{
    return c == '\n' || c == '\r';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* The length of the line end that t begins with, as libyaml knows them: also a lone CR, NEL, LS and PS; or 0. */
static size_t break_len(struct text t)
{
    if (t.len == 0 || (t.at[0] != '\xC2' && t.at[0] != '\xE2'))
        return t.len > 0 && is_break(t.at[0]) ? 1 : 0;
    if (text_starts(t, "\xC2\x85"))
        return 2;
    return text_starts(t, "\xE2\x80\xA8") || text_starts(t, "\xE2\x80\xA9") ? 3 : 0;
}

static struct text behind_line(struct text t)
{
    while (t.len > 0 && break_len(t) == 0)
        t = text_from(t, 1);
    return text_from(t, break_len(t));
}

static struct text behind_blanks(struct text t)
{
    while (t.len > 0 && is_space(t.at[0]))
        t = text_from(t, 1);
    return t;
}

/* The number of a `\uXXXX` at `at`, or 0. */
static unsigned long escaped_number(struct text bytes, size_t at)
{
    static const char digits[] = "0123456789abcdef";
    unsigned long number = 0;
    if (bytes.len - at < 6 || bytes.at[at] != '\\' || bytes.at[at + 1] != 'u')
        return 0;
    for (size_t i = at + 2; i < at + 6; i++) {
        char c = bytes.at[i] >= 'A' && bytes.at[i] <= 'F' ? (char)(bytes.at[i] - 'A' + 'a') : bytes.at[i];
        const char *digit = c != '\0' ? strchr(digits, c) : NULL;
        if (digit == NULL)
            return 0;
        number = number * 16 + (unsigned long)(digit - digits);
    }
    return number;
}

enum { PAIR_LEN = 12 };

/* The character that a pair of surrogates at `at` stands for, or 0. */
static unsigned long paired_character(struct text bytes, size_t at)
{
    if (bytes.len - at < PAIR_LEN)
        return 0;
    unsigned long high = escaped_number(bytes, at), low = escaped_number(bytes, at + PAIR_LEN / 2);
    if (high < 0xD800 || high > 0xDBFF || low < 0xDC00 || low > 0xDFFF)
        return 0;
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

/* Where the content of a document begins, behind its marker and comments. */
static size_t content_begin(struct text bytes)
{
    size_t at = bytes_skip_to_content(bytes, marks_begin(bytes).skipped);
    bool marked = text_starts(text_from(bytes, at), "---") && at + 3 < bytes.len &&
                  (is_space(bytes.at[at + 3]) || is_break(bytes.at[at + 3]));
    return marked ? bytes_skip_to_content(bytes, at + 3) : at;
}

struct text bytes_join_surrogates(struct arena *arena, struct text bytes)
{
    size_t at = content_begin(bytes);
    char *copy = NULL, before = '\0';
    bool quoted = false;
    if (!text_starts(text_from(bytes, at), "{") || !text_contains(bytes, "\\u"))
        return bytes;
    for (; at + 1 < bytes.len; at++) {
        char c = bytes.at[at];
        unsigned long character = quoted && c == '\\' ? paired_character(bytes, at) : 0;
        if (character != 0) {
            char joined[PAIR_LEN + 1];
            int len = snprintf(joined, sizeof joined, "\\\n\\U%08lX", character);
            copy = copy ? copy : arena_string(arena, bytes);
            memcpy(copy + at, joined, (size_t)len);
            at += PAIR_LEN - 1;
        } else if (quoted) {
            at += c == '\\'; /* what is escaped begins no escape and ends no string */
            quoted = c != '"';
        } else if (c == '"' ? strchr("{[,:", before) == NULL : c == '\'' || c == '\\') {
            break; /* no JSON from here on */
        } else {
            quoted = c == '"';
            before = is_space(c) || is_break(c) ? before : c;
        }
    }
    return copy ? (struct text){copy, bytes.len} : bytes;
}

const char *bytes_wide_encoding(struct text bytes)
{
    if (starts_with_bytes(bytes, "\xFF\xFE\0\0", 4) || starts_with_bytes(bytes, "\0\0\xFE\xFF", 4))
        return "UTF-32";
    if (starts_with_bytes(bytes, "\xFF\xFE", 2) || starts_with_bytes(bytes, "\xFE\xFF", 2))
        return "UTF-16";
    return NULL;
}

size_t bytes_count_directives(struct text bytes, size_t most, size_t *last)
{
    struct text rest = text_from(bytes, marks_begin(bytes).skipped);
    size_t count = 0;
    for (; rest.len > 0 && count <= most; rest = behind_line(rest)) {
        struct text words = behind_blanks(rest);
        if (rest.at[0] == '%') {
            count++;
            *last = (size_t)(rest.at - bytes.at);
        } else if (words.len > 0 && words.at[0] != '#' && break_len(words) == 0) {
            break;
        }
    }
    return count;
}

size_t bytes_skip_to_content(struct text bytes, size_t at)
{
    while (at < bytes.len) {
        struct text rest = text_from(bytes, at);
        if (is_space(rest.at[0]) || is_break(rest.at[0]))
            at++;
        else if (rest.at[0] == '#')
            at = bytes.len - behind_line(rest).len;
        else if (text_starts(rest, "..."))
            at += 3;
        else
            break;
    }
    return at;
}

size_t bytes_block_scalar_end(struct text bytes, size_t start, size_t end)
{
    size_t last = end;
    while (last > start && (is_break(bytes.at[last - 1]) || is_space(bytes.at[last - 1])))
        last--;
    size_t header = start;
    while (header < last && !is_break(bytes.at[header]))
        header++;
    if (header == last) { /* nothing but the header line: without a comment behind it */
        for (size_t i = start; i + 1 < last; i++)
            if (is_space(bytes.at[i]) && bytes.at[i + 1] == '#')
                last = i;
        while (last > start && is_space(bytes.at[last - 1]))
            last--;
        return last;
    }
    while (last < end && is_space(bytes.at[last]))
        last++;
    return last;
}

bool bytes_have_lone_tag(struct text bytes, size_t start, size_t end)
{
    while (start < end && (bytes.at[start] == '!' || bytes.at[start] == '&')) {
        size_t word = start;
        while (start < end && !is_space(bytes.at[start]) && !is_break(bytes.at[start]))
            start++;
        if (start - word == 1 && bytes.at[word] == '!')
            return true;
        while (start < end && (is_space(bytes.at[start]) || is_break(bytes.at[start])))
            start++;
    }
    return false;
}
