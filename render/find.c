/* SPDX-License-Identifier: Apache-2.0 */
#include "render/find.h"

#include "base/limits.h"
#include "render/annotated_secret.h"
#include "render/find_order.h"
#include "render/object.h"
#include "render/understand.h"
#include "render/wide.h"

struct finder {
    const struct run *run;
    struct stream_parts parts; /* the one input */
    struct understood understood;
    struct found_list found;
};

static void add(struct finder *finder, const struct site *site, struct text namespace, struct text name)
{
    *array_add(finder->run->arena, &finder->found) = (struct found){*site, {namespace, name}, finder->found.count};
}

/* ------------------------------------------------------------------ SealedSecrets */

/* Only the exact word counts, and the widest one first (pkg/apis/sealedsecrets/v1alpha1/sealedsecret_expansion.go). */
static enum render_scope scope_of(const struct node *object)
{
    if (text_is(object_annotation(object, "sealedsecrets.bitnami.com/cluster-wide"), "true"))
        return RENDER_CLUSTER_WIDE;
    if (text_is(object_annotation(object, "sealedsecrets.bitnami.com/namespace-wide"), "true"))
        return RENDER_NAMESPACE_WIDE;
    return RENDER_STRICT;
}

static void add_item(struct finder *finder, const struct node *object, const struct node *value, struct text key)
{
    enum render_scope scope = scope_of(object);
    const struct site site = {.kind = SITE_SEALED_SECRET,
                              .node = value,
                              .string = node_is_null(value) ? (struct text){0} : node_text(value),
                              .key = key,
                              .min_scope = scope,
                              .max_scope = scope,
                              .scope = scope};
    if (node_is_scalar(value))
        add(finder, &site, object_namespace(object, finder->run->options->release_namespace), object_name(object));
}

static void find_items(struct finder *finder, const struct node *object)
{
    const struct node *items = node_find(object, "spec.encryptedData");
    size_t count;
    if (!object_is(object, "bitnami.com", "SealedSecret"))
        return;
    const struct node_pair *pairs = node_pairs(finder->run->arena, items, &count);
    for (size_t i = 0; i < count; i++)
        add_item(finder, object, pairs[i].value, node_text(pairs[i].key));
    /* Before there were items (v0.6), one string held the whole Secret. */
    add_item(finder, object, node_find(object, "spec.data"), (struct text){0});
}

static void find_sealed_secrets(struct finder *finder, const struct node *object, unsigned depth)
{
    const struct node *items = node_get(object, "items");
    for (size_t i = 0; object_is_list(object) && depth < LIMIT_CARRIER_DEPTH && i < items->count; i++)
        find_sealed_secrets(finder, items->items[i], depth + 1);
    find_items(finder, object);
}

/* ------------------------------------------------------------------ annotated Secrets */

static int find_secrets(struct finder *finder, const struct node *root, struct err *err)
{
    struct annotated_secret_list secrets = {0};
    if (annotated_secrets_find(finder->run, root, &secrets, err) < 0)
        return -1;
    for (size_t i = 0; i < secrets.count; i++) {
        const struct annotated_secret *secret = &secrets.items[i];
        for (size_t k = 0; k < secret->count; k++) {
            const struct annotated_value *value = &secret->values[k];
            const struct site site = {.kind = SITE_SECRET,
                                      .node = value->node,
                                      .string = value->string,
                                      .encoded = value->encoded,
                                      .key = value->key,
                                      .max_scope = RENDER_CLUSTER_WIDE};
            add(finder, &site, secret->namespace, secret->name);
        }
    }
    return 0;
}

/* ------------------------------------------------------------------ credentials */

static void find_credentials(struct finder *finder)
{
    const struct declaration_list *declarations = &finder->understood.declarations;
    for (size_t i = 0; i < declarations->count; i++) {
        const struct credential_secret *secret = &declarations->items[i].secret;
        for (size_t k = 0; k < secret->credentials.count; k++) {
            const struct credential *credential = &secret->credentials.items[k];
            const struct site site = {.kind = SITE_CREDENTIAL,
                                      .node = credential->node,
                                      .string = credential->value,
                                      .key = credential->key,
                                      .max_scope = RENDER_CLUSTER_WIDE,
                                      .scope = secret->scope};
            add(finder, &site, secret->namespace, secret->name);
        }
    }
}

