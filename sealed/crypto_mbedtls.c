/* SPDX-License-Identifier: Apache-2.0 */
#include <mbedtls/asn1.h>
#include <mbedtls/gcm.h>
#include <mbedtls/md.h>
#include <mbedtls/pk.h>
#include <mbedtls/rsa.h>
#include <mbedtls/version.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "base/base64.h"
#include "base/limits.h"
#include "sealed/crypto.h"

/* --- where mbedTLS 2.28 and 3.x differ --- */

#if MBEDTLS_VERSION_MAJOR >= 3
#define RSA_INIT(rsa) mbedtls_rsa_init(rsa)
#define OAEP_DECRYPT(rsa, ...) mbedtls_rsa_rsaes_oaep_decrypt((rsa), random_bytes, NULL, __VA_ARGS__)
#define PARSE_KEY(pk, bytes, len) mbedtls_pk_parse_key((pk), (bytes), (len), NULL, 0, random_bytes, NULL)
#else
#define RSA_INIT(rsa) mbedtls_rsa_init((rsa), MBEDTLS_RSA_PKCS_V21, MBEDTLS_MD_SHA256)
#define OAEP_DECRYPT(rsa, ...) mbedtls_rsa_rsaes_oaep_decrypt((rsa), random_bytes, NULL, MBEDTLS_RSA_PRIVATE, __VA_ARGS__)
#define PARSE_KEY(pk, bytes, len) mbedtls_pk_parse_key((pk), (bytes), (len), NULL, 0)
#endif

/* libsodium's generator is safe for threads and ends the process rather than give bad bytes. */
static int random_bytes(void *unused, unsigned char *out, size_t len)
{
    (void)unused;
    randombytes_buf(out, len);
    return 0;
}

/* --- keys --- */

enum {
    MODULUS_BYTES_HIGH = LIMIT_KEY_BITS_HIGH / 8,
    GCM_NONCE_BYTES = 12,
    SSH_FRAME_BYTES = 5, /* length and sign of an integer */
};

struct crypto_key {
    mbedtls_rsa_context rsa;
    size_t bytes;
    unsigned char modulus[]; /* big-endian */
};

void crypto_key_free(struct crypto_key *key)
{
    if (key == NULL)
        return;
    mbedtls_rsa_free(&key->rsa); /* wipes */
    mem_free(key);
}

/* Nothing but memory can be missing here. */
static struct crypto_key *key_from(const mbedtls_rsa_context *rsa)
{
    size_t bytes = mbedtls_rsa_get_len(rsa);
    struct crypto_key *key = mem_new(size_add(sizeof *key, bytes));
    RSA_INIT(&key->rsa);
    key->bytes = bytes;
    if (mbedtls_rsa_copy(&key->rsa, rsa) != 0 ||
        mbedtls_rsa_export_raw(rsa, key->modulus, bytes, NULL, 0, NULL, 0, NULL, 0, NULL, 0) != 0)
        mem_exhausted();
    (void)mbedtls_rsa_set_padding(&key->rsa, MBEDTLS_RSA_PKCS_V21, MBEDTLS_MD_SHA256);
    return key;
}

static size_t modulus_bits(const mbedtls_rsa_context *rsa)
{
    mbedtls_mpi modulus;
    mbedtls_mpi_init(&modulus);
    size_t bits = mbedtls_rsa_export(rsa, &modulus, NULL, NULL, NULL, NULL) == 0 ? mbedtls_mpi_bitlen(&modulus) : 0;
    mbedtls_mpi_free(&modulus);
    return bits;
}

/* mbedTLS wants PEM to end in NUL, which it counts. */
static int parse_pem(mbedtls_pk_context *pk, struct text pem)
{
    auto_secret copy = secret_new(size_add(pem.len, 1), SECRET_WIPED);
    if (pem.len > 0)
        memcpy(copy.bytes, pem.at, pem.len);
    return PARSE_KEY(pk, copy.bytes, copy.room);
}

