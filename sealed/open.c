/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/open.h"

#include "base/alloc.h"
#include "sealed/explain.h"

static struct inspected *inspected_of(struct arena *arena, const struct open_options *options, const struct open_request *requests,
                                      size_t count)
{
    struct inspected *strings = arena_new(arena, size_mul(count, sizeof *strings));
    for (size_t i = 0; i < count; i++)
        strings[i] = (struct inspected){.string = requests[i].string,
                                        .labels = &requests[i].label,
                                        .label_count = 1,
                                        .min_scope = options->min_scope,
                                        .max_scope = options->max_scope};
    return strings;
}

/* The first string that did not open, or `count`. */
static size_t first_failure(const struct inspected *strings, size_t count)
{
    size_t i = 0;
    while (i < count && strings[i].result == INSPECT_OPENS)
        i++;
    return i;
}

static void take(struct open_request *request, struct inspected *one)
{
    request->plaintext = secret_steal(&one->plaintext);
    request->scope = one->scope;
    request->key = one->key;
}

static int open_strings(const struct keyring *ring, const struct inspect_options *options, struct inspected *strings, size_t count,
                        size_t *failed, struct err *err)
{
    int result = inspect_all(ring, options, strings, count, err);
    *failed = first_failure(strings, count);
    if (result != 0 || *failed == count)
        return result;
    *err = strings[*failed].err;
    strings[*failed].err = (struct err){0};
    if (err->kind == ERR_NONE)
        explain_no_keys(err);
    return -1;
}

int open_all(const struct keyring *ring, const struct open_options *options, struct open_request *requests, size_t count,
             size_t *failed, struct err *err)
{
    auto_arena arena = {0};
    struct inspected *strings = inspected_of(&arena, options, requests, count);
    const struct inspect_options how = {.known = options->known,
                                        .known_count = options->known_count,
                                        .index = options->index,
                                        .keep = true,
                                        .stop = true,
                                        .allow_empty = options->allow_empty,
                                        .by_hand = options->by_hand,
                                        .threads = options->threads};
    int result = open_strings(ring, &how, strings, count, failed, err);
    if (result != 0 && *failed < count)
        requests[*failed].anew = strings[*failed].anew;
    for (size_t i = 0; i < count; i++) {
        if (result == 0)
            take(&requests[i], &strings[i]);
        inspected_free(&strings[i]);
    }
    return result;
}
