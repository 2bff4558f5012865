/* SPDX-License-Identifier: Apache-2.0
 *
 * application_parameters: what an Argo CD application may say of how its manifests are printed.
 *
 * Argo CD shows what is announced and sends what was set, as JSON in ARGOCD_APP_PARAMETERS: a list of {name, string | array | map}.
 * None of them reaches the filter: how credentials leave, and whose they are, is the platform's to say.
 */
#ifndef CMD_APPLICATION_PARAMETERS_H
#define CMD_APPLICATION_PARAMETERS_H

#include "base/arena.h"
#include "base/err.h"

struct application_parameters {
    struct text release_name;      /* empty: not given */
    struct text_list values_files; /* as they were given */
    struct text values;            /* YAML for `helm template --values -`; empty: none */
    struct text_list set;          /* KEY=VALUE, as helm's --set-string takes them */
    bool skip_crds, recurse;
};

/* Reads the environment's. ERR_INPUT: no such JSON, a name that is none, a value of another type. */
int application_parameters_read(struct arena *arena, struct application_parameters *out, struct err *err);
/* The announcement: JSON, of those that mean something for a chart or for plain manifests. */
enum application_use { USE_CHART = 1, USE_MANIFESTS = 2 };
struct text application_parameters_announce(struct arena *arena, unsigned uses);

#endif
