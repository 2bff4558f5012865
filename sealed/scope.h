/* SPDX-License-Identifier: Apache-2.0
 *
 * scope: the labels that a sealed string is bound to.
 *
 * Source: Sealed Secrets, pkg/apis/sealedsecrets/v1alpha1/sealedsecret_expansion.go (v0.36.6): the RSA-OAEP label is
 * "<namespace>/<name>" (strict), "<namespace>" (namespace-wide) or empty (cluster-wide).
 */
#ifndef SEALED_SCOPE_H
#define SEALED_SCOPE_H

#include "base/arena.h"
#include "base/text.h"

/* A Secret that a string might have been sealed for. */
struct open_label {
    struct text namespace, name;
};

enum scope { SCOPE_STRICT, SCOPE_NAMESPACE_WIDE, SCOPE_CLUSTER_WIDE, SCOPE_COUNT };

/* "strict", "namespace-wide", "cluster-wide": kubeseal's words. */
const char *scope_name(enum scope scope);
/* 0, or -1 for a word that is no scope. */
int scope_from_name(struct text name, enum scope *out);
/* The label's bytes, in the arena. Empty namespaces and names are the caller's to refuse: an empty namespace would turn a
 * namespace-wide label into the cluster-wide one. */
struct text scope_label(struct arena *arena, enum scope scope, struct text namespace, struct text name);
/* Whether nothing is lacking of what a scope's label needs. */
bool scope_has_label(enum scope scope, struct open_label label);

#endif
