/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads and writes are short and interrupted: SHIM_PIECES is the most bytes that one of them moves, SHIM_SEED decides how many, and
 * which are interrupted by a signal (EINTR) or find nothing yet (EAGAIN) before they are served.
 */
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/uio.h>

#include "tests/shim/shim.h"

static unsigned long most;
static atomic_ulong state;

/* xorshift: the same numbers for the same seed on every machine. */
static unsigned long draw(void)
{
    unsigned long x = atomic_load(&state);
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    atomic_store(&state, x);
    return x;
}

static int interrupted(void)
{
    unsigned long number = most == 0 ? 9 : draw() % 10;
    if (number < 2)
        errno = number == 0 ? EINTR : EAGAIN;
    return number < 2;
}

static size_t piece(size_t size)
{
    size_t some = most == 0 ? size : 1 + draw() % most;
    return some < size ? some : size;
}

ssize_t read(int descriptor, void *out, size_t size)
{
    static ssize_t (*next)(int, void *, size_t);
    SHIM_NEXT(next, "read");
    return interrupted() ? -1 : next(descriptor, out, piece(size));
}

ssize_t write(int descriptor, const void *from, size_t size)
{
    static ssize_t (*next)(int, const void *, size_t);
    SHIM_NEXT(next, "write");
    return interrupted() ? -1 : next(descriptor, from, piece(size));
}

ssize_t writev(int descriptor, const struct iovec *parts, int count)
{
    static ssize_t (*next)(int, const void *, size_t);
    SHIM_NEXT(next, "write");
    while (count > 1 && parts->iov_len == 0) {
        parts++;
        count--;
    }
    return interrupted() ? -1 : next(descriptor, parts->iov_base, piece(parts->iov_len));
}

__attribute__((constructor)) static void begin(void)
{
    atomic_store(&state, 0x9e3779b97f4a7c15UL ^ shim_number("SHIM_SEED"));
    most = shim_number("SHIM_PIECES");
}
