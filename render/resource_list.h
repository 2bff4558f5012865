/* SPDX-License-Identifier: Apache-2.0
 *
 * resource_list: a stream that is a ResourceList, as orchestrators hand one to a KRM function.
 *
 * Source: the KRM Functions Specification (kustomize, cmd/config/docs/api-conventions/functions-spec.md), apiVersion
 * config.kubernetes.io/v1 and v1beta1: stdin is one ResourceList with `items` and `functionConfig`, and so is stdout, with
 * `results` of severity, message, resourceRef, field and file.
 *
 * Each item is a part of the stream for render(): the very bytes of the list, the dash in front blanked, so that lines and columns
 * are those of the list. What becomes of the items are edits of the list's bytes; what is not edited leaves as it came.
 */
#ifndef RENDER_RESOURCE_LIST_H
#define RENDER_RESOURCE_LIST_H

#include "render/render.h"
#include "render/result.h"
#include "yaml/lines.h"
#include "yaml/outline.h"

/* Where an item stands, in bytes of the list. */
struct resource_item {
    size_t lead;       /* of the comment lines in front that are indented as the dash is; else start */
    size_t start, end; /* its lines, with blank ones behind; in a flow its own bytes */
};

struct resource_list {
    struct text name, bytes; /* the whole input */
    struct line_index *lines;
    const struct yaml_source *source; /* the document */
    struct outline outline;           /* of the source: its offsets are less than those here by source->offset */
    const char *line_end;             /* "\n" or "\r\n" */
    /* The pairs of these keys; OUTLINE_NONE where there is none. */
    size_t items_pair, results_pair, config_pair;
    struct resource_item *items;
    struct stream_part *parts; /* an item each */
    size_t count;
};

/* Looks whether the first document of an input is a ResourceList; *out stays NULL where it is not. ERR_INPUT: it is one that cannot
 * be taken apart, or something stands behind it; or, with *out set, aliases lead from one of its items to another. */
int resource_list_read(struct arena *arena, const struct render_part *input, struct resource_list **out, struct err *err);

/* The value of one of the pairs above as a tree, NULL where there is none. ERR_INPUT. */
int resource_list_value(struct arena *arena, const struct resource_list *list, size_t pair, const struct node **out,
                        struct err *err);

/* ERR_INPUT at a place of the list: its source's line and column, from 0. */
int resource_list_fail(const struct resource_list *list, size_t line, size_t column, const char *why, struct err *err);

/* For render(): what becomes of the items, as edits in *out. ERR_INPUT: an item that cannot be changed where it stands. */
int resource_list_result(const struct run *run, const struct resource_list *list, const struct change_list *changes,
                         const struct plan *plan, struct render_output *out, struct err *err);

/* One entry of `results`. */
struct resource_result {
    const char *severity; /* "error", "warning", "info" */
    struct text message;
    size_t item;       /* that it is about; OUTLINE_NONE: none, or not known */
    struct text field; /* a path in it; empty: not known */
};

/* The item that stands at that place of the input, line and column from 0; OUTLINE_NONE. */
size_t resource_list_item_at(const struct resource_list *list, size_t line, size_t column);

/* "ConfigMap poseidon-dev/values": what an item is called; empty where it says too little. In the arena. */
struct text resource_list_item_name(struct arena *arena, const struct resource_list *list, size_t item);

/* The list with the edits and with more results: slices to write. A result that stands there already is not put there again.
 * NULL with ERR_INPUT where they cannot be put there. Edits may be NULL: the list as it came. */
struct text *resource_list_write(struct arena *arena, const struct resource_list *list, const struct edit_list *edits,
                                 const struct resource_result *results, size_t result_count, size_t *slice_count, struct err *err);

#endif
