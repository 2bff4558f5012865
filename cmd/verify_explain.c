/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/survey.h"
#include "cmd/verify_report.h"

/* Source: Sealed Secrets, pkg/apis/sealedsecrets/v1alpha1/sealedsecret_expansion.go (v0.36.6): without any of them a SealedSecret
 * is strict. */
static const char *const annotations[SCOPE_COUNT] = {
    [SCOPE_NAMESPACE_WIDE] = "sealedsecrets.bitnami.com/namespace-wide",
    [SCOPE_CLUSTER_WIDE] = "sealedsecrets.bitnami.com/cluster-wide",
};

static void explain_plain(struct arena *arena, struct text command, struct verified *one)
{
    one->why = "plain text, where a sealed string belongs";
    one->hint = arena_format(arena, "seal it for this place: " TEXT_FMT, TEXT_ARG(command)).at;
}

/* The metadata around an item of a SealedSecret. */
static const struct node *metadata_of(const struct node *node)
{
    while (node != NULL && !text_is(node_text_at(node, "kind"), "SealedSecret"))
        node = node->parent;
    return node_get(node, "metadata");
}

/* The word by which a SealedSecret says its scope, given that it should be `scope`. */
static const char *said_with(struct arena *arena, const struct node *metadata, enum scope scope)
{
    const char *name = annotations[scope];
    const struct node *given = node_get(node_get(metadata, "annotations"), name);
    if (given == NULL)
        return arena_format(arena, "it lacks the annotation %s: \"true\"", name).at;
    if (text_is(node_text(given), "true")) /* then a wider one stands beside */
        return arena_format(arena, "its annotation %s: \"true\" wins", annotations[SCOPE_CLUSTER_WIDE]).at;
    return arena_format(arena, "its annotation %s is not exactly \"true\"", name).at;
}

/* More often than not it is the annotation that is wrong: kubeseal --raw makes the string alone. */
static void explain_scope(struct arena *arena, const struct inspected *string, struct text command, struct verified *one)
{
    const char *sealed = scope_name(string->scope), *said = scope_name(string->min_scope);
    if (string->scope == SCOPE_STRICT) {
        const char *name = annotations[string->min_scope];
        one->why = arena_format(arena, "sealed strict, but its SealedSecret is %s: it has the annotation %s", said, name).at;
        one->hint = arena_format(arena, "take the annotation off, or seal it anew: " TEXT_FMT, TEXT_ARG(command)).at;
        return;
    }
    one->why = arena_format(arena, "sealed %s, but its SealedSecret is %s: %s", sealed, said,
                            said_with(arena, metadata_of(one->site->node), string->scope))
                   .at;
    one->hint = arena_format(arena, "set %s: \"true\" in its metadata, and no other scope, or seal it anew: " TEXT_FMT,
                             annotations[string->scope], TEXT_ARG(command))
                    .at;
}

/* Whether nothing but the scope is another one. */
static bool is_for_its_labels(const struct inspected *string)
{
    for (size_t i = 0; i < string->label_count; i++) {
        const struct open_label *label = &string->labels[i];
        if ((string->scope != SCOPE_CLUSTER_WIDE && !text_equal(label->namespace, string->label.namespace)) ||
            (string->scope == SCOPE_STRICT && !text_equal(label->name, string->label.name)))
            return false;
    }
    return string->label_count > 0;
}

void verify_explain(const struct invocation *invocation, struct arena *arena, const struct inspected *string, struct verified *one)
{
    if (string->anew == SCOPE_COUNT)
        return;
    bool one_scope = one->site->kind == SITE_SEALED_SECRET && string->min_scope == string->max_scope;
    struct text command = survey_seal_command(invocation, arena, one->site, string, string->anew);
    if (one->status == VERIFY_PLAIN)
        explain_plain(arena, command, one);
    else if (one->status == VERIFY_OTHER_LABEL && one_scope && string->label_found && string->scope != string->min_scope &&
             is_for_its_labels(string))
        explain_scope(arena, string, command, one);
}
