/* SPDX-License-Identifier: Apache-2.0
 *
 * verify_command: whether the sealed strings of files, folders and streams open, and why not.
 */
#include <string.h>
#include <time.h>

#include "base/visible.h"
#include "cmd/command.h"
#include "cmd/sandbox.h"
#include "cmd/sealing_certificate.h"
#include "cmd/survey.h"
#include "cmd/verify_report.h"
#include "sealed/crypto.h"
#include "sealed/newest_certificate.h"

struct verification {
    const struct invocation *invocation;
    const struct verify_format *format;
    struct verify_out out;
    struct verify_summary summary;
    struct opener *opener;
    bool certified;
    struct certificate certificate; /* of --cert */
    bool newest_known, newest_sought;
    uint8_t newest[FINGERPRINT_BYTES]; /* the key that strings should be sealed for */
    bool failed_to_read;
};

static const enum verify_status status_of[] = {
    [INSPECT_OPENS] = VERIFY_OPENS,           [INSPECT_UNPLACED] = VERIFY_UNPLACED,
    [INSPECT_SHAPE_ONLY] = VERIFY_SHAPE_ONLY, [INSPECT_EMPTY_STRING] = VERIFY_EMPTY,
    [INSPECT_PLAIN] = VERIFY_PLAIN,           [INSPECT_DAMAGED] = VERIFY_DAMAGED,
    [INSPECT_NO_KEY] = VERIFY_NO_KEY,         [INSPECT_OTHER_LABEL] = VERIFY_OTHER_LABEL,
    [INSPECT_SHARED] = VERIFY_SHARED,         [INSPECT_EMPTY] = VERIFY_EMPTY,
};

/* --- which key is the newest --- */

/* The certificate that was given, else the one that reseal would take. Without any, no key is old. */
static void seek_newest(struct verification *verification)
{
    auto_err err = {0};
    const struct sealing_certificate *found = NULL;
    const struct certificate *newest = verification->certified ? &verification->certificate : NULL;
    if (verification->newest_sought)
        return;
    verification->newest_sought = true;
    if (newest == NULL && newest_certificate(&verification->opener->ring, (int64_t)time(NULL), &found, &err) == 0)
        newest = &found->certificate;
    verification->newest_known = newest != NULL;
    if (newest != NULL)
        memcpy(verification->newest, newest->fingerprint, FINGERPRINT_BYTES);
}

static bool is_old(struct verification *verification, const struct sealing_key *key)
{
    seek_newest(verification);
    if (!verification->newest_known || memcmp(verification->newest, key->fingerprint, FINGERPRINT_BYTES) == 0)
        return false;
    return verification->certified || key->has_cert;
}

/* --- one string --- */

static void tell_old(struct arena *arena, const struct verification *verification, const struct surveyed_file *file,
                     struct verified *one)
{
    one->status = VERIFY_OLD_KEY;
    one->why = arena_format(arena, "opens, but was sealed for the key " TEXT_FMT ", and the newest is " TEXT_FMT,
                            TEXT_ARG(fingerprint_text(arena, one->fingerprint)),
                            TEXT_ARG(fingerprint_text(arena, verification->newest)))
                   .at;
    one->hint = file->is_stdin ? arena_format(arena, "%s reseal seals it anew for the same", verification->invocation->program).at
                               : arena_format(arena, "seal it anew for the same: %s reseal --in-place %s",
                                              verification->invocation->program, file->path)
                                     .at;
}

static struct verified judge(struct verification *verification, struct arena *arena, const struct surveyed_file *file, size_t index)
{
    const struct site *site = &file->sites.items[index];
    const struct inspected *string = &file->strings[index];
    struct verified one = {.status = status_of[string->result],
                           .site = site,
                           .place = node_place(site->node),
                           .path = node_path(arena, site->node),
                           .label_known = string->label_found,
                           .scope = string->scope,
                           .why = string->err.text,
                           .hint = string->err.hint};
    if (string->label_found)
        one.label = scope_label(arena, string->scope, string->label.namespace, string->label.name);
    verify_explain(verification->invocation, arena, string, &one);
    if (!string->key_found)
        return one;
    const struct sealing_key *key = &verification->opener->ring.items[string->key];
    one.fingerprint = key->fingerprint;
    if ((one.status == VERIFY_OPENS || one.status == VERIFY_UNPLACED) && is_old(verification, key))
        tell_old(arena, verification, file, &one);
    return one;
}

/* --- files --- */

