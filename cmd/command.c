/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/command.h"

#include <stdint.h>

#include "base/nearest.h"
#include "cmd/complete.h"

static const enum option_id no_options[] = {OPTION_COUNT};
static const enum option_id version_options[] = {OPTION_OUTPUT, OPTION_COUNT};
static const enum option_id render_options[] = {
    OPTION_FILENAME,
    OPTION_RECURSIVE,
    OPTION_VALUES,
    OPTION_SEALING_KEY,
    OPTION_KEY_INDEX,
    OPTION_NAMESPACE,
    OPTION_OWNER,
    OPTION_ALLOW_NAMESPACE,
    OPTION_TEAM_LABEL,
    OPTION_TRUST_TEAM_CLAIMS,
    OPTION_OPEN_CLUSTER_STORES,
    OPTION_EMIT,
    OPTION_SCOPE,
    OPTION_MAX_SCOPE,
    OPTION_ALLOW_PLAIN,
    OPTION_STRIP_NEWLINE,
    OPTION_TARGET_VERSION,
    OPTION_DRY_RUN,
    OPTION_COUNT,
};

static const char *const render_examples[] = {
    "helm template poseidon ./chart | $0 render --sealing-key keys/ | kubectl apply -f -",
    "$0 render -f rendered/ -R --values poseidon.yaml --sealing-key key.pem",
    "$0 render -f all.yaml --emit sealed-secret",
    "$0 render -f all.yaml --sealing-key key.pem --dry-run",
    NULL,
};
static const enum option_id seal_options[] = {
    OPTION_CERT,        OPTION_CERT_FINGERPRINT, OPTION_NAMESPACE, OPTION_NAME,
    OPTION_SCOPE,       OPTION_FROM_FILE,        OPTION_INTO,      OPTION_AT,
    OPTION_OWNER,       OPTION_STREAM,           OPTION_FILENAME,  OPTION_RECURSIVE,
    OPTION_ALLOW_EMPTY, OPTION_STRIP_NEWLINE,    OPTION_COUNT,
};

static const char *const seal_examples[] = {
    "$0 seal --cert cert.pem -n poseidon-dev --name keyvault-credentials --from-file password.txt",
    "$0 seal --cert cert.pem -n poseidon-dev --scope namespace-wide <password.txt",
    "$0 seal --cert cert.pem -f secrets.yaml >sealed-secrets.yaml",
    "$0 seal --cert cert.pem --stream <secrets.yaml | kubectl apply -f -",
    "$0 seal --cert cert.pem --into poseidon.yaml --at external_secrets.keyvault_credentials.client_secret <password.txt",
    NULL,
};
static const enum option_id unseal_options[] = {
    OPTION_SEALING_KEY, OPTION_KEY_INDEX, OPTION_NAMESPACE, OPTION_NAME,   OPTION_SCOPE, OPTION_FROM_FILE,
    OPTION_STREAM,      OPTION_FILENAME,  OPTION_RECURSIVE, OPTION_REVEAL, OPTION_COUNT,
};
static const enum option_id reseal_options[] = {
    OPTION_FILENAME,  OPTION_RECURSIVE, OPTION_TRACKED,  OPTION_SEALING_KEY, OPTION_CERT,  OPTION_CERT_FINGERPRINT,
    OPTION_KEY_INDEX, OPTION_NAMESPACE, OPTION_IN_PLACE, OPTION_DRY_RUN,     OPTION_COUNT,
};
static const enum option_id keys_options[] = {
    OPTION_FILENAME,  OPTION_SEALING_KEY, OPTION_USAGE,  OPTION_KEY_INDEX,
    OPTION_RECURSIVE, OPTION_TRACKED,     OPTION_OUTPUT, OPTION_COUNT,
};

