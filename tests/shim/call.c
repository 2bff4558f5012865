/* SPDX-License-Identifier: Apache-2.0
 *
 * One system call fails: SHIM_CALL is its name, SHIM_CALL_NUMBER which of its calls (counted from main() on; with a + in front,
 * that one and all behind it), SHIM_ERRNO the error. SHIM_CALL_COUNT names a file that gets the count at the end.
 */
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include "tests/shim/shim.h"

static char failing[32];
static unsigned long first;
static int for_good, error, report = -1;
static atomic_ulong count;

static int fails(const char *name)
{
    if (strcmp(name, failing) != 0)
        return 0;
    unsigned long number = atomic_fetch_add(&count, 1) + 1;
    if (number != first && !(for_good && number > first && first > 0))
        return 0;
    errno = error;
    return 1;
}

ssize_t read(int descriptor, void *out, size_t size)
{
    static ssize_t (*next)(int, void *, size_t);
    SHIM_NEXT(next, "read");
    return fails("read") ? -1 : next(descriptor, out, size);
}

ssize_t writev(int descriptor, const struct iovec *parts, int parts_count)
{
    static ssize_t (*next)(int, const struct iovec *, int);
    SHIM_NEXT(next, "writev");
    return descriptor == STDOUT_FILENO && fails("writev") ? -1 : next(descriptor, parts, parts_count);
}

/* A descriptor is gone all the same. */
int close(int descriptor)
{
    static int (*next)(int);
    SHIM_NEXT(next, "close");
    int fails_here = fails("close") || (descriptor == STDOUT_FILENO && fails("close-stdout"));
    int result = next(descriptor);
    if (!fails_here)
        return result;
    errno = error;
    return -1;
}

int open(const char *path, int flags, ...)
{
    static int (*next)(const char *, int, ...);
    va_list more;
    va_start(more, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
    va_end(more);
    SHIM_NEXT(next, "open");
    return fails("open") ? -1 : next(path, flags, mode);
}

int fstat(int descriptor, struct stat *out)
{
    static int (*next)(int, struct stat *);
    SHIM_NEXT(next, "fstat");
    return fails("fstat") ? -1 : next(descriptor, out);
}

int stat(const char *restrict path, struct stat *restrict out)
{
    static int (*next)(const char *restrict, struct stat *restrict);
    SHIM_NEXT(next, "stat");
    return fails("stat") ? -1 : next(path, out);
}

int lstat(const char *restrict path, struct stat *restrict out)
{
    static int (*next)(const char *restrict, struct stat *restrict);
    SHIM_NEXT(next, "lstat");
    return fails("lstat") ? -1 : next(path, out);
}

int mlock(const void *at, size_t size)
{
    static int (*next)(const void *, size_t);
    SHIM_NEXT(next, "mlock");
    return fails("mlock") ? -1 : next(at, size);
}

int mprotect(void *at, size_t size, int protection)
{
    static int (*next)(void *, size_t, int);
    SHIM_NEXT(next, "mprotect");
    return fails("mprotect") ? -1 : next(at, size, protection);
}

int madvise(void *at, size_t size, int advice)
{
    static int (*next)(void *, size_t, int);
    SHIM_NEXT(next, "madvise");
    return fails("madvise") ? -1 : next(at, size, advice);
}

int pthread_create(pthread_t *restrict out, const pthread_attr_t *restrict attributes, void *(*start)(void *),
                   void *restrict argument)
{
    static int (*next)(pthread_t *restrict, const pthread_attr_t *restrict, void *(*)(void *), void *restrict);
    SHIM_NEXT(next, "pthread_create");
    return fails("pthread_create") ? error : next(out, attributes, start, argument);
}

__attribute__((constructor)) static void begin(void)
{
    const char *number = getenv("SHIM_CALL_NUMBER"), *name = getenv("SHIM_CALL");
    for_good = number != NULL && *number == '+';
    first = number == NULL ? 0 : strtoul(number + for_good, NULL, 10);
    error = (int)shim_number("SHIM_ERRNO");
    report = shim_report_open("SHIM_CALL_COUNT");
    (void)snprintf(failing, sizeof failing, "%s", name == NULL ? "" : name);
}

__attribute__((destructor)) static void end(void)
{
    char line[32];
    int len = snprintf(line, sizeof line, "%lu\n", atomic_load(&count));
    *failing = 0;
    if (report >= 0 && len > 0 && write(report, line, (size_t)len) != len)
        abort();
}
