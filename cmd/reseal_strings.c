/* SPDX-License-Identifier: Apache-2.0
 *
 * The part of reseal that works on strings.
 */
#include <string.h>

#include "cmd/reseal.h"
#include "sealed/reseal.h"

/* What a result means for a string whose plaintext is at hand, and for one whose plaintext is not. */
static const struct {
    enum reseal_fate opened, closed;
    bool odd; /* told as a warning where the file goes on all the same */
} meaning[] = {
    [INSPECT_UNTRIED] = {RESEAL_STUCK, RESEAL_STUCK, false},       [INSPECT_OPENS] = {RESEAL_CHANGES, RESEAL_STUCK, false},
    [INSPECT_UNPLACED] = {RESEAL_CHANGES, RESEAL_STUCK, false},    [INSPECT_SHAPE_ONLY] = {RESEAL_STUCK, RESEAL_STUCK, false},
    [INSPECT_EMPTY_STRING] = {RESEAL_PASSES, RESEAL_PASSES, true}, [INSPECT_PLAIN] = {RESEAL_PASSES, RESEAL_PASSES, true},
    [INSPECT_DAMAGED] = {RESEAL_STUCK, RESEAL_STUCK, false},       [INSPECT_NO_KEY] = {RESEAL_STUCK, RESEAL_STUCK, false},
    [INSPECT_OTHER_LABEL] = {RESEAL_CHANGES, RESEAL_STUCK, true},  [INSPECT_SHARED] = {RESEAL_CHANGES, RESEAL_STUCK, true},
    [INSPECT_EMPTY] = {RESEAL_CHANGES, RESEAL_STUCK, true},
};

static enum reseal_fate fate_of(const struct reseal *reseal, const struct inspected *string)
{
    bool opened = string->key_found && string->plaintext.bytes != NULL;
    if (!opened)
        return meaning[string->result].closed;
    const uint8_t *fingerprint = reseal->opener->ring.items[string->key].fingerprint;
    bool newest = memcmp(fingerprint, reseal->certificate->fingerprint, FINGERPRINT_BYTES) == 0;
    enum reseal_fate fate = meaning[string->result].opened;
    return newest && fate == RESEAL_CHANGES ? RESEAL_STAYS : fate;
}

/* "values.yaml:41:7: external_secrets.client_secret" */
static struct text place_of(struct arena *arena, const struct site *site)
{
    struct text place = place_text(arena, node_place(site->node)), path = node_path(arena, site->node);
    return path.len == 0 ? place : arena_format(arena, TEXT_FMT ": " TEXT_FMT, TEXT_ARG(place), TEXT_ARG(path));
}

/* Whether it may be sealed for the certificate already: only that one's private key tells. */
static bool may_be_done(const struct reseal *reseal, const struct inspected *string)
{
    const struct certificate *certificate = reseal->certificate;
    const struct keyring *ring = &reseal->opener->ring;
    return string->result == INSPECT_NO_KEY && string->rsa_bytes == certificate->public.modulus.len &&
           keyring_find(ring, certificate->fingerprint) == ring->count;
}

static void tell_stuck(struct reseal *reseal, struct arena *arena, const struct site *site, struct inspected *string)
{
    struct err err = string->err;
    string->err = (struct err){0};
    if (may_be_done(reseal, string))
        err_hint(&err,
                 "it may be sealed for this certificate already, which only the certificate's private key tells: give that as "
                 "well (--sealing-key); else give the key of the cluster that it was sealed for");
    err_wrap(&err, TEXT_FMT, TEXT_ARG(place_of(arena, site)));
    reseal_tell(reseal, &err);
}

/* A string is kept for what it was sealed for, be that right or wrong. */
static void tell_odd(struct note_list *notes, const struct site *site, const struct inspected *string, enum reseal_fate fate)
{
    const char *kept = fate == RESEAL_PASSES ? "; it is left as it is" : "; what it was sealed for is kept";
    struct text says = arena_format(notes->arena, TEXT_FMT ": %s%s", TEXT_ARG(place_of(notes->arena, site)), string->err.text,
                                    kept);
    note_add(notes, NOTE_WARNING, says, text_of(string->err.hint));
}

static void judge_file(struct reseal *reseal, struct arena *arena, struct surveyed_file *file, struct reseal_file *out)
{
    size_t count = file->sites.count;
    *out = (struct reseal_file){.file = file};
    out->fates = arena_new(arena, count * sizeof *out->fates);
    out->entries = arena_new(arena, count * sizeof(struct resealed_entry *));
    for (size_t i = 0; i < count; i++) {
        struct inspected *string = &file->strings[i];
        out->fates[i] = fate_of(reseal, string);
        out->changes += out->fates[i] == RESEAL_CHANGES;
        out->already += out->fates[i] == RESEAL_STAYS;
        out->stuck += out->fates[i] == RESEAL_STUCK;
        if (out->fates[i] == RESEAL_STUCK)
            tell_stuck(reseal, arena, &file->sites.items[i], string);
        else if (meaning[string->result].odd)
            tell_odd(&file->notes, &file->sites.items[i], string, out->fates[i]);
    }
}

/* --- sealing --- */

struct sealing {
    struct resealed_entry **entries;
    struct resealed_string *strings;
    size_t count;
};

/* Each string once that no file in front of this one had. */
static void collect(struct reseal *reseal, struct reseal_file *file, struct sealing *sealing)
{
    for (size_t i = 0; i < file->file->sites.count; i++) {
        const struct inspected *string = &file->file->strings[i];
        if (file->fates[i] != RESEAL_CHANGES)
            continue;
        struct resealed_entry *entry = file->entries[i] = resealed_find(&reseal->resealed, string->string);
        if (entry->taken)
            continue;
        entry->taken = true;
        sealing->entries[sealing->count] = entry;
        sealing->strings[sealing->count++] = (struct resealed_string){.plaintext = &string->plaintext,
                                                                      .label_hash = string->label_hash};
    }
}

int reseal_strings(struct reseal *reseal, struct survey_batch *batch, struct reseal_file *files, struct err *err)
{
    struct sealing sealing = {
        .entries = arena_new(batch->arena, batch->strings * sizeof(struct resealed_entry *)),
        .strings = arena_new(batch->arena, batch->strings * sizeof *sealing.strings),
    };
    for (size_t i = 0; i < batch->count; i++) {
        judge_file(reseal, batch->arena, &batch->files[i], &files[i]);
        if (files[i].stuck == 0)
            collect(reseal, &files[i], &sealing);
    }
    if (reseal->dry_run)
        return 0;
    if (reseal_all(batch->arena, &reseal->opener->ring, reseal->certificate, reseal->opener->index, sealing.strings, sealing.count,
                   err) < 0)
        return -1;
    for (size_t i = 0; i < sealing.count; i++)
        resealed_set(&reseal->resealed, sealing.entries[i], sealing.strings[i].string);
    return 0;
}
