/* SPDX-License-Identifier: Apache-2.0
 *
 * understand: from documents to declarations. What render() and find_sites() make of the same bytes, so that a sealed string is
 * found by the one wherever it is opened by the other.
 */
#ifndef RENDER_UNDERSTAND_H
#define RENDER_UNDERSTAND_H

#include "render/document.h"
#include "render/model.h"
#include "render/triage.h"
#include "yaml/edit.h"

/* What documents and values files gave. */
struct understood {
    struct carried_list carried;
    struct owner_list owners;             /* of the values, once understand_values() ran */
    struct declaration_list declarations; /* of store manifests; then of the values */
};

/* The documents of a part that may matter, one after the other; of a stream of JSON values each value that may. */
struct candidates {
    struct text bytes;
    struct triage triage;
    struct range document;
    size_t at; /* in the document; its end: the next one is due */
};
struct candidates candidates_new(struct text bytes, const struct triage_word *words, size_t word_count);
/* False when there is none left. */
bool candidates_next(struct candidates *candidates, struct range *out);

/* Adds the values and the store manifests of a document. *drop: whether the document is to leave the stream. edits: what becomes of
 * the references of store manifests; NULL where nobody wants to know. -1 with ERR_INPUT. */
int understand_document(const struct run *run, const struct node *root, struct understood *out, bool *drop, struct edit_list *edits,
                        struct err *err);
/* Adds what the values that were found declare, and whose they are. -1 with ERR_INPUT. */
int understand_values(const struct run *run, struct understood *out, struct err *err);

#endif
