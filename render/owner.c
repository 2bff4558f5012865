/* SPDX-License-Identifier: Apache-2.0 */
#include "render/owner.h"

#include "base/limits.h"
#include "base/names.h"

static const struct field namespace_fields[] = {
    {"name", FIELD_TEXT, .help = "the tenant's name, and without environments its namespace", .format = &format_label},
    {0},
};
static const struct field *const namespace_tables[] = {namespace_fields, NULL};

static const struct field team_fields[] = {
    {"name", FIELD_TEXT, .help = "in a team's file: the team's name, which is its namespace as well", .format = &format_label},
    {"team_name", FIELD_TEXT, .help = "in a tenant's file: the team that it says it is a member of", .format = &format_label},
    {"tenants", FIELD_NAMES, .help = "in a team's file: the tenants that are its members", .format = &format_label},
    {0},
};
static const struct field *const team_tables[] = {team_fields, NULL};

static const struct field identity_fields[] = {
    {"namespace", FIELD_MAP, .fields = namespace_tables, .help = "whose values these are", .open = true},
    {"environments", FIELD_NAMES, .help = "the tenant's environments; the namespace of one is <tenant>-<environment>",
     .format = &format_label},
    {"team", FIELD_MAP, .fields = team_tables, .help = "the team that these values are of, or that the tenant is a member of",
     .open = true},
    {"appname", FIELD_TEXT, .help = "the tenant's name where there is no namespace.name", .format = &format_label},
    {"teamname", FIELD_TEXT, .help = "the team's name where there is no team.name", .format = &format_label},
    {"tenants", FIELD_NAMES, .help = "the same as team.tenants", .format = &format_label},
    {0},
};

const struct field *const identity_tables[] = {identity_fields, NULL};

const char *owner_kind_name(const struct owner *owner)
{
    return owner->kind == OWNER_TEAM ? "team" : "tenant";
}

struct text owner_environment_namespace(struct arena *arena, const struct owner *owner, struct text name)
{
    if (owner->name.len == 0)
        return (struct text){0};
    return arena_format(arena, TEXT_FMT "-" TEXT_FMT, TEXT_ARG(owner->name), TEXT_ARG(name));
}

static int check_label(const struct node *node, const char *what, struct err *err)
{
    if (name_is_label(node_text(node)))
        return 0;
    err_at(err, ERR_INPUT, node, "the name of %s must be a DNS label", what);
    return err_hint(err, "1 to 63 of a-z, 0-9 and '-', no '-' at either end");
}

static const struct node *team_name_node(const struct carried *carried)
{
    const struct node *name = node_find(carried->values, "team.name");
    if (node_is_null(name))
        name = node_get(carried->values, "teamname");
    if (node_is_null(name))
        name = node_get(carried->definition, "teamname");
    return node_is_null(name) ? NULL : name;
}

static const struct node *tenant_name_node(const struct carried *carried)
{
    const struct node *name = node_find(carried->values, "namespace.name");
    if (node_is_null(name))
        name = node_get(carried->definition, "appname");
    if (node_is_null(name))
        name = node_get(carried->values, "appname");
    return node_is_null(name) ? NULL : name;
}

/* What makes a file a tenant's whatever its name. */
static const struct node *tenant_mark(const struct carried *carried)
{
    static const char *const marks[] = {"environments", "team.team_name", "appname"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const struct node *mark = node_find(carried->values, marks[i]);
        if (!node_is_null(mark))
            return mark;
    }
    const struct node *appname = node_get(carried->definition, "appname");
    return node_is_null(appname) ? NULL : appname;
}

bool owner_is_named(const struct carried *carried)
{
    return team_name_node(carried) != NULL || tenant_name_node(carried) != NULL || tenant_mark(carried) != NULL;
}

