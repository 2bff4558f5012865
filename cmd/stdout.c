/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/stdout.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static volatile sig_atomic_t phase = STDOUT_NOTHING;

int stdout_check_private(bool reveal, struct note_list *notes, struct err *err)
{
    struct stat status;
    if (!reveal && isatty(STDOUT_FILENO) == 1) {
        err_set(err, ERR_USAGE, "stdout is a terminal, which would show the plaintext");
        return err_hint(err, "--reveal shows it; else send it on with | or, after umask 077, into a file with >");
    }
    if (fstat(STDOUT_FILENO, &status) == 0 && (S_ISREG(status.st_mode) || S_ISFIFO(status.st_mode)) &&
        (status.st_mode & (S_IRGRP | S_IROTH)) != 0)
        note_add(notes, NOTE_WARNING, TEXT("stdout: this file of a plaintext can be read by other users"),
                 TEXT("chmod go= FILE, and umask 077 before it is made"));
    return 0;
}

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
