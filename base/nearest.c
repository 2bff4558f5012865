/* SPDX-License-Identifier: Apache-2.0 */
#include "base/nearest.h"

enum { SLIPS_MAX = 3, LETTERS_PER_SLIP = 3, PREFIX_MIN = 4 };

static unsigned char folded(char letter)
{
    if (letter >= 'A' && letter <= 'Z')
        return (unsigned char)(letter - 'A' + 'a');
    return (unsigned char)(letter == '-' ? '_' : letter);
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool is_swap(struct text a, struct text b, size_t i, size_t j)
{
    return i > 1 && j > 1 && folded(a.at[i - 1]) == folded(b.at[j - 2]) && folded(a.at[i - 2]) == folded(b.at[j - 1]);
}

/* Optimal string alignment: three rows of its table are all that is ever looked at. Both texts have at most NEAREST_MAX bytes. */
static size_t slips_between(struct text a, struct text b)
{
    size_t rows[3][NEAREST_MAX + 1];
    for (size_t j = 0; j <= b.len; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t changed = above[j - 1] + (folded(a.at[i - 1]) != folded(b.at[j - 1]));
            row[j] = smaller(changed, smaller(above[j], row[j - 1]) + 1);
            if (is_swap(a, b, i, j))
                row[j] = smaller(row[j], two_above[j - 2] + 1);
        }
    }
    return rows[a.len % 3][b.len];
}

static bool begins_with(struct text word, struct text beginning)
{
    if (beginning.len > word.len)
        return false;
    for (size_t i = 0; i < beginning.len; i++)
        if (folded(word.at[i]) != folded(beginning.at[i]))
            return false;
    return true;
}

static const char *first_beginning_with(struct text word, const char *const *words)
{
    if (word.len < PREFIX_MIN)
        return NULL;
    for (; *words != NULL; words++)
        if (begins_with(text_of(*words), word))
            return *words;
    return NULL;
}

const char *nearest_word(struct text word, const char *const *words)
{
    if (word.len == 0 || word.len > NEAREST_MAX)
        return NULL;
    const char *nearest = NULL;
    size_t fewest = smaller(word.len / LETTERS_PER_SLIP, SLIPS_MAX) + 1;
    for (const char *const *known = words; *known != NULL; known++) {
        struct text other = text_of(*known);
        size_t apart = other.len > word.len ? other.len - word.len : word.len - other.len;
        if (other.len > NEAREST_MAX || apart >= fewest)
            continue;
        size_t slips = slips_between(word, other);
        if (slips < fewest) {
            fewest = slips;
            nearest = *known;
        }
    }
    return nearest != NULL ? nearest : first_beginning_with(word, words);
}
