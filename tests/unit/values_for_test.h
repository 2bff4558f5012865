/* SPDX-License-Identifier: Apache-2.0
 *
 * values_for_test: a run of the filter's inner parts over values written as YAML, with an opener that knows no cryptography.
 *
 * "sealed:WORD" opens to WORD, "sealed:!" fits no key, "damaged" is damaged; everything else is plain text.
 */
#ifndef TESTS_UNIT_VALUES_FOR_TEST_H
#define TESTS_UNIT_VALUES_FOR_TEST_H

#include "render/model.h"

struct values {
    struct arena arena;
    struct render_options options;
    struct note_list notes;
    struct run run;
    struct err err;
};

#define auto_values __attribute__((cleanup(values_free))) struct values

/* In place: the run points into it. */
void values_init(struct values *values);
void values_free(struct values *values);
/* The root of "v.yaml"; fails the test where it is no YAML. */
struct node *values_parse(struct values *values, const char *yaml);
/* The node as one line of text: {a: b, c: [d]}. */
const char *values_text(struct values *values, const struct node *node);
struct render_opener opener_for_test(void);

#endif
