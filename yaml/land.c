/* SPDX-License-Identifier: Apache-2.0
 *
 * Edits of scalars and maps at any depth in strings, as edits of the documents that stand in a file: those of a string become one
 * of the scalar that holds it, from the innermost outwards.
 */
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/base64.h"
#include "base/buf.h"
#include "base/limits.h"
#include "yaml/literal.h"
#include "yaml/rewrite.h"
#include "yaml/same_but.h"
#include "yaml/scalar.h"
#include "yaml/span.h"

/* An edit of one source, and whose it is. */
struct step {
    const struct yaml_source *source;
    const struct node *node;
    struct edit edit;
};

struct step_list {
    struct step *items;
    size_t count, room;
};

/* levels[i]: edits of sources that stand in i strings. */
struct landing {
    struct arena *arena;
    struct step_list levels[LIMIT_CARRIER_DEPTH + 1];
    struct difference difference;
    struct err *err;
};

static int add_step(struct landing *landing, const struct node *node, struct edit edit)
{
    size_t depth = 0;
    for (const struct node *outer = node->source->scalar; outer != NULL; outer = outer->source->scalar)
        depth++;
    if (depth > LIMIT_CARRIER_DEPTH)
        return err_at(landing->err, ERR_INPUT, node, "strings in strings more than %d deep", LIMIT_CARRIER_DEPTH);
    *array_add(landing->arena, &landing->levels[depth]) = (struct step){node->source, node, edit};
    return 0;
}

static int add_scalar(struct landing *landing, const struct node *node, struct text text, bool quotes)
{
    struct edit edit;
    if (!node_is_scalar(node) || node->source == NULL)
        return err_at(landing->err, ERR_INPUT, node, "there is no scalar to edit");
    if (!text_is_utf8(text))
        return err_at(landing->err, ERR_INPUT, node, "the new text is no UTF-8");
    if ((quotes ? scalar_requote : scalar_rewrite)(landing->arena, node, text, &edit, landing->err) != 0)
        return -1;
    *array_add(landing->arena, &landing->difference.scalars) = (struct scalar_edit){node, text};
    return add_step(landing, node, edit);
}

static int by_source(const void *left, const void *right)
{
    const struct step *a = left, *b = right;
    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    return (a->edit.start > b->edit.start) - (a->edit.start < b->edit.start);
}

static struct edit_list edits_of(struct arena *arena, const struct step *steps, size_t count)
{
    struct edit_list edits = {0};
    for (size_t i = 0; i < count; i++)
        *array_add(arena, &edits) = steps[i].edit;
    return edits;
}

static struct text joined(struct arena *arena, const struct text *pieces, size_t count)
{
    size_t len = 0, at = 0;
    for (size_t i = 0; i < count; i++)
        len = size_add(len, pieces[i].len);
    char *bytes = arena_new(arena, size_add(len, 1));
    for (size_t i = 0; i < count; at += pieces[i++].len)
        memcpy(bytes + at, pieces[i].at, pieces[i].len);
    return (struct text){bytes, len};
}

static struct text encoded(struct arena *arena, struct text text)
{
    size_t len = base64_encoded_len(text.len);
    char *out = arena_new(arena, size_add(len, 1));
    base64_encode((const unsigned char *)text.at, text.len, out);
    return (struct text){out, len};
}

/* The edits of what a scalar holds, as edits of the source in which it stands. */
static int lift(struct landing *landing, const struct yaml_source *source, struct edit_list *edits, struct text edited)
{
    const struct node *scalar = source->scalar;
    struct edit_list lifted = {0};
    if (source->base64 || scalar->style != STYLE_LITERAL || !literal_lift(landing->arena, scalar, edits, &lifted))
        return add_scalar(landing, scalar, source->base64 ? encoded(landing->arena, edited) : edited, false);
    *array_add(landing->arena, &landing->difference.scalars) = (struct scalar_edit){scalar, edited};
    for (size_t i = 0; i < lifted.count; i++)
        if (add_step(landing, scalar, lifted.items[i]) != 0)
            return -1;
    return 0;
}

