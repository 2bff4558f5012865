/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/host.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/limits.h"
#include "cmd/function_config.h"
#include "yaml/tree.h"

static bool name_starts(const char *called_as, const char *start)
{
    const char *slash = strrchr(called_as, '/');
    return text_starts(text_of(slash != NULL ? slash + 1 : called_as), start);
}

bool host_is_kubectl(const char *called_as)
{
    return name_starts(called_as, "kubectl-");
}

bool host_is_kubectl_completion(const char *called_as)
{
    return name_starts(called_as, "kubectl_complete-");
}

bool host_is_kustomize(const char *called_as)
{
    const char *slash = strrchr(called_as, '/');
    return text_is(text_of(slash != NULL ? slash + 1 : called_as), FUNCTION_CONFIG_KIND);
}

/* The paths of the configuration: those of KUBECONFIG, else the one below the home folder. */
static struct text_list config_paths(struct arena *arena)
{
    struct text_list paths = {0};
    const char *list = getenv("KUBECONFIG"), *home = getenv("HOME");
    if (list != NULL && *list != 0)
        return text_list_split(arena, list, ':');
    if (home != NULL && *home != 0)
        *array_add(arena, &paths) = arena_format(arena, "%s/.kube/config", home);
    return paths;
}

/* NULL where there is nothing to be had. */
static const struct node *read_config(struct arena *arena, struct text path)
{
    auto_input input = {0};
    auto_err err = {0};
    struct node *root = NULL;
    if (input_read_file(path.at, LIMIT_VALUES_BYTES, &input, &err) != 0)
        return NULL;
    struct yaml_source *source = arena_new(arena, sizeof *source);
    *source = (struct yaml_source){.file = path, .bytes = arena_copy(arena, input_text(&input))};
    return tree_parse(arena, source, &root, &err) == 0 ? root : NULL;
}

static const struct node *context_named(const struct node *config, struct text name)
{
    const struct node *contexts = node_get(config, "contexts");
    for (size_t i = 0; node_is_list(contexts) && i < contexts->count; i++)
        if (text_equal(node_text_at(contexts->items[i], "name"), name))
            return contexts->items[i];
    return NULL;
}

struct text kubectl_current_namespace(struct arena *arena)
{
    /* The configuration holds credentials of its own: it is wiped as soon as the one word is known. */
    auto_arena scratch = {0};
    struct text_list paths = config_paths(&scratch);
    const struct node **configs = arena_new(&scratch, paths.count * sizeof *configs);
    struct text current = {0};
    for (size_t i = 0; i < paths.count; i++) {
        configs[i] = read_config(&scratch, paths.items[i]);
        if (current.len == 0)
            current = node_text_at(configs[i], "current-context");
    }
    const struct node *context = NULL;
    for (size_t i = 0; i < paths.count && current.len > 0 && context == NULL; i++)
        context = context_named(configs[i], current);
    if (context == NULL)
        return (struct text){0};
    struct text namespace = node_text_at(context, "context.namespace");
    return namespace.len > 0 ? arena_copy(arena, namespace) : TEXT("default");
}
