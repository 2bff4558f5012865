/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/survey_paths.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/tracked_files.h"

static const char *const endings[] = {".yaml", ".yml", ".json", NULL};

static void add(const struct invocation *invocation, struct survey_paths *paths, const char *name, bool is_stdin)
{
    *array_add(invocation->arena, paths) = (struct survey_path){name, is_stdin};
}

static int add_stdin(const struct invocation *invocation, struct survey_paths *paths, struct err *err)
{
    for (size_t i = 0; i < paths->count; i++)
        if (paths->items[i].is_stdin)
            return err_set(err, ERR_USAGE, "stdin can be read only once");
    add(invocation, paths, "stdin", true);
    return 0;
}

static int add_folder(const struct invocation *invocation, struct survey_paths *paths, const char *path, struct err *err)
{
    struct text_list files = {0};
    bool recursive = is_on(invocation, OPTION_RECURSIVE), tracked = is_on(invocation, OPTION_TRACKED);
    int result = tracked ? tracked_files(invocation->arena, path, endings, &files, err)
                         : folder_files(invocation->arena, path, endings, recursive, &files, err);
    paths->folders_flat = paths->folders_flat || !(recursive || tracked);
    for (size_t i = 0; result == 0 && i < files.count; i++)
        add(invocation, paths, arena_string(invocation->arena, files.items[i]), false);
    return result;
}

static int add_named(const struct invocation *invocation, struct survey_paths *paths, const struct text_list *names,
                     struct err *err)
{
    for (size_t i = 0; i < names->count; i++) {
        const char *path = names->items[i].at;
        int result = 0;
        if (text_is(names->items[i], "-"))
            result = add_stdin(invocation, paths, err);
        else if (path_is_folder(path))
            result = add_folder(invocation, paths, path, err);
        else
            add(invocation, paths, path, false);
        if (result != 0)
            return -1;
    }
    return 0;
}

static int add_unnamed(const struct invocation *invocation, struct survey_paths *paths, struct err *err)
{
    if (is_on(invocation, OPTION_TRACKED))
        return add_folder(invocation, paths, ".", err);
    if (isatty(STDIN_FILENO) == 1) {
        err_set(err, ERR_USAGE, "nothing to read: no file was named, and stdin is a terminal");
        return err_hint(err, "name files or folders, or pipe manifests in; - reads the terminal");
    }
    return add_stdin(invocation, paths, err);
}

static int by_name(const void *a, const void *b)
{
    const struct survey_path *left = *(const struct survey_path *const *)a, *right = *(const struct survey_path *const *)b;
    int order = text_order(text_of(left->name), text_of(right->name));
    if (order == 0)
        order = left->is_stdin - right->is_stdin; /* a file may be called so */
    return order != 0 ? order : (left > right) - (left < right);
}

/* A file that is named twice, or by itself and by its folder, would be counted twice. The first place stays. */
static void keep_each_once(struct arena *arena, struct survey_paths *paths)
{
    struct survey_path **sorted = arena_new(arena, paths->count * sizeof *sorted);
    size_t kept = 0;
    for (size_t i = 0; i < paths->count; i++)
        sorted[i] = &paths->items[i];
    qsort(sorted, paths->count, sizeof *sorted, by_name);
    const struct survey_path *last = NULL;
    for (size_t i = 0; i < paths->count; i++) {
        if (last != NULL && last->is_stdin == sorted[i]->is_stdin && text_is(text_of(last->name), sorted[i]->name))
            sorted[i]->name = NULL;
        else
            last = sorted[i];
    }
    for (size_t i = 0; i < paths->count; i++)
        if (paths->items[i].name != NULL)
            paths->items[kept++] = paths->items[i];
    paths->count = kept;
}

int survey_paths_read(const struct invocation *invocation, const struct text_list *named, struct survey_paths *out, struct err *err)
{
    static const struct text_list none;
    const struct text_list *words = named != NULL ? named : &invocation->words;
    const struct text_list *files = named != NULL ? &none : &invocation->settings[OPTION_FILENAME].values;
    *out = (struct survey_paths){0};
    if (add_named(invocation, out, words, err) != 0 || add_named(invocation, out, files, err) != 0)
        return -1;
    if (words->count + files->count == 0 && add_unnamed(invocation, out, err) != 0)
        return -1;
    if (out->count > 0)
        keep_each_once(invocation->arena, out);
    return 0;
}
