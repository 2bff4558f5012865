/* SPDX-License-Identifier: Apache-2.0
 *
 * zfree: the heap as a whole, where base/zfree.c or base/zheap.c is linked in. None is in sanitized builds and tests, and zheap.c
 * needs no setting up: both functions may be NULL.
 */
#ifndef BASE_ZFREE_H
#define BASE_ZFREE_H

/* Once, before there are threads: all memory that anybody allocates comes from one piece of address space from now on. */
void zfree_setup(void) __attribute__((weak));
/* Wipes all of it, the allocator's own data included: nobody may allocate or free afterwards. */
void zfree_wipe_heap(void) __attribute__((weak));

#endif
