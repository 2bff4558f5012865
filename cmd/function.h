/* SPDX-License-Identifier: Apache-2.0
 *
 * function: the filter as a KRM function: stdin is a ResourceList, and so is stdout (render/resource_list.h).
 *
 * The host takes results from stdout: on failure, too, the list leaves, as it came, with a result more. It is the one host for
 * which a failure writes anything to stdout.
 */
#ifndef CMD_FUNCTION_H
#define CMD_FUNCTION_H

#include "cmd/filter.h"

/* Looks whether what was read is a ResourceList; inputs->list stays NULL where it is not. Takes the options of its functionConfig.
 * -1 with err; inputs->list is set where function_fail() can tell it. */
int function_begin(struct invocation *invocation, struct inputs *inputs, struct err *err);
/* Writes the list with what became of it; warnings become results. */
int function_write(const struct invocation *invocation, const struct inputs *inputs, const struct filter *filter,
                   const struct render_output *output, struct err *err);
/* Writes the list as it came, with the error as a result, unless something was written already. The error gets the name of the item
 * that it is about: kustomize's users never see the list, and its lines. */
void function_fail(const struct invocation *invocation, const struct inputs *inputs, struct err *err);

#endif
