/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/values_for_test.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"

static const char mark[] = "sealed:";

static enum render_shape shape_of(struct text string, const char **why)
{
    *why = "is damaged for a test";
    if (text_is(string, "damaged"))
        return RENDER_SHAPE_DAMAGED;
    return text_starts(string, mark) ? RENDER_SHAPE_SEALED : RENDER_SHAPE_PLAIN;
}

static int open_all(void *context, struct render_sealed *strings, size_t count, size_t *failed, struct err *err)
{
    (void)context;
    for (size_t i = 0; i < count; i++) {
        struct text word = text_from(strings[i].string, sizeof mark - 1);
        if (text_is(word, "!")) {
            for (size_t k = 0; k < i; k++)
                secret_free(&strings[k].plaintext);
            *failed = i;
            return err_set(err, ERR_SEALED, "fits no key");
        }
        strings[i].plaintext = secret_new(word.len, SECRET_WIPED);
        memcpy(strings[i].plaintext.bytes, word.at, word.len);
        strings[i].plaintext.len = word.len;
    }
    return 0;
}

struct render_opener opener_for_test(void)
{
    return (struct render_opener){.shape = shape_of, .open = open_all};
}

void values_init(struct values *values)
{
    *values = (struct values){.options = {.max_scope = RENDER_CLUSTER_WIDE, .opener = opener_for_test()}};
    values->notes.arena = &values->arena;
    values->run = (struct run){.arena = &values->arena, .options = &values->options, .notes = &values->notes};
}

void values_free(struct values *values)
{
    err_free(&values->err);
    arena_free(&values->arena);
}

struct node *values_parse(struct values *values, const char *yaml)
{
    auto_err err = {0};
    struct node *root;
    struct yaml_source *source = arena_new(&values->arena, sizeof *source);
    *source = (struct yaml_source){.file = TEXT("v.yaml"), .bytes = text_of(yaml)};
    if (tree_parse(&values->arena, source, &root, &err) != 0)
        fail_msg("%s", err.text);
    return root;
}

static void put(struct buf *buf, const struct node *node)
{
    if (node_is_scalar(node)) {
        buf_put(buf, node->text);
        return;
    }
    bool map = node_is_map(node);
    size_t count = node->count;
    const struct node_pair *pairs = map ? node_pairs(buf->arena, node, &count) : NULL;
    buf_put_string(buf, map ? "{" : "[");
    for (size_t i = 0; i < count; i++) {
        buf_put_string(buf, i > 0 ? ", " : "");
        if (map) {
            put(buf, pairs[i].key);
            buf_put_string(buf, ": ");
        }
        put(buf, map ? pairs[i].value : node->items[i]);
    }
    buf_put_string(buf, map ? "}" : "]");
}

const char *values_text(struct values *values, const struct node *node)
{
    struct buf buf = buf_new(&values->arena, LIMIT_MESSAGE_BYTES);
    if (node != NULL)
        put(&buf, node);
    return arena_string(&values->arena, buf_text(&buf));
}
