/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/schema.h"

#include <string.h>

#include "cmd/json.h"
#include "render/dialect.h"
#include "render/owner.h"

/* How often a row stands in the schema. */
struct use {
    const struct field *row;
    size_t count;
    bool defined; /* the definition of its name is this row's */
};

/* A mapping that has a definition. */
struct definition {
    const struct field *const *tables;
    const char *name;
};

struct schema {
    struct arena *arena;
    bool allow_plain;
    cJSON *definitions;
    struct {
        struct use *items;
        size_t count, room;
    } uses;
    struct {
        struct definition *items;
        size_t count, room;
    } defined;
    struct {
        const struct field *const **items;
        size_t count, room;
    } counted;
};

static void put_mapping(struct schema *schema, cJSON *to, const struct field *const *tables);
static void put_properties(struct schema *schema, cJSON *to, const struct field *const *tables);

static bool is_defined(const struct schema *schema, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(schema->definitions, name) != NULL;
}

static void refer(const struct schema *schema, cJSON *to, const char *name)
{
    json_put(to, "$ref", arena_format(schema->arena, "#/definitions/%s", name).at);
}

/* What null counts for, nothing, may stand wherever something need not. */
static void put_type(cJSON *to, const char *type, const struct field *row)
{
    const char *const words[] = {type, "null", NULL};
    if (row->missing != NULL)
        json_put(to, "type", type);
    else
        json_put_words(to, "type", words);
}

/* ------------------------------------------------------------------ texts */

/* Names may look like a number or a truth value to YAML. */
static void put_text_type(cJSON *to, const struct field *row, bool only_text)
{
    const char *const words[] = {"string", "number", "boolean", row->missing != NULL ? NULL : "null", NULL};
    if (only_text)
        put_type(to, words[0], row);
    else
        json_put_words(to, "type", words);
}

static void put_choices(cJSON *to, const struct field *row)
{
    cJSON *choices = json_put_list(to, "enum");
    for (const char *const *choice = row->choices; *choice != NULL; choice++)
        json_add(choices, *choice);
    if (row->setting)
        json_add(choices, "");
    json_add_null(choices);
}

/* A regular expression for what a text may be; a template says later what stands there. */
static const char *pattern_of(const struct schema *schema, const struct field *row)
{
    static const char template[] = "[{][{]";
    const char *pattern = row->format->pattern;
    if (pattern == NULL)
        return row->setting ? arena_format(schema->arena, "^\\s*$|%s", template).at : template;
    return arena_format(schema->arena, "^(%s%s)$|%s", pattern, row->setting ? "|\\s*" : "", template).at;
}

static void put_format(const struct schema *schema, cJSON *to, const struct field *row)
{
    const struct text_format *form = row->format;
    const char *names = row->names != NULL ? row->names : "";
    if (form->shortest > 0) {
        json_put(json_put_object(to, "if"), "pattern", pattern_of(schema, row));
        json_put_number(json_put_object(to, "else"), "minLength", form->shortest);
        return;
    }
    json_put(to, "pattern", pattern_of(schema, row));
    json_put(to, "patternErrorMessage", arena_format(schema->arena, "must be %s%s%s", names, *names ? ": " : "", form->what).at);
    if (form->longest > 0)
        json_put_number(to, "maxLength", form->longest);
}

static void put_text(const struct schema *schema, cJSON *to, const struct field *row)
{
    bool admits_all = row->format == NULL || (row->format->shortest > 0 && schema->allow_plain);
    if (row->choices != NULL) {
        put_choices(to, row);
        return;
    }
    put_text_type(to, row, !admits_all && row->format->only_text);
    if (!admits_all)
        put_format(schema, to, row);
}

/* ------------------------------------------------------------------ rows */

static const char *definition_of(struct schema *schema, const struct field *row)
{
    for (size_t i = 0; i < schema->defined.count; i++)
        if (schema->defined.items[i].tables == row->fields)
            return schema->defined.items[i].name;
    const char *name = arena_format(schema->arena, "%s-%s", row->key, row->kind == FIELD_ENTRIES ? "entry" : "keys").at;
    *array_add(schema->arena, &schema->defined) = (struct definition){row->fields, name};
    put_mapping(schema, json_put_object(schema->definitions, name), row->fields);
    return name;
}

