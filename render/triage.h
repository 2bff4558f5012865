/* SPDX-License-Identifier: Apache-2.0
 *
 * triage: which documents can matter at all, by a byte search.
 *
 * Sound: a document that holds one of the words is always found, also where the word is written with escapes of YAML or JSON
 * ("external\x5fsecrets", "external\u005fsecrets", "external-secrets.render\/values", a line continued by a backslash), down to
 * LIMIT_CARRIER_DEPTH strings in strings. A document that is found need not matter: the tree decides. Documents without a hit are
 * neither parsed nor split, so passing them costs one search.
 */
#ifndef RENDER_TRIAGE_H
#define RENDER_TRIAGE_H

#include "base/arena.h"
#include "render/stream.h"

struct triage_word {
    const char *word; /* NULL: any TRIAGE_RUN characters of base64 in a row, as a sealed string has them */
    bool whole;       /* not part of a longer word: "sealed", but not "sealedsecrets" */
    const char *with; /* counts only in a document that holds this word as well; NULL: always */
};

/* What wraps base64 puts 64 or 76 characters on a line (RFC 7468, RFC 2045). */
enum { TRIAGE_WORDS_MAX = 8, TRIAGE_RUN = 64 };

struct triage {
    struct text stream;
    const struct triage_word *words;
    size_t word_count;
    size_t at;                         /* everything before is done */
    size_t window_end;                 /* the searches below have looked up to here */
    size_t next[TRIAGE_WORDS_MAX + 1]; /* next hit of each word, then of a telling backslash; window_end: none */
    size_t judged;                     /* no backslash before tells anything; it may lie behind window_end */
    size_t located;                    /* end of the last document looked at */
};

/* Values and sealed strings: what render() must understand. find_sites() takes more of the same table: SealedSecrets, which it must
 * understand as well, and whatever else may hold a sealed string. */
extern const struct triage_word triage_values[];
extern const size_t triage_values_count, triage_named_count, triage_sites_count;
/* A string that nobody names. */
extern const struct triage_word triage_string;
/* Objects that a generated one can meet: stores, credentials, and those who ask for stores. */
extern const struct triage_word triage_objects[];
extern const size_t triage_objects_count;

struct triage triage_new(struct text stream, const struct triage_word *words, size_t word_count);
/* The next document that may matter. False when there is none left. */
bool triage_next(struct triage *triage, struct range *out);
/* Whether a run of bytes holds one of the words, plainly or by escapes. */
bool triage_holds(struct text bytes, const struct triage_word *words, size_t word_count);

#endif
