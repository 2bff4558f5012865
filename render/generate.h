/* SPDX-License-Identifier: Apache-2.0
 *
 * generate: the objects that a declaration gives, as trees.
 *
 * Sources: Kubernetes core/v1 Secret; Sealed Secrets v1alpha1 SealedSecret (scope annotations on the object and on its template,
 * literal values in template.data); External Secrets Operator v1 stores and ExternalSecret, with the defaults of its CRDs written
 * out.
 */
#ifndef RENDER_GENERATE_H
#define RENDER_GENERATE_H

#include "base/secret.h"
#include "render/model.h"
#include "render/object.h"

/* What all generated objects share. */
struct generator {
    const struct run *run;
    struct text managed_by; /* value of app.kubernetes.io/managed-by */
};

/* The credentials Secret; plaintexts[i] belongs to credentials[i], a plain one has none (NULL bytes). */
struct node *generate_secret(const struct generator *generator, const struct declaration *declaration,
                             const struct secret *plaintexts);
struct node *generate_sealed_secret(const struct generator *generator, const struct declaration *declaration);
/* The SecretStore or ClusterSecretStore; conditions may be NULL. */
struct node *generate_store(const struct generator *generator, const struct declaration *declaration,
                            const struct node *conditions);
/* The ExternalSecret that brings the credentials Secret from another store. */
struct node *generate_bootstrap(const struct generator *generator, const struct declaration *declaration);

#endif
