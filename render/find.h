/* SPDX-License-Identifier: Apache-2.0
 *
 * find: every place of one input where a sealed string stands or belongs, and for which Secrets.
 *
 * What render() understands counts (values of all generations in all carriers, store manifests with `sealed`, Secrets annotated
 * external-secrets.render/sealed), and besides: the items of SealedSecrets, and sealed strings anywhere else in YAML ("loose"),
 * also damaged ones, and in YAML in strings of carriers, for a Secret that nobody names. Ownership, conflicts, plain text and
 * damage are not judged. Pure, as render() is.
 */
#ifndef RENDER_FIND_H
#define RENDER_FIND_H

#include "base/note.h"
#include "render/render.h"
#include "yaml/tree.h"

enum site_kind {
    SITE_CREDENTIAL,    /* of a store: by values, or by `sealed` in a store manifest */
    SITE_SEALED_SECRET, /* an item of a SealedSecret */
    SITE_SECRET,        /* a value of an annotated Secret */
    SITE_LOOSE,
};

/* A Secret. */
struct site_label {
    struct text namespace, name; /* either may be empty: nobody says it */
};

struct site {
    enum site_kind kind;
    const struct node *node; /* the scalar */
    struct text string; /* to be opened: its text, or where `encoded` what that is the base64 of. May be empty, plain, damaged */
    bool encoded;       /* of an annotated Secret, as `{{ .Values.x | b64enc }}` prints it */
    struct text key;    /* in the Secret; empty where loose */
    const struct site_label *labels;        /* the Secrets that it serves, each once, in the order in which they stand */
    size_t label_count;                     /* 0 where loose */
    enum render_scope min_scope, max_scope; /* that may open it: all; of a SealedSecret the one that its annotations say */
    enum render_scope scope;                /* to seal it for: what the values or the annotations say, else strict */
};

struct site_list {
    struct site *items;
    size_t count, room;
};

struct find_options {
    struct text release_namespace;                                    /* where an object or the values name none; empty: unknown */
    struct text_list owners;                                          /* a single one is the owner where the values name none */
    enum render_shape (*shape)(struct text string, const char **why); /* as struct render_opener has it */
};

/* Adds the sites of one input to *out in the order in which they stand, each scalar once. Notes: templates that were passed
 * over, files in UTF-16 that seem to hold a string, and what render() would say of carriers. -1 with ERR_INPUT where a document
 * names values, stores, Secrets of ours or a SealedSecret and is no template, and is no YAML, or holds what render() could not
 * understand either. What only looks as if it held a sealed string and cannot be parsed is passed over. All of it lives in the
 * arena and in the part. */
int find_sites(struct arena *arena, const struct find_options *options, const struct render_part *part, struct site_list *out,
               struct note_list *notes, struct err *err);

#endif
