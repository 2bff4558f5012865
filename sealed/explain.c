/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/explain.h"

#include "base/buf.h"
#include "base/limits.h"
#include "sealed/format.h"

/* What all of them need. */
struct explanation {
    struct arena *arena;
    const struct keyring *ring;
    const struct inspect_options *options;
    struct inspected *one;
    bool own_label;
};

/* The Secret that hints name: the first of those that the string serves. */
static struct open_label first_label(const struct explanation *on)
{
    return on->one->label_count > 0 ? on->one->labels[0] : (struct open_label){0};
}

/* The scope nearest to one that opens the string in its place. */
static enum scope allowed(const struct inspected *one, enum scope scope)
{
    if (scope < one->min_scope)
        return one->min_scope;
    return scope > one->max_scope ? one->max_scope : scope;
}

/* The narrowest scope that serves all labels of a string that has several. */
static enum scope common_scope(const struct inspected *one)
{
    for (size_t i = 1; i < one->label_count; i++)
        if (!text_equal(one->labels[i].namespace, one->labels[0].namespace))
            return SCOPE_CLUSTER_WIDE;
    return SCOPE_NAMESPACE_WIDE;
}

/* A hint that ends in how to seal the plaintext anew: whoever knows the place adds that. */
static void hint_anew(const struct explanation *on, enum scope scope, const char *hint)
{
    struct inspected *one = on->one;
    enum scope common = one->label_count > 1 ? common_scope(one) : scope;
    one->anew = allowed(one, scope > common ? scope : common);
    err_hint(&one->err, "%s", hint);
}

static void put_label(const struct explanation *on, struct buf *buf, enum scope scope, struct open_label label)
{
    buf_put_string(buf, scope_name(scope));
    if (scope != SCOPE_CLUSTER_WIDE)
        buf_put_byte(buf, ' ');
    buf_put(buf, scope_label(on->arena, scope, label.namespace, label.name));
}

static struct text label_text(const struct explanation *on, enum scope scope, struct open_label label)
{
    struct buf buf = buf_new(on->arena, LIMIT_MESSAGE_BYTES);
    put_label(on, &buf, scope, label);
    return buf_text(&buf);
}

/* "(tried strict ns/name, namespace-wide ns)" */
static struct text tried_text(const struct explanation *on)
{
    const struct inspected *one = on->one;
    struct open_label label = first_label(on);
    struct buf buf = buf_new(on->arena, LIMIT_MESSAGE_BYTES);
    buf_put_string(&buf, "(tried ");
    for (enum scope scope = one->min_scope, first = SCOPE_COUNT; scope <= one->max_scope; scope++) {
        if (!scope_has_label(scope, label))
            continue;
        if (first != SCOPE_COUNT)
            buf_put_string(&buf, ", ");
        put_label(on, &buf, first = scope, label);
    }
    if (one->label_count > 1)
        buf_format(&buf, ", and so for %zu more Secret%s", one->label_count - 1, one->label_count > 2 ? "s" : "");
    buf_put_byte(&buf, ')');
    return buf_text(&buf);
}

/* --- no key --- */

void explain_no_keys(struct err *err)
{
    err_set(err, ERR_SEALED, "no sealing key was given, and a sealed string opens with the controller's private key only");
    err_hint(err, "save the keys to a file and name it with --sealing-key: " KEYRING_BACKUP_COMMAND);
}

static void explain_other_size(const struct explanation *on)
{
    struct err *err = &on->one->err;
    size_t bits = on->one->rsa_bytes * 8;
    if (on->ring->count == 0)
        err_set(err, ERR_SEALED, "sealed with another key, of %zu bits: the certificate's, of %zu, does not fit", bits,
                public_key_bits(on->options->size_of));
    else if (on->ring->count == 1)
        err_set(err, ERR_SEALED, "sealed with another key, of %zu bits: the sealing key given does not fit", bits);
    else
        err_set(err, ERR_SEALED, "sealed with another key, of %zu bits: none of the %zu sealing keys given fits", bits,
                on->ring->count);
    hint_anew(on, SCOPE_STRICT, "give the key that it was sealed with, or seal it for this cluster's certificate");
}

