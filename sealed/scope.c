/* SPDX-License-Identifier: Apache-2.0 */
#include "sealed/scope.h"

static const char *const names[SCOPE_COUNT] = {
    [SCOPE_STRICT] = "strict",
    [SCOPE_NAMESPACE_WIDE] = "namespace-wide",
    [SCOPE_CLUSTER_WIDE] = "cluster-wide",
};

const char *scope_name(enum scope scope)
{
    return names[scope];
}

int scope_from_name(struct text name, enum scope *out)
{
    for (unsigned i = 0; i < SCOPE_COUNT; i++) {
        if (text_is(name, names[i])) {
            *out = (enum scope)i;
            return 0;
        }
    }
    return -1;
}

struct text scope_label(struct arena *arena, enum scope scope, struct text namespace, struct text name)
{
    switch (scope) {
    case SCOPE_STRICT:
        return arena_format(arena, TEXT_FMT "/" TEXT_FMT, TEXT_ARG(namespace), TEXT_ARG(name));
    case SCOPE_NAMESPACE_WIDE:
        return namespace;
    case SCOPE_CLUSTER_WIDE:
    case SCOPE_COUNT:
        break;
    }
    return (struct text){0};
}

bool scope_has_label(enum scope scope, struct open_label label)
{
    return scope == SCOPE_CLUSTER_WIDE || (label.namespace.len > 0 && (scope == SCOPE_NAMESPACE_WIDE || label.name.len > 0));
}
