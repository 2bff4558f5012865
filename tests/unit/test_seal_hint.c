/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "render/file_trees.h"
#include "render/seal_hint.h"

/* A file, and the place in it that a hint is for. */
struct trial {
    struct arena arena;
    struct note_list notes;
    struct render_options options;
    struct run run;
    struct file_tree_list trees;
    struct err broken;
    struct seal_hint hint;
};

#define auto_trial __attribute__((cleanup(trial_free))) struct trial

static void trial_free(struct trial *trial)
{
    err_free(&trial->broken);
    arena_free(&trial->arena);
}

static enum render_shape shape(struct text string, const char **why)
{
    (void)string;
    *why = "";
    return RENDER_SHAPE_PLAIN;
}

/* The tree is counted as file_trees_read() has it. */
static void trial_init(struct trial *trial, const char *name, const char *file, size_t tree, const char *path)
{
    *trial = (struct trial){.options.opener.shape = shape};
    trial->notes.arena = &trial->arena;
    trial->run = (struct run){.arena = &trial->arena, .options = &trial->options, .notes = &trial->notes};
    const struct render_part part = {text_of(name), text_of(file)};
    const struct node *parent;
    struct text last;
    file_trees_read(&trial->run, &part, &trial->trees, &trial->broken);
    assert_int_equal(trial->broken.kind, ERR_NONE);
    trial->hint = (struct seal_hint){.namespace = TEXT("team-a"), .name = TEXT("credentials")};
    assert_int_equal(node_at_path(trial->trees.items[tree].root, text_of(path), &trial->hint.node, &parent, &last, &trial->broken),
                     0);
    assert_non_null(trial->hint.node);
}

static void expect(struct trial *trial, const char *command)
{
    struct text text = seal_hint_command(&trial->arena, &trial->hint);
    assert_string_equal(arena_string(&trial->arena, text), command);
}

#define PRINTS "external-secrets seal --cert CERT --namespace team-a --name credentials --scope strict"

static void test_a_file(void **state)
{
    (void)state;
    auto_trial trial;
    trial_init(&trial, "values.yaml", "a: {b: c}\n", 0, "a.b");
    expect(&trial, "external-secrets seal --cert CERT --into values.yaml --at a.b");
    trial.hint.program = "kubectl external-secrets";
    trial.hint.scope = RENDER_CLUSTER_WIDE;
    expect(&trial, "kubectl external-secrets seal --cert CERT --scope cluster-wide --into values.yaml --at a.b");
    trial.hint.scope_there = RENDER_CLUSTER_WIDE;
    expect(&trial, "kubectl external-secrets seal --cert CERT --into values.yaml --at a.b");
    trial.hint.release_namespace = TEXT("release");
    *array_add(&trial.arena, &trial.hint.owners) = TEXT("team");
    expect(&trial, "kubectl external-secrets seal --cert CERT --namespace release --owner team --into values.yaml --at a.b");
    *array_add(&trial.arena, &trial.hint.owners) = TEXT("other");
    expect(&trial, "kubectl external-secrets seal --cert CERT --namespace release --into values.yaml --at a.b");
}

/* Where the path alone may lead to several places. */
static void test_lines(void **state)
{
    (void)state;
    auto_trial trial;
    trial_init(&trial, "two.yaml", "a: b\n---\n\na: b\n", 1, "a");
    expect(&trial, "external-secrets seal --cert CERT --into two.yaml --at 4:a");
}

static void test_values_in_a_string(void **state)
{
    (void)state;
    static const char file[] = "apiVersion: argoproj.io/v1alpha1\n"
                               "kind: Application\n"
                               "spec:\n"
                               "  source:\n"
                               "    helm:\n"
                               "      values: |\n"
                               "        namespace: {name: a}\n"
                               "        external_secrets: {stores: [{name: b}]}\n";
    auto_trial trial;
    trial_init(&trial, "app.yaml", file, 1, "external_secrets.stores[0].name");
    expect(&trial, "external-secrets seal --cert CERT --into app.yaml --at 'external_secrets.stores[0].name'");
}

