/* SPDX-License-Identifier: Apache-2.0
 *
 * The program stands still, for good, where it would open strings by several threads: it starts the first of them and no more, and
 * writes a line to the file that SHIM_HELD names.
 */
#include <pthread.h>

#include "tests/shim/shim.h"

static int report = -1;

int pthread_create(pthread_t *restrict out, const pthread_attr_t *restrict attributes, void *(*start)(void *),
                   void *restrict argument)
{
    static int (*next)(pthread_t *restrict, const pthread_attr_t *restrict, void *(*)(void *), void *restrict);
    SHIM_NEXT(next, "pthread_create");
    if (next(out, attributes, start, argument) != 0 || write(report, "held\n", 5) != 5)
        abort();
    for (;;)
        pause();
}

__attribute__((constructor)) static void begin(void)
{
    report = shim_report_open("SHIM_HELD");
}
