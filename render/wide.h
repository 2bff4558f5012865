/* SPDX-License-Identifier: Apache-2.0
 *
 * wide: streams in UTF-16 and UTF-32, whose words a byte search does not see.
 */
#ifndef RENDER_WIDE_H
#define RENDER_WIDE_H

#include "render/document.h"
#include "render/triage.h"

/* Whether bytes are UTF-16 or UTF-32 and hold one of the words. */
bool wide_holds(struct text bytes, const struct triage_word *words, size_t word_count);
/* Passes a part that begins with the BOM of UTF-16 or UTF-32 and holds nothing of ours; ERR_INPUT where it holds one of our words,
 * or is one of several parts, which are joined. */
int wide_check(const struct stream_parts *parts, size_t which, struct err *err);
/* The same for other words than those of values; `what` they tell of ("Secrets"). */
int wide_check_words(const struct stream_parts *parts, size_t which, const struct triage_word *words, size_t word_count,
                     const char *what, struct err *err);
/* Refuses with ERR_INPUT to add documents, which are UTF-8, to such a part. */
int wide_check_addition(const struct stream_parts *parts, struct err *err);

/* The same for putting strings into one. */
int wide_check_edit(const struct stream_parts *parts, struct err *err);

#endif
