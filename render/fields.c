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

const struct field **fields_rows(struct arena *arena, const struct field *const *tables, size_t *count)
{
    struct {
        const struct field **items;
        size_t count, room;
    } rows = {0};
    for (; *tables != NULL; tables++)
        for (const struct field *field = *tables; field->key != NULL; field++)
            *array_add(arena, &rows) = field;
    *count = rows.count;
    return rows.items;
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

bool fields_are_by_name(struct arena *arena, const struct node *map)
{
    size_t count;
    const struct node_pair *pairs = node_pairs(arena, map, &count);
    for (size_t i = 0; i < count; i++)
        if (!node_is_map(pairs[i].value))
            return false;
    return count > 0;
}

/* One check of a mapping and what is below. */
struct checker {
    struct arena *arena;
    enum fields_extent extent;
};

static int check_fields(const struct checker *checker, const struct node *map, const struct field *const *tables, struct err *err);

static int wrong_kind(const struct node *value, const char *wanted, struct err *err)
{
    return err_at(err, ERR_INPUT, value, "must be %s", wanted);
}

static int with_hint(const struct field *field, struct err *err)
{
    return field->hint != NULL ? err_hint(err, "%s", field->hint) : -1;
}

/* "strict, namespace-wide or cluster-wide" */
static struct text either_of(struct arena *arena, const char *const *choices)
{
    struct buf buf = buf_new(arena, LIMIT_MESSAGE_BYTES);
    for (const char *const *choice = choices; *choice != NULL; choice++)
        buf_format(&buf, "%s%s", choice == choices ? "" : choice[1] == NULL ? " or " : ", ", *choice);
    return buf_text(&buf);
}

bool fields_choice(const char *const *choices, struct text text, size_t *which)
{
    for (*which = 0; choices[*which] != NULL; (*which)++)
        if (text_is(text, choices[*which]))
            return true;
    return false;
}

static int check_text(const struct checker *checker, const struct field *field, const struct node *value, struct err *err)
{
    const struct text_format *format = field->format;
    size_t which;
    if (!node_is_scalar(value))
        return wrong_kind(value, "a single value", err);
    if (field->setting && (checker->extent == FIELDS_BUT_SETTINGS || text_trim(value->text).len == 0))
        return 0;
    if (field->choices != NULL && !fields_choice(field->choices, value->text, &which)) {
        err_at(err, ERR_INPUT, value, "must be " TEXT_FMT, TEXT_ARG(either_of(checker->arena, field->choices)));
        return with_hint(field, err);
    }
    if (format == NULL || format->takes == NULL || format->takes(value->text))
        return 0;
    if (field->names != NULL)
        err_at(err, ERR_INPUT, value, "must be %s: %s", field->names, format->what);
    else
        err_at(err, ERR_INPUT, value, "must be %s", format->what);
    return with_hint(field, err);
}

static int check_entries(const struct checker *checker, const struct field *field, const struct node *list, struct err *err)
{
    if (!node_is_list(list))
        return wrong_kind(list, "a list of mappings", err);
    if (list->count > LIMIT_LIST_ENTRIES)
        return err_at(err, ERR_INPUT, list, "has more than %d entries", LIMIT_LIST_ENTRIES);
    if (field->setting && checker->extent == FIELDS_BUT_SETTINGS)
        return 0;
    for (size_t i = 0; i < list->count; i++) {
        if (!node_is_map(list->items[i]))
            return wrong_kind(list->items[i], "a mapping", err);
        if (check_fields(checker, list->items[i], field->fields, err) < 0)
            return -1;
    }
    return 0;
}

static int check_map(const struct checker *checker, const struct field *field, const struct node *map, struct err *err)
{
    if (!node_is_map(map))
        return wrong_kind(map, "a mapping", err);
    return field->fields == NULL || field->kind == FIELD_PROVIDER ? 0 : check_fields(checker, map, field->fields, err);
}

/* Of a mapping with keys of its own, in which one that is unknown holds a mapping: probably that was to be one of those by name. */
static bool is_mixed(const struct checker *checker, const struct field *field, const struct node *map)
{
    size_t count;
    const struct node_pair *pairs = node_pairs(checker->arena, map, &count);
    for (size_t i = 0; i < count; i++)
        if (node_is_map(pairs[i].value) && fields_find(field->fields, node_text(pairs[i].key)) == NULL)
            return true;
    return false;
}

static int check_by_name(const struct checker *checker, const struct field *field, const struct node *map, struct err *err)
{
    if (!node_is_map(map))
        return wrong_kind(map, "a mapping", err);
    if (!fields_are_by_name(checker->arena, map)) {
        if (check_fields(checker, map, field->fields, err) == 0)
            return 0;
        return is_mixed(checker, field, map) ? with_hint(field, err) : -1;
    }
    size_t count;
    const struct node_pair *pairs = node_pairs(checker->arena, map, &count);
    for (size_t i = 0; i < count; i++)
        if (check_fields(checker, pairs[i].value, field->fields, err) < 0)
            return -1;
    return 0;
}

static int check_value(const struct checker *checker, const struct field *field, const struct node *value, struct err *err)
{
    if (node_is_null(value))
        return 0;
    switch (field->kind) {
    case FIELD_TEXT:
        return check_text(checker, field, value, err);
    case FIELD_BOOL:
        return scalar_bool(value) >= 0 ? 0 : wrong_kind(value, "true or false", err);
    case FIELD_MAP:
    case FIELD_PROVIDER:
        return check_map(checker, field, value, err);
    case FIELD_BY_NAME:
        return check_by_name(checker, field, value, err);
    case FIELD_ENTRIES:
        return check_entries(checker, field, value, err);
    case FIELD_NAMES:
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

static int check_missing(const struct node *map, const struct field *const *tables, struct err *err)
{
    for (; *tables != NULL; tables++) {
        for (const struct field *field = *tables; field->key != NULL; field++) {
            if (field->missing == NULL || !node_is_null(node_get(map, field->key)))
                continue;
            err_at(err, ERR_INPUT, map, "%s", field->missing);
            return with_hint(field, err);
        }
    }
    return 0;
}

static int check_fields(const struct checker *checker, const struct node *map, const struct field *const *tables, struct err *err)
{
    size_t count;
    const struct node_pair *pairs = node_pairs(checker->arena, map, &count);
    for (size_t i = 0; i < count; i++) {
        const struct field *field = node_is_scalar(pairs[i].key) ? fields_find(tables, pairs[i].key->text) : NULL;
        if (field == NULL)
            return unknown_key(checker->arena, tables, pairs[i].key, err);
        if (check_value(checker, field, pairs[i].value, err) < 0)
            return -1;
    }
    return check_missing(map, tables, err);
}

int fields_check(struct arena *arena, const struct node *map, const struct field *const *tables, enum fields_extent extent,
                 struct err *err)
{
    const struct checker checker = {arena, extent};
    return check_fields(&checker, map, tables, err);
}
