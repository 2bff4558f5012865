/* SPDX-License-Identifier: Apache-2.0
 *
 * scene_for_test: a folder of its own for each test, and an arena that lives as long.
 */
#ifndef TESTS_UNIT_SCENE_FOR_TEST_H
#define TESTS_UNIT_SCENE_FOR_TEST_H

#include <sys/types.h>

#include "base/arena.h"
#include "base/text.h"

struct scene {
    struct arena arena;
    char *folder;
};

/* For cmocka_unit_test_setup_teardown(): *state becomes the scene. */
int scene_enter(void **state);
int scene_leave(void **state);
const char *scene_path(struct scene *scene, const char *name);
/* Writes a file of the scene and gives its path. */
const char *scene_file(struct scene *scene, const char *name, struct text content, mode_t mode);

#define in_a_scene(test) cmocka_unit_test_setup_teardown(test, scene_enter, scene_leave)

#endif
