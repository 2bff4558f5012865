/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/options.h"

#include <ctype.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/nearest.h"

static const char *const color_choices[] = {"auto", "always", "never", NULL};
static const char *const emit_choices[] = {"secret", "sealed-secret", "reference", NULL};
static const char *const scope_choices[] = {"strict", "namespace-wide", "cluster-wide", NULL};
static const char *const output_choices[] = {"text", "json", "sarif", "github", "markdown", NULL};

static const struct option options[OPTION_COUNT] = {
    [OPTION_HELP] = {"help", 'h', .help = "show help and end"},
    [OPTION_QUIET] = {"quiet", 'q', .help = "print errors only"},
    [OPTION_VERBOSE] = {"verbose", 'v', .help = "print what was found and why; wins over --quiet"},
    [OPTION_LOG_FILE] = {"log-file", 0, "FILE", .completion = COMPLETE_FILES,
                         .help = "append every message to FILE, with the time"},
    [OPTION_COLOR] = {"color", 0, "WHEN", .completion = COMPLETE_CHOICES, .choices = color_choices,
                      .help = "colour messages: auto (the default), always or never"},
    [OPTION_FILENAME] = {"filename", 'f', "FILE", .repeatable = true, .completion = COMPLETE_FILES,
                         .help = "read FILE, the files of a folder by name, or - for stdin"},
    [OPTION_RECURSIVE] = {"recursive", 'R', .help = "read the sub-folders of the folders given as well"},
    [OPTION_TRACKED] = {"tracked", .help = "of the folders given, read the files that Git tracks, at any depth"},
    [OPTION_VALUES] = {"values", 0, "FILE", .repeatable = true, .completion = COMPLETE_FILES,
                       .help = "a tenant's or team's values outside the stream; later files win, merged as Helm does"},
    [OPTION_SEALING_KEY] = {"sealing-key", 0, "FILE", .repeatable = true, .secret = true, .completion = COMPLETE_FILES,
                            .help = "private sealing keys: a file or folder of PEM, Secrets or Lists of Secrets"},
    [OPTION_KEY_INDEX] = {"key-index", 0, "FILE", .completion = COMPLETE_FILES,
                          .help = "remember in FILE which key opened which string, and try that key first"},
    [OPTION_USAGE] = {"usage", 0, "FILE", .repeatable = true, .completion = COMPLETE_FILES,
                      .help = "tell which of the sealed strings in FILE, or in the files of a folder, each key made"},
    [OPTION_FROM_FILE] = {"from-file", 0, "FILE", .completion = COMPLETE_FILES,
                          .help = "read what is sealed or unsealed from FILE, or from stdin with - (the default)"},
    [OPTION_STREAM] = {"stream", .help = "stdin holds manifests, and no single string"},
    [OPTION_INTO] = {"into", 0, "FILE", .completion = COMPLETE_FILES,
                     .help = "put what is sealed into FILE, for the Secret that the declaration there names"},
    [OPTION_AT] = {"at", 0, "PATH[=FILE]", .repeatable = true, .secret = true,
                   .help = "where in the file of --into, as messages write it; FILE holds its plaintext"},
    [OPTION_CERT] = {"cert", 0, "FILE", .completion = COMPLETE_FILES,
                     .help = "the certificate to seal for: PEM, a Secret or a List of Secrets; or an https URL of PEM"},
    [OPTION_CERT_FINGERPRINT] = {"cert-fingerprint", 0, "SHA256",
                                 .help = "refuse a certificate for any other key than that of this fingerprint"},
    [OPTION_NAMESPACE] = {"namespace", 'n', "NAME", .completion = COMPLETE_NAMESPACES,
                          .help = "of the release, where objects and declarations name none; or of the Secret of a single string"},
    [OPTION_NAME] = {"name", 0, "NAME", .help = "of the Secret that a single string is sealed for"},
    [OPTION_OWNER] = {"owner", 0, "NAME", .repeatable = true, .help = "refuse declarations of any other tenant or team than NAME"},
    [OPTION_ALLOW_NAMESPACE] = {"allow-namespace", 0, "GLOB", .repeatable = true, .completion = COMPLETE_NAMESPACES,
                                .help = "refuse credentials in a namespace that matches no GLOB"},
    [OPTION_TEAM_LABEL] = {"team-label", 0, "KEY",
                           .help = "a team's cluster store also serves namespaces with the label KEY: <team>"},
    [OPTION_TRUST_TEAM_CLAIMS] = {"trust-team-claims", .help = "a tenant is a member of the team that it names itself"},
    [OPTION_OPEN_CLUSTER_STORES] = {"open-cluster-stores",
                                    .help = "leave out the conditions that say which namespaces a cluster store serves"},
    [OPTION_EMIT] = {"emit", 0, "FORM", .completion = COMPLETE_CHOICES, .choices = emit_choices,
                     .help = "how credentials leave: secret (opened, the default), sealed-secret or reference"},
    [OPTION_SCOPE] = {"scope", 0, "SCOPE", .completion = COMPLETE_CHOICES, .choices = scope_choices,
                      .help = "strict, namespace-wide or cluster-wide: of what is sealed (default: strict) or was (default: any)"},
    [OPTION_MAX_SCOPE] = {"max-scope", 0, "SCOPE", .completion = COMPLETE_CHOICES, .choices = scope_choices,
                          .help = "the widest scope that is opened: strict, namespace-wide or cluster-wide (the default)"},
    [OPTION_ALLOW_PLAIN] = {"allow-plain", .help = "admit client secrets in plain text"},
    [OPTION_ALLOW_EMPTY] = {"allow-empty", .help = "seal even an empty plaintext"},
    [OPTION_STRIP_NEWLINE] = {"strip-newline", .help = "take one line end off the end of a credential or plaintext"},
    [OPTION_TARGET_VERSION] = {"target-version", 0, "VERSION",
                               .help = "the External Secrets Operator's version; newer fields are left out"},
    [OPTION_DRY_RUN] = {"dry-run", .help = "write nothing; list on stderr what would be generated or changed"},
    [OPTION_IN_PLACE] = {"in-place", .help = "replace each of the files, in place of a stream on stdout"},
    [OPTION_REVEAL] = {"reveal", .help = "print a plaintext on stdout even where that is a terminal"},
    [OPTION_OUTPUT] = {"output", 'o', "FORMAT", .completion = COMPLETE_CHOICES, .choices = output_choices,
                       .help = "text (the default) or json; of verify also sarif or github; of schema json or markdown"},
};

