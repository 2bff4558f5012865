/* SPDX-License-Identifier: Apache-2.0
 *
 * carrier: where values stand in a stream, one table row and one file for each kind of document.
 *
 * A carrier looks at one object and hands the values in it to carrier_add() or carrier_add_text(). To add one, write
 * carrier_<name>.c with its find function and add its row in carrier.c.
 */
#ifndef RENDER_CARRIER_H
#define RENDER_CARRIER_H

#include "render/model.h"

/* On a ConfigMap or Secret: the data key that holds values. */
#define VALUES_ANNOTATION "external-secrets.render/values"

/* One search in one document. */
struct carrier_search {
    const struct run *run;
    struct carried_list *found;
    const char *carrier; /* name of the row at work */
    bool in_list;        /* the object is an item of a List: nothing is dropped out of it */
    bool counts;         /* out: what was added last holds a block of ours */
    bool drop;           /* out: the document is to leave the stream */
};

struct carrier {
    const char *name;
    /* Looks whether `object` is this carrier's and adds its values. -1 only where it is and holds what cannot be understood. */
    int (*find)(struct carrier_search *search, const struct node *object, struct err *err);
};

/* Asks every carrier about an object and, for a List, about its items (drop is set for whole documents only). */
int carriers_find(struct carrier_search *search, const struct node *object, struct err *err);

enum carrier_reader {
    CARRIER_OURS,   /* its values are for us: say so when they do not count */
    CARRIER_OTHERS, /* pass in silence */
};

/* Adds a mapping of values and sets search->counts; a template passes with a warning, a block that does not count passes, with a
 * warning where the reader is CARRIER_OURS. ERR_INPUT: a key twice in values that count. */
int carrier_add(struct carrier_search *search, const struct node *values, const struct node *definition, enum carrier_reader reader,
                struct err *err);
/* The same for YAML in a string: `scalar` says where it stands, `text` what it holds (decoded, where the scalar is base64). */
int carrier_add_text(struct carrier_search *search, const struct node *scalar, struct text text, const struct node *definition,
                     enum carrier_reader reader, struct err *err);
/* A node that is either: a mapping or a string. Anything else is passed over. */
int carrier_add_either(struct carrier_search *search, const struct node *node, const struct node *definition,
                       enum carrier_reader reader, struct err *err);

int carrier_find_bare(struct carrier_search *search, const struct node *object, struct err *err);
int carrier_find_definition(struct carrier_search *search, const struct node *object, struct err *err);
int carrier_find_annotated(struct carrier_search *search, const struct node *object, struct err *err);
int carrier_find_resource(struct carrier_search *search, const struct node *object, struct err *err);
int carrier_find_argocd(struct carrier_search *search, const struct node *object, struct err *err);

#endif
