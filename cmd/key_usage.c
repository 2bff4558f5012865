/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/key_usage.h"

#include "base/buf.h"
#include "base/limits.h"
#include "cmd/sandbox.h"
#include "cmd/survey.h"

static struct arena *arena_of(const struct key_usage *usage)
{
    return usage->opener->invocation->arena;
}

/* --- counting --- */

static void count_use(struct key_usage *usage, const char *path, size_t key)
{
    struct key_use *use = &usage->keys[key];
    use->strings++;
    if (use->count == 0 || use->items[use->count - 1].path != path)
        *array_add(arena_of(usage), use) = (struct using_file){.path = path};
    use->items[use->count - 1].strings++;
}

static void keep_lost(struct key_usage *usage, const char *path, const struct site *site, bool damaged)
{
    auto_arena scratch = {0};
    struct lost_string *lost = array_add(arena_of(usage), &usage->lost);
    lost->place = node_place(site->node);
    lost->place.file = text_of(path); /* the rest goes with the batch */
    lost->place.origin = arena_copy(arena_of(usage), lost->place.origin);
    lost->path = arena_copy(arena_of(usage), node_path(&scratch, site->node));
    lost->damaged = damaged;
    usage->damaged += damaged;
}

/* What is empty or plain text is no key's. */
static void count_string(struct key_usage *usage, const char *path, const struct site *site, const struct inspected *string)
{
    if (string->key_found)
        count_use(usage, path, string->key);
    else if (string->result == INSPECT_NO_KEY || string->result == INSPECT_DAMAGED)
        keep_lost(usage, path, site, string->result == INSPECT_DAMAGED);
    else
        return;
    usage->strings++;
}

static void tell_unread(struct key_usage *usage, const struct surveyed_file *file)
{
    usage->unread++;
    usage->io_failed = usage->io_failed || file->err.kind == ERR_IO;
    message_error(usage->messages, &file->err);
}

static int only_certificates(struct err *err)
{
    err_set(err, ERR_INPUT, "the keys are certificates only: which strings they made is not to be seen without private keys");
    return err_hint(err, "back the keys up: " KEYRING_BACKUP_COMMAND);
}

static int take(void *context, struct survey_batch *batch, struct err *err)
{
    struct key_usage *usage = context;
    const struct keyring *ring = &usage->opener->ring;
    if (ring->count == 0)
        return only_certificates(err);
    if (usage->keys == NULL)
        usage->keys = arena_new(arena_of(usage), ring->count * sizeof *usage->keys);
    for (size_t i = 0; i < batch->count; i++) {
        const struct surveyed_file *file = &batch->files[i];
        if (file->err.kind != ERR_NONE)
            tell_unread(usage, file);
        for (size_t k = 0; k < file->sites.count; k++)
            count_string(usage, file->path, &file->sites.items[k], &file->strings[k]);
    }
    return 0;
}

/* --- the whole --- */

static void enter_sandbox(void *context)
{
    const struct key_usage *usage = context;
    sandbox_enter(&usage->opener->invocation->messages, usage->opener->notes);
}

int key_usage_read(struct key_usage *usage, struct err *err)
{
    const struct invocation *invocation = usage->opener->invocation;
    const struct text_list *files = &invocation->settings[OPTION_USAGE].values;
    struct survey survey = {.invocation = invocation,
                            .named = files,
                            .opener = usage->opener,
                            .all_read = enter_sandbox,
                            .take = take,
                            .context = usage};
    if (survey_run(&survey, err) != 0)
        return -1;
    usage->files = survey.files;
    if (usage->strings > 0 || usage->unread > 0)
        return 0;
    err_set(err, ERR_INPUT, "no sealed string was found in %zu file%s", usage->files, usage->files == 1 ? "" : "s");
    return err_hint(err, survey.folders_flat
                             ? "-R looks into the sub-folders of folders as well, --tracked at the files that Git tracks"
                             : "--usage takes the files whose strings are looked at, not those of the keys");
}

bool key_usage_hides(const struct key_usage *usage)
{
    return usage->unread + usage->damaged > 0;
}

int key_usage_answer(const struct key_usage *usage, struct err *err)
{
    if (usage->lost.count + usage->unread == 0)
        return 0;
    struct buf buf = buf_new(arena_of(usage), LIMIT_MESSAGE_BYTES);
    buf_format(&buf, "%zu sealed string%s in %zu file%s", usage->strings, usage->strings == 1 ? "" : "s", usage->files,
               usage->files == 1 ? "" : "s");
    const struct {
        size_t count;
        const char *says;
    } wrong[] = {{usage->lost.count - usage->damaged, "made by none of these keys"},
                 {usage->damaged, "damaged"},
                 {usage->unread, usage->unread == 1 ? "file not understood" : "files not understood"}};
    const char *between = ": ";
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        if (wrong[i].count > 0) {
            buf_format(&buf, "%s%zu %s", between, wrong[i].count, wrong[i].says);
            between = ", ";
        }
    err_set(err, usage->io_failed ? ERR_IO : ERR_ANSWER_NO, TEXT_FMT, TEXT_ARG(buf_text(&buf)));
    return err_hint(
        err, "retire no key before it is known whose these are: give all private keys, and see what `verify` says of the files");
}
