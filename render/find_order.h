/* SPDX-License-Identifier: Apache-2.0
 *
 * find_order: what find_sites() came upon, each scalar once and in the order of the file. A part of render/find.c.
 */
#ifndef RENDER_FIND_ORDER_H
#define RENDER_FIND_ORDER_H

#include "render/find.h"

/* A scalar and one Secret that it serves. */
struct found {
    struct site site;        /* without labels */
    struct site_label label; /* not where loose */
    size_t sequence;         /* when it was found */
};

struct found_list {
    struct found *items;
    size_t count, room;
};

/* Adds to *out one site for each scalar, of the first kind (by enum site_kind) that it was found as. Puts *found into order. */
void found_order(struct arena *arena, struct found_list *found, struct site_list *out);

#endif
