/* SPDX-License-Identifier: Apache-2.0 */
#include "render/slot.h"

#include <string.h>

#include "base/alloc.h"
#include "base/base64.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/names.h"
#include "render/annotated_secret.h"
#include "render/object.h"
#include "render/slot_refusal.h"
#include "render/wide.h"
#include "yaml/edit.h"

/* --- a file with other strings in it --- */

static struct text encoded_text(struct arena *arena, struct text string)
{
    size_t len = base64_encoded_len(string.len);
    char *encoded = arena_new(arena, size_add(len, 1));
    base64_encode((const unsigned char *)string.at, string.len, encoded);
    return (struct text){encoded, len};
}

static int refuse_edit(struct err *err)
{
    return err_hint(err, "write it out there in the usual way: one key and its value a line, without aliases");
}

static struct text joined(struct arena *arena, const struct text *pieces, size_t count)
{
    struct buf buf = buf_new(arena, 2 * LIMIT_DOCUMENT_BYTES);
    for (size_t i = 0; i < count; i++)
        buf_put(&buf, pieces[i]);
    return buf_text(&buf);
}

/* Adds the key of a spot where nothing stands. */
static int insert_string(struct arena *arena, const struct reading *reading, const struct spot *spot, struct text string,
                         struct text *out, struct err *err)
{
    const struct yaml_source *source = file_tree_source(spot->parent);
    struct edit_list edits = {0};
    size_t count;
    if (edit_insert_pair(arena, &edits, spot->parent, (struct edit_field){spot->key, string}, err) < 0)
        return refuse_edit(err);
    const struct text *pieces = edit_apply(arena, source->bytes, &edits, &count, err);
    if (pieces == NULL)
        return -1;
    const struct text whole[] = {{reading->bytes.at, source->offset},
                                 joined(arena, pieces, count),
                                 text_from(reading->bytes, source->offset + source->bytes.len)};
    *out = joined(arena, whole, sizeof whole / sizeof *whole);
    return 0;
}

static void read_again(struct reading *reading, const struct slot_list *slots, struct text bytes)
{
    auto_err broken = {0};
    reading_make(reading, slots->arena, slots, bytes, &broken);
}

static struct text string_of(const struct slot_list *slots, const struct text *strings, size_t which)
{
    return slots->items[which].encoded ? encoded_text(slots->arena, strings[which]) : strings[which];
}

static int find_again(const struct reading *reading, const struct slot *slot, struct spot *out, struct err *err)
{
    return spot_in_tree(reading, slot->tree, slot->path, out)
               ? 0
               : slot_refuse(slot, "is not found again once a string stands elsewhere", err);
}

/* Each changes the file for those behind it. Leaves in *reading the file in which every slot has something. */
static int insert_missing(const struct slot_list *slots, const struct text *strings, struct reading *reading, struct err *err)
{
    read_again(reading, slots, slots->file.bytes);
    for (size_t i = 0; i < slots->count; i++) {
        struct spot spot;
        struct text bytes = {0};
        if (find_again(reading, &slots->items[i], &spot, err) < 0)
            return -1;
        if (spot.node != NULL)
            continue;
        if (insert_string(slots->arena, reading, &spot, string_of(slots, strings, i), &bytes, err) < 0)
            return -1;
        read_again(reading, slots, bytes);
    }
    return 0;
}

static int fill_all(const struct slot_list *slots, const struct text *strings, struct text *out, struct err *err)
{
    struct reading reading;
    struct scalar_edit *scalars = arena_new(slots->arena, size_mul(slots->count, sizeof *scalars));
    size_t count;
    if (insert_missing(slots, strings, &reading, err) < 0)
        return -1;
    for (size_t i = 0; i < slots->count; i++) {
        struct spot spot;
        if (find_again(&reading, &slots->items[i], &spot, err) < 0)
            return -1;
        for (size_t k = 0; k < i; k++)
            if (scalars[k].node == spot.node)
                return slot_refuse(&slots->items[i], "is named twice", err);
        scalars[i] = (struct scalar_edit){spot.node, string_of(slots, strings, i)};
    }
    const struct text *pieces = edit_file(slots->arena, reading.bytes, scalars, slots->count, &count, err);
    if (pieces == NULL)
        return refuse_edit(err);
    *out = joined(slots->arena, pieces, count);
    return 0;
}

/* --- whose strings they are --- */

/* The sites of the strings, in the order of the slots; NULL where one is no place for a sealed string. */
static int find_strings(const struct slot_list *slots, struct text filled, const struct text *strings, const struct site **out,
                        struct err *err)
{
    struct render_part copy = {slots->file.name, filled};
    struct note_list notes = {.arena = slots->arena};
    struct site_list sites = {0};
    if (find_sites(slots->arena, slots->options, &copy, &sites, &notes, err) < 0)
        return slot_refuse_copy(slots, err);
    for (size_t i = 0; i < slots->count; i++) {
        out[i] = NULL;
        for (size_t k = 0; k < sites.count && out[i] == NULL; k++)
            /* A literal block's ends in a line end, which is no part of a sealed string. */
            if (sites.items[k].label_count > 0 && text_equal(text_trim(sites.items[k].string), strings[i]))
                out[i] = sites.items + k;
    }
    return 0;
}

/* --- slots --- */

/* Base64 of a sealed string, which a chart may print below data of an annotated Secret. */
static bool decode_held(const struct slot_list *slots, const struct node *node, struct text *held)
{
    const struct node *data = node->parent, *object = data != NULL ? data->parent : NULL;
    const char *why;
    size_t len, bad_at;
    if (!object_is(object, "", "Secret") || node_get(object, "data") != data ||
        object_annotation(object, SEALED_ANNOTATION).len == 0)
        return false;
    unsigned char *bytes = arena_new(slots->arena, size_add(base64_decoded_max(held->len), 1));
    if (base64_decode(*held, bytes, &len, &bad_at) < 0)
        return false;
    struct text decoded = {(const char *)bytes, len};
    if (len == 0 || slots->options->shape(decoded, &why) == RENDER_SHAPE_PLAIN)
        return false;
    *held = decoded;
    return true;
}