static int read_name_list(const struct run *run, const struct node *list, const char *what, const char *key, struct text_list *out,
                          struct err *err)
{
    if (node_is_null(list))
        return 0;
    if (!node_is_list(list))
        return err_at(err, ERR_INPUT, list, "must be a list");
    if (list->count > LIMIT_LIST_ENTRIES)
        return err_at(err, ERR_INPUT, list, "has more than %d entries", LIMIT_LIST_ENTRIES);
    for (size_t i = 0; i < list->count; i++) {
        const struct node *name = node_is_map(list->items[i]) ? node_get(list->items[i], key) : list->items[i];
        if (node_is_null(name) || !node_is_scalar(name))
            return err_at(err, ERR_INPUT, list->items[i], "%s without a name", what);
        if (check_label(name, what, err) < 0)
            return -1;
        *array_add(run->arena, out) = name->text;
    }
    return 0;
}

static struct text_list sorted_copy(const struct run *run, const struct text_list *names)
{
    struct text_list sorted = {0};
    for (size_t i = 0; i < names->count; i++)
        *array_add(run->arena, &sorted) = names->items[i];
    text_list_sort(&sorted);
    return sorted;
}

/* Where a name stands for the second time; names->count where none does. */
static size_t find_second(const struct text_list *names, const struct text_list *sorted)
{
    for (size_t i = 1; i < sorted->count; i++)
        if (text_equal(sorted->items[i - 1], sorted->items[i]))
            for (size_t at = 0, seen = 0; at < names->count; at++)
                if (text_equal(names->items[at], sorted->items[i]) && ++seen == 2)
                    return at;
    return names->count;
}

static int check_twice(const struct node *list, const struct text_list *names, const struct text_list *sorted, struct err *err)
{
    size_t second = find_second(names, sorted);
    if (second == names->count)
        return 0;
    err_at(err, ERR_INPUT, list->items[second], "environment " TEXT_FMT " stands twice", TEXT_ARG(names->items[second]));
    return err_hint(err, "remove one of the two");
}

static int read_team(const struct run *run, const struct carried *carried, const struct node *name, struct owner *out,
                     struct err *err)
{
    const struct node *tenants = node_find(carried->values, "team.tenants");
    if (node_is_null(tenants))
        tenants = node_get(carried->values, "tenants");
    if (node_is_null(tenants))
        tenants = node_get(carried->definition, "tenants");
    if (check_label(name, "a team", err) < 0)
        return -1;
    *out = (struct owner){.kind = OWNER_TEAM, .name = name->text, .node = name};
    *array_add(run->arena, &out->namespaces) = name->text;
    struct text_list listed = {0};
    if (read_name_list(run, tenants, "a tenant", "name", &listed, err) < 0)
        return -1;
    out->tenants = sorted_copy(run, &listed);
    return 0;
}

/* A tenant whose values do not say its name: who the host says it is, else the namespace it is installed to. */
static int name_from_host(const struct run *run, const struct carried *carried, struct owner *out, struct err *err)
{
    const struct render_options *options = run->options;
    if (options->owners.count == 1)
        out->name = options->owners.items[0];
    else
        out->name = options->release_namespace;
    if (out->name.len == 0 && run->finding != NULL)
        return 0;
    if (name_is_label(out->name))
        return 0;
    err_at(err, ERR_INPUT, carried->values, "the values do not say whose they are");
    return err_hint(err, "give them namespace.name, or call with --owner NAME or --namespace NAMESPACE");
}

static int read_tenant_namespaces(const struct run *run, const struct node *name, struct owner *out, struct err *err)
{
    for (size_t i = 0; i < out->environments.count; i++) {
        struct text namespace = owner_environment_namespace(run->arena, out, out->environments.items[i]);
        if (!name_is_label(namespace) && out->name.len > 0) {
            err_at(err, ERR_INPUT, out->node, "the namespace of environment " TEXT_FMT " would have %zu characters, 63 are allowed",
                   TEXT_ARG(out->environments.items[i]), namespace.len);
            return err_hint(err, "shorten the name of the tenant or of the environment");
        }
        *array_add(run->arena, &out->namespaces) = namespace;
    }
    if (out->environments.count > 0)
        return 0;
    /* appname names the tenant but no namespace. */
    struct text one = name != NULL ? name->text : run->options->release_namespace;
    out->borrows = name == NULL;
    if (one.len > 0 || run->finding != NULL)
        *array_add(run->arena, &out->namespaces) = one;
    return 0;
}

