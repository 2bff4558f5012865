/* SPDX-License-Identifier: Apache-2.0
 *
 * unseal_command: one sealed string to its plaintext; manifests are cmd/convert_command.h's.
 */
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "cmd/command.h"
#include "cmd/convert_command.h"
#include "cmd/opener.h"
#include "cmd/sandbox.h"
#include "cmd/stdout.h"
#include "sealed/open.h"

/* In the order of the option's choices. */
static const enum scope scopes[] = {SCOPE_STRICT, SCOPE_NAMESPACE_WIDE, SCOPE_CLUSTER_WIDE};

/* The narrowest scope for which all that its label needs is given. */
static enum scope narrowest(struct open_label label)
{
    if (label.namespace.len == 0)
        return SCOPE_CLUSTER_WIDE;
    return label.name.len == 0 ? SCOPE_NAMESPACE_WIDE : SCOPE_STRICT;
}

/* The label, and which scopes it may be taken for. */
static int read_label(const struct invocation *invocation, struct open_label *label, struct open_options *options, struct err *err)
{
    *label = (struct open_label){value_of(invocation, OPTION_NAMESPACE), value_of(invocation, OPTION_NAME)};
    *options = (struct open_options){
        .min_scope = narrowest(*label), .max_scope = SCOPE_CLUSTER_WIDE, .by_hand = true, .allow_empty = true, .threads = 1};
    if (label->name.len > 0 && label->namespace.len == 0) {
        err_set(err, ERR_USAGE, "%s without a namespace is no label", origin_of(invocation, OPTION_NAME));
        return err_hint(err, "give the namespace as well: --namespace NAME");
    }
    if (!is_given(invocation, OPTION_SCOPE))
        return 0;
    enum scope scope = scopes[choice_of(invocation, OPTION_SCOPE, SCOPE_STRICT)];
    if (scope < options->min_scope) {
        const char *whole = scope == SCOPE_STRICT ? "--namespace and --name" : "--namespace";
        return err_set(err, ERR_USAGE, "%s: %s needs %s", origin_of(invocation, OPTION_SCOPE), scope_name(scope),
                       label->namespace.len > 0 ? "--name" : whole);
    }
    options->min_scope = options->max_scope = scope;
    return 0;
}

/* The string's bytes; *name is what messages call it. */
static int read_string(const struct invocation *invocation, struct input *input, const char **name, struct err *err)
{
    struct text path = value_of(invocation, OPTION_FROM_FILE);
    bool given = path.len > 0 && !text_is(path, "-");
    *name = given ? path.at : "stdin";
    if (path.len == 0 && isatty(STDIN_FILENO) == 1) {
        err_set(err, ERR_USAGE, "nothing to read: no --from-file, and stdin is a terminal");
        return err_hint(err, "pipe the sealed string in, or name its file with --from-file FILE; --from-file - reads the terminal");
    }
    /* More than a sealed string may have: it may be manifests, and what came in its place should be named. */
    return given ? input_read_file(path.at, LIMIT_STREAM_BYTES, input, err)
                 : input_read(STDIN_FILENO, *name, LIMIT_STREAM_BYTES, input, err);
}

/* No string of base64 has a colon. */
static bool is_manifest(struct text bytes)
{
    return text_contains(bytes, ":") && (text_contains(bytes, "apiVersion") || text_contains(bytes, "encryptedData"));
}

/* The string as the decoder takes it: line ends are no part of it, blanks around it came along by mistake. */
static int trim_string(struct text bytes, const char *name, struct note_list *notes, struct text *out, struct err *err)
{
    if (is_manifest(bytes)) {
        err_set(err, ERR_INPUT, "%s: holds manifests, and no single sealed string", name);
        return err_hint(err, "-f %s opens the SealedSecrets in it", name);
    }
    *out = text_trim(bytes);
    struct text lines = bytes;
    while (lines.len > 0 && (lines.at[0] == '\n' || lines.at[0] == '\r'))
        lines = text_from(lines, 1);
    while (lines.len > 0 && (lines.at[lines.len - 1] == '\n' || lines.at[lines.len - 1] == '\r'))
        lines.len--;
    if (out->len > 0 && out->len != lines.len)
        note_add(notes, NOTE_WARNING, arena_format(notes->arena, "%s: blanks around the sealed string are left out", name),
                 TEXT("kubeseal and the controller refuse a string with blanks"));
    return 0;
}

static void note_opened(const struct keyring *ring, const struct open_request *request, struct note_list *notes)
{
    const struct sealing_key *key = &ring->items[request->key];
    struct text label = scope_label(notes->arena, request->scope, request->label.namespace, request->label.name);
    note_add(notes, NOTE_DETAIL,
             arena_format(notes->arena, "opened as %s%s" TEXT_FMT " by the key " TEXT_FMT " (" TEXT_FMT ")",
                          scope_name(request->scope), label.len > 0 ? " " : "", TEXT_ARG(label),
                          TEXT_ARG(fingerprint_text(notes->arena, key->fingerprint)), TEXT_ARG(key->origin)),
             (struct text){0});
    if (request->plaintext.len == 0)
        note_add(notes, NOTE_WARNING, TEXT("the plaintext is empty"), (struct text){0});
}

/* All but the writing; *name is where the string stands. */
static int open_string(struct opener *opener, struct text bytes, const char *name, const struct open_options *options,
                       struct open_request *request, struct err *err)
{
    size_t failed = 0;
    if (trim_string(bytes, name, opener->notes, &request->string, err) != 0)
        return -1;
    opener_start_index(opener);
    opener_read(opener);
    sandbox_enter(&opener->invocation->messages, opener->notes);
    if (!opener_has_keys(opener))
        return opener_load(opener, err) == 0 ? 0 : err_wrap(err, "%s", name);
    if (opener_load(opener, err) != 0)
        return -1;
    struct open_options with_index = *options;
    with_index.index = opener->index;
    if (open_all(&opener->ring, &with_index, request, 1, &failed, err) != 0)
        return err_wrap(err, "%s", name);
    note_opened(&opener->ring, request, opener->notes);
    return 0;
}

static int unseal_string(struct invocation *invocation, struct opener *opener, struct err *err)
{
    struct open_options options;
    struct open_request request = {0};
    auto_input input = {0};
    const char *name;
    if (read_string(invocation, &input, &name, err) != 0)
        return -1;
    struct render_part part = {text_of(name), input_text(&input)};
    if (!is_given(invocation, OPTION_FROM_FILE) && is_manifest(part.bytes))
        return unseal_parts(invocation, opener, &part, 1, err);
    if (read_label(invocation, &request.label, &options, err) != 0)
        return -1;
    int result = open_string(opener, part.bytes, name, &options, &request, err);
    auto_secret plaintext = secret_steal(&request.plaintext);
    opener_keep_index(opener);
    opener_note_unlocked(opener->notes);
    if (result == 0 || invocation->messages.verbose)
        message_notes(&invocation->messages, opener->notes);
    struct text shown = {(const char *)plaintext.bytes, plaintext.len};
    return result == 0 ? stdout_write(&shown, 1, err) : -1;
}

int unseal_command(struct invocation *invocation, struct err *err)
{
    struct note_list notes = {.arena = invocation->arena};
    auto_opener opener = {.invocation = invocation, .notes = &notes};
    bool stream;
    if (stream_asked(invocation, &stream, err) != 0 || opener_check(&opener, err) != 0 ||
        stdout_check_private(is_on(invocation, OPTION_REVEAL), &notes, err) != 0)
        return -1;
    return stream ? unseal_stream(invocation, &opener, err) : unseal_string(invocation, &opener, err);
}
