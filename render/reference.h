/* SPDX-License-Identifier: Apache-2.0
 *
 * reference: a sealed string where the operator expects a secret reference.
 *
 * The operator's references are {name, key, namespace} everywhere (facts of its API: SecretKeySelector), so one rule covers every
 * provider: a mapping with a key `sealed` anywhere below the provider's name is such a reference in the making. Its string goes
 * into the store's credentials Secret, and the mapping becomes the reference to it.
 */
#ifndef RENDER_REFERENCE_H
#define RENDER_REFERENCE_H

#include "render/fields.h"
#include "render/model.h"

/* What stands in place of a reference. */
extern const struct field *const reference_tables[];

struct sealed_reference {
    const struct node *map; /* holds `sealed`, perhaps `key` and `namespace` */
    struct text path;       /* "auth.tokenSecretRef", below the provider's name */
    struct text field;      /* "tokenSecretRef" */
    struct text key;        /* of the Secret, once reference_keys() ran */
    struct text namespace;  /* of the Secret: for a store manifest in place */
};

struct sealed_reference_list {
    struct sealed_reference *items;
    size_t count, room;
};

/* All sealed references below `provider` ({<provider's name>: {...}}), in document order. ERR_INPUT: keys beside `sealed` that
 * do not belong there, more than LIMIT_SEALED_REFERENCES. */
int reference_find(const struct run *run, const struct node *provider, struct sealed_reference_list *out, struct err *err);
/* The namespaces that plain references below `provider` name: of every mapping with both `name` and `namespace`, which is a
 * reference to a Secret, a ServiceAccount or a ConfigMap to the operator. */
void reference_namespaces(const struct run *run, const struct node *provider, struct node_list *out);
/* Names the keys: `key:` beside the string, else the field's name, else (two alike in one namespace) its whole path. */
void reference_keys(struct sealed_reference_list *references);
/* ERR_INPUT: one of them is no legal key of a Secret, or stands twice in one namespace. */
int reference_check_keys(const struct sealed_reference_list *references, struct err *err);
/* A copy of the provider with every sealed reference replaced by one to the declaration's Secret. */
struct node *reference_resolve(const struct run *run, const struct declaration *declaration, const struct node *provider,
                               const struct sealed_reference_list *references);
/* {name, key} of the declaration's Secret, and the namespace for a cluster store: the operator refuses it in a SecretStore that
 * names another one, and wants it in a ClusterSecretStore. */
struct node *reference_node(struct arena *arena, const struct declaration *declaration, struct text key);
/* The name of the only provider in the mapping; -1 with ERR_INPUT for none or several ("exactly one" is the operator's rule). */
int reference_provider(const struct node *provider, struct text *name, struct err *err);

#endif
