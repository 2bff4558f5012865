/* SPDX-License-Identifier: Apache-2.0
 *
 * function_config: the options of `render` in an object of Kubernetes' shape, as kustomize and kpt hand it to a function or plugin.
 *
 * kind ExternalSecretsRender of external-secrets.render/v1: its spec has options by their names in camelCase. A ConfigMap does as
 * well: its data has them as strings, lists with commas. Whoever writes it often is not who runs the platform: an option that was
 * given by argument or in the environment stays as it is, and where those name owners, nothing that would widen what owners may do
 * is taken from the object.
 */
#ifndef CMD_FUNCTION_CONFIG_H
#define CMD_FUNCTION_CONFIG_H

#include "base/err.h"
#include "cmd/invocation.h"
#include "yaml/tree.h"

#define FUNCTION_CONFIG_API "external-secrets.render/v1"
#define FUNCTION_CONFIG_KIND "ExternalSecretsRender"

/* Takes the options out of the object, which may be NULL. ERR_INPUT at the place of what is wrong; ERR_USAGE: a value that its
 * option refuses, or that is the platform's to say. */
int function_config_take(struct invocation *invocation, const struct node *config, struct err *err);
/* A JSON Schema (draft 7) of such an object, out of the same table: deploy/kustomize/ExternalSecretsRender.schema.json. */
struct text function_config_schema(struct arena *arena);

#endif
