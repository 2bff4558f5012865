/* SPDX-License-Identifier: Apache-2.0
 *
 * verify_sarif: what is wrong, as code scanners tell it.
 *
 * Source: SARIF 2.1.0 (OASIS, errata 01): sarifLog, run, reportingDescriptor, result, location, artifactLocation (3.4: a relative
 * URI reference is escaped, and has no "." in front).
 */
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/visible.h"
#include "cmd/json.h"
#include "cmd/stdout.h"
#include "cmd/verify_report.h"

static const char *const levels[] = {[LEVEL_FINE] = "none", [LEVEL_WARNING] = "warning", [LEVEL_ERROR] = "error"};

static void put_message(cJSON *object, const char *key, const char *text)
{
    json_put(json_put_object(object, key), "text", text);
}

/* Those that a result may have; their order is that of ruleIndex. */
static cJSON *rules(cJSON *driver)
{
    cJSON *list = json_put_list(driver, "rules");
    for (unsigned status = 0; status < VERIFY_STATUSES; status++) {
        const struct verify_rule *rule = &verify_rules[status];
        cJSON *object = json_add_object(list);
        json_put(object, "id", rule->rule);
        json_put(object, "name", rule->name);
        put_message(object, "shortDescription", rule->about);
        json_put(json_put_object(object, "defaultConfiguration"), "level", levels[rule->level]);
    }
    return list;
}

static int begin(struct verify_out *out, struct err *err)
{
    auto_arena arena = {0};
    cJSON *tool = cJSON_CreateObject();
    cJSON *driver = json_put_object(tool, "driver");
    (void)out;
    json_put(driver, "name", "external-secrets");
    json_put(driver, "version", PROGRAM_VERSION);
    (void)rules(driver);
    const struct text slices[] = {
        TEXT("{\"$schema\": \"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json\",\n"
             "\"version\": \"2.1.0\",\n\"runs\": [{\"tool\": "),
        json_line(&arena, tool),
        TEXT(",\n\"columnKind\": \"unicodeCodePoints\",\n\"results\": ["),
    };
    return stdout_write(slices, sizeof slices / sizeof slices[0], err);
}

static bool stands_in_uri(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c != 0 && strchr("-._~/", c) != NULL);
}

/* A path as a URI: relative to where the program was started, or whole. */
static struct text uri_of(struct arena *arena, struct text path)
{
    struct buf buf = buf_new(arena, LIMIT_MESSAGE_BYTES);
    while (text_starts(path, "./"))
        path = text_from(path, 2);
    if (text_starts(path, "/"))
        buf_put_string(&buf, "file://");
    for (size_t i = 0; i < path.len; i++) {
        if (stands_in_uri(path.at[i]))
            buf_put_byte(&buf, path.at[i]);
        else
            buf_format(&buf, "%%%02X", (unsigned char)path.at[i]);
    }
    return buf_text(&buf);
}

static void put_location(struct arena *arena, cJSON *result, const struct verified *one)
{
    cJSON *location = json_add_object(json_put_list(result, "locations"));
    cJSON *physical = json_put_object(location, "physicalLocation");
    json_put(json_put_object(physical, "artifactLocation"), "uri", arena_string(arena, uri_of(arena, one->place.file)));
    if (one->place.line > 0) {
        cJSON *region = json_put_object(physical, "region");
        json_put_number(region, "startLine", one->place.line);
        json_put_number(region, "startColumn", one->place.column);
    }
    if (one->path.len > 0)
        json_put(json_add_object(json_put_list(location, "logicalLocations")), "fullyQualifiedName",
                 arena_string(arena, visible_text(arena, one->path)));
}

static struct text message_of(struct arena *arena, const struct verified *one)
{
    struct text why = visible_text(arena, text_of(one->why)), hint = visible_text(arena, text_of(one->hint));
    struct text path = visible_text(arena, one->path);
    return arena_format(arena, TEXT_FMT "%s" TEXT_FMT "%s" TEXT_FMT, TEXT_ARG(path), path.len > 0 ? ": " : "", TEXT_ARG(why),
                        hint.len > 0 ? "\nhint: " : "", TEXT_ARG(hint));
}

static int row(struct verify_out *out, const struct verified *one, struct err *err)
{
    auto_arena arena = {0};
    const struct verify_rule *rule = &verify_rules[one->status];
    if (rule->level == LEVEL_FINE)
        return 0;
    cJSON *result = cJSON_CreateObject();
    json_put(result, "ruleId", rule->rule);
    json_put_number(result, "ruleIndex", one->status);
    json_put(result, "level", levels[rule->level]);
    put_message(result, "message", arena_string(&arena, message_of(&arena, one)));
    put_location(&arena, result, one);
    const struct text slices[] = {out->written++ == 0 ? TEXT("\n") : TEXT(",\n"), json_line(&arena, result)};
    return stdout_write(slices, 2, err);
}

static int end(struct verify_out *out, const struct verify_summary *summary, struct err *err)
{
    (void)out;
    (void)summary;
    return stdout_write(&TEXT("\n]}]}\n"), 1, err);
}

const struct verify_format verify_sarif = {begin, row, end};
