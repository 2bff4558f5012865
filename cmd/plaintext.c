/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/plaintext.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/limits.h"
#include "cmd/prompt.h"

static struct text text_in(const struct secret *secret)
{
    return (struct text){(const char *)secret->bytes, secret->len};
}

/* --- what may be wrong with it --- */

static bool ends_line(struct text t)
{
    return text_ends(t, "\n");
}

/* Of text: in other files they mean something else. */
static bool has_carriage_returns(struct text t)
{
    return t.len > 0 && memchr(t.at, '\r', t.len) != NULL && memchr(t.at, '\0', t.len) == NULL;
}

static bool has_byte_order_mark(struct text t)
{
    return text_starts(t, "\xef\xbb\xbf") || text_starts(t, "\xff\xfe") || text_starts(t, "\xfe\xff");
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool has_outer_blanks(struct text t)
{
    while (text_ends(t, "\n") || text_ends(t, "\r"))
        t.len--;
    return t.len > 0 && (is_blank(t.at[0]) || is_blank(t.at[t.len - 1]));
}

static bool looks_like_manifest(struct text t)
{
    return text_contains(t, "apiVersion") && text_contains(t, "kind") && text_contains(t, "Secret");
}

static const struct {
    bool (*is)(struct text plaintext);
    const char *says, *hint; /* hint: may be NULL */
} doubts[] = {
    {ends_line, "the plaintext ends with a newline, which is sealed with it",
     "--strip-newline takes it off; printf %s in place of echo makes none"},
    {has_carriage_returns, "the plaintext has carriage returns (the line ends of Windows), which are sealed with it",
     "tr -d '\\r' takes them off"},
    {has_byte_order_mark, "the plaintext begins with a byte order mark, which is sealed with it",
     "save the file as UTF-8 without one"},
    {looks_like_manifest, "the plaintext looks like a manifest, which is sealed as a single string",
     "--stream, or -f FILE, seals the Secrets in it"},
    {has_outer_blanks, "the plaintext begins or ends with a blank, which is sealed with it", NULL},
};

/* --- reading it --- */

static int take_input(struct input *input, struct secret *out)
{
    *out = secret_new(input->len, SECRET_WIPED);
    if (input->len > 0)
        memcpy(out->bytes, input->bytes, input->len);
    out->len = input->len;
    return 0;
}

static int read_bytes(const struct plaintext_request *request, struct secret *out, struct err *err)
{
    auto_input input = {0};
    const char *path = request->path;
    if (path == NULL && isatty(STDIN_FILENO) == 1)
        return prompt_read(request->question, out, err);
    if (path == NULL || text_is(text_of(path), "-"))
        return input_read(STDIN_FILENO, "stdin", LIMIT_PLAINTEXT_BYTES, &input, err) < 0 ? -1 : take_input(&input, out);
    return input_read_file(path, LIMIT_PLAINTEXT_BYTES, &input, err) < 0 ? -1 : take_input(&input, out);
}

static void strip_newline(struct secret *plaintext)
{
    if (!ends_line(text_in(plaintext)))
        return;
    plaintext->len--;
    if (text_ends(text_in(plaintext), "\r"))
        plaintext->len--;
}

static struct text placed(struct arena *arena, struct text where, const char *says)
{
    return arena_format(arena, TEXT_FMT "%s%s", TEXT_ARG(where), where.len > 0 ? ": " : "", says);
}

int plaintext_read(const struct invocation *invocation, const struct plaintext_request *request, struct secret *out,
                   struct note_list *notes, struct err *err)
{
    if (read_bytes(request, out, err) < 0)
        return -1;
    if (is_on(invocation, OPTION_STRIP_NEWLINE))
        strip_newline(out);
    if (out->len == 0 && !is_on(invocation, OPTION_ALLOW_EMPTY)) {
        err_set(err, ERR_INPUT, TEXT_FMT, TEXT_ARG(placed(notes->arena, request->where, "the plaintext is empty")));
        return err_hint(err, "--allow-empty seals it nevertheless");
    }
    for (size_t i = 0; i < sizeof doubts / sizeof doubts[0]; i++)
        if (doubts[i].is(text_in(out)))
            note_add(notes, NOTE_WARNING, placed(notes->arena, request->where, doubts[i].says), text_of(doubts[i].hint));
    return 0;
}
