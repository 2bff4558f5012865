/* SPDX-License-Identifier: Apache-2.0
 *
 * replace: a file's bytes exchanged as a whole, or not at all.
 *
 * The new bytes go into a file beside it (".external-secrets-" and 16 digits), with its mode, owner and extended attributes, are
 * synced, and take its place by rename. A link is followed: what it points to is exchanged. Refused, with nothing changed: a file
 * that is not what was read, one with several hard links (the others would keep the old bytes), one that is no regular file or may
 * not be written, a folder in which no file can be made, a full disk. On failure the file beside it is taken away.
 *
 * Signals wait while one file is exchanged, so that none ends the program with half of it done; only SIGKILL and a power failure
 * leave the file beside it lying about, and the old file as it was. Signals wait in the calling thread: there must be no other that
 * takes them.
 */
#ifndef BASE_REPLACE_H
#define BASE_REPLACE_H

#include <sys/stat.h>

#include "base/err.h"
#include "base/file.h"
#include "base/text.h"

/* What a file was when it was read: as fstat() tells. */
struct file_stamp {
    struct stat status;
};

/* input_read_file(), and what the file was. A regular file that is written meanwhile is ERR_IO. */
int file_read_stamped(const char *path, size_t ceiling, struct input *out, struct file_stamp *stamp, struct err *err);
/* Exchanges the file that was read with this stamp. ERR_IO with nothing changed, but for one case, whose message says so: the file
 * was exchanged and its folder cannot be synced. */
int file_replace(const char *path, const struct file_stamp *stamp, const struct text *slices, size_t count, struct err *err);
/* Makes a file that its owner alone can read (0600), in place of whatever stands at the path: a link there is followed. ERR_IO. */
int file_write_private(const char *path, const struct text *slices, size_t count, struct err *err);

#endif
