/* SPDX-License-Identifier: Apache-2.0
 *
 * buf: text that grows in an arena, never past the ceiling it was made with.
 *
 * What was written before a buffer moved stays in the arena until that is freed and wiped.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/text.h"

struct buf {
    struct arena *arena;
    char *at;
    size_t len, room, ceiling;
    bool full; /* something did not fit: what is here is cut off */
};

/* ceiling: bytes, from base/limits.h. */
struct buf buf_new(struct arena *arena, size_t ceiling);
void buf_put(struct buf *buf, struct text t);
void buf_put_string(struct buf *buf, const char *string);
void buf_put_byte(struct buf *buf, char byte);
void buf_put_spaces(struct buf *buf, size_t count);
void buf_format(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* What was put; lives as long as the arena, valid until the next put. */
struct text buf_text(const struct buf *buf);

#endif
