/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/help.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "cmd/key_data.h"
#include "cmd/stdout.h"

/* Variables that are no option's twin. */
static const struct variable {
    const char *name, *help;
} variables[] = {
    {SEALING_KEY_DATA_VARIABLE, "private sealing keys themselves, as PEM or YAML"},
    {"ARGOCD_APP_NAMESPACE", "the release namespace where --namespace is not given; `argocd`: the only one for credentials"},
    {"ARGOCD_APP_PROJECT_NAME", "`argocd`: the owner where --owner is not given"},
    {"ARGOCD_APP_NAME", "`argocd`: the name of a chart's release"},
    {"ARGOCD_APP_SOURCE_PATH", "`argocd`: where in the repository the application stands"},
    {"ARGOCD_APP_PARAMETERS", "`argocd`: what the application sets, as JSON"},
    {"KUBE_VERSION", "`argocd`: the cluster's version, for charts"},
    {"KUBE_API_VERSIONS", "`argocd`: the cluster's APIs, for charts"},
    {"KUBECONFIG", "as a kubectl plugin, for `render`: its current context names the release namespace"},
    {"CURL_CA_BUNDLE", "for URLs: a file of the authorities that vouch for servers; else SSL_CERT_FILE, SSL_CERT_DIR"},
    {"HTTPS_PROXY", "for URLs: the proxy, as for curl; also ALL_PROXY and NO_PROXY"},
    {"NO_COLOR", "no colours with --color auto"},
    {"HELM_PLUGIN_NAME", "set by Helm: messages also go to the terminal"},
};

static const struct {
    enum err_kind code;
    const char *help;
} exit_codes[] = {
    {ERR_NONE, "done"},
    {ERR_ANSWER_NO, "the answer is no: findings, differences"},
    {ERR_USAGE, "wrong usage"},
    {ERR_INPUT, "bad input: YAML, values, objects, a sealed string of bad shape"},
    {ERR_SEALED, "a well-formed sealed string does not open: no key, wrong label, too wide a scope"},
    {ERR_REMOTE, "a cluster, a vault or another remote refused or was unreachable"},
    {ERR_IO, "reading or writing failed"},
};

static void put_columns(struct buf *buf, const char *left, const char *right, size_t width)
{
    size_t len = strlen(left);
    buf_format(buf, "  %s", left);
    buf_put_spaces(buf, len < width ? width - len : 0);
    buf_format(buf, "  %s\n", right);
}

/* "-f, --filename FILE" */
static const char *usage_of(struct arena *arena, enum option_id id)
{
    const struct option *option = option_row(id);
    char letter[] = "-x, ";
    letter[1] = option->letter;
    return arena_format(arena, "%s--%s%s%s", option->letter != 0 ? letter : "    ", option->name, option->value != NULL ? " " : "",
                        option->value != NULL ? option->value : "")
        .at;
}

static void put_option(struct buf *buf, enum option_id id)
{
    enum { OPTION_WIDTH = 30 };
    const struct option *option = option_row(id);
    struct text help = arena_format(buf->arena, "%s%s", option->help, option->repeatable ? " (repeatable)" : "");
    put_columns(buf, usage_of(buf->arena, id), help.at, OPTION_WIDTH);
}

static void put_common_options(struct buf *buf)
{
    buf_put_string(buf, "\nOptions of every subcommand:\n");
    for (enum option_id id = 0; (int)id < OPTION_COMMON_COUNT; id++)
        put_option(buf, id);
}

static void put_twins(struct buf *buf)
{
    buf_put_string(
        buf, "\nEach option has a twin in the environment, EXTERNAL_SECRETS_ and its name in capitals with - as _: the option\n"
             "wins. A repeatable one takes a list separated by colons, a switch 1, true, 0 or false.\n");
}

static void put_environment(struct buf *buf)
{
    enum { VARIABLE_WIDTH = 34 };
    buf_put_string(buf, "\nEnvironment besides:\n");
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++)
        put_columns(buf, variables[i].name, variables[i].help, VARIABLE_WIDTH);
}

static void put_exit_codes(struct buf *buf)
{
    enum { CODE_WIDTH = 2 };
    buf_put_string(buf, "\nExit status:\n");
    for (size_t i = 0; i < sizeof exit_codes / sizeof exit_codes[0]; i++)
        put_columns(buf, arena_format(buf->arena, "%d", (int)exit_codes[i].code).at, exit_codes[i].help, CODE_WIDTH);
}

/* An example with what the program is called in the place of "$0". */
static void put_example(struct buf *buf, const char *program, const char *example)
{
    const char *mark = strstr(example, "$0");
    buf_format(buf, "  %.*s%s%s\n", text_precision((struct text){example, (size_t)(mark - example)}), example, program, mark + 2);
}

static void put_examples(struct buf *buf, const char *program, const struct command *command)
{
    buf_put_string(buf, "\nExamples:\n");
    for (const char *const *example = command->examples; *example != NULL; example++)
        put_example(buf, program, *example);
}

static void put_command(struct buf *buf, const char *program, const struct command *command)
{
    buf_format(buf, "Usage: %s %s %s\n\n%s\n", program, command->name, command->synopsis, command->about);
    put_examples(buf, program, command);
    if (*command->options != OPTION_COUNT)
        buf_put_string(buf, "\nOptions:\n");
    for (const enum option_id *id = command->options; *id != OPTION_COUNT; id++)
        put_option(buf, *id);
    put_common_options(buf);
    put_twins(buf);
}

static void put_program(struct buf *buf, const char *program)
{
    enum { COMMAND_WIDTH = 10 };
    buf_format(
        buf,
        "Usage: %s [SUBCOMMAND] [options]\n\n"
        "Turns the external secret stores that tenant values declare into the External Secrets Operator's objects, and opens\n"
        "or passes on their sealed credentials, on the way from Helm, Argo CD or kubectl to the cluster.\n\nSubcommands:\n",
        program);
    for (const struct command *command = commands; command->name != NULL; command++)
        if (!command->hidden)
            put_columns(buf, command->name, command->help, COMMAND_WIDTH);
    buf_put_string(buf, "\nWithout a subcommand, render is meant, unless there are no options and stdin is a terminal.\n");
    put_examples(buf, program, &commands[0]);
    put_common_options(buf);
    put_twins(buf);
    put_environment(buf);
    put_exit_codes(buf);
    buf_format(buf, "\n%s help SUBCOMMAND shows the options of one.\n", program);
}

int help_print(const struct invocation *invocation, const struct command *command, struct err *err)
{
    struct buf buf = buf_new(invocation->arena, LIMIT_MESSAGE_BYTES);
    if (command != NULL && !command->hidden)
        put_command(&buf, invocation->program, command);
    else
        put_program(&buf, invocation->program);
    struct text shown = buf_text(&buf);
    return stdout_write(&shown, 1, err);
}

int help_command(struct invocation *invocation, struct err *err)
{
    if (invocation->words.count == 0)
        return help_print(invocation, NULL, err);
    struct text topic = invocation->words.items[0];
    const struct command *command = command_named(topic);
    if (command != NULL && !command->hidden)
        return help_print(invocation, command, err);
    return unknown_command(invocation, topic, err);
}
