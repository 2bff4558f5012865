/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/into_word.h"

#include <ctype.h>
#include <string.h>

/* Takes "41:" off the front. */
static bool take_number(struct text *text, size_t *out)
{
    size_t digits = 0, number = 0;
    for (; digits < text->len && digits < 9 && isdigit((unsigned char)text->at[digits]); digits++)
        number = number * 10 + (size_t)(text->at[digits] - '0');
    if (digits == 0 || digits == text->len || text->at[digits] != ':')
        return false;
    *text = text_from(*text, digits + 1);
    *out = number;
    return true;
}

static size_t path_len(struct text text)
{
    bool quoted = false;
    size_t at = 0;
    for (; at < text.len && (quoted || text.at[at] != '='); at++) {
        if (quoted && text.at[at] == '\\')
            at++;
        else if (text.at[at] == '"')
            quoted = !quoted;
    }
    return at < text.len ? at : text.len;
}

struct into_word into_word_read(struct text word, struct text file)
{
    struct into_word out = {0};
    size_t column;
    if (word.len > file.len && memcmp(word.at, file.at, file.len) == 0 && word.at[file.len] == ':')
        word = text_from(word, file.len + 1);
    if (take_number(&word, &out.line))
        (void)take_number(&word, &column);
    while (text_starts(word, " "))
        word = text_from(word, 1);
    size_t len = path_len(word);
    out.path = text_trim((struct text){word.at, len});
    if (len < word.len)
        out.file = word.at + len + 1;
    return out;
}
