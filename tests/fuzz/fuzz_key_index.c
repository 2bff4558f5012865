/* SPDX-License-Identifier: Apache-2.0
 *
 * Any bytes as a key index: what is understood of them is in order, each string once, and is written as it is read back.
 */
#include <string.h>

#include "sealed/key_index.h"
#include "tests/fuzz/target.h"

static void check_known(const struct key_index *index)
{
    for (size_t i = 0; i < index->known.count; i++) {
        const struct key_index_entry *entry = &index->known.items[i];
        check(entry->scope <= SCOPE_COUNT && key_index_find(index, entry->string) == entry);
        check(i == 0 || memcmp(entry[-1].string, entry->string, sizeof entry->string) < 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_arena arena = {0};
    auto_err err = {0};
    struct key_index index = {0}, again = {0}, merged = {0};
    int result = key_index_parse(&index, text_of_input(data, size), &err);
    check_result(result, &err);
    check_known(&index);
    struct text text = key_index_text(&arena, &index);
    err_free(&err);
    check(key_index_parse(&again, text, &err) == 0 && again.known.count == index.known.count);
    check(text_equal(key_index_text(&arena, &again), text));
    key_index_merge(&merged, index.known.items, index.known.count);
    key_index_merge(&merged, again.known.items, again.known.count);
    check(text_equal(key_index_text(&arena, &merged), text));
    key_index_free(&index);
    key_index_free(&again);
    key_index_free(&merged);
    return 0;
}
