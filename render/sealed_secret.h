/* SPDX-License-Identifier: Apache-2.0
 *
 * sealed_secret: Secrets and the SealedSecrets that give them, one made of the other, as trees.
 *
 * Sources: Kubernetes core/v1 Secret; Sealed Secrets v1alpha1 SealedSecret and what its controller makes of one
 * (pkg/apis/sealedsecrets/v1alpha1/sealedsecret_expansion.go, v0.36.6): the Secret has the object's own name and namespace, labels,
 * annotations, finalizers, type and immutable of the template, and the items of encryptedData beside those of template.data, which
 * win. The scope is what the object's own annotations say; here it stands on the template as well, so that the Secret tells it.
 *
 * Left out is what belongs to one object in one cluster (uid, resourceVersion, managedFields, ownerReferences, ...; kubeseal leaves
 * some of it in), the annotation that kubectl keeps a copy of the Secret in, and nulls. Labels and annotations of a Secret go on
 * the SealedSecret as well as on its template, since Helm and Argo CD look for theirs there; those of the controller go on the
 * template only, finalizers too, Helm 4's file name on the object only.
 */
#ifndef RENDER_SEALED_SECRET_H
#define RENDER_SEALED_SECRET_H

#include "render/render.h"
#include "yaml/tree.h"

/* What the strings of an object are sealed for. */
struct secret_label {
    struct text namespace; /* empty: unknown, which a cluster-wide one may be */
    struct text name;
    enum render_scope scope;
};

/* One item as it stands in a manifest: sealed, in base64, or the text itself. */
struct secret_entry {
    struct text key, value;
};

struct secret_entries {
    struct secret_entry *items;
    size_t count, room;
};

/* The scope that the annotations of an object say: only "true" counts, and cluster-wide comes first. */
enum render_scope scope_annotated(const struct node *object);
/* Adds to `annotations` the one that says the scope; strict has none. */
void scope_annotate(struct arena *arena, struct node *annotations, enum render_scope scope);

/* Whether an object has the shape of a v1 Secret, or of a SealedSecret: known fields of the right kinds, each once, with strings
 * where strings belong. ERR_INPUT at the place. The functions below take only what has passed. */
int secret_check(struct arena *arena, const struct node *secret, struct err *err);
int sealed_secret_check(struct arena *arena, const struct node *sealed_secret, struct err *err);

/* The SealedSecret that gives `secret`: its items are `sealed`, and as template.data `literal`, whatever data and stringData say.
 * Texts are not copied. */
struct node *sealed_secret_make(struct arena *arena, const struct node *secret, const struct secret_label *label,
                                const struct secret_entries *sealed, const struct secret_entries *literal);
/* The Secret that `sealed_secret` gives, with these items (base64) as its data; no items: without data. */
struct node *secret_make(struct arena *arena, const struct node *sealed_secret, const struct secret_label *label,
                         const struct secret_entries *data);

#endif
