/* SPDX-License-Identifier: Apache-2.0
 *
 * The part of reseal that writes files.
 */
#include "base/alloc.h"
#include "base/base64.h"
#include "cmd/reseal.h"
#include "cmd/stdout.h"
#include "yaml/edit.h"

/* --- the new bytes --- */

static struct text encoded(struct arena *arena, struct text string)
{
    size_t chars = base64_encoded_len(string.len);
    char *at = arena_new(arena, size_add(chars, 1));
    base64_encode((const unsigned char *)string.at, string.len, at);
    return (struct text){at, chars};
}

/* The file with its new strings; NULL with err. */
static struct text *rewrite(struct arena *arena, const struct reseal_file *file, size_t *slice_count, struct err *err)
{
    const struct site_list *sites = &file->file->sites;
    struct scalar_edit *scalars = arena_new(arena, size_mul(file->changes, sizeof *scalars));
    size_t count = 0;
    for (size_t i = 0; i < sites->count; i++) {
        if (file->fates[i] != RESEAL_CHANGES)
            continue;
        struct text string = file->entries[i]->string;
        scalars[count++] = (struct scalar_edit){sites->items[i].node, sites->items[i].encoded ? encoded(arena, string) : string};
    }
    return edit_file(arena, file->file->part.bytes, scalars, count, slice_count, err);
}

/* --- where they go --- */

/* A file that was written a moment ago under another of its names: what was read of it is what it was then. */
static bool is_written(struct reseal *reseal, struct arena *arena, const struct file_stamp *stamp)
{
    const struct stat *status = &stamp->status;
    struct text name = arena_format(arena, "%ju %ju %jd %ld", (uintmax_t)status->st_dev, (uintmax_t)status->st_ino,
                                    (intmax_t)status->st_ctim.tv_sec, status->st_ctim.tv_nsec);
    struct resealed_entry *entry = resealed_find(&reseal->written, name);
    bool before = entry->taken;
    entry->taken = true;
    return before;
}

static int replace(struct arena *arena, const struct reseal_file *file, struct err *err)
{
    size_t count;
    const struct text *slices = rewrite(arena, file, &count, err);
    return slices == NULL ? -1 : file_replace(file->file->path, &file->file->stamp, slices, count, err);
}

static void list_changes(struct reseal *reseal, struct arena *arena, const struct reseal_file *file)
{
    for (size_t i = 0; i < file->file->sites.count; i++) {
        const struct inspected *string = &file->file->strings[i];
        const struct node *node = file->file->sites.items[i].node;
        if (file->fates[i] != RESEAL_CHANGES)
            continue;
        struct text label = TEXT("for a Secret that is not known here");
        if (string->label_found)
            label = arena_format(arena, "%s " TEXT_FMT, scope_name(string->scope),
                                 TEXT_ARG(scope_label(arena, string->scope, string->label.namespace, string->label.name)));
        struct text path = node_path(arena, node);
        message_line(&reseal->invocation->messages,
                     arena_format(arena, TEXT_FMT ": " TEXT_FMT "%s" TEXT_FMT ", sealed for the key " TEXT_FMT,
                                  TEXT_ARG(place_text(arena, node_place(node))), TEXT_ARG(path), path.len > 0 ? ": " : "",
                                  TEXT_ARG(text_trim(label)),
                                  TEXT_ARG(fingerprint_text(arena, reseal->opener->ring.items[string->key].fingerprint))));
    }
}

static void count_changed(struct reseal *reseal, const struct reseal_file *file)
{
    reseal->counts.resealed += file->changes;
    reseal->counts.changed += file->changes > 0;
}

static void to_file(struct reseal *reseal, struct arena *arena, const struct reseal_file *file)
{
    auto_err err = {0};
    if (is_written(reseal, arena, &file->file->stamp))
        return;
    if (reseal->dry_run)
        list_changes(reseal, arena, file);
    else if (replace(arena, file, &err) < 0) {
        reseal->counts.left++;
        reseal_tell(reseal, &err);
        return;
    }
    count_changed(reseal, file);
}

static int to_stdout(struct reseal *reseal, struct arena *arena, const struct reseal_file *file, struct err *err)
{
    size_t count = 1;
    const struct text *slices = &file->file->part.bytes;
    if (file->file->sites.count == 0)
        return 0; /* nothing found is a failure, and writes nothing */
    count_changed(reseal, file);
    if (reseal->dry_run) {
        list_changes(reseal, arena, file);
        return 0;
    }
    if (file->changes > 0 && (slices = rewrite(arena, file, &count, err)) == NULL)
        return -1;
    return stdout_write(slices, count, err);
}

int reseal_output(struct reseal *reseal, struct arena *arena, const struct reseal_file *file, struct err *err)
{
    reseal->counts.already += file->already;
    if (file->stuck > 0) {
        reseal->counts.left++;
        reseal->counts.stuck += file->stuck;
    } else if (!reseal->in_place) {
        return to_stdout(reseal, arena, file, err);
    } else if (file->changes > 0) {
        to_file(reseal, arena, file);
    }
    return 0;
}