static bool is_other_kind(int result)
{
    return result == MBEDTLS_ERR_PK_UNKNOWN_PK_ALG || result == MBEDTLS_ERR_PK_KEY_INVALID_FORMAT + MBEDTLS_ERR_PK_UNKNOWN_PK_ALG;
}

/* What is wrong with a key that mbedTLS parsed or refused; 1 for a key of another kind. */
static int judge_key(const mbedtls_pk_context *pk, int result, struct err *err)
{
    if (result == MBEDTLS_ERR_PK_PASSWORD_REQUIRED || result == MBEDTLS_ERR_PK_PASSWORD_MISMATCH) {
        err_set(err, ERR_INPUT, "the private key is encrypted with a passphrase, which is not supported");
        return err_hint(err, "decrypt it first: openssl pkey -in KEY -out DECRYPTED (and keep that file from others: umask 077)");
    }
    if (is_other_kind(result))
        return 1;
    if (result != 0)
        return err_set(err, ERR_INPUT, "the private key cannot be read: damaged, or longer than %d bits (mbedTLS error -0x%04X)",
                       LIMIT_KEY_BITS_HIGH, (unsigned)-result);
    if (!mbedtls_pk_can_do(pk, MBEDTLS_PK_RSA))
        return 1;
    size_t bits = modulus_bits(mbedtls_pk_rsa(*pk));
    if (bits < LIMIT_KEY_BITS_LOW || bits > LIMIT_KEY_BITS_HIGH)
        return err_set(err, ERR_INPUT, "the private key has %zu bits, not %d to %d", bits, LIMIT_KEY_BITS_LOW, LIMIT_KEY_BITS_HIGH);
    if (mbedtls_rsa_check_privkey(mbedtls_pk_rsa(*pk)) != 0)
        return err_set(err, ERR_INPUT, "the private key is damaged: its numbers do not belong together");
    return 0;
}

int crypto_key_parse(struct text pem, struct crypto_key **out, struct err *err)
{
    mbedtls_pk_context pk;
    mbedtls_pk_init(&pk);
    int result = judge_key(&pk, parse_pem(&pk, pem), err);
    *out = result == 0 ? key_from(mbedtls_pk_rsa(pk)) : NULL;
    mbedtls_pk_free(&pk);
    return result;
}

struct crypto_key *crypto_key_copy(const struct crypto_key *key)
{
    return key_from(&key->rsa);
}

size_t crypto_key_bytes(const struct crypto_key *key)
{
    return key->bytes;
}

/* Appends an integer as ssh writes it: length, then big-endian without leading zeros, but with one where the sign bit is set. */
static size_t put_ssh_integer(unsigned char *out, const unsigned char *bytes, size_t len)
{
    while (len > 0 && bytes[0] == 0) {
        bytes++;
        len--;
    }
    size_t sign = len > 0 && bytes[0] >= 0x80, whole = len + sign;
    for (size_t i = 0; i < 4; i++)
        out[i] = (unsigned char)(whole >> (24 - 8 * i));
    out[4] = 0;
    memcpy(out + 4 + sign, bytes, len);
    return 4 + whole;
}

static int fingerprint(const mbedtls_rsa_context *rsa, uint8_t out[static CRYPTO_FINGERPRINT_BYTES])
{
    static const char kind[] = "\0\0\0\7ssh-rsa";
    unsigned char modulus[MODULUS_BYTES_HIGH], exponent[MODULUS_BYTES_HIGH];
    unsigned char wire[sizeof kind + (size_t)2 * (SSH_FRAME_BYTES + MODULUS_BYTES_HIGH)];
    size_t bytes = mbedtls_rsa_get_len(rsa), len = sizeof kind - 1;
    if (bytes > MODULUS_BYTES_HIGH || mbedtls_rsa_export_raw(rsa, modulus, bytes, NULL, 0, NULL, 0, NULL, 0, exponent, bytes) != 0)
        return -1;
    memcpy(wire, kind, len);
    len += put_ssh_integer(wire + len, exponent, bytes);
    len += put_ssh_integer(wire + len, modulus, bytes);
    return crypto_hash_sha256(out, wire, len);
}

