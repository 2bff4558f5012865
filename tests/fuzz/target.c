/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/fuzz/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "base/visible.h"
#include "cmd/opener.h"
#include "yaml/scalar.h"

void broken(const char *property, const char *file, int line)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, property);
    abort();
}

struct text text_of_input(const uint8_t *data, size_t size)
{
    return (struct text){(const char *)data, size};
}

struct text joined(struct arena *arena, const struct text *slices, size_t count)
{
    struct buf buf = buf_new(arena, LIMIT_GENERATED_BYTES);
    for (size_t i = 0; i < count; i++)
        buf_put(&buf, slices[i]);
    return buf_text(&buf);
}

struct text in_pem(struct arena *arena, const char *label, struct text der)
{
    char *base64 = arena_new(arena, base64_encoded_len(der.len) + 1);
    base64_encode((const unsigned char *)der.at, der.len, base64);
    return arena_format(arena, "-----BEGIN %s-----\n%s\n-----END %s-----\n", label, base64, label);
}

/* "f:LINE:COLUMN: why" */
static void check_place(struct text bytes, const char *message)
{
    char *end;
    check(text_starts(text_of(message), "f:"));
    unsigned long line = strtoul(message + 2, &end, 10);
    check(*end == ':' && line >= 1 && line <= bytes.len + 1);
    unsigned long column = strtoul(end + 1, &end, 10);
    check(*end == ':' && column >= 1 && column <= bytes.len + 1);
}

struct node *parsed(struct arena *arena, struct text bytes)
{
    auto_err err = {0};
    struct node *root;
    struct yaml_source *source = arena_new(arena, sizeof *source);
    *source = (struct yaml_source){.file = TEXT("f"), .bytes = bytes};
    int result = tree_parse(arena, source, &root, &err);
    check_result(result, &err);
    check(result == 0 || root == NULL);
    if (result != 0)
        check_place(bytes, err.text);
    return root;
}

static int open_all_strings(void *context, struct render_sealed *strings, size_t count, size_t *failed, struct err *err)
{
    enum { LEN = 8 };
    (void)context, (void)failed, (void)err;
    for (size_t i = 0; i < count; i++) {
        strings[i].plaintext = secret_new(LEN, SECRET_WIPED);
        memcpy(strings[i].plaintext.bytes, strings[i].string.at, LEN);
        strings[i].plaintext.len = LEN;
    }
    return 0;
}

static int run(struct arena *arena, struct render_options options, const struct render_input *input, struct render_output *output)
{
    auto_err err = {0};
    struct opener opener = {0};
    *output = (struct render_output){.notes = {.arena = arena}};
    options.opener = opener_for_render(&opener, false);
    options.opener.open = open_all_strings;
    int result = render(arena, &options, input, output, &err);
    check_result(result, &err);
    check(result == 0 || output->slice_count == 0);
    for (size_t i = 0; i < output->notes.count; i++) {
        check_shown(output->notes.items[i].text);
        check_shown(output->notes.items[i].hint);
    }
    return result;
}

int rendered_list(struct arena *arena, struct render_options options, const struct resource_list *list, struct edit_list *out)
{
    const struct render_input input = {.list = list};
    struct render_output output;
    int result = run(arena, options, &input, &output);
    *out = output.edits;
    return result;
}

int rendered(struct arena *arena, struct render_options options, const struct text files[static 2], struct text values,
             struct text *out)
{
    struct render_part stream[] = {{.name = TEXT("one.yaml"), .bytes = files[0]}, {.name = TEXT("two.yaml"), .bytes = files[1]}};
    struct render_part values_part = {.name = TEXT("values.yaml"), .bytes = values};
    struct render_input input = {stream, files[1].len > 0 ? 2 : 1, &values_part, values.len > 0, NULL};
    struct render_output output;
    int result = run(arena, options, &input, &output);
    *out = joined(arena, output.slices, output.slice_count);
    return result;
}

void check_reads_back(struct arena *arena, struct text text)
{
    struct buf buf = buf_new(arena, LIMIT_DOCUMENT_BYTES);
    if (!text_is_utf8(text))
        return;
    buf_put_string(&buf, "- ");
    scalar_put_string(&buf, text);
    buf_put_string(&buf, "\n- {a: ");
    scalar_put_quoted(&buf, text);
    buf_put_string(&buf, "}\n");
    const struct node *list = parsed(arena, buf_text(&buf));
    check(node_is_list(list) && list->count == 2 && scalar_type(list->items[0]) == SCALAR_STRING);
    check(text_equal(node_text(list->items[0]), text) && text_equal(node_text_at(list->items[1], "a"), text));
}

/* Control characters, those without width, and those that turn the direction of writing. */
static bool harms_terminals(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xfeff || (c >= 0xe0000 && c <= 0xe0fff);
}

void check_shown(struct text message)
{
    auto_arena arena = {0};
    struct text shown = visible_text(&arena, message);
    check(shown.len <= LIMIT_MESSAGE_BYTES + sizeof "...");
    while (shown.len > 0) {
        uint32_t c;
        size_t len = utf8_first(shown, &c);
        check(len > 0 && !harms_terminals(c));
        shown = text_from(shown, len);
    }
}

void check_result(int result, const struct err *err)
{
    check(result == 0 || result == -1);
    check((result == 0) == (err->kind == ERR_NONE));
    check((result == 0) == (err->text == NULL));
    check(result != 0 || err->hint == NULL);
    if (result == 0)
        return;
    check(err->kind >= ERR_ANSWER_NO && err->kind <= ERR_IO);
    check(*err->text != 0);
    check_shown(text_of(err->text));
    check_shown(text_of(err->hint));
}
