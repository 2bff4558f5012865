/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/application.h"

#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/names.h"
#include "cmd/child.h"

struct arguments {
    const char **items;
    size_t count, room;
};

static void add(struct arena *arena, struct arguments *arguments, const char *argument)
{
    *array_add(arena, arguments) = argument;
}

/* What Argo CD says of the application; empty where it says nothing. */
static struct text told(const char *variable)
{
    return text_of(getenv(variable));
}

static bool is_there(const char *path)
{
    return access(path, F_OK) == 0;
}

enum application_kind application_kind(void)
{
    static const char *const kustomizations[] = {"kustomization.yaml", "kustomization.yml", "Kustomization"};
    if (is_there("Chart.yaml"))
        return APPLICATION_CHART;
    for (size_t i = 0; i < sizeof kustomizations / sizeof kustomizations[0]; i++)
        if (is_there(kustomizations[i]))
            return APPLICATION_KUSTOMIZATION;
    return APPLICATION_MANIFESTS;
}

/* ------------------------------------------------------------------ inside the repository */

/* The repository's folder: the current one without the path that Argo CD says the application has in it. */
static const char *repository(struct arena *arena, const char *folder)
{
    struct text path = told("ARGOCD_APP_SOURCE_PATH"), root = text_of(folder);
    while (text_starts(path, "./"))
        path = text_from(path, 2);
    while (text_ends(path, "/"))
        path.len--;
    struct text ending = arena_format(arena, "/" TEXT_FMT, TEXT_ARG(path));
    if (path.len > 0 && !text_is(path, ".") && text_ends(root, arena_string(arena, ending)))
        root.len -= ending.len;
    return arena_string(arena, root);
}

static bool is_below(const char *path, const char *folder)
{
    size_t len = strlen(folder);
    return text_starts(text_of(path), folder) && (path[len] == '/' || (len > 0 && folder[len - 1] == '/'));
}

static int find_folders(struct arena *arena, const char **root, struct err *err)
{
    char folder[PATH_MAX];
    if (realpath(".", folder) == NULL)
        return err_set(err, ERR_IO, "the application's folder cannot be found: %s", strerror(errno));
    *root = repository(arena, folder);
    return 0;
}

static int values_file(struct arena *arena, const char *root, struct text path, const char **out, struct err *err)
{
    char found[PATH_MAX];
    const char *given = arena_string(arena, path);
    if (text_contains(path, "://"))
        return err_set(err, ERR_INPUT, "values file %s: only files of the repository are read, no URLs", given);
    if (strlen(given) != path.len || realpath(given, found) == NULL)
        return err_set(err, ERR_INPUT, "values file %s: %s", given, strerror(errno));
    if (!is_below(found, root)) {
        err_set(err, ERR_INPUT, "values file %s: stands outside of the repository", given);
        return err_hint(err, "name a file of the repository, by its path from the application's folder");
    }
    /* Helm reads the option as a line of CSV, and so one path as several: the others would be any files it can read. */
    if (strpbrk(found, ",\"\r\n") != NULL) {
        err_set(err, ERR_INPUT, "values file %s: Helm would take it for several files", given);
        return err_hint(err, "rename it, or its folder: without a comma, a quote or a line end");
    }
    *out = arena_string(arena, text_of(found));
    return 0;
}

/* Helm and kustomize follow links, wherever they lead: to the sealing key, say. One that leads nowhere does no harm. */
static int check_link(const char *link, const char *root, struct err *err)
{
    char found[PATH_MAX];
    if (realpath(link, found) == NULL || is_below(found, root) || strcmp(found, root) == 0)
        return 0;
    err_set(err, ERR_INPUT, "%s: is a link that leads out of the repository", link + strlen(root) + 1);
    return err_hint(err, "put what it leads to into the repository");
}

/* For the walk, whose callback is given nothing of ours. */
static struct {
    const char *root;
    struct err *err;
} checked;

static int check_entry(const char *path, const struct stat *status, int type, struct FTW *place)
{
    (void)status, (void)place;
    return type == FTW_SL ? check_link(path, checked.root, checked.err) : 0;
}

static int check_links(const char *root, struct err *err)
{
    /* As many folders open at once as a path can have: C libraries go no deeper than that. */
    enum { DEEPEST = PATH_MAX / 2 };
    checked.root = root;
    checked.err = err;
    int result = nftw(root, check_entry, DEEPEST, FTW_PHYS);
    if (result == 0 || err->kind != ERR_NONE)
        return result;
    return err_set(err, ERR_IO, "the repository cannot be read: %s", strerror(errno));
}

/* ------------------------------------------------------------------ Helm */

static int add_release(struct arena *arena, const struct application_parameters *parameters, struct arguments *arguments,
                       struct err *err)
{
    enum { RELEASE_MAX = 53 /* Helm's */ };
    struct text name = parameters->release_name.len > 0 ? parameters->release_name : told("ARGOCD_APP_NAME");
    if (name.len == 0) {
        err_set(err, ERR_INPUT, "the release has no name");
        return err_hint(err, "Argo CD sets ARGOCD_APP_NAME; the parameter release-name wins over it");
    }
    if (!name_is_subdomain(name) || name.len > RELEASE_MAX)
        return err_set(err, ERR_INPUT, "the release's name is none that Helm takes (1 to %d of a-z, 0-9, - and .)", RELEASE_MAX);
    add(arena, arguments, "--");
    add(arena, arguments, arena_string(arena, name));
    add(arena, arguments, ".");
    return 0;
}

