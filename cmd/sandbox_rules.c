/* SPDX-License-Identifier: Apache-2.0
 *
 * sandbox_rules: the system calls that are left to the program, and the tool that makes a filter of them.
 *
 * The build runs it; it writes C for cmd/sandbox_filter.h to stdout and is no part of the program.
 */
#include <errno.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/sandbox_filter.h"

/* --- the rules --- */

/* When a call is served. */
enum when { ALWAYS, OUR_OUTPUT, OUR_PROCESS, NO_CODE, MEMORY_WITHOUT_CODE, THREAD, WHEN_COUNT };

static const struct rule {
    const char *call;
    enum when when;
} rules[] = {
    /* memory */
    {"brk", ALWAYS},
    {"madvise", ALWAYS},
    {"mlock", ALWAYS},
    {"mmap", MEMORY_WITHOUT_CODE},
    {"mprotect", NO_CODE},
    {"mremap", ALWAYS},
    {"munlock", ALWAYS},
    {"munmap", ALWAYS},
    /* threads */
    {"clone", THREAD},
    {"exit", ALWAYS},
    {"futex", ALWAYS},
    {"rseq", ALWAYS},
    {"sched_getaffinity", ALWAYS},
    {"sched_yield", ALWAYS},
    {"set_robust_list", ALWAYS},
    /* signals, and the end by one's own */
    {"getpid", ALWAYS},
    {"gettid", ALWAYS},
    {"kill", OUR_PROCESS},
    {"restart_syscall", ALWAYS},
    {"rt_sigaction", ALWAYS},
    {"rt_sigprocmask", ALWAYS},
    {"rt_sigreturn", ALWAYS},
    {"tgkill", OUR_PROCESS},
    /* time, chance, and the size of the memory, which sorting asks for */
    {"clock_gettime", ALWAYS},
    {"getrandom", ALWAYS},
    {"gettimeofday", ALWAYS},
    {"sysinfo", ALWAYS},
    {"time", ALWAYS},
    /* output */
    {"close", ALWAYS},
    {"exit_group", ALWAYS},
    {"poll", ALWAYS},
    {"ppoll", ALWAYS},
    {"write", OUR_OUTPUT},
    {"writev", OUR_OUTPUT},
};

/* As the kernel numbers them on both processors; not every C library's headers show all. */
enum {
    BIT_PROT_EXEC = 0x4,
    BIT_MAP_ANONYMOUS = 0x20,
    /* VM, FS, FILES, SIGHAND, THREAD, SYSVSEM, SETTLS, PARENT_SETTID, CHILD_CLEARTID: what makes a thread, and nothing else. */
    CLONE_A_THREAD = 0x3D0F00,
    CLONE_MEANS_NOTHING = 0x400000, /* musl sets it */
};

/* An argument in so far as the kernel looks at it. */
#define INT_IS(which, number)                                                                                                      \
    {                                                                                                                              \
        which, SCMP_CMP_MASKED_EQ, UINT32_MAX, number                                                                              \
    }
#define BITS_ARE(which, mask, bits)                                                                                                \
    {                                                                                                                              \
        which, SCMP_CMP_MASKED_EQ, mask, bits                                                                                      \
    }

enum { TESTS_MAX = 2, WAYS_MAX = 5 };

/* The ways in which that can be: all tests of one of them hold. */
static const struct {
    unsigned ways, tests;
    struct scmp_arg_cmp way[WAYS_MAX][TESTS_MAX];
} conditions[WHEN_COUNT] = {
    [ALWAYS] = {1, 0, {{{0}}}},
    [OUR_OUTPUT] = {5,
                    1,
                    {{INT_IS(0, STDOUT_FILENO)},
                     {INT_IS(0, STDERR_FILENO)},
                     {INT_IS(0, SANDBOX_MARK_LOG)},
                     {INT_IS(0, SANDBOX_MARK_TERMINAL)},
                     {INT_IS(0, SANDBOX_MARK_KEPT)}}},
    [OUR_PROCESS] = {1, 1, {{INT_IS(0, SANDBOX_MARK_PROCESS)}}},
    [NO_CODE] = {1, 1, {{BITS_ARE(2, BIT_PROT_EXEC, 0)}}},
    [MEMORY_WITHOUT_CODE] = {1, 2, {{BITS_ARE(2, BIT_PROT_EXEC, 0), BITS_ARE(3, BIT_MAP_ANONYMOUS, BIT_MAP_ANONYMOUS)}}},
    [THREAD] = {1, 1, {{BITS_ARE(0, ~(uint64_t)CLONE_MEANS_NOTHING, CLONE_A_THREAD)}}},
};

