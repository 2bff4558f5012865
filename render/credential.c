/* SPDX-License-Identifier: Apache-2.0 */
#include "render/credential.h"

#include "base/names.h"
#include "render/fields.h"
#include "render/seal_hint.h"

struct text credential_seal_command(const struct run *run, const struct credential_secret *secret, const struct node *node,
                                    enum render_scope scope)
{
    const struct render_options *options = run->options;
    const struct seal_hint hint = {.program = options->program,
                                   .release_namespace = options->release_namespace,
                                   .owners = options->owners,
                                   .node = run->values_merged ? NULL : node,
                                   .namespace = secret->namespace,
                                   .name = secret->name,
                                   .scope = scope,
                                   .scope_there = secret->scope_there};
    return seal_hint_command(run->arena, &hint);
}

static int refuse(const struct run *run, const struct credential_secret *secret, const struct node *node, const char *what,
                  struct err *err)
{
    struct text command = credential_seal_command(run, secret, node, secret->scope);
    err_at(err, ERR_INPUT, node, "%s", what);
    return err_hint(err, "seal it for this place: " TEXT_FMT, TEXT_ARG(command));
}

static int refuse_plain(const struct run *run, const struct credential_secret *secret, const struct node *node,
                        enum credential_rule rule, struct err *err)
{
    if (rule != CREDENTIAL_TAKES_SEALED)
        return refuse(run, secret, node, "neither a sealed string nor a GUID", err);
    if (run->options->allow_plain)
        return refuse(run, secret, node, "a credential in plain text cannot go into a SealedSecret", err);
    return refuse(run, secret, node, "a credential in plain text (--allow-plain would admit it)", err);
}

/* A file of a key or certificate: no login takes it by its bytes, and it ends in a line end like any file. */
static bool is_pem(struct text text)
{
    return text_starts(text, "-----BEGIN ") && text_ends(text, "-----");
}

size_t credential_kept_len(const struct run *run, const struct node *node, const char *bytes, size_t len)
{
    size_t kept = len;
    if (kept > 0 && bytes[kept - 1] == '\n')
        kept--;
    if (kept > 0 && bytes[kept - 1] == '\r')
        kept--;
    if (kept == len || run->options->strip_newline)
        return kept;
    if (is_pem((struct text){bytes, kept}))
        return len;
    struct text place = place_text(run->arena, node_place(node)), path = node_path(run->arena, node);
    note_add(run->notes, NOTE_WARNING,
             arena_format(run->arena, TEXT_FMT ": " TEXT_FMT ": the credential ends in a line end, which breaks logins",
                          TEXT_ARG(place), TEXT_ARG(path)),
             TEXT("seal it without (printf %s instead of echo), or call with --strip-newline"));
    return len;
}

/* Values that are no sealed string: a GUID, the name of a remote secret, plain text where it is allowed. */
static int add_plain(const struct run *run, struct credential_secret *secret, struct credential credential,
                     enum credential_rule rule, struct err *err)
{
    bool guid = rule != CREDENTIAL_TAKES_SEALED && name_is_guid(credential.value);
    bool admitted = run->options->allow_plain && run->options->emit != EMIT_SEALED_SECRET;
    if (!guid && rule == CREDENTIAL_TAKES_GUID) {
        err_at(err, ERR_INPUT, credential.node, "with cluster_secret_store_ref the client ID must be a plain GUID");
        return err_hint(err, "client IDs are no secret: write the GUID of the application");
    }
    if (!guid && !admitted)
        return refuse_plain(run, secret, credential.node, rule, err);
    credential.form = CREDENTIAL_PLAIN;
    credential.value.len = credential_kept_len(run, credential.node, credential.value.at, credential.value.len);
    if (credential.value.len == 0)
        return refuse(run, secret, credential.node, "is empty", err);
    *array_add(run->arena, &secret->credentials) = credential;
    return 0;
}

static int add_remote(const struct run *run, struct credential_secret *secret, struct credential credential, struct err *err)
{
    const char *why = NULL;
    if (run->options->opener.shape(credential.value, &why) == RENDER_SHAPE_SEALED) {
        err_at(err, ERR_INPUT, credential.node, "a sealed string where the name of a secret in the ClusterSecretStore is expected");
        return err_hint(err, "name the remote secret, or leave out cluster_secret_store_ref");
    }
    credential.form = CREDENTIAL_REMOTE;
    *array_add(run->arena, &secret->credentials) = credential;
    return 0;
}