static const char *const unseal_examples[] = {
    "$0 unseal --sealing-key keys/ -n poseidon-dev --name poseidon-app-credentials <sealed.txt | wc -c",
    "$0 unseal --sealing-key key.pem -n poseidon-dev --name poseidon-app-credentials --from-file sealed.txt --reveal",
    "$0 unseal --sealing-key keys/ -f sealed-secrets.yaml | kubectl apply -f -",
    NULL,
};
static const char *const reseal_examples[] = {
    "$0 reseal --sealing-key keys/ --in-place -R rendered/",
    "$0 reseal --sealing-key keys/ --in-place --dry-run poseidon.yaml",
    "$0 reseal --sealing-key keys/ --cert cert.pem <all.yaml >new.yaml",
    NULL,
};
static const char *const keys_examples[] = {
    "$0 keys keys/ cert.pem",
    "cat keys/*.yaml | $0 keys",
    "$0 keys --sealing-key key.pem -o json",
    "$0 keys keys/ --usage rendered/ -R",
    NULL,
};
static const enum option_id argocd_options[] = {
    OPTION_SEALING_KEY,       OPTION_NAMESPACE,           OPTION_OWNER,          OPTION_ALLOW_NAMESPACE, OPTION_TEAM_LABEL,
    OPTION_TRUST_TEAM_CLAIMS, OPTION_OPEN_CLUSTER_STORES, OPTION_EMIT,           OPTION_SCOPE,           OPTION_MAX_SCOPE,
    OPTION_ALLOW_PLAIN,       OPTION_STRIP_NEWLINE,       OPTION_TARGET_VERSION, OPTION_COUNT,
};
static const enum option_id kustomize_options[] = {
    OPTION_SEALING_KEY, OPTION_KEY_INDEX,         OPTION_NAMESPACE,           OPTION_OWNER,          OPTION_ALLOW_NAMESPACE,
    OPTION_TEAM_LABEL,  OPTION_TRUST_TEAM_CLAIMS, OPTION_OPEN_CLUSTER_STORES, OPTION_EMIT,           OPTION_SCOPE,
    OPTION_MAX_SCOPE,   OPTION_ALLOW_PLAIN,       OPTION_STRIP_NEWLINE,       OPTION_TARGET_VERSION, OPTION_COUNT,
};
static const char *const argocd_examples[] = {
    "$0 argocd parameters",
    "$0 argocd discover",
    NULL,
};
static const char *const completion_examples[] = {
    "source <($0 completion bash)",
    "$0 completion fish >external-secrets.fish",
    NULL,
};
static const enum option_id verify_options[] = {
    OPTION_FILENAME,         OPTION_RECURSIVE, OPTION_TRACKED, OPTION_SEALING_KEY, OPTION_KEY_INDEX, OPTION_CERT,
    OPTION_CERT_FINGERPRINT, OPTION_NAMESPACE, OPTION_NAME,    OPTION_SCOPE,       OPTION_OUTPUT,    OPTION_COUNT,
};
static const char *const verify_outputs[] = {"text", "json", "sarif", "github", NULL};
static const char *const verify_examples[] = {
    "$0 verify --sealing-key keys/ -R .",
    "$0 verify --tracked --cert examples/sealing-key/certificate.pem",
    "helm template poseidon ./chart | $0 verify --sealing-key key.pem -o json",
    NULL,
};
static const enum option_id schema_options[] = {OPTION_OUTPUT, OPTION_ALLOW_PLAIN, OPTION_COUNT};
static const char *const schema_outputs[] = {"json", "markdown", NULL};
static const char *const schema_examples[] = {
    "$0 schema >values.schema.json",
    "$0 schema -o markdown | less",
    NULL,
};
static const char *const version_examples[] = {"$0 version", "$0 version -o json", NULL};
static const char *const help_examples[] = {"$0 help", "$0 help render", NULL};

