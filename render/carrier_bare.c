/* SPDX-License-Identifier: Apache-2.0
 *
 * A tenant's or team's values as a document of their own. No Kubernetes object: it leaves the stream.
 */
#include "render/carrier.h"
#include "render/object.h"

int carrier_find_bare(struct carrier_search *search, const struct node *object, struct err *err)
{
    if (!object_is_bare(object))
        return 0;
    if (carrier_add(search, object, NULL, CARRIER_OURS, err) < 0)
        return -1;
    search->drop |= search->counts && !search->in_list;
    return 0;
}
