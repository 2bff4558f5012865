/* SPDX-License-Identifier: Apache-2.0
 *
 * text: a run of bytes that somebody else owns.
 *
 * A struct text never owns its bytes, need not end in NUL and may hold NUL. Who made it says how long it lives: mostly as
 * long as the arena or the input it points into. An empty text has len 0; its pointer may then be NULL.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
    const char *at;
    size_t len;
};

#define TEXT(literal) ((struct text){(literal), sizeof(literal) - 1})

/* For printf("%.*s"): the precision is an int, so at most INT_MAX bytes are shown. */
#define TEXT_FMT "%.*s"
#define TEXT_ARG(t) text_precision(t), ((t).at ? (t).at : "")
int text_precision(struct text t);

/* The bytes of a NUL-terminated string; NULL gives the empty text. */
struct text text_of(const char *string);
bool text_equal(struct text a, struct text b);
bool text_is(struct text t, const char *string);
bool text_starts(struct text t, const char *prefix);
bool text_ends(struct text t, const char *suffix);
bool text_contains(struct text t, const char *needle);
/* <0, 0 or >0, in the order of the bytes taken as unsigned. */
int text_order(struct text a, struct text b);
/* Without blanks, tabs and line ends at both ends. */
struct text text_trim(struct text t);
/* t without its first n bytes (n <= t.len). */
struct text text_from(struct text t, size_t n);

#endif
