/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/host.h"

#include <stdlib.h>

static struct text from_option(struct invocation *invocation, const char **from)
{
    *from = origin_of(invocation, OPTION_NAMESPACE);
    return value_of(invocation, OPTION_NAMESPACE);
}

static struct text from_argocd(struct invocation *invocation, const char **from)
{
    (void)invocation;
    *from = "ARGOCD_APP_NAMESPACE";
    return text_of(getenv("ARGOCD_APP_NAMESPACE"));
}

/* Only where a subcommand was named, as kubectl's users do: Helm 3 calls a renderer by the same path, often without a word, and its
 * release may go to another namespace than kubectl's context. */
static struct text from_kubectl(struct invocation *invocation, const char **from)
{
    *from = "kubectl's current context";
    if (!invocation->kubectl_plugin || !invocation->command_named)
        return (struct text){0};
    return kubectl_current_namespace(invocation->arena);
}

/* The first that names one wins. */
static struct text (*const sources[])(struct invocation *invocation, const char **from) = {from_option, from_argocd, from_kubectl};

struct text host_release_namespace(struct invocation *invocation, const char **from)
{
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        struct text namespace = sources[i](invocation, from);
        if (namespace.len > 0)
            return namespace;
    }
    return (struct text){0};
}