static int read_tenant(const struct run *run, const struct carried *carried, struct owner *out, struct err *err)
{
    const struct node *name = tenant_name_node(carried);
    const struct node *namespace = node_find(carried->values, "namespace.name");
    const struct node *environments = node_get(carried->values, "environments");
    const struct node *team = node_find(carried->values, "team.team_name");
    *out = (struct owner){.kind = OWNER_TENANT, .node = name ? name : carried->values};
    if (name != NULL && check_label(name, "a tenant", err) < 0)
        return -1;
    if (name != NULL)
        out->name = name->text;
    else if (name_from_host(run, carried, out, err) < 0)
        return -1;
    if (!node_is_null(team) && check_label(team, "a team", err) < 0)
        return -1;
    out->team = node_is_null(team) ? (struct text){0} : team->text;
    if (read_name_list(run, environments, "an environment", "name", &out->environments, err) < 0)
        return -1;
    out->sorted = sorted_copy(run, &out->environments);
    if (check_twice(environments, &out->environments, &out->sorted, err) < 0)
        return -1;
    return read_tenant_namespaces(run, node_is_null(namespace) ? NULL : namespace, out, err);
}

int owner_read(const struct run *run, const struct carried *carried, struct owner *out, struct err *err)
{
    const struct node *team = team_name_node(carried);
    const struct node *mark = tenant_mark(carried);
    if (team != NULL && mark != NULL) {
        err_at(err, ERR_INPUT, mark, "the file is a team's and a tenant's at once");
        return err_hint(
            err, "a team's file has team.name or teamname, a tenant's has environments, appname or team.team_name: keep one");
    }
    return team != NULL ? read_team(run, carried, team, out, err) : read_tenant(run, carried, out, err);
}

bool owner_declares(const struct owner *owner, struct text environment)
{
    return text_list_finds(&owner->sorted, environment);
}

bool owner_owns(const struct owner *owner, struct text namespace)
{
    size_t prefix = owner->name.len;
    if (owner->environments.count == 0)
        return owner->namespaces.count > 0 && text_equal(owner->namespaces.items[0], namespace);
    if (namespace.len <= prefix || !text_equal((struct text){namespace.at, prefix}, owner->name) || namespace.at[prefix] != '-')
        return false;
    return owner_declares(owner, text_from(namespace, prefix + 1));
}

bool owner_lists(const struct owner *team, struct text tenant)
{
    return text_list_finds(&team->tenants, tenant);
}

int owner_home(const struct owner *owner, struct text *out, struct err *err)
{
    if (owner->namespaces.count == 0) {
        err_at(err, ERR_INPUT, owner->node, "no namespace is known for the credentials of tenant " TEXT_FMT, TEXT_ARG(owner->name));
        return err_hint(err, "declare environments or namespace.name, or call with --namespace NAMESPACE");
    }
    *out = owner->namespaces.items[0];
    return 0;
}

int owner_namespace(const struct owner *owner, const struct node *given, struct text *out, struct err *err)
{
    if (node_is_null(given))
        return owner_home(owner, out, err);
    *out = node_text(given);
    return 0;
}

int owner_environment(const struct run *run, const struct owner *owner, const struct node *given, struct text *out, struct err *err)
{
    if (owner_namespace(owner, given, out, err) < 0)
        return -1;
    if (!node_is_null(given) && owner_declares(owner, *out))
        *out = owner_environment_namespace(run->arena, owner, *out);
    return 0;
}
