/* SPDX-License-Identifier: Apache-2.0
 *
 * shim: what the preloaded libraries of the fault tests share.
 *
 * Each shim puts itself between the program and one thing that may fail. It is told what to do by its environment, which it reads
 * before main() begins: later on the program may have locked itself in.
 */
#ifndef TESTS_SHIM_SHIM_H
#define TESTS_SHIM_SHIM_H

#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The number in a variable; 0 where there is none. */
static inline unsigned long shim_number(const char *name)
{
    const char *value = getenv(name);
    return value == NULL ? 0 : strtoul(value, NULL, 10);
}

/* Opens a file far above the program's own; -1 where that fails. Not by open(): other shims stand in front of that. */
static inline int shim_open(const char *path, int flags)
{
    int opened = (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, 0600);
    int moved = opened < 0 ? -1 : fcntl(opened, F_DUPFD_CLOEXEC, 200);
    if (opened >= 0)
        (void)syscall(SYS_close, opened);
    return moved;
}

/* A file that a variable names, to write to; -1 where there is none. */
static inline int shim_report_open(const char *name)
{
    const char *path = getenv(name);
    return path == NULL ? -1 : shim_open(path, O_WRONLY | O_CREAT | O_APPEND);
}

/* Points `function` at what the shim stands in front of. A test without it would prove nothing. */
#define SHIM_NEXT(function, name)                                                                                                  \
    do {                                                                                                                           \
        void *found = (function) == NULL ? dlsym(RTLD_NEXT, (name)) : NULL;                                                        \
        if (found != NULL)                                                                                                         \
            memcpy(&(function), &found, sizeof found);                                                                             \
        if ((function) == NULL)                                                                                                    \
            abort();                                                                                                               \
    } while (0)

#endif
