/* SPDX-License-Identifier: Apache-2.0
 *
 * zfree: the heap as a whole, where base/zfree.c is linked in. It is not in sanitized builds and tests: both functions may be NULL.
 */
#ifndef BASE_ZFREE_H
#define BASE_ZFREE_H

/* Once, before there are threads: all memory that anybody allocates comes from one piece of address space from now on. */
void zfree_setup(void) __attribute__((weak));
/* Wipes all of it, the allocator's own data included: nobody may allocate or free afterwards. */
void zfree_wipe_heap(void) __attribute__((weak));

#endif
