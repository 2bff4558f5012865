/* SPDX-License-Identifier: Apache-2.0
 *
 * Argo CD's Application and ApplicationSet: Helm values of a source. They stay.
 */
#include "render/carrier.h"
#include "render/object.h"

/* Argo CD takes valuesObject where both are given (util/argo: ApplicationSourceHelm.ValuesYAML). */
static int add_source(struct carrier_search *search, const struct node *source, struct err *err)
{
    const struct node *helm = node_get(source, "helm");
    const struct node *values = node_get(helm, "valuesObject");
    if (node_is_null(values))
        values = node_get(helm, "values");
    return carrier_add_either(search, values, NULL, CARRIER_OTHERS, err);
}

int carrier_find_argocd(struct carrier_search *search, const struct node *object, struct err *err)
{
    const struct node *spec = node_get(object, "spec");
    if (object_is(object, "argoproj.io", "ApplicationSet"))
        spec = node_find(spec, "template.spec");
    else if (!object_is(object, "argoproj.io", "Application"))
        return 0;
    const struct node *sources = node_get(spec, "sources");
    if (add_source(search, node_get(spec, "source"), err) < 0)
        return -1;
    for (size_t i = 0; node_is_list(sources) && i < sources->count; i++)
        if (add_source(search, sources->items[i], err) < 0)
            return -1;
    return 0;
}
