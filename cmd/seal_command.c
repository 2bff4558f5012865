/* SPDX-License-Identifier: Apache-2.0
 *
 * seal_command: a plaintext to a string as kubeseal makes it.
 */
#include <unistd.h>

#include "base/names.h"
#include "cmd/command.h"
#include "cmd/invocation.h"
#include "cmd/plaintext.h"
#include "cmd/sealing_certificate.h"
#include "cmd/stdout.h"
#include "sealed/crypto.h"
#include "sealed/scope.h"
#include "sealed/seal.h"

/* In the order of the option's choices. */
static const enum scope scopes[] = {SCOPE_STRICT, SCOPE_NAMESPACE_WIDE, SCOPE_CLUSTER_WIDE};

/* What it is sealed for. */
struct target {
    enum scope scope;
    struct text namespace, name;
};

/* A part that the scope needs and nobody gave: never guessed, as a string for the wrong Secret looks like one for the right one. */
static int missing(const struct target *target, const char *option, const char *what, struct err *err)
{
    err_set(err, ERR_USAGE, "--scope %s needs %s: %s", scope_name(target->scope), what, option);
    return err_hint(err, "a string opens only for what it was sealed for: the Secret (strict), its namespace (namespace-wide) or "
                         "anything (cluster-wide)");
}

static int read_target(const struct invocation *invocation, struct target *out, struct err *err)
{
    *out = (struct target){scopes[choice_of(invocation, OPTION_SCOPE, SCOPE_STRICT)], value_of(invocation, OPTION_NAMESPACE),
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

static struct text target_text(struct arena *arena, const struct target *target)
{
    switch (target->scope) {
    case SCOPE_STRICT:
        return arena_format(arena, "the Secret " TEXT_FMT "/" TEXT_FMT, TEXT_ARG(target->namespace), TEXT_ARG(target->name));
    case SCOPE_NAMESPACE_WIDE:
        return arena_format(arena, "any Secret in the namespace " TEXT_FMT, TEXT_ARG(target->namespace));
    case SCOPE_CLUSTER_WIDE:
    case SCOPE_COUNT:
        break;
    }
    return TEXT("any Secret in any namespace");
}

/* Where to and for whose key: the string itself does not tell. */
static void tell(struct invocation *invocation, const struct target *target, const struct certificate *certificate)
{
    struct arena *arena = invocation->arena;
    if (invocation->messages.quiet)
        return;
    message_line(&invocation->messages, arena_format(arena, "sealed for " TEXT_FMT " (%s)", TEXT_ARG(target_text(arena, target)),
                                                     scope_name(target->scope)));
    message_line(&invocation->messages, arena_format(arena, "with the certificate %s, valid until %s",
                                                     fingerprint_text(arena, certificate->fingerprint).at,
                                                     certificate_time(arena, certificate->valid_to).at));
}

/* At a terminal the prompt is not to stand behind the string; whatever else reads it gets no line end, as from kubeseal. */
static int write_string(struct text string, struct err *err)
{
    const struct text slices[] = {string, TEXT("\n")};
    return stdout_write(slices, isatty(STDOUT_FILENO) == 1 ? 2 : 1, err);
}

int seal_command(struct invocation *invocation, struct err *err)
{
    struct arena *arena = invocation->arena;
    struct note_list notes = {.arena = arena};
    struct target target;
    struct certificate certificate;
    struct text string;
    auto_secret plaintext = {0};
    if (read_target(invocation, &target, err) != 0 || sealing_certificate_read(invocation, &certificate, err) != 0)
        return -1;
    struct text question = arena_format(arena, "Plaintext for " TEXT_FMT " (not shown): ", TEXT_ARG(target_text(arena, &target)));
    if (plaintext_read(invocation, question, &plaintext, &notes, err) != 0)
        return -1;
    struct text label = scope_label(arena, target.scope, target.namespace, target.name);
    if (seal(arena, &certificate.public, label, &plaintext, &string, err) != 0)
        return -1;
    message_notes(&invocation->messages, &notes);
    if (write_string(string, err) != 0)
        return -1;
    tell(invocation, &target, &certificate);
    return 0;
}
