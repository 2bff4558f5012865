/* SPDX-License-Identifier: Apache-2.0
 *
 * marks: what libyaml leaves to its caller: the bytes behind its marks, and what its events do not tell.
 */
#ifndef YAML_MARKS_H
#define YAML_MARKS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/text.h"

/* libyaml's marks count characters; this goes along with them. */
struct marks {
    struct text bytes;
    size_t skipped;   /* bytes of a byte order mark, which libyaml does not get to see */
    size_t at, index; /* a byte and its mark */
};

struct marks marks_begin(struct text bytes);
/* The byte of a mark. Marks come in order, so a whole document costs one pass over its bytes. */
size_t marks_byte(struct marks *marks, size_t index);
/* Line and column, from 0, of a byte; counts from the start, for errors only. */
void marks_locate(const struct marks *marks, size_t byte, size_t *line, size_t *column);

/* JSON writes a character beyond U+FFFF as two escapes, \uD83D\uDE00, which libyaml refuses (RFC 8259 section 7). For a JSON object
 * with such pairs in its strings: a copy in which each is the one escape of YAML, after a continued line that fills up its bytes:
 * offsets stay as they are, lines do not. (In a key libyaml takes no such line and refuses it.) Otherwise the bytes themselves. */
struct text bytes_join_surrogates(struct arena *arena, struct text bytes);
/* "UTF-16" or "UTF-32" for bytes that begin with such a byte order mark, else NULL. */
const char *bytes_wide_encoding(struct text bytes);
/* Directives (lines that begin with %) in front of the document, at most one more than `most`; *last is where the last one that was
 * counted begins. */
size_t bytes_count_directives(struct text bytes, size_t most, size_t *last);
/* The first byte from `at` on that is no blank, line end, comment or `...`. */
size_t bytes_skip_to_content(struct text bytes, size_t at);
/* The end of a block scalar's last line that is not blank, without the line end; libyaml's mark stands at the next token. */
size_t bytes_block_scalar_end(struct text bytes, size_t start, size_t end);
/* Whether a scalar has the non-specific tag, `! 12`, which makes a string of it; libyaml drops it. */
bool bytes_have_lone_tag(struct text bytes, size_t start, size_t end);

#endif
