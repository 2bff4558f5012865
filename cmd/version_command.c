/* SPDX-License-Identifier: Apache-2.0
 *
 * version_command: what runs here, for reports of faults.
 */
#include <sodium.h>
#include <string.h>
#include <yaml.h>

#include "base/buf.h"
#include "base/limits.h"
#include "cmd/command.h"
#include "cmd/invocation.h"
#include "cmd/json.h"
#include "cmd/sandbox.h"
#include "cmd/stdout.h"
#include "remote/curl_library.h"
#include "sealed/crypto.h"

#ifdef __clang__
#define COMPILER "clang " __clang_version__
#else
#define COMPILER "gcc " __VERSION__
#endif

static const char build_id[] = PROGRAM_BUILD_ID;

struct library {
    const char *name, *version;
};
struct libraries {
    struct library items[5];
    size_t count;
};

/* "mbedTLS 2.28.3" in its two parts. */
static struct library crypto_library(struct arena *arena)
{
    char *name = arena_string(arena, text_of(crypto_version())), *version = strchrnul(name, ' ');
    if (*version != 0)
        *version++ = 0;
    return (struct library){name, version};
}

/* In the versions that run, which need not be those of the build. */
static struct libraries list_libraries(struct arena *arena)
{
    const struct library list[] = {
        {"libyaml", yaml_get_version_string()}, crypto_library(arena),
        {"libsodium", sodium_version_string()}, {"cJSON", cJSON_Version()},
        {"libcurl", curl_library_version()},
    };
    struct libraries libraries = {.count = sizeof list / sizeof list[0]};
    memcpy(libraries.items, list, sizeof list);
    if (curl_library_version() == NULL)
        libraries.count--;
    return libraries;
}

static struct text as_text(struct arena *arena)
{
    struct libraries libraries = list_libraries(arena);
    struct buf buf = buf_new(arena, LIMIT_MESSAGE_BYTES);
    buf_format(&buf, "external-secrets %s%s%s\n", PROGRAM_VERSION, *build_id ? ", build " : "", build_id);
    for (size_t i = 0; i < libraries.count; i++)
        buf_format(&buf, "%s %s\n", libraries.items[i].name, libraries.items[i].version);
    buf_format(&buf, "sandbox: %s\n", sandbox_parts);
    buf_format(&buf, "compiled by %s\n", COMPILER);
    return buf_text(&buf);
}

static struct text as_json(struct arena *arena)
{
    struct libraries libraries = list_libraries(arena);
    cJSON *root = cJSON_CreateObject();
    json_put(root, "version", PROGRAM_VERSION);
    cJSON *versions = json_put_object(root, "libraries");
    for (size_t i = 0; i < libraries.count; i++)
        json_put(versions, libraries.items[i].name, libraries.items[i].version);
    cJSON *build = json_put_object(root, "build");
    json_put(build, "compiler", COMPILER);
    json_put(build, "id", build_id);
    json_put(build, "sandbox", sandbox_parts);
    return json_text(arena, root);
}

int version_command(struct invocation *invocation, struct err *err)
{
    enum { TEXT_OUTPUT, JSON_OUTPUT };
    bool json = choice_of(invocation, OPTION_OUTPUT, TEXT_OUTPUT) == JSON_OUTPUT;
    struct text shown = json ? as_json(invocation->arena) : as_text(invocation->arena);
    return stdout_write(&shown, 1, err);
}
