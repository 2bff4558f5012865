/* SPDX-License-Identifier: Apache-2.0
 *
 * result: the slices that leave: what came in, less what is dropped, with what is edited, then what is generated.
 */
#ifndef RENDER_RESULT_H
#define RENDER_RESULT_H

#include "render/plan.h"

/* A document that does not leave as it came. */
struct change {
    struct range range;
    struct text *pieces; /* what stands in its place; NULL: it is dropped */
    size_t piece_count;
};

struct change_list {
    struct change *items;
    size_t count, room;
};

/* Lists the planned objects in out. */
void result_list_objects(const struct run *run, const struct plan *plan, struct render_output *out);
/* Fills out's slices and objects. changes[i] belongs to part i, sorted, without overlap. */
int result_make(const struct run *run, const struct stream_parts *parts, const struct change_list *changes, const struct plan *plan,
                struct render_output *out, struct err *err);

#endif
