/* SPDX-License-Identifier: Apache-2.0
 *
 * survey_paths: which files a survey looks at.
 *
 * They are named by words and with -f, in that order. Of a folder they are its *.yaml, *.yml and *.json by name, with -R those of
 * its sub-folders too, with --tracked those that Git tracks (cmd/tracked_files.h), at any depth. "-" is stdin. Where none is named
 * it is stdin, with --tracked the folder where the program was started.
 */
#ifndef CMD_SURVEY_PATHS_H
#define CMD_SURVEY_PATHS_H

#include "base/err.h"
#include "cmd/invocation.h"

struct survey_path {
    const char *name; /* as messages call it: the path, or "stdin" */
    bool is_stdin;
};

struct survey_paths {
    struct survey_path *items; /* each once, in the order in which they were named */
    size_t count, room;
    bool folders_flat; /* a folder was named whose sub-folders were not looked at */
};

/* `named`: what is named in place of words and -f; NULL: those. Lives in the invocation's arena. Files are not touched, folders are
 * listed. ERR_USAGE where nothing is named and stdin is a terminal, or stdin is named twice; ERR_IO or ERR_INPUT where a folder
 * cannot be listed. */
int survey_paths_read(const struct invocation *invocation, const struct text_list *named, struct survey_paths *out,
                      struct err *err);

#endif