/* What stands there is to go. */
static int read_held(const struct slot_list *slots, struct slot *slot, const struct spot *spot, struct err *err)
{
    const struct node *node = spot->node;
    const char *why;
    if (node == NULL || node_is_null(node))
        return 0;
    if (!node_is_scalar(node))
        return slot_refuse(slot, "holds a mapping or a list, and no string", err);
    struct text held = node->text;
    if (text_contains(held, "{{")) {
        slot_refuse(slot, "is a template: what it becomes stands elsewhere", err);
        return err_hint(err, "put the sealed string into the values that the template takes it from");
    }
    slot->encoded = decode_held(slots, node, &held);
    bool client_id = node_is_map(node->parent) && text_is(node_text(node->parent->pairs[node->index].key), "client_id");
    slot->plain = text_trim(held).len > 0 && slots->options->shape(held, &why) == RENDER_SHAPE_PLAIN &&
                  !(client_id && name_is_guid(held));
    return 0;
}

/* Whether an alias refers to the node or to one around it. */
static bool is_shared(const struct node *node)
{
    while (node != NULL && !node->aliased)
        node = node->parent;
    return node != NULL;
}

/* Behind an alias or a merge key the text stands elsewhere, and whoever names that place should know. */
static int check_alias(const struct slot_list *slots, struct slot *slot, const struct node *node, struct err *err)
{
    slot->shared = node != NULL && is_shared(node);
    struct text own = slot->shared ? node_path(slots->arena, node) : slot->path;
    if (text_equal(own, slot->path))
        return 0;
    slot_refuse(slot, "an alias or a merge key brings it here from where it is written", err);
    return err_hint(err, "name that place: " TEXT_FMT "; or write it out here", TEXT_ARG(own));
}

static int locate(const struct reading *reading, struct slot *slot, const struct err *broken, struct err *err)
{
    struct spot spot;
    if (spot_find(reading, slot, broken, &spot, err) < 0)
        return -1;
    slot->tree = spot.tree;
    slot->place = place_text(reading->slots->arena, node_place(spot.node != NULL ? spot.node : spot.parent));
    if (check_alias(reading->slots, slot, spot.node, err) < 0)
        return -1;
    return read_held(reading->slots, slot, &spot, err);
}

/* Where the strings stand in the file as it will be. */
static int find_nodes(const struct slot_list *slots, struct text filled, const struct node **out, struct err *err)
{
    struct reading reading;
    read_again(&reading, slots, filled);
    for (size_t i = 0; i < slots->count; i++) {
        const struct slot *slot = &slots->items[i];
        struct spot spot;
        if (!spot_in_tree(&reading, slot->tree, slot->path, &spot) || spot.node == NULL)
            return slot_refuse(slot, "is not found again with a string in it", err);
        out[i] = spot.node;
    }
    return 0;
}

static int locate_all(const struct slot_list *slots, struct reading *reading, struct err *err)
{
    auto_err broken = {0};
    const struct stream_parts parts = stream_parts_new(slots->arena, &slots->file, 1);
    if (wide_check_edit(&parts, err) < 0)
        return -1;
    reading_make(reading, slots->arena, slots, slots->file.bytes, &broken);
    for (size_t i = 0; i < slots->count; i++)
        if (locate(reading, &slots->items[i], &broken, err) < 0)
            return -1;
    return 0;
}

int slots_find(const struct slot_list *slots, struct err *err)
{
    struct reading reading;
    struct text filled;
    const struct site **sites = arena_new(slots->arena, size_mul(slots->count, sizeof *sites));
    const struct node **nodes = arena_new(slots->arena, size_mul(slots->count, sizeof *nodes));
    if (locate_all(slots, &reading, err) < 0 || fill_all(slots, slots->stand_ins, &filled, err) < 0 ||
        find_nodes(slots, filled, nodes, err) < 0 || find_strings(slots, filled, slots->stand_ins, sites, err) < 0)
        return -1;
    for (size_t i = 0; i < slots->count; i++)
        if (sites[i] == NULL)
            return slot_refuse_place(&reading, &slots->items[i], err);
    for (size_t i = 0; i < slots->count; i++) {
        slots->items[i].site = sites[i];
        slots->items[i].whole_path = node_path(slots->arena, nodes[i]);
        slots->items[i].place = place_text(slots->arena, node_place(nodes[i]));
    }
    return 0;
}

static bool same_labels(const struct site *a, const struct site *b)
{
    bool same = a->label_count == b->label_count && a->key.len == b->key.len;
    for (size_t i = 0; same && i < a->label_count; i++)
        same = text_equal(a->labels[i].namespace, b->labels[i].namespace) && text_equal(a->labels[i].name, b->labels[i].name);
    return same;
}

int slots_fill(const struct slot_list *slots, const struct text *strings, struct text *out, struct err *err)
{
    const struct site **sites = arena_new(slots->arena, size_mul(slots->count, sizeof *sites));
    if (fill_all(slots, strings, out, err) < 0 || find_strings(slots, *out, strings, sites, err) < 0)
        return -1;
    for (size_t i = 0; i < slots->count; i++)
        if (sites[i] == NULL || !same_labels(sites[i], slots->items[i].site))
            return slot_refuse(&slots->items[i], "would not be found again for the same Secret: the file stays as it is", err);
    return 0;
}
