/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/key_data.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/abandon.h"

/* The value in an entry of the environment, or NULL for another variable. */
static char *value_in(char *entry)
{
    static const char name[] = SEALING_KEY_DATA_VARIABLE "=";
    return strncmp(entry, name, sizeof name - 1) == 0 ? entry + sizeof name - 1 : NULL;
}

/* The first entry's value is the one that getenv() would give: the others are wiped at once. */
static char *only_value(void)
{
    char *first = NULL;
    for (char **entry = environ; entry != NULL && *entry != NULL; entry++) {
        char *value = value_in(*entry);
        if (value != NULL && first != NULL)
            explicit_bzero(value, strlen(value));
        else if (value != NULL)
            first = value;
    }
    return first;
}

struct secret key_data_take(void)
{
    struct region in_environment;
    char *value = only_value();
    if (value == NULL)
        return (struct secret){0};
    size_t len = strlen(value);
    region_keep(&in_environment, value, len);
    struct secret taken = secret_new(len, SECRET_LOCKED);
    memcpy(taken.bytes, value, len);
    taken.len = len;
    explicit_bzero(value, len);
    region_drop(&in_environment);
    (void)unsetenv(SEALING_KEY_DATA_VARIABLE);
    return taken;
}
