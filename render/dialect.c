/* SPDX-License-Identifier: Apache-2.0 */
#include "render/dialect.h"

#include <string.h>

#include "yaml/scalar.h"

enum { DIALECT_COUNT = 4 };
const struct dialect *const dialects[DIALECT_COUNT + 1] = {&dialect_1, &dialect_2, &dialect_3, &dialect_n, NULL};

const struct field block_switches[] = {
    {"enable", FIELD_BOOL, .help = "false: nothing is generated from this block", .absent = "true"},
    {"enabled", FIELD_BOOL, .help = "the same as enable", .absent = "true"},
    {0},
};

enum { BLOCK_COUNT = 2 };
const struct block_row blocks[BLOCK_COUNT + 1] = {
    {BLOCK_DIRECT, "external_secrets"},
    {BLOCK_MANAGED, "secret_management.external_secrets"},
    {0},
};

/* The tables of all dialects that may stand in a place; `out` has room for all of them, the switches and the end. */
static void tables_of(unsigned places, const struct field *out[static DIALECT_COUNT + 2])
{
    size_t count = 0;
    for (size_t i = 0; i < DIALECT_COUNT; i++)
        if (dialects[i]->places & places)
            out[count++] = dialects[i]->fields;
    out[count++] = block_switches;
    out[count] = NULL;
}

static bool is_switch(struct text key)
{
    return text_is(key, "enable") || text_is(key, "enabled");
}

static bool holds_any_of(const struct node *block, const struct field *const *tables)
{
    for (; *tables != NULL; tables++)
        for (const struct field *field = *tables; field->key != NULL; field++)
            if (!is_switch(text_of(field->key)) && node_get(block, field->key) != NULL)
                return true;
    return false;
}

/* A switch alone says something only where the values say whose they are: other charts have {enabled: true} as well. */
static bool block_counts(const struct node *block, bool named)
{
    const struct field *tables[DIALECT_COUNT + 2];
    tables_of(BLOCK_DIRECT | BLOCK_MANAGED, tables);
    if (holds_any_of(block, tables))
        return true;
    for (size_t i = 0; i < block->count; i++)
        if (!node_is_merge(block->pairs[i].key) && !is_switch(node_text(block->pairs[i].key)))
            return false;
    return named && (node_get(block, "enable") != NULL || node_get(block, "enabled") != NULL);
}

/* Whether one of the blocks at `path` counts: all of them where a key stands twice, or the one left out of sight would decide. */
static bool any_counts(const struct node *values, const char *path, bool named)
{
    const char *dot = strchr(path, '.');
    struct text key = {path, dot ? (size_t)(dot - path) : strlen(path)};
    for (size_t i = 0; node_is_map(values) && i < values->count; i++) {
        const struct node *value = values->pairs[i].value;
        bool here = text_equal(node_text(values->pairs[i].key), key);
        if (here && (dot ? any_counts(value, dot + 1, named) : node_is_map(value) && block_counts(value, named)))
            return true;
    }
    const struct node *block = node_find(values, path);
    return node_is_map(block) && block_counts(block, named);
}

bool dialects_count(const struct node *values, bool named)
{
    for (size_t i = 0; i < BLOCK_COUNT; i++)
        if (any_counts(values, blocks[i].path, named))
            return true;
    return false;
}

static const char *nearest_in(const struct node *map)
{
    const struct field *tables[DIALECT_COUNT + 2];
    tables_of(BLOCK_DIRECT | BLOCK_MANAGED, tables);
    for (size_t i = 0; node_is_map(map) && i < map->count; i++) {
        struct text key = node_text(map->pairs[i].key);
        const char *nearest = is_switch(key) ? NULL : fields_nearest(tables, key);
        if (nearest != NULL && !is_switch(text_of(nearest)))
            return nearest;
    }
    return NULL;
}

const char *dialects_nearest(const struct node *values)
{
    static const struct field inner[] = {{.key = "external_secrets"}, {0}};
    static const struct field *const tables[] = {inner, NULL};
    for (size_t i = 0; i < BLOCK_COUNT; i++) {
        const char *nearest = nearest_in(node_find(values, blocks[i].path));
        if (nearest != NULL)
            return nearest;
    }
    const struct node *managed = node_get(values, "secret_management");
    for (size_t i = 0; node_is_map(managed) && i < managed->count; i++) {
        const char *nearest = fields_nearest(tables, node_text(managed->pairs[i].key));
        if (nearest != NULL)
            return nearest;
    }
    return NULL;
}

/* A key of ours in the wrong one of the two places gets a message of its own. */
static int check_place(struct arena *arena, const struct node *block, size_t which, struct err *err)
{
    size_t count;
    const struct node_pair *pairs = node_pairs(arena, block, &count);
    const struct field *here[DIALECT_COUNT + 2], *anywhere[DIALECT_COUNT + 2];
    tables_of(blocks[which].place, here);
    tables_of(BLOCK_DIRECT | BLOCK_MANAGED, anywhere);
    for (size_t i = 0; i < count; i++) {
        const struct node *key = pairs[i].key;
        if (fields_find(here, node_text(key)) != NULL || fields_find(anywhere, node_text(key)) == NULL)
            continue;
        err_at(err, ERR_INPUT, key, "unknown key here");
        return err_hint(err, "'" TEXT_FMT "' stands under %s", TEXT_ARG(node_text(key)), blocks[1 - which].path);
    }
    return 0;
}

static int check_switch(const struct node *block, bool *disabled, struct err *err)
{
    *disabled = false;
    static const char *const switches[] = {"enable", "enabled"};
    for (size_t i = 0; i < 2; i++) {
        const struct node *node = node_get(block, switches[i]);
        if (node_is_null(node))
            continue;
        if (scalar_bool(node) < 0)
            return err_at(err, ERR_INPUT, node, "must be true or false");
        *disabled |= scalar_bool(node) == 0;
    }
    return 0;
}

static int declare_block(const struct run *run, const struct owner *owner, const struct node *block, size_t which,
                         struct declaration_list *out, struct err *err)
{
    const struct field *tables[DIALECT_COUNT + 2];
    tables_of(blocks[which].place, tables);
    bool disabled;
    if (check_switch(block, &disabled, err) < 0)
        return -1;
    if (disabled)
        return 0;
    if (check_place(run->arena, block, which, err) < 0 ||
        fields_check(run->arena, block, tables, run->finding ? FIELDS_BUT_SETTINGS : FIELDS_ALL, err) < 0)
        return -1;
    for (size_t i = 0; i < DIALECT_COUNT; i++)
        if ((dialects[i]->places & (unsigned)blocks[which].place) && dialects[i]->declare(run, owner, block, out, err) < 0)
            return -1;
    return 0;
}

int dialects_declare(const struct run *run, const struct owner *owner, const struct node *values, struct declaration_list *out,
                     struct err *err)
{
    for (size_t i = 0; i < BLOCK_COUNT; i++) {
        const struct node *block = node_find(values, blocks[i].path);
        if (node_is_map(block) && block_counts(block, true) && declare_block(run, owner, block, i, out, err) < 0)
            return -1;
    }
    return 0;
}
