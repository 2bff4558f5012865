/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/convert_command.h"

#include "cmd/inputs.h"
#include "cmd/sandbox.h"
#include "cmd/sealing_certificate.h"
#include "cmd/sealing_target.h"
#include "cmd/stdout.h"
#include "render/convert.h"
#include "sealed/crypto.h"
#include "sealed/seal.h"

/* In the order of the option's choices. */
static const enum render_scope scopes[] = {RENDER_STRICT, RENDER_NAMESPACE_WIDE, RENDER_CLUSTER_WIDE};

int stream_asked(const struct invocation *invocation, bool *asked, struct err *err)
{
    static const enum option_id single[] = {OPTION_FROM_FILE, OPTION_STRIP_NEWLINE};
    bool named = is_given(invocation, OPTION_FILENAME);
    *asked = named || is_on(invocation, OPTION_STREAM);
    for (size_t i = 0; *asked && i < sizeof single / sizeof *single; i++) {
        if (!is_given(invocation, single[i]) && !is_on(invocation, single[i]))
            continue;
        err_set(err, ERR_USAGE, "%s is for a single string, and %s for manifests", origin_of(invocation, single[i]),
                origin_of(invocation, named ? OPTION_FILENAME : OPTION_STREAM));
        return err_hint(err, "leave one of them out");
    }
    return 0;
}

static struct convert_options read_options(const struct invocation *invocation)
{
    return (struct convert_options){
        .program = invocation->program,
        .namespace = value_of(invocation, OPTION_NAMESPACE),
        .name = value_of(invocation, OPTION_NAME),
        .scope = is_given(invocation, OPTION_SCOPE) ? &scopes[choice_of(invocation, OPTION_SCOPE, RENDER_STRICT)] : NULL,
    };
}

/* On failure warnings would stand between the reader and the reason: they are for --verbose then. */
static void tell(struct invocation *invocation, const struct note_list *notes, bool failed)
{
    if (!failed || invocation->messages.verbose)
        message_notes(&invocation->messages, notes);
}

/* ------------------------------------------------------------------ seal */

static int seal_all(void *context, struct arena *arena, struct convert_plaintext *plaintexts, size_t count, struct err *err)
{
    static const enum scope scope_of[] = {
        [RENDER_STRICT] = SCOPE_STRICT, [RENDER_NAMESPACE_WIDE] = SCOPE_NAMESPACE_WIDE, [RENDER_CLUSTER_WIDE] = SCOPE_CLUSTER_WIDE};
    const struct certificate *certificate = context;
    for (size_t i = 0; i < count; i++) {
        const struct secret_label *for_whom = &plaintexts[i].label;
        struct text label = scope_label(arena, scope_of[for_whom->scope], for_whom->namespace, for_whom->name);
        if (seal(arena, &certificate->public, label, &plaintexts[i].plaintext, &plaintexts[i].string, err) != 0)
            return -1;
    }
    return 0;
}

static void tell_sealed(struct invocation *invocation, size_t count, const struct certificate *certificate)
{
    if (!invocation->messages.quiet)
        message_line(&invocation->messages, arena_format(invocation->arena, "sealed %zu Secret%s", count, count == 1 ? "" : "s"));
    sealing_certificate_tell(invocation, certificate);
}

int seal_stream(struct invocation *invocation, struct err *err)
{
    struct note_list notes = {.arena = invocation->arena};
    struct convert_options options = read_options(invocation);
    struct certificate certificate;
    struct render_output output = {.notes = {.arena = invocation->arena}};
    auto_inputs inputs = {0};
    if (sealing_certificate_read(invocation, &certificate, err) != 0 || inputs_read(&inputs, invocation, err) != 0)
        return -1;
    options.allow_empty = is_on(invocation, OPTION_ALLOW_EMPTY);
    options.sealer = (struct convert_sealer){&certificate, seal_all};
    crypto_begin();
    sandbox_enter(&invocation->messages, &notes);
    int result = convert_seal(invocation->arena, &options, inputs.stream.items, inputs.stream.count, &output, err);
    tell(invocation, &notes, result != 0);
    tell(invocation, &output.notes, result != 0);
    if (result != 0 || stdout_write(output.slices, output.slice_count, err) != 0)
        return -1;
    tell_sealed(invocation, output.object_count, &certificate);
    return 0;
}

/* ------------------------------------------------------------------ unseal */

int unseal_parts(struct invocation *invocation, struct opener *opener, const struct render_part *parts, size_t count,
                 struct err *err)
{
    struct convert_options options = read_options(invocation);
    struct render_output output = {.notes = {.arena = invocation->arena}};
    opener->max_scope = SCOPE_CLUSTER_WIDE;
    opener->allow_empty = true;
    options.opener = opener_for_render(opener, true);
    opener_start_index(opener);
    opener_read(opener);
    sandbox_enter(&invocation->messages, opener->notes);
    int result = opener_load(opener, err);
    if (result == 0)
        result = convert_unseal(invocation->arena, &options, parts, count, &output, err);
    opener_keep_index(opener);
    opener_note_unlocked(opener->notes);
    tell(invocation, opener->notes, result != 0);
    tell(invocation, &output.notes, result != 0);
    return result == 0 ? stdout_write(output.slices, output.slice_count, err) : -1;
}

int unseal_stream(struct invocation *invocation, struct opener *opener, struct err *err)
{
    auto_inputs inputs = {0};
    if (inputs_read(&inputs, invocation, err) != 0)
        return -1;
    return unseal_parts(invocation, opener, inputs.stream.items, inputs.stream.count, err);
}
