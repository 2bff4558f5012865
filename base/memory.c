/* SPDX-License-Identifier: Apache-2.0
 *
 * memory: memchr(), memmem() and explicit_bzero() that take sixteen bytes and more at once, in place of a C library's that take
 * one. The filter does little else with what is not its own. Program only, and only where probe.sh finds such a C library.
 *
 * What memmem() looks for are words of ours: it takes time in proportion to their length where they are nearly found everywhere.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LANE ((size_t)16)
#define STEP (4 * LANE)

typedef unsigned char lane __attribute__((vector_size(LANE)));
typedef uint64_t halves __attribute__((vector_size(LANE)));

static lane load(const unsigned char *at)
{
    lane bytes;
    memcpy(&bytes, at, sizeof bytes);
    return bytes;
}

static lane all(unsigned char byte)
{
    return byte - (lane){0};
}

/* 0xFF where they are equal, else 0. */
static lane equal(const unsigned char *at, lane wanted)
{
    return (lane)(load(at) == wanted);
}

static bool any(lane hits)
{
    halves both = (halves)hits;
    return (both[0] | both[1]) != 0;
}

/* Of the hits, of which there is one. Bytes count from the lowest on, as on the processors that this is built for. */
static size_t first_of(lane hits)
{
    halves both = (halves)hits;
    return both[0] != 0 ? (size_t)__builtin_ctzll(both[0]) / 8 : 8 + (size_t)__builtin_ctzll(both[1]) / 8;
}

/* The hits from a place on. */
static lane hits_from(lane hits, size_t place)
{
    const lane places = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    return hits & (lane)(places >= all((unsigned char)place));
}

/* C libraries declare them each in their own words. */

/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name) */

/* Callers may say more bytes than there are where the byte is among them: only what shares its sixteen with theirs is read. */
void *memchr(const void *start, int byte, size_t len)
{
    uintptr_t first = (uintptr_t)start, end = len < UINTPTR_MAX - first ? first + len : UINTPTR_MAX;
    const unsigned char *at = (const unsigned char *)(first & ~(uintptr_t)(LANE - 1));
    const lane wanted = all((unsigned char)byte);
    if (len == 0)
        return NULL;
    lane hits = hits_from(equal(at, wanted), first % LANE);
    while (!any(hits)) {
        at += LANE;
        for (; (uintptr_t)at % STEP == 0 && (uintptr_t)at < end && end - (uintptr_t)at >= STEP; at += STEP)
            if (any(equal(at, wanted) | equal(at + LANE, wanted) | equal(at + 2 * LANE, wanted) | equal(at + 3 * LANE, wanted)))
                break;
        if ((uintptr_t)at >= end)
            return NULL;
        hits = equal(at, wanted);
    }
    at += first_of(hits);
    return (uintptr_t)at < end ? (void *)(uintptr_t)at : NULL;
}

struct word {
    const unsigned char *bytes;
    size_t len;
};

/* The first of 16 places where the word begins, or NULL: where its first and its last byte are. */
static const unsigned char *find_in_lane(const unsigned char *at, const struct word *word, lane hits)
{
    for (size_t place; any(hits); hits = hits_from(hits, place + 1)) {
        place = first_of(hits);
        if (memcmp(at + place, word->bytes, word->len) == 0)
            return at + place;
        if (place == LANE - 1)
            break;
    }
    return NULL;
}

static const unsigned char *find_word(const unsigned char *at, size_t places, const struct word *word)
{
    const lane first = all(word->bytes[0]), last = all(word->bytes[word->len - 1]);
    for (; places >= LANE; at += LANE, places -= LANE) {
        lane hits = equal(at, first) & equal(at + word->len - 1, last);
        const unsigned char *found = any(hits) ? find_in_lane(at, word, hits) : NULL;
        if (found != NULL)
            return found;
    }
    for (; places > 0; at++, places--)
        if (*at == word->bytes[0] && memcmp(at, word->bytes, word->len) == 0)
            return at;
    return NULL;
}

void *memmem(const void *start, size_t len, const void *bytes, size_t word_len)
{
    const struct word word = {bytes, word_len};
    if (word_len == 0 || word_len > len)
        return word_len == 0 ? (void *)(uintptr_t)start : NULL;
    return (void *)(uintptr_t)find_word(start, len - word_len + 1, &word);
}

void explicit_bzero(void *start, size_t len)
{
    memset(start, 0, len);
    /* Somebody may look, for all the compiler knows. */
    __asm__ volatile("" : : "r"(start) : "memory");
}

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */
