/* SPDX-License-Identifier: Apache-2.0
 *
 * sealing_target: what a string is sealed for, and the words for it: the string itself does not tell.
 */
#ifndef CMD_SEALING_TARGET_H
#define CMD_SEALING_TARGET_H

#include "cmd/invocation.h"
#include "sealed/certificate.h"
#include "sealed/scope.h"

struct sealing_target {
    enum scope scope;
    struct text namespace, name; /* of the Secret, as far as the scope needs them */
};

/* The scope that --scope names, else `otherwise`. */
enum scope sealing_scope(const struct invocation *invocation, enum scope otherwise);
/* "the Secret poseidon-dev/keyvault-credentials", "any Secret in the namespace poseidon-dev", "any Secret in any namespace". */
struct text sealing_target_text(struct arena *arena, const struct sealing_target *target);
/* Says on stderr, unless --quiet, what was sealed for whom ("sealed for ..."); `where` stands in front, empty: nothing. */
void sealing_target_tell(struct invocation *invocation, struct text where, const struct sealing_target *target);
/* The same for the certificate ("with the certificate ..."). */
void sealing_certificate_tell(struct invocation *invocation, const struct certificate *certificate);

#endif
