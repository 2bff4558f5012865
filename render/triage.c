/* SPDX-License-Identifier: Apache-2.0 */
#include "render/triage.h"

#include <string.h>

#include "base/alloc.h"
#include "base/limits.h"

/* A window small enough to stay in the processor's cache while every word is searched in it. */
enum { WINDOW = 128 * 1024, LONGEST_WORD = TRIAGE_RUN };

const struct triage_word triage_values[] = {
    {"external_secrets", false, NULL},
    {"secret_management", false, NULL},
    {"external-secrets.render/", false, NULL},
    {"sealed", true, "SecretStore"},
    /* from here on for find_sites() alone */
    {"SealedSecret", true, NULL},
    {NULL, false, NULL},
};
const size_t triage_sites_count = sizeof triage_values / sizeof *triage_values;
const size_t triage_named_count = sizeof triage_values / sizeof *triage_values - 1;
const size_t triage_values_count = sizeof triage_values / sizeof *triage_values - 2;

const struct triage_word triage_string = {NULL, false, NULL};

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

static bool is_base64(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '=';
}

/* The first run in bytes[from, to), or `to`. It looks where a run would have its last character: most steps pass over as many bytes
 * as a run has. */
static size_t find_run(struct text bytes, size_t from, size_t to)
{
    size_t seen = from; /* all from here on to `seen` belongs to the run */
    while (to - from >= TRIAGE_RUN) {
        size_t at = from + TRIAGE_RUN;
        while (at > seen && is_base64(bytes.at[at - 1]))
            at--;
        if (at == seen)
            return from;
        seen = from + TRIAGE_RUN;
        from = at;
    }
    return to;
}

