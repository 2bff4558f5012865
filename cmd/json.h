/* SPDX-License-Identifier: Apache-2.0
 *
 * json: what -o json writes. Where memory runs out the program ends (base/alloc.h).
 */
#ifndef CMD_JSON_H
#define CMD_JSON_H

#include <cjson/cJSON.h>

#include "base/arena.h"

void json_put(cJSON *object, const char *key, const char *value);
void json_put_number(cJSON *object, const char *key, size_t value);
void json_put_switch(cJSON *object, const char *key, bool value);
cJSON *json_put_object(cJSON *object, const char *key);
cJSON *json_put_list(cJSON *object, const char *key);
/* Something made elsewhere, which is the object's from then on. */
void json_put_item(cJSON *object, const char *key, cJSON *item);
/* Puts a text, or null, at the end of a list. */
void json_add(cJSON *list, const char *value);
void json_add_null(cJSON *list);
/* Puts a new list of words, which NULL ends. */
void json_put_words(cJSON *object, const char *key, const char *const *words);
/* A new object at the end of a list. */
cJSON *json_add_object(cJSON *list);
/* The whole with a line end behind it, in the arena; the tree is freed. */
struct text json_text(struct arena *arena, cJSON *root);
/* The same on one line, without a line end. */
struct text json_line(struct arena *arena, cJSON *root);

#endif