void crypto_key_fingerprint(const struct crypto_key *key, uint8_t out[static CRYPTO_FINGERPRINT_BYTES])
{
    if (fingerprint(&key->rsa, out) != 0)
        mem_exhausted();
}

bool crypto_key_fits(const struct crypto_key *key, struct text rsa)
{
    while (rsa.len > 0 && rsa.at[0] == 0)
        rsa = text_from(rsa, 1);
    if (rsa.len != key->bytes)
        return rsa.len < key->bytes;
    return memcmp(rsa.at, key->modulus, key->bytes) < 0;
}

/* --- operations --- */

int crypto_open_session(struct crypto_key *key, struct text label, struct text rsa, struct secret *session, struct err *err)
{
    unsigned char padded[MODULUS_BYTES_HIGH] = {0};
    if (rsa.len == 0 || rsa.len > key->bytes || !crypto_key_fits(key, rsa))
        return 0;
    memcpy(padded + key->bytes - rsa.len, rsa.at, rsa.len);
    const unsigned char *label_bytes = (const unsigned char *)(label.len ? label.at : "");
    int result = OAEP_DECRYPT(&key->rsa, label_bytes, label.len, &session->len, padded, session->bytes, session->room);
    if (result == 0)
        return 1;
    session->len = 0;
    if (result == MBEDTLS_ERR_RSA_INVALID_PADDING)
        return 0;
    return err_set(err, ERR_IO,
                   "the RSA operation failed (mbedTLS error -0x%04X): out of memory, or the processor or the key is faulty",
                   (unsigned)-result);
}

int crypto_open_gcm(const struct secret *session, struct text gcm, struct secret *plaintext)
{
    static const unsigned char nonce[GCM_NONCE_BYTES];
    if (session->len != 16 && session->len != 24 && session->len != 32)
        return 0;
    const unsigned char *bytes = (const unsigned char *)gcm.at;
    size_t len = gcm.len - CRYPTO_GCM_TAG_BYTES;
    mbedtls_gcm_context gcm_context;
    mbedtls_gcm_init(&gcm_context);
    int result = mbedtls_gcm_setkey(&gcm_context, MBEDTLS_CIPHER_ID_AES, session->bytes, (unsigned)session->len * 8);
    if (result == 0)
        result = mbedtls_gcm_auth_decrypt(&gcm_context, len, nonce, sizeof nonce, NULL, 0, bytes + len, CRYPTO_GCM_TAG_BYTES, bytes,
                                          plaintext->bytes);
    mbedtls_gcm_free(&gcm_context);
    plaintext->len = result == 0 ? len : 0;
    return result == 0;
}

/* --- certificates, by hand: mbedTLS's own parser refuses the controller's, whose issuer and subject are empty --- */

static int skip(unsigned char **at, const unsigned char *end, int tag)
{
    size_t len;
    if (mbedtls_asn1_get_tag(at, end, &len, tag) != 0)
        return -1;
    *at += len;
    return 0;
}

static int enter(unsigned char **at, const unsigned char **end)
{
    size_t len;
    if (mbedtls_asn1_get_tag(at, *end, &len, MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE) != 0)
        return -1;
    *end = *at + len;
    return 0;
}

static int two_digits(const unsigned char *at)
{
    if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9')
        return -1;
    return (at[0] - '0') * 10 + at[1] - '0';
}

