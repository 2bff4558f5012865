/* SPDX-License-Identifier: Apache-2.0
 *
 * stream: where documents begin and end, by bytes alone.
 *
 * A document begins at a line `---` followed by a blank, a tab, a line end or the end of input (YAML 1.2.2 section 9.1: at column 0
 * always a marker, also where a block scalar might hide it), or at the start of the stream; a line `...` ends one. Directives,
 * comments, blank lines and a BOM in front of the first `---`, or between `...` and the next `---`, belong to the document that
 * they precede; a comment before any other `---` belongs to the document above it. Nothing is parsed and nothing is copied.
 */
#ifndef RENDER_STREAM_H
#define RENDER_STREAM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"

/* Bytes of a stream, end exclusive. */
struct range {
    size_t start, end;
};

struct range_list {
    struct range *items;
    size_t count, room;
};

/* The document that begins at or contains *at, which moves to its end. False at the end of the stream. */
bool stream_next(struct text stream, size_t *at, struct range *out);
/* The document around the byte at `offset`; it begins at or after `floor`, which is the end of an earlier document or 0. */
struct range stream_locate(struct text stream, size_t floor, size_t offset);
/* The values of a document: the document itself, or each value of a stream of JSON values ({...}{...}), which kubectl takes as
 * well. *at, at first document.start, moves to the end of what was given. False when there is no more. */
bool stream_next_value(struct text stream, struct range document, size_t *at, struct range *out);
/* Whether one of the ranges, which are sorted and do not overlap, holds the byte at `offset`. */
bool range_list_covers(const struct range_list *ranges, size_t offset);
/* Whether a line is blank or a comment, and one line to every reader: YAML 1.1 ends lines at a lone carriage return, U+0085, U+2028
 * and U+2029 as well, and what stands behind may be content. */
bool stream_is_comment(struct text line);
/* Whether a stream ends in directives that no document follows: they would be those of whatever is put behind. */
bool stream_ends_in_directives(struct text stream);
/* The template that printed a document: what its first comment line `# Source: <path>` says (Helm 3); else empty. */
struct text stream_origin(struct text document);

#endif
