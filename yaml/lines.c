/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml/lines.h"

#include <string.h>

#include "base/alloc.h"

enum { BLOCK = 4096 };

static size_t count_line_feeds(const char *at, size_t len)
{
    size_t count = 0;
    for (const char *end = at + len; (at = memchr(at, '\n', (size_t)(end - at))) != NULL; at++)
        count++;
    return count;
}

static void build(struct line_index *index)
{
    size_t blocks = index->bytes.len / BLOCK + 1;
    index->before = arena_new(index->arena, size_mul(blocks, sizeof *index->before));
    for (size_t i = 1; i < blocks; i++)
        index->before[i] = index->before[i - 1] + count_line_feeds(index->bytes.at + (i - 1) * BLOCK, BLOCK);
}

void lines_locate(struct line_index *index, size_t offset, size_t *line, size_t *column)
{
    if (index->before == NULL)
        build(index);
    size_t block = offset / BLOCK;
    *line = index->before[block] + (offset > 0 ? count_line_feeds(index->bytes.at + block * BLOCK, offset - block * BLOCK) : 0);
    const char *feed = offset > 0 ? memrchr(index->bytes.at, '\n', offset) : NULL;
    *column = feed ? offset - (size_t)(feed - index->bytes.at) - 1 : offset;
}
