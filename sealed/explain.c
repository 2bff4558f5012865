/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/explain.h"

#include "base/buf.h"
#include "base/kubeseal.h"
#include "base/limits.h"

/* --- the label of a string that no key opened --- */

struct found {
    bool any;
    enum scope scope;
    struct open_label of;
    struct text label;
};

static bool same_label(struct open_label a, struct open_label b)
{
    return text_equal(a.namespace, b.namespace) && text_equal(a.name, b.name);
}

static struct found try_label(struct arena *arena, const struct hash_list *hashes, enum scope scope, struct open_label of)
{
    struct found found = {.scope = scope, .of = of, .label = scope_label(arena, scope, of.namespace, of.name)};
    struct oaep_hash hash = oaep_label_hash(found.label);
    for (size_t i = 0; i < hashes->count && !found.any; i++)
        found.any = oaep_hash_equal(&hash, &hashes->items[i]);
    return found;
}

/* Whether nothing is lacking of what makes the label: an empty namespace would make another scope's. */
static bool is_whole(enum scope scope, struct open_label label)
{
    return scope == SCOPE_CLUSTER_WIDE || (label.namespace.len > 0 && (scope == SCOPE_NAMESPACE_WIDE || label.name.len > 0));
}

static bool was_tried(const struct open_options *options, enum scope scope)
{
    return scope >= options->min_scope && scope <= options->max_scope;
}

/* The labels of the request itself that were not tried, then those of the other places that the run knows of. */
static struct found find_label(struct arena *arena, const struct open_options *options, struct open_label own,
                               const struct hash_list *hashes)
{
    struct found found = {0};
    for (unsigned scope = 0; scope < SCOPE_COUNT && !found.any; scope++)
        if (!was_tried(options, (enum scope)scope) && is_whole((enum scope)scope, own))
            found = try_label(arena, hashes, (enum scope)scope, own);
    for (size_t i = 0; i < options->known_count && !found.any; i++) {
        struct open_label known = options->known[i];
        if (known.namespace.len == 0 || known.name.len == 0)
            continue;
        found = try_label(arena, hashes, SCOPE_STRICT, known);
        if (!found.any)
            found = try_label(arena, hashes, SCOPE_NAMESPACE_WIDE, known);
    }
    return found;
}

/* --- words --- */

static struct text seal_command(struct arena *arena, struct open_label label, enum scope scope)
{
    return kubeseal_command(arena, label.namespace, label.name, scope_name(scope));
}

static void put_label(struct buf *buf, enum scope scope, struct text label)
{
    buf_put_string(buf, scope_name(scope));
    if (scope != SCOPE_CLUSTER_WIDE)
        buf_put_byte(buf, ' ');
    buf_put(buf, label);
}

/* "(tried strict ns/name, namespace-wide ns with 3 sealing keys)" */
static struct text tried_text(struct arena *arena, const struct open_options *options, struct open_label label, size_t keys)
{
    struct buf buf = buf_new(arena, LIMIT_MESSAGE_BYTES);
    buf_put_string(&buf, "(tried ");
    for (unsigned scope = options->min_scope; scope <= options->max_scope; scope++) {
        if (scope > options->min_scope)
            buf_put_string(&buf, ", ");
        put_label(&buf, (enum scope)scope, scope_label(arena, (enum scope)scope, label.namespace, label.name));
    }
    buf_format(&buf, " with %zu sealing key%s)", keys, keys == 1 ? "" : "s");
    return buf_text(&buf);
}

/* --- one function for each way to fail --- */

static void explain_no_keys(struct err *err)
{
    err_set(err, ERR_SEALED, "no sealing key was given, and a sealed string opens with the controller's private key only");
    err_hint(err, "save the keys to a file and name it with --sealing-key: " KEYRING_BACKUP_COMMAND);
}

static void explain_other_size(struct arena *arena, const struct keyring *ring, const struct open_options *options,
                               const struct open_request *request, size_t rsa_bytes, struct err *err)
{
    size_t bits = rsa_bytes * 8;
    if (ring->count == 1)
        err_set(err, ERR_SEALED, "sealed with another key, of %zu bits: the sealing key given does not fit", bits);
    else
        err_set(err, ERR_SEALED, "sealed with another key, of %zu bits: none of the %zu sealing keys given fits", bits,
                ring->count);
    if (options->by_hand)
        err_hint(err, "give the key that it was sealed with; --sealing-key takes a folder of them as well");
    else
        err_hint(err, "give the key that it was sealed with, or seal it for this cluster's certificate: " TEXT_FMT,
                 TEXT_ARG(seal_command(arena, request->label, SCOPE_STRICT)));
}

/* A label of the request itself, but of a scope that is not allowed. */
static void explain_wider(struct arena *arena, const struct open_options *options, const struct open_request *request,
                          enum scope scope, struct err *err)
{
    err_set(err, ERR_SEALED, "sealed %s, which is wider than the widest scope allowed here, %s", scope_name(scope),
            scope_name(options->max_scope));
    err_hint(err, "seal it anew with a scope that is allowed: " TEXT_FMT,
             TEXT_ARG(seal_command(arena, request->label, options->max_scope)));
}

