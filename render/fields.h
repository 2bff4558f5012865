/* SPDX-License-Identifier: Apache-2.0
 *
 * fields: the keys that a block of values may hold, as tables.
 *
 * Each dialect describes its keys in one table. The tables find unknown keys (with the nearest known one), keys given twice, values
 * of the wrong kind and texts of the wrong form, and keys that are missing, so the code that reads a block afterwards may take its
 * shape for granted. The schema and the reference that the program prints come from them as well (cmd/schema_json.h).
 */
#ifndef RENDER_FIELDS_H
#define RENDER_FIELDS_H

#include "base/arena.h"
#include "base/err.h"
#include "render/text_format.h"
#include "yaml/tree.h"

enum field_kind {
    FIELD_TEXT,     /* a scalar, taken as written; null counts as absent */
    FIELD_BOOL,     /* true or false */
    FIELD_MAP,      /* a mapping with the keys of `fields`, any keys where that is NULL */
    FIELD_BY_NAME,  /* such a mapping, or one from names to such mappings; which of them, fields_are_by_name() tells */
    FIELD_ENTRIES,  /* a list of mappings with the keys of `fields` */
    FIELD_NAMES,    /* a list of names, or of mappings with `name` */
    FIELD_LIST,     /* a list of anything */
    FIELD_PROVIDER, /* a mapping with the operator's own keys, in which a mapping with `fields` may stand anywhere */
    FIELD_ANY,
};

struct field {
    const char *key; /* NULL ends a table */
    enum field_kind kind;
    const struct field *const *fields; /* the tables of what is below, ended by NULL */
    const char *help;
    const struct text_format *format; /* of a text, or of each name; NULL: any */
    const char *names;                /* what a text of that format is the name of: "a store" */
    const char *const *choices;       /* the only texts allowed, ended by NULL; NULL: any */
    const char *absent;               /* what counts where the key is absent */
    const char *missing;              /* the key has to be there, and this is said where it is not; NULL: it may be absent */
    const char *hint;                 /* what to do where the value is refused or missing; NULL: the message says it all */
    const char *unless;               /* it has to be there unless this other key is; the dialect says so, and how */
    const char *frees;                /* where this key stands, that other one holds no sealed string */
    bool setting; /* of the provider: a blank text is as good as none, and who looks for sealed strings alone is not concerned */
    bool open;    /* in other people's values it may mean anything: what it is not meant for is no error */
};

enum fields_extent {
    FIELDS_ALL,
    FIELDS_BUT_SETTINGS, /* of settings the kind alone: for find_sites() */
};

/* Checks a mapping and all that the tables describe below it. ERR_INPUT at the place of the key. */
int fields_check(struct arena *arena, const struct node *map, const struct field *const *tables, enum fields_extent extent,
                 struct err *err);
/* Of a FIELD_BY_NAME: whether the mapping is one from names to mappings: it has a value, and every one is a mapping. */
bool fields_are_by_name(struct arena *arena, const struct node *map);
/* Whether `text` is one of `choices`; *which of them, from 0. */
bool fields_choice(const char *const *choices, struct text text, size_t *which);
/* Refuses a key that stands twice in a mapping anywhere below `node`: readers differ in which of the two counts. ERR_INPUT. */
int fields_refuse_duplicates(struct arena *arena, const struct node *node, struct err *err);
/* All rows of the tables in their order, in the arena; *count of them. */
const struct field **fields_rows(struct arena *arena, const struct field *const *tables, size_t *count);
/* The row for a key, or NULL. */
const struct field *fields_find(const struct field *const *tables, struct text key);
/* The known key nearest to `key`, or NULL. */
const char *fields_nearest(const struct field *const *tables, struct text key);

#endif
