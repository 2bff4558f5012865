/* SPDX-License-Identifier: Apache-2.0 */
#include "render/object.h"

#include <string.h>

struct text object_api(const struct node *object)
{
    return node_text(node_get(object, "apiVersion"));
}

struct text object_kind(const struct node *object)
{
    return node_text(node_get(object, "kind"));
}

struct text object_group(const struct node *object)
{
    struct text api = object_api(object);
    const char *slash = api.len > 0 ? memchr(api.at, '/', api.len) : NULL;
    return (struct text){api.at, slash ? (size_t)(slash - api.at) : 0};
}

bool object_is_list(const struct node *object)
{
    return text_ends(object_kind(object), "List") && node_is_list(node_get(object, "items"));
}

bool object_is(const struct node *object, const char *group, const char *kind)
{
    return text_is(object_kind(object), kind) && text_is(object_group(object), group);
}

struct text object_namespace(const struct node *object, struct text release_namespace)
{
    const struct node *own = node_find(object, "metadata.namespace");
    return node_is_null(own) || node_text(own).len == 0 ? release_namespace : node_text(own);
}

struct text object_name(const struct node *object)
{
    const struct node *name = node_find(object, "metadata.name");
    return node_is_null(name) ? (struct text){0} : node_text(name);
}

struct text object_annotation(const struct node *object, const char *name)
{
    return node_text(node_get(node_find(object, "metadata.annotations"), name));
}

struct text object_label(const struct node *object, const char *name)
{
    const struct node *label = node_get(node_find(object, "metadata.labels"), name);
    return node_is_null(label) ? (struct text){0} : node_text(label);
}

bool object_is_bare(const struct node *object)
{
    return node_is_null(node_get(object, "apiVersion")) && node_is_null(node_get(object, "kind"));
}
