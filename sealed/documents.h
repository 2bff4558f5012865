/* SPDX-License-Identifier: Apache-2.0
 *
 * documents: the YAML or JSON documents of a key file. (The stream that is filtered has rules of its own, in render/.)
 */
#ifndef SEALED_DOCUMENTS_H
#define SEALED_DOCUMENTS_H

#include "base/arena.h"
#include "base/text.h"

struct document {
    struct text bytes; /* with its directives and its `---` line */
    size_t line;       /* of its first byte in the file, from 0 */
};

struct document_list {
    struct document *items;
    size_t count, room;
};

/* Splits at lines `---` and, for JSON, behind each closed object. Nothing is checked: each piece is the parser's to judge. */
struct document_list documents_split(struct arena *arena, struct text file);

#endif
