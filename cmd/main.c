/* SPDX-License-Identifier: Apache-2.0
 *
 * main: start, dispatch, the one place where an error is printed and becomes an exit code.
 */
#include <fcntl.h>
#include <unistd.h>

#include "base/abandon.h"
#include "base/secret.h"
#include "cmd/command.h"
#include "cmd/complete.h"
#include "cmd/help.h"
#include "cmd/host.h"
#include "cmd/invocation.h"
#include "cmd/key_data.h"
#include "cmd/stdout.h"
#include "cmd/stop.h"

/* A file opened in the place of a closed standard stream would get messages or secrets written into it. Each closed one is
 * filled so that its use still fails. */
static int hold_standard_streams(void)
{
    static const int unusable[] = {O_WRONLY, O_RDONLY, O_RDWR};
    for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++)
        if (fcntl(descriptor, F_GETFD) < 0 && open("/dev/null", unusable[descriptor]) != descriptor)
            return -1;
    return 0;
}

static void open_messages(struct invocation *invocation, struct err *err)
{
    auto_err second = {0};
    const char *command = invocation->command != NULL ? invocation->command->name : "";
    struct message_settings settings = {
        .command = arena_format(invocation->arena, "external-secrets%s%s", *command ? " " : "", command).at,
        .color = (enum message_color)choice_of(invocation, OPTION_COLOR, COLOR_AUTO),
        .quiet = is_on(invocation, OPTION_QUIET),
        .verbose = is_on(invocation, OPTION_VERBOSE),
        .terminal = host_is_helm(),
        .log_file = value_of(invocation, OPTION_LOG_FILE).at,
    };
    messages_open(&invocation->messages, &settings, err->kind == ERR_NONE ? err : &second);
}

/* kubectl asks what may come next, and kustomize calls its plugin, by a name of its own: the subcommand that it stands for. */
static char **words_of_name(struct arena *arena, char *command, int *argc, char **argv)
{
    static char only_words[] = "--";
    char **words = arena_new(arena, ((size_t)*argc + 3) * sizeof *words);
    words[0] = argv[0];
    words[1] = command;
    words[2] = only_words;
    for (int i = 1; i < *argc; i++)
        words[i + 2] = argv[i];
    *argc += 2;
    return words;
}

static int run(struct invocation *invocation, struct err *err)
{
    if (is_on(invocation, OPTION_HELP))
        return help_print(invocation, invocation->command_named ? invocation->command : NULL, err);
    return invocation->command->run(invocation, err);
}

int main(int argc, char **argv)
{
    auto_arena arena = {0};
    auto_err err = {0};
    const char *called_as = argc > 0 ? argv[0] : "";
    struct invocation invocation = {.arena = &arena, .kubectl_plugin = host_is_kubectl(called_as) && !host_is_helm()};
    static char completes[] = COMPLETE_COMMAND, is_plugin[] = KUSTOMIZE_COMMAND;
    if (host_is_kubectl_completion(called_as) || host_is_kustomize(called_as))
        argv = words_of_name(&arena, host_is_kustomize(called_as) ? is_plugin : completes, &argc, argv);
    invocation.program = invocation.kubectl_plugin ? "kubectl external-secrets" : "external-secrets";
    if (hold_standard_streams() != 0)
        return ERR_IO;
    abandon_setup(__builtin_frame_address(0));
    stop_setup();
    auto_secret key_data = key_data_take();
    invocation.key_data = &key_data;
    if (secret_setup() != 0)
        err_set(&err, ERR_IO, "the system gives no random bytes");
    else
        (void)invocation_read(&invocation, argc, argv, isatty(STDIN_FILENO) == 1, &err);
    open_messages(&invocation, &err);
    if (err.kind == ERR_NONE && run(&invocation, &err) == 0)
        (void)stdout_close(&err);
    if (err.kind != ERR_NONE)
        message_error(&invocation.messages, &err);
    messages_close(&invocation.messages);
    return (int)err.kind;
}
