/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "render/file_trees.h"
#include "render/slot.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* What counts as sealed here begins with a star, what counts as damaged with a dash. */
static enum render_shape shape(struct text string, const char **why)
{
    *why = "is damaged";
    if (text_starts(string, "-"))
        return RENDER_SHAPE_DAMAGED;
    return text_starts(string, "*") ? RENDER_SHAPE_SEALED : RENDER_SHAPE_PLAIN;
}

enum { MOST = 3 };
static const struct text stand_ins[MOST] = {{"*1", 2}, {"*2", 2}, {"*3", 2}};
static const struct text strings[MOST] = {{"*one", 4}, {"*two", 4}, {"*three", 6}};

struct
try {
    struct arena arena;
    struct find_options options;
    struct slot slots[MOST];
    struct slot_list list;
    struct err err;
};

/* The paths end with NULL. */
static void try_begin(struct try *try, const char *file, const char *const *paths)
{
    *try = (struct try){.options.shape = shape};
    try->list = (struct slot_list){
        .arena = &try->arena,
        .options = &try->options,
        .file = {TEXT("v.yaml"), text_of(file)},
        .items = try->slots,
        .stand_ins = stand_ins,
    };
    for (; paths[try->list.count] != NULL; try->list.count++)
        try->slots[try->list.count].path = text_of(paths[try->list.count]);
}

static void try_end(struct try *try)
{
    err_free(&try->err);
    arena_free(&try->arena);
}

static void check_filled(const char *file, const char *const *paths, const char *expected)
{
    struct try try;
    struct text filled = {0};
    try_begin(&try, file, paths);
    if (slots_find(&try.list, &try.err) != 0 || slots_fill(&try.list, strings, &filled, &try.err) != 0)
        fail_msg("%s", try.err.text);
    assert_string_equal(arena_string(&try.arena, filled), expected);
    try_end(&try);
}

static void check_refused(const char *file, const char *path, enum err_kind kind, const char *text, const char *hint)
{
    struct try try;
    const char *const paths[] = {path, NULL};
    try_begin(&try, file, paths);
    assert_int_equal(slots_find(&try.list, &try.err), -1);
    assert_string_equal(try.err.text, text);
    assert_int_equal(try.err.kind, kind);
    if (hint != NULL)
        assert_string_equal(try.err.hint, hint);
    try_end(&try);
}

#define SEALED_SECRET                                                                                                              \
    "apiVersion: bitnami.com/v1alpha1\n"                                                                                           \
    "kind: SealedSecret\n"                                                                                                         \
    "metadata: {name: n, namespace: ns}\n"                                                                                         \
    "spec: {encryptedData: {a: , b: -x}} # behind\n"

static void test_filling(void **state)
{
    (void)state;
    const char *const three[] = {"spec.encryptedData.b", "spec.encryptedData[\"c d\"]", "spec.encryptedData.a", NULL};
    check_filled(SEALED_SECRET, three,
                 "apiVersion: bitnami.com/v1alpha1\n"
                 "kind: SealedSecret\n"
                 "metadata: {name: n, namespace: ns}\n"
                 "spec: {encryptedData: {a: \"*three\", b: \"*one\", c d: \"*two\"}} # behind\n");
    const char *const inner[] = {"external_secrets.stores[0].provider.vault.auth.tokenSecretRef.sealed", NULL};
    check_filled("appname: a\r\n"
                 "values: |\r\n"
                 "  namespace: {name: a}\r\n"
                 "  external_secrets:\r\n"
                 "    stores:\r\n"
                 "    - name: s\r\n"
                 "      provider: {vault: {auth: {tokenSecretRef: {}}}}\r\n"
                 "# the end",
                 inner,
                 "appname: a\r\n"
                 "values: |\r\n"
                 "  namespace: {name: a}\r\n"
                 "  external_secrets:\r\n"
                 "    stores:\r\n"
                 "    - name: s\r\n"
                 "      provider: {vault: {auth: {tokenSecretRef: {sealed: \"*one\"}}}}\r\n"
                 "# the end");
}

