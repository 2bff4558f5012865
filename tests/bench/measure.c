/* SPDX-License-Identifier: Apache-2.0
 *
 * measure RUNS INPUT COMMAND [ARGUMENT]...: runs a command with a file as stdin and prints the median of its CPU milliseconds (user
 * and system) and its largest peak of resident memory in KiB, as the kernel counts them.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RUNS_MOST = 1000 };

static _Noreturn void become(const char *input, char **command)
{
    int in = open(input, O_RDONLY | O_CLOEXEC), out = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (in >= 0 && out >= 0 && dup2(in, STDIN_FILENO) >= 0 && dup2(out, STDOUT_FILENO) >= 0 && dup2(out, STDERR_FILENO) >= 0)
        execv(command[0], command);
    _exit(127);
}

/* CPU milliseconds of one run, or -1 where it failed. */
static double run(const char *input, char **command, long *peak)
{
    pid_t child = fork();
    if (child == 0)
        become(input, command);
    int status = 0;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) < 0 || status != 0)
        return -1;
    if (usage.ru_maxrss > *peak)
        *peak = usage.ru_maxrss;
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

static int by_size(const void *a, const void *b)
{
    double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

int main(int argc, char **argv)
{
    static double took[RUNS_MOST];
    long peak = 0, runs = argc > 3 ? strtol(argv[1], NULL, 10) : 0;
    if (runs < 1 || runs > RUNS_MOST) {
        fprintf(stderr, "usage: measure RUNS INPUT COMMAND [ARGUMENT]...\n");
        return 2;
    }
    for (long i = 0; i < runs; i++) {
        took[i] = run(argv[2], argv + 3, &peak);
        if (took[i] < 0) {
            fprintf(stderr, "measure: %s failed\n", argv[3]);
            return 1;
        }
    }
    qsort(took, (size_t)runs, sizeof *took, by_size);
    printf("%.3f %ld\n", took[runs / 2], peak);
    return 0;
}
