/* SPDX-License-Identifier: Apache-2.0
 *
 * alloc: memory or the end of the program.
 *
 * The filter writes nothing before everything has succeeded, so running out of memory needs no undoing: these functions never
 * return NULL; when memory is out they say so on stderr and end the process with exit code 6.
 */
#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include <stddef.h>
#include <stdint.h>

void *mem_new(size_t size); /* zeroed; size 0 gives a unique pointer */
char *mem_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
void mem_free(void *p);
void *mem_try(size_t size); /* mem_new() for libraries that live with a lack of memory: NULL then, and ENOMEM in errno */
_Noreturn void mem_exhausted(void);

/* a + b and a * b, ending the program where size_t would overflow. */
size_t size_add(size_t a, size_t b);
size_t size_mul(size_t a, size_t b);

#define auto_free __attribute__((cleanup(mem_free_pointer)))
void mem_free_pointer(void *pointer_to_pointer);

#endif
