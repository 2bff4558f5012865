/* SPDX-License-Identifier: Apache-2.0
 *
 * kustomize_command: an exec plugin of kustomize's older kind, which `kubectl kustomize` still runs.
 *
 * Source: kustomize, api/internal/plugins/execplugin. The program is called as <Kind>, with a file that holds the object which
 * names it; the folder is the kustomization's. A transformer gets all resources on stdin as documents and gives what they are to
 * be, a generator gets nothing.
 */
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "cmd/command.h"
#include "cmd/filter.h"
#include "cmd/function_config.h"
#include "cmd/stdout.h"

/* The file has a name of its own each time, and kustomize has put the object's keys in order: it is named by its kind. */
static int take_config(struct invocation *invocation, struct err *err)
{
    auto_input input = {0};
    struct node *config;
    if (invocation->words.count == 0) {
        err_set(err, ERR_USAGE, "the file with the " FUNCTION_CONFIG_KIND " is missing");
        return err_hint(err, "kustomize calls this plugin with it");
    }
    if (input_read_file(invocation->words.items[0].at, LIMIT_VALUES_BYTES, &input, err) != 0)
        return -1;
    struct yaml_source *source = arena_new(invocation->arena, sizeof *source);
    *source = (struct yaml_source){.file = TEXT(FUNCTION_CONFIG_KIND), .bytes = arena_copy(invocation->arena, input_text(&input))};
    return tree_parse(invocation->arena, source, &config, err) != 0 ? -1 : function_config_take(invocation, config, err);
}

int kustomize_command(struct invocation *invocation, struct err *err)
{
    struct render_output output;
    struct input stream = {0};
    auto_inputs inputs = {0};
    auto_filter filter = {0};
    if (take_config(invocation, err) != 0 || filter_prepare(&filter, invocation, err) != 0 ||
        input_read(STDIN_FILENO, "stdin", LIMIT_STREAM_BYTES, &stream, err) != 0)
        return -1;
    inputs_take(&inputs, invocation->arena, "stdin", stream);
    if (filter_render(&filter, invocation, &inputs, &output, err) != 0)
        return -1;
    return stdout_write(output.slices, output.slice_count, err);
}
