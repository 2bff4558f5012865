/* SPDX-License-Identifier: Apache-2.0 */
#include "render/slot_refusal.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "yaml/scalar.h"

/* Places that a message lists at most. */
enum { SHOWN_PLACES = 3, SHOWN_SPOTS = 8 };

int slot_refuse(const struct slot *slot, const char *what, struct err *err)
{
    return err_set(err, ERR_INPUT, TEXT_FMT ": " TEXT_FMT ": %s", TEXT_ARG(slot->place), TEXT_ARG(slot->path), what);
}

/* --- which places there are --- */

/* How much two paths have in common at their beginnings and ends. */
static size_t likeness(struct text a, struct text b)
{
    size_t shorter = a.len < b.len ? a.len : b.len, front = 0, back = 0;
    while (front < shorter && a.at[front] == b.at[front])
        front++;
    while (back < shorter - front && a.at[a.len - 1 - back] == b.at[b.len - 1 - back])
        back++;
    return front + back;
}

struct near_list {
    struct text paths[SHOWN_PLACES];
    size_t likeness[SHOWN_PLACES], count;
};

/* Puts a path behind those that are at least as near. */
static void add_near(struct near_list *near, struct text path, size_t likeness)
{
    size_t at = near->count;
    while (at > 0 && near->likeness[at - 1] < likeness)
        at--;
    if (at == SHOWN_PLACES)
        return;
    near->count += near->count < SHOWN_PLACES;
    for (size_t i = near->count - 1; i > at; i--) {
        near->paths[i] = near->paths[i - 1];
        near->likeness[i] = near->likeness[i - 1];
    }
    near->paths[at] = path;
    near->likeness[at] = likeness;
}

/* The nearest places of the file as it is, for the hint. */
static int hint_places(const struct slot_list *slots, const struct slot *slot, struct err *err)
{
    struct site_list sites = {0};
    struct note_list notes = {.arena = slots->arena};
    struct near_list near = {0};
    auto_err unread = {0};
    if (find_sites(slots->arena, slots->options, &slots->file, &sites, &notes, &unread) < 0)
        return -1;
    for (size_t i = 0; i < sites.count; i++) {
        struct text path = node_path(slots->arena, sites.items[i].node);
        if (sites.items[i].label_count > 0)
            add_near(&near, path, likeness(path, slot->path));
    }
    if (near.count == 0)
        return err_hint(err, "sealed strings belong into values below external_secrets or secret_management, stores with 'sealed', "
                             "SealedSecrets and annotated Secrets; this file has no such place");
    struct buf buf = buf_new(slots->arena, LIMIT_MESSAGE_BYTES);
    for (size_t i = 0; i < near.count; i++)
        buf_format(&buf, "%s" TEXT_FMT, i > 0 ? ", " : "", TEXT_ARG(near.paths[i]));
    return err_hint(err, "the nearest place%s: " TEXT_FMT, near.count > 1 ? "s are" : " is", TEXT_ARG(buf_text(&buf)));
}

/* --- paths that lead to no single place --- */

static struct place spot_place(const struct spot *spot)
{
    return node_place(spot->node != NULL ? spot->node : spot->parent);
}

int slot_refuse_several(const struct reading *reading, const struct slot *slot, const struct spot *spots, size_t count,
                        struct err *err)
{
    struct arena *arena = reading->run.arena;
    struct text_list places = {0};
    for (size_t i = 0; i < count; i++)
        *array_add(arena, &places) = place_text(arena, spot_place(&spots[i]));
    err_set(err, ERR_INPUT, TEXT_FMT ": " TEXT_FMT ": leads to %zu places: " TEXT_FMT, TEXT_ARG(reading->slots->file.name),
            TEXT_ARG(slot->path), count, TEXT_ARG(text_list_join(arena, &places, SHOWN_SPOTS)));
    return err_hint(err, "put the line of the one that is meant in front: %zu:" TEXT_FMT, spot_place(&spots[0]).line,
                    TEXT_ARG(slot->path));
}

int slot_refuse_nowhere(const struct reading *reading, const struct slot *slot, const struct err *broken, struct err *err)
{
    const struct slot_list *slots = reading->slots;
    if (broken->kind != ERR_NONE) {
        err_set(err, broken->kind, "%s", broken->text);
        return broken->hint != NULL ? err_hint(err, "%s", broken->hint) : -1;
    }
    err_set(err, ERR_INPUT, TEXT_FMT ": " TEXT_FMT ": neither this key nor a mapping that could hold it stands there",
            TEXT_ARG(slots->file.name), TEXT_ARG(slot->path));
    return hint_places(slots, slot, err);
}

/* --- places that are none for a sealed string --- */

static bool is_switched_off(const struct node *map)
{
    static const char *const switches[] = {"enable", "enabled"};
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++) {
        const struct node *node = node_get(map, switches[i]);
        if (node != NULL && scalar_bool(node) == 0)
            return true;
    }
    return false;
}

static bool is_disabled(const struct spot *spot)
{
    for (const struct node *node = spot->node != NULL ? spot->node->parent : spot->parent; node != NULL; node = node->parent)
        if (is_switched_off(node))
            return true;
    return false;
}

int slot_refuse_place(const struct reading *reading, const struct slot *slot, struct err *err)
{
    struct spot spot;
    bool found = spot_in_tree(reading, slot->tree, slot->path, &spot);
    if (found && is_disabled(&spot)) {
        slot_refuse(slot, "stands in a block that is disabled, which nobody reads", err);
        return err_hint(err, "set enable: true first");
    }
    if (text_contains(reading->trees.items[slot->tree].root->source->bytes, "{{")) {
        slot_refuse(
            slot, "stands among values that are a template: for which Secret it is nobody can tell before they are rendered", err);
        return err_hint(err, "put it into the values that the template takes it from, or seal it for the Secret by name: "
                             "seal --namespace NAMESPACE --name NAME");
    }
    slot_refuse(slot, "is no place for a sealed string", err);
    return hint_places(reading->slots, slot, err);
}

/* --- what is wrong elsewhere in the file --- */

/* An error's text without the file, the line and the column in front. */
static const char *complaint(const struct slot_list *slots, const char *text)
{
    if (strncmp(text, slots->file.name.at, slots->file.name.len) == 0)
        text += slots->file.name.len;
    while (isdigit((unsigned char)*text) || *text == ':')
        text++;
    return text;
}

int slot_refuse_copy(const struct slot_list *slots, struct err *err)
{
    struct site_list sites = {0};
    struct note_list notes = {.arena = slots->arena};
    struct err own = {0};
    if (find_sites(slots->arena, slots->options, &slots->file, &sites, &notes, &own) < 0 &&
        strcmp(complaint(slots, own.text), complaint(slots, err->text)) == 0) {
        err_free(err);
        *err = own;
        return -1;
    }
    err_free(&own);
    return err_wrap(err, "with a string put in");
}
