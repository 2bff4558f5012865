/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/format.h"

#include <stdbool.h>
#include <string.h>

#include "base/base64.h"
#include "base/limits.h"
#include "base/secret.h"
#include "sealed/crypto.h"

enum {
    LENGTH_BYTES = 2,
    RSA_BYTES_LOW = 128,   /* of the modulus: shorter keys hold no OAEP message with SHA-256 that Go would make */
    RSA_BYTES_HIGH = 2048, /* longer keys than a ring may hold, so that such a string is told from a password */
    RSA_BYTES_STEP = 8,
    /* How much of a string has to be there before its first characters count as kubeseal's: longer than most passwords, and the
     * more so for a modulus that few people use. */
    TELLING_CHARS = 24,
    TELLING_CHARS_RARE = 128,
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

static bool is_letter_or_digit(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool plausible_rsa_bytes(size_t bytes)
{
    size_t modulus = (bytes + SEALED_RSA_BYTES_CUT) / RSA_BYTES_STEP * RSA_BYTES_STEP;
    return modulus >= RSA_BYTES_LOW && modulus <= RSA_BYTES_HIGH && bytes <= modulus;
}

static bool usual_rsa_bytes(size_t bytes)
{
    return bytes == 256 || bytes == 384 || bytes == 512 || bytes == 1024;
}

/* The two bytes that begin the decoded string. */
static size_t length_field(struct text bytes)
{
    return (size_t)(unsigned char)bytes.at[0] << 8 | (unsigned char)bytes.at[1];
}

/* Blanks, line ends, quotes and a byte order mark that came along when the string was copied. */
static struct text without_wrapping(struct text t)
{
    static const char mark[] = "\xef\xbb\xbf";
    for (size_t before = t.len + 1; t.len < before;) {
        before = t.len;
        if (text_starts(t, mark))
            t = text_from(t, sizeof mark - 1);
        t = text_trim(t);
        if (t.len >= 2 && t.at[0] == t.at[t.len - 1] && (t.at[0] == '"' || t.at[0] == '\''))
            t = (struct text){t.at + 1, t.len - 2};
    }
    return t;
}

/* Whether a string that may be damaged began as kubeseal's: by the length field in its first characters ("AgA" to "AgD" for 4096
 * bits) and by looking like base64 for the rest, give or take what happens to base64 on its way. */
static bool began_as_sealed(struct text string)
{
    unsigned char start[6];
    size_t len, bad_at;
    if (string.len < TELLING_CHARS || base64_decode((struct text){string.at, 4}, start, &len, &bad_at) < 0 || len < LENGTH_BYTES)
        return false;
    size_t rsa_bytes = length_field((struct text){(const char *)start, len});
    if (!plausible_rsa_bytes(rsa_bytes) || (!usual_rsa_bytes(rsa_bytes) && string.len < TELLING_CHARS_RARE))
        return false;
    size_t other = 0;
    for (size_t i = 0; i < string.len; i++)
        if (!is_letter_or_digit(string.at[i]))
            other++;
    return other <= string.len / 4;
}

static bool in_quotes(struct text t)
{
    t = text_trim(t);
    return t.len >= 2 && (t.at[0] == '"' || t.at[0] == '\'');
}

static bool blanks_within(struct text t)
{
    t = text_trim(t);
    return memchr(t.at, ' ', t.len) != NULL || memchr(t.at, '\t', t.len) != NULL;
}

static bool blanks_around(struct text t)
{
    return is_blank(t.at[0]) || is_blank(t.at[t.len - 1]);
}

static bool url_safe(struct text t)
{
    return memchr(t.at, '-', t.len) != NULL || memchr(t.at, '_', t.len) != NULL;
}

static bool strangers(struct text t)
{
    for (size_t i = 0; i < t.len; i++)
        if (!is_letter_or_digit(t.at[i]) && !is_line_end(t.at[i]) && strchr("+/=", t.at[i]) == NULL)
            return true;
    return false;
}

static bool goes_on_behind_padding(struct text t)
{
    const char *padding = memchr(t.at, '=', t.len);
    for (const char *c = padding; c != NULL && c < t.at + t.len; c++)
        if (*c != '=' && !is_line_end(*c))
            return true;
    return false;
}

static enum sealed_shape shape_of_bytes(struct text string, struct text bytes, const char **why);

/* Whether nothing is missing but the = at the end. */
static bool lacks_padding(struct text t)
{
    enum { PADDING_MAX = 2 };
    auto_secret padded = secret_new(t.len + PADDING_MAX, SECRET_WIPED);
    auto_secret bytes = secret_new(base64_decoded_max(t.len + PADDING_MAX), SECRET_WIPED);
    memcpy(padded.bytes, t.at, t.len);
    for (padded.len = t.len; padded.len < t.len + PADDING_MAX;) {
        const char *why;
        size_t bad_at;
        padded.bytes[padded.len++] = '=';
        struct text string = {(const char *)padded.bytes, padded.len};
        if (base64_decode(string, bytes.bytes, &bytes.len, &bad_at) == 0)
            return shape_of_bytes(string, (struct text){(const char *)bytes.bytes, bytes.len}, &why) == SEALED_WELL_FORMED;
    }
    return false;
}

/* How a string that began as a sealed one but is no legal base64 came to be so: the first row that fits. */
static const struct {
    bool (*fits)(struct text string);
    const char *why;
} damages[] = {
    {in_quotes, "is in quotes of its own, inside those that YAML takes away"},
    {blanks_within,
     "holds blanks: YAML turns the line breaks of a folded scalar (>) and of a plain or quoted one into blanks; it belongs "
     "on one line, or in a literal scalar (|)"},
    {blanks_around, "has a blank in front or behind"},
    {url_safe, "is in the URL-safe alphabet of base64 (- and _), kubeseal writes + and /"},
    {strangers, "holds characters that are no base64: it was shortened by hand (\"...\") or copied with something beside it"},
    {goes_on_behind_padding, "goes on behind the = that ends it: two strings were joined, or one was pasted into another"},
    {lacks_padding, "lacks the = that ends it: base64 is whole only with it"},
};

static const char *damage_of(struct text string)
{
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++)
        if (damages[i].fits(string))
            return damages[i].why;
    return "is cut off: its last characters are missing";
}

/* The shape of a string whose base64 is legal. */
static enum sealed_shape shape_of_bytes(struct text string, struct text bytes, const char **why)
{
    size_t rsa_bytes = bytes.len < LENGTH_BYTES ? 0 : length_field(bytes);
    size_t whole = LENGTH_BYTES + rsa_bytes + CRYPTO_GCM_TAG_BYTES;
    if (plausible_rsa_bytes(rsa_bytes) && bytes.len >= whole) {
        *why = bytes.len - whole > LIMIT_PLAINTEXT_BYTES ? "holds more than 1 MiB, the most that a Secret can" : NULL;
        return *why ? SEALED_DAMAGED : SEALED_WELL_FORMED;
    }
    *why = "is cut off: it is shorter than its own beginning says";
    if (began_as_sealed(string))
        return SEALED_DAMAGED;
    *why = "is encoded in base64 twice: the string that kubeseal prints is base64 already";
    return began_as_sealed(without_wrapping(bytes)) ? SEALED_DAMAGED : SEALED_PLAIN;
}

/* sealed_shape() that keeps the bytes: `out` has room for base64_decoded_max(string.len). */
static enum sealed_shape decode(struct text string, unsigned char *out, size_t *len, const char **why)
{
    size_t bad_at;
    struct text bare = without_wrapping(string);
    *why = "is empty";
    if (bare.len == 0)
        return SEALED_DAMAGED;
    if (base64_decode(string, out, len, &bad_at) == 0)
        return shape_of_bytes(bare, (struct text){(const char *)out, *len}, why);
    *why = damage_of(string);
    return began_as_sealed(bare) ? SEALED_DAMAGED : SEALED_PLAIN;
}

static const char too_long[] = "is longer than 2 MiB, more than a Secret can hold";

enum sealed_shape sealed_shape(struct text string, const char **why)
{
    *why = too_long;
    if (string.len > LIMIT_SEALED_CHARS)
        return SEALED_DAMAGED;
    /* What looks like base64 may be a password. */
    auto_secret bytes = secret_new(base64_decoded_max(string.len), SECRET_WIPED);
    return decode(string, bytes.bytes, &bytes.len, why);
}

int sealed_parse(struct arena *arena, struct text string, struct sealed_parts *out, struct err *err)
{
    const char *why = too_long;
    size_t len = 0;
    unsigned char *bytes = NULL;
    enum sealed_shape shape = SEALED_DAMAGED;
    if (string.len <= LIMIT_SEALED_CHARS) {
        bytes = arena_new(arena, base64_decoded_max(string.len));
        shape = decode(string, bytes, &len, &why);
    }
    if (shape == SEALED_PLAIN)
        return err_set(err, ERR_INPUT, "not a sealed string");
    if (shape == SEALED_DAMAGED)
        return err_set(err, ERR_INPUT, "the sealed string %s", why);
    struct text whole = {(const char *)bytes, len};
    size_t rsa_bytes = length_field(whole);
    out->rsa = (struct text){whole.at + LENGTH_BYTES, rsa_bytes};
    out->gcm = text_from(whole, LENGTH_BYTES + rsa_bytes);
    return 0;
}
