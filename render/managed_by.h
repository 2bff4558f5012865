/* SPDX-License-Identifier: Apache-2.0
 *
 * managed_by: whose objects the generated ones go with.
 */
#ifndef RENDER_MANAGED_BY_H
#define RENDER_MANAGED_BY_H

#include "render/document.h"

/* The value of app.kubernetes.io/managed-by that the first object of the stream with that label carries, else "Helm" in a stream
 * that Helm printed, else "external-secrets". Documents in `dropped` (a sorted list for each part) do not count for the first: a
 * second pass would not see them. Helm sets the label to "Helm" on all that it installs (its pkg/action/validate.go): with another
 * value the cluster would never be as the manifest says. */
struct text managed_by_of(const struct run *run, const struct stream_parts *parts, const struct range_list *dropped);

#endif
