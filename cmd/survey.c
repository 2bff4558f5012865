/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/survey.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "cmd/progress.h"
#include "cmd/survey_paths.h"
#include "render/seal_hint.h"
#include "sealed/format.h"

/* In the order of render's own, and of the option's choices. */
static const enum scope scopes[] = {
    [RENDER_STRICT] = SCOPE_STRICT, [RENDER_NAMESPACE_WIDE] = SCOPE_NAMESPACE_WIDE, [RENDER_CLUSTER_WIDE] = SCOPE_CLUSTER_WIDE};

/* A run of it. */
struct work {
    struct survey *survey;
    struct survey_paths paths;
    struct find_options find;
    struct open_label loose; /* of strings whose Secret nobody names */
    bool loose_labelled;
    bool one_scope; /* --scope names it */
    enum scope scope;
    struct surveyed_file *chunk; /* what was read together */
    bool *used;                  /* of each key, whether it made a string of an earlier batch */
    size_t done;                 /* files that were taken */
    struct progress progress;
};

/* --- the options --- */

static int read_options(struct work *work, struct err *err)
{
    const struct invocation *invocation = work->survey->invocation;
    work->loose = (struct open_label){value_of(invocation, OPTION_NAMESPACE), value_of(invocation, OPTION_NAME)};
    work->loose_labelled = work->loose.namespace.len > 0;
    work->one_scope = is_given(invocation, OPTION_SCOPE);
    work->scope = scopes[choice_of(invocation, OPTION_SCOPE, RENDER_STRICT)];
    work->find = (struct find_options){.release_namespace = work->loose.namespace,
                                       .owners = invocation->settings[OPTION_OWNER].values,
                                       .shape = opener_for_render(work->survey->opener, false).shape};
    if (work->loose.name.len == 0 || work->loose_labelled)
        return 0;
    err_set(err, ERR_USAGE, "%s without a namespace is no label", origin_of(invocation, OPTION_NAME));
    return err_hint(err, "give the namespace as well: --namespace NAME");
}

/* --- reading --- */

static void read_file(struct surveyed_file *file, const struct survey_path *path)
{
    *file = (struct surveyed_file){.path = path->name, .is_stdin = path->is_stdin};
    int result = path->is_stdin ? input_read(STDIN_FILENO, path->name, LIMIT_STREAM_BYTES, &file->input, &file->err)
                                : file_read_stamped(path->name, LIMIT_STREAM_BYTES, &file->input, &file->stamp, &file->err);
    if (result == 0)
        file->part = (struct render_part){.name = text_of(path->name), .bytes = input_text(&file->input)};
}

static size_t read_chunk(struct work *work, size_t first)
{
    size_t count = 0, bytes = 0;
    while (count < SURVEY_FILES && bytes < SURVEY_BYTES && first + count < work->paths.count) {
        progress_show(&work->progress, work->done, work->paths.count, work->survey->strings);
        read_file(&work->chunk[count], &work->paths.items[first + count]);
        bytes += work->chunk[count++].input.len;
    }
    return count;
}

static void free_files(struct surveyed_file *files, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; files[i].strings != NULL && k < files[i].sites.count; k++)
            inspected_free(&files[i].strings[k]);
        files[i].strings = NULL;
        input_free(&files[i].input);
        err_free(&files[i].err);
    }
}

/* --- one file's strings --- */

/* Whether it begins as kubeseal's strings do for RSA keys of 2048, 3072, 4096 and 8192 bits. Where nobody says that a string is
 * sealed, one that could be for a key of another size is more likely to be base64 of something else. */
static bool begins_as_usual(struct text string)
{
    static const char *const beginnings[] = {"AQ", "AY", "Ag", "BA"}; /* and two bits more, which are 0 */
    string = text_trim(string);
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++)
        if (text_starts(string, beginnings[i]) && string.len > 2 && string.at[2] >= 'A' && string.at[2] <= 'D')
            return true;
    return false;
}

static void leave_out_unlikely(struct site_list *sites)
{
    size_t kept = 0;
    for (size_t i = 0; i < sites->count; i++)
        if (sites->items[i].kind != SITE_LOOSE || begins_as_usual(sites->items[i].string))
            sites->items[kept++] = sites->items[i];
    sites->count = kept;
}

