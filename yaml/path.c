/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml/tree.h"

#include <stdlib.h>
#include <string.h>

/* One part of a path: a key of a map, or an item of a list. */
struct part {
    struct text key;
    bool escaped; /* the key is not in the path as it is */
    bool is_index;
    size_t index;
};

struct walk {
    struct arena arena;
    struct text path;
    size_t at;
    struct err *err;
};

static int no_path(const struct walk *walk, size_t at, const char *what)
{
    err_set(walk->err, ERR_USAGE, "the path " TEXT_FMT ": %s at character %zu", TEXT_ARG(walk->path), what, at + 1);
    return err_hint(walk->err, "write it as messages do: external_secrets.stores[0].provider.vault[\"odd key\"]");
}

static int take_index(struct walk *walk, struct part *part)
{
    size_t begin = walk->at;
    while (walk->at < walk->path.len && walk->path.at[walk->at] >= '0' && walk->path.at[walk->at] <= '9' && walk->at - begin < 9)
        part->index = part->index * 10 + (size_t)(walk->path.at[walk->at++] - '0');
    if (walk->at == begin || walk->at == walk->path.len || walk->path.at[walk->at] != ']')
        return no_path(walk, walk->at, "an index and ']' should stand here");
    part->is_index = true;
    walk->at++;
    return 0;
}

/* A key in quotes and brackets: YAML reads JSON's escapes. */
static int take_quoted(struct walk *walk, struct part *part)
{
    size_t begin = walk->at, end = begin + 1;
    while (end < walk->path.len && walk->path.at[end] != '"')
        end += walk->path.at[end] == '\\' ? 2 : 1;
    if (end + 1 >= walk->path.len || walk->path.at[end + 1] != ']')
        return no_path(walk, begin, "a key in quotes that does not end in '\"]' begins");
    auto_err broken = {0};
    struct node *key;
    const struct text quoted = {walk->path.at + begin, end + 1 - begin};
    const struct yaml_source source = {.bytes = arena_copy(&walk->arena, quoted)};
    part->key = (struct text){walk->path.at + begin + 1, end - begin - 1};
    part->escaped = part->key.len > 0 && memchr(part->key.at, '\\', part->key.len) != NULL;
    if (part->escaped && (tree_parse(&walk->arena, &source, &key, &broken) != 0 || !node_is_scalar(key)))
        return no_path(walk, begin, "a key in quotes with a bad escape begins");
    part->key = part->escaped ? key->text : part->key;
    walk->at = end + 2;
    return 0;
}

static int take_part(struct walk *walk, struct part *part)
{
    const char *at = walk->path.at;
    *part = (struct part){0};
    if (at[walk->at] == '[') {
        bool quoted = ++walk->at < walk->path.len && at[walk->at] == '"';
        return quoted ? take_quoted(walk, part) : take_index(walk, part);
    }
    if (walk->at > 0 && at[walk->at++] != '.')
        return no_path(walk, walk->at - 1, "'.' or '[' should stand here");
    part->key.at = at + walk->at;
    while (walk->at < walk->path.len && at[walk->at] != '.' && at[walk->at] != '[') {
        walk->at++;
        part->key.len++;
    }
    return part->key.len > 0 ? 0 : no_path(walk, walk->at, "a key is missing");
}

static const struct node *child(struct walk *walk, const struct node *node, const struct part *part)
{
    if (part->is_index)
        return node_is_list(node) && part->index < node->count ? node->items[part->index] : NULL;
    return node_get(node, arena_string(&walk->arena, part->key));
}

static int walk_path(struct walk *walk, const struct node *root, const struct node **out, const struct node **parent,
                     struct text *last)
{
    const struct node *node = root;
    while (walk->at < walk->path.len) {
        struct part part;
        *parent = node;
        if (take_part(walk, &part) != 0)
            return -1;
        node = child(walk, *parent, &part);
        *last = part.escaped ? (struct text){0} : part.key;
        bool may_be_added = walk->at == walk->path.len && node_is_map(*parent) && !part.is_index && !part.escaped;
        if (node == NULL && !may_be_added)
            return err_at(walk->err, ERR_INPUT, *parent, "there is no " TEXT_FMT " here", TEXT_ARG(walk->path));
    }
    *out = node;
    return 0;
}

int node_at_path(const struct node *root, struct text path, const struct node **out, const struct node **parent, struct text *last,
                 struct err *err)
{
    struct walk walk = {.path = path, .err = err};
    *out = *parent = NULL;
    *last = (struct text){0};
    int result = walk_path(&walk, root, out, parent, last);
    arena_free(&walk.arena);
    return result;
}
