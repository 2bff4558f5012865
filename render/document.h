/* SPDX-License-Identifier: Apache-2.0
 *
 * document: a range of an input as a source of nodes, and a generated object as a document.
 */
#ifndef RENDER_DOCUMENT_H
#define RENDER_DOCUMENT_H

#include "base/buf.h"
#include "render/model.h"
#include "render/object.h"
#include "render/stream.h"
#include "yaml/lines.h"

/* One input, with what finds its lines. */
struct stream_part {
    struct text name, bytes;
    struct line_index *lines; /* of the file */
    size_t offset;            /* of the bytes in it */
};

struct stream_parts {
    const struct stream_part *items;
    size_t count;
};

struct stream_parts stream_parts_new(struct arena *arena, const struct render_part *parts, size_t count);

/* The source for tree_parse(), and the template that printed it: `# Source:` of Helm 3, the annotation of Helm 4. It begins behind
 * the comment lines in front of the document: they may be in any encoding, which libyaml would refuse. */
const struct yaml_source *document_source(struct arena *arena, const struct stream_part *part, struct range range);

/* tree_parse(), with a hint where the document looks like a template. */
int document_parse(struct arena *arena, const struct yaml_source *source, struct node **root, struct err *err);

/* The look of the stream that a generated document is to share. */
struct document_look {
    const char *line_end; /* "\n" or "\r\n": as the stream's first */
    bool helm4;           /* Helm 4's annotation is in the stream */
};
struct document_look document_look(const struct stream_parts *parts);

/* "external-secrets/<namespace or cluster>/<kind in lower case>-<name>.yaml" */
struct text document_path(struct arena *arena, const struct object_id *id);
/* Gives an object an annotation more. */
void document_annotate(const struct run *run, struct node *object, const char *key, struct text value);
/* `---`, a `# Source:` line and the object; *object gains Helm 4's annotation where the stream has it. */
int document_write(const struct run *run, const struct document_look *look, const struct object_id *id, struct node *object,
                   struct buf *out, struct err *err);

#endif