static void explain_elsewhere(struct arena *arena, const struct open_request *request, const struct found *found, struct text tried,
                              struct err *err)
{
    bool other_name = text_equal(found->of.namespace, request->label.namespace);
    err_set(err, ERR_SEALED, "sealed for another %s: " TEXT_FMT ", %s " TEXT_FMT, other_name ? "name" : "namespace",
            TEXT_ARG(found->label), scope_name(found->scope), TEXT_ARG(tried));
    err_hint(err, "seal it anew for the place where it is used: " TEXT_FMT,
             TEXT_ARG(seal_command(arena, request->label, found->scope)));
}

static void explain_unknown(struct arena *arena, const struct open_request *request, struct text tried, struct err *err)
{
    err_set(err, ERR_SEALED,
            "no sealing key opens it: sealed with another key, or for a namespace or name that is not known here " TEXT_FMT,
            TEXT_ARG(tried));
    err_hint(err, "give the key of the cluster that it was sealed for, or seal it anew: " TEXT_FMT,
             TEXT_ARG(seal_command(arena, request->label, SCOPE_STRICT)));
}

/* What to give besides, or in the place of what was given, where all that is known are a key and what somebody typed. */
static const char *other_label(struct open_label label)
{
    if (label.namespace.len == 0)
        return "without namespace and name only a cluster-wide string opens: give those of the Secret that it was sealed for (-n, "
               "--name), or another key";
    if (label.name.len == 0)
        return "where it was sealed strict, as kubeseal does unless told otherwise, the name of its Secret is needed (--name); "
               "else give another namespace or key";
    return "give the key of the cluster that it was sealed for, or the namespace and name as they were when it was sealed";
}

static void explain_by_hand(const struct open_options *options, const struct open_request *request, const struct found *found,
                            struct text tried, struct err *err)
{
    if (found->any) {
        err_set(err, ERR_SEALED, "sealed %s, not %s", scope_name(found->scope), scope_name(options->max_scope));
        err_hint(err, "--scope %s opens it", scope_name(found->scope));
        return;
    }
    err_set(err, ERR_SEALED, "no sealing key opens it: sealed with another key, or for another namespace or name " TEXT_FMT,
            TEXT_ARG(tried));
    err_hint(err, "%s", other_label(request->label));
}

static void explain_no_key(struct arena *arena, const struct keyring *ring, const struct open_options *options,
                           const struct open_request *request, const struct failure *failure, struct err *err)
{
    if (ring->count == 0) {
        explain_no_keys(err);
        return;
    }
    if (failure->hashes.count == 0) {
        explain_other_size(arena, ring, options, request, failure->rsa_bytes, err);
        return;
    }
    struct found found = find_label(arena, options, request->label, &failure->hashes);
    struct text tried = tried_text(arena, options, request->label, failure->hashes.count);
    if (options->by_hand)
        explain_by_hand(options, request, &found, tried, err);
    else if (!found.any)
        explain_unknown(arena, request, tried, err);
    else if (same_label(found.of, request->label))
        explain_wider(arena, options, request, found.scope, err);
    else
        explain_elsewhere(arena, request, &found, tried, err);
}

static void explain_changed(struct arena *arena, const struct keyring *ring, const struct open_request *request, struct err *err)
{
    struct text label = scope_label(arena, request->scope, request->label.namespace, request->label.name);
    struct buf fits = buf_new(arena, LIMIT_MESSAGE_BYTES);
    put_label(&fits, request->scope, label);
    err_set(err, ERR_SEALED,
            "the sealed string is damaged: its key (" TEXT_FMT ") and scope (" TEXT_FMT
            ") fit, but what they protect was changed or cut off",
            TEXT_ARG(ring->items[request->key].origin), TEXT_ARG(buf_text(&fits)));
    err_hint(err, "copy it again as a whole, or seal it anew: " TEXT_FMT,
             TEXT_ARG(seal_command(arena, request->label, request->scope)));
}

/* In the place of how to seal it anew. */
static const char *const hints_by_hand[] = {
    [OUTCOME_BAD_SHAPE] =
        "copy it as a whole: it is what kubeseal --raw prints, or one value below encryptedData of a SealedSecret",
    [OUTCOME_CHANGED] = "copy it again as a whole",
    [OUTCOME_ABANDONED] = NULL,
};

static void explain_in_words(const struct keyring *ring, const struct open_options *options, const struct open_request *request,
                             const struct failure *failure, struct err *err)
{
    auto_arena arena = {0};
    switch (failure->outcome) {
    case OUTCOME_NO_KEY:
        explain_no_key(&arena, ring, options, request, failure, err);
        break;
    case OUTCOME_CHANGED:
        explain_changed(&arena, ring, request, err);
        break;
    case OUTCOME_EMPTY:
        err_set(err, ERR_INPUT, "the sealed string opens, but to an empty plaintext");
        err_hint(err, "kubeseal seals an empty input without a word; seal it anew: " TEXT_FMT,
                 TEXT_ARG(seal_command(&arena, request->label, request->scope)));
        break;
    case OUTCOME_BAD_SHAPE:
        err_hint(err, "copy it as a whole and on one line from the output of: " TEXT_FMT,
                 TEXT_ARG(seal_command(&arena, request->label, SCOPE_STRICT)));
        break;
    case OUTCOME_BROKEN:
    case OUTCOME_OPENED:
    case OUTCOME_ABANDONED:
        break;
    }
}

void explain_failure(const struct keyring *ring, const struct open_options *options, const struct open_request *request,
                     const struct failure *failure, struct err *err)
{
    explain_in_words(ring, options, request, failure, err);
    if (options->by_hand && hints_by_hand[failure->outcome] != NULL)
        err_hint(err, "%s", hints_by_hand[failure->outcome]);
}
