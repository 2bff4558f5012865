/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml/events.h"

#include "base/alloc.h"
#include "base/limits.h"

static int fail(struct events *events, size_t line, size_t column, struct text why)
{
    struct text place = place_text(events->arena, source_place(events->source, line, column));
    return err_set(events->err, ERR_INPUT, TEXT_FMT ": " TEXT_FMT, TEXT_ARG(place), TEXT_ARG(why));
}

size_t events_byte(struct events *events, yaml_mark_t mark)
{
    return marks_byte(&events->marks, mark.index);
}

void events_locate(struct events *events, yaml_mark_t mark, size_t byte, size_t *line, size_t *column)
{
    *line = mark.line;
    *column = mark.column;
    if (events->lines.bytes.len > 0)
        lines_locate(&events->lines, byte, line, column);
}

int events_fail_at_mark(struct events *events, yaml_mark_t mark, struct text why)
{
    size_t line = mark.line, column = mark.column;
    if (events->lines.bytes.len > 0)
        lines_locate(&events->lines, events_byte(events, mark), &line, &column);
    return fail(events, line, column, why);
}

int events_fail_at_byte(struct events *events, size_t byte, struct text why)
{
    size_t line, column;
    marks_locate(&events->marks, byte, &line, &column);
    return fail(events, line, column, why);
}

int events_check_rest(struct events *events, yaml_mark_t mark)
{
    struct text bytes = events->source->bytes;
    size_t at = bytes_skip_to_content(bytes, events_byte(events, mark));
    if (at == bytes.len)
        return 0;
    return events_fail_at_byte(events, at,
                               text_starts(text_from(bytes, at), "---")
                                   ? TEXT("a second document begins here, one was expected")
                                   : TEXT("unexpected content behind the end of the document"));
}

/* What mends the most usual mistakes, by libyaml's words for them. */
static const struct {
    const char *problem, *hint;
} mends[] = {
    {"cannot start any token", "indent with blanks, YAML takes no tab there; quote a value that begins with @, ` or %"},
    {"UTF-8", "write the file as UTF-8"},
    {"mapping values are not allowed", "check the indentation; quote a value that holds ': '"},
    {"did not find expected", "check the indentation, and that every quote and bracket is closed"},
    {"could not find expected ':'", "check the indentation, and that every key is followed by ': '"},
    {"found unexpected end of stream", "close the quote that begins further up"},
};

static int hint_at_mend(struct events *events, struct text problem)
{
    for (size_t i = 0; i < sizeof mends / sizeof *mends; i++)
        if (text_contains(problem, mends[i].problem))
            return err_hint(events->err, "%s", mends[i].hint);
    return -1;
}

static int fail_in_parser(struct events *events)
{
    const yaml_parser_t *parser = &events->parser;
    struct text problem = text_of(parser->problem ? parser->problem : "bad YAML");
    if (parser->error == YAML_MEMORY_ERROR)
        mem_exhausted();
    if (parser->error != YAML_READER_ERROR)
        events_fail_at_mark(events, parser->problem_mark, problem);
    else if (parser->problem_value == 0)
        events_fail_at_byte(events, events->marks.skipped + parser->problem_offset,
                            TEXT("a NUL byte: binary data, or UTF-16 without a byte order mark"));
    else
        events_fail_at_byte(events, events->marks.skipped + parser->problem_offset, problem);
    return hint_at_mend(events, problem);
}

int events_read(struct events *events, int (*take)(void *context, const yaml_event_t *event), void *context)
{
    for (bool done = false; !done;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&events->parser, &event))
            return fail_in_parser(events);
        int result = take(context, &event);
        done = event.type == YAML_STREAM_END_EVENT || event.type == YAML_DOCUMENT_END_EVENT;
        yaml_event_delete(&event);
        if (result != 0)
            return -1;
    }
    return 0;
}

static enum node_style scalar_style(yaml_scalar_style_t style)
{
    static const enum node_style styles[] = {
        [YAML_ANY_SCALAR_STYLE] = STYLE_PLAIN,
        [YAML_PLAIN_SCALAR_STYLE] = STYLE_PLAIN,
        [YAML_SINGLE_QUOTED_SCALAR_STYLE] = STYLE_SINGLE,
        [YAML_DOUBLE_QUOTED_SCALAR_STYLE] = STYLE_DOUBLE,
        [YAML_LITERAL_SCALAR_STYLE] = STYLE_LITERAL,
        [YAML_FOLDED_SCALAR_STYLE] = STYLE_FOLDED,
    };
    return styles[style];
}

enum node_style events_style(const yaml_event_t *event)
{
    if (event->type == YAML_SCALAR_EVENT)
        return scalar_style(event->data.scalar.style);
    bool flow = event->type == YAML_MAPPING_START_EVENT ? event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
                                                        : event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    return flow ? STYLE_FLOW : STYLE_BLOCK;
}

size_t events_scalar_end(struct events *events, const yaml_event_t *event, size_t start)
{
    enum node_style style = events_style(event);
    size_t end = events_byte(events, event->end_mark);
    bool block = style == STYLE_LITERAL || style == STYLE_FOLDED;
    return block ? bytes_block_scalar_end(events->source->bytes, start, end) : end;
}

static int check_bytes(struct events *events)
{
    struct text bytes = events->source->bytes;
    const char *wide = bytes_wide_encoding(bytes);
    if (wide != NULL)
        return fail(events, 0, 0, arena_format(events->arena, "%s is not read, only UTF-8", wide));
    if (bytes.len > LIMIT_DOCUMENT_BYTES)
        return fail(events, 0, 0, arena_format(events->arena, "a document of more than %zu bytes", LIMIT_DOCUMENT_BYTES));
    size_t last;
    if (bytes_count_directives(bytes, LIMIT_DIRECTIVES, &last) > LIMIT_DIRECTIVES)
        return events_fail_at_byte(events, last, arena_format(events->arena, "more than %d directives", LIMIT_DIRECTIVES));
    return 0;
}

int events_begin(struct events *events, struct arena *arena, const struct yaml_source *source, bool *empty, struct err *err)
{
    *events = (struct events){.arena = arena, .source = source, .marks = marks_begin(source->bytes), .err = err};
    *empty = source->bytes.len == 0;
    if (*empty)
        return 0;
    if (check_bytes(events) != 0)
        return -1;
    *empty = bytes_skip_to_content(source->bytes, events->marks.skipped) == source->bytes.len;
    if (*empty)
        return 0;
    if (!yaml_parser_initialize(&events->parser))
        mem_exhausted();
    events->begun = true;
    struct text bytes = bytes_join_surrogates(arena, source->bytes);
    if (bytes.at != source->bytes.at)
        events->lines = (struct line_index){.arena = arena, .bytes = source->bytes};
    yaml_parser_set_encoding(&events->parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&events->parser, (const unsigned char *)bytes.at + events->marks.skipped,
                                 bytes.len - events->marks.skipped);
    return 0;
}

void events_end(struct events *events)
{
    if (events->begun)
        yaml_parser_delete(&events->parser);
    events->begun = false;
}
