/* SPDX-License-Identifier: Apache-2.0
 *
 * Any stream: its documents cover it, and what the filter has no business with leaves as it came.
 */
#include <string.h>

#include "render/triage.h"
#include "tests/fuzz/target.h"

static void check_values(struct text stream, struct range document)
{
    struct range value;
    for (size_t at = document.start, end = document.start; stream_next_value(stream, document, &at, &value); end = value.end)
        check(value.start >= end && value.end > value.start && value.end <= document.end && at == value.end);
}

/* Each document follows on the one before, is found from a byte of its own, and leads to what is inside. */
static void check_split(struct text stream)
{
    struct range document, found;
    size_t at = 0, end = 0, count = 0;
    for (; stream_next(stream, &at, &document); end = document.end) {
        check(document.start == end && document.end > end && document.end <= stream.len && at == document.end);
        check_values(stream, document);
        if (count++ >= 64)
            continue;
        found = stream_locate(stream, end, count % 2 ? document.end - 1 : (document.start + document.end) / 2);
        check(found.start == document.start && found.end == document.end);
    }
    check(end == stream.len);
}

/* The documents in which nothing of ours stands are in the output, in their order; with no other the output is the stream. */
static void check_untouched(struct text stream, struct text output)
{
    struct range document;
    size_t at = 0, from = 0, touched = 0;
    while (stream_next(stream, &at, &document)) {
        struct text bytes = {stream.at + document.start, document.end - document.start};
        check(bytes.at != NULL);
        if (triage_holds(bytes, triage_values, triage_values_count) && ++touched)
            continue;
        const char *found = memmem(output.at + from, output.len - from, bytes.at, bytes.len);
        check(found != NULL);
        from = (size_t)(found - output.at) + bytes.len;
    }
    check(touched > 0 || text_trim(stream).len == 0 || text_starts(stream, "\xef\xbb\xbf") || text_equal(stream, output));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    auto_arena arena = {0};
    struct render_options options = {.emit = EMIT_REFERENCE, .release_namespace = TEXT("release")};
    struct text stream[2] = {text_of_input(data, size)}, none = {0}, output;
    check_split(stream[0]);
    if (rendered(&arena, options, stream, none, &output) == 0)
        check_untouched(stream[0], output);
    return 0;
}
