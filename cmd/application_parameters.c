/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/application_parameters.h"

#include <cjson/cJSON.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/nearest.h"
#include "cmd/json.h"

#define VARIABLE "ARGOCD_APP_PARAMETERS"

enum parameter_type { TYPE_TEXT, TYPE_SWITCH, TYPE_LIST, TYPE_MAP, TYPE_COUNT };

/* As Argo CD's API calls them: the collection, and the key that holds the value. */
static const struct {
    const char *collection, *key, *words;
} types[TYPE_COUNT] = {
    [TYPE_TEXT] = {"string", "string", "a string"},
    [TYPE_SWITCH] = {"string", "string", "the string true or false"},
    [TYPE_LIST] = {"array", "array", "a list of strings"},
    [TYPE_MAP] = {"map", "map", "a map of strings"},
};

static const struct parameter {
    const char *name, *title, *tooltip;
    enum parameter_type type;
    unsigned uses;
    size_t offset; /* of the field that it fills */
} parameters[] = {
    {"release-name", "Release name", "Helm's release; the name of the application where none is given", TYPE_TEXT, USE_CHART,
     offsetof(struct application_parameters, release_name)},
    {"values-files", "Values files", "Paths inside the repository, as seen from the application's folder; later ones win",
     TYPE_LIST, USE_CHART, offsetof(struct application_parameters, values_files)},
    {"values", "Values", "YAML that wins over all values files", TYPE_TEXT, USE_CHART,
     offsetof(struct application_parameters, values)},
    {"set", "Single values", "From the path of a value to a string; they win over all other values", TYPE_MAP, USE_CHART,
     offsetof(struct application_parameters, set)},
    {"skip-crds", "Without custom resource definitions", "true leaves out what stands in the chart's folder crds", TYPE_SWITCH,
     USE_CHART, offsetof(struct application_parameters, skip_crds)},
    {"recurse", "Folders below", "true reads the manifests of the folders below as well", TYPE_SWITCH, USE_MANIFESTS,
     offsetof(struct application_parameters, recurse)},
};
enum { PARAMETERS = sizeof parameters / sizeof parameters[0] };

/* ------------------------------------------------------------------ reading */

static int wrong(const struct parameter *parameter, struct err *err)
{
    return err_set(err, ERR_INPUT, "parameter %s: must be %s", parameter->name, types[parameter->type].words);
}

static int read_text(struct arena *arena, const struct parameter *parameter, const cJSON *value, void *field, struct err *err)
{
    struct text *text = field;
    if (!cJSON_IsString(value))
        return wrong(parameter, err);
    *text = arena_copy(arena, text_of(value->valuestring));
    return 0;
}

static int read_switch(struct arena *arena, const struct parameter *parameter, const cJSON *value, void *field, struct err *err)
{
    struct text text = {0};
    bool *on = field;
    if (read_text(arena, parameter, value, &text, err) != 0)
        return -1;
    *on = text_is(text, "true");
    return *on || text_is(text, "false") || text.len == 0 ? 0 : wrong(parameter, err);
}

static int read_list(struct arena *arena, const struct parameter *parameter, const cJSON *value, void *field, struct err *err)
{
    struct text_list *list = field;
    const cJSON *item;
    if (!cJSON_IsArray(value))
        return wrong(parameter, err);
    cJSON_ArrayForEach(item, value)
    {
        if (read_text(arena, parameter, item, array_add(arena, list), err) != 0)
            return -1;
    }
    return 0;
}

/* Helm parts several values at commas: one inside of a value stands behind a backslash. */
static void put_escaped(struct buf *buf, const char *text)
{
    for (; *text != 0; text++)
        buf_format(buf, "%s%c", *text == ',' || *text == '\\' ? "\\" : "", *text);
}

static int read_map(struct arena *arena, const struct parameter *parameter, const cJSON *value, void *field, struct err *err)
{
    struct text_list *list = field;
    const cJSON *item;
    if (!cJSON_IsObject(value))
        return wrong(parameter, err);
    cJSON_ArrayForEach(item, value)
    {
        struct buf buf = buf_new(arena, LIMIT_VALUES_BYTES);
        if (!cJSON_IsString(item))
            return wrong(parameter, err);
        buf_format(&buf, "%s=", item->string);
        put_escaped(&buf, item->valuestring);
        buf_put_byte(&buf, 0);
        struct text text = buf_text(&buf);
        *array_add(arena, list) = (struct text){text.at, text.len - 1};
    }
    return 0;
}

static int (*const readers[TYPE_COUNT])(struct arena *arena, const struct parameter *parameter, const cJSON *value, void *field,
                                        struct err *err) = {
    [TYPE_TEXT] = read_text, [TYPE_SWITCH] = read_switch, [TYPE_LIST] = read_list, [TYPE_MAP] = read_map};

static int unknown(struct text name, struct err *err)
{
    const char *names[PARAMETERS + 1] = {NULL};
    for (size_t i = 0; i < PARAMETERS; i++)
        names[i] = parameters[i].name;
    const char *nearest = nearest_word(name, names);
    err_set(err, ERR_INPUT, "the application has a parameter that the plugin does not know");
    return nearest != NULL ? err_hint(err, "did you mean %s?", nearest)
                           : err_hint(err, "external-secrets argocd parameters lists those that it knows");
}

static int read_one(struct arena *arena, const cJSON *sent, struct application_parameters *out, struct err *err)
{
    const cJSON *name = cJSON_GetObjectItemCaseSensitive(sent, "name");
    struct text wanted = text_of(cJSON_IsString(name) ? name->valuestring : "");
    for (size_t i = 0; i < PARAMETERS; i++) {
        const struct parameter *parameter = &parameters[i];
        if (!text_is(wanted, parameter->name))
            continue;
        const cJSON *value = cJSON_GetObjectItemCaseSensitive(sent, types[parameter->type].key);
        return readers[parameter->type](arena, parameter, value, (char *)out + parameter->offset, err);
    }
    return unknown(wanted, err);
}

static int read_all(struct arena *arena, const cJSON *sent, struct application_parameters *out, struct err *err)
{
    const cJSON *one;
    if (!cJSON_IsArray(sent) && !cJSON_IsNull(sent))
        return err_set(err, ERR_INPUT, VARIABLE ": no list in JSON, as Argo CD sends it");
    cJSON_ArrayForEach(one, sent)
    {
        if (read_one(arena, one, out, err) != 0)
            return -1;
    }
    return 0;
}

int application_parameters_read(struct arena *arena, struct application_parameters *out, struct err *err)
{
    const char *json = getenv(VARIABLE);
    *out = (struct application_parameters){0};
    if (json == NULL || *json == 0)
        return 0;
    cJSON *sent = cJSON_Parse(json);
    int result = read_all(arena, sent, out, err);
    cJSON_Delete(sent);
    return result;
}

/* ------------------------------------------------------------------ announcing */

struct text application_parameters_announce(struct arena *arena, unsigned uses)
{
    cJSON *root = cJSON_CreateArray();
    if (root == NULL)
        mem_exhausted();
    for (size_t i = 0; i < PARAMETERS; i++) {
        const struct parameter *parameter = &parameters[i];
        if ((parameter->uses & uses) == 0)
            continue;
        cJSON *one = json_add_object(root);
        json_put(one, "name", parameter->name);
        json_put(one, "title", parameter->title);
        json_put(one, "tooltip", parameter->tooltip);
        json_put(one, "collectionType", types[parameter->type].collection);
    }
    return json_text(arena, root);
}
