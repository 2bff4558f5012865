/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/function_config.h"

#include "base/nearest.h"
#include "cmd/json.h"
#include "yaml/scalar.h"

/* The options that may stand in the spec. Where files are written is for the platform to say: no --key-index and no --log-file. */
static const struct {
    enum option_id id;
    bool widens; /* what owners may do: not where the platform names owners */
} rows[] = {
    {OPTION_SEALING_KEY, false},        {OPTION_NAMESPACE, true},   {OPTION_OWNER, false},
    {OPTION_ALLOW_NAMESPACE, false},    {OPTION_TEAM_LABEL, true},  {OPTION_TRUST_TEAM_CLAIMS, true},
    {OPTION_OPEN_CLUSTER_STORES, true}, {OPTION_EMIT, false},       {OPTION_SCOPE, false},
    {OPTION_MAX_SCOPE, false},          {OPTION_ALLOW_PLAIN, true}, {OPTION_STRIP_NEWLINE, false},
    {OPTION_TARGET_VERSION, false},
};
enum { ROWS = sizeof rows / sizeof *rows };

struct taking {
    struct invocation *invocation;
    bool strings; /* of a ConfigMap: every value is a string */
    struct err *err;
};

/* ------------------------------------------------------------------ keys */

static int unknown_key(const struct node *key, const char *const *known, struct err *err)
{
    const char *nearest = nearest_word(node_text(key), known);
    err_at(err, ERR_INPUT, key, "the functionConfig has no such key");
    if (nearest != NULL)
        return err_hint(err, "did you mean %s?", nearest);
    return err_hint(err, "external-secrets help render lists the options: here each has its name in camelCase, as sealingKey");
}

static size_t row_of(const struct taking *taking, const struct node *key)
{
    size_t row = 0;
    while (row < ROWS && !text_is(node_text(key), option_key(taking->invocation->arena, rows[row].id)))
        row++;
    return row;
}

static int unknown_option_key(const struct taking *taking, const struct node *key)
{
    const char *known[ROWS + 1] = {NULL};
    for (size_t i = 0; i < ROWS; i++)
        known[i] = option_key(taking->invocation->arena, rows[i].id);
    return unknown_key(key, known, taking->err);
}

static int check_keys(const struct node *config, struct err *err)
{
    static const char *const known[] = {"apiVersion", "kind", "metadata", "spec", NULL};
    for (size_t i = 0; i < config->count; i++) {
        size_t k = 0;
        while (known[k] != NULL && !text_is(node_text(config->pairs[i].key), known[k]))
            k++;
        if (known[k] == NULL)
            return unknown_key(config->pairs[i].key, known, err);
    }
    return 0;
}

/* ------------------------------------------------------------------ values */

static int wrong_kind(const struct node *value, const char *expected, struct err *err)
{
    return err_at(err, ERR_INPUT, value, "has to be %s", expected);
}

static int add_string(const struct taking *taking, const struct node *value, struct text_list *out)
{
    if (!node_is_scalar(value) || scalar_type(value) != SCALAR_STRING || value->text.len == 0)
        return wrong_kind(value, "a string that is not empty", taking->err);
    *array_add(taking->invocation->arena, out) = arena_copy(taking->invocation->arena, value->text);
    return 0;
}

static int take_list(const struct taking *taking, const struct node *value, struct text_list *out)
{
    struct arena *arena = taking->invocation->arena;
    if (taking->strings && node_is_scalar(value))
        *out = text_list_split(arena, arena_string(arena, value->text), ',');
    else if (!node_is_list(value))
        return wrong_kind(value, "a list of strings", taking->err);
    for (size_t i = 0; !taking->strings && i < value->count; i++)
        if (add_string(taking, value->items[i], out) != 0)
            return -1;
    return 0;
}

static int take_switch(const struct taking *taking, const struct node *value, struct setting *out)
{
    bool typed = node_is_scalar(value) && scalar_type(value) == (taking->strings ? SCALAR_STRING : SCALAR_BOOL);
    out->on = typed && text_is(value->text, "true");
    if (!out->on && !(typed && text_is(value->text, "false")))
        return wrong_kind(value, taking->strings ? "\"true\" or \"false\"" : "true or false", taking->err);
    *array_add(taking->invocation->arena, &out->values) = out->on ? TEXT("true") : TEXT("false");
    return 0;
}

static int check_choice(const struct taking *taking, enum option_id id, const struct node *value)
{
    const char *const *choices = option_row(id)->choices;
    for (size_t i = 0; choices != NULL && choices[i] != NULL; i++)
        if (text_is(node_text(value), choices[i]))
            return 0;
    if (choices == NULL)
        return 0;
    const char *nearest = nearest_word(node_text(value), choices);
    err_at(taking->err, ERR_INPUT, value, "not one of " TEXT_FMT, TEXT_ARG(option_choices(taking->invocation->arena, choices)));
    return nearest != NULL ? err_hint(taking->err, "did you mean %s?", nearest) : -1;
}

