/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/inspect.h"

#include <string.h>

#include "base/alloc.h"
#include "sealed/batch.h"
#include "sealed/explain.h"
#include "sealed/format.h"
#include "sealed/known_labels.h"

struct index_hash {
    uint8_t bytes[KEY_INDEX_HASH_BYTES];
};

struct inspection {
    const struct keyring *ring;
    const struct inspect_options *options;
    struct inspected *strings;
    size_t count;
    struct batch *batch;
    struct index_hash *hashes; /* of the first of equal strings, where there is an index */
    struct arena arena;        /* for the diagnosis */
    struct known_labels known;
    bool has_known; /* they are made when the first failure needs them */
};

void inspected_free(struct inspected *one)
{
    secret_free(&one->plaintext);
    err_free(&one->err);
}

/* --- the labels of one string --- */

/* The scope, of those that may open it, in which a string was sealed for a label; SCOPE_COUNT: in none. */
static enum scope fitting_scope(struct arena *arena, const struct inspected *one, struct open_label label)
{
    for (enum scope scope = one->min_scope; scope <= one->max_scope; scope++) {
        if (!scope_has_label(scope, label))
            continue;
        struct oaep_hash hash = oaep_label_hash(scope_label(arena, scope, label.namespace, label.name));
        if (oaep_hash_equal(&hash, &one->label_hash))
            return scope;
    }
    return SCOPE_COUNT;
}

static void set_label(struct inspected *one, enum scope scope, struct open_label label)
{
    one->label_found = true;
    one->scope = scope;
    one->label = label;
}

static void try_labels(struct arena *arena, struct inspected *one)
{
    for (size_t i = 0; i < one->label_count; i++) {
        enum scope scope = fitting_scope(arena, one, one->labels[i]);
        if (scope != SCOPE_COUNT && one->opens_for++ == 0)
            set_label(one, scope, one->labels[i]);
    }
}

/* --- in a thread: one string, and all that equal it --- */

struct group {
    struct inspection *inspection;
    struct batch_worker *worker;
    size_t first;
    struct sealed_parts parts;
    struct unlocked unlocked;
};

static struct inspected *member(const struct group *group, size_t index)
{
    return &group->inspection->strings[index];
}

/* for each index of a group */
#define each_member(group, index)                                                                                                  \
    size_t index = (group)->first;                                                                                                 \
    (index) != BATCH_END;                                                                                                          \
    (index) = batch_next_equal((group)->inspection->batch, index)

static bool does_not_open(const struct inspected *one)
{
    return one->result != INSPECT_OPENS && one->result != INSPECT_UNPLACED;
}

static void set_result(const struct group *group, enum inspect_result result)
{
    for (each_member(group, i))
        member(group, i)->result = result;
}

/* Hands an error of the operation itself to the first of the group. */
static void set_broken(const struct group *group, struct err *err)
{
    set_result(group, INSPECT_UNTRIED);
    member(group, group->first)->err = *err;
    *err = (struct err){0};
    batch_stop_at(group->inspection->batch, group->first);
}

static enum inspect_result result_of_shape(struct text string)
{
    const char *why;
    if (string.len == 0)
        return INSPECT_EMPTY_STRING;
    return sealed_shape(string, &why) == SEALED_PLAIN ? INSPECT_PLAIN : INSPECT_DAMAGED;
}

/* Without keys. */
static enum inspect_result result_of_size(const struct group *group)
{
    const struct public_key *key = group->inspection->options->size_of;
    return key == NULL || unlock_possible(key, group->parts.rsa) ? INSPECT_SHAPE_ONLY : INSPECT_NO_KEY;
}

/* Holds the labels against what was found. Whether what the session key protects is to be looked at. */
static bool place_members(const struct group *group)
{
    const struct inspect_options *options = group->inspection->options;
    bool wanted = options->keep && !options->stop;
    for (each_member(group, i)) {
        struct inspected *one = member(group, i);
        one->key_found = true;
        one->key = group->unlocked.key;
        one->label_hash = group->unlocked.label_hash;
        try_labels(&group->worker->arena, one);
        wanted |= one->opens_for > 0 || one->label_count == 0;
        if (one->label_count == 0)
            one->result = INSPECT_UNPLACED;
        else if (one->opens_for == 0)
            one->result = INSPECT_OTHER_LABEL;
        else
            one->result = one->opens_for < one->label_count ? INSPECT_SHARED : INSPECT_OPENS;
    }
    return wanted;
}

