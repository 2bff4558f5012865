/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"

/* Lead bytes, the range that their second byte must be in, and the bits that the lead byte itself gives. */
static const struct lead {
    unsigned char first, last, low, high;
    unsigned char bits;
    size_t len;
} leads[] = {
    {0x00, 0x7f, 0x00, 0x00, 0x7f, 1}, {0xc2, 0xdf, 0x80, 0xbf, 0x1f, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 0x0f, 3},
    {0xe1, 0xec, 0x80, 0xbf, 0x0f, 3}, {0xed, 0xed, 0x80, 0x9f, 0x0f, 3}, {0xee, 0xef, 0x80, 0xbf, 0x0f, 3},
    {0xf0, 0xf0, 0x90, 0xbf, 0x07, 4}, {0xf1, 0xf3, 0x80, 0xbf, 0x07, 4}, {0xf4, 0xf4, 0x80, 0x8f, 0x07, 4},
};

static const struct lead *lead_of(unsigned char byte)
{
    for (size_t i = 0; i < sizeof leads / sizeof leads[0]; i++)
        if (byte >= leads[i].first && byte <= leads[i].last)
            return &leads[i];
    return NULL;
}

size_t utf8_first(struct text t, uint32_t *out)
{
    const struct lead *lead = t.len > 0 ? lead_of((unsigned char)t.at[0]) : NULL;
    if (lead == NULL || t.len < lead->len)
        return 0;
    uint32_t character = (unsigned char)t.at[0] & lead->bits;
    for (size_t i = 1; i < lead->len; i++) {
        unsigned char byte = (unsigned char)t.at[i];
        if (byte < (i == 1 ? lead->low : 0x80) || byte > (i == 1 ? lead->high : 0xbf))
            return 0;
        character = character << 6 | (byte & 0x3f);
    }
    *out = character;
    return lead->len;
}
