/* SPDX-License-Identifier: Apache-2.0
 *
 * The program makes a call that it has no use for: SHIM_ATTEMPT says which, SHIM_MOMENT when: "start" (before main()), "parsing"
 * (as libyaml makes the buffer of its parser), "thread" (in a thread that is to open strings) or "writing" (at the first output).
 * It says on stderr what the system answered, if it did.
 */
#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "tests/shim/shim.h"

enum { PARSER_BUFFER = 3 * 16384 };

static const char *moment = "", *call = "";
static bool made;

static long attempt_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0);
}

static long attempt_read(void)
{
    return open("/etc/passwd", O_RDONLY);
}

static long attempt_create(void)
{
    return open("made", O_WRONLY | O_CREAT, 0600);
}

static long attempt_remove(void)
{
    return unlink("victim");
}

static long attempt_exec(void)
{
    return execve("/nonexistent", (char *[]){NULL}, (char *[]){NULL});
}

static long attempt_fork(void)
{
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    return child;
}

static long attempt_trace(void)
{
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static long attempt_code(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0;
}

static long attempt_elsewhere(void)
{
    return write(9, "made", 4);
}

static const struct {
    const char *name;
    long (*attempt)(void);
} attempts[] = {
    {"socket", attempt_socket}, {"read", attempt_read}, {"create", attempt_create},
    {"remove", attempt_remove}, {"exec", attempt_exec}, {"fork", attempt_fork},
    {"trace", attempt_trace},   {"code", attempt_code}, {"elsewhere", attempt_elsewhere},
};

static void reach(const char *here)
{
    if (made || strcmp(moment, here) != 0)
        return;
    made = true;
    for (size_t i = 0; i < sizeof attempts / sizeof attempts[0]; i++) {
        if (strcmp(call, attempts[i].name) != 0)
            continue;
        const char *answer = attempts[i].attempt() >= 0 ? "done" : strerror(errno);
        struct iovec parts[] = {{(char[]){"answer: "}, 8}, {0}, {(char[]){"\n"}, 1}};
        parts[1].iov_len = strlen(answer);
        memcpy(&parts[1].iov_base, &answer, sizeof answer);
        if (writev(STDERR_FILENO, parts, 3) < 0)
            abort();
        return;
    }
    abort();
}

/* glibc exports it for those who replace its allocator. NOLINTNEXTLINE(bugprone-reserved-identifier) */
void *__libc_malloc(size_t size);

void *malloc(size_t size)
{
    if (size == PARSER_BUFFER)
        reach("parsing");
    return __libc_malloc(size);
}

ssize_t writev(int descriptor, const struct iovec *vector, int count)
{
    static ssize_t (*next)(int, const struct iovec *, int);
    SHIM_NEXT(next, "writev");
    reach("writing");
    return next(descriptor, vector, count);
}

struct work {
    void *(*start)(void *);
    void *argument;
};

static void *start_here(void *work)
{
    struct work own = *(struct work *)work;
    free(work);
    reach("thread");
    return own.start(own.argument);
}

int pthread_create(pthread_t *restrict out, const pthread_attr_t *restrict attributes, void *(*start)(void *),
                   void *restrict argument)
{
    static int (*next)(pthread_t *restrict, const pthread_attr_t *restrict, void *(*)(void *), void *restrict);
    SHIM_NEXT(next, "pthread_create");
    struct work *work = malloc(sizeof *work);
    if (work == NULL)
        abort();
    *work = (struct work){start, argument};
    return next(out, attributes, start_here, work);
}

__attribute__((constructor)) static void begin(void)
{
    const char *named = getenv("SHIM_ATTEMPT"), *when = getenv("SHIM_MOMENT");
    if (named == NULL || when == NULL)
        return;
    call = named;
    moment = when;
    reach("start");
}
