/* SPDX-License-Identifier: Apache-2.0 */
#include "render/render.h"

#include "base/alloc.h"
#include "base/limits.h"
#include "render/carrier.h"
#include "render/dialect.h"
#include "render/managed_by.h"
#include "render/owner.h"
#include "render/plan.h"
#include "render/result.h"
#include "render/store_manifest.h"
#include "render/triage.h"
#include "render/values_file.h"
#include "render/wide.h"

/* What the stream and the values files gave. */
struct understood {
    bool guarded;
    struct stream_parts parts;
    struct change_list *changes; /* of each part, in order */
    struct carried_list carried;
    struct declaration_list declarations; /* of store manifests; values' come later */
};

/* ------------------------------------------------------------------ understanding the stream */

static void enter_guard(const struct run *run, struct understood *understood)
{
    const struct render_guard *guard = &run->options->guard;
    if (!understood->guarded && guard->enter != NULL)
        guard->enter(guard->context);
    understood->guarded = true;
}

static int understand_value(const struct run *run, struct understood *understood, size_t which, struct range range, struct err *err)
{
    const struct yaml_source *source = document_source(run->arena, &understood->parts.items[which], range);
    struct carrier_search search = {.run = run, .found = &understood->carried};
    struct edit_list edits = {0};
    struct change change = {.range = range};
    struct node *root;
    enter_guard(run, understood);
    /* What only comments in front of a document say is no concern. */
    if (source->offset > range.start && !triage_holds(source->bytes, triage_values, triage_values_count))
        return 0;
    if (tree_parse(run->arena, source, &root, err) < 0)
        return text_contains(source->bytes, "{{") ? err_hint(err, "it looks like a template: render it first") : -1;
    if (carriers_find(&search, root, err) < 0 || store_manifest_read(run, root, &understood->declarations, &edits, err) < 0)
        return -1;
    if (edits.count > 0) {
        change.range.start = source->offset;
        change.pieces = edit_apply(run->arena, source->bytes, &edits, &change.piece_count, err);
        if (change.pieces == NULL || edit_check(root, change.pieces, change.piece_count, err) < 0)
            return -1;
    }
    if (search.drop || edits.count > 0)
        *array_add(run->arena, &understood->changes[which]) = change;
    return 0;
}

static int understand_part(const struct run *run, struct understood *understood, size_t which, struct err *err)
{
    const struct stream_part *part = &understood->parts.items[which];
    struct triage triage = triage_new(part->bytes, triage_values, triage_values_count);
    struct range document, value;
    if (wide_check(&understood->parts, which, err) < 0)
        return -1;
    while (triage_next(&triage, &document)) {
        size_t at = document.start;
        while (stream_next_value(part->bytes, document, &at, &value)) {
            /* Of a stream of JSON values only some may matter; a document as a whole has been judged. */
            bool whole = value.start == document.start && value.end == document.end;
            struct text bytes = {part->bytes.at + value.start, value.end - value.start};
            if (!whole && !triage_holds(bytes, triage_values, triage_values_count))
                continue;
            if (understand_value(run, understood, which, value, err) < 0)
                return -1;
        }
    }
    return 0;
}

/* Values files are read like a document of the stream, except that nothing is dropped. */
static int understand_files(const struct run *run, const struct render_input *input, struct understood *understood, struct err *err)
{
    struct stream_parts files = stream_parts_new(run->arena, input->values, input->values_count);
    struct carrier_search search = {.run = run, .found = &understood->carried, .in_list = true};
    const struct node *merged;
    size_t found = understood->carried.count, told = run->notes->count;
    if (input->values_count > 0)
        enter_guard(run, understood);
    if (values_files_merge(run, &files, &merged, err) < 0 || carriers_find(&search, merged, err) < 0)
        return -1;
    if (input->values_count > 0 && understood->carried.count == found && run->notes->count == told)
        note_add(run->notes, NOTE_WARNING, TEXT("the values files hold neither external_secrets nor secret_management"),
                 (struct text){0});
    return 0;
}

static int understand(const struct run *run, const struct render_input *input, struct understood *understood, struct err *err)
{
    understood->parts = stream_parts_new(run->arena, input->stream, input->stream_count);
    understood->changes = arena_new(run->arena, size_mul(input->stream_count, sizeof *understood->changes));
    for (size_t i = 0; i < input->stream_count; i++)
        if (understand_part(run, understood, i, err) < 0)
            return -1;
    return understand_files(run, input, understood, err);
}

/* ------------------------------------------------------------------ values to declarations */

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

static int declare_all(const struct run *run, const struct carried_list *carried, struct owner_list *owners,
                       struct declaration_list *declarations, struct err *err)
{
    size_t namespaces = 0;
    for (size_t i = 0; i < carried->count; i++) {
        size_t before = owners->count;
        if (!carried->items[i].counts)
            add_bystander(run, &carried->items[i], owners);
        else if (declare_one(run, &carried->items[i], owners, declarations, err) < 0)
            return -1;
        if (owners->count > before && count_namespaces(&carried->items[i], owners->items[before], &namespaces, err) < 0)
            return -1;
    }
    return 0;
}

/* ------------------------------------------------------------------ declarations to objects */

static const struct range_list *dropped_ranges(const struct run *run, const struct understood *understood)
{
    struct range_list *dropped = arena_new(run->arena, size_mul(understood->parts.count, sizeof *dropped));
    for (size_t i = 0; i < understood->parts.count; i++)
        for (size_t k = 0; k < understood->changes[i].count; k++)
            if (understood->changes[i].items[k].pieces == NULL)
                *array_add(run->arena, &dropped[i]) = understood->changes[i].items[k].range;
    return dropped;
}

static int plan_objects(const struct run *run, const struct understood *understood, const struct declaration_list *declarations,
                        const struct owner_list *owners, struct plan *plan, struct err *err)
{
    const struct range_list *dropped = dropped_ranges(run, understood);
    struct inventory inventory = inventory_read(run, &understood->parts, dropped);
    struct roster roster = roster_new(run->arena, owners);
    struct generator generator = {run, managed_by_of(run, &understood->parts, dropped)};
    if (plan_make(&generator, &roster, &inventory, declarations, plan, err) < 0 || plan_open(run, plan, err) < 0)
        return -1;
    access_warn_claims(run, &roster);
    plan_warn_missing(run, &understood->parts, &inventory, plan);
    return plan_meet(run, &understood->parts, &inventory, &roster, plan, err);
}

int render(struct arena *arena, const struct render_options *options, const struct render_input *input, struct render_output *out,
           struct err *err)
{
    *out = (struct render_output){.notes = {.arena = arena}};
    struct run run = {arena, options, &out->notes};
    struct understood understood = {0};
    struct owner_list owners = {0};
    struct declaration_list declarations = {0};
    struct plan plan = {0};
    if (understand(&run, input, &understood, err) < 0)
        return -1;
    declarations = understood.declarations;
    if (declare_all(&run, &understood.carried, &owners, &declarations, err) < 0)
        return -1;
    if (declarations.count > 0 && plan_objects(&run, &understood, &declarations, &owners, &plan, err) < 0)
        return -1;
    if (plan.count > 0 && wide_check_addition(&understood.parts, err) < 0)
        return -1;
    return result_make(&run, &understood.parts, understood.changes, &plan, out, err);
}
