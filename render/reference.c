/* SPDX-License-Identifier: Apache-2.0 */
#include "render/reference.h"

#include "base/buf.h"
#include "base/limits.h"
#include "base/names.h"

static const struct field reference_fields[] = {
    {"sealed", FIELD_TEXT,
     .help = "the sealed string; it goes into the store's credentials Secret, and this becomes the reference to it",
     .format = &format_sealed},
    {"key", FIELD_TEXT, .help = "its key in that Secret", .format = &format_secret_key,
     .absent = "the name of the field around it"},
    {"namespace", FIELD_TEXT, .help = "the namespace of that Secret", .format = &format_label, .names = "a namespace",
     .absent = "that of the store's credentials"},
    {0},
};

const struct field *const reference_tables[] = {reference_fields, NULL};

struct finder {
    const struct run *run;
    struct sealed_reference_list *found;
};

static int check_keys(struct arena *arena, const struct node *map, struct err *err)
{
    size_t count;
    const struct node_pair *pairs = node_pairs(arena, map, &count);
    for (size_t i = 0; i < count; i++) {
        if (fields_find(reference_tables, node_text(pairs[i].key)) != NULL)
            continue;
        err_at(err, ERR_INPUT, pairs[i].key, "does not go beside 'sealed'");
        return err_hint(err, "a sealed string stands in place of the reference: only 'key' and 'namespace' may stand beside it");
    }
    return 0;
}

static int add_reference(struct finder *finder, const struct node *map, struct text path, struct text field, struct err *err)
{
    const struct node *twice = node_duplicate(finder->run->arena, map);
    if (twice != NULL)
        return err_at(err, ERR_INPUT, twice, "the key stands twice in one mapping");
    if (check_keys(finder->run->arena, map, err) < 0)
        return -1;
    if (finder->found->count == LIMIT_SEALED_REFERENCES)
        return err_at(err, ERR_INPUT, map, "more than %d sealed strings in one store", LIMIT_SEALED_REFERENCES);
    const struct node *key = node_get(map, "key");
    if (!node_is_null(key) && !name_is_secret_key(node_text(key)))
        return err_at(err, ERR_INPUT, key, "must be a key of a Secret: letters, digits, '-', '_' and '.'");
    struct sealed_reference *reference = array_add(finder->run->arena, finder->found);
    *reference = (struct sealed_reference){.map = map, .path = path, .field = field};
    return 0;
}

static struct text join_path(struct arena *arena, struct text path, struct text part)
{
    return path.len == 0 ? part : arena_format(arena, TEXT_FMT "." TEXT_FMT, TEXT_ARG(path), TEXT_ARG(part));
}

static int find_below(struct finder *finder, const struct node *node, struct text path, struct text field, struct err *err)
{
    struct arena *arena = finder->run->arena;
    if (node_is_list(node)) {
        for (size_t i = 0; i < node->count; i++)
            if (find_below(finder, node->items[i], arena_format(arena, TEXT_FMT ".%zu", TEXT_ARG(path), i), field, err) < 0)
                return -1;
        return 0;
    }
    if (!node_is_map(node))
        return 0;
    if (node_get(node, "sealed") != NULL)
        return add_reference(finder, node, path, field, err);
    size_t count;
    const struct node_pair *pairs = node_pairs(arena, node, &count);
    for (size_t i = 0; i < count; i++) {
        struct text key = node_text(pairs[i].key);
        if (!node_is_scalar(pairs[i].value) && find_below(finder, pairs[i].value, join_path(arena, path, key), key, err) < 0)
            return -1;
    }
    return 0;
}

int reference_provider(const struct node *provider, struct text *name, struct err *err)
{
    if (!node_is_map(provider) || provider->count != 1 || !node_is_scalar(provider->pairs[0].key) ||
        !node_is_map(provider->pairs[0].value)) {
        err_at(err, ERR_INPUT, provider, "must hold exactly one provider");
        return err_hint(err, "write it as the operator has it: provider: {vault: {...}}");
    }
    *name = provider->pairs[0].key->text;
    return 0;
}

int reference_find(const struct run *run, const struct node *provider, struct sealed_reference_list *out, struct err *err)
{
    struct finder finder = {run, out};
    size_t count;
    const struct node_pair *pairs = node_is_map(provider) ? node_pairs(run->arena, provider, &count) : NULL;
    for (size_t i = 0; pairs != NULL && i < count; i++)
        if (find_below(&finder, pairs[i].value, (struct text){0}, node_text(pairs[i].key), err) < 0)
            return -1;
    return 0;
}

