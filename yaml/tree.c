/* SPDX-License-Identifier: Apache-2.0 */
#include "yaml/tree.h"

#include <stdint.h>
#include <string.h>
#include <yaml.h>

#include "base/alloc.h"
#include "base/limits.h"

struct frame {
    struct node *node;
    struct node *key; /* NODE_MAP: the key whose value comes next */
    struct {
        struct node **items;
        size_t count, room;
    } items;
    struct {
        struct node_pair *items;
        size_t count, room;
    } pairs;
};

struct anchor {
    struct text name;
    struct node *node;
};

struct builder {
    struct arena *arena;
    const struct yaml_source *source;
    yaml_parser_t parser;
    size_t skipped;   /* bytes of a byte order mark, which libyaml does not get to see */
    size_t at, index; /* a byte of the source and its count of characters in libyaml's marks */
    size_t leaf_end;  /* where the last scalar, alias or flow collection ended */
    struct frame frames[LIMIT_DEPTH];
    size_t depth;
    struct {
        struct anchor *items;
        size_t count, room;
    } anchors;
    size_t alias_count, weight;
    struct node *root;
    struct err *err;
};

static int fail(struct builder *b, size_t line, size_t column, struct text why)
{
    struct text place = place_text(b->arena, source_place(b->source, line, column));
    return err_set(b->err, ERR_INPUT, TEXT_FMT ": " TEXT_FMT, TEXT_ARG(place), TEXT_ARG(why));
}

static int fail_at_mark(struct builder *b, yaml_mark_t mark, struct text why)
{
    return fail(b, mark.line, mark.column, why);
}

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* Counts lines and characters up to a byte; for errors only. */
static int fail_at_byte(struct builder *b, size_t byte, struct text why)
{
    size_t line = 0, column = 0;
    for (size_t i = b->skipped; i < byte && i < b->source->bytes.len; i++) {
        const char *at = b->source->bytes.at + i;
        if (*at == '\n' || (*at == '\r' && i + 1 < byte && at[1] != '\n')) {
            line++;
            column = 0;
        } else if (!is_continuation(*at)) {
            column++;
        }
    }
    return fail(b, line, column, why);
}

static bool eight_ascii(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return (word & UINT64_C(0x8080808080808080)) == 0;
}

/* The byte of a mark. Marks come in order, so the whole document costs one pass over its bytes. */
static size_t byte_of(struct builder *b, size_t index)
{
    struct text bytes = b->source->bytes;
    while (b->index > index) {
        do
            b->at--;
        while (b->at > b->skipped && is_continuation(bytes.at[b->at]));
        b->index--;
    }
    while (b->index < index && b->at < bytes.len) {
        if (index - b->index >= 8 && bytes.len - b->at >= 8 && eight_ascii(bytes.at + b->at)) {
            b->at += 8;
            b->index += 8;
            continue;
        }
        do
            b->at++;
        while (b->at < bytes.len && is_continuation(bytes.at[b->at]));
        b->index++;
    }
    return b->at;
}