const struct command commands[] = {
    {
        .name = "render",
        .run = render_command,
        .synopsis = "[-f FILE]... [--sealing-key FILE]... [options]",
        .help = "add the stores and credentials that tenant values declare to rendered manifests",
        .about =
            "Reads rendered manifests, finds the declarations of external secret stores in them, and writes the manifests as they\n"
            "came, followed by the stores and the Secrets with their opened credentials. Without -f it reads stdin. It is the\n"
            "subcommand that is meant where none is named, so that Helm can call the program as a post-renderer.",
        .examples = render_examples,
        .options = render_options,
        .words_hint = "inputs are named with -f FILE",
    },
    {
        .name = "seal",
        .run = seal_command,
        .synopsis = "--cert FILE|URL [-n NAMESPACE] [--name NAME] [--scope SCOPE] [-f FILE]... [options]",
        .help = "seal a plaintext into a string, or the Secrets of manifests into SealedSecrets",
        .about =
            "Reads a plaintext from stdin, from a file, or at a terminal from whoever sits there, and prints it sealed: one "
            "string,\n"
            "without a line end. The string opens for the Secret that --name and -n name (strict), for all of that namespace\n"
            "(namespace-wide) or everywhere (cluster-wide). It is the controller's of Sealed Secrets, or render's, to open.\n\n"
            "With -f, or --stream for stdin, it reads manifests and writes them with every Secret as a SealedSecret; all else\n"
            "passes byte for byte. The scope is that of --scope, else that of the Secret's annotations, else strict.\n\n"
            "With --into FILE --at PATH the string goes straight into that file, for the Secret that the declaration around PATH\n"
            "names; nothing else in it changes. PATH is written as in messages.",
        .examples = seal_examples,
        .options = seal_options,
        .words_secret = true,
        .words_hint = "the plaintext comes on stdin or with --from-file FILE: arguments can be seen by every user of the machine",
    },
    {
        .name = "unseal",
        .run = unseal_command,
        .synopsis = "--sealing-key FILE [-n NAMESPACE] [--name NAME] [--from-file FILE] [-f FILE]... [options]",
        .help = "open one sealed string, or the SealedSecrets of manifests, without a cluster",
        .about = "Reads one string that kubeseal --raw printed, or one value of a SealedSecret, and writes its plaintext byte for\n"
                 "byte. Namespace and name are those that it was sealed for. Every scope that they allow is tried, unless --scope\n"
                 "names one: strict takes both, namespace-wide the namespace, cluster-wide neither.\n\n"
                 "Manifests, on stdin or named with -f, leave with every SealedSecret as the Secret that it gives; all else passes "
                 "byte\n"
                 "for byte. Namespace, name and scope are those of each SealedSecret.",
        .examples = unseal_examples,
        .options = unseal_options,
        .words_hint = "a sealed string comes on stdin or with --from-file FILE, manifests on stdin or with -f FILE",
    },
    {
        .name = "reseal",
        .run = reseal_command,
        .synopsis = "--sealing-key FILE [--cert FILE] [--in-place] [FILE|DIR]... [options]",
        .help = "seal the strings of files or a stream anew for the newest certificate",
        .about =
            "Opens every sealed string of the files and seals it anew, for just what it was sealed for, with the newest of the\n"
            "valid certificates among the sealing keys, or that of --cert. What is sealed for it already stays, and so does every\n"
            "byte besides. Each file is replaced as a whole, or left as it is where one of its strings does not open. Without\n"
            "--in-place it takes one file or stdin, and writes the result on stdout.",
        .examples = reseal_examples,
        .options = reseal_options,
        .words = SIZE_MAX,
    },
    {
        .name = "keys",
        .run = keys_command,
        .synopsis = "[FILE|DIR]... [-f FILE]... [--sealing-key FILE]... [--usage FILE]... [-o text|json]",
        .help = "list sealing keys and certificates: fingerprint, bits, validity, which is newest",
        .about = "Lists the keys in files and folders of PEM, Secrets or Lists of Secrets, private keys as well as certificates\n"
                 "alone, a line for each, the newest first. Without any it reads stdin. Nothing that is secret is shown.\n"
                 "With --usage it tells how many of the sealed strings in other files each key made.",
        .examples = keys_examples,
        .options = keys_options,
        .words = SIZE_MAX,
        .completion = COMPLETE_FILES,
    },
    {
        .name = "verify",
        .run = verify_command,
        .synopsis = "[FILE|DIR]... [--sealing-key FILE]... [-R | --tracked] [-o text|json|sarif|github]",
        .help = "tell whether the sealed strings of files, folders and streams open, and why not",
        .about =
            "Looks at every sealed string in values, SealedSecrets, store manifests, annotated Secrets and elsewhere in YAML and\n"
            "JSON, and tells with which key and for which Secret each opens, or what is wrong with it and what mends it. Without\n"
            "private keys it looks at shapes alone. Exit status 1 says that something is wrong, 3 that nothing was found.",
        .examples = verify_examples,
        .options = verify_options,
        .outputs = verify_outputs,
        .words = SIZE_MAX,
        .completion = COMPLETE_FILES,
    },
    {
        .name = "schema",
        .run = schema_command,
        .synopsis = "[-o json|markdown] [--allow-plain]",
        .help = "print the JSON Schema of values, for editors and charts, or their reference",
        .about =
            "Prints what values may hold, all generations: a JSON Schema (draft 7), by which editors complete and check\n"
            "external_secrets blocks and Helm checks a chart's values (values.schema.json), or with -o markdown a page with a\n"
            "table for every mapping. It takes values documents, charts' values and definition files; keys of others are free.\n"
            "With --allow-plain it takes client secrets in plain text as well.",
        .examples = schema_examples,
        .options = schema_options,
        .outputs = schema_outputs,
    },
    {
        .name = "version",
        .run = version_command,
        .synopsis = "[-o text|json]",
        .help = "print the version of the program and of its libraries",
        .about = "Prints the version of the program, of the libraries that it runs with, and how it was built.",
        .examples = version_examples,
        .options = version_options,
    },
    {
        .name = "argocd",
        .run = argocd_command,
        .synopsis = "generate|parameters|discover [options]",
        .help = "print an application's manifests for Argo CD, filtered, as its config management plugin",
        .about = "Runs in an application's folder, as Argo CD runs a plugin. generate has helm or kustomize print what the folder "
                 "holds, or reads\n"
                 "its manifests, and filters that: credentials leave sealed unless the platform says otherwise, the owner is the "
                 "application's\n"
                 "project, and their namespace that of its destination. parameters announces what an application may set, discover "
                 "tells\n"
                 "whether there is something for the filter.",
        .examples = argocd_examples,
        .options = argocd_options,
        .words = 1,
        .completion = COMPLETE_CHOICES,
        .choices = argocd_words,
    },
    {
        .name = "completion",
        .run = completion_command,
        .synopsis = "bash|zsh|fish",
        .help = "print a script that completes subcommands, options and their values in a shell",
        .about = "Prints a script for a shell, which asks the program what may come next. kubectl asks it as well where a link to "
                 "it with\n"
                 "the name kubectl_complete-external_secrets stands in PATH.",
        .examples = completion_examples,
        .options = no_options,
        .words = 1,
        .completion = COMPLETE_CHOICES,
        .choices = completion_shells,
    },
    {.name = KUSTOMIZE_COMMAND, .run = kustomize_command, .options = kustomize_options, .words = 1, .hidden = true},
    {.name = COMPLETE_COMMAND, .run = complete_command, .options = no_options, .words = SIZE_MAX, .hidden = true},
    {
        .name = "help",
        .run = help_command,
        .synopsis = "[SUBCOMMAND]",
        .help = "show help for the program or a subcommand",
        .about = "Shows what the program does, or what a subcommand does and takes.",
        .examples = help_examples,
        .options = no_options,
        .words = 1,
        .completion = COMPLETE_SUBCOMMANDS,
    },
    {0},
};

const struct command *command_named(struct text name)
{
    for (const struct command *command = commands; command->name != NULL; command++)
        if (text_is(name, command->name))
            return command;
    return NULL;
}

bool command_allows(const struct command *command, enum option_id id)
{
    if ((int)id < OPTION_COMMON_COUNT)
        return true;
    for (const enum option_id *allowed = command->options; *allowed != OPTION_COUNT; allowed++)
        if (*allowed == id)
            return true;
    return false;
}

const char *const *command_choices(const struct command *command, enum option_id id)
{
    static const char *const usual[] = {"text", "json", NULL};
    if (id != OPTION_OUTPUT)
        return option_row(id)->choices;
    return command->outputs != NULL ? command->outputs : usual;
}

const char *command_nearest(struct arena *arena, struct text name)
{
    size_t count = sizeof commands / sizeof commands[0], shown = 0;
    const char **names = arena_new(arena, count * sizeof *names);
    for (size_t i = 0; i < count; i++)
        if (!commands[i].hidden)
            names[shown++] = commands[i].name;
    return nearest_word(name, names);
}
