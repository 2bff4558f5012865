/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/seal_into.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/names.h"
#include "base/replace.h"
#include "cmd/into_target.h"
#include "cmd/into_word.h"
#include "cmd/opener.h"
#include "cmd/plaintext.h"
#include "cmd/sealing_certificate.h"
#include "sealed/seal.h"

struct into {
    struct invocation *invocation;
    struct note_list notes;
    const char *path;
    struct input input;
    struct file_stamp stamp;
    struct certificate certificate;
    struct find_options options;
    struct slot_list slots;
    /* One of each for each slot. */
    struct into_word *words;
    struct sealing_target *targets;
    struct secret *plaintexts;
    struct text *strings;
};

#define auto_into __attribute__((cleanup(into_free))) struct into

static void into_free(struct into *into)
{
    for (size_t i = 0; i < into->slots.count; i++)
        secret_free(&into->plaintexts[i]);
    input_free(&into->input);
}

/* --- what the options say --- */

static bool is_argument(const struct invocation *invocation, enum option_id id)
{
    return invocation->settings[id].origin == FROM_ARGUMENT;
}

int seal_check_without_into(const struct invocation *invocation, struct err *err)
{
    static const enum option_id with_into[] = {OPTION_AT, OPTION_OWNER};
    for (size_t i = 0; i < sizeof with_into / sizeof *with_into; i++)
        if (is_argument(invocation, with_into[i])) {
            err_set(err, ERR_USAGE, "%s goes with --into FILE", origin_of(invocation, with_into[i]));
            return err_hint(err, "with --into, seal puts the string into FILE, for the Secret that the declaration there names");
        }
    return 0;
}

/* What says something else than --into does. Of a variable that is set for other runs nobody speaks here. */
static int check_others(const struct invocation *invocation, struct err *err)
{
    static const enum option_id manifests[] = {OPTION_STREAM, OPTION_FILENAME, OPTION_RECURSIVE};
    for (size_t i = 0; i < sizeof manifests / sizeof *manifests; i++)
        if (is_argument(invocation, manifests[i])) {
            err_set(err, ERR_USAGE, "--%s does not go with --into: it is for whole manifests", option_row(manifests[i])->name);
            return err_hint(err, "--into FILE puts single strings into FILE, --at PATH says where");
        }
    if (!is_argument(invocation, OPTION_NAME))
        return 0;
    err_set(err, ERR_USAGE, "--name does not go with --into: the file says for which Secret it is");
    return err_hint(err, "to name it otherwise, put credentials_secret beside the string");
}

static int check_options(const struct invocation *invocation, struct err *err)
{
    struct text namespace = value_of(invocation, OPTION_NAMESPACE);
    if (text_is(value_of(invocation, OPTION_INTO), "-")) {
        err_set(err, ERR_USAGE, "%s: takes a file, which is changed in place, and not stdin", origin_of(invocation, OPTION_INTO));
        return err_hint(err, "without --into, seal prints the string");
    }
    if (!is_given(invocation, OPTION_AT)) {
        err_set(err, ERR_USAGE, "--into needs to know where in the file: --at PATH");
        return err_hint(err, "PATH is written as in messages: external_secrets.keyvault_credentials.client_secret");
    }
    if (namespace.len > 0 && !name_is_label(namespace))
        return err_set(err, ERR_USAGE, "%s: not the name of a namespace (1 to 63 of a-z, 0-9 and -)",
                       origin_of(invocation, OPTION_NAMESPACE));
    return check_others(invocation, err);
}

