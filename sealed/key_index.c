/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/key_index.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/base64.h"
#include "base/buf.h"
#include "base/limits.h"

static const char head[] = "external-secrets key index, version 1";
static const char fingerprint_head[] = "SHA256:";
static const char no_scope[] = "-";

enum {
    DIGEST_CHARS = 43, /* 32 bytes in base64, without the = behind them */
    FINGERPRINT_AT = DIGEST_CHARS + 1,
    FINGERPRINT_DIGEST_AT = FINGERPRINT_AT + sizeof fingerprint_head - 1,
    SCOPE_AT = FINGERPRINT_DIGEST_AT + DIGEST_CHARS + 1,
    LINE_ROOM = SCOPE_AT + 16, /* the longest scope and a line end */
};

void key_index_free(struct key_index *index)
{
    arena_free(&index->arena);
    *index = (struct key_index){0};
}

void key_index_hash(struct text rsa, uint8_t out[static KEY_INDEX_HASH_BYTES])
{
    crypto_hash_sha256(out, (const unsigned char *)rsa.at, rsa.len);
}

/* --- order --- */

static int string_order(const uint8_t *a, const uint8_t *b)
{
    return text_order((struct text){(const char *)a, KEY_INDEX_HASH_BYTES}, (struct text){(const char *)b, KEY_INDEX_HASH_BYTES});
}

static int entry_order(const void *a, const void *b)
{
    const struct key_index_entry *left = a, *right = b;
    return string_order(left->string, right->string);
}

/* By string; of those with the same one stays. */
static void sort(struct key_index_list *list)
{
    size_t kept = 0;
    if (list->count > 0)
        qsort(list->items, list->count, sizeof *list->items, entry_order);
    for (size_t i = 0; i < list->count; i++)
        if (kept == 0 || entry_order(&list->items[kept - 1], &list->items[i]) != 0)
            list->items[kept++] = list->items[i];
    list->count = kept;
}

/* --- text to entries --- */

/* Takes the first line off. */
static struct text take_line(struct text *text)
{
    const char *end = text->len > 0 ? memchr(text->at, '\n', text->len) : NULL;
    size_t len = end != NULL ? (size_t)(end - text->at) : text->len;
    struct text line = {text->at, len};
    *text = text_from(*text, end != NULL ? len + 1 : len);
    return line;
}

static bool read_digest(const char *chars, uint8_t out[static KEY_INDEX_HASH_BYTES])
{
    char padded[DIGEST_CHARS + 1];
    uint8_t bytes[sizeof padded];
    size_t len, bad_at;
    memcpy(padded, chars, DIGEST_CHARS);
    padded[DIGEST_CHARS] = '=';
    if (base64_decode((struct text){padded, sizeof padded}, bytes, &len, &bad_at) != 0 || len != KEY_INDEX_HASH_BYTES)
        return false;
    memcpy(out, bytes, KEY_INDEX_HASH_BYTES);
    return true;
}

static bool read_scope(struct text word, uint8_t *out)
{
    enum scope scope = SCOPE_COUNT;
    bool known = text_is(word, no_scope) || scope_from_name(word, &scope) == 0;
    *out = (uint8_t)scope;
    return known;
}

static bool read_entry(struct text line, struct key_index_entry *out)
{
    return line.len > SCOPE_AT && line.at[DIGEST_CHARS] == ' ' && text_starts(text_from(line, FINGERPRINT_AT), fingerprint_head) &&
           line.at[SCOPE_AT - 1] == ' ' && read_digest(line.at, out->string) &&
           read_digest(line.at + FINGERPRINT_DIGEST_AT, out->fingerprint) && read_scope(text_from(line, SCOPE_AT), &out->scope);
}

static size_t count_lines(struct text text)
{
    size_t lines = 0;
    for (; text.len > 0; lines++)
        take_line(&text);
    return lines;
}

