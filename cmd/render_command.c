/* SPDX-License-Identifier: Apache-2.0
 *
 * render_command: what -f, --values and stdin name through the filter, to stdout.
 */
#include "cmd/command.h"
#include "cmd/filter.h"
#include "cmd/function.h"
#include "cmd/stdout.h"
#include "cmd/table.h"

/* The table of --dry-run. */
static void list_objects(struct invocation *invocation, const struct render_output *output)
{
    static const char *const headings[] = {"KIND", "NAMESPACE", "NAME", "OWNER", "FROM"};
    enum { COLUMNS = sizeof headings / sizeof headings[0] };
    struct text *cells = arena_new(invocation->arena, output->object_count * COLUMNS * sizeof *cells);
    for (size_t i = 0; i < output->object_count; i++) {
        const struct render_object *object = &output->objects[i];
        struct text row[COLUMNS] = {object->kind, object->namespace, object->name, object->owner, object->from};
        for (size_t column = 0; column < COLUMNS; column++)
            cells[i * COLUMNS + column] = row[column];
    }
    struct text_list lines = {0};
    if (output->object_count > 0)
        lines = table_lines(invocation->arena, headings, COLUMNS, cells, output->object_count);
    for (size_t i = 0; i < lines.count; i++)
        message_line(&invocation->messages, lines.items[i]);
    if (output->object_count == 0)
        message_line(&invocation->messages, TEXT("nothing would be generated"));
}

/* The options that the functionConfig adds count from the start. */
static int begin_function(struct invocation *invocation, struct inputs *inputs, struct filter *filter, struct err *err)
{
    if (function_begin(invocation, inputs, err) != 0)
        return -1;
    if (inputs->list == NULL)
        return 0;
    filter_free(filter);
    *filter = (struct filter){0};
    return filter_prepare(filter, invocation, err);
}

static int write_output(struct invocation *invocation, const struct inputs *inputs, const struct filter *filter,
                        const struct render_output *output, struct err *err)
{
    if (is_on(invocation, OPTION_DRY_RUN)) {
        list_objects(invocation, output);
        return 0;
    }
    if (inputs->list != NULL)
        return function_write(invocation, inputs, filter, output, err);
    return stdout_write(output->slices, output->slice_count, err);
}

int render_command(struct invocation *invocation, struct err *err)
{
    struct render_output output;
    auto_inputs inputs = {0};
    auto_filter filter = {0};
    if (filter_prepare(&filter, invocation, err) != 0 || inputs_read(&inputs, invocation, err) != 0)
        return -1;
    if (begin_function(invocation, &inputs, &filter, err) == 0 && filter_render(&filter, invocation, &inputs, &output, err) == 0 &&
        write_output(invocation, &inputs, &filter, &output, err) == 0)
        return 0;
    if (inputs.list != NULL)
        function_fail(invocation, &inputs, err);
    return -1;
}