static int take_value(const struct taking *taking, enum option_id id, const struct node *value, struct setting *out)
{
    if (option_row(id)->value == NULL)
        return take_switch(taking, value, out);
    if (option_row(id)->repeatable)
        return take_list(taking, value, &out->values);
    return add_string(taking, value, &out->values) != 0 ? -1 : check_choice(taking, id, value);
}

static int refuse_widening(const struct taking *taking, const struct node *value)
{
    err_at(taking->err, ERR_USAGE, value, "is the platform's to say, which names the owners with %s",
           origin_of(taking->invocation, OPTION_OWNER));
    return err_hint(taking->err, "leave it out here; it can be given where that is given");
}

static bool is_platforms(const struct setting *setting)
{
    return setting->origin == FROM_ARGUMENT || setting->origin == FROM_ENVIRONMENT;
}

/* What does not count is checked all the same. */
static int take_pair(const struct taking *taking, const struct node_pair *pair, bool pinned)
{
    struct setting taken = {.origin = FROM_FUNCTION_CONFIG};
    size_t row = row_of(taking, pair->key);
    if (row == ROWS)
        return unknown_option_key(taking, pair->key);
    if (node_is_null(pair->value))
        return 0;
    struct setting *setting = &taking->invocation->settings[rows[row].id];
    if (take_value(taking, rows[row].id, pair->value, &taken) != 0)
        return -1;
    if (taken.values.count == 0 || is_platforms(setting))
        return 0;
    if (pinned && rows[row].widens)
        return refuse_widening(taking, pair->value);
    *setting = taken;
    return 0;
}

/* ------------------------------------------------------------------ the object */

static int take_options(const struct taking *taking, const struct node *options)
{
    bool pinned = is_platforms(&taking->invocation->settings[OPTION_OWNER]);
    if (node_is_null(options))
        return 0;
    if (!node_is_map(options))
        return wrong_kind(options, "a mapping", taking->err);
    const struct node *twice = node_duplicate(taking->invocation->arena, options);
    if (twice != NULL)
        return err_at(taking->err, ERR_INPUT, twice, "stands here twice");
    for (size_t i = 0; i < options->count; i++)
        if (take_pair(taking, &options->pairs[i], pinned) != 0)
            return -1;
    return 0;
}

int function_config_take(struct invocation *invocation, const struct node *config, struct err *err)
{
    struct taking taking = {.invocation = invocation, .err = err};
    if (config == NULL || (node_is_map(config) && config->count == 0))
        return 0;
    struct text api = node_text_at(config, "apiVersion"), kind = node_text_at(config, "kind");
    if (text_is(api, "v1") && text_is(kind, "ConfigMap")) {
        taking.strings = true;
        return take_options(&taking, node_get(config, "data"));
    }
    if (!text_is(api, FUNCTION_CONFIG_API) || !text_is(kind, FUNCTION_CONFIG_KIND)) {
        err_at(err, ERR_INPUT, config, "this functionConfig is not for this program");
        return err_hint(err,
                        "its apiVersion is " FUNCTION_CONFIG_API " and its kind " FUNCTION_CONFIG_KIND "; or it is a ConfigMap");
    }
    if (check_keys(config, err) != 0)
        return -1;
    return take_options(&taking, node_get(config, "spec"));
}

/* ------------------------------------------------------------------ as a schema */

static void put_type(cJSON *schema, const struct option *option)
{
    json_put(schema, "type", option->value == NULL ? "boolean" : option->repeatable ? "array" : "string");
    cJSON *value = option->repeatable ? json_put_object(schema, "items") : schema;
    if (option->repeatable)
        json_put(value, "type", "string");
    if (option->value != NULL && option->choices == NULL)
        json_put_number(value, "minLength", 1);
    if (option->choices != NULL)
        json_put_words(value, "enum", option->choices);
}

static void put_word(cJSON *properties, const char *key, const char *word)
{
    json_put(json_put_object(properties, key), "const", word);
}

struct text function_config_schema(struct arena *arena)
{
    cJSON *root = cJSON_CreateObject();
    json_put(root, "$schema", "http://json-schema.org/draft-07/schema#");
    json_put(root, "title", FUNCTION_CONFIG_KIND);
    json_put(root, "type", "object");
    json_put_words(root, "required", (const char *const[]){"apiVersion", "kind", NULL});
    cJSON *properties = json_put_object(root, "properties");
    put_word(properties, "apiVersion", FUNCTION_CONFIG_API);
    put_word(properties, "kind", FUNCTION_CONFIG_KIND);
    json_put(json_put_object(properties, "metadata"), "type", "object");
    cJSON *spec = json_put_object(properties, "spec");
    json_put(spec, "type", "object");
    cJSON *options = json_put_object(spec, "properties");
    for (size_t row = 0; row < ROWS; row++) {
        const struct option *option = option_row(rows[row].id);
        cJSON *schema = json_put_object(options, option_key(arena, rows[row].id));
        json_put(schema, "description", option->help);
        put_type(schema, option);
    }
    json_put_switch(spec, "additionalProperties", false);
    json_put_switch(root, "additionalProperties", false);
    return json_text(arena, root);
}
