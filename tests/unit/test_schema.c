/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cmd/json.h"
#include "cmd/schema.h"
#include "render/dialect.h"
#include "render/owner.h"

/* Of cJSON: a path like "definitions.stores-entry.properties"; NULL where it ends. */
static const cJSON *at(const cJSON *root, const char *path)
{
    while (root != NULL && *path != 0) {
        char key[64] = {0};
        size_t len = strcspn(path, ".");
        assert_true(len < sizeof key);
        memcpy(key, path, len);
        root = cJSON_GetObjectItemCaseSensitive(root, key);
        path += len + (path[len] == '.');
    }
    return root;
}

static cJSON *parsed(struct arena *arena, bool allow_plain)
{
    cJSON *root = cJSON_Parse(arena_string(arena, schema_json(arena, allow_plain)));
    assert_non_null(root);
    return root;
}

/* The property of a row where it is found, through its reference. */
static const cJSON *property_of(const cJSON *root, const cJSON *mapping, const char *key)
{
    const cJSON *property = cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(mapping, "properties"), key);
    const cJSON *reference = cJSON_GetObjectItemCaseSensitive(property, "$ref");
    if (reference == NULL)
        return property;
    static const char head[] = "#/definitions/";
    assert_int_equal(strncmp(reference->valuestring, head, sizeof head - 1), 0);
    return cJSON_GetObjectItemCaseSensitive(cJSON_GetObjectItemCaseSensitive(root, "definitions"),
                                            reference->valuestring + sizeof head - 1);
}

/* Every row stands where its table does, with its own words: no definition is taken for another row's of the same name. */
static void check_rows(const cJSON *root, const cJSON *mapping, const struct field *const *tables)
{
    auto_arena arena = {0};
    size_t count;
    const struct field **rows = fields_rows(&arena, tables, &count);
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(mapping, "properties")), count);
    for (size_t i = 0; i < count; i++) {
        const cJSON *property = property_of(root, mapping, rows[i]->key), *said;
        assert_non_null(property);
        said = cJSON_GetObjectItemCaseSensitive(property, "description");
        assert_int_equal(strncmp(said->valuestring, rows[i]->help, strlen(rows[i]->help)), 0);
        if (rows[i]->absent != NULL)
            assert_non_null(strstr(said->valuestring, rows[i]->absent));
        if (rows[i]->kind != FIELD_ENTRIES)
            continue;
        const cJSON *entry = at(property, "items.$ref");
        check_rows(root, cJSON_GetObjectItemCaseSensitive(at(root, "definitions"), strrchr(entry->valuestring, '/') + 1),
                   rows[i]->fields);
    }
}

static void test_every_row_stands_in_its_place(void **state)
{
    auto_arena arena = {0};
    (void)state;
    cJSON *root = parsed(&arena, false);
    for (const struct block_row *block = blocks; block->path != NULL; block++) {
        const struct field *tables[8] = {block_switches};
        size_t count = 1;
        for (const struct dialect *const *dialect = dialects; *dialect != NULL; dialect++)
            if ((*dialect)->places & block->place)
                tables[count++] = (*dialect)->fields;
        bool managed = block->place == BLOCK_MANAGED;
        check_rows(root,
                   at(root, managed ? "properties.secret_management.properties.external_secrets" : "properties.external_secrets"),
                   tables);
    }
    size_t count;
    const struct field **rows = fields_rows(&arena, identity_tables, &count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(at(property_of(root, root, rows[i]->key), "description")->valuestring, rows[i]->help);
    cJSON_Delete(root);
}

static void test_what_rows_say(void **state)
{
    auto_arena arena = {0};
    (void)state;
    cJSON *root = parsed(&arena, false);
    const cJSON *entry = at(root, "definitions.stores-entry");
    assert_true(cJSON_IsFalse(at(entry, "additionalProperties")));
    assert_int_equal(cJSON_GetArraySize(at(entry, "required")), 2);
    assert_string_equal(cJSON_GetArrayItem(at(entry, "required"), 1)->valuestring, "provider");
    const cJSON *kind = at(entry, "properties.kind");
    assert_string_equal(at(kind, "default")->valuestring, "SecretStore");
    assert_int_equal(cJSON_GetArraySize(at(kind, "enum")), 3);
    assert_true(cJSON_IsNull(cJSON_GetArrayItem(at(kind, "enum"), 2)));
    assert_true(cJSON_IsTrue(at(root, "definitions.enable.default")));
    /* A name may look like a number, a directory's GUID may not. */
    assert_int_equal(cJSON_GetArraySize(at(entry, "properties.name.type")), 3);
    assert_int_equal(cJSON_GetArraySize(at(root, "definitions.tenant_id.type")), 2);
    /* What may stand instead. */
    const cJSON *either = cJSON_GetArrayItem(at(root, "definitions.tenant_secretstores-entry.allOf"), 0);
    assert_string_equal(cJSON_GetArrayItem(at(cJSON_GetArrayItem(at(either, "anyOf"), 1), "required"), 0)->valuestring, "url");
    cJSON_Delete(root);
}

static void test_credentials(void **state)
{
    auto_arena arena = {0};
    (void)state;
    cJSON *root = parsed(&arena, false), *plain = parsed(&arena, true);
    assert_int_equal(at(root, "definitions.client_secret.else.minLength")->valueint, 300);
    assert_null(at(root, "definitions.client_secret.pattern"));
    assert_null(at(plain, "definitions.client_secret.else"));
    assert_non_null(at(root, "definitions.secret_stores-entry.else"));
    assert_null(at(root, "definitions.secret_stores-entry.properties.client_secret.else"));
    assert_int_equal(at(root, "definitions.provider-keys.properties.sealed.else.minLength")->valueint, 300);
    cJSON_Delete(root);
    cJSON_Delete(plain);
}

static size_t times(const char *page, const char *line)
{
    size_t count = 0;
    for (const char *found = page; (found = strstr(found, line)) != NULL; found++)
        count++;
    return count;
}

static void test_page(void **state)
{
    auto_arena arena = {0};
    (void)state;
    const char *page = arena_string(&arena, schema_markdown(&arena));
    for (const struct dialect *const *dialect = dialects; *dialect != NULL; dialect++)
        assert_int_equal(times(page, arena_format(&arena, "\n## G%s\n\n", (*dialect)->name + 1).at), 1);
    assert_int_equal(times(page, "\n### An entry of `conditions`\n"), 1);
    assert_int_equal(times(page, "\n### In place of a reference in `provider`\n"), 1);
    assert_int_equal(times(page, "| `provider` | mapping | yes | "), 1);
    assert_int_equal(times(page, "| `client_id` | a sealed string or a GUID | unless `auth_type` | "), 3);
    /* What stands in angles is no tag. */
    assert_int_equal(times(page, "\\<owner>"), 4);
    assert_int_equal(times(page, " <"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_row_stands_in_its_place),
        cmocka_unit_test(test_what_rows_say),
        cmocka_unit_test(test_credentials),
        cmocka_unit_test(test_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
