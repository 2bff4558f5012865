/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/json.h"

#include "base/alloc.h"

static cJSON *there(cJSON *item)
{
    if (item == NULL)
        mem_exhausted();
    return item;
}

void json_put(cJSON *object, const char *key, const char *value)
{
    (void)there(cJSON_AddStringToObject(object, key, value));
}

void json_put_number(cJSON *object, const char *key, size_t value)
{
    (void)there(cJSON_AddNumberToObject(object, key, (double)value));
}

void json_put_switch(cJSON *object, const char *key, bool value)
{
    (void)there(cJSON_AddBoolToObject(object, key, value));
}

cJSON *json_put_object(cJSON *object, const char *key)
{
    return there(cJSON_AddObjectToObject(object, key));
}

cJSON *json_put_list(cJSON *object, const char *key)
{
    return there(cJSON_AddArrayToObject(object, key));
}

void json_put_item(cJSON *object, const char *key, cJSON *item)
{
    if (!cJSON_AddItemToObject(object, key, there(item)))
        mem_exhausted();
}

void json_add_null(cJSON *list)
{
    (void)cJSON_AddItemToArray(list, there(cJSON_CreateNull()));
}

void json_add(cJSON *list, const char *value)
{
    (void)cJSON_AddItemToArray(list, there(cJSON_CreateString(value)));
}

void json_put_words(cJSON *object, const char *key, const char *const *words)
{
    cJSON *list = json_put_list(object, key);
    for (; *words != NULL; words++)
        json_add(list, *words);
}

cJSON *json_add_object(cJSON *list)
{
    cJSON *made = there(cJSON_CreateObject());
    (void)cJSON_AddItemToArray(list, made); /* which fails for want of a list or an item alone */
    return made;
}

static struct text take_printed(struct arena *arena, char *printed, const char *end)
{
    if (printed == NULL)
        mem_exhausted();
    struct text json = arena_format(arena, "%s%s", printed, end);
    cJSON_free(printed);
    return json;
}

struct text json_text(struct arena *arena, cJSON *root)
{
    char *printed = cJSON_Print(root);
    cJSON_Delete(root);
    return take_printed(arena, printed, "\n");
}

struct text json_line(struct arena *arena, cJSON *root)
{
    char *printed = cJSON_PrintUnformatted(root);
    cJSON_Delete(root);
    return take_printed(arena, printed, "");
}
