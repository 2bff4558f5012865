/* SPDX-License-Identifier: Apache-2.0
 *
 * key_source: the files of sealing keys, read but not understood.
 *
 * They are read while the program may still open files, and understood when the first string has to be opened; most runs get no
 * further. Until then their pages are locked in memory and closed to reading, so that no stray pointer meets a key.
 */
#ifndef SEALED_KEY_SOURCE_H
#define SEALED_KEY_SOURCE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"

struct key_source_file {
    const char *path;
    struct input input; /* empty for what is surely no key in a folder of them */
    bool likely;        /* worth being read for keys at all */
    bool shared;        /* a regular file that other users can read (mode & 0044) */
};

/* What one path names. */
struct key_source {
    const char *path;
    bool folder;
    struct key_source_file *items; /* of a folder those in it, by name, not those below it */
    size_t count, room;
};

/* Reads a file, or every file of a folder. ERR_IO, or ERR_INPUT past the limits; what was read by then is freed with the rest.
 * `path` and the arena must live as long as the source. */
int key_source_read(struct key_source *source, struct arena *arena, const char *path, struct err *err);
/* The bytes of a file, open to reading from here on. */
struct text key_source_bytes(struct key_source_file *file);
/* The same for a descriptor, "stdin" for example, which stands for one file. */
int key_source_read_stream(struct key_source *source, struct arena *arena, int descriptor, const char *name, struct err *err);
void key_source_free(struct key_source *source);

#endif