static bool is_break(char c)
{
    return c == '\n' || c == '\r';
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* The end of a block scalar's last line that is not blank, without the line end; libyaml's mark stands at the next token. */
static size_t block_scalar_end(struct text bytes, size_t start, size_t end)
{
    size_t last = end;
    while (last > start && (is_break(bytes.at[last - 1]) || is_space(bytes.at[last - 1])))
        last--;
    size_t header = start;
    while (header < last && !is_break(bytes.at[header]))
        header++;
    if (header == last) { /* nothing but the header line: without a comment behind it */
        for (size_t i = start; i + 1 < last; i++)
            if (is_space(bytes.at[i]) && bytes.at[i + 1] == '#')
                last = i;
        while (last > start && is_space(bytes.at[last - 1]))
            last--;
        return last;
    }
    while (last < end && is_space(bytes.at[last]))
        last++;
    return last;
}

/* The bytes before the next line end as libyaml knows them: also a lone CR, NEL, LS and PS. */
static size_t line_len(struct text t)
{
    size_t len = 0;
    for (; len < t.len && !is_break(t.at[len]); len++) {
        struct text rest = text_from(t, len);
        if (text_starts(rest, "\xC2\x85") || text_starts(rest, "\xE2\x80\xA8") || text_starts(rest, "\xE2\x80\xA9"))
            break;
    }
    return len;
}

static size_t break_len(struct text t)
{
    if (t.len == 0)
        return 0;
    return is_break(t.at[0]) ? 1 : t.at[0] == '\xC2' ? 2 : 3;
}

static bool is_block_scalar(const struct node *node)
{
    return node->style == STYLE_LITERAL || node->style == STYLE_FOLDED;
}

/* libyaml drops the non-specific tag of a scalar, `! 12`, which makes a string of it. */
static bool has_lone_tag(struct text bytes, size_t start, size_t end)
{
    while (start < end && (bytes.at[start] == '!' || bytes.at[start] == '&')) {
        size_t word = start;
        while (start < end && !is_space(bytes.at[start]) && !is_break(bytes.at[start]))
            start++;
        if (start - word == 1 && bytes.at[word] == '!')
            return true;
        while (start < end && (is_space(bytes.at[start]) || is_break(bytes.at[start])))
            start++;
    }
    return false;
}

static int add_weight(struct builder *b, size_t weight, yaml_mark_t mark)
{
    b->weight = size_add(b->weight, weight);
    if (b->weight <= LIMIT_NODES)
        return 0;
    return fail_at_mark(b, mark,
                        arena_format(b->arena, "more than %zu nodes, aliases counted with what they stand for", LIMIT_NODES));
}

static int check_depth(struct builder *b, size_t levels, yaml_mark_t mark)
{
    if (b->depth + levels <= LIMIT_DEPTH)
        return 0;
    return fail_at_mark(b, mark, arena_format(b->arena, "nested deeper than %d levels", LIMIT_DEPTH));
}

static void hang(struct builder *b, struct node *node)
{
    if (b->depth == 0) {
        b->root = node;
        return;
    }
    struct frame *top = &b->frames[b->depth - 1];
    size_t index = top->pairs.count;
    if (top->node->kind == NODE_LIST) {
        index = top->items.count;
        *array_add(b->arena, &top->items) = node;
    } else if (top->key == NULL) {
        top->key = node;
    } else {
        *array_add(b->arena, &top->pairs) = (struct node_pair){top->key, node};
        top->key = NULL;
    }
    if (node->parent == NULL) {
        node->parent = top->node;
        node->index = index;
    }
}

static struct text copy_yaml_string(struct builder *b, const yaml_char_t *string)
{
    return string == NULL ? (struct text){0} : arena_copy(b->arena, text_of((const char *)string));
}

static int add_anchor(struct builder *b, struct node *node, const yaml_char_t *name, yaml_mark_t mark)
{
    if (name == NULL)
        return 0;
    if (b->anchors.count == LIMIT_ANCHORS)
        return fail_at_mark(b, mark, arena_format(b->arena, "more than %d anchors", LIMIT_ANCHORS));
    *array_add(b->arena, &b->anchors) = (struct anchor){copy_yaml_string(b, name), node};
    node->anchored = true;
    return 0;
}

static struct node *make_node(struct builder *b, enum node_kind kind, const yaml_event_t *event)
{
    struct node *node = arena_new(b->arena, sizeof *node);
    node->kind = kind;
    node->source = b->source;
    node->line = event->start_mark.line;
    node->column = event->start_mark.column;
    node->start = byte_of(b, event->start_mark.index);
    return node;
}

/* Where libyaml puts a value that is not there (`? a`, then another key) is the next token, beyond blank lines and comments: it
 * belongs behind its key. */
static void place_missing_value(struct builder *b, struct node *node)
{
    if (node->end > node->start || b->depth == 0)
        return;
    const struct frame *top = &b->frames[b->depth - 1];
    if (top->node->kind != NODE_MAP || top->node->style != STYLE_BLOCK || top->key == NULL)
        return;
    if (node->start > 0 && b->source->bytes.at[node->start - 1] == ':')
        return;
    node->start = node->end = b->leaf_end;
    node->line = top->key->line;
    node->column = top->key->column;
}

static int add_scalar(struct builder *b, const yaml_event_t *event)
{
    static const enum node_style styles[] = {
        [YAML_ANY_SCALAR_STYLE] = STYLE_PLAIN,
        [YAML_PLAIN_SCALAR_STYLE] = STYLE_PLAIN,
        [YAML_SINGLE_QUOTED_SCALAR_STYLE] = STYLE_SINGLE,
        [YAML_DOUBLE_QUOTED_SCALAR_STYLE] = STYLE_DOUBLE,
        [YAML_LITERAL_SCALAR_STYLE] = STYLE_LITERAL,
        [YAML_FOLDED_SCALAR_STYLE] = STYLE_FOLDED,
    };
    struct text bytes = b->source->bytes;
    struct text value = {(const char *)event->data.scalar.value, event->data.scalar.length};
    if (value.len > LIMIT_SCALAR_BYTES)
        return fail_at_mark(b, event->start_mark, arena_format(b->arena, "a scalar of more than %zu bytes", LIMIT_SCALAR_BYTES));
    struct node *node = make_node(b, NODE_SCALAR, event);
    node->style = styles[event->data.scalar.style];
    node->weight = 1;
    node->end = byte_of(b, event->end_mark.index);
    if (is_block_scalar(node))
        node->end = block_scalar_end(bytes, node->start, node->end);
    node->tag = copy_yaml_string(b, event->data.scalar.tag);
    if (node->tag.len == 0 && has_lone_tag(bytes, node->start, node->end))
        node->tag = TEXT("!");
    struct text written = {bytes.at + node->start, node->end - node->start};
    node->text = text_equal(written, value) ? written : arena_copy(b->arena, value);
    place_missing_value(b, node);
    b->leaf_end = node->end;
    if (add_weight(b, 1, event->start_mark) != 0 || add_anchor(b, node, event->data.scalar.anchor, event->start_mark) != 0)
        return -1;
    hang(b, node);
    return 0;
}

/* A name may be given anew: the last one counts. At most LIMIT_ANCHORS steps. */
static struct node *find_anchor(const struct builder *b, struct text name)
{
    for (size_t i = b->anchors.count; i-- > 0;)
        if (text_equal(b->anchors.items[i].name, name))
            return b->anchors.items[i].node;
    return NULL;
}

static int add_alias(struct builder *b, const yaml_event_t *event)
{
    const char *name = (const char *)event->data.alias.anchor;
    yaml_mark_t mark = event->start_mark;
    if (b->alias_count++ == LIMIT_ALIASES)
        return fail_at_mark(b, mark, arena_format(b->arena, "more than %d aliases", LIMIT_ALIASES));
    struct node *node = find_anchor(b, text_of(name));
    if (node == NULL)
        return fail_at_mark(b, mark, arena_format(b->arena, "the alias *%.64s has no anchor in this document", name));
    if (node->weight == 0) /* still open: its weight is known when it ends */
        return fail_at_mark(b, mark, arena_format(b->arena, "the alias *%.64s stands inside the node that it refers to", name));
    if (check_depth(b, node->height, mark) != 0 || add_weight(b, node->weight, mark) != 0)
        return -1;
    node->aliased = true;
    b->leaf_end = byte_of(b, event->end_mark.index);
    hang(b, node);
    return 0;
}

static int open_collection(struct builder *b, const yaml_event_t *event)
{
    bool is_map = event->type == YAML_MAPPING_START_EVENT;
    const yaml_char_t *tag = is_map ? event->data.mapping_start.tag : event->data.sequence_start.tag;
    const yaml_char_t *anchor = is_map ? event->data.mapping_start.anchor : event->data.sequence_start.anchor;
    bool flow = is_map ? event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
                       : event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
    if (check_depth(b, 1, event->start_mark) != 0 || add_weight(b, 1, event->start_mark) != 0)
        return -1;
    struct node *node = make_node(b, is_map ? NODE_MAP : NODE_LIST, event);
    node->style = flow ? STYLE_FLOW : STYLE_BLOCK;
    node->tag = copy_yaml_string(b, tag);
    if (add_anchor(b, node, anchor, event->start_mark) != 0)
        return -1;
    hang(b, node);
    b->frames[b->depth++] = (struct frame){.node = node};
    return 0;
}

static void close_collection(struct builder *b, const yaml_event_t *event)
{
    struct frame *top = &b->frames[--b->depth];
    struct node *node = top->node;
    size_t weight = 1, height = 0;
    node->items = top->items.items;
    node->pairs = top->pairs.items;
    node->count = node->kind == NODE_LIST ? top->items.count : top->pairs.count;
    for (size_t i = 0; i < top->items.count; i++) {
        weight += node->items[i]->weight;
        height = node->items[i]->height > height ? node->items[i]->height : height;
    }
    for (size_t i = 0; i < top->pairs.count; i++) {
        const struct node_pair *pair = &node->pairs[i];
        weight += pair->key->weight + pair->value->weight;
        height = pair->key->height > height ? pair->key->height : height;
        height = pair->value->height > height ? pair->value->height : height;
    }
    node->weight = weight;
    node->height = height + 1;
    if (node->style == STYLE_FLOW && event->end_mark.index > event->start_mark.index)
        b->leaf_end = byte_of(b, event->end_mark.index);
    node->end = b->leaf_end;
}

/* The first byte that is no blank, line end, comment or `...`. */
static size_t skip_to_content(struct text bytes, size_t at)
{
    while (at < bytes.len) {
        struct text rest = text_from(bytes, at);
        if (is_space(rest.at[0]) || is_break(rest.at[0]))
            at++;
        else if (rest.at[0] == '#')
            at += line_len(rest);
        else if (text_starts(rest, "..."))
            at += 3;
        else
            break;
    }
    return at;
}

static int check_rest(struct builder *b, const yaml_event_t *event)
{
    struct text bytes = b->source->bytes;
    size_t at = skip_to_content(bytes, byte_of(b, event->end_mark.index));
    if (at == bytes.len)
        return 0;
    return fail_at_byte(b, at,
                        text_starts(text_from(bytes, at), "---") ? TEXT("a second document begins here, one was expected")
                                                                 : TEXT("unexpected content behind the end of the document"));
}

static int take_event(struct builder *b, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return add_scalar(b, event);
    case YAML_ALIAS_EVENT:
        return add_alias(b, event);
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return open_collection(b, event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        close_collection(b, event);
        return 0;
    case YAML_DOCUMENT_END_EVENT:
        return check_rest(b, event);
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_START_EVENT:
        break;
    }
    return 0;
}

static int fail_in_parser(struct builder *b)
{
    const yaml_parser_t *parser = &b->parser;
    if (parser->error == YAML_MEMORY_ERROR)
        mem_exhausted();
    if (parser->error == YAML_READER_ERROR) {
        struct text why = parser->problem_value == 0 ? TEXT("a NUL byte: binary data, or UTF-16 without a byte order mark")
                                                     : text_of(parser->problem);
        return fail_at_byte(b, b->skipped + parser->problem_offset, why);
    }
    return fail_at_mark(b, parser->problem_mark, text_of(parser->problem ? parser->problem : "bad YAML"));
}

static int build(struct builder *b)
{
    for (bool done = false; !done;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&b->parser, &event))
            return fail_in_parser(b);
        int result = take_event(b, &event);
        done = event.type == YAML_STREAM_END_EVENT || event.type == YAML_DOCUMENT_END_EVENT;
        yaml_event_delete(&event);
        if (result != 0)
            return -1;
    }
    return 0;
}