/* Each in one argument with its option, so that no value can be taken for another option. */
static void add_told(struct arena *arena, struct arguments *arguments, const char *option, const char *variable)
{
    struct text value = told(variable);
    if (value.len > 0)
        add(arena, arguments, arena_format(arena, "%s=" TEXT_FMT, option, TEXT_ARG(value)).at);
}

static int add_values(struct arena *arena, const char *root, const struct application_parameters *parameters,
                      struct arguments *arguments, struct err *err)
{
    for (size_t i = 0; i < parameters->values_files.count; i++) {
        const char *path = "";
        if (values_file(arena, root, parameters->values_files.items[i], &path, err) != 0)
            return -1;
        add(arena, arguments, arena_format(arena, "--values=%s", path).at);
    }
    if (parameters->values.len > 0)
        add(arena, arguments, "--values=-");
    for (size_t i = 0; i < parameters->set.count; i++)
        add(arena, arguments, arena_format(arena, "--set-string=" TEXT_FMT, TEXT_ARG(parameters->set.items[i])).at);
    return 0;
}

static int run(struct arena *arena, const char *name, struct arguments *arguments, struct text in, struct input *out,
               struct err *err)
{
    add(arena, arguments, NULL);
    const struct child child = {.name = name, .arguments = arguments->items, .in = in};
    return child_run(&child, out, err);
}

/* As Argo CD does for charts that name others and do not bring them. */
static int fetch_dependencies(struct arena *arena, struct err *err)
{
    struct arguments arguments = {0};
    auto_input printed = {0};
    if (!is_there("Chart.lock") || is_there("charts"))
        return 0;
    add(arena, &arguments, "helm");
    add(arena, &arguments, "dependency");
    add(arena, &arguments, "build");
    return run(arena, "helm dependency build", &arguments, (struct text){0}, &printed, err);
}

static int print_chart(struct arena *arena, const char *root, const struct application_parameters *parameters, struct input *out,
                       struct err *err)
{
    struct arguments arguments = {0};
    add(arena, &arguments, "helm");
    add(arena, &arguments, "template");
    add_told(arena, &arguments, "--namespace", "ARGOCD_APP_NAMESPACE");
    add_told(arena, &arguments, "--kube-version", "KUBE_VERSION");
    add_told(arena, &arguments, "--api-versions", "KUBE_API_VERSIONS");
    if (!parameters->skip_crds)
        add(arena, &arguments, "--include-crds");
    if (add_values(arena, root, parameters, &arguments, err) != 0 || add_release(arena, parameters, &arguments, err) != 0 ||
        fetch_dependencies(arena, err) != 0)
        return -1;
    return run(arena, "helm template", &arguments, parameters->values, out, err);
}

/* ------------------------------------------------------------------ kustomize */

static bool is_in_path(struct arena *arena, const char *program)
{
    struct text_list folders = text_list_split(arena, getenv("PATH") != NULL ? getenv("PATH") : "", ':');
    for (size_t i = 0; i < folders.count; i++)
        if (access(arena_format(arena, TEXT_FMT "/%s", TEXT_ARG(folders.items[i]), program).at, X_OK) == 0)
            return true;
    return false;
}

static int print_kustomization(struct arena *arena, struct input *out, struct err *err)
{
    struct arguments arguments = {0};
    bool standalone = is_in_path(arena, "kustomize");
    add(arena, &arguments, standalone ? "kustomize" : "kubectl");
    add(arena, &arguments, standalone ? "build" : "kustomize");
    add(arena, &arguments, ".");
    return run(arena, standalone ? "kustomize build" : "kubectl kustomize", &arguments, (struct text){0}, out, err);
}

/* ------------------------------------------------------------------ whatever it is */

static int print_manifests(struct arena *arena, const struct application_parameters *parameters, struct inputs *out,
                           struct err *err)
{
    static const char *const endings[] = {".yaml", ".yml", ".json", NULL};
    struct text_list files = {0};
    if (folder_files(arena, ".", endings, parameters->recurse, &files, err) != 0)
        return -1;
    if (files.count == 0) {
        err_set(err, ERR_INPUT, "the application's folder holds no chart, no kustomization and no *.yaml, *.yml or *.json");
        return err_hint(err, "is its path right? The parameter recurse reads the folders below as well");
    }
    for (size_t i = 0; i < files.count; i++)
        if (inputs_add_file(out, arena, arena_string(arena, files.items[i]), err) != 0)
            return -1;
    return 0;
}

static int print_by_child(struct arena *arena, const char *root, const struct application_parameters *parameters,
                          struct inputs *out, struct err *err)
{
    bool chart = application_kind() == APPLICATION_CHART;
    struct input printed = {0};
    int result = chart ? print_chart(arena, root, parameters, &printed, err) : print_kustomization(arena, &printed, err);
    inputs_take(out, arena, chart ? "helm template" : "kustomize build", printed);
    return result;
}

int application_print(struct arena *arena, const struct application_parameters *parameters, struct inputs *out, struct err *err)
{
    const char *root = "";
    if (find_folders(arena, &root, err) != 0 || check_links(root, err) != 0)
        return -1;
    if (application_kind() == APPLICATION_MANIFESTS)
        return print_manifests(arena, parameters, out, err);
    return print_by_child(arena, root, parameters, out, err);
}
