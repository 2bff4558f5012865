/* SPDX-License-Identifier: Apache-2.0
 *
 * inspect_for_test: one inspection, its keys and strings, and what came of them.
 */
#ifndef TESTS_UNIT_INSPECT_FOR_TEST_H
#define TESTS_UNIT_INSPECT_FOR_TEST_H

#include "sealed/inspect.h"
#include "tests/unit/scene_for_test.h"

enum { STRINGS = 24 };

struct trial {
    struct keyring ring;
    struct key_index index;
    struct inspect_options options;
    struct inspected strings[STRINGS];
    size_t count;
    struct err err;
};

#define auto_trial __attribute__((cleanup(trial_free))) struct trial
void trial_free(struct trial *trial);

/* A ring of the keys of tests/data/keys that are named, NULL behind the last, sorted. One thread. */
struct trial trial_of(struct scene *scene, const char *const *keys);
/* Adds a string for some Secrets, in whatever scope. */
struct inspected *ask(struct trial *trial, struct text string, const struct open_label *labels, size_t label_count);
/* Sealed with the key <key>.pem for a label: "team-a/credentials", "team-a"; NULL: cluster-wide. */
struct text sealed(struct scene *scene, const char *key, const char *label, const char *plaintext);
/* Inspects all strings, which has to succeed. */
void run(struct trial *trial);

#endif