/* What a shell would not read as one word. */
static void test_quotes(void **state)
{
    (void)state;
    auto_trial trial;
    trial_init(&trial, "my values.yaml", "a: {$(b): c}\n", 0, "a[\"$(b)\"]");
    expect(&trial, "external-secrets seal --cert CERT --into 'my values.yaml' --at 'a[\"$(b)\"]'");
    static const char *const names[] = {"-x", "it's", "a\nb", "\x1b[0m", "\xc3\xa9"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        auto_trial odd;
        trial_init(&odd, names[i], "a: b\n", 0, "a");
        expect(&odd, PRINTS);
    }
    static const char *const keys[] = {"it's", "\xc3\xa9"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        auto_trial odd;
        struct arena arena = {0};
        trial_init(&odd, "values.yaml", arena_format(&arena, "{\"%s\": b}\n", keys[i]).at, 0,
                   arena_format(&arena, "[\"%s\"]", keys[i]).at);
        expect(&odd, PRINTS);
        arena_free(&arena);
    }
}

/* Names come from input. */
static void test_names(void **state)
{
    (void)state;
    static const char *const names[] = {"$(reboot)", "a b", "-x", "a;b", "\x1b[0m", "'", ""};
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct seal_hint hint = {.namespace = text_of(names[i]), .name = text_of(names[i])};
        assert_string_equal(arena_string(&arena, seal_hint_command(&arena, &hint)),
                            "external-secrets seal --cert CERT --namespace NAMESPACE --name NAME --scope strict");
    }
    arena_free(&arena);
}

/* Places that --into does not take, and files that nobody wrote by hand. */
static void test_no_place(void **state)
{
    (void)state;
    auto_trial none;
    trial_init(&none, "values.yaml", "a: b\n", 0, "a");
    none.hint.node = NULL;
    expect(&none, PRINTS);
    none.hint.node = node_new_string(&none.arena, TEXT("b"));
    expect(&none, PRINTS);
    auto_trial stream;
    trial_init(&stream, "stdin", "a: b\n", 0, "a");
    expect(&stream, PRINTS);
    auto_trial printed;
    trial_init(&printed, "out.yaml", "---\n# Source: chart/templates/a.yaml\na: b\n", 0, "a");
    expect(&printed, PRINTS);
    auto_trial root;
    trial_init(&root, "values.yaml", "a: b\n", 0, "a");
    root.hint.node = root.hint.node->parent;
    expect(&root, PRINTS);
    auto_trial twice;
    trial_init(&twice, "values.yaml", "a: b\na: c\n", 0, "a");
    twice.hint.node = twice.hint.node->parent->pairs[0].value;
    expect(&twice, PRINTS);
    auto_trial nobody;
    trial_init(&nobody, "values.yaml", "a: b\n", 0, "a");
    nobody.hint.name = (struct text){0};
    expect(&nobody, "external-secrets seal --cert CERT --namespace team-a --name NAME --scope strict");
}

/* `seal --into` takes no larger file. */
static void test_large_file(void **state)
{
    (void)state;
    for (size_t len = LIMIT_VALUES_BYTES; len <= LIMIT_VALUES_BYTES + 1; len++) {
        struct arena arena = {0};
        char *file = arena_new(&arena, len + 1);
        memset(file, '\n', len);
        memcpy(file, "a: b", 4);
        auto_trial trial;
        trial_init(&trial, "values.yaml", file, 0, "a");
        expect(&trial, len == LIMIT_VALUES_BYTES ? "external-secrets seal --cert CERT --into values.yaml --at a" : PRINTS);
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_file),     cmocka_unit_test(test_lines), cmocka_unit_test(test_values_in_a_string),
        cmocka_unit_test(test_quotes),     cmocka_unit_test(test_names), cmocka_unit_test(test_no_place),
        cmocka_unit_test(test_large_file),
    };
    return cmocka_run_group_tests_name("seal_hint", tests, NULL, NULL);
}
