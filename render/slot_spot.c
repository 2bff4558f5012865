/* SPDX-License-Identifier: Apache-2.0 */
#include "render/slot_spot.h"

#include <stdint.h>

#include "render/slot_refusal.h"

struct spot_list {
    struct spot *items;
    size_t count, room;
};

void reading_make(struct reading *reading, struct arena *arena, const struct slot_list *slots, struct text bytes,
                  struct err *broken)
{
    const struct find_options *options = slots->options;
    struct render_part part = {slots->file.name, bytes};
    *reading = (struct reading){
        .slots = slots,
        .bytes = bytes,
        .options = {.release_namespace = options->release_namespace, .owners = options->owners, .opener.shape = options->shape},
        .notes = {.arena = arena},
    };
    reading->run = (struct run){.arena = arena, .options = &reading->options, .notes = &reading->notes};
    file_trees_read(&reading->run, &part, &reading->trees, broken);
}

/* 0, or -1 with err, whose kind is ERR_USAGE where it is no path at all. */
static int follow(const struct reading *reading, size_t tree, struct text path, struct spot *out, struct err *err)
{
    *out = (struct spot){.tree = tree};
    return node_at_path(reading->trees.items[tree].root, path, &out->node, &out->parent, &out->key, err);
}

bool spot_in_tree(const struct reading *reading, size_t tree, struct text path, struct spot *out)
{
    auto_err nowhere = {0};
    return reading->trees.items[tree].root != NULL && follow(reading, tree, path, out, &nowhere) == 0;
}

static size_t height(const struct reading *reading, const struct spot *spot)
{
    const struct file_tree *tree = &reading->trees.items[spot->tree];
    return tree->last_line - tree->first_line;
}

/* A line of values in a string is one of the document around them as well: the smallest tree is meant. */
static void keep_smallest(const struct reading *reading, struct spot_list *spots)
{
    size_t smallest = SIZE_MAX, kept = 0;
    for (size_t i = 0; i < spots->count; i++)
        if (height(reading, &spots->items[i]) < smallest)
            smallest = height(reading, &spots->items[i]);
    for (size_t i = 0; i < spots->count; i++)
        if (height(reading, &spots->items[i]) == smallest)
            spots->items[kept++] = spots->items[i];
    spots->count = kept;
}

static bool is_meant(const struct file_tree *tree, const struct slot *slot)
{
    return tree->root != NULL && (slot->line == 0 || (slot->line >= tree->first_line && slot->line <= tree->last_line));
}

/* In one tree. Only what is no path at all is an error here. */
static int look(const struct reading *reading, size_t tree, struct text path, struct spot_list *there, struct spot_list *possible,
                struct err *err)
{
    auto_err nowhere = {0};
    struct spot spot;
    if (follow(reading, tree, path, &spot, &nowhere) < 0)
        return nowhere.kind == ERR_USAGE ? err_set(err, ERR_USAGE, "%s", nowhere.text) : 0;
    *array_add(reading->run.arena, spot.node != NULL ? there : possible) = spot;
    return 0;
}

/* Those where something stands, and those where a key can be made. */
static int collect(const struct reading *reading, const struct slot *slot, struct spot_list *there, struct spot_list *possible,
                   struct err *err)
{
    for (size_t i = 0; i < reading->trees.count; i++)
        if (is_meant(&reading->trees.items[i], slot) && look(reading, i, slot->path, there, possible, err) < 0)
            return -1;
    return 0;
}

int spot_find(const struct reading *reading, const struct slot *slot, const struct err *broken, struct spot *out, struct err *err)
{
    struct spot_list there = {0}, possible = {0};
    if (collect(reading, slot, &there, &possible, err) < 0)
        return -1;
    struct spot_list *spots = there.count > 0 ? &there : &possible;
    if (slot->line > 0)
        keep_smallest(reading, spots);
    if (spots->count > 1)
        return slot_refuse_several(reading, slot, spots->items, spots->count, err);
    if (spots->count == 0)
        return slot_refuse_nowhere(reading, slot, broken, err);
    *out = spots->items[0];
    return 0;
}
