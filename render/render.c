/* SPDX-License-Identifier: Apache-2.0 */
#include "render/render.h"

#include "base/alloc.h"
#include "render/carrier.h"
#include "render/managed_by.h"
#include "render/plan.h"
#include "render/resource_list.h"
#include "render/result.h"
#include "render/stream_secret.h"
#include "render/understand.h"
#include "render/values_file.h"
#include "render/wide.h"

/* What the input gave. */
struct reading {
    bool guarded;
    struct stream_parts parts;
    struct change_list *changes; /* of each part, in order */
    struct understood understood;
    struct stream_secrets secrets;
};

/* ------------------------------------------------------------------ understanding the input */

static void enter_guard(const struct run *run, struct reading *reading)
{
    const struct render_guard *guard = &run->options->guard;
    if (!reading->guarded && guard->enter != NULL)
        guard->enter(guard->context);
    reading->guarded = true;
}

/* What is edited is edited at once, but for documents with annotated Secrets: those wait until strings are open. */
static int add_change(const struct run *run, struct reading *reading, size_t which, struct change change, const struct node *root,
                      struct edit_list *edits, struct err *err)
{
    struct stream_document *waiting = stream_secrets_waiting(&reading->secrets, root);
    if (edits->count > 0 && waiting == NULL) {
        change.pieces = edit_apply(run->arena, root->source->bytes, edits, &change.piece_count, err);
        if (change.pieces == NULL || edit_check(root, change.pieces, change.piece_count, err) < 0)
            return -1;
    }
    if (waiting != NULL) {
        waiting->edits = *edits;
        waiting->part = which;
        waiting->change = reading->changes[which].count;
        change.pieces = arena_new(run->arena, sizeof *change.pieces);
    }
    *array_add(run->arena, &reading->changes[which]) = change;
    return 0;
}

static int read_value(const struct run *run, struct reading *reading, size_t which, struct range range, struct err *err)
{
    const struct stream_part *part = &reading->parts.items[which];
    const struct yaml_source *source = document_source(run->arena, part, range);
    const size_t start = source->offset - part->offset;
    struct edit_list edits = {0};
    struct change change = {.range = range};
    struct node *root;
    bool drop;
    enter_guard(run, reading);
    /* What only comments in front of a document say is no concern. */
    if (start > range.start && !triage_holds(source->bytes, triage_values, triage_values_count))
        return 0;
    if (document_parse(run->arena, source, &root, err) < 0 ||
        understand_document(run, root, &reading->understood, &drop, &edits, err) < 0 ||
        stream_secrets_read(run, root, &reading->secrets, &drop, err) < 0)
        return -1;
    if (drop)
        *array_add(run->arena, &reading->changes[which]) = change;
    if (drop || (edits.count == 0 && stream_secrets_waiting(&reading->secrets, root) == NULL))
        return 0;
    change.range.start = start;
    return add_change(run, reading, which, change, root, &edits, err);
}

static int read_part(const struct run *run, struct reading *reading, size_t which, struct err *err)
{
    struct candidates candidates = candidates_new(reading->parts.items[which].bytes, triage_values, triage_values_count);
    struct range value;
    if (wide_check(&reading->parts, which, err) < 0)
        return -1;
    while (candidates_next(&candidates, &value))
        if (read_value(run, reading, which, value, err) < 0)
            return -1;
    return 0;
}

/* Values files are read like a document of the stream, except that nothing is dropped. */
static int read_files(const struct run *run, const struct render_input *input, struct reading *reading, struct err *err)
{
    struct stream_parts files = stream_parts_new(run->arena, input->values, input->values_count);
    struct carrier_search search = {.run = run, .found = &reading->understood.carried, .in_list = true};
    const struct node *merged;
    size_t found = reading->understood.carried.count, told = run->notes->count;
    if (input->values_count > 0)
        enter_guard(run, reading);
    if (values_files_merge(run, &files, &merged, err) < 0 || carriers_find(&search, merged, err) < 0)
        return -1;
    if (input->values_count > 0 && reading->understood.carried.count == found && run->notes->count == told)
        note_add(run->notes, NOTE_WARNING, TEXT("the values files hold neither external_secrets nor secret_management"),
                 (struct text){0});
    return 0;
}

