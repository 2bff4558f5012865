/* SPDX-License-Identifier: Apache-2.0 */
#include "render/values_file.h"

#include "base/alloc.h"
#include "render/fields.h"

static struct node *merge(struct arena *arena, const struct node *earlier, struct node *later);

/* The pair of `later` with the key of an earlier one: gone where it is null. Both keys are looked up by name: a map's own merge
 * keys have been applied already. */
static struct node *merged_value(struct arena *arena, const struct node_pair *earlier, const struct node *later)
{
    struct node *replacement = node_get(later, arena_string(arena, node_text(earlier->key)));
    if (replacement == NULL)
        return earlier->value;
    return node_is_null(replacement) ? NULL : merge(arena, earlier->value, replacement);
}

static struct node *merge(struct arena *arena, const struct node *earlier, struct node *later)
{
    if (!node_is_map(earlier) || !node_is_map(later))
        return later;
    size_t earlier_count, later_count, count = 0;
    const struct node_pair *old_pairs = node_pairs(arena, earlier, &earlier_count);
    const struct node_pair *new_pairs = node_pairs(arena, later, &later_count);
    struct node *merged = arena_new(arena, sizeof *merged);
    *merged = *later;
    merged->pairs = arena_new(arena, size_mul(size_add(earlier_count, later_count), sizeof *merged->pairs));
    for (size_t i = 0; i < earlier_count; i++) {
        struct node *value = merged_value(arena, &old_pairs[i], later);
        if (value != NULL)
            merged->pairs[count++] = (struct node_pair){old_pairs[i].key, value};
    }
    for (size_t i = 0; i < later_count; i++)
        if (node_get(earlier, arena_string(arena, node_text(new_pairs[i].key))) == NULL && !node_is_null(new_pairs[i].value))
            merged->pairs[count++] = new_pairs[i];
    merged->count = count;
    return merged;
}

int values_files_merge(const struct run *run, const struct stream_parts *files, const struct node **out, struct err *err)
{
    struct node *merged = NULL;
    for (size_t i = 0; i < files->count; i++) {
        struct node *root;
        const struct yaml_source *source = document_source(run->arena, &files->items[i],
                                                           (struct range){0, files->items[i].bytes.len});
        if (tree_parse(run->arena, source, &root, err) < 0)
            return -1;
        if (root == NULL)
            continue;
        if (!node_is_map(root))
            return err_at(err, ERR_INPUT, root, "a values file must be a mapping");
        if (fields_refuse_duplicates(run->arena, root, err) < 0)
            return -1;
        merged = merged == NULL ? root : merge(run->arena, merged, root);
    }
    *out = merged;
    return 0;
}
