/* SPDX-License-Identifier: Apache-2.0
 *
 * object: what a document says it is.
 */
#ifndef RENDER_OBJECT_H
#define RENDER_OBJECT_H

#include "base/arena.h"
#include "yaml/tree.h"

/* Helm 4 puts it on every document of a post-renderer's stream: the template's path. */
#define HELM4_ANNOTATION "postrenderer.helm.sh/postrender-filename"

/* What orchestrators of KRM functions note on the items of a ResourceList: file (path), place in it (index), id. All are written
 * with "internal." in front as well, which is the newer form (kyaml, kio/kioutil). */
#define KRM_ANNOTATIONS "config.kubernetes.io/"
#define KRM_INTERNAL_ANNOTATIONS "internal.config.kubernetes.io/"

struct object_id {
    struct text kind, namespace, name; /* namespace empty for cluster-wide kinds and where none is known */
};

/* apiVersion, "" where it has none. */
struct text object_api(const struct node *object);
struct text object_kind(const struct node *object);
/* The API group: what stands before "/" in apiVersion, empty for v1. */
struct text object_group(const struct node *object);
/* A `kind: List` of v1, or a typed one ("SecretList") with items. */
bool object_is_list(const struct node *object);
bool object_is(const struct node *object, const char *group, const char *kind);
/* metadata.namespace, else the release namespace. */
struct text object_namespace(const struct node *object, struct text release_namespace);
struct text object_name(const struct node *object);
struct text object_annotation(const struct node *object, const char *name);
struct text object_label(const struct node *object, const char *name);
/* Neither apiVersion nor kind: no Kubernetes object. */
bool object_is_bare(const struct node *object);

#endif
