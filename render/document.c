/* SPDX-License-Identifier: Apache-2.0 */
#include "render/document.h"

#include <ctype.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "yaml/emit.h"

struct stream_parts stream_parts_new(struct arena *arena, const struct render_part *parts, size_t count)
{
    struct stream_part *items = arena_new(arena, size_mul(count, sizeof *items));
    for (size_t i = 0; i < count; i++) {
        struct line_index *lines = arena_new(arena, sizeof *lines);
        *lines = (struct line_index){.arena = arena, .bytes = parts[i].bytes};
        items[i] = (struct stream_part){parts[i].name, parts[i].bytes, lines, 0};
    }
    return (struct stream_parts){items, count};
}

/* The path behind Helm 4's annotation, for messages: read by bytes, since the document may turn out to be no YAML. */
static struct text annotated_origin(struct text document)
{
    static const char mark[] = HELM4_ANNOTATION ":";
    const char *found = document.len > 0 ? memmem(document.at, document.len, mark, sizeof mark - 1) : NULL;
    if (found == NULL)
        return (struct text){0};
    struct text line = text_from(document, (size_t)(found - document.at) + sizeof mark - 1);
    const char *end = memchr(line.at, '\n', line.len);
    line.len = end ? (size_t)(end - line.at) : line.len;
    line = text_trim(line);
    if (line.len >= 2 && (line.at[0] == '\'' || line.at[0] == '"') && line.at[line.len - 1] == line.at[0])
        line = (struct text){line.at + 1, line.len - 2};
    return line;
}

/* A line `---` with nothing but a comment behind. */
static bool is_bare_marker(struct text line)
{
    if (!text_starts(line, "---"))
        return false;
    struct text rest = text_from(line, 3);
    return (rest.len == 0 || rest.at[0] == ' ' || rest.at[0] == '\r') && stream_is_comment(rest);
}

/* Bytes of a BOM before comment lines, and of the comment lines and blank lines at the start, in front of `---` and behind. */
static size_t comment_lines(struct text bytes)
{
    bool marked = false;
    size_t skipped = 0;
    while (skipped < bytes.len) {
        struct text line = text_from(bytes, skipped);
        if (skipped == 0 && text_starts(line, "\xef\xbb\xbf"))
            line = text_from(line, 3);
        const char *end = memchr(line.at, '\n', line.len);
        if (end == NULL)
            break;
        line.len = (size_t)(end - line.at);
        if (!stream_is_comment(line) && (marked || !is_bare_marker(line)))
            break;
        marked |= text_starts(line, "---");
        skipped = (size_t)(end - bytes.at) + 1;
    }
    return skipped;
}

const struct yaml_source *document_source(struct arena *arena, const struct stream_part *part, struct range range)
{
    struct yaml_source *source = arena_new(arena, sizeof *source);
    struct text whole = {part->bytes.at + range.start, range.end - range.start};
    struct text origin = stream_origin(whole);
    if (origin.len == 0)
        origin = annotated_origin(whole);
    size_t skipped = comment_lines(whole);
    *source = (struct yaml_source){
        .file = part->name,
        .origin = origin.len <= LIMIT_ORIGIN_BYTES ? origin : (struct text){0},
        .bytes = text_from(whole, skipped),
        .mapping = SOURCE_WHOLE,
        .lines = part->lines,
        .offset = part->offset + range.start + skipped,
    };
    return source;
}

int document_parse(struct arena *arena, const struct yaml_source *source, struct node **root, struct err *err)
{
    if (tree_parse(arena, source, root, err) == 0)
        return 0;
    return text_contains(source->bytes, "{{") ? err_hint(err, "it looks like a template: render it first") : -1;
}

struct document_look document_look(const struct stream_parts *parts)
{
    struct document_look look = {"\n", false};
    bool seen = false;
    for (size_t i = 0; i < parts->count; i++) {
        struct text bytes = parts->items[i].bytes;
        const char *feed = bytes.len > 0 ? memchr(bytes.at, '\n', bytes.len) : NULL;
        if (feed != NULL && !seen)
            look.line_end = feed > bytes.at && feed[-1] == '\r' ? "\r\n" : "\n";
        seen |= feed != NULL;
        look.helm4 |= text_contains(bytes, HELM4_ANNOTATION);
    }
    return look;
}

struct text document_path(struct arena *arena, const struct object_id *id)
{
    char *kind = arena_string(arena, id->kind);
    for (char *c = kind; *c != '\0'; c++)
        *c = (char)tolower((unsigned char)*c);
    struct text folder = id->namespace.len > 0 ? id->namespace : TEXT("cluster");
    return arena_format(arena, "external-secrets/" TEXT_FMT "/%s-" TEXT_FMT ".yaml", TEXT_ARG(folder), kind, TEXT_ARG(id->name));
}

void document_annotate(const struct run *run, struct node *object, const char *key, struct text value)
{
    struct node *metadata = node_get(object, "metadata");
    struct node *annotations = node_get(metadata, "annotations");
    if (annotations == NULL) {
        annotations = node_new_map(run->arena);
        node_put(run->arena, metadata, TEXT("annotations"), annotations);
    }
    node_put(run->arena, annotations, text_of(key), node_new_string(run->arena, value));
}

int document_write(const struct run *run, const struct document_look *look, const struct object_id *id, struct node *object,
                   struct buf *out, struct err *err)
{
    struct text path = document_path(run->arena, id);
    if (look->helm4)
        document_annotate(run, object, HELM4_ANNOTATION, path);
    buf_format(out, "---%s# Source: " TEXT_FMT "%s", look->line_end, TEXT_ARG(path), look->line_end);
    if (emit_map(out, object, look->line_end, err) < 0)
        return err_wrap(err, TEXT_FMT " " TEXT_FMT, TEXT_ARG(id->kind), TEXT_ARG(id->name));
    return 0;
}