/* What was damaged in the RSA part looks like another key's. */
static void explain_no_key(const struct explanation *on)
{
    struct err *err = &on->one->err;
    if (on->one->tries == 0) {
        explain_other_size(on);
        return;
    }
    static const char says[] = "no sealing key opens it: it was sealed with another key than the";
    if (on->ring->count == 1)
        err_set(err, ERR_SEALED, "%s one given, or damaged", says);
    else
        err_set(err, ERR_SEALED, "%s %zu given, or damaged", says, on->ring->count);
    hint_anew(on, SCOPE_STRICT, "give the key of the cluster that it was sealed for, or seal it anew");
}

/* --- a key, but for another label --- */

/* A label of the string itself, but of a scope that does not open it here. */
static void explain_scope(const struct explanation *on)
{
    const struct inspected *one = on->one;
    struct err *err = &on->one->err;
    if (on->options->by_hand) {
        err_set(err, ERR_SEALED, "sealed %s, not %s", scope_name(one->scope), scope_name(one->max_scope));
        err_hint(err, "--scope %s opens it", scope_name(one->scope));
        return;
    }
    if (one->scope > one->max_scope)
        err_set(err, ERR_SEALED, "sealed %s, which is wider than the widest scope allowed here, %s", scope_name(one->scope),
                scope_name(one->max_scope));
    else
        err_set(err, ERR_SEALED, "sealed %s, which is narrower than the scope that opens it here, %s", scope_name(one->scope),
                scope_name(one->min_scope));
    hint_anew(on, one->scope, "seal it anew with a scope that is allowed");
}

static void explain_elsewhere(const struct explanation *on)
{
    const struct inspected *one = on->one;
    struct text label = scope_label(on->arena, one->scope, one->label.namespace, one->label.name);
    bool other_name = text_equal(one->label.namespace, first_label(on).namespace);
    err_set(&on->one->err, ERR_SEALED, "sealed for another %s: " TEXT_FMT ", %s " TEXT_FMT, other_name ? "name" : "namespace",
            TEXT_ARG(label), scope_name(one->scope), TEXT_ARG(tried_text(on)));
    hint_anew(on, one->scope, "seal it anew for the place where it is used");
}

/* What to give besides, or in the place of what was given, where all that is known is what somebody typed. */
static const char *other_label(struct open_label label)
{
    if (label.namespace.len == 0)
        return "without namespace and name only a cluster-wide string opens: give those of the Secret that it was sealed for (-n, "
               "--name)";
    if (label.name.len == 0)
        return "where it was sealed strict, as kubeseal does unless told otherwise, the name of its Secret is needed (--name); "
               "else give another namespace";
    return "give the namespace and name as they were when it was sealed";
}

static void explain_unknown_label(const struct explanation *on)
{
    struct err *err = &on->one->err;
    bool by_hand = on->options->by_hand;
    err_set(err, ERR_SEALED, "the key fits, but it was sealed for %s " TEXT_FMT,
            by_hand ? "another namespace or name" : "a namespace or name that is not known here", TEXT_ARG(tried_text(on)));
    if (by_hand)
        err_hint(err, "%s", other_label(first_label(on)));
    else
        hint_anew(on, SCOPE_STRICT, "seal it anew for the place where it is used");
}

static void explain_other_label(const struct explanation *on)
{
    if (!on->one->label_found)
        explain_unknown_label(on);
    else if (on->own_label)
        explain_scope(on);
    else
        explain_elsewhere(on);
}

/* --- a key and a label --- */

static bool serves(const struct inspected *one, struct open_label label)
{
    return one->scope == SCOPE_CLUSTER_WIDE || (text_equal(one->label.namespace, label.namespace) &&
                                                (one->scope == SCOPE_NAMESPACE_WIDE || text_equal(one->label.name, label.name)));
}

static void explain_shared(const struct explanation *on)
{
    const struct inspected *one = on->one;
    struct err *err = &on->one->err;
    enum scope common = common_scope(one);
    size_t other = 0;
    while (other + 1 < one->label_count && serves(one, one->labels[other]))
        other++;
    err_set(err, ERR_SEALED, "opens for %zu of the %zu Secrets that it serves, not for " TEXT_FMT "/" TEXT_FMT ": sealed " TEXT_FMT,
            one->opens_for, one->label_count, TEXT_ARG(one->labels[other].namespace), TEXT_ARG(one->labels[other].name),
            TEXT_ARG(label_text(on, one->scope, one->label)));
    if (common <= one->max_scope)
        hint_anew(on, common, "seal it anew for all of them");
    else
        err_hint(err, "give each of them a string of its own");
}

