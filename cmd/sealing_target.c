/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/sealing_target.h"

enum scope sealing_scope(const struct invocation *invocation, enum scope otherwise)
{
    /* In the order of the option's choices. */
    static const enum scope scopes[] = {SCOPE_STRICT, SCOPE_NAMESPACE_WIDE, SCOPE_CLUSTER_WIDE};
    return is_given(invocation, OPTION_SCOPE) ? scopes[choice_of(invocation, OPTION_SCOPE, 0)] : otherwise;
}

struct text sealing_target_text(struct arena *arena, const struct sealing_target *target)
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

void sealing_target_tell(struct invocation *invocation, struct text where, const struct sealing_target *target)
{
    struct arena *arena = invocation->arena;
    if (invocation->messages.quiet)
        return;
    message_line(&invocation->messages,
                 arena_format(arena, TEXT_FMT "%ssealed for " TEXT_FMT " (%s)", TEXT_ARG(where), where.len > 0 ? ": " : "",
                              TEXT_ARG(sealing_target_text(arena, target)), scope_name(target->scope)));
}

void sealing_certificate_tell(struct invocation *invocation, const struct certificate *certificate)
{
    struct arena *arena = invocation->arena;
    if (invocation->messages.quiet)
        return;
    message_line(&invocation->messages, arena_format(arena, "with the certificate %s, valid until %s",
                                                     fingerprint_text(arena, certificate->fingerprint).at,
                                                     certificate_time(arena, certificate->valid_to).at));
}
