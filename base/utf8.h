/* SPDX-License-Identifier: Apache-2.0
 *
 * utf8: one character after the other, as the Unicode Standard (table 3-7) has it: no overlong forms, no surrogates.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

/* Bytes of the first character of t, which is put into *out; 0 where t is empty or does not begin with a whole, legal character. */
size_t utf8_first(struct text t, uint32_t *out);

#endif