static void test_what_is_told(void **state)
{
    (void)state;
    struct try try;
    const char *const paths[] = {"[\"spec\"].encryptedData.b", "spec.encryptedData.new", NULL};
    try_begin(&try, SEALED_SECRET, paths);
    assert_int_equal(slots_find(&try.list, &try.err), 0);
    assert_true(text_is(try.slots[0].whole_path, "spec.encryptedData.b"));
    assert_string_equal(arena_string(&try.arena, try.slots[0].place), "v.yaml:4:32");
    assert_string_equal(arena_string(&try.arena, try.slots[1].place), "v.yaml:4:43");
    assert_int_equal(try.slots[0].site->kind, SITE_SEALED_SECRET);
    assert_int_equal(try.slots[0].site->label_count, 1);
    assert_true(text_is(try.slots[0].site->labels[0].name, "n"));
    assert_false(try.slots[0].plain || try.slots[0].encoded || try.slots[0].shared);
    try_end(&try);
}

static void test_refusals(void **state)
{
    (void)state;
    check_refused(SEALED_SECRET, "spec.encryptedData", ERR_INPUT,
                  "v.yaml:4:23: spec.encryptedData: holds a mapping or a list, and no string", NULL);
    check_refused(SEALED_SECRET, "kind", ERR_INPUT, "v.yaml:2:7: kind: is no place for a sealed string", NULL);
    check_refused(SEALED_SECRET, "metadata.name", ERR_INPUT, "v.yaml:3:18: metadata.name: is no place for a sealed string",
                  "the nearest places are: spec.encryptedData.a, spec.encryptedData.b");
    check_refused(SEALED_SECRET, "spec.encrypted.a", ERR_INPUT,
                  "v.yaml: spec.encrypted.a: neither this key nor a mapping that could hold it stands there",
                  "the nearest places are: spec.encryptedData.a, spec.encryptedData.b");
    check_refused(SEALED_SECRET "---\n" SEALED_SECRET, "spec.encryptedData.a", ERR_INPUT,
                  "v.yaml: spec.encryptedData.a: leads to 2 places: v.yaml:4:27, v.yaml:9:27",
                  "put the line of the one that is meant in front: 4:spec.encryptedData.a");
    check_refused("spec: [", "spec.a", ERR_INPUT, "v.yaml:2:1: did not find expected node content", NULL);
    check_refused("\xff\xfe"
                  "a",
                  "a", ERR_INPUT, "v.yaml:1:1: the stream is UTF-16 or UTF-32 and a string is to be put into it", NULL);
}

static void test_no_path(void **state)
{
    (void)state;
    struct try try;
    const char *const paths[] = {"spec[", NULL};
    try_begin(&try, SEALED_SECRET, paths);
    assert_int_equal(slots_find(&try.list, &try.err), -1);
    assert_int_equal(try.err.kind, ERR_USAGE);
    try_end(&try);
}

static void test_a_line_names_the_smallest_tree(void **state)
{
    (void)state;
    static const char file[] = "apiVersion: argoproj.io/v1alpha1\n"
                               "kind: Application\n"
                               "spec:\n"
                               "  sources:\n"
                               "  - helm:\n"
                               "      values: |\n"
                               "        namespace: {name: a}\n"
                               "        external_secrets: {stores: []}\n"
                               "  - helm:\n"
                               "      values: \"namespace: {name: a}\\n\\\n"
                               "        external_secrets: {stores: []}\"\n";
    auto_arena arena = {0};
    auto_err broken = {0};
    struct note_list notes = {.arena = &arena};
    struct render_options options = {.opener.shape = shape};
    struct run run = {.arena = &arena, .options = &options, .notes = &notes};
    struct render_part part = {TEXT("v.yaml"), TEXT(file)};
    struct file_tree_list trees = {0};
    file_trees_read(&run, &part, &trees, &broken);
    assert_int_equal(broken.kind, ERR_NONE);
    static const size_t lines[][2] = {{1, 11}, {6, 8}, {10, 11}};
    assert_int_equal(trees.count, COUNT(lines));
    for (size_t i = 0; i < COUNT(lines); i++) {
        assert_int_equal(trees.items[i].first_line, lines[i][0]);
        assert_int_equal(trees.items[i].last_line, lines[i][1]);
        assert_ptr_equal(file_tree_source(trees.items[i].root), trees.items[0].root->source);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_filling),
        cmocka_unit_test(test_what_is_told),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_no_path),
        cmocka_unit_test(test_a_line_names_the_smallest_tree),
    };
    return cmocka_run_group_tests_name("slot", tests, NULL, NULL);
}
