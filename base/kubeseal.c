/* SPDX-License-Identifier: Apache-2.0 */
#include "base/kubeseal.h"

static struct text word(struct text name, const char *instead)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.at[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '-' && c != '.')
            return text_of(instead);
    }
    return name.len > 0 && name.at[0] != '-' ? name : text_of(instead);
}

struct text kubeseal_command(struct arena *arena, struct text namespace, struct text name, const char *scope)
{
    return arena_format(
        arena, "printf %%s \"$VALUE\" | kubeseal --raw --namespace " TEXT_FMT " --name " TEXT_FMT " --scope %s --cert CERT",
        TEXT_ARG(word(namespace, "NAMESPACE")), TEXT_ARG(word(name, "NAME")), scope);
}
