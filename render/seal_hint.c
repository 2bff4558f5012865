/* SPDX-License-Identifier: Apache-2.0 */
#include "render/seal_hint.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "render/file_trees.h"
#include "yaml/lines.h"

const char *const render_scope_names[] = {"strict", "namespace-wide", "cluster-wide", NULL};

const char *render_scope_name(enum render_scope scope)
{
    return render_scope_names[scope];
}

/* --- words that a shell reads as they are --- */

static bool is_alphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_made_of(struct text word, const char *others)
{
    for (size_t i = 0; i < word.len; i++)
        if (!is_alphanumeric(word.at[i]) && (word.at[i] == '\0' || strchr(others, word.at[i]) == NULL))
            return false;
    return word.len > 0 && word.at[0] != '-';
}

static struct text name_word(struct text name, const char *instead)
{
    return is_made_of(name, "-.") ? name : text_of(instead);
}

/* Whether quotes make it one. Messages show what is not printable otherwise than it is. */
static bool can_be_quoted(struct text word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.at[i] < ' ' || word.at[i] > '~' || word.at[i] == '\'')
            return false;
    return word.len > 0 && word.at[0] != '-';
}

static struct text quoted(struct arena *arena, struct text word)
{
    return is_made_of(word, "-._/:@+,") ? word : arena_format(arena, "'" TEXT_FMT "'", TEXT_ARG(word));
}

/* --- the place --- */

struct seal_place {
    struct text file, path;
    size_t line; /* 0: the path is enough */
};

static const struct node *root_of(const struct node *node)
{
    while (node->parent != NULL)
        node = node->parent;
    return node;
}

/* Whether the path leads back: a long key is cut off in it, and one that stands twice leads elsewhere. */
static bool leads_back(const struct node *root, struct text path, const struct node *node)
{
    auto_err nowhere = {0};
    const struct node *found, *parent;
    struct text last;
    return node_at_path(root, path, &found, &parent, &last, &nowhere) == 0 && found == node;
}

/* Whether the node stands in a file that somebody wrote, and `seal --into` finds it there. */
static bool find_place(struct arena *arena, const struct seal_hint *hint, struct seal_place *out)
{
    const struct node *node = hint->node;
    if (node == NULL || node->source == NULL || hint->namespace.len == 0 || hint->name.len == 0)
        return false;
    const struct node *root = root_of(node);
    const struct yaml_source *source = file_tree_source(root);
    struct place place = node_place(node);
    *out = (struct seal_place){.file = place.file, .path = node_path(arena, node)};
    if (source->lines == NULL || source->lines->bytes.len > LIMIT_VALUES_BYTES || text_is(place.file, "stdin") ||
        place.origin.len > 0)
        return false;
    if (text_contains(source->lines->bytes, "\n---"))
        out->line = place.line;
    return can_be_quoted(out->file) && can_be_quoted(out->path) && leads_back(root, out->path, node);
}

/* --- the command --- */

static void put_place(struct arena *arena, const struct seal_hint *hint, const struct seal_place *place, struct buf *buf)
{
    struct text at = place->path;
    if (place->line > 0)
        at = arena_format(arena, "%zu:" TEXT_FMT, place->line, TEXT_ARG(at));
    if (hint->release_namespace.len > 0)
        buf_format(buf, " --namespace " TEXT_FMT, TEXT_ARG(hint->release_namespace));
    if (hint->owners.count == 1)
        buf_format(buf, " --owner " TEXT_FMT, TEXT_ARG(name_word(hint->owners.items[0], "OWNER")));
    if (hint->scope != hint->scope_there)
        buf_format(buf, " --scope %s", render_scope_names[hint->scope]);
    buf_format(buf, " --into " TEXT_FMT " --at " TEXT_FMT, TEXT_ARG(quoted(arena, place->file)), TEXT_ARG(quoted(arena, at)));
}

struct text seal_hint_command(struct arena *arena, const struct seal_hint *hint)
{
    struct seal_place place;
    struct buf buf = buf_new(arena, LIMIT_MESSAGE_BYTES);
    buf_format(&buf, "%s seal --cert CERT", hint->program != NULL ? hint->program : "external-secrets");
    if (find_place(arena, hint, &place))
        put_place(arena, hint, &place, &buf);
    else
        buf_format(&buf, " --namespace " TEXT_FMT " --name " TEXT_FMT " --scope %s",
                   TEXT_ARG(name_word(hint->namespace, "NAMESPACE")), TEXT_ARG(name_word(hint->name, "NAME")),
                   render_scope_names[hint->scope]);
    return buf_text(&buf);
}