const struct option *option_row(enum option_id id)
{
    return &options[id];
}

enum option_id option_named(struct text name)
{
    enum option_id id = 0;
    while (id < OPTION_COUNT && !text_is(name, options[id].name))
        id++;
    return id;
}

enum option_id option_lettered(char letter)
{
    enum option_id id = 0;
    while (id < OPTION_COUNT && (letter == 0 || options[id].letter != letter))
        id++;
    return id;
}

const char *option_nearest(struct text name)
{
    const char *names[OPTION_COUNT + 1] = {NULL};
    for (enum option_id id = 0; id < OPTION_COUNT; id++)
        names[id] = options[id].name;
    return nearest_word(name, names);
}

const char *option_variable(struct arena *arena, enum option_id id)
{
    static const char prefix[] = "EXTERNAL_SECRETS_";
    char *variable = arena_string(arena, arena_format(arena, "%s%s", prefix, options[id].name));
    for (char *at = variable + sizeof prefix - 1; *at != 0; at++)
        *at = *at == '-' ? '_' : (char)toupper((unsigned char)*at);
    return variable;
}

const char *option_key(struct arena *arena, enum option_id id)
{
    char *key = arena_string(arena, text_of(options[id].name)), *to = key;
    for (const char *from = key; *from != 0; from++)
        *to++ = *from == '-' ? (char)toupper((unsigned char)*++from) : *from;
    *to = 0;
    return key;
}

struct text option_choices(struct arena *arena, const char *const *choices)
{
    struct buf buf = buf_new(arena, LIMIT_MESSAGE_BYTES);
    for (const char *const *choice = choices; *choice != NULL; choice++)
        buf_format(&buf, "%s%s", choice == choices ? "" : ", ", *choice);
    return buf_text(&buf);
}
