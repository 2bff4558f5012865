/* SPDX-License-Identifier: Apache-2.0
 *
 * The part of the plan that has its sealed strings opened.
 */
#include "base/alloc.h"
#include "render/plan.h"

void plan_add_strings(const struct plan *plan, struct opening *opening)
{
    for (size_t i = 0; i < plan->count && plan->items[i].kind == PLANNED_SECRET; i++) {
        const struct credential_secret *secret = &plan->items[i].declaration->secret;
        plan->items[i].first_string = opening->strings.count;
        for (size_t k = 0; k < secret->credentials.count; k++)
            if (secret->credentials.items[k].form == CREDENTIAL_SEALED)
                opening_add(opening, secret, secret->credentials.items[k].node, secret->credentials.items[k].value);
    }
}

void plan_make_secrets(const struct plan *plan, const struct opening *opening)
{
    struct arena *arena = opening->run->arena;
    for (size_t i = 0; i < plan->count && plan->items[i].kind == PLANNED_SECRET; i++) {
        const struct credential_list *credentials = &plan->items[i].declaration->secret.credentials;
        struct secret *plaintexts = arena_new(arena, size_mul(credentials->count, sizeof *plaintexts));
        size_t next = plan->items[i].first_string;
        for (size_t k = 0; k < credentials->count; k++)
            if (credentials->items[k].form == CREDENTIAL_SEALED)
                plaintexts[k] = *opening_plaintext(opening, next++);
        plan->items[i].object = generate_secret(&plan->generator, plan->items[i].declaration, plaintexts);
    }
}
