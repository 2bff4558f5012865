/* SPDX-License-Identifier: Apache-2.0
 *
 * keys_command: what sealing keys there are; never the keys themselves.
 */
#include <time.h>
#include <unistd.h>

#include "cmd/command.h"
#include "cmd/key_report.h"
#include "cmd/key_usage.h"
#include "cmd/sandbox.h"
#include "cmd/stdout.h"
#include "sealed/crypto.h"

/* Stdin holds keys or what was sealed for them. */
static int read_stdin(struct opener *opener, struct err *err)
{
    if (text_list_has(&opener->invocation->settings[OPTION_USAGE].values, TEXT("-"))) {
        err_set(err, ERR_USAGE, "stdin is for --usage, and cannot hold the keys as well");
        return err_hint(err, "name the files of the keys");
    }
    opener_read_stdin(opener);
    return 0;
}

static int read_path(struct opener *opener, const char *origin, const char *path, struct err *err)
{
    if (opener_check_path(origin, path, err) != 0)
        return -1;
    if (text_is(text_of(path), "-"))
        return read_stdin(opener, err);
    opener_read_path(opener, path);
    return 0;
}

static int read_paths(struct opener *opener, const struct text_list *paths, const char *origin, struct err *err)
{
    for (size_t i = 0; i < paths->count; i++)
        if (read_path(opener, origin, paths->items[i].at, err) != 0)
            return -1;
    return 0;
}

static int read_keys(struct opener *opener, struct err *err)
{
    const struct invocation *invocation = opener->invocation;
    if (opener_check(opener, err) != 0)
        return -1;
    opener_read(opener);
    if (read_paths(opener, &invocation->words, "a word behind keys", err) != 0 ||
        read_paths(opener, &invocation->settings[OPTION_FILENAME].values, origin_of(invocation, OPTION_FILENAME), err) != 0)
        return -1;
    if (opener_has_keys(opener) || opener->unread.kind != ERR_NONE)
        return 0;
    if (isatty(STDIN_FILENO) == 1) {
        err_set(err, ERR_USAGE, "nothing to read: no file was named, and stdin is a terminal");
        return err_hint(err, "name files or folders of keys and certificates, or pipe them in");
    }
    return read_stdin(opener, err);
}

static int check_options(const struct invocation *invocation, struct err *err)
{
    static const enum option_id for_usage[] = {OPTION_RECURSIVE, OPTION_TRACKED};
    if (is_given(invocation, OPTION_USAGE))
        return 0;
    if (is_given(invocation, OPTION_KEY_INDEX))
        return err_set(err, ERR_USAGE, "%s is for the strings of --usage", origin_of(invocation, OPTION_KEY_INDEX));
    for (size_t i = 0; i < sizeof for_usage / sizeof for_usage[0]; i++)
        if (is_on(invocation, for_usage[i])) {
            err_set(err, ERR_USAGE, "%s is for the folders of --usage", origin_of(invocation, for_usage[i]));
            return err_hint(err, "all files of a folder of keys are looked at, and none below it");
        }
    return 0;
}

static int list(const struct opener *opener, const struct key_usage *usage, struct err *err)
{
    enum { TABLE_OUTPUT, JSON_OUTPUT };
    struct arena *arena = opener->invocation->arena;
    struct key_list keys = key_list(arena, &opener->ring, (int64_t)time(NULL));
    bool json = choice_of(opener->invocation, OPTION_OUTPUT, TABLE_OUTPUT) == JSON_OUTPUT;
    struct text shown = json ? key_report_json(arena, &keys, usage) : key_report_table(arena, &keys, usage);
    return stdout_write(&shown, 1, err);
}

static int load_and_list(struct opener *opener, struct err *err)
{
    sandbox_enter(&opener->invocation->messages, opener->notes);
    return opener_load(opener, err) == 0 ? list(opener, NULL, err) : -1;
}

/* The table is what was asked for, also where the answer is that not everything is known. */
static int use_and_list(struct opener *opener, struct messages *messages, struct err *err)
{
    struct key_usage usage = {.opener = opener, .messages = messages};
    if (key_usage_read(&usage, err) != 0 || list(opener, &usage, err) != 0)
        return -1;
    return key_usage_answer(&usage, err);
}

int keys_command(struct invocation *invocation, struct err *err)
{
    struct note_list notes = {.arena = invocation->arena};
    auto_opener opener = {.invocation = invocation, .notes = &notes, .ring = {.takes_public_keys = true}};
    if (check_options(invocation, err) != 0)
        return -1;
    opener_start_index(&opener);
    if (read_keys(&opener, err) != 0)
        return -1;
    crypto_begin(); /* opener_read() does so only where --sealing-key names a key */
    int result = is_given(invocation, OPTION_USAGE) ? use_and_list(&opener, &invocation->messages, err)
                                                    : load_and_list(&opener, err);
    opener_keep_index(&opener);
    opener_note_unlocked(&notes);
    if (result == 0 || invocation->messages.verbose)
        message_notes(&invocation->messages, &notes);
    return result;
}
