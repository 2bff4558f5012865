/* SPDX-License-Identifier: Apache-2.0
 *
 * host: what the program that called us adds.
 *
 * Helm tells a post-renderer neither release nor namespace, and Helm 4 throws its stderr away. Argo CD names the application's
 * namespace in the environment. As a kubectl plugin, the current context has one.
 */
#ifndef CMD_HOST_H
#define CMD_HOST_H

#include <stdbool.h>

#include "cmd/invocation.h"

/* Called as `kubectl external-secrets`: the name that the program was called by begins with "kubectl-". */
bool host_is_kubectl(const char *called_as);
/* Called as `kubectl_complete-external_secrets`: kubectl asks what may come next (its pkg/cmd/plugin_completion.go). */
bool host_is_kubectl_completion(const char *called_as);
/* Called as `ExternalSecretsRender`: by kustomize, as its plugin for objects of that kind. */
bool host_is_kustomize(const char *called_as);
/* Called by Helm as a plugin of whatever type. */
bool host_is_helm(void);

/* The release namespace, in the invocation's arena; empty where nobody names one. *from says in a few words who did. */
struct text host_release_namespace(struct invocation *invocation, const char **from);

/* The namespace of kubectl's current context: "default" where the context has none; empty where there is no such context or the
 * configuration cannot be read, which is for kubectl to complain about. */
struct text kubectl_current_namespace(struct arena *arena);

#endif
