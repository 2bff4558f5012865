/* SPDX-License-Identifier: Apache-2.0
 *
 * into_word: one --at: [LINE:]PATH[=FILE].
 */
#ifndef CMD_INTO_WORD_H
#define CMD_INTO_WORD_H

#include "base/arena.h"

struct into_word {
    size_t line;      /* 0: none is given */
    struct text path; /* as messages write it; empty: there is none */
    const char *file; /* where its plaintext is; NULL: not said */
};

/* In front of the path may stand what a message has there: "41:", "41:7: ", and the file with a colon. The path ends at the first
 * `=` that stands in no ["..."]. *file lives as long as the word. */
struct into_word into_word_read(struct text word, struct text file);

#endif
