/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/documents.h"

#include <string.h>

static size_t line_ends(struct text t)
{
    size_t count = 0;
    for (size_t i = 0; i < t.len; i++)
        count += t.at[i] == '\n';
    return count;
}

/* Bytes of the JSON object that t begins with; all of t where it is not closed. */
static size_t object_len(struct text t)
{
    size_t depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < t.len; i++) {
        char c = t.at[i];
        if (in_string && c == '\\')
            i++;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string && c == '{')
            depth++;
        else if (!in_string && c == '}' && --depth == 0)
            return i + 1;
    }
    return t.len;
}

static struct text first_line(struct text t)
{
    const char *end = memchr(t.at, '\n', t.len);
    return (struct text){t.at, end ? (size_t)(end - t.at) + 1 : t.len};
}

static bool is_marker(struct text line)
{
    return text_starts(line, "---") && (line.len == 3 || strchr(" \t\r\n", line.at[3]) != NULL);
}

/* Bytes of the YAML document that t begins with: up to a `---` line behind its own one or behind anything but comments and
 * directives. */
static size_t document_len(struct text t)
{
    bool begun = false;
    for (struct text rest = t; rest.len > 0;) {
        struct text line = first_line(rest);
        if (is_marker(line) && begun)
            return t.len - rest.len;
        begun |= text_trim(line).len > 0 && line.at[0] != '#' && line.at[0] != '%';
        rest = text_from(rest, line.len);
    }
    return t.len;
}

struct document_list documents_split(struct arena *arena, struct text file)
{
    struct document_list list = {0};
    size_t line = 0;
    bool json = true; /* until something else than an object comes */
    for (struct text rest = file; text_trim(rest).len > 0;) {
        struct text trimmed = text_trim(rest);
        json = json && trimmed.at[0] == '{';
        size_t blank = json ? (size_t)(trimmed.at - rest.at) : 0;
        line += line_ends((struct text){rest.at, blank});
        rest = text_from(rest, blank);
        struct text bytes = {rest.at, json ? object_len(rest) : document_len(rest)};
        *array_add(arena, &list) = (struct document){bytes, line};
        line += line_ends(bytes);
        rest = text_from(rest, bytes.len);
    }
    return list;
}
