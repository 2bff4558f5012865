/* SPDX-License-Identifier: Apache-2.0
 *
 * application: the folder that Argo CD hands to the plugin: what it is, and what prints its manifests.
 *
 * The kinds are those of Argo CD (reposerver/repository, GetAppSourceType): Helm's chart, kustomize's folder, plain manifests.
 * Whoever writes the application is not trusted: paths end inside its repository, and nothing it says becomes an option.
 */
#ifndef CMD_APPLICATION_H
#define CMD_APPLICATION_H

#include "cmd/application_parameters.h"
#include "cmd/inputs.h"

enum application_kind { APPLICATION_CHART, APPLICATION_KUSTOMIZATION, APPLICATION_MANIFESTS };

/* What the current folder is. */
enum application_kind application_kind(void);
/* Prints the manifests of the current folder into *out, one part; runs helm or kustomize where one is needed. ERR_INPUT, ERR_IO. */
int application_print(struct arena *arena, const struct application_parameters *parameters, struct inputs *out, struct err *err);

#endif
