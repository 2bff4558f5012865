/* SPDX-License-Identifier: Apache-2.0
 *
 * seal_hint: the command that mends a string which is no good, for hints that people copy.
 *
 * Where the string stands in a file that `seal --into` takes, the command puts another one there. Elsewhere, in a stream of stdin
 * or in what a template printed, it prints one.
 */
#ifndef RENDER_SEAL_HINT_H
#define RENDER_SEAL_HINT_H

#include "render/model.h"

struct seal_hint {
    const char *program;           /* how the program was called; NULL: external-secrets */
    struct text release_namespace; /* that the run was told besides what stands in the file, as were the owners */
    struct text_list owners;
    const struct node *node;       /* where the string stands; NULL: nobody says for which Secret what stands there is */
    struct text namespace, name;   /* of a Secret that it is for; may be empty */
    enum render_scope scope;       /* to seal it in */
    enum render_scope scope_there; /* which `seal --into` takes from the file by itself */
};

/* In the arena. Names come from input: one that a shell might read otherwise is left to the reader, as NAMESPACE or NAME. */
struct text seal_hint_command(struct arena *arena, const struct seal_hint *hint);
/* "strict", "namespace-wide", "cluster-wide" */
/* By enum render_scope; ended by NULL. */
extern const char *const render_scope_names[];
const char *render_scope_name(enum render_scope scope);

#endif
