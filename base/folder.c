/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"

/* One listing: what it was asked for, and how much it has seen. */
struct listing {
    struct arena *arena;
    const char *const *endings;
    bool recursive;
    struct text_list *out;
    size_t seen;
};

static int by_name(const void *a, const void *b)
{
    return text_order(*(const struct text *)a, *(const struct text *)b);
}

static int sorted_names(struct listing *listing, struct text path, struct text_list *names, struct err *err)
{
    DIR *folder = opendir(path.at);
    if (folder == NULL)
        return err_set(err, ERR_IO, "%s: cannot be opened: %s", path.at, strerror(errno));
    int result = 0;
    const struct dirent *entry;
    while (result == 0 && (errno = 0, entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        if (listing->seen++ == LIMIT_FOLDER_FILES)
            result = err_set(err, ERR_INPUT, "%s: more than %d files and folders, which is the limit", path.at, LIMIT_FOLDER_FILES);
        else
            *array_add(listing->arena, names) = arena_copy(listing->arena, text_of(entry->d_name));
    }
    if (entry == NULL && errno != 0)
        result = err_set(err, ERR_IO, "%s: cannot be read: %s", path.at, strerror(errno));
    closedir(folder);
    if (names->count > 1)
        qsort(names->items, names->count, sizeof *names->items, by_name);
    return result;
}

static bool has_ending(struct text name, const char *const *endings)
{
    for (size_t i = 0; endings != NULL && endings[i] != NULL; i++)
        if (text_ends(name, endings[i]))
            return true;
    return endings == NULL;
}

static int list_folder(struct listing *listing, struct text path, size_t depth, struct err *err);

static int list_entry(struct listing *listing, struct text path, struct text name, size_t depth, struct err *err)
{
    struct stat status;
    if (lstat(path.at, &status) < 0)
        return err_set(err, ERR_IO, "%s: cannot be read: %s", path.at, strerror(errno));
    if (S_ISDIR(status.st_mode))
        return listing->recursive ? list_folder(listing, path, depth + 1, err) : 0;
    if (!has_ending(name, listing->endings))
        return 0;
    if (S_ISLNK(status.st_mode) && stat(path.at, &status) < 0)
        return err_set(err, ERR_IO, "%s: is a link to nothing that can be read: %s", path.at, strerror(errno));
    if (S_ISREG(status.st_mode))
        *array_add(listing->arena, listing->out) = path;
    return 0;
}

static int list_folder(struct listing *listing, struct text path, size_t depth, struct err *err)
{
    struct text_list names = {0};
    if (depth > LIMIT_FOLDER_DEPTH)
        return err_set(err, ERR_INPUT, "%s: more than %d folders deep, which is the limit", path.at, LIMIT_FOLDER_DEPTH);
    if (sorted_names(listing, path, &names, err) < 0)
        return -1;
    for (size_t i = 0; i < names.count; i++) {
        const char *slash = text_ends(path, "/") ? "" : "/";
        struct text entry = arena_format(listing->arena, "%s%s%s", path.at, slash, names.items[i].at);
        if (list_entry(listing, entry, names.items[i], depth, err) < 0)
            return -1;
    }
    return 0;
}

int folder_files(struct arena *arena, const char *path, const char *const *endings, bool recursive, struct text_list *out,
                 struct err *err)
{
    struct listing listing = {.arena = arena, .endings = endings, .recursive = recursive, .out = out};
    return list_folder(&listing, arena_copy(arena, text_of(path)), 0, err);
}

bool path_is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}