static int report(struct verification *verification, const struct verified *one, struct err *err)
{
    verification->summary.counts[one->status]++;
    return verification->format->row(&verification->out, one, err);
}

static int take_file(struct verification *verification, struct arena *arena, struct surveyed_file *file, struct err *err)
{
    message_notes(verification->out.messages, &file->notes);
    verification->summary.strings += file->sites.count;
    for (size_t i = 0; i < file->sites.count; i++) {
        struct verified one = judge(verification, arena, file, i);
        if (report(verification, &one, err) != 0)
            return -1;
    }
    if (file->err.kind == ERR_NONE)
        return 0;
    verification->failed_to_read = verification->failed_to_read || file->err.kind == ERR_IO;
    const struct verified failed = {
        .status = VERIFY_NOT_UNDERSTOOD, .place = {.file = text_of(file->path)}, .why = file->err.text, .hint = file->err.hint};
    return report(verification, &failed, err);
}

static int take(void *context, struct survey_batch *batch, struct err *err)
{
    struct verification *verification = context;
    for (size_t i = 0; i < batch->count; i++)
        if (take_file(verification, batch->arena, &batch->files[i], err) != 0)
            return -1;
    return 0;
}

static void enter_sandbox(void *context)
{
    const struct verification *verification = context;
    sandbox_enter(&verification->invocation->messages, verification->opener->notes);
}

/* --- the answer --- */

static int nothing_found(const struct verification *verification, const struct survey *survey, struct err *err)
{
    if (survey->files == 0)
        err_set(err, ERR_INPUT, "no file was found: folders are searched for *.yaml, *.yml and *.json");
    else
        err_set(err, ERR_INPUT, "no sealed string was found in %zu file%s", survey->files, survey->files == 1 ? "" : "s");
    if (survey->folders_flat)
        return err_hint(err, "-R looks into sub-folders as well");
    if (is_on(verification->invocation, OPTION_TRACKED))
        return err_hint(err, "Git tracks what was added: git add; -R looks at all files");
    return err_hint(
        err, "it looks at SealedSecrets, values, store manifests, annotated Secrets and other sealed strings in YAML and JSON");
}

static int answer(const struct verification *verification, const struct survey *survey, struct err *err)
{
    auto_arena arena = {0};
    const struct verify_summary *summary = &verification->summary;
    size_t wrong = 0;
    for (unsigned status = 0; status < VERIFY_STATUSES; status++)
        if (verify_rules[status].level == LEVEL_ERROR)
            wrong += summary->counts[status];
    if (wrong > 0)
        return err_set(err, verification->failed_to_read ? ERR_IO : ERR_ANSWER_NO, TEXT_FMT,
                       TEXT_ARG(verify_summary_text(&arena, summary)));
    return summary->strings > 0 ? 0 : nothing_found(verification, survey, err);
}

static int run(struct verification *verification, struct err *err)
{
    struct survey survey = {.invocation = verification->invocation,
                            .opener = verification->opener,
                            .size_of = verification->certified ? &verification->certificate.public : NULL,
                            .all_read = enter_sandbox,
                            .take = take,
                            .context = verification};
    if ((verification->format->begin != NULL && verification->format->begin(&verification->out, err) != 0) ||
        survey_run(&survey, err) != 0)
        return -1;
    verification->summary.files = survey.files;
    if (verification->format->end(&verification->out, &verification->summary, err) != 0)
        return -1;
    return answer(verification, &survey, err);
}

int verify_command(struct invocation *invocation, struct err *err)
{
    /* In the order of the option's choices. */
    static const struct verify_format *const formats[] = {&verify_text, &verify_json, &verify_sarif, &verify_github};
    struct note_list notes = {.arena = invocation->arena};
    auto_opener opener = {.invocation = invocation, .notes = &notes};
    struct verification verification = {.invocation = invocation,
                                        .format = formats[choice_of(invocation, OPTION_OUTPUT, 0)],
                                        .out = {.messages = &invocation->messages},
                                        .opener = &opener,
                                        .certified = is_given(invocation, OPTION_CERT) ||
                                                     is_given(invocation, OPTION_CERT_FINGERPRINT)};
    if (verification.certified && sealing_certificate_read(invocation, &verification.certificate, err) != 0)
        return -1;
    if (opener_check(&opener, err) != 0)
        return -1;
    opener_start_index(&opener);
    opener_read(&opener);
    crypto_begin(); /* opener_read() does so only where there are keys */
    int result = run(&verification, err);
    opener_keep_index(&opener);
    opener_note_unlocked(&notes);
    message_notes(&invocation->messages, &notes);
    return result;
}
