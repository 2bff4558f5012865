/* SPDX-License-Identifier: Apache-2.0 */
#include "render/sealed_secret.h"

#include <string.h>

#include "render/annotated_secret.h"
#include "render/fields.h"
#include "render/object.h"
#include "yaml/scalar.h"

/* ------------------------------------------------------------------ scope */

static const char *const scope_annotations[] = {
    [RENDER_STRICT] = NULL,
    [RENDER_NAMESPACE_WIDE] = "sealedsecrets.bitnami.com/namespace-wide",
    [RENDER_CLUSTER_WIDE] = "sealedsecrets.bitnami.com/cluster-wide",
};

enum render_scope scope_annotated(const struct node *object)
{
    enum render_scope scope = RENDER_CLUSTER_WIDE;
    while (scope != RENDER_STRICT && !text_is(object_annotation(object, scope_annotations[scope]), "true"))
        scope--;
    return scope;
}

static void put_text(struct arena *arena, struct node *map, const char *key, struct text value)
{
    node_put(arena, map, text_of(key), node_new_string(arena, value));
}

void scope_annotate(struct arena *arena, struct node *annotations, enum render_scope scope)
{
    if (scope_annotations[scope] != NULL)
        put_text(arena, annotations, scope_annotations[scope], TEXT("true"));
}

/* ------------------------------------------------------------------ shape */

static const struct field metadata_fields[] = {
    {.key = "name", .kind = FIELD_TEXT},
    {.key = "generateName", .kind = FIELD_TEXT},
    {.key = "namespace", .kind = FIELD_TEXT},
    {.key = "labels", .kind = FIELD_MAP},
    {.key = "annotations", .kind = FIELD_MAP},
    {.key = "finalizers", .kind = FIELD_LIST},
    {.key = "ownerReferences", .kind = FIELD_ANY},
    {.key = "uid", .kind = FIELD_ANY},
    {.key = "resourceVersion", .kind = FIELD_ANY},
    {.key = "generation", .kind = FIELD_ANY},
    {.key = "creationTimestamp", .kind = FIELD_ANY},
    {.key = "deletionTimestamp", .kind = FIELD_ANY},
    {.key = "deletionGracePeriodSeconds", .kind = FIELD_ANY},
    {.key = "managedFields", .kind = FIELD_ANY},
    {.key = "selfLink", .kind = FIELD_ANY},
    {0},
};
static const struct field *const metadata_tables[] = {metadata_fields, NULL};

static const struct field secret_fields[] = {
    {.key = "apiVersion", .kind = FIELD_TEXT},
    {.key = "kind", .kind = FIELD_TEXT},
    {.key = "metadata", .kind = FIELD_MAP, .fields = metadata_tables},
    {.key = "type", .kind = FIELD_TEXT},
    {.key = "immutable", .kind = FIELD_BOOL},
    {.key = "data", .kind = FIELD_MAP},
    {.key = "stringData", .kind = FIELD_MAP},
    {0},
};
static const struct field *const secret_tables[] = {secret_fields, NULL};

static const struct field template_fields[] = {
    {.key = "metadata", .kind = FIELD_MAP, .fields = metadata_tables},
    {.key = "type", .kind = FIELD_TEXT},
    {.key = "immutable", .kind = FIELD_BOOL},
    {.key = "data", .kind = FIELD_MAP},
    {0},
};
static const struct field *const template_tables[] = {template_fields, NULL};

static const struct field spec_fields[] = {
    {.key = "encryptedData", .kind = FIELD_MAP},
    {.key = "template", .kind = FIELD_MAP, .fields = template_tables},
    {.key = "data", .kind = FIELD_ANY},
    {0},
};
static const struct field *const spec_tables[] = {spec_fields, NULL};

static const struct field sealed_secret_fields[] = {
    {.key = "apiVersion", .kind = FIELD_TEXT},
    {.key = "kind", .kind = FIELD_TEXT},
    {.key = "metadata", .kind = FIELD_MAP, .fields = metadata_tables},
    {.key = "spec", .kind = FIELD_MAP, .fields = spec_tables},
    {.key = "status", .kind = FIELD_ANY},
    {0},
};
static const struct field *const sealed_secret_tables[] = {sealed_secret_fields, NULL};

/* Null is none. Readers of YAML differ in what is a string without quotes: Go's of old take `n` for false. */
static int check_string(const struct node *value, struct err *err)
{
    if (node_is_null(value) || (node_is_scalar(value) && scalar_type(value) == SCALAR_STRING))
        return 0;
    err_at(err, ERR_INPUT, value, "must be a string");
    return node_is_scalar(value) ? err_hint(err, "put it in quotes: to some reader of YAML it is something else") : -1;
}

