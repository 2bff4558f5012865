/* SPDX-License-Identifier: Apache-2.0 */
#include "render/fields.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/nearest.h"
#include "yaml/scalar.h"

enum { KNOWN_KEYS_MAX = 64 };

const struct field *fields_find(const struct field *const *tables, struct text key)
{
    for (; *tables != NULL; tables++)
        for (const struct field *field = *tables; field->key != NULL; field++)
            if (text_is(key, field->key))
                return field;
    return NULL;
}

const char *fields_nearest(const struct field *const *tables, struct text key)
{
    const char *words[KNOWN_KEYS_MAX + 1] = {0};
    size_t count = 0;
    for (; *tables != NULL; tables++)
        for (const struct field *field = *tables; field->key != NULL && count < KNOWN_KEYS_MAX; field++)
            words[count++] = field->key;
    return nearest_word(key, words);
}

static int wrong_kind(const struct node *value, const char *wanted, struct err *err)
{
    return err_at(err, ERR_INPUT, value, "must be %s", wanted);
}

static int check_entries(struct arena *arena, const struct field *field, const struct node *list, struct err *err)
{
    if (!node_is_list(list))
        return wrong_kind(list, "a list of mappings", err);
    if (list->count > LIMIT_LIST_ENTRIES)
        return err_at(err, ERR_INPUT, list, "has more than %d entries", LIMIT_LIST_ENTRIES);
    for (size_t i = 0; i < list->count; i++) {
        if (!node_is_map(list->items[i]))
            return wrong_kind(list->items[i], "a mapping", err);
        if (fields_check(arena, list->items[i], field->fields, err) < 0)
            return -1;
    }
    return 0;
}

static int check_map(struct arena *arena, const struct field *field, const struct node *map, struct err *err)
{
    if (!node_is_map(map))
        return wrong_kind(map, "a mapping", err);
    return field->fields == NULL ? 0 : fields_check(arena, map, field->fields, err);
}

static int check_value(struct arena *arena, const struct field *field, const struct node *value, struct err *err)
{
    if (node_is_null(value))
        return 0;
    switch (field->kind) {
    case FIELD_TEXT:
        return node_is_scalar(value) ? 0 : wrong_kind(value, "a single value", err);
    case FIELD_BOOL:
        return scalar_bool(value) >= 0 ? 0 : wrong_kind(value, "true or false", err);
    case FIELD_MAP:
        return check_map(arena, field, value, err);
    case FIELD_ENTRIES:
        return check_entries(arena, field, value, err);
    case FIELD_LIST:
        return node_is_list(value) ? 0 : wrong_kind(value, "a list", err);
    case FIELD_ANY:
        break;
    }
    return 0;
}

/* "name, kind, ...": in the order of the tables. */
static struct text known_keys(struct arena *arena, const struct field *const *tables)
{
    struct buf buf = buf_new(arena, LIMIT_MESSAGE_BYTES);
    for (const struct field *const *table = tables; *table != NULL; table++)
        for (const struct field *field = *table; field->key != NULL; field++)
            buf_format(&buf, "%s%s", buf.len > 0 ? ", " : "", field->key);
    return buf_text(&buf);
}

static int unknown_key(struct arena *arena, const struct field *const *tables, const struct node *key, struct err *err)
{
    const char *nearest = fields_nearest(tables, node_text(key));
    err_at(err, ERR_INPUT, key, "unknown key");
    if (nearest != NULL)
        return err_hint(err, "the nearest known key is '%s'", nearest);
    return err_hint(err, "known here: " TEXT_FMT, TEXT_ARG(known_keys(arena, tables)));
}

static int refuse_duplicate(struct arena *arena, const struct node *map, struct err *err)
{
    const struct node *twice = node_duplicate(arena, map);
    if (twice == NULL)
        return 0;
    err_at(err, ERR_INPUT, twice, "the key stands twice in one mapping");
    return err_hint(err, "readers differ in which of the two counts: remove one");
}

int fields_refuse_duplicates(struct arena *arena, const struct node *node, struct err *err)
{
    if (node_is_map(node) && refuse_duplicate(arena, node, err) < 0)
        return -1;
    for (size_t i = 0; !node_is_scalar(node) && i < node->count; i++)
        if (fields_refuse_duplicates(arena, node_is_list(node) ? node->items[i] : node->pairs[i].value, err) < 0)
            return -1;
    return 0;
}

int fields_check(struct arena *arena, const struct node *map, const struct field *const *tables, struct err *err)
{
    size_t count;
    const struct node_pair *pairs = node_pairs(arena, map, &count);
    for (size_t i = 0; i < count; i++) {
        const struct field *field = node_is_scalar(pairs[i].key) ? fields_find(tables, pairs[i].key->text) : NULL;
        if (field == NULL)
            return unknown_key(arena, tables, pairs[i].key, err);
        if (check_value(arena, field, pairs[i].value, err) < 0)
            return -1;
    }
    return 0;
}
