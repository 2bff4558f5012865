/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/opener.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "cmd/key_data.h"
#include "sealed/crypto.h"
#include "sealed/format.h"
#include "sealed/open.h"

static void free_sources(struct opener *opener)
{
    for (size_t i = 0; i < opener->source_count; i++)
        key_source_free(&opener->sources[i]);
    opener->source_count = 0;
}

void opener_free(struct opener *opener)
{
    free_sources(opener);
    err_free(&opener->unread);
    keyring_free(&opener->ring);
}

int opener_check(const struct opener *opener, struct err *err)
{
    const struct text_list *paths = &opener->invocation->settings[OPTION_SEALING_KEY].values;
    const char *origin = origin_of(opener->invocation, OPTION_SEALING_KEY);
    for (size_t i = 0; i < paths->count; i++) {
        const char *path = paths->items[i].at;
        /* A key in the place of its path is an easy slip; it must not be shown. */
        if (strchr(path, '\n') != NULL || strstr(path, "-----BEGIN") != NULL) {
            err_set(err, ERR_USAGE, "%s holds a key; it takes the path of one", origin);
            return err_hint(err, "put the key itself into " SEALING_KEY_DATA_VARIABLE);
        }
        if (access(path, R_OK) != 0)
            return err_set(err, ERR_IO, "%s: %s: cannot be read: %s", origin, path, strerror(errno));
    }
    return 0;
}

static bool has_keys(const struct opener *opener)
{
    return is_given(opener->invocation, OPTION_SEALING_KEY) || opener->invocation->key_data->len > 0;
}

void opener_read(struct opener *opener)
{
    const struct text_list *paths = &opener->invocation->settings[OPTION_SEALING_KEY].values;
    struct arena *arena = opener->invocation->arena;
    if (has_keys(opener))
        crypto_begin();
    opener->sources = arena_new(arena, size_mul(paths->count, sizeof *opener->sources));
    for (size_t i = 0; i < paths->count && opener->unread.kind == ERR_NONE; i++) {
        struct key_source *source = &opener->sources[i];
        if (key_source_read(source, arena, paths->items[i].at, &opener->unread) == 0)
            opener->source_count++;
        else
            key_source_free(source);
    }
}

static int load_keys(struct opener *opener, struct err *err)
{
    for (size_t i = 0; i < opener->source_count; i++)
        if (keyring_add_source(&opener->ring, &opener->sources[i], opener->notes, err) != 0)
            return -1;
    if (opener->unread.kind != ERR_NONE) {
        *err = opener->unread;
        opener->unread = (struct err){0};
        return -1;
    }
    free_sources(opener);
    const struct secret *data = opener->invocation->key_data;
    struct text data_text = {(const char *)data->bytes, data->len};
    if (data->len > 0 && keyring_add_bytes(&opener->ring, SEALING_KEY_DATA_VARIABLE, data_text, err) != 0)
        return -1;
    keyring_sort(&opener->ring);
    opener->loaded = true;
    return 0;
}

static int label_order(const void *a, const void *b)
{
    const struct open_label *left = a, *right = b;
    int order = text_order(left->namespace, right->namespace);
    return order != 0 ? order : text_order(left->name, right->name);
}

/* Every label of the run once: when a string does not open, it may have been sealed for one of the others. */
static size_t collect_labels(const struct open_request *requests, size_t count, struct open_label *labels)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        labels[i] = requests[i].label;
    qsort(labels, count, sizeof *labels, label_order);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || label_order(&labels[kept - 1], &labels[i]) != 0)
            labels[kept++] = labels[i];
    return kept;
}

static int open_strings(void *context, struct render_sealed *strings, size_t count, size_t *failed, struct err *err)
{
    struct opener *opener = context;
    auto_arena arena = {0};
    if (count == 0)
        return 0;
    *failed = 0;
    if (!has_keys(opener)) {
        err_set(err, ERR_SEALED, "cannot be opened: no sealing key was given");
        return err_hint(err, "name the private keys with --sealing-key FILE or EXTERNAL_SECRETS_SEALING_KEY, or leave the strings "
                             "sealed with --emit sealed-secret");
    }
    *failed = count;
    if (!opener->loaded && load_keys(opener, err) != 0)
        return -1;
    struct open_request *requests = arena_new(&arena, count * sizeof *requests);
    struct open_label *labels = arena_new(&arena, count * sizeof *labels);
    for (size_t i = 0; i < count; i++)
        requests[i] = (struct open_request){.string = strings[i].string, .label = {strings[i].namespace, strings[i].name}};
    struct open_options options = {.max_scope = opener->max_scope, .known = labels};
    options.known_count = collect_labels(requests, count, labels);
    if (open_all(&opener->ring, &options, requests, count, failed, err) != 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        strings[i].plaintext = secret_steal(&requests[i].plaintext);
    return 0;
}

static enum render_shape shape_of(struct text string, const char **why)
{
    switch (sealed_shape(string, why)) {
    case SEALED_WELL_FORMED:
        return RENDER_SHAPE_SEALED;
    case SEALED_DAMAGED:
        return RENDER_SHAPE_DAMAGED;
    case SEALED_PLAIN:
        break;
    }
    return RENDER_SHAPE_PLAIN;
}

struct render_opener opener_for_render(struct opener *opener, bool opens)
{
    return (struct render_opener){.context = opener, .shape = shape_of, .open = opens ? open_strings : NULL};
}