/* Names, or mappings with a name: every keyword looks at its own kind alone. */
static void put_names(const struct schema *schema, cJSON *to, const struct field *row)
{
    static const char *const types[] = {"string", "number", "boolean", "object", NULL}, *const required[] = {"name", NULL};
    cJSON *items = json_put_object(to, "items");
    json_put_words(items, "type", types);
    put_format(schema, items, row);
    json_put_words(items, "required", required);
    cJSON *name = json_put_object(json_put_object(items, "properties"), "name");
    json_put_words(name, "type", (const char *const[]){"string", "number", "boolean", NULL});
    put_format(schema, name, row);
}

/* A mapping of mappings, else one with keys of its own. */
static void put_by_name(struct schema *schema, cJSON *to, const struct field *row)
{
    cJSON *by_name = json_put_object(to, "if");
    json_put_number(by_name, "minProperties", 1);
    json_put(json_put_object(by_name, "additionalProperties"), "type", "object");
    const char *name = definition_of(schema, row);
    refer(schema, json_put_object(json_put_object(to, "then"), "additionalProperties"), name);
    refer(schema, json_put_object(to, "else"), name);
}

/* One provider, with whatever the operator has below it, but for mappings with the first of the row's keys. */
static void put_provider(struct schema *schema, cJSON *to, const struct field *row)
{
    static const char part[] = "provider-part";
    json_put_number(to, "minProperties", 1);
    json_put_number(to, "maxProperties", 1);
    cJSON *provider = json_put_object(to, "additionalProperties");
    json_put(provider, "type", "object");
    refer(schema, json_put_object(provider, "additionalProperties"), part);
    if (is_defined(schema, part))
        return;
    cJSON *definition = json_put_object(schema->definitions, part), *holds = json_put_object(definition, "if");
    json_put(holds, "type", "object");
    json_put_words(holds, "required", (const char *const[]){row->fields[0]->key, NULL});
    refer(schema, json_put_object(definition, "then"), definition_of(schema, row));
    cJSON *other = json_put_object(definition, "else");
    refer(schema, json_put_object(other, "additionalProperties"), part);
    refer(schema, json_put_object(other, "items"), part);
}

static void put_map(struct schema *schema, cJSON *to, const struct field *row)
{
    if (row->open)
        put_properties(schema, to, row->fields);
    else
        put_type(to, "object", row);
    if (row->kind == FIELD_BY_NAME)
        put_by_name(schema, to, row);
    else if (row->kind == FIELD_PROVIDER)
        put_provider(schema, to, row);
}

static void put_list(struct schema *schema, cJSON *to, const struct field *row)
{
    put_type(to, "array", row);
    if (row->kind == FIELD_NAMES)
        put_names(schema, to, row);
    else if (row->kind == FIELD_ENTRIES)
        refer(schema, json_put_object(to, "items"), definition_of(schema, row));
}

static void put_kind(struct schema *schema, cJSON *to, const struct field *row)
{
    switch (row->kind) {
    case FIELD_TEXT:
        put_text(schema, to, row);
        break;
    case FIELD_BOOL:
        put_type(to, "boolean", row);
        break;
    case FIELD_MAP:
    case FIELD_BY_NAME:
    case FIELD_PROVIDER:
        put_map(schema, to, row);
        break;
    case FIELD_ENTRIES:
    case FIELD_NAMES:
    case FIELD_LIST:
        put_list(schema, to, row);
        break;
    case FIELD_ANY:
        break;
    }
}

static void put_absent(cJSON *to, const struct field *row)
{
    size_t which;
    if (row->absent == NULL)
        return;
    if (row->kind == FIELD_BOOL)
        json_put_switch(to, "default", strcmp(row->absent, "true") == 0);
    else if (row->choices != NULL && fields_choice(row->choices, text_of(row->absent), &which))
        json_put(to, "default", row->absent);
}

static void put_description(const struct schema *schema, cJSON *to, const struct field *row, const char *generation)
{
    struct arena *arena = schema->arena;
    const char *of = generation != NULL ? arena_format(arena, " (%s)", generation).at : "";
    const char *absent = row->absent != NULL ? arena_format(arena, "; absent: %s", row->absent).at : "";
    json_put(to, "description", arena_format(arena, "%s%s%s", row->help, of, absent).at);
}

