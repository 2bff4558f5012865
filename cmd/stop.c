/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/stop.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <sys/uio.h>
#include <termios.h>
#include <unistd.h>

#include "cmd/stdout.h"

static const struct {
    int number;
    const char *name;
} signals[] = {{SIGHUP, "SIGHUP"}, {SIGINT, "SIGINT"}, {SIGTERM, "SIGTERM"}};
enum { SIGNALS = sizeof signals / sizeof signals[0] };

static const char *const told[] = {
    [STDOUT_NOTHING] = "; nothing was written\n",
    [STDOUT_PART] = "; what was written is not complete\n",
    [STDOUT_ALL] = "; all was written\n",
};

static const char *const told_of_files = "; files that were replaced by then are complete, the others as they were\n";
static volatile sig_atomic_t files;

static _Atomic(const struct termios *) terminal_settings;
static volatile sig_atomic_t terminal;
static _Atomic(const char *) child_name;
static volatile sig_atomic_t child_at_work;

void stop_restores(int descriptor, const struct termios *settings)
{
    terminal = descriptor;
    atomic_store(&terminal_settings, settings);
}

void stop_also(const char *name, pid_t child)
{
    child_at_work = child;
    atomic_store(&child_name, name);
}

void stop_tells_of_files(void)
{
    files = 1;
}

static struct iovec part(const char *string)
{
    return (struct iovec){(void *)(uintptr_t)string, strlen(string)};
}

/* The second arrival ends the program, as if there had been no handler: whoever sent the first sees that it did. */
static void stopped(int number)
{
    const char *name = "", *at_work = atomic_load(&child_name);
    const struct termios *settings = atomic_load(&terminal_settings);
    if (settings != NULL && tcsetattr(terminal, TCSANOW, settings) == 0 && write(terminal, "\n", 1) < 0)
        settings = NULL; /* nobody is left to be told */
    for (size_t i = 0; i < SIGNALS; i++)
        if (signals[i].number == number)
            name = signals[i].name;
    if (at_work != NULL)
        (void)kill(child_at_work, SIGTERM);
    const struct iovec parts[] = {part("error: stopped by "), part(name), part(at_work != NULL ? " while waiting for " : ""),
                                  part(at_work != NULL ? at_work : ""), part(files ? told_of_files : told[stdout_phase()])};
    ssize_t written = writev(STDERR_FILENO, parts, sizeof parts / sizeof parts[0]);
    (void)written; /* of a lost stderr nobody can be told */
    /* Not raise(): each C library makes another call of it. */
    (void)kill(getpid(), number);
}

void stop_setup(void)
{
    struct sigaction action = {.sa_handler = stopped, .sa_flags = (int)SA_RESETHAND}, before;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < SIGNALS; i++)
        sigaddset(&action.sa_mask, signals[i].number);
    for (size_t i = 0; i < SIGNALS; i++)
        if (sigaction(signals[i].number, NULL, &before) == 0 && before.sa_handler == SIG_DFL)
            (void)sigaction(signals[i].number, &action, NULL);
}
