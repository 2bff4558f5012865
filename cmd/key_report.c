/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/key_report.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/visible.h"
#include "cmd/json.h"
#include "cmd/table.h"

/* A state in words, and as -o json has it. */
static const struct {
    const char *words, *name;
} states[] = {
    [KEY_VALID] = {"valid", "valid"},
    [KEY_EXPIRED] = {"expired", "expired"},
    [KEY_NOT_YET_VALID] = {"not yet valid", "notYetValid"},
    [KEY_WITHOUT_CERTIFICATE] = {"no certificate", "noCertificate"},
};

/* Why a string is no key's, in the same two ways. */
static const struct {
    const char *words, *name;
} reasons[] = {{"made by none of these keys", "otherKey"}, {"damaged", "damaged"}};

/* What a key made; NULL where that is not known. A certificate alone made nothing, if every string is another key's. */
static const struct key_use *use_of(const struct key_usage *usage, const struct listed_key *key)
{
    static const struct key_use nothing;
    if (usage == NULL)
        return NULL;
    if (key->has_private)
        return &usage->keys[key->key];
    return usage->lost.count + usage->unread == 0 ? &nothing : NULL;
}

static bool is_unused(const struct key_usage *usage, const struct key_use *use)
{
    return use != NULL && use->strings == 0 && !key_usage_hides(usage);
}

/* --- as a table --- */

static struct text lines_of(struct arena *arena, const struct text_list *lines)
{
    struct buf buf = buf_new(arena, LIMIT_GENERATED_BYTES);
    for (size_t i = 0; i < lines->count; i++) {
        buf_put(&buf, lines->items[i]);
        buf_put_byte(&buf, '\n');
    }
    return buf_text(&buf);
}

/* "2034-01-02", in the arena. */
static struct text date_of(struct arena *arena, const struct listed_key *key, int64_t seconds)
{
    if (key->state == KEY_WITHOUT_CERTIFICATE)
        return (struct text){0};
    struct text date = certificate_time(arena, seconds);
    for (size_t i = 0; i < date.len; i++)
        if (date.at[i] == 'T')
            date.len = i;
    return date;
}

enum column { FINGERPRINT, BITS, VALID_FROM, VALID_UNTIL, STATE, HOLDS, STRINGS, FILES, ORIGIN, COLUMNS };

static const char *const headings[COLUMNS] = {"FINGERPRINT", "BITS",    "VALID FROM", "VALID UNTIL", "STATE",
                                              "HOLDS",       "STRINGS", "FILES",      "ORIGIN"};

static void put_row(struct arena *arena, const struct listed_key *key, const struct key_usage *usage,
                    struct text row[static COLUMNS])
{
    const struct key_use *use = use_of(usage, key);
    row[FINGERPRINT] = fingerprint_text(arena, key->fingerprint);
    row[BITS] = arena_format(arena, "%zu", key->bits);
    row[VALID_FROM] = date_of(arena, key, key->valid_from);
    row[VALID_UNTIL] = date_of(arena, key, key->valid_to);
    row[STATE] = arena_format(arena, "%s%s%s", key->newest ? "newest, " : "", states[key->state].words,
                              is_unused(usage, use) ? ", unused" : "");
    row[HOLDS] = key->has_private ? TEXT("private key") : TEXT("certificate only");
    row[STRINGS] = use != NULL ? arena_format(arena, "%zu", use->strings) : TEXT("?");
    row[FILES] = use != NULL ? arena_format(arena, "%zu", use->count) : TEXT("?");
    row[ORIGIN] = key->origin;
}

static struct text table_of_keys(struct arena *arena, const struct key_list *keys, const struct key_usage *usage)
{
    const char *shown[COLUMNS];
    struct text *cells = arena_new(arena, size_mul(keys->count, COLUMNS * sizeof *cells));
    size_t columns = 0, filled = 0;
    for (enum column column = 0; column < COLUMNS; column++)
        if (usage != NULL || (column != STRINGS && column != FILES))
            shown[columns++] = headings[column];
    for (size_t i = 0; i < keys->count; i++) {
        struct text row[COLUMNS];
        put_row(arena, &keys->items[i], usage, row);
        for (enum column column = 0; column < COLUMNS; column++)
            if (usage != NULL || (column != STRINGS && column != FILES))
                cells[filled++] = row[column];
    }
    struct text_list lines = table_lines(arena, shown, columns, cells, keys->count);
    return lines_of(arena, &lines);
}