/* Whether one of the first `count` references, but for this one itself, has its key in the same Secret. */
void reference_namespaces(const struct run *run, const struct node *provider, struct node_list *out)
{
    if (node_is_list(provider))
        for (size_t i = 0; i < provider->count; i++)
            reference_namespaces(run, provider->items[i], out);
    if (!node_is_map(provider))
        return;
    const struct node *namespace = node_get(provider, "namespace");
    if (node_get(provider, "name") != NULL && !node_is_null(namespace))
        *array_add(run->arena, out) = namespace;
    size_t count;
    const struct node_pair *pairs = node_pairs(run->arena, provider, &count);
    for (size_t i = 0; i < count; i++)
        reference_namespaces(run, pairs[i].value, out);
}

static bool is_taken(const struct sealed_reference_list *references, size_t count, const struct sealed_reference *reference)
{
    for (const struct sealed_reference *other = references->items; other < references->items + count; other++)
        if (other != reference && text_equal(other->key, reference->key) && text_equal(other->namespace, reference->namespace))
            return true;
    return false;
}

void reference_keys(struct sealed_reference_list *references)
{
    bool clashes[LIMIT_SEALED_REFERENCES] = {false};
    for (size_t i = 0; i < references->count; i++) {
        struct sealed_reference *reference = &references->items[i];
        const struct node *key = node_get(reference->map, "key");
        reference->key = node_is_null(key) ? reference->field : node_text(key);
    }
    for (size_t i = 0; i < references->count; i++)
        clashes[i] = is_taken(references, references->count, &references->items[i]) &&
                     node_is_null(node_get(references->items[i].map, "key"));
    for (size_t i = 0; i < references->count; i++)
        if (clashes[i] && references->items[i].path.len > 0)
            references->items[i].key = references->items[i].path;
}

int reference_check_keys(const struct sealed_reference_list *references, struct err *err)
{
    for (size_t i = 0; i < references->count; i++) {
        const struct sealed_reference *reference = &references->items[i];
        if (!name_is_secret_key(reference->key))
            return err_at(err, ERR_INPUT, reference->map, "its field gives no legal key of a Secret: add 'key' beside 'sealed'");
        if (is_taken(references, i, reference)) {
            err_at(err, ERR_INPUT, reference->map, "the second sealed string for key " TEXT_FMT " of one Secret",
                   TEXT_ARG(reference->key));
            return err_hint(err, "give one of them another 'key'");
        }
    }
    return 0;
}

struct node *reference_node(struct arena *arena, const struct declaration *declaration, struct text key)
{
    struct node *reference = node_new_map(arena);
    node_put(arena, reference, TEXT("name"), node_new_string(arena, declaration->secret.name));
    node_put(arena, reference, TEXT("key"), node_new_string(arena, key));
    if (declaration->cluster)
        node_put(arena, reference, TEXT("namespace"), node_new_string(arena, declaration->secret.namespace));
    return reference;
}

struct resolver {
    const struct run *run;
    const struct declaration *declaration;
    const struct sealed_reference_list *references;
    size_t next; /* references come in document order, so does the walk */
};

static struct node *resolve(struct resolver *resolver, const struct node *node);

static struct node *resolve_map(struct resolver *resolver, const struct node *map)
{
    struct arena *arena = resolver->run->arena;
    size_t count;
    const struct node_pair *pairs = node_pairs(arena, map, &count);
    struct node *copy = node_new_map(arena);
    copy->tag = map->tag;
    for (size_t i = 0; i < count; i++) {
        node_put(arena, copy, node_text(pairs[i].key), resolve(resolver, pairs[i].value));
        /* What is no text, or not what it looks like, is refused where it is written. */
        if (!node_is_scalar(pairs[i].key) || pairs[i].key->tag.len > 0)
            copy->pairs[i].key = pairs[i].key;
    }
    return copy;
}

static struct node *resolve(struct resolver *resolver, const struct node *node)
{
    struct arena *arena = resolver->run->arena;
    if (node_is_map(node) && node_get(node, "sealed") != NULL)
        return reference_node(arena, resolver->declaration, resolver->references->items[resolver->next++].key);
    if (node_is_map(node))
        return resolve_map(resolver, node);
    if (node_is_scalar(node)) {
        struct node *copy = arena_new(arena, sizeof *copy);
        *copy = *node;
        return copy;
    }
    struct node *copy = node_new_list(arena);
    copy->tag = node->tag;
    for (size_t i = 0; i < node->count; i++)
        node_add(arena, copy, resolve(resolver, node->items[i]));
    return copy;
}

struct node *reference_resolve(const struct run *run, const struct declaration *declaration, const struct node *provider,
                               const struct sealed_reference_list *references)
{
    struct resolver resolver = {run, declaration, references, 0};
    return resolve(&resolver, provider);
}