/* UTCTime (two digits of the year, 50 to 49) or GeneralizedTime (four), both ending in seconds and Z. */
static int read_time(unsigned char **at, const unsigned char *end, int64_t *out)
{
    size_t len, year_digits = end > *at && **at == MBEDTLS_ASN1_UTC_TIME ? 2 : 4;
    int part[7] = {0}; /* century, year, month, day, hour, minute, second */
    if (mbedtls_asn1_get_tag(at, end, &len, year_digits == 2 ? MBEDTLS_ASN1_UTC_TIME : MBEDTLS_ASN1_GENERALIZED_TIME) != 0)
        return -1;
    const unsigned char *digits = *at;
    *at += len;
    if (len != year_digits + 11 || digits[len - 1] != 'Z')
        return -1;
    for (size_t i = year_digits == 2; i < 7; i++, digits += 2)
        if ((part[i] = two_digits(digits)) < 0)
            return -1;
    if (year_digits == 2)
        part[0] = part[1] < 50 ? 20 : 19;
    struct tm time = {.tm_year = part[0] * 100 + part[1] - 1900,
                      .tm_mon = part[2] - 1,
                      .tm_mday = part[3],
                      .tm_hour = part[4],
                      .tm_min = part[5],
                      .tm_sec = part[6]};
    *out = timegm(&time);
    return 0;
}

/* A SEQUENCE that begins with a SEQUENCE of [0] version, serial, algorithm, issuer, validity, subject, public key. */
static int walk_certificate(unsigned char *at, const unsigned char *end, struct crypto_cert *out)
{
    const int sequence = MBEDTLS_ASN1_CONSTRUCTED | MBEDTLS_ASN1_SEQUENCE;
    if (enter(&at, &end) < 0 || enter(&at, &end) < 0)
        return -1;
    (void)skip(&at, end, MBEDTLS_ASN1_CONTEXT_SPECIFIC | MBEDTLS_ASN1_CONSTRUCTED);
    if (skip(&at, end, MBEDTLS_ASN1_INTEGER) < 0 || skip(&at, end, sequence) < 0 || skip(&at, end, sequence) < 0)
        return -1;
    const unsigned char *validity_end = end;
    if (enter(&at, &validity_end) < 0 || read_time(&at, validity_end, &out->valid_from) < 0 ||
        read_time(&at, validity_end, &out->valid_to) < 0 || skip(&at, end, sequence) < 0)
        return -1;
    mbedtls_pk_context pk;
    mbedtls_pk_init(&pk);
    int result = mbedtls_pk_parse_subpubkey(&at, end, &pk);
    if (result == 0 && mbedtls_pk_can_do(&pk, MBEDTLS_PK_RSA)) {
        out->key_bytes = mbedtls_rsa_get_len(mbedtls_pk_rsa(pk));
        result = fingerprint(mbedtls_pk_rsa(pk), out->fingerprint);
    } else {
        result = -1;
    }
    mbedtls_pk_free(&pk);
    return result;
}

int crypto_cert_parse(struct text pem, struct crypto_cert *out, struct err *err)
{
    static const char begin_line[] = "-----BEGIN CERTIFICATE-----", end_line[] = "-----END CERTIFICATE-----";
    const char *begin = pem.len == 0 ? NULL : memmem(pem.at, pem.len, begin_line, sizeof begin_line - 1);
    if (begin == NULL)
        return err_set(err, ERR_INPUT, "no certificate: no line %s", begin_line);
    struct text body = text_from(pem, (size_t)(begin - pem.at) + sizeof begin_line - 1);
    const char *end = memmem(body.at, body.len, end_line, sizeof end_line - 1);
    if (end == NULL)
        return err_set(err, ERR_INPUT, "the certificate is cut off: no line %s", end_line);
    body.len = (size_t)(end - body.at);
    auto_free unsigned char *bytes = mem_new(base64_decoded_max(body.len));
    size_t len, bad_at;
    if (base64_decode(body, bytes, &len, &bad_at) < 0 || walk_certificate(bytes, bytes + len, out) < 0)
        return err_set(err, ERR_INPUT, "the certificate is damaged, or not for an RSA key");
    return 0;
}

const char *crypto_version(void)
{
    static char version[32];
    char number[16];
    mbedtls_version_get_string(number);
    (void)snprintf(version, sizeof version, "mbedTLS %s", number);
    return version;
}
