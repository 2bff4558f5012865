/* SPDX-License-Identifier: Apache-2.0
 *
 * A custom resource of any kind whose spec, or spec.values, holds the block: a Tenant, Flux's HelmRelease. It stays.
 */
#include "render/carrier.h"
#include "render/object.h"

int carrier_find_resource(struct carrier_search *search, const struct node *object, struct err *err)
{
    const struct node *spec = node_get(object, "spec");
    if (object_is_bare(object) || object_group(object).len == 0)
        return 0;
    if (carrier_add(search, spec, NULL, CARRIER_OTHERS, err) < 0)
        return -1;
    return carrier_add(search, node_get(spec, "values"), NULL, CARRIER_OTHERS, err);
}
