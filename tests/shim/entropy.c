/* SPDX-License-Identifier: Apache-2.0
 *
 * The system has no random bytes, from call number SHIM_ENTROPY_FROM on: not by getrandom(), not by getentropy(), not by a device.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <sys/random.h>
#include <sys/syscall.h>

#include "tests/shim/shim.h"

static atomic_ulong count;

static int gone(void)
{
    if (atomic_fetch_add(&count, 1) + 1 < shim_number("SHIM_ENTROPY_FROM"))
        return 0;
    errno = ENOSYS;
    return 1;
}

ssize_t getrandom(void *out, size_t size, unsigned flags)
{
    static ssize_t (*next)(void *, size_t, unsigned);
    SHIM_NEXT(next, "getrandom");
    return gone() ? -1 : next(out, size, flags);
}

int getentropy(void *out, size_t size)
{
    static int (*next)(void *, size_t);
    SHIM_NEXT(next, "getentropy");
    return gone() ? -1 : next(out, size);
}

long syscall(long number, ...)
{
    static long (*next)(long, ...);
    long arguments[6];
    va_list more;
    va_start(more, number);
    for (size_t i = 0; i < 6; i++)
        arguments[i] = va_arg(more, long);
    va_end(more);
    SHIM_NEXT(next, "syscall");
    if (number == SYS_getrandom && gone())
        return -1;
    return next(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
}

static int is_device(const char *path)
{
    return strcmp(path, "/dev/urandom") == 0 || strcmp(path, "/dev/random") == 0;
}

int open(const char *path, int flags, ...)
{
    static int (*next)(const char *, int, ...);
    va_list more;
    va_start(more, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
    va_end(more);
    SHIM_NEXT(next, "open");
    if (!is_device(path))
        return next(path, flags, mode);
    errno = ENOENT;
    return -1;
}
