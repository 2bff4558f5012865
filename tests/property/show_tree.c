/* SPDX-License-Identifier: Apache-2.0
 *
 * Shows how the documents on stdin are read, in the notation of the YAML test suite: an event a line, aliases written out, without
 * anchors and without the stream's own events; documents that are nothing but null are left out. Exit 1, with the error on stderr,
 * where one is refused.
 */
#include <stdio.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/limits.h"
#include "render/stream.h"
#include "yaml/tree.h"

static void show_text(struct text text)
{
    for (size_t i = 0; i < text.len; i++) {
        static const char special[] = "\\\n\t\r\b", letters[] = "\\ntrb";
        size_t at = 0;
        while (special[at] != '\0' && special[at] != text.at[i])
            at++;
        if (special[at] != '\0')
            printf("\\%c", letters[at]);
        else
            putchar(text.at[i]);
    }
}

static void show_tag(const struct node *node)
{
    if (node->tag.len > 0)
        printf(" <" TEXT_FMT ">", TEXT_ARG(node->tag));
}

static void show_scalar(const struct node *node)
{
    static const char signs[] = {[STYLE_PLAIN] = ':', [STYLE_SINGLE] = '\'', [STYLE_DOUBLE] = '"', [STYLE_LITERAL] = '|', '>'};
    printf("=VAL");
    show_tag(node);
    printf(" %c", signs[node->style]);
    show_text(node->text);
    putchar('\n');
}

/* As deep as LIMIT_DEPTH lets it be. */
static void show(const struct node *node)
{
    if (node->kind == NODE_SCALAR) {
        show_scalar(node);
        return;
    }
    const char *name = node->kind == NODE_MAP ? "MAP" : "SEQ", *brackets = node->kind == NODE_MAP ? " {}" : " []";
    printf("+%s%s", name, node->style == STYLE_FLOW ? brackets : "");
    show_tag(node);
    putchar('\n');
    for (size_t i = 0; i < node->count; i++) {
        if (node->kind == NODE_MAP)
            show(node->pairs[i].key);
        show(node->kind == NODE_MAP ? node->pairs[i].value : node->items[i]);
    }
    printf("-%s\n", name);
}

int main(void)
{
    auto_arena arena = {0};
    auto_input input = {0};
    auto_err err = {0};
    struct range range;
    if (input_read(0, "stdin", LIMIT_DOCUMENT_BYTES, &input, &err) != 0)
        return 2;
    for (size_t at = 0; stream_next(input_text(&input), &at, &range);) {
        struct node *root;
        struct yaml_source *source = arena_new(&arena, sizeof *source);
        *source = (struct yaml_source){.file = TEXT("stdin"), .bytes = {input.bytes + range.start, range.end - range.start}};
        if (tree_parse(&arena, source, &root, &err) != 0) {
            fprintf(stderr, "%s\n", err.text);
            return 1;
        }
        if (root == NULL)
            continue;
        puts("+DOC");
        show(root);
        puts("-DOC");
    }
    return 0;
}
