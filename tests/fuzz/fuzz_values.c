/* SPDX-License-Identifier: Apache-2.0
 *
 * Any values: the first byte chooses options, then comes a stream, behind a NUL a file of --values. The run gives the same twice
 * and changes nothing over its own output, or it fails with a message and nothing else.
 */
#include <string.h>

#include "tests/fuzz/target.h"

static struct render_options options_of(uint8_t choice)
{
    static const enum emit_form forms[] = {EMIT_REFERENCE, EMIT_SEALED_SECRET, EMIT_SECRET, EMIT_SEALED_SECRET};
    return (struct render_options){
        .release_namespace = TEXT("release"),
        .emit = forms[choice & 3],
        .allow_plain = choice & 4,
        .strip_newline = choice & 8,
        .trust_team_claims = choice & 8,
        .open_cluster_stores = choice & 16,
        .scope = choice & 32 ? RENDER_NAMESPACE_WIDE : RENDER_STRICT,
        .max_scope = choice & 64 ? RENDER_CLUSTER_WIDE : RENDER_NAMESPACE_WIDE,
        .target = {0, choice & 128 ? 14 : 0},
    };
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_arena arena = {0};
    struct render_options options = options_of(size > 0 ? data[0] : 0);
    struct text stream = size > 0 ? text_of_input(data + 1, size - 1) : (struct text){0}, values = {0}, first, again;
    const char *nul = stream.len > 0 ? memchr(stream.at, '\0', stream.len) : NULL;
    if (nul != NULL) {
        values = text_from(stream, (size_t)(nul - stream.at) + 1);
        stream.len = (size_t)(nul - stream.at);
    }
    int result = rendered(&arena, options, stream, values, &first);
    check(rendered(&arena, options, stream, values, &again) == result && text_equal(first, again));
    if (result != 0)
        return 0;
    check(rendered(&arena, options, first, values, &again) == 0 && text_equal(first, again));
    check(rendered(&arena, options, first, (struct text){0}, &again) == 0 && text_equal(first, again));
    return 0;
}
