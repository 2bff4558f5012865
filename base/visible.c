/* SPDX-License-Identifier: Apache-2.0 */
#include "base/visible.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"

/* Sorted. Source: Unicode 15, General_Category Cc, Cf, Zl, Zp, Default_Ignorable_Code_Point and Bidi_Control; private use and
 * unassigned ones are left to the terminal. */
static const struct {
    uint32_t first, last;
} hidden[] = {
    {0x0000, 0x001f},                       /* C0 controls */
    {0x007f, 0x009f},                       /* delete, C1 controls */
    {0x00ad, 0x00ad},                       /* soft hyphen */
    {0x034f, 0x034f},                       /* combining grapheme joiner */
    {0x0600, 0x0605},                       /* Arabic number signs */
    {0x061c, 0x061c},                       /* Arabic letter mark */
    {0x06dd, 0x06dd},                       /* Arabic end of ayah */
    {0x070f, 0x070f},                       /* Syriac abbreviation mark */
    {0x0890, 0x0891},                       /* Arabic pound and piastre marks */
    {0x08e2, 0x08e2},                       /* Arabic disputed end of ayah */
    {0x115f, 0x1160},                       /* Hangul fillers */
    {0x17b4, 0x17b5},                       /* Khmer inherent vowels */
    {0x180b, 0x180f},                       /* Mongolian selectors and vowel separator */
    {0x200b, 0x200f},                       /* zero width, direction marks */
    {0x2028, 0x202e},                       /* line and paragraph separator, embeddings and overrides */
    {0x2060, 0x206f},                       /* word joiner, isolates */
    {0x3164, 0x3164},                       /* Hangul filler */
    {0xfe00, 0xfe0f},                       /* variation selectors */
    {0xfeff, 0xfeff},                       /* byte order mark */
    {0xffa0, 0xffa0},                       /* half-width Hangul filler */
    {0xfff0, 0xfffb},                       /* interlinear annotations */
    {0x110bd, 0x110bd},                     /* Kaithi number signs */
    {0x110cd, 0x110cd}, {0x13430, 0x1343f}, /* Egyptian hieroglyph controls */
    {0x1bca0, 0x1bca3},                     /* shorthand controls */
    {0x1d173, 0x1d17a},                     /* musical controls */
    {0xe0000, 0xe0fff},                     /* tags, variation selectors */
};

static bool is_hidden(uint32_t character)
{
    size_t low = 0, high = sizeof hidden / sizeof hidden[0];
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (character > hidden[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < sizeof hidden / sizeof hidden[0] && character >= hidden[low].first;
}

static size_t ascii_run(struct text t)
{
    size_t len = 0;
    while (len < t.len && t.at[len] >= ' ' && t.at[len] <= '~')
        len++;
    return len;
}

static void put_escape(struct buf *buf, uint32_t character)
{
    static const struct {
        uint32_t character;
        const char *escape;
    } short_forms[] = {{'\n', "\\n"}, {'\r', "\\r"}, {'\t', "\\t"}};
    for (size_t i = 0; i < sizeof short_forms / sizeof short_forms[0]; i++)
        if (short_forms[i].character == character) {
            buf_put_string(buf, short_forms[i].escape);
            return;
        }
    buf_format(buf, character < 0x80 ? "\\x%02x" : character < 0x10000 ? "\\u%04x" : "\\U%08x", character);
}

/* Puts the first character of t, or its first byte where it is none; gives the bytes it took. */
static size_t put_one(struct buf *buf, struct text t)
{
    uint32_t character;
    size_t len = utf8_first(t, &character);
    if (len == 0) {
        buf_format(buf, "\\x%02x", (unsigned)(unsigned char)t.at[0]);
        return 1;
    }
    if (is_hidden(character))
        put_escape(buf, character);
    else
        buf_put(buf, (struct text){t.at, len});
    return len;
}

struct text visible_text(struct arena *arena, struct text t)
{
    static const char cut[] = "...";
    enum { LONGEST_ESCAPE = sizeof "\\U000e0001" };
    struct buf buf = buf_new(arena, LIMIT_MESSAGE_BYTES + LONGEST_ESCAPE);
    while (t.len > 0) {
        size_t before = buf.len, room = LIMIT_MESSAGE_BYTES - buf.len, run = ascii_run(t);
        size_t taken = run < room ? run : room;
        buf_put(&buf, (struct text){t.at, taken});
        if (run == 0)
            taken = put_one(&buf, t);
        if (taken == 0 || buf.len > LIMIT_MESSAGE_BYTES) {
            buf.len = before;
            buf_put_string(&buf, cut);
            break;
        }
        t = text_from(t, taken);
    }
    return buf_text(&buf);
}
