/* SPDX-License-Identifier: Apache-2.0
 *
 * At exit no file is open that was not open before main(): what is goes into the file that SHIM_DESCRIPTORS names.
 */
#include "tests/shim/shim.h"

/* Above these are the shims' own. */
enum { DESCRIPTORS = 200 };

static char open_before[DESCRIPTORS];
static int report = -1;

__attribute__((constructor)) static void begin(void)
{
    report = shim_report_open("SHIM_DESCRIPTORS");
    for (int i = 0; i < DESCRIPTORS; i++)
        open_before[i] = fcntl(i, F_GETFD) >= 0;
}

__attribute__((destructor)) static void end(void)
{
    char line[64];
    for (int i = 0; report >= 0 && i < DESCRIPTORS; i++) {
        int len = snprintf(line, sizeof line, "descriptor %d is open at exit\n", i);
        if (!open_before[i] && fcntl(i, F_GETFD) >= 0 && write(report, line, (size_t)len) != len)
            abort();
    }
}
