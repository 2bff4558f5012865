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

/* Signals that are ours to handle are the child's to die of. */
static int spawn(const struct child *child, int in, int out, pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    /* posix_spawn() writes to none of them: its type is older than const. */
    union {
        const char *const *given;
        char *const *taken;
    } arguments = {.given = child->arguments};
    int failure = posix_spawnp(pid, child->arguments[0], &actions, &attributes, arguments.taken, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}

static int start(const struct child *child, int *out, pid_t *pid, struct err *err)
{
    int ends[2];
    int in = open_in(child, err);
    if (in < 0 || pipe2(ends, O_CLOEXEC) != 0) {
        int failure = errno;
        if (in >= 0)
            close(in);
        return err->kind != ERR_NONE ? -1 : err_set(err, ERR_IO, "%s: cannot be started: %s", child->name, strerror(failure));
    }
    int failure = spawn(child, in, ends[1], pid);
    close(in);
    close(ends[1]);
    *out = ends[0];
    if (failure == 0)
        return 0;
    close(ends[0]);
    err_set(err, ERR_IO, "%s: cannot be started: %s", child->name, strerror(failure));
    return failure == ENOENT ? err_hint(err, "put %s into the PATH", child->arguments[0]) : -1;
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
