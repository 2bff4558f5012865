/* SPDX-License-Identifier: Apache-2.0
 *
 * The process may use SHIM_CORES cores, however many there are: as many threads are started.
 */
#include <sched.h>

#include "tests/shim/shim.h"

int sched_getaffinity(pid_t process, size_t size, cpu_set_t *out)
{
    (void)process;
    CPU_ZERO_S(size, out);
    for (size_t core = 0; core < shim_number("SHIM_CORES"); core++)
        CPU_SET_S(core, size, out);
    return 0;
}