static int add_rule(scmp_filter_ctx filter, const struct rule *rule)
{
    int call = seccomp_syscall_resolve_name(rule->call), result = call == __NR_SCMP_ERROR ? -EINVAL : 0;
    for (unsigned i = 0; i < conditions[rule->when].ways && result == 0; i++)
        result = seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, conditions[rule->when].tests, conditions[rule->when].way[i]);
    if (result != 0)
        (void)fprintf(stderr, "sandbox_rules: %s: %s\n", rule->call, strerror(-result));
    return result;
}

static int add_rules(scmp_filter_ctx filter)
{
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
        if (add_rule(filter, &rules[i]) != 0)
            return -1;
    /* Its flags lie in memory, where no filter can look: without it, C libraries make threads by clone. */
    return seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
}

/* --- the filter --- */

static const struct processor {
    uint32_t number;
    const char *macro; /* what compilers define */
} processors[] = {
    {SCMP_ARCH_X86_64, "defined(__x86_64__) && !defined(__ILP32__)"},
    {SCMP_ARCH_AARCH64, "defined(__aarch64__) && !defined(__ILP32__)"},
};

/* The filter for one processor. Calls by any other processor's numbers end the program. */
static int make_filter(scmp_filter_ctx filter, const struct processor *processor, FILE *out)
{
    if (seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) != 0)
        return -1;
    /* A tree rather than a list of calls; older libseccomps cannot. */
    (void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
    if (processor->number != seccomp_arch_native() &&
        (seccomp_arch_add(filter, processor->number) != 0 || seccomp_arch_remove(filter, SCMP_ARCH_NATIVE) != 0))
        return -1;
    if (add_rules(filter) != 0 || seccomp_export_bpf(filter, fileno(out)) != 0)
        return -1;
    return fseek(out, 0, SEEK_SET);
}

/* The start puts numbers in the place of marks where they are compared: nothing else may be made of them. */
static bool marks_are_kept(const struct sock_filter *steps, size_t count)
{
    unsigned seen[SANDBOX_MARKS_END - SANDBOX_MARK_PROCESS] = {0};
    for (size_t i = 0; i < count; i++)
        if (steps[i].k >= SANDBOX_MARK_PROCESS && steps[i].k < SANDBOX_MARKS_END && sandbox_step_compares(&steps[i]))
            seen[steps[i].k - SANDBOX_MARK_PROCESS]++;
    for (size_t i = 0; i < sizeof seen / sizeof seen[0]; i++)
        if (seen[i] == 0)
            return false;
    return true;
}

static int print_filter(const struct processor *processor, const char *condition)
{
    struct sock_filter steps[SANDBOX_FILTER_MAX + 1];
    FILE *out = tmpfile();
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (out == NULL || filter == NULL || make_filter(filter, processor, out) != 0)
        return -1;
    size_t count = fread(steps, sizeof steps[0], sizeof steps / sizeof steps[0], out);
    if (count == 0 || count > SANDBOX_FILTER_MAX || !marks_are_kept(steps, count))
        return -1;
    printf("#%s %s\nconst size_t sandbox_filter_count = %zu;\nconst struct sock_filter sandbox_filter[] = {\n", condition,
           processor->macro, count);
    for (size_t i = 0; i < count; i++)
        printf("    {0x%02x, %u, %u, 0x%08x},\n", steps[i].code, steps[i].jt, steps[i].jf, steps[i].k);
    printf("};\n");
    seccomp_release(filter);
    return fclose(out);
}

int main(void)
{
    printf("/* Made of cmd/sandbox_rules.c. */\n#include \"cmd/sandbox_filter.h\"\n\n");
    for (size_t i = 0; i < sizeof processors / sizeof processors[0]; i++) {
        if (print_filter(&processors[i], i == 0 ? "if" : "elif") != 0) {
            (void)fprintf(stderr, "sandbox_rules: libseccomp makes no filter that fits\n");
            return 1;
        }
    }
    printf("#else\nconst size_t sandbox_filter_count = 0;\nconst struct sock_filter sandbox_filter[] = {{0}};\n#endif\n");
    return fflush(stdout) == 0 ? 0 : 1;
}
