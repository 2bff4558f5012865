/* SPDX-License-Identifier: Apache-2.0
 *
 * abandon: the end of a process that cannot go on: one line on stderr, exit code 6, and no secret left in its memory.
 *
 * A process that ends in order wipes what it frees. One that ends in the middle of things cannot free: it wipes its heap as a whole
 * (base/zfree.h), its stack, and what stands elsewhere and was announced here. It stands below base/alloc.h, which ends here.
 */
#ifndef BASE_ABANDON_H
#define BASE_ABANDON_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>

/* Once, by main(): its own frame is where the stack's secrets begin. */
void abandon_setup(const void *frame_of_main);
/* Says "error: <reason>" and ends the process; in a guarded thread, ends what is guarded. */
_Noreturn void abandon(const char *reason);

/* A thread must not wipe what others work with. Between begin and end, abandon() only leaves the reason in the guard and goes
 * back to `back`, as longjmp() does; the thread that started the others calls abandon() with it when they have ended:
 *     if (setjmp(guard->back) == 0) {
 *         abandon_guard_begin(guard);
 *         ...
 *     }
 *     abandon_guard_end(); */
struct abandon_guard {
    jmp_buf back;
    const char *reason; /* NULL: all went well */
};
void abandon_guard_begin(struct abandon_guard *guard);
void abandon_guard_end(void);

/* Memory outside of the heap that may hold secrets; the size may be changed. */
struct region {
    struct region *next, *previous;
    void *at;
    size_t size;
    bool hidden; /* whole pages, closed even to reading */
};
struct region *region_new(void *at, size_t size);
void region_free(struct region *region);
/* The same where no memory can be had: the region is the caller's. */
void region_keep(struct region *region, void *at, size_t size);
void region_drop(struct region *region);

/* Wipes what functions that have returned left on the stack of this thread. */
void wipe_dead_stack(void);

#endif
