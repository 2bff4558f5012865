/* SPDX-License-Identifier: Apache-2.0
 *
 * reseal_command: the sealed strings of files or a stream, sealed anew for the newest certificate, and nothing else changed.
 */
#include <time.h>

#include "cmd/command.h"
#include "cmd/reseal.h"
#include "cmd/sandbox.h"
#include "cmd/sealing_certificate.h"
#include "cmd/stop.h"
#include "cmd/survey_paths.h"
#include "sealed/newest_certificate.h"

/* --- the certificate --- */

/* Whoever names an old certificate seals backwards. */
static void note_newer(struct reseal *reseal)
{
    const struct keyring *ring = &reseal->opener->ring;
    const struct certificate *certificate = reseal->certificate;
    struct arena *arena = reseal->invocation->arena;
    for (size_t i = 0; i < ring->count; i++) {
        const struct sealing_key *key = &ring->items[i];
        if (!key->has_cert || key->retired || key->valid_from <= certificate->valid_from)
            continue;
        note_add(reseal->opener->notes, NOTE_WARNING,
                 arena_format(arena, "%s: the certificate is not the newest: that of " TEXT_FMT " began later, at %s",
                              origin_of(reseal->invocation, OPTION_CERT), TEXT_ARG(key->origin),
                              certificate_time(arena, key->valid_from).at),
                 TEXT("without --cert the newest certificate among the sealing keys is taken"));
        return;
    }
}

/* The keys are known now. */
static int choose_certificate(struct reseal *reseal, struct err *err)
{
    const struct sealing_certificate *newest;
    if (reseal->certificate != NULL)
        return 0;
    if (is_given(reseal->invocation, OPTION_CERT)) {
        reseal->certificate = &reseal->named;
        note_newer(reseal);
        return 0;
    }
    if (newest_certificate(&reseal->opener->ring, (int64_t)time(NULL), &newest, err) < 0)
        return -1;
    reseal->certificate = &newest->certificate;
    return 0;
}

/* --- the batches --- */

static int take(void *context, struct survey_batch *batch, struct err *err)
{
    struct reseal *reseal = context;
    struct reseal_file *files = arena_new(batch->arena, batch->count * sizeof *files);
    if (choose_certificate(reseal, err) < 0 || reseal_strings(reseal, batch, files, err) < 0)
        return -1;
    for (size_t i = 0; i < batch->count; i++) {
        message_notes(&reseal->invocation->messages, &files[i].file->notes);
        if (files[i].file->err.kind != ERR_NONE) {
            struct err unread = files[i].file->err;
            reseal->counts.left++;
            files[i].file->err = (struct err){0};
            reseal_tell(reseal, &unread);
        } else if (reseal_output(reseal, batch->arena, &files[i], err) < 0) {
            return -1;
        }
    }
    return 0;
}

static void enter_sandbox(void *context)
{
    const struct reseal *reseal = context;
    sandbox_enter(&reseal->invocation->messages, reseal->opener->notes);
}

/* --- what was asked for --- */

static int check_inputs(const struct reseal *reseal, struct err *err)
{
    struct survey_paths paths = {0};
    if (survey_paths_read(reseal->invocation, NULL, &paths, err) != 0)
        return -1;
    for (size_t i = 0; i < paths.count; i++)
        if (reseal->in_place && paths.items[i].is_stdin) {
            err_set(err, ERR_USAGE, "--in-place: stdin is no file that could be replaced");
            return err_hint(err, "name files or folders, or leave --in-place out: then the stream goes to stdout");
        }
    if (!reseal->in_place && paths.count > 1) {
        err_set(err, ERR_USAGE, "%zu files, and one stdout for them", paths.count);
        return err_hint(err, "--in-place replaces each of them");
    }
    return 0;
}

static int check_keys(struct reseal *reseal, struct err *err)
{
    if (opener_check(reseal->opener, err) != 0)
        return -1;
    if (opener_has_keys(reseal->opener))
        return 0;
    err_set(err, ERR_USAGE, "no private keys to open the strings with: --sealing-key FILE is missing");
    return err_hint(err, "a backup of the controller's keys: " KEYRING_BACKUP_COMMAND);
}

