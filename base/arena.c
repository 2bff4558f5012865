/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

/* The first block is small: a page that is wiped has to be there first, used or not, and many an arena holds little. */
enum { FIRST_BLOCK_SIZE = 8 * 1024, BLOCK_SIZE = 64 * 1024, ALIGNMENT = 16 };

struct arena_block {
    struct arena_block *older;
    size_t size, used;
    _Alignas(ALIGNMENT) unsigned char bytes[];
};

static struct arena_block *block_new(struct arena_block *older, size_t size)
{
    struct arena_block *block = mem_new(size_add(sizeof *block, size));
    block->older = older;
    block->size = size;
    return block;
}

void *arena_new(struct arena *arena, size_t size)
{
    size_t rounded = size_add(size ? size : 1, ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    struct arena_block *block = arena->newest;
    if (block == NULL || block->size - block->used < rounded) {
        /* A large piece gets a block of its own behind the current one, which still has room for small pieces. */
        if (block != NULL && rounded > BLOCK_SIZE / 4) {
            block->older = block_new(block->older, rounded);
            block = block->older;
        } else {
            size_t usual = block == NULL ? FIRST_BLOCK_SIZE : BLOCK_SIZE;
            arena->newest = block_new(block, rounded > usual ? rounded : usual);
            block = arena->newest;
        }
    }
    void *p = block->bytes + block->used;
    block->used += rounded;
    return p;
}

struct text arena_copy(struct arena *arena, struct text t)
{
    return (struct text){arena_string(arena, t), t.len};
}

char *arena_string(struct arena *arena, struct text t)
{
    char *copy = arena_new(arena, size_add(t.len, 1));
    if (t.len > 0)
        memcpy(copy, t.at, t.len);
    return copy;
}

struct text arena_format(struct arena *arena, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    char none[1];
    int len = vsnprintf(none, sizeof none, format, args);
    va_end(args);
    if (len < 0)
        mem_exhausted();
    char *out = arena_new(arena, (size_t)len + 1);
    if (vsnprintf(out, (size_t)len + 1, format, again) != len)
        mem_exhausted();
    va_end(again);
    return (struct text){out, (size_t)len};
}

static void free_blocks(struct arena_block *newest)
{
    while (newest != NULL) {
        struct arena_block *block = newest;
        newest = block->older;
        explicit_bzero(block->bytes, block->used);
        mem_free(block);
    }
}

void arena_free(struct arena *arena)
{
    free_blocks(arena->newest);
    arena->newest = NULL;
}

void arena_clear(struct arena *arena)
{
    struct arena_block *kept = arena->newest;
    if (kept == NULL)
        return;
    free_blocks(kept->older);
    kept->older = NULL;
    explicit_bzero(kept->bytes, kept->used);
    kept->used = 0;
}

void *array_room(struct arena *arena, void *items, size_t count, size_t *room, size_t item_size)
{
    if (count < *room)
        return items;
    *room = count ? size_mul(count, 2) : 4;
    void *bigger = arena_new(arena, size_mul(*room, item_size));
    if (count > 0)
        memcpy(bigger, items, count * item_size);
    return bigger;
}

bool text_list_has(const struct text_list *list, struct text t)
{
    for (size_t i = 0; i < list->count; i++)
        if (text_equal(list->items[i], t))
            return true;
    return false;
}

struct text_list text_list_split(struct arena *arena, const char *list, char separator)
{
    struct text_list parts = {0};
    for (const char *end; *list != 0; list = *end == 0 ? end : end + 1) {
        end = strchrnul(list, separator);
        if (end > list)
            *array_add(arena, &parts) = arena_copy(arena, (struct text){list, (size_t)(end - list)});
    }
    return parts;
}

/* No name of anything has more bytes; what is no name may have millions. */
enum { JOINED_BYTES = 253 };

static struct text joined_part(struct text t)
{
    if (t.len > JOINED_BYTES)
        t.len = JOINED_BYTES;
    return t;
}

struct text text_list_join(struct arena *arena, const struct text_list *list, size_t most)
{
    struct text out = list->count > 0 ? joined_part(list->items[0]) : (struct text){0};
    for (size_t i = 1; i < list->count && i <= most; i++)
        out = arena_format(arena, TEXT_FMT ", " TEXT_FMT, TEXT_ARG(out),
                           TEXT_ARG(i < most ? joined_part(list->items[i]) : TEXT("...")));
    return out;
}

static int by_order(const void *a, const void *b)
{
    return text_order(*(const struct text *)a, *(const struct text *)b);
}

void text_list_sort(struct text_list *list)
{
    if (list->count > 1)
        qsort(list->items, list->count, sizeof *list->items, by_order);
}

bool text_list_finds(const struct text_list *sorted, struct text t)
{
    return sorted->count > 0 && bsearch(&t, sorted->items, sorted->count, sizeof *sorted->items, by_order) != NULL;
}
