/* SPDX-License-Identifier: Apache-2.0
 *
 * options: the one table of every option of every subcommand.
 *
 * It drives the parser, the environment, help, completion and the manual's test. An option means the same wherever it is
 * allowed; which ones a subcommand allows stands in cmd/command.c. Each has a twin in the environment: EXTERNAL_SECRETS_ and
 * its name in capitals, `-` as `_`. In a pod Kubernetes sets EXTERNAL_SECRETS_PORT, ..._SERVICE_HOST and the like for a Service
 * of that name: no option may be called so.
 */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"

enum option_id {
    /* those of every subcommand */
    OPTION_HELP,
    OPTION_QUIET,
    OPTION_VERBOSE,
    OPTION_LOG_FILE,
    OPTION_COLOR,
    /* where inputs come from */
    OPTION_FILENAME,
    OPTION_RECURSIVE,
    OPTION_TRACKED,
    OPTION_VALUES,
    OPTION_SEALING_KEY,
    OPTION_KEY_INDEX,
    OPTION_USAGE,
    OPTION_FROM_FILE,
    OPTION_STREAM,
    OPTION_INTO,
    OPTION_AT,
    OPTION_CERT,
    OPTION_CERT_FINGERPRINT,
    /* whose and where */
    OPTION_NAMESPACE,
    OPTION_NAME,
    OPTION_OWNER,
    OPTION_ALLOW_NAMESPACE,
    OPTION_TEAM_LABEL,
    OPTION_TRUST_TEAM_CLAIMS,
    OPTION_OPEN_CLUSTER_STORES,
    /* how credentials are opened and leave */
    OPTION_EMIT,
    OPTION_SCOPE,
    OPTION_MAX_SCOPE,
    OPTION_ALLOW_PLAIN,
    OPTION_ALLOW_EMPTY,
    OPTION_STRIP_NEWLINE,
    /* what is written */
    OPTION_TARGET_VERSION,
    OPTION_DRY_RUN,
    OPTION_IN_PLACE,
    OPTION_REVEAL,
    OPTION_OUTPUT,
    OPTION_COUNT,
};

/* The options above that every subcommand has. */
enum { OPTION_COMMON_COUNT = OPTION_COLOR + 1 };

/* What a shell offers for an option's value, or for a subcommand's words. */
enum completion {
    COMPLETE_NOTHING,
    COMPLETE_CHOICES,
    COMPLETE_FILES, /* and folders */
    COMPLETE_NAMESPACES,
    COMPLETE_SUBCOMMANDS,
};

struct option {
    const char *name;
    char letter;       /* 0: none */
    const char *value; /* what stands for it in help; NULL: a switch */
    bool repeatable;
    bool secret; /* somebody might put a secret there by mistake: its value is never shown */
    enum completion completion;
    const char *const *choices; /* NULL-ended; the only values allowed. NULL: any */
    const char *help;           /* one line */
};

const struct option *option_row(enum option_id id);
/* The option, or OPTION_COUNT for a name or a letter that none has. */
enum option_id option_named(struct text name);
enum option_id option_lettered(char letter);
/* The long name that `name` may have been meant for, or NULL. */
const char *option_nearest(struct text name);
/* "EXTERNAL_SECRETS_SEALING_KEY", in the arena. */
const char *option_variable(struct arena *arena, enum option_id id);
/* "sealingKey": the option's name as the key of an object. */
const char *option_key(struct arena *arena, enum option_id id);
/* "secret, sealed-secret, reference" of a NULL-ended list, in the arena. */
struct text option_choices(struct arena *arena, const char *const *choices);

#endif
