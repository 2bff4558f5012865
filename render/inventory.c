/* SPDX-License-Identifier: Apache-2.0 */
#include "render/inventory.h"

#include <stdlib.h>

#include "base/limits.h"
#include "render/triage.h"

struct reader {
    const struct run *run;
    struct arena scratch; /* one document's nodes */
    size_t part;
    struct range range;
    size_t ordinal;
    struct {
        struct stream_object *items;
        size_t count, room;
    } objects;
    struct {
        struct store_request *items;
        size_t count, room;
    } requests;
};

/* Kinds that a generated object can meet. */
static const struct {
    const char *group, *kind;
    bool cluster;
} met_kinds[] = {
    {"", "Secret", false},
    {"bitnami.com", "SealedSecret", false},
    {"external-secrets.io", "SecretStore", false},
    {"external-secrets.io", "ClusterSecretStore", true},
    {"external-secrets.io", "ExternalSecret", false},
};

static struct text keep(const struct reader *reader, struct text text)
{
    return arena_copy(reader->run->arena, text);
}

static void add_object(struct reader *reader, const struct node *object)
{
    for (size_t i = 0; i < sizeof met_kinds / sizeof *met_kinds; i++) {
        if (!object_is(object, met_kinds[i].group, met_kinds[i].kind))
            continue;
        struct text namespace = object_namespace(object, reader->run->options->release_namespace);
        struct stream_object *added = array_add(reader->run->arena, &reader->objects);
        *added = (struct stream_object){
            .id = {text_of(met_kinds[i].kind), met_kinds[i].cluster ? (struct text){0} : keep(reader, namespace),
                   keep(reader, object_name(object))},
            .part = reader->part,
            .range = reader->range,
            .ordinal = reader->ordinal,
        };
    }
}

static void add_request(struct reader *reader, const struct node *reference, struct text namespace)
{
    const struct node *named = node_get(reference, "name");
    struct text name = node_text(named), kind = node_text(node_get(reference, "kind"));
    if (node_is_null(named) || name.len == 0)
        return;
    struct store_request *added = array_add(reader->run->arena, &reader->requests);
    *added = (struct store_request){
        .cluster = text_is(kind, "ClusterSecretStore"),
        .name = keep(reader, name),
        .namespace = keep(reader, namespace),
        .part = reader->part,
        .range = reader->range,
        .line = reference->line,
        .column = reference->column,
    };
}

static void add_entries(struct reader *reader, const struct node *list, const char *reference, struct text namespace)
{
    for (size_t i = 0; node_is_list(list) && i < list->count; i++)
        add_request(reader, reference ? node_find(list->items[i], reference) : list->items[i], namespace);
}

static void read_external_secret(struct reader *reader, const struct node *spec, struct text namespace)
{
    add_request(reader, node_get(spec, "secretStoreRef"), namespace);
    add_entries(reader, node_get(spec, "data"), "sourceRef.storeRef", namespace);
    add_entries(reader, node_get(spec, "dataFrom"), "sourceRef.storeRef", namespace);
}

static void read_push_secret(struct reader *reader, const struct node *spec, struct text namespace)
{
    add_entries(reader, node_get(spec, "secretStoreRefs"), NULL, namespace);
}

/* Kinds that ask for stores, and where in them the part stands that does. */
static const struct {
    const char *kind, *spec;
    bool cluster;
    void (*read)(struct reader *reader, const struct node *spec, struct text namespace);
} asking_kinds[] = {
    {"ExternalSecret", "spec", false, read_external_secret},
    {"ClusterExternalSecret", "spec.externalSecretSpec", true, read_external_secret},
    {"PushSecret", "spec", false, read_push_secret},
    {"ClusterPushSecret", "spec.pushSecretSpec", true, read_push_secret},
};

static void read_object(struct reader *reader, const struct node *object)
{
    add_object(reader, object);
    for (size_t i = 0; i < sizeof asking_kinds / sizeof *asking_kinds; i++) {
        if (!object_is(object, "external-secrets.io", asking_kinds[i].kind))
            continue;
        struct text namespace = object_namespace(object, reader->run->options->release_namespace);
        asking_kinds[i].read(reader, node_find(object, asking_kinds[i].spec),
                             asking_kinds[i].cluster ? (struct text){0} : namespace);
    }
}