static int check_strings(struct arena *arena, const struct node *map, struct err *err)
{
    size_t count = 0;
    const struct node_pair *pairs = node_is_map(map) ? node_pairs(arena, map, &count) : NULL;
    for (size_t i = 0; i < count; i++) {
        if (!node_is_scalar(pairs[i].key))
            return err_at(err, ERR_INPUT, pairs[i].key, "must be a key: a single word");
        if (check_string(pairs[i].value, err) != 0)
            return -1;
    }
    return 0;
}

static int check_metadata(struct arena *arena, const struct node *metadata, struct err *err)
{
    if (check_string(node_get(metadata, "name"), err) != 0 || check_string(node_get(metadata, "namespace"), err) != 0 ||
        check_strings(arena, node_get(metadata, "labels"), err) != 0)
        return -1;
    return check_strings(arena, node_get(metadata, "annotations"), err);
}

int secret_check(struct arena *arena, const struct node *secret, struct err *err)
{
    if (fields_refuse_duplicates(arena, secret, err) != 0 || fields_check(arena, secret, secret_tables, FIELDS_ALL, err) != 0 ||
        check_metadata(arena, node_get(secret, "metadata"), err) != 0 || check_string(node_get(secret, "type"), err) != 0 ||
        check_strings(arena, node_get(secret, "data"), err) != 0)
        return -1;
    return check_strings(arena, node_get(secret, "stringData"), err);
}

int sealed_secret_check(struct arena *arena, const struct node *sealed_secret, struct err *err)
{
    if (fields_refuse_duplicates(arena, sealed_secret, err) != 0 ||
        fields_check(arena, sealed_secret, sealed_secret_tables, FIELDS_ALL, err) != 0)
        return -1;
    const struct node *spec = node_get(sealed_secret, "spec"), *template = node_get(spec, "template");
    if (check_metadata(arena, node_get(sealed_secret, "metadata"), err) != 0 ||
        check_metadata(arena, node_get(template, "metadata"), err) != 0 || check_string(node_get(template, "type"), err) != 0 ||
        check_strings(arena, node_get(spec, "encryptedData"), err) != 0)
        return -1;
    return check_strings(arena, node_get(template, "data"), err);
}

/* ------------------------------------------------------------------ metadata */

/* Where metadata goes. */
enum metadata_place { ON_SEALED_SECRET, ON_TEMPLATE, ON_SECRET };

/* Annotations that do not go everywhere. A name that ends in "/" stands for all that begin so. */
static const struct {
    const char *name;
    bool inside; /* on the template, and on the Secret; else nowhere */
} bound_annotations[] = {
    /* A copy of the whole Secret, in plain text. */
    {"kubectl.kubernetes.io/last-applied-configuration", false},
    /* Says of a Secret that its values are sealed; what is made of it holds opened ones, or is sealed as such. */
    {SEALED_ANNOTATION, false},
    /* The one that counts is added behind the others, as is Helm 4's. */
    {"sealedsecrets.bitnami.com/namespace-wide", false},
    {"sealedsecrets.bitnami.com/cluster-wide", false},
    {HELM4_ANNOTATION, false},
    {"sealedsecrets.bitnami.com/", true},
};

static bool annotation_goes(struct text name, enum metadata_place place)
{
    for (size_t i = 0; i < sizeof bound_annotations / sizeof *bound_annotations; i++) {
        const char *bound = bound_annotations[i].name;
        bool prefix = bound[strlen(bound) - 1] == '/';
        if (prefix ? text_starts(name, bound) : text_is(name, bound))
            return bound_annotations[i].inside && place != ON_SEALED_SECRET;
    }
    return true;
}

static void put_nonempty(struct arena *arena, struct node *map, const char *key, struct node *child)
{
    if (child->count > 0)
        node_put(arena, map, text_of(key), child);
}

static struct node *labels_of(struct arena *arena, const struct node *metadata)
{
    struct node *labels = node_new_map(arena);
    const struct node *given = node_get(metadata, "labels");
    size_t count = 0;
    const struct node_pair *pairs = node_is_map(given) ? node_pairs(arena, given, &count) : NULL;
    for (size_t i = 0; i < count; i++)
        if (!node_is_null(pairs[i].value))
            node_put(arena, labels, pairs[i].key->text, node_new_string(arena, pairs[i].value->text));
    return labels;
}

