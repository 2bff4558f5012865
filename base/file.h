/* SPDX-License-Identifier: Apache-2.0
 *
 * file: whole inputs in, slices out.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"

/* The bytes of an input, in pages of their own that grow without being copied. */
struct input {
    char *bytes;
    size_t len, room; /* room: bytes mapped */
    struct region *region;
};
#define auto_input __attribute__((cleanup(input_free))) struct input

/* Reads a descriptor to its end; `name` is for messages. More than `ceiling` bytes is ERR_INPUT, a failing read ERR_IO. */
int input_read(int descriptor, const char *name, size_t ceiling, struct input *out, struct err *err);
/* Opens and reads a regular file (a pipe or device named on the command line is read as well; a folder is ERR_IO). */
int input_read_file(const char *path, size_t ceiling, struct input *out, struct err *err);
void input_free(struct input *input);
/* Closes the pages to reading and writing, or opens them again. */
void input_hide(struct input *input);
void input_show(struct input *input);
struct text input_text(const struct input *input);

/* Writes all slices with writev, retrying short writes and EINTR. ERR_IO on failure. */
int output_write(int descriptor, const char *name, const struct text *slices, size_t count, struct err *err);

/* The regular files below a folder whose names end in one of `endings` (NULL-ended list; NULL: all), by name; with `recursive`
 * those of sub-folders as well. Links to files are followed, links to folders are not. Names beginning with "." are left out.
 * ERR_IO, or ERR_INPUT past LIMIT_FOLDER_*. */
int folder_files(struct arena *arena, const char *path, const char *const *endings, bool recursive, struct text_list *out,
                 struct err *err);
bool path_is_folder(const char *path);

#endif
