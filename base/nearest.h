/* SPDX-License-Identifier: Apache-2.0
 *
 * nearest: the known word that somebody probably meant.
 */
#ifndef BASE_NEAREST_H
#define BASE_NEAREST_H

#include "base/text.h"

/* The word of the NULL-ended list that `word` is a slip of, or NULL when none is near. A slip is a letter left out, added,
 * changed or swapped with its neighbour, one for every three letters and at most three; capitals and `-` for `_` cost nothing.
 * Failing that, the first word that begins with `word`, from four letters on. Of equally near words the first in the list.
 * Words of more than NEAREST_MAX bytes are near to nothing, so the work is bounded. */
const char *nearest_word(struct text word, const char *const *words);

enum { NEAREST_MAX = 64 };

#endif
