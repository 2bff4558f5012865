/* SPDX-License-Identifier: Apache-2.0 */
#include "render/convert.h"

#include <string.h>

#include "base/alloc.h"
#include "base/limits.h"
#include "render/conversion.h"
#include "render/remake.h"
#include "render/understand.h"
#include "render/wide.h"

/* ------------------------------------------------------------------ what the two ways share */

const char *conversion_scope_name(enum render_scope scope)
{
    static const char *const names[] = {
        [RENDER_STRICT] = "strict", [RENDER_NAMESPACE_WIDE] = "namespace-wide", [RENDER_CLUSTER_WIDE] = "cluster-wide"};
    return names[scope];
}

/* A part of the label: what the object says, else what was given. */
static int read_part(const struct node *object, const char *path, struct text given, struct text *out, struct err *err)
{
    const struct node *own = node_find(object, path);
    *out = node_is_null(own) ? (struct text){0} : node_text(own);
    if (out->len == 0)
        *out = given;
    if (given.len == 0 || text_equal(*out, given))
        return 0;
    err_at(err, ERR_USAGE, own, "is " TEXT_FMT ", but " TEXT_FMT " was asked for", TEXT_ARG(*out), TEXT_ARG(given));
    return err_hint(err, "leave the option out: it is for objects that say none themselves");
}

int conversion_label(const struct conversion *conversion, const struct node *object, struct secret_label *out, struct err *err)
{
    const struct convert_options *options = conversion->options;
    out->scope = options->scope ? *options->scope : scope_annotated(object);
    if (read_part(object, "metadata.name", options->name, &out->name, err) != 0 ||
        read_part(object, "metadata.namespace", options->namespace, &out->namespace, err) != 0)
        return -1;
    if (out->name.len == 0) {
        err_at(err, ERR_INPUT, object, "this %s has no name", conversion->way->kind);
        return err_hint(err,
                        "write metadata.name, or give --name NAME: a string is sealed for one Secret (strict), and generateName "
                        "tells it too late");
    }
    if (out->namespace.len == 0 && out->scope != RENDER_CLUSTER_WIDE) {
        err_at(err, ERR_INPUT, object, "this %s has no namespace", conversion->way->kind);
        return err_hint(err, "write metadata.namespace, or give --namespace NAME; only what is cluster-wide needs none");
    }
    return 0;
}

static void add_value(struct conversion *conversion, struct converted_object *object, const struct node_pair *pair, bool literal)
{
    struct converted_value *value = array_add(conversion->run.arena, &conversion->values);
    *value = (struct converted_value){.key = pair->key->text, .node = pair->value, .literal = literal};
    object->count++;
}

void conversion_add_values(struct conversion *conversion, struct converted_object *object, const struct node *first,
                           const struct node *second, bool literal)
{
    struct text_list taken = {0};
    size_t firsts = 0, seconds = 0;
    const struct node_pair *of_first = node_is_map(first) ? node_pairs(conversion->run.arena, first, &firsts) : NULL;
    const struct node_pair *of_second = node_is_map(second) ? node_pairs(conversion->run.arena, second, &seconds) : NULL;
    for (size_t i = 0; i < seconds; i++)
        *array_add(conversion->run.arena, &taken) = of_second[i].key->text;
    text_list_sort(&taken);
    object->first = conversion->values.count;
    for (size_t i = 0; i < firsts; i++)
        if (!text_list_finds(&taken, of_first[i].key->text))
            add_value(conversion, object, &of_first[i], false);
    for (size_t i = 0; i < seconds; i++)
        add_value(conversion, object, &of_second[i], literal);
}

struct secret_entries conversion_entries(const struct conversion *conversion, const struct converted_object *object)
{
    struct secret_entries entries = {.count = object->count};
    entries.items = arena_new(conversion->run.arena, size_mul(object->count, sizeof *entries.items));
    for (size_t i = 0; i < object->count; i++) {
        const struct converted_value *value = &conversion->values.items[object->first + i];
        entries.items[i] = (struct secret_entry){value->key, value->made};
    }
    return entries;
}

/* ------------------------------------------------------------------ finding */

/* The items of a SecretList, as the API server sends it, say no kind of their own. */
static bool is_typed_list(const struct conversion *conversion, const struct node *object)
{
    return object_is(object, conversion->way->group, conversion->way->list_kind);
}

static bool is_meant(const struct conversion *conversion, const struct node *object, bool of_typed_list)
{
    return object_is(object, conversion->way->group, conversion->way->kind) ||
           (of_typed_list && node_is_map(object) && object_is_bare(object));
}

