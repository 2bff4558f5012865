/* SPDX-License-Identifier: Apache-2.0
 *
 * der: as much of ASN.1's encoding as keys and certificates need. Nothing is copied, nothing is read past the end.
 */
#ifndef SEALED_DER_H
#define SEALED_DER_H

#include <stdbool.h>

#include "base/text.h"

enum der_tag {
    DER_INTEGER = 0x02,
    DER_BIT_STRING = 0x03,
    DER_OCTET_STRING = 0x04,
    DER_OBJECT = 0x06,
    DER_UTC_TIME = 0x17,
    DER_GENERALIZED_TIME = 0x18,
    DER_SEQUENCE = 0x30,
    DER_CONTEXT_0 = 0xa0,
};

bool der_begins_with(struct text der, enum der_tag tag);
/* Takes the first element off *rest where it has this tag and is there as a whole; *content is what it holds. */
bool der_take(struct text *rest, enum der_tag tag, struct text *content);
/* Takes an INTEGER that is not negative; *number is big-endian without leading zeros, empty for 0. */
bool der_take_number(struct text *rest, struct text *number);
/* Takes an AlgorithmIdentifier; *is_rsa: rsaEncryption. */
bool der_take_algorithm(struct text *rest, bool *is_rsa);

#endif
