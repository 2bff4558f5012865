/* SPDX-License-Identifier: Apache-2.0
 *
 * stream_secret: what becomes of the annotated Secrets of the stream (render/annotated_secret.h).
 *
 * With --emit secret their strings are opened where they stand: below data base64 of the plaintext takes their place, below
 * stringData the plaintext, and the annotation goes, so that a second pass finds nothing to do; all else in the document stays byte
 * for byte. With --emit sealed-secret each becomes a SealedSecret that carries the very strings. With --emit reference the document
 * is dropped. Like store manifests they have no owner: their namespace has to be allowed, with --owner a named owner's or the
 * release's.
 */
#ifndef RENDER_STREAM_SECRET_H
#define RENDER_STREAM_SECRET_H

#include "render/annotated_secret.h"
#include "render/plan.h"
#include "render/result.h"
#include "yaml/edit.h"

struct stream_secret {
    struct annotated_secret annotated;
    struct credential_secret secret; /* its credentials go along with the annotated values, plain ones included */
    const struct node *scope;        /* where its scope is said, else the object */
    size_t first_string;             /* the number in the opening of its first sealed string; the others follow */
};

/* A document that holds such Secrets. It is written once their strings are open. */
struct stream_document {
    const struct node *root;
    struct edit_list edits; /* what else changes in it */
    size_t first, count;    /* its Secrets */
    size_t part, change;    /* its change among those of its part */
};

struct stream_secrets {
    struct {
        struct stream_secret *items;
        size_t count, room;
    } secrets;
    struct {
        struct stream_document *items;
        size_t count, room;
    } documents;
};

/* Adds the annotated Secrets of a document, and the document where it holds any; *drop is set where it is to leave the stream.
 * ERR_INPUT: see annotated_secrets_find(); no namespace, a name that is none; a value that is not sealed, or damaged; an item of a
 * List that cannot be dropped. */
int stream_secrets_read(const struct run *run, const struct node *root, struct stream_secrets *out, bool *drop, struct err *err);
/* The document of that root, if it was the last one to be added: who adds it sets its edits, part and change. Else NULL. */
struct stream_document *stream_secrets_waiting(const struct stream_secrets *secrets, const struct node *root);
/* Refuses those in a namespace that is not theirs to use, and those that a planned object or, as SealedSecrets, one of the stream
 * would meet. ERR_INPUT. */
int stream_secrets_check(const struct run *run, const struct stream_secrets *secrets, const struct roster *roster,
                         const struct stream_parts *parts, const struct inventory *inventory, const struct plan *plan,
                         struct err *err);
/* Adds those that become SealedSecrets to those whose scopes are to be checked; adds the strings of the others to what is to be
 * opened. */
void stream_secrets_add_scoped(const struct run *run, const struct stream_secrets *secrets, struct scoped_secret_list *out);
void stream_secrets_add_strings(const struct run *run, struct stream_secrets *secrets, struct opening *opening);
/* Fills the changes of their documents, changes[i] of part i, once the strings are open. ERR_INPUT: a plaintext that is no text
 * where only text can stand; a document that cannot be edited. */
int stream_secrets_write(const struct run *run, struct stream_secrets *secrets, const struct opening *opening,
                         struct change_list *changes, struct err *err);
/* Puts them in front of the objects that were generated. */
void stream_secrets_list(const struct run *run, const struct stream_secrets *secrets, struct render_output *out);

#endif