/* --- the end --- */

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

static void summarize(const struct reseal *reseal)
{
    struct invocation *invocation = reseal->invocation;
    struct arena *arena = invocation->arena;
    const struct reseal_counts *counts = &reseal->counts;
    const struct certificate *certificate = reseal->certificate;
    bool failed = !reseal->in_place && counts->left > 0;
    if (invocation->messages.quiet || failed || counts->resealed + counts->already == 0)
        return;
    message_line(&invocation->messages,
                 arena_format(arena, "%zu sealed string%s in %zu file%s %s, %zu %s for the newest key already", counts->resealed,
                              plural(counts->resealed), counts->changed, plural(counts->changed),
                              reseal->dry_run ? "would be sealed anew" : "sealed anew", counts->already,
                              counts->already == 1 ? "was" : "were"));
    message_line(&invocation->messages,
                 arena_format(arena, "the newest key is that of the certificate " TEXT_FMT ", valid until %s",
                              TEXT_ARG(fingerprint_text(arena, certificate->fingerprint)),
                              certificate_time(arena, certificate->valid_to).at));
    bool compared = keyring_find(&reseal->opener->ring, certificate->fingerprint) < reseal->opener->ring.count;
    if (!compared && !reseal->dry_run && counts->resealed > 0)
        message_line(&invocation->messages, TEXT("not opened again to compare: the certificate's private key is not among the "
                                                 "sealing keys"));
}

static int conclude(struct reseal *reseal, const struct survey *survey, struct err *err)
{
    const struct reseal_counts *counts = &reseal->counts;
    if (counts->left == 0 && survey->strings > 0)
        return 0;
    if (counts->left == 0) {
        err_set(err, ERR_INPUT, "no sealed string in %zu file%s", survey->files, plural(survey->files));
        return survey->folders_flat ? err_hint(err, "-R reads the sub-folders as well") : -1;
    }
    if (!reseal->in_place) {
        *err = reseal->last;
        err->kind = reseal->worst;
        reseal->last = (struct err){0};
        return -1;
    }
    return err_set(err, reseal->worst, "%zu of %zu file%s %s", counts->left, survey->files, plural(survey->files),
                   counts->left == 1 ? "was left as it is" : "were left as they are");
}

static int run(struct reseal *reseal, struct err *err)
{
    struct survey survey = {.invocation = reseal->invocation,
                            .opener = reseal->opener,
                            .keep = true,
                            .all_read = reseal->in_place ? NULL : enter_sandbox,
                            .take = take,
                            .context = reseal};
    if (!reseal->in_place)
        opener_start_index(reseal->opener);
    opener_read(reseal->opener);
    int result = survey_run(&survey, err);
    opener_keep_index(reseal->opener);
    opener_note_unlocked(reseal->opener->notes);
    message_notes(&reseal->invocation->messages, reseal->opener->notes);
    if (result != 0)
        return -1;
    summarize(reseal);
    return conclude(reseal, &survey, err);
}

int reseal_command(struct invocation *invocation, struct err *err)
{
    struct note_list notes = {.arena = invocation->arena};
    auto_opener opener = {.invocation = invocation, .notes = &notes};
    struct reseal reseal = {.invocation = invocation,
                            .opener = &opener,
                            .in_place = is_on(invocation, OPTION_IN_PLACE),
                            .dry_run = is_on(invocation, OPTION_DRY_RUN)};
    if (check_inputs(&reseal, err) != 0 || check_keys(&reseal, err) != 0)
        return -1;
    if ((is_given(invocation, OPTION_CERT) || is_given(invocation, OPTION_CERT_FINGERPRINT)) &&
        sealing_certificate_read(invocation, &reseal.named, err) != 0)
        return -1;
    if (reseal.in_place && !reseal.dry_run)
        stop_tells_of_files();
    int result = run(&reseal, err);
    resealed_free(&reseal.resealed);
    resealed_free(&reseal.written);
    err_free(&reseal.last);
    return result;
}
