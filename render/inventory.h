/* SPDX-License-Identifier: Apache-2.0
 *
 * inventory: what the stream already holds: objects that generated ones can meet, and who asks for which store.
 *
 * Only documents that name a Secret, a store or an ExternalSecret are parsed, one after the other in memory that is given back;
 * what does not parse is left out: it may be no YAML at all and still pass.
 */
#ifndef RENDER_INVENTORY_H
#define RENDER_INVENTORY_H

#include "render/document.h"

/* An object of the stream; it is parsed again where its content matters. */
struct stream_object {
    struct object_id id;
    size_t part;        /* index of the input */
    struct range range; /* of its document */
    size_t ordinal;     /* among the objects of its document: 0, except in Lists */
};

/* Somebody who asks for a store. */
struct store_request {
    bool cluster;
    struct text name, namespace; /* namespace of the asker, for a SecretStore; empty: unknown */
    size_t part;                 /* where it stands: the document, and line and column in it */
    struct range range;
    size_t line, column;
};

struct inventory {
    struct stream_object *objects; /* by kind, namespace, name */
    size_t object_count;
    struct store_request *requests; /* in stream order */
    size_t request_count;
};

/* Reads the documents of all parts; `dropped[i]` (sorted ranges) of a part are passed over. Never fails: see above. */
struct inventory inventory_read(const struct run *run, const struct stream_parts *parts, const struct range_list *dropped);
/* The object of that id, or NULL; of several the first. */
const struct stream_object *inventory_find(const struct inventory *inventory, const struct object_id *id);
/* Parses an object of the inventory again, into the run's arena. -1 with ERR_INPUT only where the bytes changed. */
int inventory_parse(const struct run *run, const struct stream_parts *parts, const struct stream_object *object,
                    const struct node **out, struct err *err);
/* "stdin:12:3": where a request stands. */
struct text inventory_place(const struct run *run, const struct stream_parts *parts, const struct store_request *request);

#endif
