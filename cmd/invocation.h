/* SPDX-License-Identifier: Apache-2.0
 *
 * invocation: what one start of the program was asked to do, from its arguments and its environment.
 *
 * Options and words may be mixed; `--` ends the options. The first word names the subcommand. An option on the command line
 * wins over its twin in the environment (cmd/options.h); a twin that is empty counts as not set, one of a subcommand that has
 * no such option is not looked at. A repeatable option takes a list separated by `:` from the environment.
 */
#ifndef CMD_INVOCATION_H
#define CMD_INVOCATION_H

#include "base/arena.h"
#include "base/err.h"
#include "base/secret.h"
#include "cmd/message.h"
#include "cmd/options.h"

struct command;

enum setting_origin { FROM_NOWHERE, FROM_HOST, FROM_FUNCTION_CONFIG, FROM_ENVIRONMENT, FROM_ARGUMENT };

struct setting {
    enum setting_origin origin;
    struct text_list values; /* not empty texts, each with a NUL behind; one where the option is not repeatable */
    bool on;                 /* switches */
};

struct invocation {
    struct arena *arena;
    const char *program;           /* as help calls it: "external-secrets", "kubectl external-secrets" */
    bool kubectl_plugin;           /* called as one */
    const struct command *command; /* "help" where none was named and none is meant */
    bool command_named;            /* by a word */
    struct setting settings[OPTION_COUNT];
    struct text_list words; /* after the subcommand's name */
    struct messages messages;
    const struct secret *key_data; /* keys that came in the environment (cmd/key_data.h); may be empty */
};

/* Reads arguments and environment. `terminal`: whether stdin is one. On failure (ERR_USAGE) what could be read is there, so
 * that the error can be reported where the user wants it. */
int invocation_read(struct invocation *invocation, int argc, char **argv, bool terminal, struct err *err);

/* Sets the error for a word that names no subcommand. */
int unknown_command(const struct invocation *invocation, struct text name, struct err *err);

bool is_on(const struct invocation *invocation, enum option_id id);
bool is_given(const struct invocation *invocation, enum option_id id);
/* The value of an option that is not repeatable; empty where it is not given. */
struct text value_of(const struct invocation *invocation, enum option_id id);
/* The place of the value among the choices that the subcommand has there, or `otherwise` where it is not given. */
size_t choice_of(const struct invocation *invocation, enum option_id id, size_t otherwise);
/* For messages: "--emit", "EXTERNAL_SECRETS_EMIT" or "spec.emit of the functionConfig", whichever it came from; in the arena. */
const char *origin_of(const struct invocation *invocation, enum option_id id);

#endif
