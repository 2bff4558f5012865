/* SPDX-License-Identifier: Apache-2.0
 *
 * text_format: what the text of a key may look like, for the check of values and for their schema alike.
 */
#ifndef RENDER_TEXT_FORMAT_H
#define RENDER_TEXT_FORMAT_H

#include <stdbool.h>

#include "base/text.h"

struct text_format {
    const char *what;    /* goes on from "must be": "a DNS label" */
    const char *pattern; /* of the whole text, without anchors: as JavaScript, Go and POSIX (extended) read it alike; NULL: none */
    unsigned longest;    /* in characters; 0: whatever the pattern takes */
    bool only_text;      /* nothing that YAML takes for a number or a truth value looks so */
    /* Not 0: a credential. What does not fit the pattern has at least so many characters, and that is all that a schema may say of
     * it: there are checkers that show what does not fit a pattern. */
    unsigned shortest;
    /* The same as pattern and longest. NULL: it takes more than the text to tell, and whoever reads the key does. */
    bool (*takes)(struct text text);
};

extern const struct text_format format_label, format_subdomain, format_guid, format_https_url, format_secret_key;
/* What kubeseal --raw prints; that, or a plain GUID. */
extern const struct text_format format_sealed, format_sealed_or_guid;

#endif
