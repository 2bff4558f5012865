/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml/scalar.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

#define TAG_PREFIX "tag:yaml.org,2002:"
#define DECIMAL "0123456789"

struct word {
    const char *text;
    enum scalar_type type;
    int truth; /* of a boolean; -1: not all readers agree that it is one */
};

static const struct word words[] = {
    {"", SCALAR_NULL, -1},       {"~", SCALAR_NULL, -1},      {"null", SCALAR_NULL, -1},   {"Null", SCALAR_NULL, -1},
    {"NULL", SCALAR_NULL, -1},   {"true", SCALAR_BOOL, 1},    {"True", SCALAR_BOOL, 1},    {"TRUE", SCALAR_BOOL, 1},
    {"false", SCALAR_BOOL, 0},   {"False", SCALAR_BOOL, 0},   {"FALSE", SCALAR_BOOL, 0},   {"yes", SCALAR_BOOL, 1},
    {"Yes", SCALAR_BOOL, 1},     {"YES", SCALAR_BOOL, 1},     {"no", SCALAR_BOOL, 0},      {"No", SCALAR_BOOL, 0},
    {"NO", SCALAR_BOOL, 0},      {"on", SCALAR_BOOL, 1},      {"On", SCALAR_BOOL, 1},      {"ON", SCALAR_BOOL, 1},
    {"off", SCALAR_BOOL, 0},     {"Off", SCALAR_BOOL, 0},     {"OFF", SCALAR_BOOL, 0},     {"y", SCALAR_BOOL, -1},
    {"Y", SCALAR_BOOL, -1},      {"n", SCALAR_BOOL, -1},      {"N", SCALAR_BOOL, -1},      {".inf", SCALAR_NUMBER, -1},
    {".Inf", SCALAR_NUMBER, -1}, {".INF", SCALAR_NUMBER, -1}, {".nan", SCALAR_NUMBER, -1}, {".NaN", SCALAR_NUMBER, -1},
    {".NAN", SCALAR_NUMBER, -1}, {"<<", SCALAR_OTHER, -1},    {"=", SCALAR_OTHER, -1},
};

enum { LONGEST_WORD = 5 };

static bool one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static const struct word *find_word(struct text text)
{
    if (text.len > LONGEST_WORD || (text.len > 0 && !one_of(text.at[0], "~nNtTfFyYoO.<=")))
        return NULL;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (text_is(text, words[i].text))
            return &words[i];
    return NULL;
}

static bool take_one(struct text *t, const char *set)
{
    if (t->len == 0 || !one_of(t->at[0], set))
        return false;
    *t = text_from(*t, 1);
    return true;
}

/* Takes up to `most` characters of a set; how many it were. */
static size_t take(struct text *t, const char *set, size_t most)
{
    size_t count = 0;
    while (count < most && take_one(t, set))
        count++;
    return count;
}

/* 1:30, 190:20:30.15: numbers to the base of 60, behind the first digits. */
static bool is_sexagesimal_tail(struct text t)
{
    while (take_one(&t, ":")) {
        bool tens = t.len > 1 && one_of(t.at[1], DECIMAL);
        if ((tens && !take_one(&t, "012345")) || !take_one(&t, DECIMAL))
            return false;
    }
    if (take_one(&t, "."))
        take(&t, DECIMAL "_", SIZE_MAX);
    return t.len == 0;
}

static bool is_prefixed_integer(struct text t)
{
    static const struct {
        const char *letters, *digits;
    } bases[] = {{"xX", DECIMAL "abcdefABCDEF_"}, {"oO", "01234567_"}, {"bB", "01_"}};
    if (!take_one(&t, "0"))
        return false;
    for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++)
        if (take_one(&t, bases[i].letters))
            return take(&t, bases[i].digits, SIZE_MAX) > 0 && t.len == 0;
    return false;
}

/* Readers take underscores out of numbers wherever they stand, but none begins with one. */
static bool is_number(struct text t)
{
    bool has_sign = take_one(&t, "+-");
    const struct word *word = find_word(t);
    if (t.len == 0 || (!has_sign && t.at[0] == '_'))
        return false;
    if (word != NULL)
        return word->type == SCALAR_NUMBER;
    if (is_prefixed_integer(t))
        return true;
    size_t digits = take(&t, DECIMAL "_", SIZE_MAX);
    if (t.len > 0 && t.at[0] == ':')
        return digits > 0 && is_sexagesimal_tail(t);
    if (take_one(&t, "."))
        digits += take(&t, DECIMAL "_", SIZE_MAX);
    if (digits > 0 && take_one(&t, "eE")) {
        take_one(&t, "+-");
        digits = take(&t, DECIMAL "_", SIZE_MAX);
    }
    return digits > 0 && t.len == 0;
}

static bool is_clock(struct text t)
{
    for (int part = 0; part < 3; part++)
        if ((part > 0 && !take_one(&t, ":")) || take(&t, DECIMAL, 2) == 0)
            return false;
    if (take_one(&t, "."))
        take(&t, DECIMAL, SIZE_MAX);
    take(&t, " \t", SIZE_MAX);
    if (take_one(&t, "Zz"))
        return t.len == 0;
    if (take_one(&t, "+-")) {
        if (take(&t, DECIMAL, 2) == 0)
            return false;
        take_one(&t, ":");
        take(&t, DECIMAL, 2);
    }
    return t.len == 0;
}

static bool is_timestamp(struct text t)
{
    if (take(&t, DECIMAL, 4) != 4 || !take_one(&t, "-") || take(&t, DECIMAL, 2) == 0 || !take_one(&t, "-") ||
        take(&t, DECIMAL, 2) == 0)
        return false;
    if (t.len == 0)
        return true;
    return (take_one(&t, "Tt") || take(&t, " \t", SIZE_MAX) > 0) && is_clock(t);
}

enum scalar_type scalar_type_plain(struct text text)
{
    const struct word *word = find_word(text);
    if (word != NULL)
        return word->type;
    if (!one_of(text.at[0], DECIMAL "+-."))
        return SCALAR_STRING;
    if (is_number(text))
        return SCALAR_NUMBER;
    return is_timestamp(text) ? SCALAR_OTHER : SCALAR_STRING;
}

enum scalar_type scalar_type(const struct node *node)
{
    static const struct {
        const char *tag;
        enum scalar_type type;
    } tags[] = {
        {"!", SCALAR_STRING},
        {TAG_PREFIX "str", SCALAR_STRING},
        {TAG_PREFIX "null", SCALAR_NULL},
        {TAG_PREFIX "bool", SCALAR_BOOL},
        {TAG_PREFIX "int", SCALAR_NUMBER},
        {TAG_PREFIX "float", SCALAR_NUMBER},
    };
    if (!node_is_scalar(node))
        return SCALAR_OTHER;
    if (node->tag.len == 0)
        return node->style == STYLE_PLAIN ? scalar_type_plain(node->text) : SCALAR_STRING;
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++)
        if (text_is(node->tag, tags[i].tag))
            return tags[i].type;
    return SCALAR_OTHER;
}

int scalar_bool(const struct node *node)
{
    if (!node_is_scalar(node) || scalar_type(node) != SCALAR_BOOL)
        return -1;
    const struct word *word = find_word(node->text);
    return word == NULL ? -1 : word->truth;
}

/* Without the printable ASCII in front: nearly all of any text, and no character that needs a closer look. */
static struct text without_printable(struct text text)
{
    size_t count = 0;
    while (count < text.len && text.at[count] >= ' ' && text.at[count] <= '~')
        count++;
    return text_from(text, count);
}

bool text_is_utf8(struct text text)
{
    for (text = without_printable(text); text.len > 0; text = without_printable(text)) {
        uint32_t c;
        size_t len = utf8_first(text, &c);
        if (len == 0)
            return false;
        text = text_from(text, len);
    }
    return true;
}

/* Controls, line ends of YAML 1.1, what takes no room or turns the direction of writing, and what readers refuse. */
static bool is_invisible(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        {0x00, 0x1F},     {0x7F, 0x9F},     {0xAD, 0xAD},     {0x34F, 0x34F},   {0x61C, 0x61C},
        {0x115F, 0x1160}, {0x180B, 0x180F}, {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F},
        {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0xFFF0, 0xFFFB}, {0xFFFE, 0xFFFF},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    return false;
}

/* Looks like a number, a time or a version to somebody: no reader is known that minds, but a person may wonder. */
static bool looks_numeric(struct text text)
{
    bool digit = false;
    for (size_t i = 0; i < text.len; i++) {
        if (!one_of(text.at[i], DECIMAL "+-._:,eETZtz "))
            return false;
        digit = digit || one_of(text.at[i], DECIMAL);
    }
    return digit;
}

bool scalar_is_visible(struct text text)
{
    for (text = without_printable(text); text.len > 0; text = without_printable(text)) {
        uint32_t c;
        size_t len = utf8_first(text, &c);
        if (len == 0 || is_invisible(c))
            return false;
        text = text_from(text, len);
    }
    return true;
}

bool scalar_plain_safe(struct text text)
{
    if (text.len == 0 || scalar_type_plain(text) != SCALAR_STRING || looks_numeric(text))
        return false;
    if (one_of(text.at[0], "-?:,[]{}#&*!|>'\"%@`=~+ ") || text_starts(text, "..."))
        return false;
    if (one_of(text.at[text.len - 1], ": ") || text_contains(text, ": ") || text_contains(text, " #"))
        return false;
    return scalar_is_visible(text);
}

bool scalar_plain_safe_in_flow(struct text text)
{
    for (size_t i = 0; i < text.len; i++)
        if (one_of(text.at[i], ",[]{}:?#"))
            return false;
    return scalar_plain_safe(text);
}

static void put_character(struct buf *buf, struct text as_is, uint32_t c)
{
    static const char escaped[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    const char *found = c > 0 && c < 0x80 ? strchr(escaped, (int)c) : NULL;
    if (found != NULL) {
        buf_put_byte(buf, '\\');
        buf_put_byte(buf, letters[found - escaped]);
    } else if (is_invisible(c)) {
        buf_format(buf, "\\u%04X", (unsigned)c);
    } else {
        buf_put(buf, as_is);
    }
}

void scalar_put_quoted(struct buf *buf, struct text text)
{
    buf_put_byte(buf, '"');
    while (text.len > 0) {
        uint32_t c;
        size_t len = utf8_first(text, &c);
        if (len == 0) {
            c = 0xFFFE;
            len = 1;
        }
        put_character(buf, (struct text){text.at, len}, c);
        text = text_from(text, len);
    }
    buf_put_byte(buf, '"');
}

void scalar_put_string(struct buf *buf, struct text text)
{
    if (scalar_plain_safe(text))
        buf_put(buf, text);
    else
        scalar_put_quoted(buf, text);
}
