/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/certificate.h"

#include <time.h>

#include "base/limits.h"
#include "base/secret.h"
#include "sealed/der.h"
#include "sealed/pem.h"

static int two_digits(const char *at)
{
    if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9')
        return -1;
    return (at[0] - '0') * 10 + at[1] - '0';
}

enum { CENTURY, YEAR, MONTH, DAY, HOUR, MINUTE, SECOND, TIME_PARTS };

static const struct {
    int lowest, highest;
} ranges[TIME_PARTS] = {{0, 99}, {0, 99}, {1, 12}, {1, 31}, {0, 23}, {0, 59}, {0, 60}};

/* UTCTime (two digits of the year, 50 to 49) or GeneralizedTime (four), both ending in seconds and Z. */
static bool take_time(struct text *rest, int64_t *out)
{
    bool short_year = der_begins_with(*rest, DER_UTC_TIME);
    int part[TIME_PARTS] = {0};
    struct text digits;
    if (!der_take(rest, short_year ? DER_UTC_TIME : DER_GENERALIZED_TIME, &digits))
        return false;
    if (digits.len != (short_year ? 13 : 15) || digits.at[digits.len - 1] != 'Z')
        return false;
    for (size_t i = short_year ? YEAR : CENTURY; i < TIME_PARTS; i++, digits = text_from(digits, 2)) {
        part[i] = two_digits(digits.at);
        if (part[i] < ranges[i].lowest || part[i] > ranges[i].highest)
            return false;
    }
    if (short_year)
        part[CENTURY] = part[YEAR] < 50 ? 20 : 19;
    struct tm time = {.tm_year = part[CENTURY] * 100 + part[YEAR] - 1900,
                      .tm_mon = part[MONTH] - 1,
                      .tm_mday = part[DAY],
                      .tm_hour = part[HOUR],
                      .tm_min = part[MINUTE],
                      .tm_sec = part[SECOND]};
    *out = timegm(&time);
    return true;
}

/* SubjectPublicKeyInfo with an RSAPublicKey in its BIT STRING, of which no bit is unused (RFC 3279, 2.3.1). */
static bool take_public_key(struct text *rest, struct public_key *out)
{
    struct text info, bits, key;
    bool is_rsa;
    if (!der_take(rest, DER_SEQUENCE, &info) || !der_take_algorithm(&info, &is_rsa) || !is_rsa ||
        !der_take(&info, DER_BIT_STRING, &bits) || bits.len == 0 || bits.at[0] != 0)
        return false;
    bits = text_from(bits, 1);
    return der_take(&bits, DER_SEQUENCE, &key) && der_take_number(&key, &out->modulus) && der_take_number(&key, &out->exponent);
}

/* RFC 5280, 4.1: a SEQUENCE that begins with one of [0] version, serial, algorithm, issuer, validity, subject, public key. */
static bool read_certificate(struct text der, struct certificate *out, struct public_key *key)
{
    struct text whole, part, validity, skipped;
    if (!der_take(&der, DER_SEQUENCE, &whole) || !der_take(&whole, DER_SEQUENCE, &part))
        return false;
    (void)der_take(&part, DER_CONTEXT_0, &skipped);
    return der_take(&part, DER_INTEGER, &skipped) && der_take(&part, DER_SEQUENCE, &skipped) &&
           der_take(&part, DER_SEQUENCE, &skipped) && der_take(&part, DER_SEQUENCE, &validity) &&
           take_time(&validity, &out->valid_from) && take_time(&validity, &out->valid_to) &&
           der_take(&part, DER_SEQUENCE, &skipped) && take_public_key(&part, key);
}

static bool find_certificate(struct text pem, struct pem_block *block)
{
    while (pem_next(&pem, block))
        if (text_is(block->label, "CERTIFICATE"))
            return true;
    return false;
}

int certificate_parse(struct arena *arena, struct text pem, struct certificate *out, struct err *err)
{
    auto_secret bytes = {0};
    struct pem_block block;
    struct public_key key;
    if (!find_certificate(pem, &block))
        return err_set(err, ERR_INPUT, "no certificate: no line -----BEGIN CERTIFICATE-----");
    if (!block.closed)
        return err_set(err, ERR_INPUT, "the certificate is cut off: no line -----END CERTIFICATE-----");
    if (pem_decode(&block, &bytes) < 0 || !read_certificate((struct text){(const char *)bytes.bytes, bytes.len}, out, &key))
        return err_set(err, ERR_INPUT, "the certificate is damaged, or not for an RSA key");
    public_key_fingerprint(&key, out->fingerprint);
    out->public = (struct public_key){arena_copy(arena, key.modulus), arena_copy(arena, key.exponent)};
    return 0;
}

struct text certificate_time(struct arena *arena, int64_t seconds)
{
    time_t time = (time_t)seconds;
    struct tm utc;
    if (gmtime_r(&time, &utc) == NULL)
        return TEXT("?");
    return arena_format(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday, utc.tm_hour,
                        utc.tm_min, utc.tm_sec);
}

int certificate_check(const struct certificate *certificate, int64_t now, struct err *err)
{
    auto_arena arena = {0};
    size_t bits = public_key_bits(&certificate->public);
    if (bits < LIMIT_KEY_BITS_LOW || bits > LIMIT_KEY_BITS_HIGH)
        return err_set(err, ERR_INPUT, "the certificate's key has %zu bits; %d to %d are taken", bits, LIMIT_KEY_BITS_LOW,
                       LIMIT_KEY_BITS_HIGH);
    if (!public_key_sound(&certificate->public))
        return err_set(err, ERR_INPUT, "the certificate's key is none that RSA could work with: it is damaged");
    if (now < certificate->valid_from) {
        err_set(err, ERR_INPUT, "the certificate is not valid yet: it will be from %s on",
                certificate_time(&arena, certificate->valid_from).at);
        return err_hint(err, "this machine's clock says %s", certificate_time(&arena, now).at);
    }
    if (now > certificate->valid_to) {
        err_set(err, ERR_INPUT, "the certificate has expired: it was valid until %s",
                certificate_time(&arena, certificate->valid_to).at);
        return err_hint(err, "fetch the controller's newest one: " CERTIFICATE_FETCH_COMMAND);
    }
    return 0;
}
