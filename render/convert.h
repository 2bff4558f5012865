/* SPDX-License-Identifier: Apache-2.0
 *
 * convert: a stream whose Secrets become SealedSecrets, or whose SealedSecrets become Secrets.
 *
 * Pure, as render/render.h is; sealing and opening are handed in. All is sealed or opened before anything is given out: on failure
 * there is no output. Everything else passes byte for byte, so do the comments in front of an object and, from column 0, behind it;
 * what is made anew is the object, in block style or, where it was a flow, as JSON. Comments in it are lost, which may tell what
 * was sealed. A List that holds such an object is made anew as a whole, the others in it unchanged in meaning.
 * What becomes of an object's fields: render/sealed_secret.h.
 */
#ifndef RENDER_CONVERT_H
#define RENDER_CONVERT_H

#include "render/sealed_secret.h"

/* A value to seal. */
struct convert_plaintext {
    struct secret plaintext;
    struct secret_label label;
    struct text string; /* out: base64 */
};

struct convert_sealer {
    void *context;
    /* Seals all; the strings live in the arena. */
    int (*seal)(void *context, struct arena *arena, struct convert_plaintext *plaintexts, size_t count, struct err *err);
};

struct convert_options {
    const char *program;            /* as render_options has it */
    struct text namespace, name;    /* of an object that says none; one that says another is ERR_USAGE. Empty: not given */
    const enum render_scope *scope; /* whatever the annotations say; NULL: what they say */
    bool allow_empty;               /* seal Secrets without data, and empty values */
    struct convert_sealer sealer;   /* for convert_seal() */
    struct render_opener opener;    /* for convert_unseal() */
};

/* Fills slices, objects (those that were made: `from` is where the old one stood) and notes. ERR_INPUT where there is nothing to
 * convert, with the place where something cannot be converted; ERR_SEALED where a string does not open, or is of another scope than
 * its object says, in which case the controller would not open it. */
int convert_seal(struct arena *arena, const struct convert_options *options, const struct render_part *parts, size_t count,
                 struct render_output *out, struct err *err);
int convert_unseal(struct arena *arena, const struct convert_options *options, const struct render_part *parts, size_t count,
                   struct render_output *out, struct err *err);

#endif