static void explain_changed(const struct explanation *on)
{
    const struct inspected *one = on->one;
    struct buf fits = buf_new(on->arena, LIMIT_MESSAGE_BYTES);
    buf_format(&fits, "its key (" TEXT_FMT ")", TEXT_ARG(on->ring->items[one->key].origin));
    if (one->opens_for > 0) {
        buf_put_string(&fits, " and scope (");
        put_label(on, &fits, one->scope, one->label);
        buf_put_string(&fits, ") fit");
    } else {
        buf_put_string(&fits, " fits");
    }
    err_set(&on->one->err, ERR_SEALED, "the sealed string is damaged: " TEXT_FMT ", but what %s was changed or cut off",
            TEXT_ARG(buf_text(&fits)), one->opens_for > 0 ? "they protect" : "it protects");
    hint_anew(on, one->opens_for > 0 ? one->scope : SCOPE_STRICT, "copy it again as a whole, or seal it anew");
}

static void explain_empty(const struct explanation *on)
{
    err_set(&on->one->err, ERR_INPUT, "the sealed string opens, but to an empty plaintext");
    hint_anew(on, on->one->label_found ? on->one->scope : SCOPE_STRICT,
              "kubeseal seals an empty input without a word; seal it anew");
}

/* --- no key needed --- */

static void explain_shape(const struct explanation *on)
{
    const char *why;
    if (sealed_shape(on->one->string, &why) == SEALED_PLAIN)
        err_set(&on->one->err, ERR_INPUT, "not a sealed string");
    else
        err_set(&on->one->err, ERR_INPUT, "the sealed string %s", why);
    hint_anew(on, SCOPE_STRICT, "copy it as a whole and on one line, or seal it anew");
}

static void explain_damaged(const struct explanation *on)
{
    if (on->one->key_found)
        explain_changed(on);
    else
        explain_shape(on);
}

/* --- all --- */

static const char copy_again[] =
    "copy it as a whole: it is what kubeseal --raw prints, or one value below encryptedData of a SealedSecret";

static const struct {
    void (*explain)(const struct explanation *on);
    const char *by_hand; /* the hint in the place of how to seal it anew; NULL: see hint_by_hand() */
} ways[] = {
    [INSPECT_EMPTY_STRING] = {explain_shape, copy_again},
    [INSPECT_PLAIN] = {explain_shape, copy_again},
    [INSPECT_DAMAGED] = {explain_damaged, NULL},
    [INSPECT_NO_KEY] = {explain_no_key, NULL},
    [INSPECT_SHARED] = {explain_shared, NULL},
    [INSPECT_EMPTY] = {explain_empty, NULL},
    [INSPECT_OTHER_LABEL] = {explain_other_label, NULL},
};

static const char *hint_by_hand(const struct inspected *one)
{
    if (one->result == INSPECT_DAMAGED)
        return one->key_found ? "copy it again as a whole" : copy_again;
    if (one->result == INSPECT_NO_KEY)
        return one->tries > 0 ? "give the key of the cluster that it was sealed for; --sealing-key takes a folder of them as well"
                              : "give the key that it was sealed with; --sealing-key takes a folder of them as well";
    return ways[one->result].by_hand;
}

void explain(const struct keyring *ring, const struct inspect_options *options, struct inspected *one, bool own_label)
{
    auto_arena arena = {0};
    const struct explanation on = {&arena, ring, options, one, own_label};
    one->anew = SCOPE_COUNT;
    if ((size_t)one->result >= sizeof ways / sizeof ways[0] || ways[one->result].explain == NULL)
        return;
    ways[one->result].explain(&on);
    const char *hint = options->by_hand ? hint_by_hand(one) : NULL;
    if (hint == NULL)
        return;
    one->anew = SCOPE_COUNT;
    err_hint(&one->err, "%s", hint);
}
