/* SPDX-License-Identifier: Apache-2.0
 *
 * A kernel that lacks what the sandbox is made of, or a container that forbids it: SHIM_REFUSE names what ("privileges",
 * "landlock", "seccomp", separated by blanks), SHIM_ERRNO the answer.
 */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "tests/shim/shim.h"

enum { LANDLOCK_FIRST = 444, LANDLOCK_LAST = 446, STEPS_MAX = 32 };

static struct sock_filter steps[STEPS_MAX];
static unsigned short count;

static void step(unsigned code, unsigned jump_true, unsigned jump_false, uint32_t number)
{
    if (count == STEPS_MAX)
        abort();
    steps[count++] = (struct sock_filter){(uint16_t)code, (uint8_t)jump_true, (uint8_t)jump_false, number};
}

/* Refuses a call; with an option, only where that is its first argument. */
static void refuse(uint32_t number, const uint32_t *option, uint32_t answer)
{
    step(BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, nr));
    step(BPF_JMP | BPF_JEQ | BPF_K, 0, option != NULL ? 3 : 1, number);
    if (option != NULL) {
        step(BPF_LD | BPF_W | BPF_ABS, 0, 0, offsetof(struct seccomp_data, args));
        step(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, *option);
    }
    step(BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | answer);
}

__attribute__((constructor)) static void begin(void)
{
    static const uint32_t filter = PR_SET_SECCOMP, privileges = PR_SET_NO_NEW_PRIVS;
    const char *named = getenv("SHIM_REFUSE");
    uint32_t answer = (uint32_t)shim_number("SHIM_ERRNO");
    if (named == NULL)
        return;
    if (strstr(named, "privileges") != NULL)
        refuse(SYS_prctl, &privileges, answer);
    if (strstr(named, "seccomp") != NULL) {
        refuse(SYS_prctl, &filter, answer);
        refuse(SYS_seccomp, NULL, answer);
    }
    for (uint32_t number = LANDLOCK_FIRST; strstr(named, "landlock") != NULL && number <= LANDLOCK_LAST; number++)
        refuse(number, NULL, answer);
    step(BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {.len = count, .filter = steps};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0)
        abort();
}
