/* SPDX-License-Identifier: Apache-2.0
 *
 * version_command: what runs here, for reports of faults.
 */
#include <cjson/cJSON.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>
#include <yaml.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/limits.h"
#include "cmd/command.h"
#include "cmd/invocation.h"
#include "sealed/crypto.h"

#ifdef __clang__
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif

static const char build_id[] = PROGRAM_BUILD_ID;

/* Libraries in the versions that are loaded, which need not be those of the build. Each is a name, a blank and a version. */
static struct text_list libraries(struct arena *arena)
{
    struct text_list list = {0};
    *array_add(arena, &list) = arena_format(arena, "libyaml %s", yaml_get_version_string());
    *array_add(arena, &list) = text_of(crypto_version());
    *array_add(arena, &list) = arena_format(arena, "libsodium %s", sodium_version_string());
    *array_add(arena, &list) = arena_format(arena, "cJSON %s", cJSON_Version());
    return list;
}

static struct text as_text(struct arena *arena)
{
    struct buf buf = buf_new(arena, LIMIT_MESSAGE_BYTES);
    struct text_list list = libraries(arena);
    buf_format(&buf, "external-secrets %s%s%s\n", PROGRAM_VERSION, *build_id ? ", build " : "", build_id);
    for (size_t i = 0; i < list.count; i++)
        buf_format(&buf, TEXT_FMT "\n", TEXT_ARG(list.items[i]));
    buf_format(&buf, "compiled by %s\n", COMPILER);
    return buf_text(&buf);
}

static void json_put(cJSON *object, const char *key, const char *value)
{
    if (cJSON_AddStringToObject(object, key, value) == NULL)
        mem_exhausted();
}

static cJSON *json_put_object(cJSON *object, const char *key)
{
    cJSON *made = cJSON_AddObjectToObject(object, key);
    if (made == NULL)
        mem_exhausted();
    return made;
}

static struct text as_json(struct arena *arena)
{
    struct text_list list = libraries(arena);
    cJSON *root = cJSON_CreateObject();
    json_put(root, "version", PROGRAM_VERSION);
    cJSON *versions = json_put_object(root, "libraries");
    for (size_t i = 0; i < list.count; i++) {
        char *name = arena_string(arena, list.items[i]), *blank = strchr(name, ' ');
        *blank = 0;
        json_put(versions, name, blank + 1);
    }
    cJSON *build = json_put_object(root, "build");
    json_put(build, "compiler", COMPILER);
    json_put(build, "id", build_id);
    char *printed = cJSON_Print(root);
    cJSON_Delete(root);
    if (printed == NULL)
        mem_exhausted();
    struct text json = arena_format(arena, "%s\n", printed);
    cJSON_free(printed);
    return json;
}

int version_command(struct invocation *invocation, struct err *err)
{
    enum { TEXT_OUTPUT, JSON_OUTPUT };
    bool json = choice_of(invocation, OPTION_OUTPUT, TEXT_OUTPUT) == JSON_OUTPUT;
    struct text shown = json ? as_json(invocation->arena) : as_text(invocation->arena);
    return output_write(STDOUT_FILENO, "stdout", &shown, 1, err);
}
