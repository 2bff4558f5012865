/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base64.h"

#include <stdint.h>

#include "base/alloc.h"

/* Where the reader stands: `at` in the input, with `held` characters of a quantum of four collected in `bits`. */
struct reader {
    struct text in;
    size_t at;
    unsigned held;
    uint32_t bits;
};

size_t base64_decoded_max(size_t len)
{
    return len / 4 * 3 + 3;
}

/* c moved from the range that begins at low to one that begins at `to`, or 0 where c is not from low to high: without a branch or a
 * table, whose address would tell the character. */
static unsigned moved(unsigned c, unsigned low, unsigned high, unsigned to)
{
    return ((low - c - 1) & (c - high - 1)) >> 8 & (c - low + to);
}

/* The value of a digit, or more than 63 for a character that is none. */
static unsigned digit_value(unsigned char c)
{
    return (moved(c, 'A', 'Z', 1) | moved(c, 'a', 'z', 27) | moved(c, '0', '9', 53) | moved(c, '+', '+', 63) |
            moved(c, '/', '/', 64)) -
           1;
}

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

static void skip_line_ends(struct reader *reader)
{
    while (reader->at < reader->in.len && is_line_end(reader->in.at[reader->at]))
        reader->at++;
}

/* The padding whose first '=' stands at reader->at. Go names the character before a wrong second '='. */
static int read_padding(struct reader *reader, size_t *bad_at)
{
    *bad_at = reader->at;
    if (reader->held < 2)
        return -1;
    reader->at++;
    skip_line_ends(reader);
    if (reader->held == 2) {
        *bad_at = reader->at == reader->in.len ? reader->in.len : reader->at - 1;
        if (reader->at == reader->in.len || reader->in.at[reader->at] != '=')
            return -1;
        reader->at++;
        skip_line_ends(reader);
    }
    *bad_at = reader->at;
    return reader->at == reader->in.len ? 0 : -1;
}

/* Puts the bytes of a quantum that holds two to four characters. */
static size_t put_quantum(const struct reader *reader, unsigned char *out)
{
    uint32_t bits = reader->bits << (6 * (4 - reader->held));
    size_t count = reader->held - 1;
    for (size_t i = 0; i < count; i++)
        out[i] = (unsigned char)(bits >> (16 - 8 * i));
    return count;
}

int base64_decode(struct text in, unsigned char *out, size_t *out_len, size_t *bad_at)
{
    struct reader reader = {.in = in};
    size_t len = 0;
    for (; reader.at < in.len; reader.at++) {
        char c = in.at[reader.at];
        if (is_line_end(c))
            continue;
        if (c == '=') {
            if (read_padding(&reader, bad_at) < 0)
                return -1;
            *out_len = len + put_quantum(&reader, out + len);
            return 0;
        }
        unsigned value = digit_value((unsigned char)c);
        if (value > 63) {
            *bad_at = reader.at;
            return -1;
        }
        reader.bits = reader.bits << 6 | value;
        if (++reader.held == 4) {
            len += put_quantum(&reader, out + len);
            reader.held = 0;
            reader.bits = 0;
        }
    }
    *bad_at = in.len - reader.held;
    *out_len = len;
    return reader.held == 0 ? 0 : -1;
}

size_t base64_encoded_len(size_t len)
{
    return size_mul(len / 3 + (len % 3 != 0), 4);
}

/* The digit of a value below 64. */
static char digit(unsigned value)
{
    return (char)(moved(value, 0, 25, 'A') | moved(value, 26, 51, 'a') | moved(value, 52, 61, '0') | moved(value, 62, 62, '+') |
                  moved(value, 63, 63, '/'));
}

void base64_encode(const unsigned char *in, size_t len, char *out)
{
    for (size_t i = 0; i < len; i += 3) {
        size_t rest = len - i;
        unsigned bits = (unsigned)in[i] << 16 | (rest > 1 ? (unsigned)in[i + 1] << 8 : 0) | (rest > 2 ? in[i + 2] : 0U);
        *out++ = digit(bits >> 18);
        *out++ = digit(bits >> 12 & 63);
        *out++ = rest > 1 ? digit(bits >> 6 & 63) : '=';
        *out++ = rest > 2 ? digit(bits & 63) : '=';
    }
    *out = '\0';
}
