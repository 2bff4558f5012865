/* SPDX-License-Identifier: Apache-2.0 */
#include "render/stream.h"

#include <string.h>

/* Bytes in which most documents end. */
enum { FIRST_STEP = 512 };

enum line_kind { LINE_CONTENT, LINE_EMPTY /* blank, comment or directive */, LINE_START /* --- */, LINE_END /* ... */ };

static size_t line_end(struct text stream, size_t at)
{
    const char *found = at < stream.len ? memchr(stream.at + at, '\n', stream.len - at) : NULL;
    return found ? (size_t)(found - stream.at) + 1 : stream.len;
}

static bool is_marker(struct text stream, size_t at, const char *marker)
{
    if (stream.len - at < 3 || memcmp(stream.at + at, marker, 3) != 0)
        return false;
    return stream.len - at == 3 || memchr(" \t\r\n", stream.at[at + 3], 4) != NULL;
}

static size_t skip_bom(struct text stream)
{
    return text_starts(stream, "\xef\xbb\xbf") ? 3 : 0;
}

bool stream_is_comment(struct text line)
{
    static const char *const breaks[] = {"\r", "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9"};
    struct text content = text_trim(line);
    while (text_starts(line, " "))
        line = text_from(line, 1);
    /* YAML 1.1 knows no tab in front of a comment that has a line for itself. */
    if (content.len > 0 && line.at[0] != '#')
        return false;
    for (size_t i = 0; i < sizeof breaks / sizeof breaks[0]; i++)
        if (text_contains(content, breaks[i]))
            return false;
    return true;
}

static enum line_kind line_kind(struct text stream, size_t at)
{
    if (at == 0)
        at = skip_bom(stream);
    if (is_marker(stream, at, "---"))
        return LINE_START;
    if (is_marker(stream, at, "..."))
        return LINE_END;
    if (at < stream.len && stream.at[at] == '%')
        return LINE_EMPTY;
    struct text line = {stream.at + at, line_end(stream, at) - at};
    return stream_is_comment(line) ? LINE_EMPTY : LINE_CONTENT;
}

/* The first line that is the marker, of those whose line feed in front stands in [from, to); the end of the stream: none. */
static size_t find_marker(struct text stream, size_t from, size_t to, const char *marker)
{
    char needle[4] = {'\n', marker[0], marker[1], marker[2]};
    while (from < to) {
        size_t reach = to - from + 3 < stream.len - from ? to - from + 3 : stream.len - from;
        const char *found = memmem(stream.at + from, reach, needle, sizeof needle);
        if (found == NULL)
            break;
        from = (size_t)(found - stream.at) + 1;
        if (is_marker(stream, from, marker))
            return from;
    }
    return stream.len;
}

/* The start of the first line after `at` that is a marker, or the end of the stream. It looks for both kinds in steps that
 * double: a stream may have many of one and none of the other. */
static size_t next_marker(struct text stream, size_t at)
{
    for (size_t step = FIRST_STEP; at < stream.len; step *= 2) {
        size_t end = stream.len - at > step ? at + step : stream.len;
        size_t start = find_marker(stream, at, end, "---");
        size_t stop = find_marker(stream, at, start < end ? start : end, "...");
        if (start < stream.len || stop < stream.len)
            return start < stop ? start : stop;
        at = end;
    }
    return stream.len;
}

/* The end of the document whose first content, or whose `---` line, is the line at `at`. */
static size_t document_end(struct text stream, size_t at)
{
    size_t marker = next_marker(stream, at);
    if (marker < stream.len && line_kind(stream, marker) == LINE_END)
        return line_end(stream, marker);
    return marker;
}

bool stream_next(struct text stream, size_t *at, struct range *out)
{
    if (*at >= stream.len)
        return false;
    size_t line = *at;
    enum line_kind kind = line_kind(stream, line);
    while (kind == LINE_EMPTY && line < stream.len) {
        line = line_end(stream, line);
        kind = line < stream.len ? line_kind(stream, line) : LINE_EMPTY;
    }
    *out = (struct range){*at, stream.len};
    if (kind == LINE_END)
        out->end = line_end(stream, line);
    else if (line < stream.len)
        out->end = document_end(stream, line);
    *at = out->end;
    return true;
}