static void put_row(struct schema *schema, cJSON *to, const struct field *row, const char *generation)
{
    put_description(schema, to, row, generation);
    put_absent(to, row);
    put_kind(schema, to, row);
}

static struct use *use_of(struct schema *schema, const struct field *row)
{
    for (size_t i = 0; i < schema->uses.count; i++)
        if (schema->uses.items[i].row == row)
            return &schema->uses.items[i];
    struct use *use = array_add(schema->arena, &schema->uses);
    use->row = row;
    return use;
}

/* A row that stands in several mappings has a definition, unless another one has that name. */
static void put_property(struct schema *schema, cJSON *properties, const struct field *row, const char *generation)
{
    cJSON *property = json_put_object(properties, row->key);
    struct use *use = use_of(schema, row);
    if (use->count < 2 || (!use->defined && is_defined(schema, row->key))) {
        put_row(schema, property, row, generation);
        return;
    }
    refer(schema, property, row->key);
    if (use->defined)
        return;
    use->defined = true;
    put_row(schema, json_put_object(schema->definitions, row->key), row, generation);
}

/* ------------------------------------------------------------------ mappings */

static void put_properties(struct schema *schema, cJSON *to, const struct field *const *tables)
{
    size_t count;
    const struct field **rows = fields_rows(schema->arena, tables, &count);
    cJSON *properties = json_put_object(to, "properties");
    for (size_t i = 0; i < count; i++)
        put_property(schema, properties, rows[i], NULL);
}

/* {"anyOf": [{"required": [a]}, {"required": [b]}]} */
static void put_either(cJSON *all, const char *a, const char *b)
{
    cJSON *any = json_put_list(json_add_object(all), "anyOf");
    json_add(json_put_list(json_add_object(any), "required"), a);
    json_add(json_put_list(json_add_object(any), "required"), b);
}

static bool has_alternatives(const struct field *const *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (rows[i]->unless != NULL)
            return true;
    return false;
}

static void put_needed(cJSON *to, const struct field *const *rows, size_t count)
{
    cJSON *required = NULL;
    for (size_t i = 0; i < count; i++) {
        if (rows[i]->missing == NULL)
            continue;
        if (required == NULL)
            required = json_put_list(to, "required");
        json_add(required, rows[i]->key);
    }
    if (!has_alternatives(rows, count))
        return;
    cJSON *all = json_put_list(to, "allOf");
    for (size_t i = 0; i < count; i++)
        if (rows[i]->unless != NULL)
            put_either(all, rows[i]->key, rows[i]->unless);
}

/* The key that `row` frees is a sealed string where `row` is absent, else any text. */
static void put_freed(struct schema *schema, cJSON *to, const struct field *row, const struct field *const *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(rows[i]->key, row->frees) != 0)
            continue;
        struct field freed = *rows[i];
        freed.format = NULL;
        cJSON *properties = cJSON_GetObjectItemCaseSensitive(to, "properties");
        cJSON_DeleteItemFromObjectCaseSensitive(properties, freed.key);
        put_row(schema, json_put_object(properties, freed.key), &freed, NULL);
        json_add(json_put_list(json_put_object(to, "if"), "required"), row->key);
        put_property(schema, json_put_object(json_put_object(to, "else"), "properties"), rows[i], NULL);
    }
}

static void put_mapping(struct schema *schema, cJSON *to, const struct field *const *tables)
{
    size_t count;
    const struct field **rows = fields_rows(schema->arena, tables, &count);
    json_put(to, "type", "object");
    json_put_switch(to, "additionalProperties", false);
    put_properties(schema, to, tables);
    put_needed(to, rows, count);
    for (size_t i = 0; i < count; i++)
        if (rows[i]->frees != NULL)
            put_freed(schema, to, rows[i], rows, count);
}

/* ------------------------------------------------------------------ blocks */

/* What a generation needs it needs where one of its keys is there. */
static void put_needs_of(struct schema *schema, cJSON *to, const struct dialect *dialect)
{
    size_t count;
    const struct field **rows = fields_rows(schema->arena, (const struct field *const[]){dialect->fields, NULL}, &count);
    if (!has_alternatives(rows, count))
        return;
    cJSON *any = json_put_list(json_put_object(to, "if"), "anyOf");
    for (size_t i = 0; i < count; i++)
        json_add(json_put_list(json_add_object(any), "required"), rows[i]->key);
    put_needed(json_put_object(to, "then"), rows, count);
}

