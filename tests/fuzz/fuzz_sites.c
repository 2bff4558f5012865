/* SPDX-License-Identifier: Apache-2.0
 *
 * Any stream: the places of sealed strings stand in order, each once. With another string in each of them, which nothing refuses
 * but what cannot be written, the same places are found again, for the same Secrets, each with its string.
 */
#include "base/base64.h"
#include "render/find.h"
#include "tests/fuzz/target.h"
#include "yaml/edit.h"

#define NEW_STRING "AgNEW/0123456789+abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456="

static enum render_shape shape(struct text string, const char **why)
{
    *why = "is damaged";
    string = text_trim(string);
    if (!text_starts(string, "Ag"))
        return RENDER_SHAPE_PLAIN;
    return string.len >= 64 ? RENDER_SHAPE_SEALED : RENDER_SHAPE_DAMAGED;
}

static int find(struct arena *arena, struct text bytes, struct site_list *out)
{
    auto_err err = {0};
    const struct find_options options = {.release_namespace = TEXT("release"), .shape = shape};
    const struct render_part part = {TEXT("stdin"), bytes};
    struct note_list notes = {.arena = arena};
    int result = find_sites(arena, &options, &part, out, &notes, &err);
    check_result(result, &err);
    for (size_t i = 0; i < notes.count; i++)
        check_shown(notes.items[i].text);
    return result;
}

static void check_order(const struct site_list *sites)
{
    for (size_t i = 1; i < sites->count; i++) {
        const struct node *before = sites->items[i - 1].node, *node = sites->items[i].node;
        check(before != node);
        check(before->source != node->source || before->start <= node->start);
    }
}

static struct text new_string(struct arena *arena, bool encoded)
{
    struct text string = TEXT(NEW_STRING);
    char *out = arena_new(arena, base64_encoded_len(string.len) + 1);
    base64_encode((const unsigned char *)string.at, string.len, out);
    return encoded ? text_of(out) : string;
}

static bool same_labels(const struct site *a, const struct site *b)
{
    for (size_t i = 0; a->label_count == b->label_count && i < a->label_count; i++)
        if (!text_equal(a->labels[i].namespace, b->labels[i].namespace) || !text_equal(a->labels[i].name, b->labels[i].name))
            return false;
    return a->label_count == b->label_count;
}

static void check_again(struct arena *arena, const struct site_list *sites, struct text edited)
{
    struct site_list again = {0};
    check(find(arena, edited, &again) == 0);
    check(again.count == sites->count);
    for (size_t i = 0; i < again.count; i++) {
        const struct site *before = &sites->items[i], *after = &again.items[i];
        check(after->kind == before->kind && after->encoded == before->encoded && text_equal(after->key, before->key));
        check(same_labels(before, after));
        check(text_is(text_trim(after->string), NEW_STRING));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_arena arena = {0};
    auto_err err = {0};
    struct text bytes = text_of_input(data, size);
    struct site_list sites = {0};
    size_t count;
    /* What is a template with one text may be none with another. */
    if (find(&arena, bytes, &sites) != 0 || text_contains(bytes, "{{"))
        return 0;
    check_order(&sites);
    struct scalar_edit *scalars = arena_new(&arena, (sites.count + 1) * sizeof *scalars);
    for (size_t i = 0; i < sites.count; i++) {
        scalars[i] = (struct scalar_edit){sites.items[i].node, new_string(&arena, sites.items[i].encoded)};
        /* It may be the name of something as well. */
        if (sites.items[i].node->aliased)
            return 0;
    }
    const struct text *slices = edit_file(&arena, bytes, scalars, sites.count, &count, &err);
    check_result(slices != NULL ? 0 : -1, &err);
    if (slices != NULL)
        check_again(&arena, &sites, joined(&arena, slices, count));
    return 0;
}
