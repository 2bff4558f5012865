/* SPDX-License-Identifier: Apache-2.0 */
#include "base/alloc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/abandon.h"

void mem_exhausted(void)
{
    abandon("out of memory");
}

void *mem_try(size_t size)
{
    return calloc(1, size ? size : 1);
}

void *mem_new(size_t size)
{
    void *p = mem_try(size);
    if (p == NULL)
        mem_exhausted();
    return p;
}

char *mem_format(const char *format, ...)
{
    va_list args;
    char *out = NULL;
    va_start(args, format);
    if (vasprintf(&out, format, args) < 0)
        mem_exhausted();
    va_end(args);
    return out;
}

void mem_free(void *p)
{
    free(p);
}

void mem_free_pointer(void *pointer_to_pointer)
{
    void *p;
    memcpy(&p, pointer_to_pointer, sizeof p);
    free(p);
}

size_t size_add(size_t a, size_t b)
{
    size_t sum;
    if (__builtin_add_overflow(a, b, &sum))
        mem_exhausted();
    return sum;
}

size_t size_mul(size_t a, size_t b)
{
    size_t product;
    if (__builtin_mul_overflow(a, b, &product))
        mem_exhausted();
    return product;
}