static void put_block(struct schema *schema, cJSON *to, enum block_place place)
{
    static const char *const types[] = {"object", "null", NULL};
    json_put(to, "description", "the secret stores of a tenant or a team, and their credentials");
    json_put_words(to, "type", types);
    json_put_switch(to, "additionalProperties", false);
    cJSON *properties = json_put_object(to, "properties");
    for (const struct field *row = block_switches; row->key != NULL; row++)
        put_property(schema, properties, row, NULL);
    for (const struct dialect *const *dialect = dialects; *dialect != NULL; dialect++)
        for (const struct field *row = (*dialect)->fields; row->key != NULL && ((*dialect)->places & place); row++)
            put_property(schema, properties, row, (*dialect)->name);
    for (const struct dialect *const *dialect = dialects; *dialect != NULL; dialect++)
        if ((*dialect)->places & place)
            put_needs_of(schema, to, *dialect);
}

/* "secret_management.external_secrets": the block inside an object that belongs to others as well. */
static void put_at_path(struct schema *schema, cJSON *properties, const struct block_row *block)
{
    char *path = arena_string(schema->arena, text_of(block->path)), *dot = strchr(path, '.');
    while (dot != NULL) {
        *dot = 0;
        properties = json_put_object(json_put_object(properties, path), "properties");
        path = dot + 1;
        dot = strchr(path, '.');
    }
    put_block(schema, json_put_object(properties, path), block->place);
}

/* ------------------------------------------------------------------ the whole */

static bool is_counted(struct schema *schema, const struct field *const *tables)
{
    for (size_t i = 0; i < schema->counted.count; i++)
        if (schema->counted.items[i] == tables)
            return true;
    *array_add(schema->arena, &schema->counted) = tables;
    return false;
}

/* In how many mappings each row stands: a mapping that several rows hold has one definition. */
static void count_uses(struct schema *schema, const struct field *const *tables)
{
    size_t count;
    const struct field **rows = fields_rows(schema->arena, tables, &count);
    for (size_t i = 0; i < count; i++) {
        use_of(schema, rows[i])->count++;
        if (rows[i]->fields != NULL && !is_counted(schema, rows[i]->fields))
            count_uses(schema, rows[i]->fields);
    }
}

static void count_uses_of_blocks(struct schema *schema)
{
    for (const struct block_row *block = blocks; block->path != NULL; block++) {
        count_uses(schema, (const struct field *const[]){block_switches, NULL});
        for (const struct dialect *const *dialect = dialects; *dialect != NULL; dialect++)
            if ((*dialect)->places & block->place)
                count_uses(schema, (const struct field *const[]){(*dialect)->fields, NULL});
    }
}

/* In a definition file the values stand below `values`, as a mapping or in a string. */
static void put_definition_file(cJSON *root)
{
    cJSON *any = json_put_list(json_put_object(root, "if"), "anyOf");
    json_add(json_put_list(json_add_object(any), "required"), "appname");
    json_add(json_put_list(json_add_object(any), "required"), "teamname");
    cJSON *values = json_put_object(json_put_object(json_put_object(root, "then"), "properties"), "values");
    json_put(values, "description", "the values of a definition file, as a mapping or as YAML in a string");
    json_put(json_add_object(json_put_list(values, "allOf")), "$ref", "#");
}

struct text schema_json(struct arena *arena, bool allow_plain)
{
    struct schema schema = {.arena = arena, .allow_plain = allow_plain, .definitions = cJSON_CreateObject()};
    cJSON *root = cJSON_CreateObject();
    json_put(root, "$schema", "http://json-schema.org/draft-07/schema#");
    json_put(root, "$id", "urn:external-secrets:values");
    json_put(root, "title", "values with external_secrets");
    json_put(root, "description",
             "what the filter external-secrets takes in the values of a tenant or a team; other keys are free");
    count_uses(&schema, identity_tables);
    count_uses_of_blocks(&schema);
    put_properties(&schema, root, identity_tables);
    for (const struct block_row *block = blocks; block->path != NULL; block++)
        put_at_path(&schema, cJSON_GetObjectItemCaseSensitive(root, "properties"), block);
    put_definition_file(root);
    json_put_item(root, "definitions", schema.definitions);
    return json_text(arena, root);
}
