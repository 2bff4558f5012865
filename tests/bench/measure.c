/* SPDX-License-Identifier: Apache-2.0
 *
 * measure [--pipes] ROUNDS INPUT PROGRAM [ARGUMENT]... [// INPUT PROGRAM [ARGUMENT]...]...
 *
 * Runs commands in turn, A B A B ..., each with a file as stdin, and prints a line a round: for each command what it cost as the
 * kernel counts, with children it waited for: microseconds of user, system and elapsed time, and KiB of the largest process. Where
 * there are many rounds, one that is not counted comes first. With --pipes the bytes come through a pipe and leave through one,
 * else they leave into /dev/null.
 *
 * It is a program of its own and small, as a process counts what it held before it became the command.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS_MOST = 100000, ROUNDS_MANY = 5, COMMANDS_MOST = 16, CHUNK = 1 << 20 };

struct command {
    const char *input;
    char **words;
};

struct cost {
    long user, system, elapsed, peak;
};

static _Noreturn void give_up(const char *what)
{
    fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* Never 0 to 2: those are dealt out by become(). */
static int descriptor_of(const char *path, int flags)
{
    int low = open(path, flags | O_CLOEXEC), high = low < 0 ? -1 : fcntl(low, F_DUPFD_CLOEXEC, 3);
    if (high < 0)
        give_up(path);
    close(low);
    return high;
}

static _Noreturn void become(char **words, int in, int out, int messages)
{
    if (dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0 && dup2(messages, STDERR_FILENO) >= 0)
        execv(words[0], words);
    _exit(127);
}

static pid_t start(char **words, int in, int out, int messages)
{
    pid_t child = fork();
    if (child == 0)
        become(words, in, out, messages);
    if (child < 0)
        give_up("fork");
    close(in);
    close(out);
    return child;
}

/* A child that copies the file into a pipe; its end to read from is returned. */
static int feed(int file, pid_t *feeder)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0)
        give_up("pipe");
    *feeder = fork();
    if (*feeder == 0) {
        while (splice(file, NULL, ends[1], NULL, CHUNK, 0) > 0)
            continue;
        _exit(0);
    }
    close(ends[1]);
    close(file);
    return ends[0];
}

static void swallow(int pipe_end)
{
    int nowhere = descriptor_of("/dev/null", O_WRONLY);
    while (splice(pipe_end, NULL, nowhere, NULL, CHUNK, 0) > 0)
        continue;
    close(nowhere);
    close(pipe_end);
}

static pid_t start_between_pipes(const struct command *command, int messages)
{
    int ends[2];
    pid_t feeder, child;
    int in = feed(descriptor_of(command->input, O_RDONLY), &feeder);
    if (pipe2(ends, O_CLOEXEC) != 0)
        give_up("pipe");
    child = start(command->words, in, ends[1], messages);
    swallow(ends[0]);
    if (feeder < 0 || waitpid(feeder, NULL, 0) != feeder)
        give_up("feeding");
    return child;
}

static _Noreturn void show_failure(const struct command *command, int status, int messages)
{
    char said[2000];
    ssize_t len = pread(messages, said, sizeof said, 0);
    fprintf(stderr, "measure: %s ended with %s %d\n%.*s\n", command->words[0], WIFSIGNALED(status) ? "signal" : "exit code",
            WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), len > 0 ? (int)len : 0, said);
    exit(1);
}

static long microseconds(struct timeval time)
{
    return time.tv_sec * 1000000 + time.tv_usec;
}

static struct cost run(const struct command *command, bool pipes)
{
    struct timespec from, to;
    struct rusage usage;
    int status = 0, messages = memfd_create("messages", MFD_CLOEXEC);
    clock_gettime(CLOCK_MONOTONIC, &from);
    pid_t child = pipes ? start_between_pipes(command, messages)
                        : start(command->words, descriptor_of(command->input, O_RDONLY), descriptor_of("/dev/null", O_WRONLY),
                                messages);
    if (wait4(child, &status, 0, &usage) != child)
        give_up("wait4");
    clock_gettime(CLOCK_MONOTONIC, &to);
    if (status != 0)
        show_failure(command, status, messages);
    close(messages);
    return (struct cost){microseconds(usage.ru_utime), microseconds(usage.ru_stime),
                         (to.tv_sec - from.tv_sec) * 1000000 + (to.tv_nsec - from.tv_nsec) / 1000, usage.ru_maxrss};
}

/* Splits the words at "//"; they end with a NULL. Returns how many commands there are, 0 where one is incomplete. */
static size_t read_commands(char **words, struct command *commands)
{
    size_t count = 0;
    while (words[0] != NULL && words[1] != NULL && count < COMMANDS_MOST) {
        commands[count++] = (struct command){words[0], words + 1};
        while (*words != NULL && strcmp(*words, "//") != 0)
            words++;
        if (*words == NULL)
            return count;
        *words++ = NULL;
    }
    return 0;
}

int main(int argc, char **argv)
{
    struct command commands[COMMANDS_MOST];
    bool pipes = argc > 1 && strcmp(argv[1], "--pipes") == 0;
    char **words = argv + (pipes ? 2 : 1);
    long rounds = words[0] != NULL ? strtol(words[0], NULL, 10) : 0;
    size_t count = rounds > 0 ? read_commands(words + 1, commands) : 0;
    if (rounds > ROUNDS_MOST || count == 0) {
        fprintf(stderr, "usage: measure [--pipes] ROUNDS INPUT PROGRAM [ARGUMENT]... [// INPUT PROGRAM [ARGUMENT]...]...\n");
        return 2;
    }
    for (long round = rounds >= ROUNDS_MANY ? 0 : 1; round <= rounds; round++) {
        for (size_t i = 0; i < count; i++) {
            struct cost cost = run(&commands[i], pipes);
            if (round > 0)
                printf("%ld %ld %ld %ld%c", cost.user, cost.system, cost.elapsed, cost.peak, i + 1 < count ? ' ' : '\n');
        }
    }
    return 0;
}
