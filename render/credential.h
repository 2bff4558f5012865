/* SPDX-License-Identifier: Apache-2.0
 *
 * credential: one value of a credentials Secret, as the values give it.
 */
#ifndef RENDER_CREDENTIAL_H
#define RENDER_CREDENTIAL_H

#include "render/model.h"

/* What may stand in a place. */
enum credential_rule {
    CREDENTIAL_TAKES_SEALED,         /* a sealed string; plain text only with --allow-plain */
    CREDENTIAL_TAKES_SEALED_OR_GUID, /* a client ID */
    CREDENTIAL_TAKES_GUID,           /* a client ID that stands as it is in an ExternalSecret's template */
    CREDENTIAL_TAKES_REMOTE_NAME,    /* the name of a secret in another store */
};

/* Adds the credential at `node` under `key` to the Secret. ERR_INPUT: plain text, a damaged sealed string, nothing at all; the
 * message never holds the value, the hint holds the command that seals it for this Secret. For find_sites() nothing is refused, and
 * every scalar counts that may be a sealed string. */
int credential_add(const struct run *run, struct credential_secret *secret, struct text key, const struct node *node,
                   enum credential_rule rule, struct err *err);
/* Whether a value of a Secret that the stream holds, `text` at `node`, is sealed or plain; nothing at all is plain. ERR_INPUT:
 * plain where --allow-plain does not admit it, or for a SealedSecret; damaged. */
int credential_form_of(const struct run *run, const struct credential_secret *secret, const struct node *node, struct text text,
                       enum credential_form *out, struct err *err);
/* How much of a plaintext goes into the Secret: all, with a warning where it ends in a line end; with --strip-newline all but
 * that. */
size_t credential_kept_len(const struct run *run, const struct node *node, const char *bytes, size_t len);
/* The command that seals a value for a Secret in a scope, to stand at `node`; for hints. */
struct text credential_seal_command(const struct run *run, const struct credential_secret *secret, const struct node *node,
                                    enum render_scope scope);
/* Reads `scope:` and `credentials_secret:` beside the strings, which fields_check() has seen; where they are not given the scope is
 * the run's and the name of the Secret `name`. */
void credential_secret_read(const struct run *run, const struct node *entry, struct text name, struct credential_secret *out);

#endif
