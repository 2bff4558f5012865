/* SPDX-License-Identifier: Apache-2.0
 *
 * argocd_command: Argo CD's config management plugin: generate, parameters, discover.
 *
 * Argo CD runs the plugin in the application's folder, without stdin, and shows what it says on stderr. Zero objects would empty an
 * application that prunes: that is an error here.
 */
#include <stdlib.h>

#include "base/names.h"
#include "cmd/application.h"
#include "cmd/command.h"
#include "cmd/filter.h"
#include "cmd/json.h"
#include "cmd/stdout.h"
#include "render/stream.h"
#include "render/triage.h"

/* ------------------------------------------------------------------ what the platform has not set */

static void set(struct invocation *invocation, enum option_id id, struct text value)
{
    struct setting *setting = &invocation->settings[id];
    if (setting->origin != FROM_NOWHERE || value.len == 0)
        return;
    setting->origin = FROM_HOST;
    *array_add(invocation->arena, &setting->values) = arena_copy(invocation->arena, value);
}

/* The application names its destination, and --allow-namespace takes patterns. */
static int check_destination(const struct invocation *invocation, struct err *err)
{
    const struct setting *allowed = &invocation->settings[OPTION_ALLOW_NAMESPACE];
    if (allowed->origin != FROM_HOST || name_is_label(allowed->values.items[0]))
        return 0;
    return err_set(err, ERR_USAGE, "ARGOCD_APP_NAMESPACE: not the name of a namespace (1 to 63 of a-z, 0-9 and -)");
}

/* The application's project owns, in its destination's namespace alone, and no plaintext gets into Argo CD's cache. What the
 * application may set, its parameters and variables that begin with ARGOCD_ENV_, is not looked at here. */
static int pin(struct invocation *invocation, struct err *err)
{
    static const struct {
        enum option_id id;
        const char *variable;
    } pinned[] = {{OPTION_OWNER, "ARGOCD_APP_PROJECT_NAME"}, {OPTION_ALLOW_NAMESPACE, "ARGOCD_APP_NAMESPACE"}};
    for (size_t i = 0; i < sizeof pinned / sizeof pinned[0]; i++) {
        set(invocation, pinned[i].id, text_of(getenv(pinned[i].variable)));
        if (is_given(invocation, pinned[i].id))
            continue;
        err_set(err, ERR_USAGE, "%s is not set, and no --%s is given", pinned[i].variable, option_row(pinned[i].id)->name);
        return err_hint(err, "Argo CD sets it for its plugins; elsewhere give the option");
    }
    set(invocation, OPTION_EMIT, TEXT("sealed-secret"));
    return check_destination(invocation, err);
}

/* ------------------------------------------------------------------ the three words */

static bool line_says_something(struct text line)
{
    return !stream_is_comment(line) && !text_is(text_trim(line), "---") && !text_is(text_trim(line), "...");
}

static bool says_something(struct text slice)
{
    for (size_t from = 0, at = 0; at < slice.len; from = at) {
        while (at < slice.len && slice.at[at++] != '\n')
            continue;
        if (line_says_something((struct text){slice.at + from, at - from}))
            return true;
    }
    return false;
}

static int generate(struct invocation *invocation, struct err *err)
{
    struct application_parameters parameters;
    struct render_output output;
    auto_inputs inputs = {0};
    auto_filter filter = {0};
    if (pin(invocation, err) != 0 || filter_prepare(&filter, invocation, err) != 0 ||
        application_parameters_read(invocation->arena, &parameters, err) != 0 ||
        application_print(invocation->arena, &parameters, &inputs, err) != 0 ||
        filter_render(&filter, invocation, &inputs, &output, err) != 0)
        return -1;
    for (size_t i = 0; i < output.slice_count; i++)
        if (says_something(output.slices[i]))
            return stdout_write(output.slices, output.slice_count, err);
    err_set(err, ERR_INPUT, "the application has no objects");
    return err_hint(err, "an empty answer would delete what the application has in the cluster; is everything in it disabled?");
}

static int parameters(struct invocation *invocation, struct err *err)
{
    static const unsigned uses[] = {
        [APPLICATION_CHART] = USE_CHART, [APPLICATION_KUSTOMIZATION] = 0, [APPLICATION_MANIFESTS] = USE_MANIFESTS};
    struct text announced = application_parameters_announce(invocation->arena, uses[application_kind()]);
    return stdout_write(&announced, 1, err);
}

/* Whether some file of the folder or below says a word of ours. What it prints is for the log; that it prints says yes. */
static int discover(struct invocation *invocation, struct err *err)
{
    static const char *const endings[] = {".yaml", ".yml", ".json", ".tpl", NULL};
    struct text_list files = {0};
    auto_inputs inputs = {0};
    if (folder_files(invocation->arena, ".", endings, true, &files, err) != 0)
        return -1;
    for (size_t i = 0; i < files.count; i++) {
        const char *path = arena_string(invocation->arena, files.items[i]);
        if (inputs_add_file(&inputs, invocation->arena, path, err) != 0)
            return -1;
        if (!triage_holds(inputs.stream.items[i].bytes, triage_values, triage_values_count))
            continue;
        const struct text found[] = {text_of(path), TEXT("\n")};
        return stdout_write(found, 2, err);
    }
    return 0;
}

static const struct {
    const char *word;
    int (*run)(struct invocation *invocation, struct err *err);
} words[] = {{"generate", generate}, {"parameters", parameters}, {"discover", discover}};

const char *const argocd_words[] = {"generate", "parameters", "discover", NULL};

int argocd_command(struct invocation *invocation, struct err *err)
{
    for (size_t i = 0; invocation->words.count > 0 && i < sizeof words / sizeof words[0]; i++)
        if (text_is(invocation->words.items[0], words[i].word))
            return words[i].run(invocation, err);
    err_set(err, ERR_USAGE, invocation->words.count > 0 ? "no such word behind argocd" : "what to do is missing");
    return err_hint(err, "%s argocd generate, parameters or discover", invocation->program);
}
