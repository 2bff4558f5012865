/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/schema.h"

#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "render/dialect.h"
#include "render/owner.h"

/* A mapping below a row, and whether it has its table already. */
struct mapping {
    const struct field *const *tables;
    const struct field *row; /* the first that holds it */
    bool shown;
};

struct page {
    struct arena *arena;
    struct buf buf;
    struct {
        struct mapping *items;
        size_t count, room;
    } below;
};

static const char head[] =
    "# Values: every key\n\n"
    "What is below is made of the tables that the program goes by when it reads values; [values.md](values.md) tells what they\n"
    "give. In editors and in charts the same is to be had as a JSON Schema (`external-secrets schema`).\n\n"
    "```console\n$ external-secrets schema -o markdown\n# Values: every key\n...\n```\n\n"
    "A key with `null` counts as absent. A text is any single value, taken as it is written.\n";

/* Of Markdown's own signs those that stand in the tables. */
static void put_escaped(struct buf *buf, const char *text)
{
    for (; *text != 0; text++) {
        if (strchr("<|*", *text) != NULL)
            buf_put_byte(buf, '\\');
        buf_put_byte(buf, *text);
    }
}

static void put_text_kind(struct buf *buf, const struct field *row)
{
    if (row->choices == NULL) {
        put_escaped(buf, row->format != NULL ? row->format->what : "text");
        return;
    }
    for (const char *const *choice = row->choices; *choice != NULL; choice++)
        buf_format(buf, "%s`%s`", choice == row->choices ? "" : ", ", *choice);
}

static void put_kind(struct buf *buf, const struct field *row)
{
    static const char *const kinds[] = {
        [FIELD_BOOL] = "`true`, `false`",
        [FIELD_MAP] = "mapping",
        [FIELD_BY_NAME] = "mapping, or one of names to such mappings",
        [FIELD_ENTRIES] = "list of mappings",
        [FIELD_NAMES] = "list of names, or of mappings with `name`",
        [FIELD_LIST] = "list",
        [FIELD_PROVIDER] = "mapping",
        [FIELD_ANY] = "anything",
    };
    if (row->kind == FIELD_TEXT)
        put_text_kind(buf, row);
    else
        buf_put_string(buf, kinds[row->kind]);
}

static void put_row(struct buf *buf, const struct field *row)
{
    buf_format(buf, "| `%s` | ", row->key);
    put_kind(buf, row);
    if (row->unless != NULL)
        buf_format(buf, " | unless `%s` | ", row->unless);
    else
        buf_put_string(buf, row->missing != NULL ? " | yes | " : " | | ");
    put_escaped(buf, row->help);
    if (row->absent != NULL) {
        buf_put_string(buf, "; absent: ");
        put_escaped(buf, row->absent);
    }
    buf_put_string(buf, " |\n");
}

static bool is_known(const struct page *page, const struct field *const *tables)
{
    for (size_t i = 0; i < page->below.count; i++)
        if (page->below.items[i].tables == tables)
            return true;
    return false;
}

static void put_table(struct page *page, const struct field *const *tables)
{
    size_t count;
    const struct field **rows = fields_rows(page->arena, tables, &count);
    buf_put_string(&page->buf, "\n| key | kind | needed | meaning |\n| --- | --- | --- | --- |\n");
    for (size_t i = 0; i < count; i++) {
        put_row(&page->buf, rows[i]);
        if (rows[i]->fields != NULL && !is_known(page, rows[i]->fields))
            *array_add(page->arena, &page->below) = (struct mapping){rows[i]->fields, rows[i], false};
    }
}

/* "An entry of `team_secretstores`, `team_secretstore`": all rows of `tables` that hold what the mapping is. */
static void put_heading(struct page *page, const struct mapping *mapping, const struct field *const *tables)
{
    size_t count, named = 0;
    const struct field **rows = fields_rows(page->arena, tables, &count);
    buf_put_string(&page->buf, mapping->row->kind == FIELD_ENTRIES ? "\n### An entry of " : "\n### In ");
    if (mapping->row->kind == FIELD_PROVIDER)
        buf_put_string(&page->buf, "place of a reference in ");
    for (size_t i = 0; i < count; i++)
        if (rows[i]->fields == mapping->tables)
            buf_format(&page->buf, "%s`%s`", named++ == 0 ? "" : ", ", rows[i]->key);
    if (named == 0)
        buf_format(&page->buf, "`%s`", mapping->row->key);
    buf_put_byte(&page->buf, '\n');
}

/* A table, and behind it one for each mapping below that has none yet. */
static void put_tables(struct page *page, const struct field *const *tables)
{
    put_table(page, tables);
    for (size_t i = 0; i < page->below.count; i++) {
        if (page->below.items[i].shown)
            continue;
        page->below.items[i].shown = true;
        put_heading(page, &page->below.items[i], tables);
        put_table(page, page->below.items[i].tables);
    }
}

static void put_generation(struct page *page, const struct dialect *dialect)
{
    const char *between = "";
    buf_format(&page->buf,
               "\n## G%s\n\n"
               "In ",
               dialect->name + 1);
    for (const struct block_row *block = blocks; block->path != NULL; block++) {
        if ((dialect->places & block->place) == 0)
            continue;
        buf_format(&page->buf, "%s`%s`", between, block->path);
        between = " or ";
    }
    buf_put_string(&page->buf, ":\n");
    put_tables(page, (const struct field *const[]){dialect->fields, NULL});
}

struct text schema_markdown(struct arena *arena)
{
    struct page page = {.arena = arena, .buf = buf_new(arena, LIMIT_GENERATED_BYTES)};
    buf_put_string(&page.buf, head);
    buf_put_string(&page.buf, "\n## At the root of values\n");
    put_tables(&page, identity_tables);
    buf_put_string(&page.buf, "\n## In every block\n\n"
                              "In");
    for (const struct block_row *block = blocks; block->path != NULL; block++)
        buf_format(&page.buf, "%s `%s`", block == blocks ? "" : " and", block->path);
    buf_put_string(&page.buf, ":\n");
    put_tables(&page, (const struct field *const[]){block_switches, NULL});
    for (const struct dialect *const *dialect = dialects; *dialect != NULL; dialect++)
        put_generation(&page, *dialect);
    return buf_text(&page.buf);
}
