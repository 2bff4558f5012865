/* SPDX-License-Identifier: Apache-2.0
 *
 * Any values: the first byte chooses options, then comes a stream, behind \1 a second file of it, behind \0 a file of --values. The
 * run gives the same twice and changes nothing over its own output, or it fails with a message and nothing else.
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

/* Takes what stands before the first `mark` off the front, and the mark. */
static struct text take_until(struct text *rest, char mark)
{
    const char *end = rest->len > 0 ? memchr(rest->at, mark, rest->len) : NULL;
    struct text taken = {rest->at, end ? (size_t)(end - rest->at) : rest->len};
    *rest = text_from(*rest, taken.len + (end != NULL));
    return taken;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_arena arena = {0};
    struct render_options options = options_of(size > 0 ? data[0] : 0);
    struct text values = text_from(text_of_input(data, size), size > 0), none = {0}, again;
    struct text files[2] = {none, take_until(&values, '\0')}, first[2] = {none, none};
    files[0] = take_until(&files[1], '\1');
    int result = rendered(&arena, options, files, values, &first[0]);
    check(rendered(&arena, options, files, values, &again) == result && text_equal(first[0], again));
    if (result != 0)
        return 0;
    check(rendered(&arena, options, first, values, &again) == 0 && text_equal(first[0], again));
    check(rendered(&arena, options, first, none, &again) == 0 && text_equal(first[0], again));
    return 0;
}
