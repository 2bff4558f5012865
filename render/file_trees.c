/* SPDX-License-Identifier: Apache-2.0 */
#include "render/file_trees.h"

#include "render/carrier.h"
#include "render/document.h"

struct reader {
    const struct run *run;
    struct file_tree_list *out;
    struct err *broken;
};

const struct yaml_source *file_tree_source(const struct node *root)
{
    const struct yaml_source *source = root->source;
    while (source->scalar != NULL)
        source = source->scalar->source;
    return source;
}

static void keep_first(const struct reader *reader, struct err *err)
{
    if (reader->broken->kind == ERR_NONE)
        *reader->broken = *err;
    else
        err_free(err);
    *err = (struct err){0};
}

/* A tree of a string, with the lines of its scalar in the file. */
static void add_string(const struct reader *reader, const struct node *root)
{
    const struct node *scalar = root->source->scalar;
    struct text bytes = scalar->source->bytes;
    size_t line = node_place(scalar).line, feeds = 0;
    for (size_t at = scalar->start; at < scalar->end; at++)
        feeds += bytes.at[at] == '\n';
    *array_add(reader->run->arena, reader->out) = (struct file_tree){root, line, line + feeds};
}

static void add_strings(const struct reader *reader, const struct node *document)
{
    struct finding finding = {0};
    struct carried_list carried = {0};
    struct run run = *reader->run;
    struct carrier_search search = {.run = &run, .found = &carried};
    struct err err = {0};
    run.finding = &finding;
    if (carriers_find(&search, document, &err) < 0)
        keep_first(reader, &err);
    for (size_t i = 0; i < finding.inner.count; i++)
        add_string(reader, finding.inner.items[i]);
}

static void add_document(const struct reader *reader, const struct stream_part *part, struct range range)
{
    const struct yaml_source *source = document_source(reader->run->arena, part, range);
    struct err err = {0};
    struct node *root = NULL;
    size_t first, last, column;
    lines_locate(part->lines, range.start, &first, &column);
    lines_locate(part->lines, range.end > range.start ? range.end - 1 : range.start, &last, &column);
    if (tree_parse(reader->run->arena, source, &root, &err) < 0) {
        if (text_contains(source->bytes, "{{"))
            err_hint(&err, "it looks like a template: render it first");
        keep_first(reader, &err);
        root = NULL;
    }
    *array_add(reader->run->arena, reader->out) = (struct file_tree){root, first + 1, last + 1};
    if (root != NULL)
        add_strings(reader, root);
}

void file_trees_read(const struct run *run, const struct render_part *file, struct file_tree_list *out, struct err *broken)
{
    struct reader reader = {run, out, broken};
    struct stream_parts parts = stream_parts_new(run->arena, file, 1);
    struct range document, value;
    for (size_t at = 0; stream_next(file->bytes, &at, &document);) {
        size_t inner = document.start;
        while (stream_next_value(file->bytes, document, &inner, &value))
            add_document(&reader, &parts.items[0], value);
    }
}
