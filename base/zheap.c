/* SPDX-License-Identifier: Apache-2.0
 *
 * zheap: what base/zfree.c does, for C libraries on Linux that let nobody between free() and their heap, as musl: an allocator of
 * the program's own. What is freed is wiped, whoever frees it, and all of the heap can be wiped as a whole (base/zfree.h).
 *
 * Small blocks come in classes of size out of chunks, and go back to a list of their class; a large one is a mapping of its own.
 * Freed blocks are zeros but for the link to the next one: so is every block that is handed out. As zfree.c it is the program's
 * alone.
 */
#ifndef NO_ZFREE

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/zfree.h"

enum {
    ALIGNMENT = 16,
    FINE_BYTES = 1024, /* up to here a class each 16 bytes, from there four to each power of two */
    FINE_CLASSES = FINE_BYTES / ALIGNMENT,
    SMALL_BYTES = 256 * 1024,
    SMALL_CLASSES = FINE_CLASSES + 4 * 8,
    CHUNK_BYTES = 1024 * 1024,
};

/* What a block is; anything else is none of ours, or was freed before. */
enum mark { MARK_USED = 0x75536564, MARK_FREED = 0x46726545, MARK_LARGE = 0x4C617247, MARK_SHIFTED = 0x53684966 };

/* In front of what the caller gets. */
struct block {
    size_t size; /* behind it; in a shifted one: from the block that it lies in */
    uint32_t size_class;
    uint32_t mark;
};

struct freed {
    struct block block;
    struct freed *next;
};

struct chunk {
    struct chunk *older;
    size_t used, room;
    size_t unused; /* keeps blocks aligned */
};

struct large {
    struct large *next, *previous;
    size_t mapped;
    size_t unused;
    struct block block;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct freed *freed[SMALL_CLASSES];
static struct chunk *chunks;
static struct large *larges;

/* --- classes of size --- */

static unsigned class_of(size_t size)
{
    if (size <= FINE_BYTES)
        return size == 0 ? 0 : (unsigned)((size - 1) / ALIGNMENT);
    unsigned power = 63U - (unsigned)__builtin_clzll(size - 1), quarter = (unsigned)((size - 1) >> (power - 2)) & 3;
    return FINE_CLASSES + (power - 10) * 4 + quarter;
}

static size_t size_of_class(unsigned size_class)
{
    if (size_class < FINE_CLASSES)
        return (size_t)(size_class + 1) * ALIGNMENT;
    unsigned power = 10 + (size_class - FINE_CLASSES) / 4, quarter = (size_class - FINE_CLASSES) % 4;
    return (size_t)(5 + quarter) << (power - 2);
}

/* --- memory from the kernel --- */

static void *map(size_t size)
{
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return at != MAP_FAILED ? at : NULL;
}

static struct block *carve(size_t bytes)
{
    if (chunks == NULL || chunks->room - chunks->used < bytes) {
        struct chunk *chunk = map(CHUNK_BYTES);
        if (chunk == NULL)
            return NULL;
        *chunk = (struct chunk){.older = chunks, .used = sizeof *chunk, .room = CHUNK_BYTES};
        chunks = chunk;
    }
    void *at = (unsigned char *)chunks + chunks->used;
    chunks->used += bytes;
    return at;
}

static void enlist(struct large *large)
{
    large->previous = NULL;
    large->next = larges;
    if (larges != NULL)
        larges->previous = large;
    larges = large;
}

static void delist(const struct large *large)
{
    *(large->previous != NULL ? &large->previous->next : &larges) = large->next;
    if (large->next != NULL)
        large->next->previous = large->previous;
}

/* Bytes of the mapping for a large block; 0: there is no such size. */
static size_t mapping_for(size_t size)
{
    const size_t page = 4096;
    return size > PTRDIFF_MAX - page - sizeof(struct large) ? 0 : (size + sizeof(struct large) + page - 1) & ~(page - 1);
}

/* --- blocks --- */

static struct block *new_small(size_t size)
{
    unsigned size_class = class_of(size);
    size_t room = size_of_class(size_class);
    pthread_mutex_lock(&lock);
    struct freed *again = freed[size_class];
    struct block *block = again != NULL ? &again->block : carve(sizeof *block + room);
    if (again != NULL) {
        freed[size_class] = again->next;
        again->next = NULL;
    }
    if (block != NULL)
        *block = (struct block){.size = room, .size_class = size_class, .mark = MARK_USED};
    pthread_mutex_unlock(&lock);
    return block;
}

static struct block *new_large(size_t size)
{
    size_t mapped = mapping_for(size);
    struct large *large = mapped != 0 ? map(mapped) : NULL;
    if (large == NULL)
        return NULL;
    large->mapped = mapped;
    large->block = (struct block){.size = mapped - sizeof *large, .mark = MARK_LARGE};
    pthread_mutex_lock(&lock);
    enlist(large);
    pthread_mutex_unlock(&lock);
    return &large->block;
}

static struct large *large_of(struct block *block)
{
    return (struct large *)(void *)((unsigned char *)block - offsetof(struct large, block));
}

/* Compilers know what malloc() promises, and take what lies around it for somebody else's. */
static void *unknown(void *p)
{
    __asm__("" : "+r"(p));
    return p;
}

/* The block that p lies in. Whoever frees what is none, or not any more, would hand out memory twice. */
static struct block *block_of(void *p)
{
    struct block *block = (struct block *)unknown(p) - 1;
    if (block->mark == MARK_SHIFTED)
        block = (struct block *)(void *)((unsigned char *)unknown(p) - block->size) - 1;
    if (block->mark != MARK_USED && block->mark != MARK_LARGE)
        abort();
    return block;
}

static size_t room_behind(void *p)
{
    struct block *block = block_of(p);
    return block->size - (size_t)((unsigned char *)p - (unsigned char *)(block + 1));
}

static void give_back(struct block *block)
{
    explicit_bzero(block + 1, block->size);
    pthread_mutex_lock(&lock);
    if (block->mark == MARK_LARGE) {
        struct large *large = large_of(block);
        delist(large);
        (void)munmap(large, large->mapped);
    } else {
        struct freed *again = (struct freed *)(void *)block;
        block->mark = MARK_FREED;
        again->next = freed[block->size_class];
        freed[block->size_class] = again;
    }
    pthread_mutex_unlock(&lock);
}

/* The kernel moves pages without a copy. */
static void *resize_large(struct large *large, size_t size)
{
    size_t mapped = mapping_for(size);
    if (mapped == 0)
        return NULL;
    pthread_mutex_lock(&lock);
    delist(large);
    struct large *moved = mremap(large, large->mapped, mapped, MREMAP_MAYMOVE);
    if (moved != MAP_FAILED) {
        moved->mapped = mapped;
        moved->block.size = mapped - sizeof *moved;
    }
    enlist(moved != MAP_FAILED ? moved : large);
    pthread_mutex_unlock(&lock);
    return moved != MAP_FAILED ? &moved->block + 1 : NULL;
}

/* --- the names that all the world calls; C libraries and compilers declare them each in their own way --- */

/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name) */

