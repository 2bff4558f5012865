/* SPDX-License-Identifier: Apache-2.0 */
#include "render/triage.h"

#include <string.h>

#include "base/alloc.h"

/* A window small enough to stay in the processor's cache while every word is searched in it. */
enum { WINDOW = 128 * 1024, LONGEST_WORD = 32 };

const struct triage_word triage_values[] = {
    {"external_secrets", false, NULL},
    {"secret_management", false, NULL},
    {"external-secrets.render/", false, NULL},
    {"sealed", true, "SecretStore"},
};
const size_t triage_values_count = sizeof triage_values / sizeof *triage_values;

const struct triage_word triage_objects[] = {
    {"Secret", false, NULL},
};
const size_t triage_objects_count = sizeof triage_objects / sizeof *triage_objects;

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

static bool stands_alone(struct text bytes, size_t at, size_t len)
{
    bool before = at > 0 && is_word_byte(bytes.at[at - 1]);
    bool after = at + len < bytes.len && is_word_byte(bytes.at[at + len]);
    return !before && !after;
}

/* The first hit of a word in bytes[from, to), or `to`. */
static size_t find_word(struct text bytes, const struct triage_word *word, size_t from, size_t to)
{
    size_t len = strlen(word->word);
    while (from + len <= to) {
        const char *found = memmem(bytes.at + from, to - from, word->word, len);
        if (found == NULL)
            return to;
        size_t at = (size_t)(found - bytes.at);
        if (!word->whole || stands_alone(bytes, at, len))
            return at;
        from = at + len;
    }
    return to;
}

/* ------------------------------------------------------------------ escapes */

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* What a run of backslashes and the bytes behind it may stand for. */
struct escape {
    size_t len; /* bytes that it takes up, the run included */
    int byte;   /* the ASCII character it gives, -1: none of interest */
    bool joins; /* a continued line: what stands before and behind it touches */
};

static struct escape escape_hex(struct text bytes, size_t at, size_t from, int digits)
{
    unsigned long value = 0;
    for (size_t i = at; i < at + (size_t)digits; i++) {
        int digit = i < bytes.len ? hex_value(bytes.at[i]) : -1;
        if (digit < 0)
            return (struct escape){at - from, -1, false};
        value = value * 16 + (unsigned long)digit;
    }
    return (struct escape){at + (size_t)digits - from, value < 128 ? (int)value : -1, false};
}

static struct escape escape_line(struct text bytes, size_t at, size_t from)
{
    while (at < bytes.len && strchr(" \t\r\n", bytes.at[at]) != NULL && bytes.at[at] != '\0')
        at++;
    return (struct escape){at - from, -1, true};
}

static struct escape escape_read(struct text bytes, size_t from)
{
    size_t at = from;
    while (at < bytes.len && bytes.at[at] == '\\')
        at++;
    size_t run = at - from;
    switch (at < bytes.len ? bytes.at[at] : '\0') {
    case 'x':
        return escape_hex(bytes, at + 1, from, 2);
    case 'u':
        return escape_hex(bytes, at + 1, from, 4);
    case 'U':
        return escape_hex(bytes, at + 1, from, 8);
    case '/':
        return (struct escape){at + 1 - from, '/', false};
    case '\r':
    case '\n':
        return escape_line(bytes, at, from);
    case 'n':
    case 'r':
        /* `\\\n` in a string is a continued line of the YAML inside it. */
        if (run >= 3)
            return escape_line(bytes, at + 1, from);
        break;
    default:
        break;
    }
    return (struct escape){run, -1, false};
}

/* Whether an escape could be a part of a word: its own character, or both of its neighbours, belong to one. */
static bool escape_tells(struct text bytes, size_t at, struct escape escape)
{
    if (escape.byte >= 0)
        return is_word_byte((char)escape.byte) || escape.byte == '/';
    size_t after = at + escape.len;
    return escape.joins && at > 0 && after < bytes.len && (is_word_byte(bytes.at[at - 1]) || bytes.at[at - 1] == '/') &&
           (is_word_byte(bytes.at[after]) || bytes.at[after] == '/' || bytes.at[after] == '\\');
}

