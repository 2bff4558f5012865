/* SPDX-License-Identifier: Apache-2.0
 *
 * format: the bytes of a string made by `kubeseal --raw`.
 *
 * Source: Sealed Secrets, pkg/crypto/crypto.go (v0.36.6). Base64 of: 2 bytes big-endian length of the RSA part; the RSA part
 * (RSA-OAEP, SHA-256 for hash and MGF1, label = scope label, message = session key); AES-GCM of the plaintext with a zero nonce of
 * 12 bytes, no additional data, the tag of 16 bytes last.
 */
#ifndef SEALED_FORMAT_H
#define SEALED_FORMAT_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"

struct sealed_parts {
    struct text rsa; /* into the arena */
    struct text gcm; /* ciphertext and tag: at least 16 bytes */
};

/* The leading zero bytes that a writer may have cut off the RSA part. kubeseal cuts none; its reader takes such strings. */
enum { SEALED_RSA_BYTES_CUT = 3 };

/* What a value looks like, before any key is tried. */
enum sealed_shape {
    SEALED_WELL_FORMED,
    SEALED_PLAIN,   /* nothing that kubeseal ever made: a password, a GUID, a template */
    SEALED_DAMAGED, /* was a sealed string once: blanks in it, cut off, another alphabet, twice base64; or empty */
};

/* Tells the shape; for SEALED_DAMAGED *why becomes static words that say how it is damaged and how that happens; they go on from
 * "the sealed string" ("is cut off: its last characters are missing"). Never looks at keys. Bounded by LIMIT_SEALED_CHARS. */
enum sealed_shape sealed_shape(struct text string, const char **why);

/* Decodes a string that sealed_shape() calls well-formed. -1 with ERR_INPUT otherwise. */
int sealed_parse(struct arena *arena, struct text string, struct sealed_parts *out, struct err *err);

#endif
