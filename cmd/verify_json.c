/* SPDX-License-Identifier: Apache-2.0
 *
 * verify_json: one object with a list of rows and a summary, a line a row.
 */
#include "base/visible.h"
#include "cmd/json.h"
#include "cmd/stdout.h"
#include "cmd/verify_report.h"
#include "sealed/public_key.h"

static const char *const kinds[] = {
    [SITE_CREDENTIAL] = "credential",
    [SITE_SEALED_SECRET] = "sealedSecret",
    [SITE_SECRET] = "secret",
    [SITE_LOOSE] = "loose",
};

static void put_text(struct arena *arena, cJSON *object, const char *key, struct text text)
{
    if (text.len > 0)
        json_put(object, key, arena_string(arena, visible_text(arena, text)));
}

static void put_string(struct arena *arena, cJSON *object, const char *key, const char *string)
{
    put_text(arena, object, key, text_of(string));
}

/* The Secrets that a string serves. */
static void put_secrets(struct arena *arena, cJSON *object, const struct site *site)
{
    cJSON *list = json_put_list(object, "secrets");
    for (size_t i = 0; i < site->label_count; i++) {
        cJSON *secret = json_add_object(list);
        put_text(arena, secret, "namespace", site->labels[i].namespace);
        put_text(arena, secret, "name", site->labels[i].name);
    }
}

static void put_site(struct arena *arena, cJSON *object, const struct verified *one)
{
    json_put(object, "kind", kinds[one->site->kind]);
    put_text(arena, object, "path", one->path);
    put_text(arena, object, "key", one->site->key);
    put_secrets(arena, object, one->site);
    if (one->label_known) {
        json_put(object, "scope", scope_name(one->scope));
        put_text(arena, object, "label", one->label);
    }
    if (one->fingerprint != NULL)
        json_put(object, "fingerprint", fingerprint_text(arena, one->fingerprint).at);
}

static int begin(struct verify_out *out, struct err *err)
{
    (void)out;
    return stdout_write(&TEXT("{\"strings\": ["), 1, err);
}

static int row(struct verify_out *out, const struct verified *one, struct err *err)
{
    auto_arena arena = {0};
    cJSON *object = cJSON_CreateObject();
    json_put(object, "status", verify_rules[one->status].name);
    put_text(&arena, object, "file", one->place.file);
    if (one->place.line > 0) {
        json_put_number(object, "line", one->place.line);
        json_put_number(object, "column", one->place.column);
    }
    put_text(&arena, object, "origin", one->place.origin);
    if (one->site != NULL)
        put_site(&arena, object, one);
    put_string(&arena, object, "message", one->why);
    put_string(&arena, object, "hint", one->hint);
    const struct text slices[] = {out->written++ == 0 ? TEXT("\n") : TEXT(",\n"), json_line(&arena, object)};
    return stdout_write(slices, 2, err);
}

static int end(struct verify_out *out, const struct verify_summary *summary, struct err *err)
{
    auto_arena arena = {0};
    cJSON *object = cJSON_CreateObject();
    (void)out;
    json_put_number(object, "files", summary->files);
    json_put_number(object, "strings", summary->strings);
    for (unsigned status = 0; status < VERIFY_STATUSES; status++)
        json_put_number(object, verify_rules[status].name, summary->counts[status]);
    const struct text slices[] = {TEXT("\n], \"summary\": "), json_line(&arena, object), TEXT("}\n")};
    return stdout_write(slices, 3, err);
}

const struct verify_format verify_json = {begin, row, end};
