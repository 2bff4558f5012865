/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/scene_for_test.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/err.h"
#include "base/file.h"

int scene_enter(void **state)
{
    struct scene *scene = mem_new(sizeof *scene);
    const char *parent = getenv("TMPDIR");
    scene->folder = mem_format("%s/scene-XXXXXX", parent ? parent : P_tmpdir);
    *state = scene;
    return mkdtemp(scene->folder) == NULL;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

int scene_leave(void **state)
{
    struct scene *scene = *state;
    int result = nftw(scene->folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    mem_free(scene->folder);
    arena_free(&scene->arena);
    mem_free(scene);
    return result;
}

const char *scene_path(struct scene *scene, const char *name)
{
    return arena_format(&scene->arena, "%s/%s", scene->folder, name).at;
}

const char *scene_file(struct scene *scene, const char *name, struct text content, mode_t mode)
{
    const char *path = scene_path(scene, name);
    auto_err err = {0};
    int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    if (descriptor < 0 || fchmod(descriptor, mode) < 0 || output_write(descriptor, path, &content, 1, &err) < 0)
        abort();
    close(descriptor);
    return path;
}
