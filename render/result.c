/* SPDX-License-Identifier: Apache-2.0 */
#include "render/result.h"

#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "yaml/marks.h"

/* What is written where nothing else would be left: Helm 4 takes empty output for an error. */
static const char nothing_left[] = "# external-secrets: nothing to render";

enum { NOTHING = -1 };

struct writer {
    const struct run *run;
    struct document_look look;
    struct {
        struct text *items;
        size_t count, room;
    } slices;
    int last;          /* byte written; NOTHING before the first */
    struct text ended; /* the part whose end was written last */
};

static void write_text(struct writer *writer, struct text text)
{
    if (text.len == 0)
        return;
    *array_add(writer->run->arena, &writer->slices) = text;
    writer->last = (unsigned char)text.at[text.len - 1];
}

static void end_line(struct writer *writer)
{
    if (writer->last != NOTHING && writer->last != '\n')
        write_text(writer, text_of(writer->look.line_end));
}

static bool is_marker(struct text line, const char *marker)
{
    return text_starts(line, marker) && (line.len == 3 || memchr(" \t\r\n", line.at[3], 4) != NULL);
}

/* Whether the last line is `...`: what follows is another document. */
static bool ends_document(struct text text)
{
    if (text_ends(text, "\n"))
        text.len--;
    const char *feed = text.len > 0 ? memrchr(text.at, '\n', text.len) : NULL;
    return is_marker(feed ? text_from(text, (size_t)(feed - text.at) + 1) : text, "...");
}

/* Directives that no document follows get an empty one of their own before anything is put behind. */
static void end_directives(struct writer *writer)
{
    if (writer->last != NOTHING && stream_ends_in_directives(writer->ended)) {
        end_line(writer);
        write_text(writer, TEXT("---"));
        end_line(writer);
    }
    writer->ended = (struct text){0};
}

/* Between two files, and where what stood between two documents is gone: the second is told from the first. */
static void join_parts(struct writer *writer, struct text next)
{
    size_t directive;
    end_directives(writer);
    end_line(writer);
    if (is_marker(next, "---"))
        return;
    /* A directive stands at the start of a document only, and brings a `---` of its own. */
    write_text(writer, bytes_count_directives(next, 1, &directive) > 0 ? TEXT("...") : TEXT("---"));
    end_line(writer);
}

/* Whether the text that was written last ends in an open document. */
static bool is_open(const struct writer *writer)
{
    return writer->last != NOTHING && !ends_document(writer->slices.items[writer->slices.count - 1]);
}

static const char bom[] = "\xef\xbb\xbf";

/* It is no content: what follows is still the first of its line. */
static void write_bom(struct writer *writer)
{
    if (writer->slices.count == 0)
        *array_add(writer->run->arena, &writer->slices) = text_of(bom);
}

static void write_kept(struct writer *writer, struct text kept, bool *joined)
{
    if (kept.len > 0 && !*joined)
        join_parts(writer, kept);
    *joined |= kept.len > 0;
    write_text(writer, kept);
}

static void write_part(struct writer *writer, struct text bytes, const struct change_list *changes)
{
    bool joined = writer->last == NOTHING;
    size_t at = 0;
    if (text_starts(bytes, bom)) {
        at = sizeof bom - 1;
        write_bom(writer);
    }
    for (size_t i = 0; i < changes->count; i++) {
        const struct change *change = &changes->items[i];
        if (change->range.start > at)
            write_kept(writer, (struct text){bytes.at + at, change->range.start - at}, &joined);
        /* The BOM stands in front of the first piece, too: it has been written. */
        size_t skip = change->range.start < at ? at - change->range.start : 0;
        for (size_t k = 0; k < change->piece_count; k++, skip = 0)
            write_kept(writer, text_from(change->pieces[k], skip), &joined);
        at = change->range.end;
        struct text dropped = {bytes.at + change->range.start, at - change->range.start};
        if (change->pieces == NULL && ends_document(dropped) && is_open(writer))
            joined = false;
    }
    if (at < bytes.len) {
        write_kept(writer, (struct text){bytes.at + at, bytes.len - at}, &joined);
        writer->ended = bytes;
    }
}

static bool is_blank(const struct writer *writer)
{
    for (size_t i = 0; i < writer->slices.count; i++) {
        struct text slice = writer->slices.items[i];
        if (text_is(slice, bom))
            continue;
        if (text_trim(slice).len > 0)
            return false;
    }
    return true;
}

void result_list_objects(const struct run *run, const struct plan *plan, struct render_output *out)
{
    out->objects = arena_new(run->arena, size_mul(plan->count, sizeof *out->objects));
    out->object_count = plan->count;
    for (size_t i = 0; i < plan->count; i++) {
        const struct planned *planned = &plan->items[i];
        const struct declaration *declaration = planned->declaration;
        out->objects[i] = (struct render_object){
            .kind = planned->id.kind,
            .namespace = planned->id.namespace,
            .name = planned->id.name,
            .owner = declaration->owner ? declaration->owner->name : (struct text){0},
            .from = place_text(run->arena, node_place(declaration->node)),
        };
    }
}

static int write_generated(struct writer *writer, const struct plan *plan, struct err *err)
{
    auto_arena scratch = {0};
    const size_t most = writer->run->options->generated_max ? writer->run->options->generated_max : LIMIT_GENERATED_BYTES;
    size_t total = 0;
    for (size_t i = 0; i < plan->count; i++) {
        const struct planned *planned = &plan->items[i];
        arena_clear(&scratch);
        struct buf text = buf_new(&scratch, most);
        if (document_write(writer->run, &writer->look, &planned->id, planned->object, &text, err) < 0)
            return -1;
        if (text.len > most - total)
            return err_set(err, ERR_INPUT, "more than %zu bytes would be generated", most);
        total += text.len;
        end_directives(writer);
        end_line(writer);
        write_text(writer, arena_copy(writer->run->arena, buf_text(&text)));
    }
    return 0;
}

int result_make(const struct run *run, const struct stream_parts *parts, const struct change_list *changes, const struct plan *plan,
                struct render_output *out, struct err *err)
{
    struct writer writer = {.run = run, .look = document_look(parts), .last = NOTHING};
    for (size_t i = 0; i < parts->count; i++)
        write_part(&writer, parts->items[i].bytes, &changes[i]);
    if (write_generated(&writer, plan, err) < 0)
        return -1;
    if (is_blank(&writer)) {
        end_line(&writer);
        write_text(&writer, text_of(nothing_left));
        end_line(&writer);
    }
    result_list_objects(run, plan, out);
    out->slices = writer.slices.items;
    out->slice_count = writer.slices.count;
    return 0;
}