static int read_word(struct into *into, size_t which, struct text word, struct err *err)
{
    const struct invocation *invocation = into->invocation;
    into->words[which] = into_word_read(word, text_of(into->path));
    if (into->words[which].path.len == 0)
        return err_set(err, ERR_USAGE, "%s: the path is empty", origin_of(invocation, OPTION_AT));
    if (into->words[which].file != NULL && *into->words[which].file == '\0') {
        err_set(err, ERR_USAGE, "%s: no file behind the =", origin_of(invocation, OPTION_AT));
        return err_hint(err, "write --at PATH=FILE, or --at PATH alone, whose plaintext comes on stdin or with --from-file FILE");
    }
    if (into->words[which].file != NULL && !text_is(text_of(into->words[which].file), "-") &&
        access(into->words[which].file, F_OK) != 0) {
        /* It may be no file but the plaintext itself: it is not shown. */
        err_set(err, ERR_USAGE, "%s " TEXT_FMT ": the file behind the = cannot be found: %s", origin_of(invocation, OPTION_AT),
                TEXT_ARG(into->words[which].path), strerror(errno));
        return err_hint(err, "a plaintext never stands on the command line: it comes from a file, stdin (-) or the terminal");
    }
    into->slots.items[which].path = into->words[which].path;
    into->slots.items[which].line = into->words[which].line;
    return 0;
}

/* Whose plaintext --from-file, stdin or whoever sits at the terminal gives: a pipe can serve one only. */
static int check_sources(const struct into *into, struct err *err)
{
    const char *from_file = value_of(into->invocation, OPTION_FROM_FILE).at;
    bool asks = from_file == NULL && isatty(STDIN_FILENO) == 1;
    bool from_stdin = from_file == NULL || text_is(text_of(from_file), "-");
    size_t open = 0, on_stdin = 0;
    for (size_t i = 0; i < into->slots.count; i++) {
        open += into->words[i].file == NULL;
        on_stdin += into->words[i].file != NULL && text_is(text_of(into->words[i].file), "-");
    }
    if (open == 0 && from_file != NULL)
        return err_set(err, ERR_USAGE, "%s: every path has its own file", origin_of(into->invocation, OPTION_FROM_FILE));
    if (asks || open == 0 || (open == 1 && !(from_stdin && on_stdin > 0)))
        return 0;
    err_set(err, ERR_USAGE, "%s can give one plaintext only, and several paths wait for it", from_stdin ? "stdin" : "--from-file");
    return err_hint(err, "say where each comes from: --at PATH=FILE; where several name the same FILE, or - for stdin, each gets "
                         "what is in it");
}

static int read_words(struct into *into, struct err *err)
{
    struct arena *arena = into->invocation->arena;
    const struct text_list *given = &into->invocation->settings[OPTION_AT].values;
    size_t count = given->count;
    into->words = arena_new(arena, size_mul(count, sizeof *into->words));
    into->targets = arena_new(arena, size_mul(count, sizeof *into->targets));
    into->plaintexts = arena_new(arena, size_mul(count, sizeof *into->plaintexts));
    into->strings = arena_new(arena, size_mul(count, sizeof *into->strings));
    into->slots.items = arena_new(arena, size_mul(count, sizeof *into->slots.items));
    into->slots.count = count;
    for (size_t i = 0; i < count; i++)
        if (read_word(into, i, given->items[i], err) != 0)
            return -1;
    return check_sources(into, err);
}

/* --- where the strings go --- */

static int make_stand_ins(struct into *into, struct err *err)
{
    struct arena *arena = into->invocation->arena;
    struct text *stand_ins = arena_new(arena, size_mul(into->slots.count, sizeof *stand_ins));
    auto_secret nothing = secret_new(1, SECRET_WIPED);
    for (size_t i = 0; i < into->slots.count; i++)
        if (seal(arena, &into->certificate.public, TEXT("stand-in"), &nothing, &stand_ins[i], err) != 0)
            return -1;
    into->slots.stand_ins = stand_ins;
    return 0;
}

