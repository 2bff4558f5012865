/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"

struct buf buf_new(struct arena *arena, size_t ceiling)
{
    return (struct buf){.arena = arena, .ceiling = ceiling};
}

static bool make_room(struct buf *buf, size_t more)
{
    size_t need = size_add(buf->len, more);
    if (need > buf->ceiling) {
        buf->full = true;
        return false;
    }
    if (need <= buf->room)
        return true;
    size_t room = buf->room ? buf->room : 256;
    while (room < need)
        room = size_mul(room, 2);
    char *bigger = arena_new(buf->arena, size_add(room, 1)); /* one more for the NUL that vsnprintf() writes */
    if (buf->len > 0)
        memcpy(bigger, buf->at, buf->len);
    buf->at = bigger;
    buf->room = room;
    return true;
}

void buf_put(struct buf *buf, struct text t)
{
    if (t.len == 0 || !make_room(buf, t.len))
        return;
    memcpy(buf->at + buf->len, t.at, t.len);
    buf->len += t.len;
}

void buf_put_string(struct buf *buf, const char *string)
{
    buf_put(buf, text_of(string));
}

void buf_put_byte(struct buf *buf, char byte)
{
    buf_put(buf, (struct text){&byte, 1});
}

void buf_put_spaces(struct buf *buf, size_t count)
{
    if (count == 0 || !make_room(buf, count))
        return;
    memset(buf->at + buf->len, ' ', count);
    buf->len += count;
}

void buf_format(struct buf *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (len < 0)
        mem_exhausted();
    if (len > 0 && make_room(buf, (size_t)len)) {
        (void)vsnprintf(buf->at + buf->len, (size_t)len + 1, format, again);
        buf->len += (size_t)len;
    }
    va_end(again);
}

struct text buf_text(const struct buf *buf)
{
    return (struct text){buf->at, buf->len};
}
