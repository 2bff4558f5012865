/* SPDX-License-Identifier: Apache-2.0
 *
 * oaep_for_test: RSA-OAEP with SHA-256 the other way round (RFC 8017, 7.1.1, step 2).
 */
#ifndef TESTS_UNIT_OAEP_FOR_TEST_H
#define TESTS_UNIT_OAEP_FOR_TEST_H

#include <stdint.h>

#include "base/text.h"

/* Lays out a block of `len` bytes: zero, a random seed, the label's hash, zeros, a one, the message. */
void oaep_lay_out_for_test(uint8_t *block, size_t len, struct text label, struct text message);
/* Puts the mask on. */
void oaep_mask_for_test(uint8_t *block, size_t len);

#endif
