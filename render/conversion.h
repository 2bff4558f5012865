/* SPDX-License-Identifier: Apache-2.0
 *
 * conversion: one run of convert_seal() or convert_unseal(): what it found, and what differs between the two. For render/convert*.c
 * only.
 */
#ifndef RENDER_CONVERSION_H
#define RENDER_CONVERSION_H

#include "render/convert.h"
#include "render/result.h"
#include "render/triage.h"

/* One value of an object. */
struct converted_value {
    struct text key;
    const struct node *node;
    struct secret plaintext; /* wiped at the end of the run */
    bool literal;            /* stands in the manifest as it is: of a template */
    struct text made;        /* what stands in the new object */
};

/* An object that becomes another one; its values are those from `first` on. */
struct converted_object {
    const struct node *node;
    struct secret_label label;
    size_t first, count;
};

/* A document that holds some of them. */
struct converted_document {
    size_t part;
    struct range range;
    const struct yaml_source *source;
    struct node *root;
};

struct conversion {
    struct run run;
    const struct convert_options *options;
    const struct conversion_way *way;
    struct stream_parts parts;
    struct {
        struct converted_value *items;
        size_t count, room;
    } values;
    struct {
        struct converted_object *items;
        size_t count, room;
    } objects;
    struct {
        struct converted_document *items;
        size_t count, room;
    } documents;
};

/* What differs: a row for sealing, one for opening. */
struct conversion_way {
    const char *group, *kind, *list_kind; /* of what is converted */
    const char *made_kind;
    const struct triage_word *words; /* a document without any of them holds none */
    size_t word_count;
    const char *done, *hint_nothing;
    /* Checks an object, whose node is set, sets its label and adds its values. */
    int (*read)(struct conversion *conversion, struct converted_object *object, struct err *err);
    /* Seals or opens all values. */
    int (*turn)(struct conversion *conversion, struct err *err);
    struct node *(*make)(const struct conversion *conversion, const struct converted_object *object);
};

extern const struct conversion_way conversion_seals, conversion_opens;

/* Name, namespace and scope of an object; the namespace may be lacking where it is cluster-wide. */
int conversion_label(const struct conversion *conversion, const struct node *object, struct secret_label *out, struct err *err);
/* Adds the values of two maps, either of which may be NULL: those of the first whose keys the second has not, then those of the
 * second. `literal`: of the second. */
void conversion_add_values(struct conversion *conversion, struct converted_object *object, const struct node *first,
                           const struct node *second, bool literal);
/* The entries of the new object. */
struct secret_entries conversion_entries(const struct conversion *conversion, const struct converted_object *object);
const char *conversion_scope_name(enum render_scope scope);

#endif
