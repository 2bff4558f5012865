/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/host.h"

#include <stdlib.h>

bool host_is_helm(void)
{
    const char *plugin = getenv("HELM_PLUGIN_NAME");
    return plugin != NULL && *plugin != 0;
}
