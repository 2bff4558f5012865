/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/function.h"

#include "base/visible.h"
#include "cmd/function_config.h"
#include "cmd/stdout.h"
#include "render/resource_list.h"

int function_begin(struct invocation *invocation, struct inputs *inputs, struct err *err)
{
    struct resource_list *list = NULL;
    const struct node *config;
    if (inputs->stream.count != 1)
        return 0;
    if (resource_list_read(invocation->arena, &inputs->stream.items[0], &list, err) != 0 || list == NULL)
        return err->kind == ERR_NONE ? 0 : -1;
    inputs->list = list;
    if (resource_list_value(invocation->arena, list, list->config_pair, &config, err) != 0)
        return -1;
    return function_config_take(invocation, config, err);
}

/* A message as a result: its place becomes the item, its path the field, its hint stands behind. */
static struct resource_result result_of(struct arena *arena, const struct resource_list *list, const char *severity,
                                        struct text message, struct text hint)
{
    struct resource_result result = {.severity = severity, .item = OUTLINE_NONE};
    struct place place;
    if (place_take(&message, list->name, &place)) {
        result.item = resource_list_item_at(list, place.line - 1, place.column - 1);
        (void)path_take(&message, &result.field);
    }
    if (hint.len > 0)
        message = arena_format(arena, TEXT_FMT "; " TEXT_FMT, TEXT_ARG(message), TEXT_ARG(hint));
    result.message = visible_text(arena, message);
    return result;
}

struct result_list {
    struct resource_result *items;
    size_t count, room;
};

static void add_warnings(struct arena *arena, const struct resource_list *list, const struct note_list *notes,
                         struct result_list *results)
{
    for (size_t i = 0; i < notes->count; i++)
        if (notes->items[i].kind == NOTE_WARNING)
            *array_add(arena, results) = result_of(arena, list, "warning", notes->items[i].text, notes->items[i].hint);
}

static int write_list(struct arena *arena, const struct resource_list *list, const struct edit_list *edits,
                      const struct result_list *results, struct err *err)
{
    size_t count;
    const struct text *slices = resource_list_write(arena, list, edits, results->items, results->count, &count, err);
    return slices != NULL ? stdout_write(slices, count, err) : -1;
}

int function_write(const struct invocation *invocation, const struct inputs *inputs, const struct filter *filter,
                   const struct render_output *output, struct err *err)
{
    struct result_list results = {0};
    add_warnings(invocation->arena, inputs->list, &filter->notes, &results);
    add_warnings(invocation->arena, inputs->list, &output->notes, &results);
    return write_list(invocation->arena, inputs->list, &output->edits, &results, err);
}

static void name_item(struct arena *arena, const struct resource_list *list, size_t item, struct err *err)
{
    struct text rest = text_of(err->text), name = resource_list_item_name(arena, list, item);
    struct place place;
    if (name.len == 0 || !place_take(&rest, list->name, &place) || place.origin.len > 0)
        return;
    struct text hint = arena_copy(arena, text_of(err->hint)), kept = arena_copy(arena, rest);
    place.origin = name;
    err_set(err, err->kind, TEXT_FMT ": " TEXT_FMT, TEXT_ARG(place_text(arena, place)), TEXT_ARG(kept));
    if (hint.len > 0)
        err_hint(err, TEXT_FMT, TEXT_ARG(hint));
}

void function_fail(const struct invocation *invocation, const struct inputs *inputs, struct err *err)
{
    auto_err second = {0};
    struct resource_result result = result_of(invocation->arena, inputs->list, "error", text_of(err->text), text_of(err->hint));
    const struct result_list results = {.items = &result, .count = 1};
    if (stdout_phase() == STDOUT_NOTHING && !is_on(invocation, OPTION_DRY_RUN))
        (void)write_list(invocation->arena, inputs->list, NULL, &results, &second);
    if (result.item != OUTLINE_NONE)
        name_item(invocation->arena, inputs->list, result.item, err);
}