static size_t line_start(struct text stream, size_t at)
{
    while (at > 0 && stream.at[at - 1] != '\n')
        at--;
    return at;
}

/* Back from the line at `line` to the `---` that its document begins with, or to the first line after a `...` or `floor`. */
static size_t back_to_start(struct text stream, size_t floor, size_t line)
{
    while (line > floor && line_kind(stream, line) != LINE_START) {
        size_t above = line_start(stream, line - 1);
        if (line_kind(stream, above) == LINE_END)
            return line;
        line = above;
    }
    return line;
}

/* What stands in front of a `---` belongs to its document only after `...` or at `floor`: where a document has ended, and the
 * next does not begin with `---`, it was `...` that ended it. */
static size_t back_over_prefix(struct text stream, size_t floor, size_t line)
{
    size_t start = line;
    while (start > floor) {
        size_t above = line_start(stream, start - 1);
        enum line_kind kind = line_kind(stream, above);
        if (kind == LINE_END)
            return start;
        if (kind != LINE_EMPTY)
            return line;
        start = above;
    }
    return start;
}

bool stream_ends_in_directives(struct text stream)
{
    for (size_t at = back_over_prefix(stream, 0, stream.len); at < stream.len; at = line_end(stream, at))
        if (stream.at[at + (at == 0 ? skip_bom(stream) : 0)] == '%')
            return true;
    return false;
}

struct range stream_locate(struct text stream, size_t floor, size_t offset)
{
    size_t line = back_to_start(stream, floor, line_start(stream, offset));
    size_t at = back_over_prefix(stream, floor, line);
    struct range found = {at, stream.len};
    stream_next(stream, &at, &found);
    return found;
}

static size_t skip_json_space(struct text stream, size_t at, size_t end)
{
    while (at < end && (stream.at[at] == ' ' || stream.at[at] == '\t' || stream.at[at] == '\r' || stream.at[at] == '\n'))
        at++;
    return at;
}

/* An object of JSON: a flow mapping of YAML may have quotes that JSON does not know. */
static bool begins_json(struct text stream, size_t at, size_t end)
{
    if (at >= end || stream.at[at] != '{')
        return false;
    at = skip_json_space(stream, at + 1, end);
    return at < end && (stream.at[at] == '"' || stream.at[at] == '}');
}

static size_t json_string_end(struct text stream, size_t at, size_t end)
{
    for (at++; at < end && stream.at[at] != '"'; at++)
        if (stream.at[at] == '\\')
            at++;
    return at < end ? at + 1 : end;
}

/* The end of the JSON object at `at`, or `end` where it is not closed. */
static size_t json_end(struct text stream, size_t at, size_t end)
{
    size_t depth = 0;
    while (at < end) {
        char c = stream.at[at];
        if (c == '"') {
            at = json_string_end(stream, at, end);
            continue;
        }
        depth += c == '{' || c == '[';
        if (c == '}' || c == ']')
            depth--;
        at++;
        if (depth == 0)
            return at;
    }
    return end;
}

bool stream_next_value(struct text stream, struct range document, size_t *at, struct range *out)
{
    bool first = *at == document.start;
    size_t start = skip_json_space(stream, first && *at == 0 ? skip_bom(stream) : *at, document.end);
    bool json = begins_json(stream, start, document.end);
    if (*at >= document.end || (!first && !json))
        return false;
    size_t end = json ? json_end(stream, start, document.end) : document.end;
    bool alone = first && !begins_json(stream, skip_json_space(stream, end, document.end), document.end);
    *out = alone ? document : (struct range){start, end};
    *at = out->end;
    return true;
}

bool range_list_covers(const struct range_list *ranges, size_t offset)
{
    size_t low = 0, high = ranges->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ranges->items[middle].end <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low < ranges->count && ranges->items[low].start <= offset;
}

struct text stream_origin(struct text document)
{
    static const char mark[] = "# Source: ";
    struct range line = {0, 0};
    for (int lines = 0; lines < 8 && line.start < document.len; lines++, line.start = line.end) {
        line.end = line_end(document, line.start);
        struct text text = text_trim((struct text){document.at + line.start, line.end - line.start});
        if (text_starts(text, mark))
            return text_from(text, sizeof mark - 1);
        if (line_kind(document, line.start) == LINE_CONTENT)
            break;
    }
    return (struct text){0};
}