static int read_input(const struct run *run, const struct render_input *input, struct reading *reading, struct err *err)
{
    reading->parts = input->list != NULL ? (struct stream_parts){input->list->parts, input->list->count}
                                         : stream_parts_new(run->arena, input->stream, input->stream_count);
    reading->changes = arena_new(run->arena, size_mul(reading->parts.count, sizeof *reading->changes));
    for (size_t i = 0; i < reading->parts.count; i++)
        if (read_part(run, reading, i, err) < 0)
            return -1;
    return read_files(run, input, reading, err);
}

/* ------------------------------------------------------------------ declarations to objects */

static const struct range_list *dropped_ranges(const struct run *run, const struct reading *reading)
{
    struct range_list *dropped = arena_new(run->arena, size_mul(reading->parts.count, sizeof *dropped));
    for (size_t i = 0; i < reading->parts.count; i++)
        for (size_t k = 0; k < reading->changes[i].count; k++)
            if (reading->changes[i].items[k].pieces == NULL)
                *array_add(run->arena, &dropped[i]) = reading->changes[i].items[k].range;
    return dropped;
}

/* Scopes are checked where strings stay sealed, strings opened where they do not. */
static int open_strings(const struct run *run, struct reading *reading, struct plan *plan, struct err *err)
{
    struct scoped_secret_list scoped = {0};
    auto_opening opening = opening_new(run);
    plan_add_scoped(run, plan, &scoped);
    stream_secrets_add_scoped(run, &reading->secrets, &scoped);
    if (scopes_check(run, scoped.items, scoped.count, err) < 0)
        return -1;
    plan_add_strings(plan, &opening);
    stream_secrets_add_strings(run, &reading->secrets, &opening);
    if (opening_open(&opening, err) < 0)
        return -1;
    plan_make_secrets(plan, &opening);
    return stream_secrets_write(run, &reading->secrets, &opening, reading->changes, err);
}

static int plan_objects(const struct run *run, struct reading *reading, struct plan *plan, struct err *err)
{
    const struct range_list *dropped = dropped_ranges(run, reading);
    const struct declaration_list *declarations = &reading->understood.declarations;
    struct inventory inventory = inventory_read(run, &reading->parts, dropped);
    struct roster roster = roster_new(run->arena, &reading->understood.owners);
    struct generator generator = {run, managed_by_of(run, &reading->parts, dropped)};
    if (plan_make(&generator, &roster, &inventory, declarations, plan, err) < 0 ||
        stream_secrets_check(run, &reading->secrets, &roster, &reading->parts, &inventory, plan, err) < 0 ||
        open_strings(run, reading, plan, err) < 0)
        return -1;
    if (declarations->count == 0)
        return 0;
    access_warn_claims(run, &roster);
    plan_warn_missing(run, &reading->parts, &inventory, plan);
    return plan_meet(run, &reading->parts, &inventory, &roster, plan, err);
}

static int make_result(const struct run *run, const struct render_input *input, const struct reading *reading,
                       const struct plan *plan, struct render_output *out, struct err *err)
{
    if (input->list != NULL)
        return resource_list_result(run, input->list, reading->changes, plan, out, err);
    return result_make(run, &reading->parts, reading->changes, plan, out, err);
}

int render(struct arena *arena, const struct render_options *options, const struct render_input *input, struct render_output *out,
           struct err *err)
{
    *out = (struct render_output){.notes = {.arena = arena}};
    struct run run = {.arena = arena, .options = options, .notes = &out->notes, .values_merged = input->values_count > 1};
    struct reading reading = {0};
    struct plan plan = {0};
    if (read_input(&run, input, &reading, err) < 0 || understand_values(&run, &reading.understood, err) < 0)
        return -1;
    bool works = reading.understood.declarations.count > 0 || reading.secrets.secrets.count > 0;
    if (works && plan_objects(&run, &reading, &plan, err) < 0)
        return -1;
    if (plan.count > 0 && wide_check_addition(&reading.parts, err) < 0)
        return -1;
    if (make_result(&run, input, &reading, &plan, out, err) < 0)
        return -1;
    stream_secrets_list(&run, &reading.secrets, out);
    return 0;
}