static void find_strings(struct work *work, struct arena *arena, struct surveyed_file *file)
{
    file->notes = (struct note_list){.arena = arena};
    file->sites = (struct site_list){0};
    if (file->err.kind == ERR_NONE && find_sites(arena, &work->find, &file->part, &file->sites, &file->notes, &file->err) != 0)
        file->sites = (struct site_list){0};
    leave_out_unlikely(&file->sites);
    file->strings = arena_new(arena, file->sites.count * sizeof *file->strings);
}

/* The labels that a string has to open for. One without a namespace says nothing as long as nobody names the release's. */
static void set_labels(const struct work *work, struct arena *arena, const struct site *site, struct inspected *string)
{
    struct open_label *labels = arena_new(arena, (site->label_count + 1) * sizeof *labels);
    for (size_t i = 0; i < site->label_count; i++)
        if (site->labels[i].namespace.len > 0)
            labels[string->label_count++] = (struct open_label){site->labels[i].namespace, site->labels[i].name};
    if (site->kind == SITE_LOOSE && work->loose_labelled)
        labels[string->label_count++] = work->loose;
    string->labels = labels;
}

static int set_string(const struct work *work, struct arena *arena, const struct site *site, struct inspected *string,
                      struct err *err)
{
    *string = (struct inspected){
        .string = site->string, .min_scope = scopes[site->min_scope], .max_scope = scopes[site->max_scope]};
    set_labels(work, arena, site, string);
    if (!work->one_scope)
        return 0;
    if (work->scope < string->min_scope || work->scope > string->max_scope) {
        err_at(err, ERR_USAGE, site->node, "is sealed %s, as its SealedSecret says, not %s", scope_name(string->min_scope),
               scope_name(work->scope));
        return err_hint(err, "leave %s out: it is for strings whose place does not say their scope",
                        origin_of(work->survey->invocation, OPTION_SCOPE));
    }
    string->min_scope = string->max_scope = work->scope;
    return 0;
}

/* --- hints --- */

struct text survey_seal_command(const struct invocation *invocation, struct arena *arena, const struct site *site,
                                const struct inspected *string, enum scope scope)
{
    static const enum render_scope scope_of[] = {
        [SCOPE_STRICT] = RENDER_STRICT, [SCOPE_NAMESPACE_WIDE] = RENDER_NAMESPACE_WIDE, [SCOPE_CLUSTER_WIDE] = RENDER_CLUSTER_WIDE};
    struct open_label label = string->label_count > 0 ? string->labels[0] : (struct open_label){0};
    const struct seal_hint hint = {.program = invocation->program,
                                   .release_namespace = value_of(invocation, OPTION_NAMESPACE),
                                   .owners = invocation->settings[OPTION_OWNER].values,
                                   .node = site->kind == SITE_LOOSE ? NULL : site->node,
                                   .namespace = label.namespace,
                                   .name = label.name,
                                   .scope = scope_of[scope],
                                   .scope_there = site->scope};
    return seal_hint_command(arena, &hint);
}

static void finish_hint(const struct work *work, struct arena *arena, const struct site *site, struct inspected *string)
{
    if (string->err.kind == ERR_NONE || string->anew == SCOPE_COUNT)
        return;
    struct text command = survey_seal_command(work->survey->invocation, arena, site, string, string->anew);
    err_hint_more(&string->err, TEXT_FMT, TEXT_ARG(command));
}

/* --- a batch --- */

struct known {
    struct open_label *items;
    size_t count;
};

static int label_order(const void *a, const void *b)
{
    const struct open_label *left = a, *right = b;
    int order = text_order(left->namespace, right->namespace);
    return order != 0 ? order : text_order(left->name, right->name);
}

/* Every label of the batch once: a string that does not open may have been sealed for one of the others. */
static struct known collect_labels(const struct survey_batch *batch)
{
    struct known known = {0};
    size_t room = 0;
    for (size_t i = 0; i < batch->count; i++)
        for (size_t k = 0; k < batch->files[i].sites.count; k++)
            room += batch->files[i].strings[k].label_count;
    known.items = arena_new(batch->arena, room * sizeof *known.items);
    size_t count = 0;
    for (size_t i = 0; i < batch->count; i++)
        for (size_t k = 0; k < batch->files[i].sites.count; k++)
            for (size_t m = 0; m < batch->files[i].strings[k].label_count; m++)
                known.items[count++] = batch->files[i].strings[k].labels[m];
    if (count > 0)
        qsort(known.items, count, sizeof *known.items, label_order);
    for (size_t i = 0; i < count; i++)
        if (known.count == 0 || label_order(&known.items[known.count - 1], &known.items[i]) != 0)
            known.items[known.count++] = known.items[i];
    return known;
}

