/* SPDX-License-Identifier: Apache-2.0
 *
 * tracked_files: the files below a folder that Git keeps, as Git itself tells.
 *
 * What lies beside them (build results, rendered charts, copies that an editor makes) is nobody's to check. git is run without a
 * shell, without what an earlier git put into the environment, and told to start no file system monitor: the folder's own
 * configuration could name any program as one.
 */
#ifndef CMD_TRACKED_FILES_H
#define CMD_TRACKED_FILES_H

#include "base/arena.h"
#include "base/err.h"

/* Adds the paths, with the folder in front, of the files below it that Git tracks, whose names end in one of `endings` (NULL-ended)
 * and which are there: those deleted from the work tree, links and the folders of submodules are left out. In Git's order, which is
 * that of the bytes. A NUL stands behind each. ERR_IO where git cannot be run; ERR_INPUT where it refuses, for example as the
 * folder is in no work tree, or names more than LIMIT_TRACKED_BYTES or LIMIT_FOLDER_FILES. Before the sandbox is entered. */
int tracked_files(struct arena *arena, const char *folder, const char *const *endings, struct text_list *out, struct err *err);

#endif