static int find_objects(struct conversion *conversion, const struct node *object, bool of_typed_list, unsigned depth,
                        struct err *err)
{
    const struct node *items = node_get(object, "items");
    if (object_is_list(object)) {
        if (depth == LIMIT_CARRIER_DEPTH)
            return err_at(err, ERR_INPUT, object, "more than %d Lists in one another", LIMIT_CARRIER_DEPTH);
        for (size_t i = 0; i < items->count; i++)
            if (find_objects(conversion, items->items[i], is_typed_list(conversion, object), depth + 1, err) != 0)
                return -1;
        return 0;
    }
    if (!is_meant(conversion, object, of_typed_list))
        return 0;
    struct converted_object *found = array_add(conversion->run.arena, &conversion->objects);
    found->node = object;
    return conversion->way->read(conversion, found, err);
}

static int find_in_value(struct conversion *conversion, size_t which, struct range range, struct err *err)
{
    struct arena *arena = conversion->run.arena;
    const struct yaml_source *source = document_source(arena, &conversion->parts.items[which], range);
    size_t before = conversion->objects.count;
    struct node *root;
    /* What only comments in front of a document say is no concern. */
    if (source->offset > range.start && !triage_holds(source->bytes, conversion->way->words, conversion->way->word_count))
        return 0;
    if (document_parse(arena, source, &root, err) != 0 || find_objects(conversion, root, false, 0, err) != 0)
        return -1;
    if (conversion->objects.count > before)
        *array_add(arena, &conversion->documents) = (struct converted_document){which, range, source, root};
    return 0;
}

static int find_in_part(struct conversion *conversion, size_t which, struct err *err)
{
    const struct conversion_way *way = conversion->way;
    struct candidates candidates = candidates_new(conversion->parts.items[which].bytes, way->words, way->word_count);
    const char *what = arena_format(conversion->run.arena, "%ss", way->kind).at;
    struct range value;
    if (wide_check_words(&conversion->parts, which, way->words, way->word_count, what, err) != 0)
        return -1;
    while (candidates_next(&candidates, &value))
        if (find_in_value(conversion, which, value, err) != 0)
            return -1;
    return 0;
}

static int refuse_nothing(const struct conversion *conversion, struct err *err)
{
    const struct stream_part *first = &conversion->parts.items[0];
    size_t blank = 0;
    while (blank < conversion->parts.count && text_trim(conversion->parts.items[blank].bytes).len == 0)
        blank++;
    if (blank == conversion->parts.count && blank == 1)
        err_set(err, ERR_INPUT, TEXT_FMT ": is empty", TEXT_ARG(first->name));
    else if (conversion->parts.count == 1)
        err_set(err, ERR_INPUT, TEXT_FMT ": holds no %s", TEXT_ARG(first->name), conversion->way->kind);
    else
        err_set(err, ERR_INPUT, "none of the %zu files holds a %s", conversion->parts.count, conversion->way->kind);
    return err_hint(err, "%s", conversion->way->hint_nothing);
}

/* ------------------------------------------------------------------ writing */

/* Goes along with find_objects(): the objects come in the same order. */
struct writer {
    const struct conversion *conversion;
    size_t next;
};

static struct node *rebuild(struct writer *writer, struct node *object, bool of_typed_list);

static struct node *rebuild_list(struct writer *writer, const struct node *list)
{
    struct arena *arena = writer->conversion->run.arena;
    struct node *made = node_new_map(arena), *items = node_new_list(arena);
    const struct node *given = node_get(list, "items");
    bool typed = is_typed_list(writer->conversion, list);
    size_t count;
    const struct node_pair *pairs = node_pairs(arena, list, &count);
    for (size_t i = 0; i < given->count; i++)
        node_add(arena, items, rebuild(writer, given->items[i], typed));
    for (size_t i = 0; i < count; i++) {
        struct text key = node_text(pairs[i].key);
        struct node *value = pairs[i].value;
        if (text_is(key, "items"))
            value = items;
        else if (typed && text_is(key, "kind"))
            value = node_new_string(arena, TEXT("List"));
        else if (typed && text_is(key, "apiVersion"))
            value = node_new_string(arena, TEXT("v1"));
        node_put(arena, made, key, value);
    }
    return made;
}

static struct node *rebuild(struct writer *writer, struct node *object, bool of_typed_list)
{
    if (object_is_list(object))
        return rebuild_list(writer, object);
    if (!is_meant(writer->conversion, object, of_typed_list))
        return object;
    return writer->conversion->way->make(writer->conversion, &writer->conversion->objects.items[writer->next++]);
}

