/* SPDX-License-Identifier: Apache-2.0
 *
 * defaults: what the API server would fill into a store, written out so that nobody sees drift.
 *
 * Source: the operator's CRDs (deploy/crds/bundle.yaml), all releases from 0.17.0 to 2.9.0.
 */
#ifndef RENDER_DEFAULTS_H
#define RENDER_DEFAULTS_H

#include <stdbool.h>

#include "render/model.h"

/* Adds to `provider` ({<name>: {...}}, made by the program) every default that it does not set and whose parent is there. */
void defaults_apply(const struct run *run, struct node *provider);
/* Whether the targeted operator knows a field that came with major.minor. */
bool target_has(const struct render_options *options, unsigned major, unsigned minor);

#endif
