/* SPDX-License-Identifier: Apache-2.0
 *
 * A definition file: `appname` or `teamname`, and the values below `values`, as a mapping or as YAML in a string. It leaves the
 * stream.
 */
#include "render/carrier.h"
#include "render/object.h"

int carrier_find_definition(struct carrier_search *search, const struct node *object, struct err *err)
{
    bool named = !node_is_null(node_get(object, "appname")) || !node_is_null(node_get(object, "teamname"));
    const struct node *values = node_get(object, "values");
    if (!object_is_bare(object) || !named || values == NULL)
        return 0;
    if (carrier_add_either(search, values, object, CARRIER_OTHERS, err) < 0)
        return -1;
    search->drop |= search->counts && !search->in_list;
    return 0;
}