static int write_document(struct writer *writer, const struct converted_document *document, size_t *total, struct change *out,
                          struct err *err)
{
    struct arena *arena = writer->conversion->run.arena;
    auto_arena scratch = {0};
    struct buf buf = buf_new(&scratch, LIMIT_GENERATED_BYTES - *total);
    struct edit_list edits = {0};
    struct edit edit = {0};
    const struct node *made = rebuild(writer, document->root, false);
    if (remake_root(document->root, made, &buf, &edit, err) != 0)
        return -1;
    *total += buf.len;
    edit.with = arena_copy(arena, buf_text(&buf));
    *array_add(arena, &edits) = edit;
    *out = (struct change){.range = {document->source->offset, document->range.end}};
    out->pieces = edit_apply(arena, document->source->bytes, &edits, &out->piece_count, err);
    return out->pieces == NULL ? -1 : 0;
}

static void list_objects(const struct conversion *conversion, struct render_output *out)
{
    struct arena *arena = conversion->run.arena;
    out->object_count = conversion->objects.count;
    out->objects = arena_new(arena, size_mul(out->object_count, sizeof *out->objects));
    for (size_t i = 0; i < out->object_count; i++) {
        const struct converted_object *object = &conversion->objects.items[i];
        out->objects[i] = (struct render_object){
            .kind = text_of(conversion->way->made_kind),
            .namespace = object->label.namespace,
            .name = object->label.name,
            .from = place_text(arena, node_place(object->node)),
        };
        note_add(&out->notes, NOTE_DETAIL,
                 arena_format(arena, TEXT_FMT ": %s " TEXT_FMT "%s" TEXT_FMT " %s, %s: %zu value%s", TEXT_ARG(out->objects[i].from),
                              conversion->way->kind, TEXT_ARG(object->label.namespace), object->label.namespace.len > 0 ? "/" : "",
                              TEXT_ARG(object->label.name), conversion->way->done, conversion_scope_name(object->label.scope),
                              object->count, object->count == 1 ? "" : "s"),
                 (struct text){0});
    }
}

static int write_all(const struct conversion *conversion, struct render_output *out, struct err *err)
{
    const struct plan nothing_generated = {0};
    struct arena *arena = conversion->run.arena;
    struct change_list *changes = arena_new(arena, size_mul(conversion->parts.count, sizeof *changes));
    struct writer writer = {.conversion = conversion};
    size_t total = 0;
    for (size_t i = 0; i < conversion->documents.count; i++) {
        const struct converted_document *document = &conversion->documents.items[i];
        struct change *change = array_add(arena, &changes[document->part]);
        if (write_document(&writer, document, &total, change, err) != 0)
            return -1;
    }
    if (result_make(&conversion->run, &conversion->parts, changes, &nothing_generated, out, err) != 0)
        return -1;
    list_objects(conversion, out);
    return 0;
}

/* ------------------------------------------------------------------ the run */

static int convert_found(struct conversion *conversion, struct render_output *out, struct err *err)
{
    for (size_t i = 0; i < conversion->parts.count; i++)
        if (find_in_part(conversion, i, err) != 0)
            return -1;
    if (conversion->objects.count == 0)
        return refuse_nothing(conversion, err);
    return conversion->way->turn(conversion, err) == 0 ? write_all(conversion, out, err) : -1;
}

static int convert(struct arena *arena, const struct convert_options *options, const struct conversion_way *way,
                   const struct render_part *parts, size_t count, struct render_output *out, struct err *err)
{
    const struct render_options plain = {0};
    *out = (struct render_output){.notes = {.arena = arena}};
    struct conversion conversion = {
        .run = {.arena = arena, .options = &plain, .notes = &out->notes},
        .options = options,
        .way = way,
        .parts = stream_parts_new(arena, parts, count),
    };
    int result = convert_found(&conversion, out, err);
    for (size_t i = 0; i < conversion.values.count; i++)
        secret_free(&conversion.values.items[i].plaintext);
    return result;
}

int convert_seal(struct arena *arena, const struct convert_options *options, const struct render_part *parts, size_t count,
                 struct render_output *out, struct err *err)
{
    return convert(arena, options, &conversion_seals, parts, count, out, err);
}

int convert_unseal(struct arena *arena, const struct convert_options *options, const struct render_part *parts, size_t count,
                   struct render_output *out, struct err *err)
{
    return convert(arena, options, &conversion_opens, parts, count, out, err);
}
