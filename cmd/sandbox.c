/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/sandbox.h"

#ifdef NO_SANDBOX

const char sandbox_parts[] = "none";

void sandbox_keep_output(int descriptor)
{
    (void)descriptor;
}

void sandbox_enter(const struct messages *messages, struct note_list *notes)
{
    (void)messages;
    note_add(notes, NOTE_DETAIL, TEXT("sandbox: this program was built without one"), (struct text){0});
}

#else

#include <errno.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "cmd/sandbox_filter.h"

const char sandbox_parts[] = "seccomp, Landlock";

/* --- Landlock: no file, no TCP port, no abstract socket, no signal to others --- */

/* Kernels have had these numbers since 5.13, on every processor. */
enum { CALL_CREATE_RULESET = 444, CALL_RESTRICT_SELF = 446, ASK_VERSION = 1 };

struct landlock_ruleset {
    uint64_t files, ports, scopes;
};

/* All that each version can refuse, and how much of the structure it knows. With no rule behind them that is what it refuses. */
static const struct {
    struct landlock_ruleset ruleset;
    size_t size;
} landlock_versions[] = {
    {{0x1FFF, 0, 0}, sizeof(uint64_t)},                /* 1: read, write, execute, list, make, remove */
    {{0x3FFF, 0, 0}, sizeof(uint64_t)},                /* 2: move between folders */
    {{0x7FFF, 0, 0}, sizeof(uint64_t)},                /* 3: truncate */
    {{0x7FFF, 3, 0}, 2 * sizeof(uint64_t)},            /* 4: bind, connect */
    {{0xFFFF, 3, 0}, 2 * sizeof(uint64_t)},            /* 5: control devices */
    {{0xFFFF, 3, 3}, sizeof(struct landlock_ruleset)}, /* 6: abstract sockets and signals of others */
};
enum { LANDLOCK_VERSIONS = sizeof landlock_versions / sizeof landlock_versions[0] };

/* The C libraries have no names for these calls yet. */
static int refuse_files(void)
{
    long version = syscall(CALL_CREATE_RULESET, NULL, 0, ASK_VERSION);
    if (version < 1)
        return -1;
    size_t row = (size_t)(version < LANDLOCK_VERSIONS ? version : LANDLOCK_VERSIONS) - 1;
    long ruleset = syscall(CALL_CREATE_RULESET, &landlock_versions[row].ruleset, landlock_versions[row].size, 0);
    if (ruleset < 0)
        return -1;
    long result = syscall(CALL_RESTRICT_SELF, (int)ruleset, 0);
    int why = errno;
    close((int)ruleset);
    errno = why;
    return (int)result;
}

/* --- seccomp --- */

static int kept_output = -1;

void sandbox_keep_output(int descriptor)
{
    kept_output = descriptor;
}

static uint32_t number_for(uint32_t mark, const struct messages *messages)
{
    switch (mark) {
    case SANDBOX_MARK_PROCESS:
        return (uint32_t)getpid();
    case SANDBOX_MARK_LOG:
        return messages->sinks[SINK_LOG].descriptor >= 0 ? (uint32_t)messages->sinks[SINK_LOG].descriptor : mark;
    case SANDBOX_MARK_TERMINAL:
        return messages->sinks[SINK_TERMINAL].descriptor >= 0 ? (uint32_t)messages->sinks[SINK_TERMINAL].descriptor : mark;
    case SANDBOX_MARK_KEPT:
        return kept_output >= 0 ? (uint32_t)kept_output : mark;
    default:
        return mark;
    }
}

static int filter_calls(const struct messages *messages)
{
    struct sock_filter steps[SANDBOX_FILTER_MAX];
    struct sock_fprog program = {.len = (unsigned short)sandbox_filter_count, .filter = steps};
    if (sandbox_filter_count == 0) {
        errno = ENOTSUP;
        return -1;
    }
    memcpy(steps, sandbox_filter, sandbox_filter_count * sizeof steps[0]);
    for (size_t i = 0; i < sandbox_filter_count; i++)
        if (sandbox_step_compares(&steps[i]))
            steps[i].k = number_for(steps[i].k, messages);
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0);
}

/* --- both --- */

/* With the reason in errno. */
static void note_missing(struct note_list *notes, const char *what)
{
    note_add(notes, NOTE_DETAIL, arena_format(notes->arena, "sandbox: no %s: %s", what, strerror(errno)), (struct text){0});
}

void sandbox_enter(const struct messages *messages, struct note_list *notes)
{
    /* For any date glibc wants the time zone, which it reads once. (For heaps of the threads' own it would read more: base/zfree.c
     * lets it make none.) */
    tzset();
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        note_missing(notes, "new privileges can be given up");
        return;
    }
    if (refuse_files() != 0)
        note_missing(notes, "Landlock");
    if (filter_calls(messages) != 0)
        note_missing(notes, "filter of system calls");
}

#endif
