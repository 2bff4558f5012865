/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/key_source.h"

#include <sys/stat.h>

#include "base/limits.h"
#include "base/secret.h"
#include "sealed/key_file.h"

static bool others_can_read(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode) && (status.st_mode & (S_IRGRP | S_IROTH)) != 0;
}

static void lock(struct key_source_file *file)
{
    secret_lock(file->input.bytes, file->input.len);
    input_hide(&file->input);
}

static int read_file(struct key_source *source, struct arena *arena, const char *path, struct err *err)
{
    struct key_source_file *file = array_add(arena, source);
    *file = (struct key_source_file){.path = path};
    if (input_read_file(path, LIMIT_KEY_FILE_BYTES, &file->input, err) < 0)
        return -1;
    file->likely = key_file_likely(input_text(&file->input));
    file->shared = others_can_read(path);
    /* A folder may hold much else, and what was named is told apart by what stands in it. */
    if (source->folder && !file->likely)
        input_free(&file->input);
    else
        lock(file);
    return 0;
}

int key_source_read_stream(struct key_source *source, struct arena *arena, int descriptor, const char *name, struct err *err)
{
    *source = (struct key_source){.path = name};
    struct key_source_file *file = array_add(arena, source);
    *file = (struct key_source_file){.path = name, .likely = true};
    if (input_read(descriptor, name, LIMIT_KEY_FILE_BYTES, &file->input, err) < 0)
        return -1;
    lock(file);
    return 0;
}

int key_source_read(struct key_source *source, struct arena *arena, const char *path, struct err *err)
{
    struct text_list files = {0};
    *source = (struct key_source){.path = path, .folder = path_is_folder(path)};
    if (!source->folder)
        return read_file(source, arena, path, err);
    if (folder_files(arena, path, NULL, false, &files, err) < 0)
        return -1;
    for (size_t i = 0; i < files.count; i++)
        if (read_file(source, arena, files.items[i].at, err) < 0)
            return -1;
    return 0;
}

struct text key_source_bytes(struct key_source_file *file)
{
    input_show(&file->input);
    return input_text(&file->input);
}

void key_source_free(struct key_source *source)
{
    for (size_t i = 0; i < source->count; i++)
        input_free(&source->items[i].input);
    *source = (struct key_source){0};
}