static int find_places(struct into *into, struct err *err)
{
    const struct invocation *invocation = into->invocation;
    struct opener opener = {0};
    into->options = (struct find_options){
        .release_namespace = value_of(invocation, OPTION_NAMESPACE),
        .owners = invocation->settings[OPTION_OWNER].values,
        .shape = opener_for_render(&opener, false).shape,
    };
    into->slots.arena = invocation->arena;
    into->slots.options = &into->options;
    into->slots.file = (struct render_part){text_of(into->path), input_text(&into->input)};
    if (make_stand_ins(into, err) != 0 || slots_find(&into->slots, err) != 0)
        return -1;
    for (size_t i = 0; i < into->slots.count; i++)
        if (into_target_choose(invocation, &into->slots.items[i], &into->targets[i], &into->notes, err) != 0)
            return -1;
    return 0;
}

/* --- what goes there --- */

/* The earlier slot with the same file: what a pipe gives can be read only once. */
static const struct secret *plaintext_read_before(const struct into *into, size_t which)
{
    const char *file = into->words[which].file;
    for (size_t i = 0; file != NULL && i < which; i++)
        if (into->words[i].file != NULL && text_is(text_of(file), into->words[i].file))
            return &into->plaintexts[i];
    return NULL;
}

static int read_plaintext(struct into *into, size_t which, struct err *err)
{
    struct arena *arena = into->invocation->arena;
    const struct slot *slot = &into->slots.items[which];
    const char *file = into->words[which].file;
    struct plaintext_request request = {
        .path = file != NULL ? file : value_of(into->invocation, OPTION_FROM_FILE).at,
        .question = arena_format(arena, "Plaintext of " TEXT_FMT ", for " TEXT_FMT " (not shown): ", TEXT_ARG(slot->whole_path),
                                 TEXT_ARG(sealing_target_text(arena, &into->targets[which]))),
        .where = slot->whole_path,
    };
    return plaintext_read(into->invocation, &request, &into->plaintexts[which], &into->notes, err);
}

static int seal_plaintexts(struct into *into, struct err *err)
{
    struct arena *arena = into->invocation->arena;
    for (size_t i = 0; i < into->slots.count; i++) {
        const struct sealing_target *target = &into->targets[i];
        const struct secret *plaintext = plaintext_read_before(into, i);
        if (plaintext == NULL && read_plaintext(into, i, err) != 0)
            return -1;
        struct text label = scope_label(arena, target->scope, target->namespace, target->name);
        if (seal(arena, &into->certificate.public, label, plaintext != NULL ? plaintext : &into->plaintexts[i], &into->strings[i],
                 err) != 0)
            return -1;
    }
    return 0;
}

static int replace_file(struct into *into, struct err *err)
{
    struct text filled;
    if (slots_fill(&into->slots, into->strings, &filled, err) != 0)
        return -1;
    return file_replace(into->path, &into->stamp, &filled, 1, err);
}

static void tell(struct into *into)
{
    struct arena *arena = into->invocation->arena;
    message_notes(&into->invocation->messages, &into->notes);
    for (size_t i = 0; i < into->slots.count; i++) {
        const struct slot *slot = &into->slots.items[i];
        struct text where = arena_format(arena, TEXT_FMT ": " TEXT_FMT, TEXT_ARG(slot->place), TEXT_ARG(slot->whole_path));
        sealing_target_tell(into->invocation, where, &into->targets[i]);
    }
    sealing_certificate_tell(into->invocation, &into->certificate);
}

/* Nobody is asked for a plaintext before all else is known to be right. */
int seal_into(struct invocation *invocation, struct err *err)
{
    auto_into into = {.invocation = invocation, .notes = {.arena = invocation->arena}};
    into.path = value_of(invocation, OPTION_INTO).at;
    if (check_options(invocation, err) != 0 || read_words(&into, err) != 0 ||
        sealing_certificate_read(invocation, &into.certificate, err) != 0 ||
        file_read_stamped(into.path, LIMIT_VALUES_BYTES, &into.input, &into.stamp, err) != 0 || find_places(&into, err) != 0 ||
        seal_plaintexts(&into, err) != 0 || replace_file(&into, err) != 0)
        return -1;
    tell(&into);
    return 0;
}
