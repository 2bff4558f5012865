/* SPDX-License-Identifier: Apache-2.0
 *
 * target: what the fuzz targets share.
 *
 * A target is a fuzz_<what>.c with LLVMFuzzerTestOneInput(), which takes any bytes and ends the process where a property does not
 * hold. `make fuzz` links it with libFuzzer, `make test` with replay.c, which runs it over the corpus.
 */
#ifndef TESTS_FUZZ_TARGET_H
#define TESTS_FUZZ_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/text.h"
#include "render/render.h"
#include "yaml/tree.h"

/* The bytes end where their allocation does, so a sanitizer sees what reads past them. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A property that has to hold for every input. */
#define check(property) ((property) ? (void)0 : broken(#property, __FILE__, __LINE__))
_Noreturn void broken(const char *property, const char *file, int line);

struct text text_of_input(const uint8_t *data, size_t size);
/* The bytes of all slices. */
struct text joined(struct arena *arena, const struct text *slices, size_t count);
/* A block of PEM around DER. */
struct text in_pem(struct arena *arena, const char *label, struct text der);
/* The tree of a document; NULL where it is none. */
struct node *parsed(struct arena *arena, struct text bytes);
/* One run of the filter over two files, of which the second may be empty, and one of --values, which may be empty as well: its
 * result, and in *out the bytes that leave, none on failure. Strings are opened as their first characters. */
int rendered(struct arena *arena, struct render_options options, const struct text files[static 2], struct text values,
             struct text *out);
/* One run over the items of a ResourceList: in *out the edits of it. */
int rendered_list(struct arena *arena, struct render_options options, const struct resource_list *list, struct edit_list *out);
/* UTF-8 reads back as it was written, as a string, plain or in quotes. */
void check_reads_back(struct arena *arena, struct text text);
/* A result is 0 with err untouched, or -1 with a kind that is an exit code and a text; what is shown of it cannot harm a
 * terminal. */
void check_result(int result, const struct err *err);
/* The same of any other text that is meant for the user. */
void check_shown(struct text message);

#endif