static void keep_plaintext(struct inspected *one, const struct secret *plaintext)
{
    one->plaintext = secret_new(plaintext->len, SECRET_WIPED);
    if (plaintext->len > 0)
        memcpy(one->plaintext.bytes, plaintext->bytes, plaintext->len);
    one->plaintext.len = plaintext->len;
}

static void give_plaintext(const struct group *group, const struct secret *plaintext)
{
    const struct inspect_options *options = group->inspection->options;
    for (each_member(group, i)) {
        struct inspected *one = member(group, i);
        if (plaintext->len == 0 && !options->allow_empty && !does_not_open(one))
            one->result = INSPECT_EMPTY;
        if (options->keep && !(options->stop && does_not_open(one)))
            keep_plaintext(one, plaintext);
    }
}

static void open_members(const struct group *group)
{
    auto_err err = {0};
    auto_secret plaintext = {0};
    int opened = unlock_message(&group->worker->unlocker, &group->unlocked, group->parts.gcm, &plaintext, &err);
    if (opened < 0)
        set_broken(group, &err);
    else if (opened == 0)
        set_result(group, INSPECT_DAMAGED);
    else
        give_plaintext(group, &plaintext);
}

/* The key that the index names. */
static size_t guess_key(const struct group *group)
{
    const struct inspection *inspection = group->inspection;
    if (inspection->hashes == NULL)
        return UNLOCK_NO_KEY;
    uint8_t *hash = inspection->hashes[group->first].bytes;
    key_index_hash(group->parts.rsa, hash);
    const struct key_index_entry *entry = key_index_find(inspection->options->index, hash);
    size_t key = entry != NULL ? keyring_find(inspection->ring, entry->fingerprint) : inspection->ring->count;
    return key < inspection->ring->count ? key : UNLOCK_NO_KEY;
}

static void unlock_members(struct group *group)
{
    auto_err err = {0};
    enum unlock_result result = batch_unlock(group->inspection->batch, group->worker, group->first, group->parts.rsa,
                                             guess_key(group), &group->unlocked, &err);
    for (each_member(group, i))
        member(group, i)->tries = group->unlocked.tries;
    switch (result) {
    case UNLOCK_FOUND:
        if (place_members(group))
            open_members(group);
        break;
    case UNLOCK_NOTHING:
        set_result(group, INSPECT_NO_KEY);
        break;
    case UNLOCK_BROKEN:
        set_broken(group, &err);
        break;
    case UNLOCK_STOPPED:
        break;
    }
}

static void inspect_members(struct group *group)
{
    auto_err err = {0};
    const struct inspected *first = member(group, group->first);
    if (sealed_parse(&group->worker->arena, first->string, &group->parts, &err) != 0) {
        set_result(group, result_of_shape(first->string));
        return;
    }
    for (each_member(group, i))
        member(group, i)->rsa_bytes = group->parts.rsa.len;
    if (group->inspection->ring->count == 0)
        set_result(group, result_of_size(group));
    else
        unlock_members(group);
}

static void handle(void *context, struct batch_worker *worker, size_t index)
{
    struct group group = {.inspection = context, .worker = worker, .first = index};
    inspect_members(&group);
    if (!group.inspection->options->stop)
        return;
    for (each_member(&group, i))
        if (member(&group, i)->result != INSPECT_UNTRIED && does_not_open(member(&group, i)))
            batch_stop_at(group.inspection->batch, i);
}

/* --- behind the threads: for whom the others were sealed, and words --- */

/* A label of the string's own in a scope that does not open it here. */
static bool find_own_label(struct inspection *inspection, struct inspected *one)
{
    struct inspected any_scope = *one;
    any_scope.min_scope = SCOPE_STRICT;
    any_scope.max_scope = SCOPE_CLUSTER_WIDE;
    for (size_t i = 0; i < one->label_count && !one->label_found; i++) {
        enum scope scope = fitting_scope(&inspection->arena, &any_scope, one->labels[i]);
        if (scope != SCOPE_COUNT)
            set_label(one, scope, one->labels[i]);
    }
    return one->label_found;
}

