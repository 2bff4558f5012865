/* SPDX-License-Identifier: Apache-2.0
 *
 * sandbox_filter: the filter of system calls as the kernel takes it. The build makes it of cmd/sandbox_rules.c.
 */
#ifndef CMD_SANDBOX_FILTER_H
#define CMD_SANDBOX_FILTER_H

#include <linux/filter.h>
#include <stdbool.h>
#include <stddef.h>

/* What only the start knows has a mark in its place, a number that no process and no descriptor has. */
enum sandbox_mark {
    SANDBOX_MARK_PROCESS = 0x7E570001,
    SANDBOX_MARK_LOG,
    SANDBOX_MARK_TERMINAL,
    SANDBOX_MARK_KEPT,
    SANDBOX_MARKS_END,
};

enum { SANDBOX_FILTER_MAX = 256 };

/* Empty on a processor that there are no rules for. */
extern const struct sock_filter sandbox_filter[];
extern const size_t sandbox_filter_count;

/* Whether a step compares with its number: a mark stands nowhere else. */
static inline bool sandbox_step_compares(const struct sock_filter *step)
{
    return step->code == (BPF_JMP | BPF_JEQ | BPF_K);
}

#endif
