/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/opener.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/abandon.h"
#include "base/alloc.h"
#include "cmd/key_data.h"
#include "sealed/crypto.h"
#include "sealed/format.h"
#include "sealed/open.h"

#define NAME_KEYS "name the private keys with --sealing-key FILE or EXTERNAL_SECRETS_SEALING_KEY"

static void free_sources(struct opener *opener)
{
    for (size_t i = 0; i < opener->sources.count; i++)
        key_source_free(&opener->sources.items[i]);
    opener->sources.count = 0;
}

void opener_free(struct opener *opener)
{
    free_sources(opener);
    err_free(&opener->unread);
    key_index_file_free(&opener->index_file);
    keyring_free(&opener->ring);
}

int opener_check_path(const char *origin, const char *path, struct err *err)
{
    /* A key in the place of its path is an easy slip; it must not be shown. */
    if (strchr(path, '\n') == NULL && strstr(path, "-----BEGIN") == NULL)
        return 0;
    err_set(err, ERR_USAGE, "%s holds a key; it takes the path of one", origin);
    return err_hint(err, "put the key itself into " SEALING_KEY_DATA_VARIABLE);
}

int opener_check(const struct opener *opener, struct err *err)
{
    const struct text_list *paths = &opener->invocation->settings[OPTION_SEALING_KEY].values;
    const char *origin = origin_of(opener->invocation, OPTION_SEALING_KEY);
    for (size_t i = 0; i < paths->count; i++) {
        const char *path = paths->items[i].at;
        if (opener_check_path(origin, path, err) != 0)
            return -1;
        if (access(path, R_OK) != 0)
            return err_set(err, ERR_IO, "%s: %s: cannot be read: %s", origin, path, strerror(errno));
    }
    return 0;
}

bool opener_has_keys(const struct opener *opener)
{
    return is_given(opener->invocation, OPTION_SEALING_KEY) || opener->sources.count > 0 || opener->invocation->key_data->len > 0;
}

static void take_source(struct opener *opener, struct key_source *source, int result)
{
    if (result == 0)
        *array_add(opener->invocation->arena, &opener->sources) = *source;
    else
        key_source_free(source);
}

void opener_read_path(struct opener *opener, const char *path)
{
    struct key_source source = {0};
    if (opener->unread.kind == ERR_NONE)
        take_source(opener, &source, key_source_read(&source, opener->invocation->arena, path, &opener->unread));
}

void opener_read_stdin(struct opener *opener)
{
    struct key_source source = {0};
    if (opener->unread.kind == ERR_NONE)
        take_source(opener, &source,
                    key_source_read_stream(&source, opener->invocation->arena, STDIN_FILENO, "stdin", &opener->unread));
}

static void read_index(struct opener *opener)
{
    key_index_file_read(&opener->index_file, opener->invocation, opener->notes);
    opener->index = opener->index_file.path != NULL ? &opener->index_file.index : NULL;
}

void opener_start_index(struct opener *opener)
{
    read_index(opener);
    key_index_file_start_writer(&opener->index_file, opener->invocation, opener->notes);
}

void opener_keep_index(struct opener *opener)
{
    key_index_file_keep(&opener->index_file, opener->notes);
}

void opener_read(struct opener *opener)
{
    const struct text_list *paths = &opener->invocation->settings[OPTION_SEALING_KEY].values;
    if (opener->index == NULL)
        read_index(opener);
    if (opener_has_keys(opener))
        crypto_begin();
    for (size_t i = 0; i < paths->count; i++)
        opener_read_path(opener, paths->items[i].at);
}

static int load_keys(struct opener *opener, struct err *err)
{
    for (size_t i = 0; i < opener->sources.count; i++)
        if (keyring_add_source(&opener->ring, &opener->sources.items[i], opener->notes, err) != 0)
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

int opener_load(struct opener *opener, struct err *err)
{
    if (opener->loaded)
        return 0;
    if (opener_has_keys(opener) || opener->unread.kind != ERR_NONE) {
        int result = load_keys(opener, err);
        wipe_dead_stack(); /* the crypto library has computed with the keys' numbers */
        return result;
    }
    err_set(err, ERR_SEALED, "cannot be opened: no sealing key was given");
    return err_hint(err, NAME_KEYS);
}

void opener_note_unlocked(struct note_list *notes)
{
    if (secret_lock_refused())
        note_add(notes, NOTE_DETAIL, TEXT("keys may be written to swap: this system refuses to lock memory"),
                 TEXT("ulimit -l shows how much it lets be locked"));
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

static const enum render_scope render_scopes[] = {
    [SCOPE_STRICT] = RENDER_STRICT, [SCOPE_NAMESPACE_WIDE] = RENDER_NAMESPACE_WIDE, [SCOPE_CLUSTER_WIDE] = RENDER_CLUSTER_WIDE};

/* Opens the strings of which the namespace is known, or the others, which can be cluster-wide only. */
static int open_group(struct opener *opener, struct render_sealed *strings, size_t count, bool known, size_t *failed,
                      struct err *err)
{
    auto_arena arena = {0};
    struct open_request *requests = arena_new(&arena, size_mul(count, sizeof *requests));
    struct open_label *labels = arena_new(&arena, size_mul(count, sizeof *labels));
    size_t *which = arena_new(&arena, size_mul(count, sizeof *which)), chosen = 0, bad;
    for (size_t i = 0; i < count; i++) {
        if ((strings[i].namespace.len > 0) != known)
            continue;
        requests[chosen] = (struct open_request){.string = strings[i].string, .label = {strings[i].namespace, strings[i].name}};
        which[chosen++] = i;
    }
    if (chosen == 0)
        return 0;
    struct open_options options = {.min_scope = known ? SCOPE_STRICT : SCOPE_CLUSTER_WIDE,
                                   .max_scope = opener->max_scope,
                                   .allow_empty = opener->allow_empty,
                                   .known = labels,
                                   .index = opener->index};
    options.known_count = collect_labels(requests, chosen, labels);
    bad = chosen;
    if (open_all(&opener->ring, &options, requests, chosen, &bad, err) != 0) {
        *failed = bad < chosen ? which[bad] : count;
        if (bad < chosen && requests[bad].anew != SCOPE_COUNT) {
            strings[which[bad]].anew = true;
            strings[which[bad]].scope = render_scopes[requests[bad].anew];
        }
        return -1;
    }
    for (size_t i = 0; i < chosen; i++) {
        strings[which[i]].plaintext = secret_steal(&requests[i].plaintext);
        strings[which[i]].scope = render_scopes[requests[i].scope];
    }
    return 0;
}

static int open_strings(void *context, struct render_sealed *strings, size_t count, size_t *failed, struct err *err)
{
    struct opener *opener = context;
    if (count == 0)
        return 0;
    /* Keys that cannot be read are no string's fault; that there are none is told of the first. */
    *failed = opener_has_keys(opener) ? count : 0;
    if (opener_load(opener, err) != 0) {
        if (err->kind == ERR_SEALED)
            err_hint(err, NAME_KEYS ", or leave the strings sealed with --emit sealed-secret");
        return -1;
    }
    return open_group(opener, strings, count, true, failed, err) == 0 ? open_group(opener, strings, count, false, failed, err) : -1;
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
