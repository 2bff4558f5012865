/* SPDX-License-Identifier: Apache-2.0
 *
 * The program believes that its filter of system calls is in force: behind one, no shim could look at what is left.
 */
#include <stdarg.h>
#include <linux/prctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "tests/shim/shim.h"

int prctl(int option, ...)
{
    unsigned long arguments[4];
    va_list more;
    va_start(more, option);
    for (size_t i = 0; i < 4; i++)
        arguments[i] = va_arg(more, unsigned long);
    va_end(more);
    if (option == PR_SET_SECCOMP)
        return 0;
    return (int)syscall(SYS_prctl, option, arguments[0], arguments[1], arguments[2], arguments[3]);
}