/* Objects of a document in order; a List counts as its items. */
static void read_objects(struct reader *reader, const struct node *object, unsigned depth)
{
    const struct node *items = node_get(object, "items");
    if (!object_is_list(object)) {
        read_object(reader, object);
        reader->ordinal++;
        return;
    }
    for (size_t i = 0; depth < LIMIT_CARRIER_DEPTH && i < items->count; i++)
        read_objects(reader, items->items[i], depth + 1);
}

static void read_document(struct reader *reader, const struct stream_part *part)
{
    auto_err err = {0};
    struct node *root;
    const struct yaml_source *source = document_source(&reader->scratch, part, reader->range);
    reader->ordinal = 0;
    if (tree_parse(&reader->scratch, source, &root, &err) == 0)
        read_objects(reader, root, 0);
    arena_clear(&reader->scratch);
}

static void read_part(struct reader *reader, const struct stream_part *part, const struct range_list *dropped)
{
    struct triage triage = triage_new(part->bytes, triage_objects, triage_objects_count);
    struct range document;
    while (triage_next(&triage, &document)) {
        size_t at = document.start;
        while (stream_next_value(part->bytes, document, &at, &reader->range))
            if (!range_list_covers(dropped, reader->range.start))
                read_document(reader, part);
    }
}

static int order_of_ids(const struct object_id *a, const struct object_id *b)
{
    int order = text_order(a->kind, b->kind);
    order = order != 0 ? order : text_order(a->namespace, b->namespace);
    return order != 0 ? order : text_order(a->name, b->name);
}

static int order_of_objects(const void *a, const void *b)
{
    const struct stream_object *left = a, *right = b;
    int order = order_of_ids(&left->id, &right->id);
    if (order != 0)
        return order;
    if (left->part != right->part)
        return left->part < right->part ? -1 : 1;
    if (left->range.start != right->range.start)
        return left->range.start < right->range.start ? -1 : 1;
    return left->ordinal < right->ordinal ? -1 : left->ordinal > right->ordinal;
}

struct inventory inventory_read(const struct run *run, const struct stream_parts *parts, const struct range_list *dropped)
{
    struct reader reader = {.run = run};
    for (reader.part = 0; reader.part < parts->count; reader.part++)
        read_part(&reader, &parts->items[reader.part], &dropped[reader.part]);
    arena_free(&reader.scratch);
    if (reader.objects.count > 0)
        qsort(reader.objects.items, reader.objects.count, sizeof *reader.objects.items, order_of_objects);
    return (struct inventory){reader.objects.items, reader.objects.count, reader.requests.items, reader.requests.count};
}

const struct stream_object *inventory_find(const struct inventory *inventory, const struct object_id *id)
{
    size_t low = 0, high = inventory->object_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (order_of_ids(&inventory->objects[middle].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < inventory->object_count && order_of_ids(&inventory->objects[low].id, id) == 0)
        return &inventory->objects[low];
    return NULL;
}

static const struct node *object_at(const struct node *object, size_t *ordinal, unsigned depth)
{
    const struct node *items = node_get(object, "items");
    if (!object_is_list(object)) {
        if (*ordinal == 0)
            return object;
        --*ordinal;
        return NULL;
    }
    for (size_t i = 0; depth < LIMIT_CARRIER_DEPTH && i < items->count; i++) {
        const struct node *found = object_at(items->items[i], ordinal, depth + 1);
        if (found != NULL)
            return found;
    }
    return NULL;
}

int inventory_parse(const struct run *run, const struct stream_parts *parts, const struct stream_object *object,
                    const struct node **out, struct err *err)
{
    struct node *root;
    size_t ordinal = object->ordinal;
    if (tree_parse(run->arena, document_source(run->arena, &parts->items[object->part], object->range), &root, err) < 0)
        return -1;
    *out = object_at(root, &ordinal, 0);
    return 0;
}

struct text inventory_place(const struct run *run, const struct stream_parts *parts, const struct store_request *request)
{
    const struct yaml_source *source = document_source(run->arena, &parts->items[request->part], request->range);
    return place_text(run->arena, source_place(source, request->line, request->column));
}
