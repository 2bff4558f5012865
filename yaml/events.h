/* SPDX-License-Identifier: Apache-2.0
 *
 * events: libyaml's events of one document, with where they stand in the source. For yaml/tree.c and yaml/outline.c.
 *
 * Bytes that libyaml reads in another way than they are meant (a byte order mark, JSON's escapes of two halves) are seen to here,
 * as is what its errors lack: place and hint.
 */
#ifndef YAML_EVENTS_H
#define YAML_EVENTS_H

#include <yaml.h>

#include "yaml/lines.h"
#include "yaml/marks.h"
#include "yaml/tree.h"

struct events {
    struct arena *arena;
    const struct yaml_source *source;
    yaml_parser_t parser;
    struct marks marks;
    struct line_index lines; /* where libyaml gets other lines than the source has; no bytes else */
    bool begun;              /* there is content, and a parser to be freed */
    struct err *err;
};

/* Looks at the bytes as a whole: *empty where they hold no content. ERR_INPUT: another encoding, more than the limits. Either way
 * events_end() follows. */
int events_begin(struct events *events, struct arena *arena, const struct yaml_source *source, bool *empty, struct err *err);
/* Hands each event to take(), up to the end of the document. -1 with ERR_INPUT and the place in front of the text, or where take()
 * gives that. */
int events_read(struct events *events, int (*take)(void *context, const yaml_event_t *event), void *context);
void events_end(struct events *events);

/* The byte of a mark; they come in order. */
size_t events_byte(struct events *events, yaml_mark_t mark);
/* How the scalar or collection of an event is written. */
enum node_style events_style(const yaml_event_t *event);
/* The byte behind a scalar that begins at `start`: of a block scalar without what libyaml takes for it behind its last line. */
size_t events_scalar_end(struct events *events, const yaml_event_t *event, size_t start);
/* Line and column of a mark in the source, from 0; `byte` is its byte. */
void events_locate(struct events *events, yaml_mark_t mark, size_t byte, size_t *line, size_t *column);
/* ERR_INPUT with the place in front. */
int events_fail_at_mark(struct events *events, yaml_mark_t mark, struct text why);
int events_fail_at_byte(struct events *events, size_t byte, struct text why);
/* Behind the end of the document: nothing else may follow. */
int events_check_rest(struct events *events, yaml_mark_t mark);

#endif
