/* SPDX-License-Identifier: Apache-2.0
 *
 * note: what the user should hear of a run that succeeds.
 *
 * The filter collects notes in the order of the input; cmd/ prints them. Like error messages, they never hold a credential.
 */
#ifndef BASE_NOTE_H
#define BASE_NOTE_H

#include "base/arena.h"

enum note_kind {
    NOTE_WARNING, /* shown unless --quiet */
    NOTE_DETAIL,  /* shown with --verbose: what was found and why */
    NOTE_KINDS,
};

struct note {
    enum note_kind kind;
    struct text text;
    struct text hint; /* empty: none */
};

struct note_list {
    struct arena *arena; /* set by the maker of the list */
    struct note *items;
    size_t count, room;
    size_t kept[NOTE_KINDS];     /* how many of each kind; at most LIMIT_NOTES */
    size_t left_out[NOTE_KINDS]; /* how many more there were */
};

/* Adds a note; the same text is kept once. Behind LIMIT_NOTES of a kind they are only counted. */
void note_add(struct note_list *notes, enum note_kind kind, struct text text, struct text hint);

#endif