static int refuse_damaged(const struct run *run, const struct credential_secret *secret, const struct node *node, const char *why,
                          struct err *err)
{
    err_at(err, ERR_INPUT, node, "the sealed string %s", why);
    return err_hint(err, "paste it again on one line, or seal the value anew: " TEXT_FMT,
                    TEXT_ARG(credential_seal_command(run, secret, node, secret->scope)));
}

int credential_form_of(const struct run *run, const struct credential_secret *secret, const struct node *node, struct text text,
                       enum credential_form *out, struct err *err)
{
    bool admitted = run->options->allow_plain && run->options->emit != EMIT_SEALED_SECRET;
    const char *why = NULL;
    enum render_shape shape = text.len > 0 ? run->options->opener.shape(text, &why) : RENDER_SHAPE_PLAIN;
    *out = shape == RENDER_SHAPE_PLAIN ? CREDENTIAL_PLAIN : CREDENTIAL_SEALED;
    if (shape == RENDER_SHAPE_DAMAGED)
        return refuse_damaged(run, secret, node, why, err);
    if (shape == RENDER_SHAPE_SEALED || admitted)
        return 0;
    return text.len > 0 ? refuse_plain(run, secret, node, CREDENTIAL_TAKES_SEALED, err)
                        : refuse(run, secret, node, "is empty", err);
}

/* What may be a sealed string, whatever stands there. */
static int add_place(const struct run *run, struct credential_secret *secret, struct credential credential,
                     enum credential_rule rule)
{
    bool guid = rule == CREDENTIAL_TAKES_SEALED_OR_GUID && name_is_guid(credential.value);
    if (node_is_null(credential.node))
        credential.value = (struct text){0};
    if (node_is_scalar(credential.node) && !guid && rule != CREDENTIAL_TAKES_GUID && rule != CREDENTIAL_TAKES_REMOTE_NAME)
        *array_add(run->arena, &secret->credentials) = credential;
    return 0;
}

int credential_add(const struct run *run, struct credential_secret *secret, struct text key, const struct node *node,
                   enum credential_rule rule, struct err *err)
{
    struct credential credential = {.key = key, .form = CREDENTIAL_SEALED, .value = node_text(node), .node = node};
    if (run->finding != NULL)
        return add_place(run, secret, credential, rule);
    if (!name_is_subdomain(secret->name)) {
        err_at(err, ERR_INPUT, node, "the name of its Secret would have %zu characters, 253 are allowed", secret->name.len);
        return err_hint(err, "shorten the name of the store, or name the Secret with credentials_secret");
    }
    if (!node_is_scalar(node))
        return err_at(err, ERR_INPUT, node, "must be a sealed string");
    if (node_is_null(node) || credential.value.len == 0)
        return refuse(run, secret, node, "is empty", err);
    if (rule == CREDENTIAL_TAKES_REMOTE_NAME)
        return add_remote(run, secret, credential, err);
    const char *why = NULL;
    switch (run->options->opener.shape(credential.value, &why)) {
    case RENDER_SHAPE_PLAIN:
        return add_plain(run, secret, credential, rule, err);
    case RENDER_SHAPE_DAMAGED:
        return refuse_damaged(run, secret, node, why, err);
    case RENDER_SHAPE_SEALED:
        break;
    }
    if (rule == CREDENTIAL_TAKES_GUID)
        return add_plain(run, secret, credential, rule, err);
    *array_add(run->arena, &secret->credentials) = credential;
    return 0;
}

void credential_secret_read(const struct run *run, const struct node *entry, struct text name, struct credential_secret *out)
{
    const struct node *given = node_get(entry, "credentials_secret");
    size_t scope;
    bool has_scope = fields_choice(render_scope_names, node_text(node_get(entry, "scope")), &scope);
    out->scope = has_scope ? (enum render_scope)scope : run->options->scope;
    if (has_scope)
        out->scope_there = out->scope;
    out->name = node_is_null(given) ? name : node_text(given);
}