/* The first hit of a word in bytes[from, to), or `to`. */
static size_t find_word(struct text bytes, const struct triage_word *word, size_t from, size_t to)
{
    if (word->word == NULL)
        return find_run(bytes, from, to);
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

/* A line break, as libyaml has them: line feed, carriage return, NEL, LS, PS. Its length, or 0. */
static size_t break_len(struct text bytes, size_t at)
{
    struct text rest = at < bytes.len ? text_from(bytes, at) : (struct text){0};
    switch (rest.len > 0 ? rest.at[0] : '\0') {
    case '\n':
    case '\r':
        return 1;
    case '\xc2':
        return text_starts(rest, "\xc2\x85") ? 2 : 0;
    case '\xe2':
        return text_starts(rest, "\xe2\x80\xa8") || text_starts(rest, "\xe2\x80\xa9") ? 3 : 0;
    default:
        return 0;
    }
}

static size_t skip_space(struct text bytes, size_t at)
{
    for (;;) {
        size_t len = at < bytes.len && (bytes.at[at] == ' ' || bytes.at[at] == '\t') ? 1 : break_len(bytes, at);
        if (len == 0)
            return at;
        at += len;
    }
}

enum { JOINS = -1 /* a continued line: what stands before and behind it touches */, OTHER = '?' };

/* What an escape in a double-quoted string gives: an ASCII character, JOINS, or OTHER for all that no word holds. */
struct escape {
    size_t len; /* bytes that it takes up, the backslash included */
    int gives;
};

static int ascii_of(unsigned long character)
{
    bool is_break = character == '\r' || character == 0x85 || character == 0x2028 || character == 0x2029;
    return is_break ? '\n' : character < 128 ? (int)character : OTHER;
}

/* The hexadecimal digits behind `\x` and the like; `at` is the first. A length of 0: there are not that many. */
static struct escape escape_hex(struct text bytes, size_t at, size_t digits)
{
    unsigned long value = 0;
    for (size_t i = at; i < at + digits; i++) {
        int digit = i < bytes.len ? hex_value(bytes.at[i]) : -1;
        if (digit < 0)
            return (struct escape){0, OTHER};
        value = value * 16 + (unsigned long)digit;
    }
    return (struct escape){2 + digits, ascii_of(value)};
}

/* The escape whose backslash is at `from`. */
static struct escape escape_read(struct text bytes, size_t from)
{
    static const struct {
        char name, gives;
    } short_escapes[] = {{'\\', '\\'}, {'/', '/'}, {'n', '\n'}, {'r', '\n'}, {'N', '\n'}, {'L', '\n'},
                         {'P', '\n'},  {'t', ' '}, {' ', ' '},  {'\t', ' '}, {'"', '"'}};
    size_t at = from + 1;
    char name = at < bytes.len ? bytes.at[at] : '\0';
    if (name == 'x' || name == 'u' || name == 'U') {
        struct escape escape = escape_hex(bytes, at + 1, name == 'x' ? 2 : name == 'u' ? 4 : 8);
        return escape.len > 0 ? escape : (struct escape){1, OTHER};
    }
    if (break_len(bytes, at) > 0)
        return (struct escape){skip_space(bytes, at) - from, JOINS};
    for (size_t i = 0; i < sizeof short_escapes / sizeof *short_escapes; i++)
        if (name == short_escapes[i].name)
            return (struct escape){2, short_escapes[i].gives};
    return (struct escape){1, OTHER};
}

static bool is_telling_byte(char c)
{
    return is_word_byte(c) || c == '/' || c == '\\';
}

/* Whether a run of `run` backslashes at `at`, with what follows it, can be part of a word or of an escape, in whatever depth of
 * strings. *end: where it ends. */
static bool run_tells(struct text bytes, size_t at, size_t run, size_t *end)
{
    size_t last = at + run - 1;
    struct escape escape = escape_read(bytes, last);
    *end = last + escape.len;
    if (escape.gives == JOINS)
        return *end < bytes.len && is_telling_byte(bytes.at[*end]) && (run > 1 || (at > 0 && is_telling_byte(bytes.at[at - 1])));
    /* `\\\n` continues a line of the YAML in the string. A line end by its number is rare enough to be looked at in any case. */
    if (escape.gives == '\n')
        return run > 2 || escape.len > 2;
    return escape.gives != OTHER && escape.len > 1 && is_telling_byte((char)escape.gives);
}

/* The first run of backslashes in bytes[*from, to) that tells something, or `to`; *from moves behind those that do not. */
static size_t find_escape(struct text bytes, size_t *from, size_t to)
{
    while (*from < to) {
        const char *found = memchr(bytes.at + *from, '\\', to - *from);
        if (found == NULL)
            break;
        size_t at = (size_t)(found - bytes.at), run = 1;
        while (at + run < bytes.len && bytes.at[at + run] == '\\')
            run++;
        if (run_tells(bytes, at, run, from))
            return at;
    }
    return to;
}

static bool holds_escape(struct text bytes)
{
    size_t from = 0;
    return find_escape(bytes, &from, bytes.len) < bytes.len;
}

/* The bytes as if they stood in double quotes: one level of escapes resolved. `out` may be the bytes themselves. Words that stand
 * there plainly stay, since none holds a backslash. */
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
        if (escape.gives != JOINS)
            out[len++] = (char)escape.gives;
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
    auto_free char *room = NULL;
    for (unsigned level = 0; bytes.len > 0; level++) {
        if (holds_plainly(bytes, words, word_count))
            return true;
        if (level == LIMIT_CARRIER_DEPTH || !holds_escape(bytes))
            return false;
        room = room ? room : mem_new(bytes.len);
        bytes = unescape(bytes, room);
    }
    return false;
}

struct triage triage_new(struct text stream, const struct triage_word *words, size_t word_count)
{
    return (struct triage){.stream = stream, .words = words, .word_count = word_count};
}

static size_t search(struct triage *triage, size_t which, size_t from)
{
    if (which == triage->word_count) {
        if (triage->judged < from)
            triage->judged = from;
        return find_escape(triage->stream, &triage->judged, triage->window_end);
    }
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
