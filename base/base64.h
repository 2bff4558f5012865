/* SPDX-License-Identifier: Apache-2.0
 *
 * base64: the standard alphabet, exactly as Go's encoding/base64.StdEncoding reads it (kubeseal's reader): padding required, CR
 * and LF skipped anywhere, everything else refused, non-zero trailing bits tolerated.
 */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include <stddef.h>

#include "base/text.h"

/* The most bytes that len characters can decode to. */
size_t base64_decoded_max(size_t len);
/* Decodes into out (room for base64_decoded_max(in.len)). 0 and *out_len; or -1 and *bad_at = the offset of the first character
 * that Go would name ("illegal base64 data at input byte N"). Constant time in the characters' values where they are legal. */
int base64_decode(struct text in, unsigned char *out, size_t *out_len, size_t *bad_at);
/* Characters that len bytes encode to, padding included, NUL not. */
size_t base64_encoded_len(size_t len);
/* Encodes without line ends; out has room for base64_encoded_len(len) + 1, a NUL is written behind. */
void base64_encode(const unsigned char *in, size_t len, char *out);

#endif
