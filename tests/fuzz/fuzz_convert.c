/* SPDX-License-Identifier: Apache-2.0
 *
 * Any stream: its Secrets are sealed, or its SealedSecrets are opened, the same twice; or there is a message and no output. What
 * was sealed opens, and sealed again it gives the same bytes.
 */
#include <string.h>

#include "base/base64.h"
#include "render/convert.h"
#include "tests/fuzz/target.h"

/* No cryptography: a string is base64 of "S:namespace:name:plaintext", with N for namespace-wide and C for cluster-wide. */
static const char letters[] = "SNC";

static struct text label_text(struct arena *arena, char letter, struct text namespace, struct text name)
{
    return arena_format(arena, "%c:" TEXT_FMT ":" TEXT_FMT ":", letter, TEXT_ARG(namespace), TEXT_ARG(name));
}

static int seal_all(void *context, struct arena *arena, struct convert_plaintext *plaintexts, size_t count, struct err *err)
{
    (void)context, (void)err;
    for (size_t i = 0; i < count; i++) {
        const struct secret_label *label = &plaintexts[i].label;
        const struct text pieces[] = {label_text(arena, letters[label->scope], label->namespace, label->name),
                                      {(const char *)plaintexts[i].plaintext.bytes, plaintexts[i].plaintext.len}};
        struct text whole = joined(arena, pieces, 2);
        char *out = arena_new(arena, base64_encoded_len(whole.len) + 1);
        base64_encode((const unsigned char *)whole.at, whole.len, out);
        plaintexts[i].string = text_of(out);
    }
    return 0;
}

/* What seal_all() made opens for its label alone; of other strings the text is the plaintext, sealed strict. */
static int open_one(struct arena *arena, struct render_sealed *one, struct err *err)
{
    unsigned char *bytes = arena_new(arena, base64_decoded_max(one->string.len) + 1);
    size_t len = 0, bad_at;
    const char *letter = NULL;
    if (base64_decode(one->string, bytes, &len, &bad_at) == 0 && len > 1 && bytes[1] == ':')
        letter = memchr(letters, bytes[0], sizeof letters - 1);
    struct text plaintext = letter != NULL ? (struct text){(const char *)bytes, len} : one->string;
    struct text label = letter != NULL ? label_text(arena, *letter, one->namespace, one->name) : (struct text){0};
    if (letter != NULL && !text_starts(plaintext, arena_string(arena, label)))
        return err_set(err, ERR_SEALED, "is sealed for another label");
    plaintext = text_from(plaintext, label.len);
    one->scope = letter != NULL ? (enum render_scope)(letter - letters) : RENDER_STRICT;
    one->plaintext = secret_new(plaintext.len, SECRET_WIPED);
    if (plaintext.len > 0)
        memcpy(one->plaintext.bytes, plaintext.at, plaintext.len);
    one->plaintext.len = plaintext.len;
    return 0;
}

static int open_all(void *context, struct render_sealed *strings, size_t count, size_t *failed, struct err *err)
{
    (void)context;
    auto_arena arena = {0};
    for (*failed = 0; *failed < count; ++*failed)
        if (open_one(&arena, &strings[*failed], err) != 0)
            return -1;
    return 0;
}

struct way {
    int (*convert)(struct arena *arena, const struct convert_options *options, const struct render_part *parts, size_t count,
                   struct render_output *out, struct err *err);
};

static const struct way seals = {convert_seal}, opens = {convert_unseal};

static int converted(struct arena *arena, const struct way *way, struct text bytes, struct text *out)
{
    auto_err err = {0};
    const struct convert_options options = {.allow_empty = true, .sealer = {.seal = seal_all}, .opener = {.open = open_all}};
    const struct render_part part = {TEXT("stdin"), bytes};
    struct render_output output = {.notes = {.arena = arena}};
    int result = way->convert(arena, &options, &part, 1, &output, &err);
    check_result(result, &err);
    check(result == 0 || output.slice_count == 0);
    for (size_t i = 0; i < output.notes.count; i++) {
        check_shown(output.notes.items[i].text);
        check_shown(output.notes.items[i].hint);
    }
    *out = joined(arena, output.slices, output.slice_count);
    return result;
}

static bool converts(struct arena *arena, const struct way *way, struct text bytes, struct text *out)
{
    struct text again;
    int result = converted(arena, way, bytes, out);
    check(converted(arena, way, bytes, &again) == result && text_equal(*out, again));
    return result == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_arena arena = {0};
    struct text bytes = text_of_input(data, size), sealed, opened, again;
    (void)converts(&arena, &opens, bytes, &opened);
    if (!converts(&arena, &seals, bytes, &sealed))
        return 0;
    /* SealedSecrets that stood in the stream before may not open. */
    if (text_contains(bytes, "SealedSecret"))
        return 0;
    check(converts(&arena, &opens, sealed, &opened));
    check(converts(&arena, &seals, opened, &again));
    check(text_equal(again, sealed));
    return 0;
}
