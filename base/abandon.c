/* SPDX-License-Identifier: Apache-2.0 */
#include "base/abandon.h"

#include <pthread.h>
#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/err.h"
#include "base/zfree.h"

/* More than the libraries' functions take; less than any thread's stack has. */
enum { DEAD_STACK_BYTES = 48 * 1024 };

static const void *stack_end;
static _Thread_local struct abandon_guard *current;

static struct region *regions;
static pthread_mutex_t regions_lock = PTHREAD_MUTEX_INITIALIZER;

/* libsodium calls it where it would else abort: out of the middle of a function that cannot fail. */
static void no_random_bytes(void)
{
    abandon("the system gives no random bytes");
}

void abandon_setup(const void *frame_of_main)
{
    stack_end = frame_of_main;
    (void)sodium_set_misuse_handler(no_random_bytes);
    if (zfree_setup != NULL)
        zfree_setup();
}

/* ------------------------------------------------------------------ what has to be wiped besides heap and stack */

void region_keep(struct region *region, void *at, size_t size)
{
    pthread_mutex_lock(&regions_lock);
    *region = (struct region){.next = regions, .at = at, .size = size};
    if (regions != NULL)
        regions->previous = region;
    regions = region;
    pthread_mutex_unlock(&regions_lock);
}

void region_drop(struct region *region)
{
    pthread_mutex_lock(&regions_lock);
    *(region->previous != NULL ? &region->previous->next : &regions) = region->next;
    if (region->next != NULL)
        region->next->previous = region->previous;
    pthread_mutex_unlock(&regions_lock);
}

struct region *region_new(void *at, size_t size)
{
    struct region *region = calloc(1, sizeof *region);
    if (region != NULL)
        region_keep(region, at, size);
    else
        abandon("out of memory");
    return region;
}

void region_free(struct region *region)
{
    if (region == NULL)
        return;
    region_drop(region);
    free(region);
}

/* ------------------------------------------------------------------ the end */

/* The vector registers that the C library copies with keep what it copied last, until somebody writes them to the stack. Zeros of
 * every size that it tells apart go the same way. */
static void wipe_registers(void)
{
    enum { LEAST = 16, MOST = 4096 };
    unsigned char from[MOST] = {0}, to[MOST];
    void *(*volatile copy)(void *, const void *, size_t) = memmove;
    for (size_t size = LEAST; size <= MOST; size *= 2)
        copy(to, from, size);
}

void wipe_dead_stack(void)
{
    wipe_registers();
    sodium_stackzero(DEAD_STACK_BYTES);
}

static void say(const char *reason)
{
    static const char label[] = "error: ", end[] = "\n";
    const struct iovec parts[] = {
        {(void *)(uintptr_t)label, sizeof label - 1},
        {(void *)(uintptr_t)reason, strlen(reason)},
        {(void *)(uintptr_t)end, 1},
    };
    ssize_t written = writev(STDERR_FILENO, parts, sizeof parts / sizeof parts[0]);
    (void)written; /* of a lost stderr nobody can be told */
}

static void wipe_regions(void)
{
    for (const struct region *region = regions; region != NULL; region = region->next)
        if (!region->hidden || mprotect(region->at, region->size, PROT_READ | PROT_WRITE) == 0)
            explicit_bzero(region->at, region->size);
}

/* From its own frame up to main()'s all is wiped, return addresses included: nothing in here returns. */
__attribute__((noinline)) static _Noreturn void leave(void)
{
    uintptr_t from = (uintptr_t)__builtin_frame_address(0), to = (uintptr_t)stack_end;
    if (to > from)
        explicit_bzero(__builtin_frame_address(0), to - from);
    wipe_dead_stack();
    _exit(ERR_IO);
}

void abandon(const char *reason)
{
    struct abandon_guard *guard = current;
    if (guard != NULL) {
        current = NULL;
        guard->reason = reason;
        longjmp(guard->back, 1);
    }
    say(reason);
    wipe_regions();
    if (zfree_wipe_heap != NULL)
        zfree_wipe_heap();
    leave();
}

void abandon_guard_begin(struct abandon_guard *guard)
{
    guard->reason = NULL;
    current = guard;
}

void abandon_guard_end(void)
{
    current = NULL;
}
