/* SPDX-License-Identifier: Apache-2.0 */
#include "render/understand.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "render/carrier.h"
#include "render/dialect.h"
#include "render/owner.h"
#include "render/store_manifest.h"

/* ------------------------------------------------------------------ documents */

struct candidates candidates_new(struct text bytes, const struct triage_word *words, size_t word_count)
{
    return (struct candidates){.bytes = bytes, .triage = triage_new(bytes, words, word_count)};
}

bool candidates_next(struct candidates *candidates, struct range *out)
{
    struct range *document = &candidates->document;
    const struct triage *triage = &candidates->triage;
    for (;;) {
        while (stream_next_value(candidates->bytes, *document, &candidates->at, out)) {
            /* Of a stream of JSON values only some may matter; a document as a whole has been judged. */
            bool whole = out->start == document->start && out->end == document->end;
            struct text value = {candidates->bytes.at + out->start, out->end - out->start};
            if (whole || triage_holds(value, triage->words, triage->word_count))
                return true;
        }
        if (!triage_next(&candidates->triage, document))
            return false;
        candidates->at = document->start;
    }
}

int understand_document(const struct run *run, const struct node *root, struct understood *out, bool *drop, struct edit_list *edits,
                        struct err *err)
{
    struct carrier_search search = {.run = run, .found = &out->carried};
    if (carriers_find(&search, root, err) < 0 || store_manifest_read(run, root, &out->declarations, edits, err) < 0)
        return -1;
    *drop = search.drop;
    return 0;
}

/* ------------------------------------------------------------------ values */

/* Tenants whose block does not count, or is disabled, are members of their team all the same; what is wrong with them is no
 * concern. */
static void add_bystander(const struct run *run, const struct carried *carried, struct owner_list *owners)
{
    auto_err ignored = {0};
    struct owner *owner = arena_new(run->arena, sizeof *owner);
    if (!owner_is_named(carried) || owner_read(run, carried, owner, &ignored) < 0)
        return;
    owner->bystander = true;
    *array_add(run->arena, owners) = owner;
}

static void note_found(const struct run *run, const struct carried *carried, const struct owner *owner, size_t count)
{
    struct text place = place_text(run->arena, node_place(carried->values));
    note_add(run->notes, NOTE_DETAIL,
             arena_format(run->arena, TEXT_FMT ": %s of %s " TEXT_FMT ": %zu stores declared", TEXT_ARG(place), carried->carrier,
                          owner_kind_name(owner), TEXT_ARG(owner->name), count),
             (struct text){0});
}

static int declare_one(const struct run *run, const struct carried *carried, struct owner_list *owners,
                       struct declaration_list *declarations, struct err *err)
{
    struct owner *owner = arena_new(run->arena, sizeof *owner);
    size_t before = declarations->count;
    if (owner_read(run, carried, owner, err) < 0 || dialects_declare(run, owner, carried->values, declarations, err) < 0)
        return -1;
    if (declarations->count > LIMIT_STORES)
        return err_at(err, ERR_INPUT, carried->values, "more than %d stores in one run", LIMIT_STORES);
    *array_add(run->arena, owners) = owner;
    note_found(run, carried, owner, declarations->count - before);
    return 0;
}

/* One list of environments may serve many owners, by aliases. */
static int count_namespaces(const struct carried *carried, const struct owner *owner, size_t *namespaces, struct err *err)
{
    *namespaces = size_add(*namespaces, owner->namespaces.count);
    if (*namespaces <= LIMIT_OWNED_NAMESPACES)
        return 0;
    return err_at(err, ERR_INPUT, carried->values, "the owners of one run have more than %zu namespaces", LIMIT_OWNED_NAMESPACES);
}

int understand_values(const struct run *run, struct understood *out, struct err *err)
{
    size_t namespaces = 0;
    for (size_t i = 0; i < out->carried.count; i++) {
        const struct carried *carried = &out->carried.items[i];
        size_t before = out->owners.count;
        if (!carried->counts)
            add_bystander(run, carried, &out->owners);
        else if (declare_one(run, carried, &out->owners, &out->declarations, err) < 0)
            return -1;
        if (out->owners.count > before && count_namespaces(carried, out->owners.items[before], &namespaces, err) < 0)
            return -1;
    }
    return 0;
}
