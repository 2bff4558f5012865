/* SPDX-License-Identifier: Apache-2.0 */
#include "render/remake.h"

#include <string.h>

#include "yaml/emit.h"
#include "yaml/span.h"

/* The end of an object with the comment on its last line, and with lines of comments below that are indented: they are of it. */
static size_t end_with_comments(struct text bytes, size_t end)
{
    size_t at = end = skip_to_line_end(bytes, end);
    while (line_end_len(bytes, at) > 0) {
        size_t line = at + line_end_len(bytes, at), content = skip_blanks(bytes, line);
        at = skip_to_line_end(bytes, line);
        if (is_at(bytes, content, '#') && content > line)
            end = at;
        else if (content != at)
            break;
    }
    return end;
}

static const char *line_end_of(struct text bytes)
{
    const char *feed = bytes.len > 0 ? memchr(bytes.at, '\n', bytes.len) : NULL;
    return feed != NULL && feed > bytes.at && feed[-1] == '\r' ? "\r\n" : "\n";
}

/* emit_map() at the indentation of the object that goes, without the last line end. */
static int emit_lines(struct buf *buf, const struct node *made, size_t indent, const char *line_end, struct err *err)
{
    auto_arena scratch = {0};
    struct buf lines = buf_new(&scratch, buf->ceiling);
    if (emit_map(&lines, made, line_end, err) != 0)
        return -1;
    struct text rest = {lines.at, lines.len - strlen(line_end)};
    for (size_t end; rest.len > 0; rest = text_from(rest, end)) {
        const char *feed = memchr(rest.at, '\n', rest.len);
        end = feed != NULL ? (size_t)(feed - rest.at) + 1 : rest.len;
        buf_put_spaces(buf, indent);
        buf_put(buf, (struct text){rest.at, end});
    }
    return 0;
}

int remake_root(const struct node *root, const struct node *made, struct buf *buf, struct edit *out, struct err *err)
{
    struct text bytes = root->source->bytes;
    const char *line_end = line_end_of(bytes);
    size_t line, indent = 0, start = node_content_start(root);
    bool on_lines = memchr(bytes.at + start, '\n', root->end - start) != NULL;
    out->start = root->start;
    out->end = end_with_comments(bytes, root->end);
    if (root->style == STYLE_FLOW)
        return emit_json(buf, made, on_lines ? line_end : "", err);
    if (begins_line(bytes, root->start, &line)) {
        out->start = line;
        indent = root->start - line;
    } else if (!(root->start == 3 && text_starts(bytes, "\xef\xbb\xbf"))) {
        buf_put_string(buf, line_end);
    }
    return emit_lines(buf, made, indent, line_end, err);
}

int remake_item(const struct node *object, const struct node *made, struct buf *buf, struct edit *out, struct err *err)
{
    out->start = object->start;
    out->end = object->end;
    return emit_json(buf, made, "", err);
}