int key_index_parse(struct key_index *index, struct text bytes, struct err *err)
{
    if (bytes.len > LIMIT_KEY_INDEX_BYTES)
        return err_set(err, ERR_INPUT, "larger than %zu bytes, which is the limit", LIMIT_KEY_INDEX_BYTES);
    if (bytes.len > 0 && !text_is(take_line(&bytes), head))
        return err_set(err, ERR_INPUT, "no key index, or one of another version");
    size_t lines = count_lines(bytes);
    if (lines > LIMIT_KEY_INDEX_ENTRIES)
        return err_set(err, ERR_INPUT, "more than %zu lines, which is the limit", LIMIT_KEY_INDEX_ENTRIES);
    index->known = (struct key_index_list){arena_new(&index->arena, size_mul(lines, sizeof *index->known.items)), 0, lines};
    while (bytes.len > 0)
        if (read_entry(take_line(&bytes), &index->known.items[index->known.count]))
            index->known.count++;
    sort(&index->known);
    return 0;
}

/* --- entries --- */

const struct key_index_entry *key_index_find(const struct key_index *index, const uint8_t string[static KEY_INDEX_HASH_BYTES])
{
    size_t from = 0, to = index->known.count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = string_order(string, index->known.items[middle].string);
        if (order == 0)
            return &index->known.items[middle];
        if (order < 0)
            to = middle;
        else
            from = middle + 1;
    }
    return NULL;
}

/* Whether `entry` says nothing new: a scope that is not known does not undo one that is. */
static bool is_known(const struct key_index_entry *known, const struct key_index_entry *entry)
{
    return known != NULL && sodium_memcmp(known->fingerprint, entry->fingerprint, FINGERPRINT_BYTES) == 0 &&
           (known->scope == entry->scope || entry->scope >= SCOPE_COUNT);
}

void key_index_note(struct key_index *index, const struct key_index_entry *entry)
{
    if (is_known(key_index_find(index, entry->string), entry))
        index->hits++;
    else if (index->added.count < LIMIT_KEY_INDEX_ENTRIES)
        *array_add(&index->arena, &index->added) = *entry;
}

void key_index_merge(struct key_index *index, const struct key_index_entry *entries, size_t count)
{
    struct key_index_list fresh = {arena_new(&index->arena, size_mul(count, sizeof *entries)), count, count};
    const struct key_index_list old = index->known;
    if (count > 0)
        memcpy(fresh.items, entries, count * sizeof *entries);
    sort(&fresh);
    if (fresh.count > LIMIT_KEY_INDEX_ENTRIES)
        fresh.count = LIMIT_KEY_INDEX_ENTRIES;
    size_t room = LIMIT_KEY_INDEX_ENTRIES - fresh.count; /* for older ones */
    struct key_index_list merged = {arena_new(&index->arena, size_mul(old.count + fresh.count, sizeof *entries)), 0, 0};
    for (size_t i = 0, k = 0; i < old.count || k < fresh.count;) {
        int order = i == old.count ? 1 : k == fresh.count ? -1 : entry_order(&old.items[i], &fresh.items[k]);
        bool fits = order >= 0 || room > 0;
        if (fits)
            merged.items[merged.count++] = order >= 0 ? fresh.items[k] : old.items[i];
        if (fits && order < 0)
            room--;
        if (order <= 0)
            i++;
        if (order >= 0)
            k++;
    }
    merged.room = merged.count;
    index->known = merged;
}

/* --- entries to text --- */

static void put_digest(struct buf *buf, const uint8_t digest[static KEY_INDEX_HASH_BYTES])
{
    char chars[DIGEST_CHARS + 2];
    base64_encode(digest, KEY_INDEX_HASH_BYTES, chars);
    buf_put(buf, (struct text){chars, DIGEST_CHARS});
}

struct text key_index_text(struct arena *arena, const struct key_index *index)
{
    struct buf buf = buf_new(arena, size_add(sizeof head, size_mul(index->known.count, LINE_ROOM)));
    buf_format(&buf, "%s\n", head);
    for (size_t i = 0; i < index->known.count; i++) {
        const struct key_index_entry *entry = &index->known.items[i];
        put_digest(&buf, entry->string);
        buf_format(&buf, " %s", fingerprint_head);
        put_digest(&buf, entry->fingerprint);
        buf_format(&buf, " %s\n", entry->scope < SCOPE_COUNT ? scope_name((enum scope)entry->scope) : no_scope);
    }
    return buf_text(&buf);
}
