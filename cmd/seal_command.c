/* SPDX-License-Identifier: Apache-2.0
 *
 * seal_command: a plaintext to a string as kubeseal makes it; manifests are cmd/convert_command.h's, files
 * to put it into cmd/seal_into.h's.
 */
#include <unistd.h>

#include "base/names.h"
#include "cmd/command.h"
#include "cmd/convert_command.h"
#include "cmd/invocation.h"
#include "cmd/plaintext.h"
#include "cmd/seal_into.h"
#include "cmd/sealing_certificate.h"
#include "cmd/sealing_target.h"
#include "cmd/stdout.h"
#include "sealed/crypto.h"
#include "sealed/seal.h"

/* A part that the scope needs and nobody gave: never guessed, as a string for the wrong Secret looks like one for the right one. */
static int missing(const struct sealing_target *target, const char *option, const char *what, struct err *err)
{
    err_set(err, ERR_USAGE, "--scope %s needs %s: %s", scope_name(target->scope), what, option);
    return err_hint(err, "a string opens only for what it was sealed for: the Secret (strict), its namespace (namespace-wide) or "
                         "anything (cluster-wide)");
}

static int read_target(const struct invocation *invocation, struct sealing_target *out, struct err *err)
{
    *out = (struct sealing_target){sealing_scope(invocation, SCOPE_STRICT), value_of(invocation, OPTION_NAMESPACE),
                                   value_of(invocation, OPTION_NAME)};
    if (out->namespace.len == 0 && out->scope != SCOPE_CLUSTER_WIDE)
        return missing(out, "--namespace NAME", "the namespace of the Secret", err);
    if (out->name.len == 0 && out->scope == SCOPE_STRICT)
        return missing(out, "--name NAME", "the name of the Secret", err);
    if (out->namespace.len > 0 && !name_is_label(out->namespace))
        return err_set(err, ERR_USAGE, "%s: not the name of a namespace (1 to 63 of a-z, 0-9 and -)",
                       origin_of(invocation, OPTION_NAMESPACE));
    if (out->name.len > 0 && !name_is_subdomain(out->name))
        return err_set(err, ERR_USAGE, "%s: not the name of a Secret (1 to 253 of a-z, 0-9, - and .)",
                       origin_of(invocation, OPTION_NAME));
    return 0;
}

/* At a terminal the prompt is not to stand behind the string; whatever else reads it gets no line end, as from kubeseal. */
static int write_string(struct text string, struct err *err)
{
    const struct text slices[] = {string, TEXT("\n")};
    return stdout_write(slices, isatty(STDOUT_FILENO) == 1 ? 2 : 1, err);
}

static int seal_string(struct invocation *invocation, struct err *err)
{
    struct arena *arena = invocation->arena;
    struct note_list notes = {.arena = arena};
    struct sealing_target target;
    struct certificate certificate;
    struct text string;
    auto_secret plaintext = {0};
    if (read_target(invocation, &target, err) != 0 || sealing_certificate_read(invocation, &certificate, err) != 0)
        return -1;
    struct plaintext_request request = {
        .path = value_of(invocation, OPTION_FROM_FILE).at,
        .question = arena_format(arena, "Plaintext for " TEXT_FMT " (not shown): ", TEXT_ARG(sealing_target_text(arena, &target))),
    };
    if (plaintext_read(invocation, &request, &plaintext, &notes, err) != 0)
        return -1;
    struct text label = scope_label(arena, target.scope, target.namespace, target.name);
    if (seal(arena, &certificate.public, label, &plaintext, &string, err) != 0)
        return -1;
    message_notes(&invocation->messages, &notes);
    if (write_string(string, err) != 0)
        return -1;
    sealing_target_tell(invocation, (struct text){0}, &target);
    sealing_certificate_tell(invocation, &certificate);
    return 0;
}

int seal_command(struct invocation *invocation, struct err *err)
{
    bool stream;
    if (is_given(invocation, OPTION_INTO))
        return seal_into(invocation, err);
    if (seal_check_without_into(invocation, err) != 0 || stream_asked(invocation, &stream, err) != 0)
        return -1;
    return stream ? seal_stream(invocation, err) : seal_string(invocation, err);
}
