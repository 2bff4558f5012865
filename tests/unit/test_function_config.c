/* SPDX-License-Identifier: Apache-2.0
 *
 * FUNCTION_CONFIG_UPDATE=1 writes the schema that is shipped.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/limits.h"
#include "cmd/function_config.h"

#define SCHEMA "deploy/kustomize/ExternalSecretsRender.schema.json"
#define CONFIG "{apiVersion: external-secrets.render/v1, kind: ExternalSecretsRender, spec: "

struct trial {
    struct arena arena;
    struct invocation invocation;
    struct err err;
    int result;
};

#define auto_trial __attribute__((cleanup(trial_free))) struct trial
static void trial_free(struct trial *trial)
{
    arena_free(&trial->arena);
    err_free(&trial->err);
}

static void trial_take(struct trial *trial, const char *yaml)
{
    struct yaml_source *source = arena_new(&trial->arena, sizeof *source);
    struct node *config;
    *source = (struct yaml_source){.file = TEXT("c"), .bytes = text_of(yaml)};
    trial->invocation.arena = &trial->arena;
    assert_int_equal(tree_parse(&trial->arena, source, &config, &trial->err), 0);
    trial->result = function_config_take(&trial->invocation, config, &trial->err);
}

static void platform_sets(struct trial *trial, enum option_id id, const char *value)
{
    trial->invocation.settings[id].origin = FROM_ENVIRONMENT;
    *array_add(&trial->arena, &trial->invocation.settings[id].values) = text_of(value);
}

static void test_taken(void **state)
{
    (void)state;
    auto_trial trial = {0};
    trial_take(&trial, CONFIG "{owner: [a, b], emit: reference, allowPlain: true, stripNewline: false, namespace: null}}");
    assert_int_equal(trial.result, 0);
    assert_int_equal(trial.invocation.settings[OPTION_OWNER].values.count, 2);
    assert_true(text_is(value_of(&trial.invocation, OPTION_EMIT), "reference"));
    assert_true(is_on(&trial.invocation, OPTION_ALLOW_PLAIN));
    assert_false(is_on(&trial.invocation, OPTION_STRIP_NEWLINE));
    assert_false(is_given(&trial.invocation, OPTION_NAMESPACE));
    assert_string_equal(origin_of(&trial.invocation, OPTION_EMIT), "spec.emit of the functionConfig");
}

static void test_config_map(void **state)
{
    (void)state;
    auto_trial trial = {0};
    trial_take(&trial, "{apiVersion: v1, kind: ConfigMap, data: {sealingKey: 'a,b', trustTeamClaims: 'true', emit: secret}}");
    assert_int_equal(trial.result, 0);
    assert_int_equal(trial.invocation.settings[OPTION_SEALING_KEY].values.count, 2);
    assert_true(is_on(&trial.invocation, OPTION_TRUST_TEAM_CLAIMS));
}

/* What the platform gave stays; what is wrong is refused all the same. */
static void test_platform(void **state)
{
    (void)state;
    auto_trial stays = {0}, wrong = {0};
    platform_sets(&stays, OPTION_EMIT, "sealed-secret");
    trial_take(&stays, CONFIG "{emit: secret}}");
    assert_int_equal(stays.result, 0);
    assert_true(text_is(value_of(&stays.invocation, OPTION_EMIT), "sealed-secret"));
    platform_sets(&wrong, OPTION_EMIT, "sealed-secret");
    trial_take(&wrong, CONFIG "{emit: all}}");
    assert_string_equal(wrong.err.text, "c:1:84: spec.emit: not one of secret, sealed-secret, reference");
}

/* With owners of the platform nothing widens what they may do, whatever it is. */
static void test_widening(void **state)
{
    static const char *const specs[] = {
        "{namespace: a}", "{teamLabel: a/b}", "{trustTeamClaims: true}", "{openClusterStores: true}", "{allowPlain: true}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof specs / sizeof *specs; i++) {
        auto_trial free_to_say = {0}, pinned = {0};
        const char *config = arena_format(&pinned.arena, CONFIG "%s}", specs[i]).at;
        trial_take(&free_to_say, config);
        assert_int_equal(free_to_say.result, 0);
        platform_sets(&pinned, OPTION_OWNER, "a");
        trial_take(&pinned, config);
        assert_int_equal(pinned.result, -1);
        assert_int_equal(pinned.err.kind, ERR_USAGE);
    }
}

static void test_refusals(void **state)
{
    static const struct {
        const char *config, *error;
    } rows[] = {
        {"{kind: X}", "c:1:1: this functionConfig is not for this program"},
        {"[]", "c:1:1: this functionConfig is not for this program"},
        {CONFIG "[]}", "c:1:77: spec: has to be a mapping"},
        {CONFIG "{}, x: 1}", "c:1:81: x: the functionConfig has no such key"},
        {CONFIG "{keyIndex: a}}", "c:1:78: spec.keyIndex: the functionConfig has no such key"},
        {CONFIG "{logFile: a}}", "c:1:78: spec.logFile: the functionConfig has no such key"},
        {CONFIG "{owner: [1]}}", "c:1:86: spec.owner[0]: has to be a string that is not empty"},
        {CONFIG "{owner: a}}", "c:1:85: spec.owner: has to be a list of strings"},
        {CONFIG "{namespace: [a]}}", "c:1:89: spec.namespace: has to be a string that is not empty"},
        {CONFIG "{allowPlain: 1}}", "c:1:90: spec.allowPlain: has to be true or false"},
        {CONFIG "{emit: secret, emit: secret}}", "c:1:92: spec.emit: stands here twice"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        auto_trial trial = {0};
        trial_take(&trial, rows[i].config);
        assert_int_equal(trial.result, -1);
        assert_string_equal(trial.err.text, rows[i].error);
    }
}

static void test_schema(void **state)
{
    (void)state;
    auto_arena arena = {0};
    auto_err err = {0};
    auto_input input = {0};
    struct text schema = function_config_schema(&arena);
    if (getenv("FUNCTION_CONFIG_UPDATE") != NULL) {
        FILE *file = fopen(SCHEMA, "w");
        assert_non_null(file);
        assert_int_equal(fwrite(schema.at, 1, schema.len, file), schema.len);
        assert_int_equal(fclose(file), 0);
    }
    if (input_read_file(SCHEMA, LIMIT_VALUES_BYTES, &input, &err) != 0)
        fail_msg("%s", err.text);
    if (!text_equal(input_text(&input), schema))
        fail_msg("%s is not what the program's table gives: FUNCTION_CONFIG_UPDATE=1 writes it", SCHEMA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_taken),    cmocka_unit_test(test_config_map), cmocka_unit_test(test_platform),
        cmocka_unit_test(test_widening), cmocka_unit_test(test_refusals),   cmocka_unit_test(test_schema),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
