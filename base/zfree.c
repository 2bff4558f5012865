/* SPDX-License-Identifier: Apache-2.0
 *
 * zfree: every block that anybody in the process frees is wiped first, the libraries' own included.
 *
 * libyaml, mbedTLS and stdio copy what they read and free the copies as they are. A free() and realloc() of the executable's own
 * take the place of the C library's for all of them. Linked into the program only; the sanitizers and valgrind bring their own
 * allocator, for them -DNO_ZFREE leaves this out, and so must a build for another C library than glibc, knowingly.
 */
#ifndef NO_ZFREE

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/zfree.h"

#include "base/sanitizer.h"

#ifndef __GLIBC__
#error "base/zfree.c wipes freed memory by glibc's own names; for another C library build with CPPFLAGS=-DNO_ZFREE"
#endif
#if ADDRESS_SANITIZER
#error "AddressSanitizer brings its own free(): build with CPPFLAGS=-DNO_ZFREE"
#endif

/* The names are glibc's. NOLINTBEGIN(bugprone-reserved-identifier, readability-inconsistent-declaration-parameter-name) */

/* glibc exports these for those who replace its allocator's outer names; no header declares them. */
void *__libc_malloc(size_t size);
void __libc_free(void *p);

/* Never inline: where the compiler knows how many bytes were asked for, it takes wiping all of the block for an overflow. */
__attribute__((noinline)) void free(void *p)
{
    if (p == NULL)
        return;
    explicit_bzero(p, malloc_usable_size(p));
    __libc_free(p);
}

/* Never in place: the C library's own realloc() would leave the old block behind unwiped when it moves one. */
void *realloc(void *p, size_t size)
{
    if (p == NULL)
        return __libc_malloc(size);
    if (size == 0) {
        free(p);
        return NULL;
    }
    size_t old_size = malloc_usable_size(p);
    if (size <= old_size && size > old_size / 2)
        return p;
    void *moved = __libc_malloc(size);
    if (moved == NULL)
        return NULL;
    memcpy(moved, p, old_size < size ? old_size : size);
    free(p);
    return moved;
}

/* NOLINTEND(bugprone-reserved-identifier, readability-inconsistent-declaration-parameter-name) */

static unsigned char *heap_start;

/* Neither large blocks in mappings of their own nor an arena for each thread: the heap is what lies below the program break.
 * Threads that open strings compute and hardly allocate: one arena serves them. */
void zfree_setup(void)
{
    (void)mallopt(M_MMAP_MAX, 0);
    (void)mallopt(M_ARENA_MAX, 1);
    unsigned char *heap_end = sbrk(0);
    heap_start = heap_end - mallinfo2().arena;
}

void zfree_wipe_heap(void)
{
    unsigned char *heap_end = sbrk(0);
    if (heap_start != NULL && heap_end > heap_start)
        explicit_bzero(heap_start, (size_t)(heap_end - heap_start));
}

#else

/* ISO C wants at least one declaration in a file. */
extern const int zfree_is_left_out;

#endif
