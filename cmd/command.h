/* SPDX-License-Identifier: Apache-2.0
 *
 * command: the one table of subcommands. It drives dispatch, help, completion and the manual's test.
 *
 * A new subcommand is one row in command.c and one file with its handler.
 */
#ifndef CMD_COMMAND_H
#define CMD_COMMAND_H

#include <stdbool.h>

#include "base/err.h"
#include "cmd/options.h"

struct invocation;

struct command {
    const char *name;
    /* Does the work; 0, or -1 with err, whose kind is the exit code. */
    int (*run)(struct invocation *invocation, struct err *err);
    const char *synopsis;          /* what follows the name in a usage line */
    const char *help;              /* one line */
    const char *about;             /* a paragraph or two for its own help */
    const char *const *examples;   /* NULL-ended; "$0" stands for what the program is called */
    const enum option_id *options; /* ended by OPTION_COUNT, besides the common ones */
    size_t words;                  /* how many it takes at most */
    enum completion completion;    /* what a shell offers for them */
    const char *const *choices;    /* COMPLETE_CHOICES: NULL-ended */
    bool hidden;                   /* in no help: for programs */
    bool words_secret;             /* somebody might put a secret there by mistake: what is one too many is never shown */
    const char *words_hint;        /* what to do instead of giving more; NULL: nothing to say */
    const char *const *outputs;    /* NULL-ended: its formats of -o, some of the option's; NULL: text and json */
};

/* Ended by a row without a name. */
extern const struct command commands[];
/* NULL where there is none. */
const struct command *command_named(struct text name);
bool command_allows(const struct command *command, enum option_id id);
/* The values that an option with choices may have there: NULL-ended, some of the option's own. */
const char *const *command_choices(const struct command *command, enum option_id id);
/* The subcommand that was probably meant, or NULL. */
const char *command_nearest(struct arena *arena, struct text name);

int render_command(struct invocation *invocation, struct err *err);
int seal_command(struct invocation *invocation, struct err *err);
int unseal_command(struct invocation *invocation, struct err *err);
int reseal_command(struct invocation *invocation, struct err *err);
int keys_command(struct invocation *invocation, struct err *err);
int verify_command(struct invocation *invocation, struct err *err);
int version_command(struct invocation *invocation, struct err *err);
int schema_command(struct invocation *invocation, struct err *err);
int argocd_command(struct invocation *invocation, struct err *err);
int help_command(struct invocation *invocation, struct err *err);
int completion_command(struct invocation *invocation, struct err *err);
int complete_command(struct invocation *invocation, struct err *err);
int kustomize_command(struct invocation *invocation, struct err *err);

/* The hidden subcommand of kustomize's plugin. */
#define KUSTOMIZE_COMMAND "__kustomize"

/* The shells that there are scripts for, and what may stand behind argocd; NULL-ended. */
extern const char *const completion_shells[], *const argocd_words[];

#endif
