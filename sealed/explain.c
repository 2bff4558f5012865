/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/explain.h"

#include "base/buf.h"
#include "base/kubeseal.h"
#include "base/limits.h"
#include "sealed/format.h"

static void choose(struct arena *arena, const struct keyring *ring, struct text rsa, bool exact, struct key_choice *out)
{
    for (size_t i = 0; i < ring->count; i++) {
        size_t bytes = crypto_key_bytes(ring->items[i].key);
        bool size_fits = exact ? bytes == rsa.len : bytes > rsa.len && bytes - rsa.len <= SEALED_RSA_BYTES_CUT;
        if (size_fits && crypto_key_fits(ring->items[i].key, rsa))
            *array_add(arena, out) = i;
    }
}

struct key_choice keys_that_fit(struct arena *arena, const struct keyring *ring, struct text rsa)
{
    struct key_choice choice = {0};
    choose(arena, ring, rsa, true, &choice);
    choose(arena, ring, rsa, false, &choice);
    return choice;
}

/* --- labels that might fit --- */

struct probe {
    enum scope scope;
    struct open_label of;
    struct text label;
};

struct probe_list {
    struct probe *items;
    size_t count, room;
};

/* Adds a label that is not in the list yet. */
static void add_probe(struct arena *arena, struct probe_list *list, enum scope scope, struct open_label of)
{
    struct text label = scope_label(arena, scope, of.namespace, of.name);
    for (size_t i = 0; i < list->count; i++)
        if (text_equal(list->items[i].label, label))
            return;
    *array_add(arena, list) = (struct probe){scope, of, label};
}

static bool same_label(struct open_label a, struct open_label b)
{
    return text_equal(a.namespace, b.namespace) && text_equal(a.name, b.name);
}

/* The labels of the request itself, `*tried` of them in vain already, then those of the other places that the run knows of. */
static struct probe_list all_probes(struct arena *arena, const struct open_options *options, struct open_label own, size_t *tried)
{
    struct probe_list list = {0};
    size_t others = 0;
    for (unsigned scope = 0; scope < SCOPE_COUNT; scope++) {
        add_probe(arena, &list, (enum scope)scope, own);
        if (scope == options->max_scope)
            *tried = list.count;
    }
    for (size_t i = 0; i < options->known_count && others < LIMIT_PROBED_LABELS; i++) {
        struct open_label known = options->known[i];
        if (known.namespace.len == 0 || known.name.len == 0 || same_label(known, own))
            continue;
        others++;
        add_probe(arena, &list, SCOPE_STRICT, known);
        add_probe(arena, &list, SCOPE_NAMESPACE_WIDE, known);
    }
    return list;
}

/* --- the search for the label of a string that no key opened --- */

struct search {
    struct text rsa;
    const struct probe *probes;
    size_t count;
    size_t operations; /* private operations that may still be spent */
};

static const struct probe *search_with(struct search *search, const struct crypto_key *key)
{
    auto_secret session = secret_new(LIMIT_KEY_BITS_HIGH / 8, SECRET_LOCKED);
    auto_err ignored = {0};
    struct crypto_key *copy = crypto_key_copy(key);
    const struct probe *found = NULL;
    for (size_t i = 0; i < search->count && search->operations > 0 && found == NULL; i++) {
        search->operations--;
        if (crypto_open_session(copy, search->probes[i].label, search->rsa, &session, &ignored) == 1)
            found = &search->probes[i];
    }
    crypto_key_free(copy);
    return found;
}

/* Begins with `likely`, the key that opened the string before, where it is one of the keys. */
static const struct probe *search_label(struct search *search, const struct keyring *ring, const struct key_choice *keys,
                                        size_t likely)
{
    const struct probe *found = NULL;
    for (size_t i = 0; i < keys->count && found == NULL; i++)
        if (keys->items[i] == likely)
            found = search_with(search, ring->items[likely].key);
    for (size_t i = 0; i < keys->count && found == NULL; i++)
        if (keys->items[i] != likely)
            found = search_with(search, ring->items[keys->items[i]].key);
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
static struct text tried_text(struct arena *arena, const struct probe_list *probes, size_t tried, size_t keys)
{
    struct buf buf = buf_new(arena, LIMIT_MESSAGE_BYTES);
    buf_put_string(&buf, "(tried ");
    for (size_t i = 0; i < tried; i++) {
        if (i > 0)
            buf_put_string(&buf, ", ");
        put_label(&buf, probes->items[i].scope, probes->items[i].label);
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

static void explain_other_size(struct arena *arena, const struct keyring *ring, const struct open_request *request, struct text rsa,
                               struct err *err)
{
    size_t bits = rsa.len * 8;
    if (ring->count == 1)
        err_set(err, ERR_SEALED, "sealed with another key, of %zu bits: the sealing key given does not fit", bits);
    else
        err_set(err, ERR_SEALED, "sealed with another key, of %zu bits: none of the %zu sealing keys given fits", bits,
                ring->count);
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

static void explain_elsewhere(struct arena *arena, const struct open_request *request, const struct probe *found, struct text tried,
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

static void explain_no_key(struct arena *arena, const struct keyring *ring, const struct open_options *options,
                           const struct open_request *requests, size_t index, struct err *err)
{
    const struct open_request *request = &requests[index];
    struct sealed_parts parts;
    size_t tried = 0;
    if (ring->count == 0) {
        explain_no_keys(err);
        return;
    }
    if (sealed_parse(arena, request->string, &parts, err) < 0)
        return;
    struct key_choice keys = keys_that_fit(arena, ring, parts.rsa);
    if (keys.count == 0) {
        explain_other_size(arena, ring, request, parts.rsa, err);
        return;
    }
    struct probe_list probes = all_probes(arena, options, request->label, &tried);
    struct search search = {parts.rsa, probes.items + tried, probes.count - tried, LIMIT_PROBE_OPERATIONS};
    const struct probe *found = search_label(&search, ring, &keys, index > 0 ? requests[index - 1].key : keys.items[0]);
    struct text words = tried_text(arena, &probes, tried, keys.count);
    if (found == NULL)
        explain_unknown(arena, request, words, err);
    else if (same_label(found->of, request->label))
        explain_wider(arena, options, request, found->scope, err);
    else
        explain_elsewhere(arena, request, found, words, err);
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

void explain_failure(const struct keyring *ring, const struct open_options *options, const struct open_request *requests,
                     struct failure failure, struct err *err)
{
    auto_arena arena = {0};
    const struct open_request *request = &requests[failure.index];
    switch (failure.outcome) {
    case OUTCOME_NO_KEY:
        explain_no_key(&arena, ring, options, requests, failure.index, err);
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
