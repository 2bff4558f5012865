/* SPDX-License-Identifier: Apache-2.0
 *
 * opening: the sealed strings of a run, from values, stores and Secrets alike, opened all at once.
 *
 * The strings are collected first, each with the Secret that it is for and the place where it stands; who added one gets its
 * plaintext by the number that adding gave. Plaintexts live in wiped memory of their own until opening_free().
 */
#ifndef RENDER_OPENING_H
#define RENDER_OPENING_H

#include "render/model.h"

/* Whose string it is and where it stands. */
struct opening_origin {
    const struct credential_secret *secret;
    const struct node *node;
};

struct opening {
    const struct run *run;
    struct {
        struct render_sealed *items;
        size_t count, room;
    } strings;
    struct {
        struct opening_origin *items; /* of each string */
        size_t count, room;
    } origins;
};

#define auto_opening __attribute__((cleanup(opening_free))) struct opening

struct opening opening_new(const struct run *run);
/* Adds a string for a Secret; `node` is where it stands, and where messages point. What is given must live as long as the opening.
 * The string's number: from 0, in the order of adding. */
size_t opening_add(struct opening *opening, const struct credential_secret *secret, const struct node *node, struct text string);
/* Opens all, on all cores, where there are any; warns of plaintexts that end in a line end, which --strip-newline cuts off.
 * ERR_SEALED or ERR_INPUT with the place of the first string that does not open or is empty; where one string serves several
 * namespaces and opens in some, the hint names them. */
int opening_open(struct opening *opening, struct err *err);
/* The plaintext of a string, once all are open. */
const struct secret *opening_plaintext(const struct opening *opening, size_t which);
void opening_free(struct opening *opening);

#endif
