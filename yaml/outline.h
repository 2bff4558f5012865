/* SPDX-License-Identifier: Apache-2.0
 *
 * outline: the first levels of one document, the pairs of its root and the items of lists in them, without what is below.
 *
 * For documents that hold many objects, of which few have to be understood: nothing is built for the others. It reads what
 * tree_parse() reads, a document of up to LIMIT_DOCUMENT_BYTES; LIMIT_DEPTH is that of an item.
 */
#ifndef YAML_OUTLINE_H
#define YAML_OUTLINE_H

#include <stdint.h>

#include "yaml/tree.h"

/* A node as in yaml/tree.h; offsets are bytes in the source. */
struct outline_node {
    enum node_kind kind;
    enum node_style style;
    bool alias; /* it stands where its anchor is: all else but the place is unknown */
    size_t start, end;
    size_t line, column; /* of start, from 0 */
    struct text text;    /* of a scalar */
};

struct outline_pair {
    struct outline_node key, value;
    struct {
        struct outline_node *items;
        size_t count, room;
    } list; /* the value's items */
};

/* An alias in one pair or item to an anchor in another, or to none. */
struct outline_crossing {
    size_t pair, item;               /* where the alias stands; item is OUTLINE_NONE outside of a list */
    size_t anchor_pair, anchor_item; /* pair is OUTLINE_NONE where there is no anchor */
    size_t line, column;             /* of the alias */
};
#define OUTLINE_NONE SIZE_MAX

struct outline {
    struct outline_node root; /* of an empty document an empty scalar */
    struct {
        struct outline_pair *items;
        size_t count, room;
    } pairs;
    struct {
        struct outline_crossing *items;
        size_t count, room;
    } crossings;
    size_t end; /* where the document ends: at `...`, or with the bytes */
};

/* *out lives in the arena and in the source. -1 with ERR_INPUT as tree_parse(). */
int outline_read(struct arena *arena, const struct yaml_source *source, struct outline *out, struct err *err);

#endif