/* ------------------------------------------------------------------ anywhere else */

static void find_loose(struct finder *finder, const struct node *node)
{
    const char *why;
    const struct site site = {.kind = SITE_LOOSE, .node = node, .string = node_text(node), .max_scope = RENDER_CLUSTER_WIDE};
    if (node_is_scalar(node) && node->text.len >= TRIAGE_RUN &&
        finder->run->options->opener.shape(node->text, &why) != RENDER_SHAPE_PLAIN)
        add(finder, &site, (struct text){0}, (struct text){0});
    /* What hangs here by an alias stands, and is met, elsewhere. */
    for (size_t i = 0; !node_is_scalar(node) && i < node->count; i++) {
        const struct node *below = node_is_list(node) ? node->items[i] : node->pairs[i].value;
        if (below->parent == node && below->index == i)
            find_loose(finder, below);
    }
}

/* ------------------------------------------------------------------ documents */

static void note_template(const struct finder *finder, const struct yaml_source *source)
{
    struct arena *arena = finder->run->arena;
    bool tells = triage_holds(source->bytes, &triage_string, 1);
    struct text place = place_text(arena, source_place(source, 0, 0));
    note_add(finder->run->notes, tells ? NOTE_WARNING : NOTE_DETAIL,
             arena_format(arena, TEXT_FMT ": passed over: it looks like a template", TEXT_ARG(place)), TEXT("render it first"));
}

static void note_wide(const struct finder *finder)
{
    struct arena *arena = finder->run->arena;
    note_add(finder->run->notes, NOTE_WARNING,
             arena_format(arena, TEXT_FMT ":1:1: passed over: it is UTF-16 or UTF-32, and seems to hold a sealed string",
                          TEXT_ARG(finder->parts.items[0].name)),
             TEXT("write it as UTF-8; in PowerShell: Out-File -Encoding utf8"));
}

/* *root is NULL where the document is passed over. */
static int parse(const struct finder *finder, const struct yaml_source *source, struct node **root, struct err *err)
{
    bool template = text_contains(source->bytes, "{{");
    if (tree_parse(finder->run->arena, source, root, err) == 0)
        return 0;
    if (!template && triage_holds(source->bytes, triage_values, triage_named_count))
        return -1;
    if (template)
        note_template(finder, source);
    err_free(err);
    *root = NULL;
    return 0;
}

static int find_in_document(struct finder *finder, struct range range, struct err *err)
{
    const struct yaml_source *source = document_source(finder->run->arena, &finder->parts.items[0], range);
    struct node *root;
    bool drop;
    /* What only comments in front of a document say is no concern. */
    if (source->offset > range.start && !triage_holds(source->bytes, triage_values, triage_sites_count))
        return 0;
    if (parse(finder, source, &root, err) < 0)
        return -1;
    if (root == NULL)
        return 0;
    if (understand_document(finder->run, root, &finder->understood, &drop, NULL, err) < 0 || find_secrets(finder, root, err) < 0)
        return -1;
    find_sealed_secrets(finder, root, 0);
    find_loose(finder, root);
    return 0;
}

int find_sites(struct arena *arena, const struct find_options *options, const struct render_part *part, struct site_list *out,
               struct note_list *notes, struct err *err)
{
    const struct render_options read_as = {
        .release_namespace = options->release_namespace, .owners = options->owners, .opener = {.shape = options->shape}};
    struct finding finding = {0};
    struct run run = {.arena = arena, .options = &read_as, .notes = notes, .finding = &finding};
    struct finder finder = {.run = &run, .parts = stream_parts_new(arena, part, 1)};
    struct candidates candidates = candidates_new(part->bytes, triage_values, triage_sites_count);
    struct range range;
    if (wide_check(&finder.parts, 0, err) < 0)
        return -1;
    if (wide_holds(part->bytes, &triage_string, 1))
        note_wide(&finder);
    while (candidates_next(&candidates, &range))
        if (find_in_document(&finder, range, err) < 0)
            return -1;
    if (understand_values(&run, &finder.understood, err) < 0)
        return -1;
    find_credentials(&finder);
    for (size_t i = 0; i < finding.inner.count; i++)
        find_loose(&finder, finding.inner.items[i]);
    found_order(arena, &finder.found, out);
    return 0;
}
