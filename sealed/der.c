/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/der.h"

enum { LONG_FORM = 0x80, LENGTH_BYTES_HIGH = 4, SIGN_BIT = 0x80 };

static unsigned char byte_at(struct text t, size_t i)
{
    return (unsigned char)t.at[i];
}

bool der_begins_with(struct text der, enum der_tag tag)
{
    return der.len > 0 && byte_at(der, 0) == tag;
}

/* X.690, 8.1.3: the length in the byte itself, or in as many bytes as it says. A length left open (0x80) is none in DER. */
static bool take_length(struct text *rest, size_t *out)
{
    if (rest->len == 0)
        return false;
    size_t first = byte_at(*rest, 0), count = first < LONG_FORM ? 0 : first - LONG_FORM;
    if (count > LENGTH_BYTES_HIGH || count >= rest->len || first == LONG_FORM)
        return false;
    *out = count == 0 ? first : 0;
    for (size_t i = 1; i <= count; i++)
        *out = *out << 8 | byte_at(*rest, i);
    *rest = text_from(*rest, count + 1);
    return *out <= rest->len;
}

bool der_take(struct text *rest, enum der_tag tag, struct text *content)
{
    if (!der_begins_with(*rest, tag))
        return false;
    struct text after = text_from(*rest, 1);
    size_t len;
    if (!take_length(&after, &len))
        return false;
    *content = (struct text){after.at, len};
    *rest = text_from(after, len);
    return true;
}

bool der_take_number(struct text *rest, struct text *number)
{
    if (!der_take(rest, DER_INTEGER, number) || number->len == 0 || (byte_at(*number, 0) & SIGN_BIT) != 0)
        return false;
    while (number->len > 0 && number->at[0] == 0)
        *number = text_from(*number, 1);
    return true;
}

bool der_take_algorithm(struct text *rest, bool *is_rsa)
{
    /* 1.2.840.113549.1.1.1 (RFC 8017, A.1) */
    static const char rsa_encryption[] = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
    struct text algorithm, object;
    if (!der_take(rest, DER_SEQUENCE, &algorithm) || !der_take(&algorithm, DER_OBJECT, &object))
        return false;
    *is_rsa = text_equal(object, TEXT(rsa_encryption));
    return true;
}