static bool starts_with_bytes(struct text t, const char *bytes, size_t len)
{
    return t.len >= len && memcmp(t.at, bytes, len) == 0;
}

/* libyaml would read them, but its marks would no longer tell bytes. */
static const char *wide_encoding(struct text bytes)
{
    if (starts_with_bytes(bytes, "\xFF\xFE\0\0", 4) || starts_with_bytes(bytes, "\0\0\xFE\xFF", 4))
        return "UTF-32";
    if (starts_with_bytes(bytes, "\xFF\xFE", 2) || starts_with_bytes(bytes, "\xFE\xFF", 2))
        return "UTF-16";
    return NULL;
}

/* libyaml compares each %TAG with all before it. */
static int check_directives(struct builder *b)
{
    struct text rest = text_from(b->source->bytes, b->skipped);
    for (size_t count = 0; rest.len > 0;) {
        struct text line = {rest.at, line_len(rest)};
        struct text words = text_trim(line);
        if (text_starts(line, "%") && ++count > LIMIT_DIRECTIVES)
            return fail_at_byte(b, (size_t)(line.at - b->source->bytes.at),
                                arena_format(b->arena, "more than %d directives", LIMIT_DIRECTIVES));
        if (!text_starts(line, "%") && words.len > 0 && !text_starts(words, "#"))
            return 0;
        rest = text_from(rest, line.len);
        rest = text_from(rest, break_len(rest));
    }
    return 0;
}