static struct text table_of_lost(struct arena *arena, const struct lost_list *lost)
{
    static const char *const titles[] = {"WHERE", "STRING", "WHY"};
    enum { TITLES = sizeof titles / sizeof titles[0] };
    struct text *cells = arena_new(arena, size_mul(lost->count, TITLES * sizeof *cells));
    for (size_t i = 0; i < lost->count; i++) {
        cells[i * TITLES] = place_text(arena, lost->items[i].place);
        cells[i * TITLES + 1] = lost->items[i].path;
        cells[i * TITLES + 2] = text_of(reasons[lost->items[i].damaged].words);
    }
    struct text_list lines = table_lines(arena, titles, TITLES, cells, lost->count);
    return lines_of(arena, &lines);
}

struct text key_report_table(struct arena *arena, const struct key_list *keys, const struct key_usage *usage)
{
    struct text table = table_of_keys(arena, keys, usage);
    if (usage == NULL || usage->lost.count == 0)
        return table;
    return arena_format(arena, TEXT_FMT "\n" TEXT_FMT, TEXT_ARG(table), TEXT_ARG(table_of_lost(arena, &usage->lost)));
}

/* --- as JSON --- */

static const char *shown(struct arena *arena, struct text t)
{
    return arena_string(arena, visible_text(arena, t));
}

static void put_use(struct arena *arena, cJSON *object, const struct key_usage *usage, const struct key_use *use)
{
    json_put_number(object, "strings", use->strings);
    json_put_switch(object, "unused", is_unused(usage, use));
    cJSON *files = json_put_list(object, "files");
    for (size_t i = 0; i < use->count; i++) {
        cJSON *file = json_add_object(files);
        json_put(file, "file", shown(arena, text_of(use->items[i].path)));
        json_put_number(file, "strings", use->items[i].strings);
    }
}

static void put_key(struct arena *arena, cJSON *object, const struct listed_key *key, const struct key_usage *usage)
{
    const struct key_use *use = use_of(usage, key);
    json_put(object, "fingerprint", fingerprint_text(arena, key->fingerprint).at);
    json_put_number(object, "bits", key->bits);
    if (key->state != KEY_WITHOUT_CERTIFICATE) {
        json_put(object, "validFrom", certificate_time(arena, key->valid_from).at);
        json_put(object, "validUntil", certificate_time(arena, key->valid_to).at);
    }
    json_put(object, "state", states[key->state].name);
    json_put_switch(object, "newest", key->newest);
    json_put_switch(object, "privateKey", key->has_private);
    json_put(object, "origin", shown(arena, key->origin));
    if (use != NULL)
        put_use(arena, object, usage, use);
}

static void put_usage(struct arena *arena, cJSON *root, const struct key_usage *usage)
{
    cJSON *lost = json_put_list(root, "ofNoKey");
    for (size_t i = 0; i < usage->lost.count; i++) {
        const struct lost_string *one = &usage->lost.items[i];
        cJSON *object = json_add_object(lost);
        json_put(object, "file", shown(arena, one->place.file));
        json_put_number(object, "line", one->place.line);
        json_put_number(object, "column", one->place.column);
        json_put(object, "path", shown(arena, one->path));
        json_put(object, "why", reasons[one->damaged].name);
    }
    json_put_number(root, "strings", usage->strings);
    json_put_number(root, "files", usage->files);
    json_put_number(root, "filesNotUnderstood", usage->unread);
}

struct text key_report_json(struct arena *arena, const struct key_list *keys, const struct key_usage *usage)
{
    cJSON *root = cJSON_CreateObject();
    cJSON *list = json_put_list(root, "keys");
    for (size_t i = 0; i < keys->count; i++)
        put_key(arena, json_add_object(list), &keys->items[i], usage);
    if (usage != NULL)
        put_usage(arena, root, usage);
    return json_text(arena, root);
}
