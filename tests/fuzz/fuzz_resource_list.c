/* SPDX-License-Identifier: Apache-2.0
 *
 * Any stream: where it is a ResourceList, its items stand in it in order; those that nothing of ours is in leave as they came, in
 * their order; what leaves is a ResourceList that a second pass does not change; and results are put into it in any case.
 */
#include <string.h>

#include "render/resource_list.h"
#include "render/triage.h"
#include "tests/fuzz/target.h"

static const struct render_options options = {.emit = EMIT_REFERENCE, .release_namespace = {"release", 7}};

/* NULL where it is none. */
static struct resource_list *list_of(struct arena *arena, struct text bytes)
{
    auto_err err = {0};
    struct resource_list *list;
    const struct render_part part = {TEXT("stdin"), bytes};
    int result = resource_list_read(arena, &part, &list, &err);
    check_result(result, &err);
    return result == 0 ? list : NULL;
}

static struct text written(struct arena *arena, const struct resource_list *list, const struct edit_list *edits, size_t results)
{
    auto_err err = {0};
    size_t count;
    const struct resource_result told[] = {{"error", TEXT("told"), list->count > 0 ? 0 : OUTLINE_NONE, TEXT("a.b")}};
    const struct text *slices = resource_list_write(arena, list, edits, told, results, &count, &err);
    check_result(slices != NULL ? 0 : -1, &err);
    check(slices != NULL || results > 0);
    return slices != NULL ? joined(arena, slices, count) : (struct text){0};
}

static void check_items(const struct resource_list *list)
{
    size_t end = 0;
    for (size_t i = 0; i < list->count; end = list->items[i++].end) {
        const struct resource_item *item = &list->items[i];
        check(end <= item->lead && item->lead <= item->start && item->start <= item->end && item->end <= list->bytes.len);
    }
}

static void check_untouched(const struct resource_list *list, struct text output)
{
    for (size_t i = 0, from = 0; i < list->count; i++) {
        struct text item = {list->bytes.at + list->items[i].start, list->items[i].end - list->items[i].start};
        if (item.len == 0 || triage_holds(item, triage_values, triage_values_count))
            continue;
        const char *found = memmem(output.at + from, output.len - from, item.at, item.len);
        check(found != NULL);
        from = (size_t)(found - output.at) + item.len;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_arena arena = {0};
    struct text bytes = text_of_input(data, size);
    const struct resource_list *list = list_of(&arena, bytes);
    struct edit_list edits;
    if (list == NULL)
        return 0;
    check_items(list);
    check(text_equal(written(&arena, list, NULL, 0), bytes));
    struct text told = written(&arena, list, NULL, 1);
    if (told.len > 0)
        check(list_of(&arena, told) != NULL);
    if (rendered_list(&arena, options, list, &edits) != 0)
        return 0;
    struct text output = written(&arena, list, &edits, 0);
    check_untouched(list, output);
    const struct resource_list *again = list_of(&arena, output);
    check(again != NULL);
    if (rendered_list(&arena, options, again, &edits) == 0)
        check(text_equal(written(&arena, again, &edits, 0), output));
    return 0;
}
