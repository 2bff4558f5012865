/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/inputs.h"

#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"

void inputs_free(struct inputs *inputs)
{
    for (size_t i = 0; i < inputs->read.count; i++)
        input_free(&inputs->read.items[i]);
    *inputs = (struct inputs){0};
}

static void add_part(struct inputs *inputs, struct arena *arena, struct part_list *parts, const char *name, struct input input)
{
    *array_add(arena, &inputs->read) = input;
    *array_add(arena, parts) = (struct render_part){.name = text_of(name), .bytes = input_text(&input)};
}

static int add_file(struct inputs *inputs, struct arena *arena, struct part_list *parts, const char *path, size_t ceiling,
                    struct err *err)
{
    struct input input = {0};
    if (input_read_file(path, ceiling, &input, err) != 0)
        return -1;
    add_part(inputs, arena, parts, path, input);
    return 0;
}

int inputs_add_file(struct inputs *inputs, struct arena *arena, const char *path, struct err *err)
{
    return add_file(inputs, arena, &inputs->stream, path, LIMIT_STREAM_BYTES, err);
}

void inputs_take(struct inputs *inputs, struct arena *arena, const char *name, struct input input)
{
    add_part(inputs, arena, &inputs->stream, name, input);
}

static int add_stdin(struct inputs *inputs, struct arena *arena, struct part_list *parts, size_t ceiling, struct err *err)
{
    struct input input = {0};
    if (inputs->stdin_read) {
        err_set(err, ERR_USAGE, "stdin can be read only once");
        return err_hint(err, "without -f, stdin is the stream; name - once, and files for the rest");
    }
    inputs->stdin_read = true;
    if (input_read(STDIN_FILENO, "stdin", ceiling, &input, err) != 0)
        return -1;
    add_part(inputs, arena, parts, "stdin", input);
    return 0;
}

static int add_folder(struct inputs *inputs, struct arena *arena, const char *path, bool recursive, struct err *err)
{
    static const char *const endings[] = {".yaml", ".yml", ".json", NULL};
    struct text_list files = {0};
    if (folder_files(arena, path, endings, recursive, &files, err) != 0)
        return -1;
    if (files.count == 0) {
        err_set(err, ERR_INPUT, "%s: no *.yaml, *.yml or *.json in this folder", path);
        return recursive ? -1 : err_hint(err, "-R reads its sub-folders as well");
    }
    for (size_t i = 0; i < files.count; i++)
        if (inputs_add_file(inputs, arena, arena_string(arena, files.items[i]), err) != 0)
            return -1;
    return 0;
}

static int add_named(struct inputs *inputs, const struct invocation *invocation, const char *path, struct err *err)
{
    struct arena *arena = invocation->arena;
    if (text_is(text_of(path), "-"))
        return add_stdin(inputs, arena, &inputs->stream, LIMIT_STREAM_BYTES, err);
    if (path_is_folder(path))
        return add_folder(inputs, arena, path, is_on(invocation, OPTION_RECURSIVE), err);
    return inputs_add_file(inputs, arena, path, err);
}

static int add_values(struct inputs *inputs, const struct invocation *invocation, const char *path, struct err *err)
{
    if (text_is(text_of(path), "-"))
        return add_stdin(inputs, invocation->arena, &inputs->values, LIMIT_VALUES_BYTES, err);
    return add_file(inputs, invocation->arena, &inputs->values, path, LIMIT_VALUES_BYTES, err);
}

static int read_stdin_alone(struct inputs *inputs, const struct invocation *invocation, struct err *err)
{
    if (isatty(STDIN_FILENO) == 1) {
        err_set(err, ERR_USAGE, "nothing to read: no -f, and stdin is a terminal");
        return err_hint(err, "name files with -f FILE, or pipe manifests in; -f - reads the terminal");
    }
    return add_stdin(inputs, invocation->arena, &inputs->stream, LIMIT_STREAM_BYTES, err);
}

int inputs_read(struct inputs *inputs, const struct invocation *invocation, struct err *err)
{
    const struct text_list *files = &invocation->settings[OPTION_FILENAME].values;
    const struct text_list *values = &invocation->settings[OPTION_VALUES].values;
    if (files->count == 0 && read_stdin_alone(inputs, invocation, err) != 0)
        return -1;
    for (size_t i = 0; i < files->count; i++)
        if (add_named(inputs, invocation, files->items[i].at, err) != 0)
            return -1;
    for (size_t i = 0; i < values->count; i++)
        if (add_values(inputs, invocation, values->items[i].at, err) != 0)
            return -1;
    return 0;
}
