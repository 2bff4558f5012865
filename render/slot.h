/* SPDX-License-Identifier: Apache-2.0
 *
 * slot: a place for a sealed string in one file, named by its path: what stands there, for which Secrets a string there is, and the
 * file with another string in it.
 *
 * A path is written as messages have it (node_path()): from the root of a document or, where values stand in one as YAML in a
 * string, from their root. What stands at it need not be a sealed string, nor need it stand there at all, as long as its parent
 * does: so places are looked at in a copy of the file that holds a sealed string in each of them.
 */
#ifndef RENDER_SLOT_H
#define RENDER_SLOT_H

#include "render/find.h"

struct slot {
    struct text path; /* in */
    size_t line;      /* in: one of the document, or of the string, that is meant, from 1; 0: there is only one with such a path */
    /* The rest is set by slots_find(). */
    size_t tree;             /* which of the file's trees it is in (render/file_trees.h) */
    struct text whole_path;  /* the path as node_path() spells it */
    struct text place;       /* "values.yaml:7:20", where the string will stand */
    const struct site *site; /* the Secrets that a string there serves, one at least, and the scopes that it may have */
    bool encoded;            /* what stands there is base64 of a sealed string, and so is what will */
    bool plain;              /* what stands there is plain text, and no GUID in place of a client ID */
    bool shared;             /* an alias elsewhere refers to it, or to what it stands in */
};

struct slot_list {
    struct arena *arena;
    const struct find_options *options;
    struct render_part file; /* must live as long as the slots */
    struct slot *items;
    size_t count;
    const struct text *stand_ins; /* `count` sealed strings, of whatever, each another one: for the copy */
};

/* Finds the slots. -1 with ERR_INPUT: a path that leads nowhere, to several places, to one where no sealed string belongs or
 * an alias stands; a template; two slots in one place; a file in UTF-16; what find_sites() refuses. ERR_USAGE: what is no path.
 * No message holds what stands there. */
int slots_find(const struct slot_list *slots, struct err *err);
/* The file with a string in each slot, in the arena; all other bytes are those of the file. It has been read again and each string
 * found where it belongs, for the same Secrets; else -1 with ERR_INPUT. */
int slots_fill(const struct slot_list *slots, const struct text *strings, struct text *out, struct err *err);

#endif
