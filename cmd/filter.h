/* SPDX-License-Identifier: Apache-2.0
 *
 * filter: the settings of an invocation and what was read to render(), for every host.
 */
#ifndef CMD_FILTER_H
#define CMD_FILTER_H

#include "cmd/inputs.h"
#include "cmd/opener.h"
#include "render/render.h"

struct filter {
    struct note_list notes;
    struct render_options options;
    struct opener opener;
};

#define auto_filter __attribute__((cleanup(filter_free))) struct filter
void filter_free(struct filter *filter);

/* Reads the options that `render` has, and checks what can be checked before anything is read. ERR_USAGE, ERR_IO. */
int filter_prepare(struct filter *filter, struct invocation *invocation, struct err *err);
/* Renders, and tells the user what is to be told besides. On success *out waits to be written. */
int filter_render(struct filter *filter, struct invocation *invocation, const struct inputs *inputs, struct render_output *out,
                  struct err *err);

#endif
