/* SPDX-License-Identifier: Apache-2.0
 *
 * annotated_secret: v1 Secrets of the stream whose values are sealed strings, as a templated chart prints them.
 *
 * The annotation external-secrets.render/sealed says which values: "true" all below data and stringData, else the keys that it
 * lists with commas; "false" and an empty one none. Below stringData stands the string itself, below data that or its base64, as
 * `{{ .Values.x | b64enc }}` prints it. What is to be done with them is not said here: render opens them, others look at them.
 */
#ifndef RENDER_ANNOTATED_SECRET_H
#define RENDER_ANNOTATED_SECRET_H

#include "render/model.h"

#define SEALED_ANNOTATION "external-secrets.render/sealed"

/* A value that the annotation calls sealed. */
struct annotated_value {
    const struct node *node; /* the scalar */
    struct text key;
    bool is_data;       /* below data, where base64 belongs; else below stringData */
    bool encoded;       /* base64 of the string stands there, not the string itself */
    struct text string; /* to be opened; it may as well be plain, damaged or (also for a null) empty */
};

struct annotated_secret {
    const struct node *object;
    const struct node *annotation;  /* its value */
    struct text namespace, name;    /* namespace: its own, else the release's; either may be empty or no legal name */
    bool all;                       /* every value is sealed; else others may stand beside those below */
    struct annotated_value *values; /* in the order in which they stand */
    size_t count, room_values;
};

struct annotated_secret_list {
    struct annotated_secret *items;
    size_t count, room;
};

/* Adds the annotated Secrets of a document: its root, or the items of Lists. Warns of the annotation on other kinds. ERR_INPUT: a
 * key twice anywhere in such a Secret, or in data and stringData; a key that the annotation lists and that is not there; data that
 * is no mapping, a value that is no scalar; the annotation external-secrets.render/values beside; what is to be opened shared by an
 * alias or brought by a merge key, as no edit could change it alone. */
int annotated_secrets_find(const struct run *run, const struct node *root, struct annotated_secret_list *out, struct err *err);

#endif
