/* SPDX-License-Identifier: Apache-2.0
 *
 * The allocation number SHIM_ALLOCATION fails, counted from main() on, whoever asks for it: the program, a library, the C library.
 * SHIM_COUNT names a file that gets the count at the end. base/zfree.c takes the memory of its realloc() from __libc_malloc().
 */
#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

#include "tests/shim/shim.h"

static atomic_ulong count;
static unsigned long failing;
static int report = -1;

static int fails(void)
{
    if (atomic_fetch_add(&count, 1) + 1 != failing)
        return 0;
    errno = ENOMEM;
    return 1;
}

/* The names are glibc's. NOLINTBEGIN(bugprone-reserved-identifier) */

void *__libc_malloc(size_t size);
void *__libc_malloc(size_t size)
{
    static void *(*next)(size_t);
    SHIM_NEXT(next, "__libc_malloc");
    return fails() ? NULL : next(size);
}

void *malloc(size_t size)
{
    static void *(*next)(size_t);
    SHIM_NEXT(next, "malloc");
    return fails() ? NULL : next(size);
}

void *calloc(size_t items, size_t size)
{
    static void *(*next)(size_t, size_t);
    SHIM_NEXT(next, "calloc");
    return fails() ? NULL : next(items, size);
}

void *realloc(void *p, size_t size)
{
    static void *(*next)(void *, size_t);
    SHIM_NEXT(next, "realloc");
    return fails() ? NULL : next(p, size);
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    static int (*next)(void **, size_t, size_t);
    SHIM_NEXT(next, "posix_memalign");
    return fails() ? ENOMEM : next(out, alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
    static void *(*next)(size_t, size_t);
    SHIM_NEXT(next, "aligned_alloc");
    return fails() ? NULL : next(alignment, size);
}

void *mmap(void *at, size_t size, int protection, int flags, int descriptor, off_t offset)
{
    static void *(*next)(void *, size_t, int, int, int, off_t);
    SHIM_NEXT(next, "mmap");
    return fails() ? MAP_FAILED : next(at, size, protection, flags, descriptor, offset);
}

void *mremap(void *old, size_t old_size, size_t size, int flags, ...)
{
    static void *(*next)(void *, size_t, size_t, int, ...);
    SHIM_NEXT(next, "mremap");
    return fails() ? MAP_FAILED : next(old, old_size, size, flags);
}

/* NOLINTEND(bugprone-reserved-identifier) */

__attribute__((constructor)) static void begin(void)
{
    failing = shim_number("SHIM_ALLOCATION");
    report = shim_report_open("SHIM_COUNT");
    atomic_store(&count, 0);
}

__attribute__((destructor)) static void end(void)
{
    char line[32];
    int len = snprintf(line, sizeof line, "%lu\n", atomic_load(&count));
    if (report >= 0 && len > 0 && write(report, line, (size_t)len) != len)
        abort();
}
