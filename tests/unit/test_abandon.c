/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/abandon.h"
#include "base/alloc.h"
#include "base/err.h"

/* What a child that ends said and how. */
struct ended {
    char said[200];
    int status;
};

static struct ended end_of(void (*run)(void *), void *argument)
{
    struct ended ended = {0};
    int pipes[2];
    assert_int_equal(pipe(pipes), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        dup2(pipes[1], STDERR_FILENO);
        run(argument);
        _exit(0);
    }
    close(pipes[1]);
    assert_true(read(pipes[0], ended.said, sizeof ended.said - 1) >= 0);
    close(pipes[0]);
    assert_int_equal(waitpid(child, &ended.status, 0), child);
    return ended;
}

static void exhaust(void *unused)
{
    (void)unused;
    (void)size_mul(SIZE_MAX, 2);
}

static void test_one_line_and_the_exit_code(void **state)
{
    (void)state;
    struct ended ended = end_of(exhaust, NULL);
    assert_string_equal(ended.said, "error: out of memory\n");
    assert_true(WIFEXITED(ended.status));
    assert_int_equal(WEXITSTATUS(ended.status), ERR_IO);
}

/* Three regions in memory that parent and child share; the middle one is given back. */
static void leave_regions(void *shared)
{
    char *bytes = shared;
    struct region *regions[3];
    for (size_t i = 0; i < 3; i++)
        regions[i] = region_new(bytes + 8 * i, 8);
    region_free(regions[1]);
    region_free(NULL);
    abandon("enough");
}

static void test_regions_are_wiped(void **state)
{
    (void)state;
    char *shared = mmap(NULL, 24, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(shared, MAP_FAILED);
    memset(shared, 'x', 24);
    struct ended ended = end_of(leave_regions, shared);
    assert_string_equal(ended.said, "error: enough\n");
    assert_memory_equal(shared, "\0\0\0\0\0\0\0\0xxxxxxxx\0\0\0\0\0\0\0\0", 24);
    munmap(shared, 24);
}

static void test_a_guarded_thread_goes_on(void **state)
{
    (void)state;
    static struct abandon_guard guard;
    static volatile int passed;
    if (setjmp(guard.back) == 0) {
        abandon_guard_begin(&guard);
        passed = 1;
        mem_exhausted();
    }
    abandon_guard_end();
    assert_int_equal(passed, 1);
    assert_string_equal(guard.reason, "out of memory");
    struct ended ended = end_of(exhaust, NULL);
    assert_int_equal(WEXITSTATUS(ended.status), ERR_IO);
}

static void test_a_guard_without_a_reason(void **state)
{
    (void)state;
    struct abandon_guard guard = {.reason = "an old one"};
    abandon_guard_begin(&guard);
    abandon_guard_end();
    assert_null(guard.reason);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_line_and_the_exit_code),
        cmocka_unit_test(test_regions_are_wiped),
        cmocka_unit_test(test_a_guarded_thread_goes_on),
        cmocka_unit_test(test_a_guard_without_a_reason),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