static size_t find_escape(struct text bytes, size_t from, size_t to)
{
    while (from < to) {
        const char *found = memchr(bytes.at + from, '\\', to - from);
        if (found == NULL)
            return to;
        size_t at = (size_t)(found - bytes.at);
        struct escape escape = escape_read(bytes, at);
        if (escape_tells(bytes, at, escape))
            return at;
        from = at + escape.len;
    }
    return to;
}

/* The bytes with every escape that could be part of a word resolved. Words that stand there plainly stay. */
static struct text unescape(struct text bytes, char *out)
{
    size_t len = 0;
    for (size_t at = 0; at < bytes.len;) {
        const char *found = memchr(bytes.at + at, '\\', bytes.len - at);
        size_t plain = found ? (size_t)(found - bytes.at) - at : bytes.len - at;
        memmove(out + len, bytes.at + at, plain);
        len += plain;
        at += plain;
        if (at == bytes.len)
            break;
        struct escape escape = escape_read(bytes, at);
        if (escape.byte >= 0)
            out[len++] = (char)escape.byte;
        else if (!escape.joins)
            out[len++] = '\\';
        at += escape.len;
    }
    return (struct text){out, len};
}

/* ---------------------------------------------------------------- documents */

static bool holds_word(struct text bytes, const char *word)
{
    return memmem(bytes.at, bytes.len, word, strlen(word)) != NULL;
}

static bool holds_plainly(struct text bytes, const struct triage_word *words, size_t word_count)
{
    for (size_t i = 0; i < word_count; i++)
        if (find_word(bytes, &words[i], 0, bytes.len) < bytes.len && (words[i].with == NULL || holds_word(bytes, words[i].with)))
            return true;
    return false;
}

bool triage_holds(struct text bytes, const struct triage_word *words, size_t word_count)
{
    if (bytes.len == 0)
        return false;
    if (holds_plainly(bytes, words, word_count))
        return true;
    if (find_escape(bytes, 0, bytes.len) == bytes.len)
        return false;
    auto_free char *room = mem_new(bytes.len);
    return holds_plainly(unescape(bytes, room), words, word_count);
}

struct triage triage_new(struct text stream, const struct triage_word *words, size_t word_count)
{
    return (struct triage){.stream = stream, .words = words, .word_count = word_count};
}

static size_t search(const struct triage *triage, size_t which, size_t from)
{
    if (which == triage->word_count)
        return find_escape(triage->stream, from, triage->window_end);
    /* A word may begin in this window and end behind it. */
    size_t end = triage->window_end + LONGEST_WORD < triage->stream.len ? triage->window_end + LONGEST_WORD : triage->stream.len;
    size_t found = find_word(triage->stream, &triage->words[which], from, end);
    return found < triage->window_end ? found : triage->window_end;
}

/* The first hit at or after `at`, or the end of the stream. */
static size_t next_hit(struct triage *triage)
{
    while (triage->at < triage->stream.len) {
        bool fresh = triage->at >= triage->window_end;
        if (fresh) {
            size_t left = triage->stream.len - triage->at;
            triage->window_end = triage->at + (left < WINDOW ? left : WINDOW);
        }
        size_t first = triage->window_end;
        for (size_t i = 0; i <= triage->word_count; i++) {
            if (fresh || triage->next[i] < triage->at)
                triage->next[i] = search(triage, i, triage->at);
            if (triage->next[i] < first)
                first = triage->next[i];
        }
        if (first < triage->window_end)
            return first;
        triage->at = triage->window_end;
    }
    return triage->stream.len;
}

bool triage_next(struct triage *triage, struct range *out)
{
    size_t hit;
    while ((hit = next_hit(triage)) < triage->stream.len) {
        *out = stream_locate(triage->stream, triage->located, hit);
        triage->located = out->end;
        triage->at = out->end;
        if (triage_holds((struct text){triage->stream.at + out->start, out->end - out->start}, triage->words, triage->word_count))
            return true;
    }
    return false;
}
