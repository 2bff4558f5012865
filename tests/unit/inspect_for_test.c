/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/inspect_for_test.h"
#include "tests/unit/seal_for_test.h"

void trial_free(struct trial *trial)
{
    for (size_t i = 0; i < trial->count; i++)
        inspected_free(&trial->strings[i]);
    key_index_free(&trial->index);
    keyring_free(&trial->ring);
    err_free(&trial->err);
}

struct trial trial_of(struct scene *scene, const char *const *keys)
{
    struct trial trial = {.options = {.threads = 1}};
    for (; *keys != NULL; keys++) {
        struct text key = key_file_for_test(&scene->arena, arena_format(&scene->arena, "%s.pem", *keys).at);
        assert_int_equal(keyring_add_bytes(&trial.ring, *keys, key, &trial.err), 0);
    }
    keyring_sort(&trial.ring);
    return trial;
}

struct inspected *ask(struct trial *trial, struct text string, const struct open_label *labels, size_t label_count)
{
    struct inspected *one = &trial->strings[trial->count++];
    *one = (struct inspected){.string = string, .labels = labels, .label_count = label_count, .max_scope = SCOPE_CLUSTER_WIDE};
    return one;
}

struct text sealed(struct scene *scene, const char *key, const char *label, const char *plaintext)
{
    const struct seal_spec spec = {.key = arena_format(&scene->arena, "%s.pem", key).at, .label = label};
    return seal_for_test(&scene->arena, &spec, text_of(plaintext));
}

void run(struct trial *trial)
{
    for (size_t i = 0; i < trial->count; i++)
        inspected_free(&trial->strings[i]);
    assert_int_equal(inspect_all(&trial->ring, &trial->options, trial->strings, trial->count, &trial->err), 0);
    assert_int_equal(trial->err.kind, ERR_NONE);
}
