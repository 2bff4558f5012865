/* SPDX-License-Identifier: Apache-2.0
 *
 * known_labels: the labels of all the Secrets that a run knows of, found by their hashes.
 *
 * For the diagnosis of many strings against many Secrets: the hashes are made once.
 */
#ifndef SEALED_KNOWN_LABELS_H
#define SEALED_KNOWN_LABELS_H

#include "sealed/oaep.h"
#include "sealed/scope.h"

struct known_labels {
    struct known_label *items; /* by hash */
    size_t count;
};

struct known_label {
    struct oaep_hash hash;
    enum scope scope;
    size_t index; /* in what known_labels_new() was given: of several Secrets with this label the first */
};

/* The strict and the namespace-wide label of each that has both namespace and name. In the arena. */
struct known_labels known_labels_new(struct arena *arena, const struct open_label *labels, size_t count);
/* NULL where none has this hash. */
const struct known_label *known_labels_find(const struct known_labels *known, const struct oaep_hash *hash);

#endif