static int check_bytes(struct builder *b)
{
    struct text bytes = b->source->bytes;
    const char *wide = wide_encoding(bytes);
    if (wide != NULL)
        return fail(b, 0, 0, arena_format(b->arena, "%s is not read, only UTF-8", wide));
    if (bytes.len > LIMIT_DOCUMENT_BYTES)
        return fail(b, 0, 0, arena_format(b->arena, "a document of more than %zu bytes", LIMIT_DOCUMENT_BYTES));
    b->skipped = b->at = starts_with_bytes(bytes, "\xEF\xBB\xBF", 3) ? 3 : 0;
    return check_directives(b);
}

int tree_parse(struct arena *arena, const struct yaml_source *source, struct node **out, struct err *err)
{
    struct builder b = {.arena = arena, .source = source, .err = err};
    *out = NULL;
    if (check_bytes(&b) != 0)
        return -1;
    if (skip_to_content(source->bytes, b.skipped) == source->bytes.len)
        return 0;
    if (!yaml_parser_initialize(&b.parser))
        mem_exhausted();
    yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&b.parser, (const unsigned char *)source->bytes.at + b.skipped, source->bytes.len - b.skipped);
    int result = build(&b);
    yaml_parser_delete(&b.parser);
    if (result == 0 && !(b.root != NULL && !b.root->anchored && node_is_null(b.root)))
        *out = b.root;
    return result;
}
