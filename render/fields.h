/* SPDX-License-Identifier: Apache-2.0
 *
 * fields: the keys that a block of values may hold, as tables.
 *
 * Each dialect describes its keys in one table. The tables find unknown keys (with the nearest known one), keys given twice and
 * values of the wrong kind, so the code that reads a block afterwards may take its shape for granted.
 */
#ifndef RENDER_FIELDS_H
#define RENDER_FIELDS_H

#include "base/arena.h"
#include "base/err.h"
#include "yaml/tree.h"

enum field_kind {
    FIELD_TEXT,    /* a scalar, taken as written; null counts as absent */
    FIELD_BOOL,    /* true or false */
    FIELD_MAP,     /* a mapping with the keys of `fields`, any keys where that is NULL */
    FIELD_ENTRIES, /* a list of mappings with the keys of `fields` */
    FIELD_LIST,    /* a list of anything */
    FIELD_ANY,     /* the dialect looks itself */
};

struct field {
    const char *key; /* NULL ends a table */
    enum field_kind kind;
    const struct field *const *fields; /* the tables of what is below, ended by NULL */
    const char *help;
};

/* Checks a mapping and all that the tables describe below it. ERR_INPUT at the place of the key. */
int fields_check(struct arena *arena, const struct node *map, const struct field *const *tables, struct err *err);
/* Refuses a key that stands twice in a mapping anywhere below `node`: readers differ in which of the two counts. ERR_INPUT. */
int fields_refuse_duplicates(struct arena *arena, const struct node *node, struct err *err);
/* The row for a key, or NULL. */
const struct field *fields_find(const struct field *const *tables, struct text key);
/* The known key nearest to `key`, or NULL. */
const char *fields_nearest(const struct field *const *tables, struct text key);

#endif
