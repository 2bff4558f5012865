/* SPDX-License-Identifier: Apache-2.0
 *
 * keys_command: what sealing keys there are; never the keys themselves.
 */
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/visible.h"
#include "cmd/command.h"
#include "cmd/json.h"
#include "cmd/opener.h"
#include "cmd/sandbox.h"
#include "cmd/stdout.h"
#include "cmd/table.h"
#include "sealed/crypto.h"
#include "sealed/key_list.h"

/* A state in words, and as -o json has it. */
static const struct {
    const char *words, *name;
} states[] = {
    [KEY_VALID] = {"valid", "valid"},
    [KEY_EXPIRED] = {"expired", "expired"},
    [KEY_NOT_YET_VALID] = {"not yet valid", "notYetValid"},
    [KEY_WITHOUT_CERTIFICATE] = {"no certificate", "noCertificate"},
};

/* --- as a table --- */

/* "2034-01-02", in the arena. */
static struct text date_of(struct arena *arena, const struct listed_key *key, int64_t seconds)
{
    if (key->state == KEY_WITHOUT_CERTIFICATE)
        return (struct text){0};
    struct text date = certificate_time(arena, seconds);
    for (size_t i = 0; i < date.len; i++)
        if (date.at[i] == 'T')
            date.len = i;
    return date;
}

static struct text as_table(struct arena *arena, const struct key_list *keys)
{
    static const char *const headings[] = {"FINGERPRINT", "BITS", "VALID FROM", "VALID UNTIL", "STATE", "HOLDS", "ORIGIN"};
    enum { COLUMNS = sizeof headings / sizeof headings[0] };
    struct text *cells = arena_new(arena, size_mul(keys->count, COLUMNS * sizeof *cells));
    for (size_t i = 0; i < keys->count; i++) {
        const struct listed_key *key = &keys->items[i];
        struct text row[COLUMNS] = {
            fingerprint_text(arena, key->fingerprint),
            arena_format(arena, "%zu", key->bits),
            date_of(arena, key, key->valid_from),
            date_of(arena, key, key->valid_to),
            arena_format(arena, "%s%s", key->newest ? "newest, " : "", states[key->state].words),
            key->has_private ? TEXT("private key") : TEXT("certificate only"),
            key->origin,
        };
        for (size_t column = 0; column < COLUMNS; column++)
            cells[i * COLUMNS + column] = row[column];
    }
    struct text_list lines = table_lines(arena, headings, COLUMNS, cells, keys->count);
    struct buf buf = buf_new(arena, LIMIT_GENERATED_BYTES);
    for (size_t i = 0; i < lines.count; i++) {
        buf_put(&buf, lines.items[i]);
        buf_put_byte(&buf, '\n');
    }
    return buf_text(&buf);
}

/* --- as JSON --- */

static struct text as_json(struct arena *arena, const struct key_list *keys)
{
    cJSON *root = cJSON_CreateObject();
    cJSON *list = json_put_list(root, "keys");
    for (size_t i = 0; i < keys->count; i++) {
        const struct listed_key *key = &keys->items[i];
        cJSON *object = json_add_object(list);
        json_put(object, "fingerprint", fingerprint_text(arena, key->fingerprint).at);
        json_put_number(object, "bits", key->bits);
        if (key->state != KEY_WITHOUT_CERTIFICATE) {
            json_put(object, "validFrom", certificate_time(arena, key->valid_from).at);
            json_put(object, "validUntil", certificate_time(arena, key->valid_to).at);
        }
        json_put(object, "state", states[key->state].name);
        json_put_switch(object, "newest", key->newest);
        json_put_switch(object, "privateKey", key->has_private);
        json_put(object, "origin", arena_string(arena, visible_text(arena, key->origin)));
    }
    return json_text(arena, root);
}

/* --- the command --- */

static int read_paths(struct opener *opener, const struct text_list *paths, const char *origin, struct err *err)
{
    for (size_t i = 0; i < paths->count; i++) {
        const char *path = paths->items[i].at;
        if (opener_check_path(origin, path, err) != 0)
            return -1;
        if (text_is(text_of(path), "-"))
            opener_read_stdin(opener);
        else
            opener_read_path(opener, path);
    }
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
    opener_read_stdin(opener);
    return 0;
}

int keys_command(struct invocation *invocation, struct err *err)
{
    enum { TABLE_OUTPUT, JSON_OUTPUT };
    struct note_list notes = {.arena = invocation->arena};
    auto_opener opener = {.invocation = invocation, .notes = &notes, .ring = {.takes_public_keys = true}};
    if (read_keys(&opener, err) != 0)
        return -1;
    crypto_begin(); /* opener_read() does so only where --sealing-key names a key */
    sandbox_enter(&invocation->messages, &notes);
    int result = opener_load(&opener, err);
    opener_note_unlocked(&notes);
    if (result == 0 || invocation->messages.verbose)
        message_notes(&invocation->messages, &notes);
    if (result != 0)
        return -1;
    struct key_list keys = key_list(invocation->arena, &opener.ring, (int64_t)time(NULL));
    bool json = choice_of(invocation, OPTION_OUTPUT, TABLE_OUTPUT) == JSON_OUTPUT;
    struct text shown = json ? as_json(invocation->arena, &keys) : as_table(invocation->arena, &keys);
    return stdout_write(&shown, 1, err);
}
