/* SPDX-License-Identifier: Apache-2.0
 *
 * replay: runs a fuzz target over files, without a fuzzer.
 *   fuzz_<what> FILE...
 * Prints TAP: a test for each file, and one for what is found at the end (leaks). The files run in a child process; where that
 * dies, another one goes on behind the file that it died of.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "tests/fuzz/target.h"

static void run_file(const char *path)
{
    auto_input input = {0};
    auto_err err = {0};
    if (input_read_file(path, LIMIT_VALUES_BYTES, &input, &err) != 0)
        broken(err.text, path, 0);
    uint8_t *exact = malloc(input.len > 0 ? input.len : 1);
    check(exact != NULL);
    if (input.len > 0)
        memcpy(exact, input.bytes, input.len);
    (void)LLVMFuzzerTestOneInput(exact, input.len);
    free(exact);
}

/* Runs the files from *next on, as far as the child gets; 0 where it got to the end and ended well. */
static int run_rest(char **files, int count, int *next)
{
    int status = -1;
    pid_t child = fork();
    if (child == 0) {
        for (; *next < count; ++*next) {
            run_file(files[*next]);
            printf("ok %d - %s\n", *next + 1, files[*next]);
            fflush(stdout);
        }
        exit(0);
    }
    if (child < 0 || waitpid(child, &status, 0) != child)
        return -1;
    return status;
}

int main(int argc, char **argv)
{
    int count = argc - 1, failed = 0, status = 0;
    int *next = mmap(NULL, sizeof *next, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (next == MAP_FAILED)
        return 2;
    printf("1..%d\n", count + 1);
    fflush(stdout);
    do {
        status = run_rest(argv + 1, count, next);
        if (*next == count)
            break;
        ++*next;
        printf("not ok %d - %s\n", *next, argv[*next]);
        failed++;
    } while (*next < count);
    failed += status != 0 && *next == count;
    printf("%sok %d - nothing is left behind\n", status == 0 ? "" : "not ", count + 1);
    munmap(next, sizeof *next);
    return failed > 0;
}
