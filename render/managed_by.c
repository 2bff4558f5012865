/* SPDX-License-Identifier: Apache-2.0 */
#include "render/managed_by.h"

#include "base/limits.h"
#include "base/names.h"
#include "render/triage.h"

static const char label[] = "app.kubernetes.io/managed-by";

static const struct triage_word label_words[] = {{label, false, NULL}};
static const struct triage_word origin_words[] = {{"# Source: ", false, NULL}};

static struct text label_of(const struct node *object, unsigned depth)
{
    const struct node *items = node_get(object, "items");
    struct text found = {0};
    if (!object_is_list(object)) {
        found = object_is_bare(object) ? (struct text){0} : object_label(object, label);
        /* It goes into every object that is generated: no API server would take another. */
        return name_is_label_value(found) ? found : (struct text){0};
    }
    for (size_t i = 0; depth < LIMIT_CARRIER_DEPTH && i < items->count && found.len == 0; i++)
        found = label_of(items->items[i], depth + 1);
    return found;
}

static struct text read_document(const struct run *run, const struct stream_part *part, struct range range)
{
    auto_arena arena = {0};
    auto_err err = {0};
    struct node *root;
    if (tree_parse(&arena, document_source(&arena, part, range), &root, &err) < 0)
        return (struct text){0};
    return arena_copy(run->arena, label_of(root, 0));
}

/* By a path of Helm 4's, or by one of Helm 3's in front of a document: <chart>/templates/<file>. Our own have no such folder. */
static bool is_printed_by_helm(const struct stream_parts *parts)
{
    if (document_look(parts).helm4)
        return true;
    for (size_t i = 0; i < parts->count; i++) {
        struct text bytes = parts->items[i].bytes;
        struct triage triage = triage_new(bytes, origin_words, 1);
        struct range document;
        while (triage_next(&triage, &document))
            if (text_contains(stream_origin((struct text){bytes.at + document.start, document.end - document.start}),
                              "/templates/"))
                return true;
    }
    return false;
}

struct text managed_by_of(const struct run *run, const struct stream_parts *parts, const struct range_list *dropped)
{
    for (size_t i = 0; i < parts->count; i++) {
        struct triage triage = triage_new(parts->items[i].bytes, label_words, 1);
        struct range document;
        while (triage_next(&triage, &document)) {
            size_t at = document.start;
            struct range value;
            while (stream_next_value(parts->items[i].bytes, document, &at, &value)) {
                struct text found = {0};
                if (!range_list_covers(&dropped[i], value.start))
                    found = read_document(run, &parts->items[i], value);
                if (found.len > 0)
                    return found;
            }
        }
    }
    return is_printed_by_helm(parts) ? TEXT("Helm") : TEXT("external-secrets");
}
