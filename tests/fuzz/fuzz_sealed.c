/* SPDX-License-Identifier: Apache-2.0
 *
 * Any text as a sealed string: what is well-formed comes apart into the bytes that it encodes, and opens or does not with a
 * throw-away key; what is not says why.
 */
#include <string.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"
#include "sealed/format.h"
#include "sealed/open.h"
#include "tests/fuzz/target.h"

static const struct keyring *throw_away_key(void)
{
    static struct keyring ring;
    auto_err err = {0};
    auto_input input = {0};
    if (ring.count == 0)
        check(input_read_file("tests/data/keys/one.pem", LIMIT_KEY_FILE_BYTES, &input, &err) == 0 &&
              keyring_add_bytes(&ring, "one.pem", input_text(&input), &err) == 0);
    return &ring;
}

static void check_parts(struct arena *arena, struct text string, const struct sealed_parts *parts)
{
    unsigned char *bytes = arena_new(arena, base64_decoded_max(string.len));
    size_t len, bad_at;
    check(base64_decode(string, bytes, &len, &bad_at) == 0);
    check(parts->gcm.len >= CRYPTO_GCM_TAG_BYTES && len == 2 + parts->rsa.len + parts->gcm.len);
    check(((size_t)bytes[0] << 8 | bytes[1]) == parts->rsa.len);
    check(memcmp(bytes + 2, parts->rsa.at, parts->rsa.len) == 0);
    check(memcmp(bytes + 2 + parts->rsa.len, parts->gcm.at, parts->gcm.len) == 0);
    char *again = arena_new(arena, base64_encoded_len(len) + 1);
    base64_encode(bytes, len, again);
    size_t kept = strlen(again);
    /* Line ends are gone, and the last characters may have held bits for nothing. */
    check(kept < string.len || (kept == string.len && memcmp(again, string.at, kept - 4) == 0));
}

static void check_opening(struct text string)
{
    auto_err err = {0};
    size_t failed = 1;
    struct open_request request = {.string = string, .label = {TEXT("poseidon-dev"), TEXT("credentials")}};
    struct open_options options = {.max_scope = SCOPE_CLUSTER_WIDE, .threads = 1};
    int result = open_all(throw_away_key(), &options, &request, 1, &failed, &err);
    check_result(result, &err);
    check(result == 0 ? request.plaintext.len > 0 && request.key == 0 : failed == 0 && request.plaintext.bytes == NULL);
    secret_free(&request.plaintext);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_arena arena = {0};
    auto_err err = {0};
    struct text string = text_of_input(data, size);
    struct sealed_parts parts;
    const char *why = NULL;
    enum sealed_shape shape = sealed_shape(string, &why);
    int result = sealed_parse(&arena, string, &parts, &err);
    check_result(result, &err);
    check((result == 0) == (shape == SEALED_WELL_FORMED));
    check(shape != SEALED_DAMAGED || (why != NULL && text_ends(text_of(err.text), why)));
    if (result == 0)
        check_parts(&arena, string, &parts);
    check_opening(string);
    return 0;
}
