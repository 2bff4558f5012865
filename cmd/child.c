/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "cmd/stop.h"

extern char **environ;

/* What the child reads: a file without a name, so that it may read as it likes while we read what it prints. */
static int open_in(const struct child *child, struct err *err)
{
    if (child->in.len == 0)
        return open("/dev/null", O_RDONLY | O_CLOEXEC);
    int descriptor = memfd_create("input", MFD_CLOEXEC);
    if (descriptor >= 0 &&
        (output_write(descriptor, "the input of a child", &child->in, 1, err) != 0 || lseek(descriptor, 0, SEEK_SET) < 0)) {
        close(descriptor);
        return -1;
    }
    return descriptor;
}

/* posix_spawn() writes to none of the words: its type is older than const. */
static int spawn(const struct child *child, const posix_spawn_file_actions_t *actions, pid_t *pid)
{
    posix_spawnattr_t attributes;
    sigset_t defaults;
    union {
        const char *const *given;
        char *const *taken;
    } arguments = {.given = child->arguments};
    int failure = posix_spawnattr_init(&attributes);
    if (failure != 0)
        return failure;
    /* A signal that we ignore is the child's to die of. */
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    failure = posix_spawnp(pid, child->arguments[0], actions, &attributes, arguments.taken,
                           child->environment != NULL ? child->environment : environ);
    posix_spawnattr_destroy(&attributes);
    return failure;
}

static int spawn_between(const struct child *child, int in, int out, int errors, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    int failure = posix_spawn_file_actions_init(&actions);
    if (failure != 0)
        return failure;
    failure = posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    if (failure == 0)
        failure = posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    if (failure == 0)
        failure = posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
    if (failure == 0)
        failure = spawn(child, &actions, pid);
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}

static int not_started(const struct child *child, int failure, struct err *err)
{
    err_set(err, ERR_IO, "%s: cannot be started: %s", child->name, strerror(failure));
    return failure == ENOENT ? err_hint(err, "put %s into the PATH", child->arguments[0]) : -1;
}

int child_start(const struct child *child, int out, int errors, pid_t *pid, struct err *err)
{
    int in = open_in(child, err);
    if (in < 0)
        return err->kind != ERR_NONE ? -1 : not_started(child, errno, err);
    int failure = spawn_between(child, in, out, errors, pid);
    close(in);
    return failure == 0 ? 0 : not_started(child, failure, err);
}

static int start(const struct child *child, int *out, pid_t *pid, struct err *err)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return not_started(child, errno, err);
    int result = child_start(child, ends[1], STDERR_FILENO, pid, err);
    close(ends[1]);
    if (result != 0)
        close(ends[0]);
    *out = ends[0];
    return result;
}

static int wait_for(const struct child *child, pid_t pid, struct err *err)
{
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return err_set(err, ERR_IO, "%s: cannot be waited for: %s", child->name, strerror(errno));
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return 0;
    if (WIFSIGNALED(status))
        return err_set(err, ERR_INPUT, "%s was stopped by signal %d", child->name, WTERMSIG(status));
    return err_set(err, ERR_INPUT, "%s failed with exit code %d", child->name, WEXITSTATUS(status));
}

int child_run(const struct child *child, struct input *out, struct err *err)
{
    pid_t pid = 0;
    int descriptor = -1;
    auto_err failure = {0};
    if (start(child, &descriptor, &pid, err) != 0)
        return -1;
    stop_also(child->name, pid);
    int result = input_read(descriptor, child->name, LIMIT_STREAM_BYTES, out, err);
    close(descriptor);
    if (result != 0)
        (void)kill(pid, SIGTERM);
    int ended = wait_for(child, pid, result == 0 ? err : &failure);
    stop_also(NULL, 0);
    return result != 0 || ended != 0 ? -1 : 0;
}
