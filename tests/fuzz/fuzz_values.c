/* SPDX-License-Identifier: Apache-2.0
 *
 * Any values: the first byte chooses options, then comes a stream, behind a NUL a file of --values. The run gives the same twice
 * and changes nothing over its own output, or it fails with a message and nothing else.
 */
#include <string.h>

#include "base/arena.h"
#include "cmd/opener.h"
#include "tests/fuzz/target.h"

/* Opens every string as its first characters. */
static int open_all_strings(void *context, struct render_sealed *strings, size_t count, size_t *failed, struct err *err)
{
    (void)context, (void)failed, (void)err;
    for (size_t i = 0; i < count; i++) {
        strings[i].plaintext = secret_new(8, SECRET_WIPED);
        memcpy(strings[i].plaintext.bytes, strings[i].string.at, strings[i].plaintext.len = 8);
    }
    return 0;
}

static struct render_options options_of(uint8_t choice)
{
    static const enum emit_form forms[] = {EMIT_REFERENCE, EMIT_SEALED_SECRET, EMIT_SECRET, EMIT_SEALED_SECRET};
    struct opener opener = {0};
    struct render_options options = {.release_namespace = TEXT("release"), .emit = forms[choice & 3]};
    options.allow_plain = choice & 4;
    options.strip_newline = options.trust_team_claims = choice & 8;
    options.open_cluster_stores = choice & 16;
    options.scope = choice & 32 ? RENDER_NAMESPACE_WIDE : RENDER_STRICT;
    options.max_scope = choice & 64 ? RENDER_CLUSTER_WIDE : RENDER_NAMESPACE_WIDE;
    options.target = choice & 128 ? (struct render_version){0, 14} : (struct render_version){0, 0};
    options.opener = opener_for_render(&opener, false);
    options.opener.open = open_all_strings;
    return options;
}

static int run(struct arena *arena, uint8_t choice, struct text stream, struct text values, struct text *out)
{
    auto_err err = {0};
    struct render_options options = options_of(choice);
    struct render_part stream_part = {TEXT("stdin"), stream}, values_part = {TEXT("values.yaml"), values};
    struct render_input input = {&stream_part, 1, &values_part, values.len > 0};
    struct render_output output = {.notes = {.arena = arena}};
    int result = render(arena, &options, &input, &output, &err);
    check_result(result, &err);
    check(result == 0 || output.slice_count == 0);
    for (size_t i = 0; i < output.notes.count; i++)
        check_shown(output.notes.items[i].text);
    *out = joined(arena, output.slices, output.slice_count);
    return result;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_arena arena = {0};
    struct text rest = text_of_input(data, size), first, second, again, none = {0};
    const char *nul = size > 1 ? memchr(rest.at + 1, '\0', size - 1) : NULL;
    struct text values = nul ? text_from(rest, (size_t)(nul - rest.at) + 1) : none;
    struct text stream = size > 1 ? (struct text){rest.at + 1, size - 1 - values.len - (nul != NULL)} : none;
    int result = run(&arena, size > 0 ? data[0] : 0, stream, values, &first);
    check(run(&arena, size > 0 ? data[0] : 0, stream, values, &second) == result && text_equal(first, second));
    if (result != 0)
        return 0;
    check(run(&arena, data[0], first, none, &again) == 0 && text_equal(first, again));
    check(run(&arena, data[0], first, values, &again) == 0 && text_equal(first, again));
    return 0;
}