static void *or_no_memory(void *p)
{
    if (p == NULL)
        errno = ENOMEM;
    return p;
}

void *malloc(size_t size)
{
    struct block *block = size <= SMALL_BYTES ? new_small(size) : new_large(size);
    return or_no_memory(block != NULL ? block + 1 : NULL);
}

void *calloc(size_t count, size_t size)
{
    size_t bytes;
    /* All that is handed out is zeros. */
    return __builtin_mul_overflow(count, size, &bytes) ? or_no_memory(NULL) : malloc(bytes);
}

void free(void *p)
{
    int before = errno;
    if (p != NULL)
        give_back(block_of(p));
    errno = before;
}

static void *copy_to_new(void *p, size_t old_size, size_t size)
{
    void *moved = malloc(size);
    if (moved != NULL) {
        memcpy(moved, p, old_size < size ? old_size : size);
        free(p);
    }
    return moved;
}

void *realloc(void *p, size_t size)
{
    if (p == NULL)
        return malloc(size);
    if (size == 0) {
        free(p);
        return NULL;
    }
    size_t old_size = room_behind(p);
    if (size <= old_size && size > old_size / 2)
        return p;
    struct block *block = (struct block *)unknown(p) - 1;
    if (block->mark == MARK_LARGE && size > SMALL_BYTES && size > old_size)
        return or_no_memory(resize_large(large_of(block), size));
    return copy_to_new(p, old_size, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    if (alignment <= ALIGNMENT)
        return malloc(size);
    if (size > PTRDIFF_MAX - alignment)
        return or_no_memory(NULL);
    unsigned char *start = malloc(size + alignment);
    size_t distance = start != NULL ? (size_t)(-(uintptr_t)start & (alignment - 1)) : 0;
    if (distance == 0)
        return start;
    struct block *block = (struct block *)(void *)(start + distance) - 1;
    *block = (struct block){.size = distance, .mark = MARK_SHIFTED};
    return start + distance;
}

void *memalign(size_t alignment, size_t size)
{
    return aligned_alloc(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    void *p = aligned_alloc(alignment, size);
    if (p == NULL)
        return ENOMEM;
    *out = p;
    return 0;
}

void *reallocarray(void *p, size_t count, size_t size)
{
    size_t bytes;
    return __builtin_mul_overflow(count, size, &bytes) ? or_no_memory(NULL) : realloc(p, bytes);
}

size_t malloc_usable_size(void *p)
{
    return p != NULL ? room_behind(p) : 0;
}

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */

void zfree_wipe_heap(void)
{
    for (struct large *large = larges; large != NULL; large = large->next)
        explicit_bzero(unknown(&large->block + 1), large->block.size);
    for (struct chunk *chunk = chunks, *older; chunk != NULL; chunk = older) {
        older = chunk->older;
        explicit_bzero(chunk, chunk->used);
    }
}

#else

/* ISO C wants at least one declaration in a file. */
extern const int zheap_is_left_out;

#endif