static void find_known_label(struct inspection *inspection, struct inspected *one)
{
    const struct inspect_options *options = inspection->options;
    const struct oaep_hash cluster_wide = oaep_label_hash((struct text){0});
    if (!inspection->has_known)
        inspection->known = known_labels_new(&inspection->arena, options->known, options->known_count);
    inspection->has_known = true;
    const struct known_label *known = known_labels_find(&inspection->known, &one->label_hash);
    if (known != NULL)
        set_label(one, known->scope, options->known[known->index]);
    else if (oaep_hash_equal(&one->label_hash, &cluster_wide))
        set_label(one, SCOPE_CLUSTER_WIDE, (struct open_label){0});
}

static void settle(struct inspection *inspection, struct inspected *one)
{
    bool own_label = false;
    if (one->key_found && !one->label_found) {
        own_label = find_own_label(inspection, one);
        if (!own_label)
            find_known_label(inspection, one);
    }
    if (one->result == INSPECT_UNPLACED && one->label_found)
        one->result = INSPECT_OPENS;
    explain(inspection->ring, inspection->options, one, own_label);
}

static int settle_all(struct inspection *inspection, struct err *err)
{
    size_t until = atomic_load(&inspection->batch->until);
    struct inspected *strings = inspection->strings;
    if (until < inspection->count && strings[until].err.kind != ERR_NONE) {
        *err = strings[until].err;
        strings[until].err = (struct err){0};
        return -1;
    }
    for (size_t i = 0; i < inspection->count && i <= until; i++)
        settle(inspection, &strings[i]);
    return 0;
}

static void note_in_index(const struct inspection *inspection, size_t first)
{
    const struct inspected *strings = inspection->strings;
    struct key_index_entry entry = {.scope = SCOPE_COUNT};
    if (!strings[first].key_found)
        return;
    memcpy(entry.string, inspection->hashes[first].bytes, sizeof entry.string);
    memcpy(entry.fingerprint, inspection->ring->items[strings[first].key].fingerprint, sizeof entry.fingerprint);
    for (size_t i = first; i != BATCH_END && entry.scope == SCOPE_COUNT; i = batch_next_equal(inspection->batch, i))
        if (strings[i].label_found)
            entry.scope = (uint8_t)strings[i].scope;
    key_index_note(inspection->options->index, &entry);
}

static const struct batch_item *items_of(struct arena *arena, const struct inspected *strings, size_t count)
{
    struct batch_item *items = arena_new(arena, size_mul(count, sizeof *items));
    for (size_t i = 0; i < count; i++) {
        items[i].string = strings[i].string;
        if (strings[i].label_count > 0)
            items[i].label = strings[i].labels[0];
    }
    return items;
}

static void clear(struct inspected *one)
{
    *one = (struct inspected){.string = one->string,
                              .labels = one->labels,
                              .label_count = one->label_count,
                              .min_scope = one->min_scope,
                              .max_scope = one->max_scope,
                              .anew = SCOPE_COUNT};
}

int inspect_all(const struct keyring *ring, const struct inspect_options *options, struct inspected *strings, size_t count,
                struct err *err)
{
    auto_arena arena = {0};
    struct inspection inspection = {.ring = ring, .options = options, .strings = strings, .count = count};
    for (size_t i = 0; i < count; i++)
        clear(&strings[i]);
    struct batch batch = batch_new(ring, items_of(&arena, strings, count), count);
    batch.threads = options->threads;
    batch.handle = handle;
    batch.context = &inspection;
    batch.used = options->used;
    inspection.batch = &batch;
    if (options->index != NULL)
        inspection.hashes = arena_new(&arena, size_mul(count, sizeof *inspection.hashes));
    batch_run(&batch);
    int result = settle_all(&inspection, err);
    for (size_t i = 0; i < batch.place_count && options->index != NULL; i++)
        note_in_index(&inspection, batch.places[i]);
    for (size_t i = 0; i < count && options->used != NULL; i++)
        if (strings[i].key_found)
            options->used[strings[i].key] = true;
    batch_free(&batch);
    arena_free(&inspection.arena);
    return result;
}
