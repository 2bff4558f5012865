/* SPDX-License-Identifier: Apache-2.0
 *
 * dialect: the generations of values, one table row and one file each.
 *
 * A dialect knows its keys and turns a block that holds them into store declarations. Several may share a block: all of them count.
 * To add a generation, write dialect_<name>.c with its table of keys and its declare function, and add its row in dialect.c.
 */
#ifndef RENDER_DIALECT_H
#define RENDER_DIALECT_H

#include "render/fields.h"
#include "render/model.h"

/* Where in the values a dialect's keys may stand. */
enum block_place {
    BLOCK_DIRECT = 1,  /* external_secrets */
    BLOCK_MANAGED = 2, /* secret_management.external_secrets */
};

struct dialect {
    const char *name;           /* "generation 2" */
    unsigned places;            /* of enum block_place */
    const struct field *fields; /* the keys of its block */
    /* Adds what the block declares to *out. The block's keys have been checked against the tables. */
    int (*declare)(const struct run *run, const struct owner *owner, const struct node *block, struct declaration_list *out,
                   struct err *err);
};

extern const struct dialect dialect_1, dialect_2, dialect_3, dialect_n;
/* All of them, ended by NULL. */
extern const struct dialect *const dialects[];
/* The keys that every block may hold besides. */
extern const struct field block_switches[];

/* A place of blocks: its dotted path from the root of values. Ended by a row without one. */
struct block_row {
    enum block_place place;
    const char *path;
};
extern const struct block_row blocks[];

/* Whether values hold a block of ours (docs/values.md, "A block counts"). */
bool dialects_count(const struct node *values, bool named);
/* The key of ours that a block which does not count probably meant, or NULL. */
const char *dialects_nearest(const struct node *values);
/* Everything that the blocks of `values` declare; nothing where a block is disabled. */
int dialects_declare(const struct run *run, const struct owner *owner, const struct node *values, struct declaration_list *out,
                     struct err *err);

#endif