/* The edits of one source: they must give what was asked for and nothing else, and go one string outwards. */
static int land_source(struct landing *landing, const struct step *steps, size_t count)
{
    const struct yaml_source *source = steps->source;
    struct edit_list edits = edits_of(landing->arena, steps, count);
    size_t piece_count;
    const struct text *pieces = edit_apply(landing->arena, source->bytes, &edits, &piece_count, landing->err);
    if (pieces == NULL)
        return err_at(landing->err, ERR_INPUT, steps->node, "would be changed twice at once");
    struct text edited = joined(landing->arena, pieces, piece_count);
    if (!same_but(&landing->difference, steps->node, edited)) {
        err_at(landing->err, ERR_INPUT, steps->node, "cannot be changed here without a change to something else");
        return err_hint(landing->err, "write it in the usual way: one key and its value a line");
    }
    return source->scalar != NULL ? lift(landing, source, &edits, edited) : 0;
}

static int land(struct landing *landing)
{
    for (size_t depth = LIMIT_CARRIER_DEPTH + 1; depth > 0; depth--) {
        struct step_list *level = &landing->levels[depth - 1];
        if (level->count > 1)
            qsort(level->items, level->count, sizeof *level->items, by_source);
        difference_sort(&landing->difference);
        for (size_t first = 0, next; first < level->count; first = next) {
            for (next = first; next < level->count && level->items[next].source == level->items[first].source; next++)
                ;
            if (land_source(landing, &level->items[first], next - first) != 0)
                return -1;
        }
    }
    return 0;
}

static int land_scalars(struct landing *landing, const struct scalar_edit *scalars, size_t count, bool quotes)
{
    for (size_t i = 0; i < count; i++)
        if (add_scalar(landing, scalars[i].node, scalars[i].with, quotes) != 0)
            return -1;
    return land(landing);
}

static int replace_scalars(struct arena *arena, struct edit_list *edits, const struct scalar_edit *scalars, size_t count,
                           bool quotes, struct err *err)
{
    struct landing landing = {.arena = arena, .err = err};
    if (land_scalars(&landing, scalars, count, quotes) != 0)
        return -1;
    for (size_t i = 0; i < landing.levels[0].count; i++)
        *array_add(arena, edits) = landing.levels[0].items[i].edit;
    return 0;
}

int edit_replace_scalars(struct arena *arena, struct edit_list *edits, const struct scalar_edit *scalars, size_t count,
                         struct err *err)
{
    return replace_scalars(arena, edits, scalars, count, false, err);
}

int edit_replace_texts(struct arena *arena, struct edit_list *edits, const struct scalar_edit *scalars, size_t count,
                       struct err *err)
{
    return replace_scalars(arena, edits, scalars, count, true, err);
}

int edit_insert_pair(struct arena *arena, struct edit_list *edits, const struct node *map, struct edit_field field, struct err *err)
{
    struct landing landing = {.arena = arena, .difference = {.map = map, .field = field}, .err = err};
    struct edit edit;
    if (!node_is_map(map) || map->source == NULL)
        return err_at(err, ERR_INPUT, map, "there is no map to edit");
    if (!text_is_utf8(field.key) || !text_is_utf8(field.value))
        return err_at(err, ERR_INPUT, map, "the new pair is no UTF-8");
    if (insert_pair(arena, map, field, &edit, err) != 0 || add_step(&landing, map, edit) != 0 || land(&landing) != 0)
        return -1;
    for (size_t i = 0; i < landing.levels[0].count; i++)
        *array_add(arena, edits) = landing.levels[0].items[i].edit;
    return 0;
}

struct text *edit_file(struct arena *arena, struct text file, const struct scalar_edit *scalars, size_t count, size_t *slice_count,
                       struct err *err)
{
    struct landing landing = {.arena = arena, .err = err};
    struct edit_list edits = {0};
    if (land_scalars(&landing, scalars, count, false) != 0)
        return NULL;
    for (size_t i = 0; i < landing.levels[0].count; i++) {
        const struct step *step = &landing.levels[0].items[i];
        struct edit *edit = array_add(arena, &edits);
        *edit = step->edit;
        edit->start += step->source->offset;
        edit->end += step->source->offset;
    }
    return edit_apply(arena, file, &edits, slice_count, err);
}
