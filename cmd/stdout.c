/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/stdout.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

static volatile sig_atomic_t phase = STDOUT_NOTHING;

int stdout_write(const struct text *slices, size_t count, struct err *err)
{
    phase = STDOUT_PART;
    return output_write(STDOUT_FILENO, "stdout", slices, count, err);
}

int stdout_close(struct err *err)
{
    if (close(STDOUT_FILENO) != 0 && errno != EBADF)
        return err_set(err, ERR_IO, "stdout: cannot be written: %s", strerror(errno));
    if (phase == STDOUT_PART)
        phase = STDOUT_ALL;
    return 0;
}

enum stdout_phase stdout_phase(void)
{
    return (enum stdout_phase)phase;
}