/* Some hundred at a time, in one run of memory each: what stands in several files is tried together. */
static int inspect_batch(struct work *work, struct survey_batch *batch, struct err *err)
{
    struct known known = collect_labels(batch);
    struct inspect_options options = {.known = known.items,
                                      .known_count = known.count,
                                      .size_of = work->survey->size_of,
                                      .index = work->survey->opener->index,
                                      .used = work->used,
                                      .keep = work->survey->keep};
    struct inspected *all = arena_new(batch->arena, batch->strings * sizeof *all);
    size_t at = 0;
    int result = 0;
    for (size_t i = 0; i < batch->count; i++)
        for (size_t k = 0; k < batch->files[i].sites.count; k++)
            all[at++] = batch->files[i].strings[k];
    for (at = 0; result == 0 && at < batch->strings; at += SURVEY_STRINGS) {
        size_t count = batch->strings - at < SURVEY_STRINGS ? batch->strings - at : SURVEY_STRINGS;
        progress_show(&work->progress, work->done, work->paths.count, work->survey->strings + at);
        result = inspect_all(&work->survey->opener->ring, &options, all + at, count, err);
    }
    at = 0;
    for (size_t i = 0; i < batch->count; i++) {
        batch->files[i].strings = all + at;
        at += batch->files[i].sites.count;
        for (size_t k = 0; k < batch->files[i].sites.count && result == 0; k++)
            finish_hint(work, batch->arena, &batch->files[i].sites.items[k], &batch->files[i].strings[k]);
    }
    return result;
}

static int take_batch(struct work *work, struct survey_batch *batch, struct err *err)
{
    struct survey *survey = work->survey;
    int result = batch->strings > 0 ? inspect_batch(work, batch, err) : 0;
    survey->strings += batch->strings;
    survey->files += batch->count;
    work->done += batch->count;
    for (size_t i = 0; i < batch->count; i++)
        survey->unread += batch->files[i].err.kind != ERR_NONE;
    progress_hide(&work->progress);
    return result == 0 ? survey->take(survey->context, batch, err) : -1;
}

static int take_file(struct work *work, struct survey_batch *batch, struct surveyed_file *file, struct err *err)
{
    find_strings(work, batch->arena, file);
    batch->count++;
    for (size_t k = 0; k < file->sites.count; k++)
        if (set_string(work, batch->arena, &file->sites.items[k], &file->strings[k], err) != 0)
            return -1;
    batch->strings += file->sites.count;
    return 0;
}

static int understand_chunk(struct work *work, size_t count, struct err *err)
{
    auto_arena arena = {0};
    int result = 0;
    for (size_t i = 0; i < count && result == 0;) {
        struct survey_batch batch = {.arena = &arena, .files = work->chunk + i};
        while (i < count && batch.strings < SURVEY_STRINGS && result == 0)
            result = take_file(work, &batch, &work->chunk[i++], err);
        if (result == 0)
            result = take_batch(work, &batch, err);
        free_files(batch.files, batch.count);
        arena_clear(&arena);
    }
    return result;
}

static int survey_chunks(struct work *work, struct err *err)
{
    struct survey *survey = work->survey;
    size_t count = 0;
    for (size_t first = 0; first < work->paths.count; first += count) {
        count = read_chunk(work, first);
        if (first == 0 && count == work->paths.count && survey->all_read != NULL)
            survey->all_read(survey->context);
        int result = 0;
        if (first == 0 && opener_has_keys(survey->opener))
            result = opener_load(survey->opener, err);
        if (first == 0)
            work->used = arena_new(survey->invocation->arena, survey->opener->ring.count * sizeof *work->used);
        if (result == 0)
            result = understand_chunk(work, count, err);
        free_files(work->chunk, count);
        if (result != 0)
            return -1;
    }
    return 0;
}

int survey_run(struct survey *survey, struct err *err)
{
    auto_arena arena = {0};
    struct work work = {.survey = survey, .chunk = arena_new(&arena, SURVEY_FILES * sizeof *work.chunk)};
    if (read_options(&work, err) != 0 || survey_paths_read(survey->invocation, survey->named, &work.paths, err) != 0)
        return -1;
    survey->folders_flat = work.paths.folders_flat;
    work.progress = progress_begin(&survey->invocation->messages);
    int result = survey_chunks(&work, err);
    progress_hide(&work.progress);
    return result;
}
