/* SPDX-License-Identifier: Apache-2.0
 *
 * Any text as a sealed string: it comes apart into the bytes that it encodes, and a throw-away key opens it or not; or it says why.
 */
#include <string.h>

#include "base/base64.h"
#include "base/file.h"
#include "base/limits.h"
#include "sealed/format.h"
#include "sealed/open.h"
#include "tests/fuzz/target.h"

static void check_parts(struct arena *arena, struct text string, const struct sealed_parts *parts)
{
    unsigned char *bytes = arena_new(arena, base64_decoded_max(string.len));
    size_t len, bad_at;
    check(base64_decode(string, bytes, &len, &bad_at) == 0);
    struct text both = joined(arena, (const struct text[]){parts->rsa, parts->gcm}, 2);
    check(parts->gcm.len >= CRYPTO_GCM_TAG_BYTES && ((size_t)bytes[0] << 8 | bytes[1]) == parts->rsa.len);
    check(len == 2 + both.len && memcmp(bytes + 2, both.at, both.len) == 0);
    char *again = arena_new(arena, base64_encoded_len(len) + 1);
    base64_encode(bytes, len, again); /* without line ends, and without bits behind the last byte */
    check(strlen(again) < string.len || memcmp(again, string.at, string.len - 4) == 0);
}

static void check_opening(struct text string)
{
    static struct keyring ring;
    auto_input key = {0};
    auto_err err = {0};
    check(ring.count > 0 || (input_read_file("tests/data/keys/far.pem", LIMIT_KEY_FILE_BYTES, &key, &err) == 0 &&
                             keyring_add_bytes(&ring, "far.pem", input_text(&key), &err) == 0));
    size_t failed = 1;
    struct open_request request = {.string = string, .label = {TEXT("team-a"), TEXT("credentials")}};
    struct open_options options = {.max_scope = SCOPE_CLUSTER_WIDE, .threads = 1};
    keyring_sort(&ring);
    int result = open_all(&ring, &options, &request, 1, &failed, &err);
    check_result(result, &err);
    check(result == 0 ? request.plaintext.len > 0 && request.key == 0 : failed == 0 && request.plaintext.bytes == NULL);
    secret_free(&request.plaintext);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_arena arena = {0};
    auto_err err = {0};
    struct sealed_parts parts;
    const char *why;
    struct text string = text_of_input(data, size);
    enum sealed_shape shape = sealed_shape(string, &why);
    int result = sealed_parse(&arena, string, &parts, &err);
    check_result(result, &err);
    check((result == 0) == (shape == SEALED_WELL_FORMED) && (shape != SEALED_DAMAGED || text_ends(text_of(err.text), why)));
    check_opening(string);
    if (result == 0)
        check_parts(&arena, string, &parts);
    return 0;
}