static struct node *annotations_of(struct arena *arena, const struct node *metadata, enum metadata_place place)
{
    struct node *annotations = node_new_map(arena);
    const struct node *given = node_get(metadata, "annotations");
    size_t count = 0;
    const struct node_pair *pairs = node_is_map(given) ? node_pairs(arena, given, &count) : NULL;
    for (size_t i = 0; i < count; i++)
        if (!node_is_null(pairs[i].value) && annotation_goes(pairs[i].key->text, place))
            node_put(arena, annotations, pairs[i].key->text, node_new_string(arena, pairs[i].value->text));
    return annotations;
}

/* Of `metadata` what goes there. `object` stood in the stream: a Helm 4 that takes it apart again wants its file name back. */
static struct node *metadata_make(struct arena *arena, const struct node *metadata, const struct node *object,
                                  const struct secret_label *label, enum metadata_place place)
{
    struct node *made = node_new_map(arena), *annotations = annotations_of(arena, metadata, place);
    struct text helm4 = object_annotation(object, HELM4_ANNOTATION);
    const struct node *finalizers = node_get(metadata, "finalizers");
    put_text(arena, made, "name", label->name);
    if (label->namespace.len > 0)
        put_text(arena, made, "namespace", label->namespace);
    put_nonempty(arena, made, "labels", labels_of(arena, metadata));
    scope_annotate(arena, annotations, label->scope);
    if (helm4.len > 0 && place != ON_TEMPLATE)
        put_text(arena, annotations, HELM4_ANNOTATION, helm4);
    put_nonempty(arena, made, "annotations", annotations);
    if (place != ON_SEALED_SECRET && node_is_list(finalizers))
        put_nonempty(arena, made, "finalizers", node_get(metadata, "finalizers"));
    return made;
}

/* ------------------------------------------------------------------ objects */

static struct node *object_new(struct arena *arena, const char *api, const char *kind, struct node *metadata)
{
    struct node *object = node_new_map(arena);
    put_text(arena, object, "apiVersion", text_of(api));
    put_text(arena, object, "kind", text_of(kind));
    node_put(arena, object, TEXT("metadata"), metadata);
    return object;
}

/* type and immutable, which Secret and template have in common. */
static void put_kind_of_secret(struct arena *arena, struct node *to, const struct node *from)
{
    const struct node *type = node_get(from, "type"), *immutable = node_get(from, "immutable");
    if (!node_is_null(type) && type->text.len > 0)
        put_text(arena, to, "type", type->text);
    if (!node_is_null(immutable))
        node_put(arena, to, TEXT("immutable"), node_new_plain(arena, scalar_bool(immutable) == 1 ? TEXT("true") : TEXT("false")));
}

static struct node *entries_map(struct arena *arena, const struct secret_entries *entries)
{
    struct node *map = node_new_map(arena);
    for (size_t i = 0; i < entries->count; i++)
        node_put(arena, map, entries->items[i].key, node_new_string(arena, entries->items[i].value));
    return map;
}

struct node *sealed_secret_make(struct arena *arena, const struct node *secret, const struct secret_label *label,
                                const struct secret_entries *sealed, const struct secret_entries *literal)
{
    const struct node *metadata = node_get(secret, "metadata");
    struct node *object = object_new(arena, "bitnami.com/v1alpha1", "SealedSecret",
                                     metadata_make(arena, metadata, secret, label, ON_SEALED_SECRET));
    struct node *spec = node_new_map(arena), *template = node_new_map(arena);
    node_put(arena, object, TEXT("spec"), spec);
    node_put(arena, spec, TEXT("encryptedData"), entries_map(arena, sealed));
    node_put(arena, spec, TEXT("template"), template);
    node_put(arena, template, TEXT("metadata"), metadata_make(arena, metadata, secret, label, ON_TEMPLATE));
    put_kind_of_secret(arena, template, secret);
    put_nonempty(arena, template, "data", entries_map(arena, literal));
    return object;
}

struct node *secret_make(struct arena *arena, const struct node *sealed_secret, const struct secret_label *label,
                         const struct secret_entries *data)
{
    const struct node *template = node_find(sealed_secret, "spec.template");
    struct node *object = object_new(arena, "v1", "Secret",
                                     metadata_make(arena, node_get(template, "metadata"), sealed_secret, label, ON_SECRET));
    put_kind_of_secret(arena, object, template);
    put_nonempty(arena, object, "data", entries_map(arena, data));
    return object;
}
