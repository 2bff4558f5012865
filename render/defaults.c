/* SPDX-License-Identifier: Apache-2.0 */
#include "render/defaults.h"

struct provider_default {
    const char *provider;
    const char *parent; /* dotted, below the provider's name; "" for the provider itself */
    const char *field;
    const char *value;
    bool typed; /* a number or boolean, not a string */
    struct render_version since;
};

static const struct provider_default defaults[] = {
    {"aws", "", "sessionTagsPolicy", "None", false, {2, 5}},
    {"azurekv", "", "authType", "ServicePrincipal", false, {0, 17}},
    {"azurekv", "", "environmentType", "PublicCloud", false, {0, 17}},
    {"azurekv", "", "useAzureSDK", "false", true, {0, 20}},
    {"beyondtrust", "server", "decrypt", "true", true, {1, 3}},
    {"crd", "server", "url", "kubernetes.default", false, {2, 8}},
    {"doppler", "auth.oidcConfig", "expirationSeconds", "600", true, {1, 2}},
    {"gcpsm", "", "secretVersionSelectionPolicy", "LatestOrFail", false, {0, 20}},
    {"github", "", "url", "https://github.com/", false, {0, 17}},
    {"infisical", "", "hostAPI", "https://app.infisical.com/api", false, {0, 17}},
    {"infisical", "secretsScope", "expandSecretReferences", "true", true, {0, 17}},
    {"infisical", "secretsScope", "recursive", "false", true, {0, 17}},
    {"infisical", "secretsScope", "secretsPath", "/", false, {0, 17}},
    {"kubernetes", "", "remoteNamespace", "default", false, {0, 17}},
    {"kubernetes", "server", "url", "kubernetes.default", false, {0, 17}},
    {"ngrok", "", "apiUrl", "https://api.ngrok.com", false, {0, 20}},
    {"onboardbase", "", "apiHost", "https://public.onboardbase.com/api/v1/", false, {0, 17}},
    {"onboardbase", "", "environment", "development", false, {0, 17}},
    {"onboardbase", "", "project", "development", false, {0, 17}},
    {"onepasswordSDK", "cache", "maxSize", "100", true, {1, 3}},
    {"onepasswordSDK", "cache", "ttl", "5m", false, {1, 3}},
    {"onepasswordSDK", "integrationInfo", "name", "1Password SDK", false, {0, 17}},
    {"onepasswordSDK", "integrationInfo", "version", "v1.0.0", false, {0, 17}},
    {"openBao", "", "version", "v2", false, {2, 7}},
    {"openBao", "auth.appRole", "path", "approle", false, {2, 7}},
    {"openBao", "auth.userPass", "path", "userpass", false, {2, 7}},
    {"ovh", "", "okmsTimeout", "30", true, {2, 3}},
    {"pulumi", "", "apiUrl", "https://api.pulumi.com/api/esc", false, {0, 17}},
    {"pulumi", "auth.oidcConfig", "expirationSeconds", "600", true, {2, 5}},
    {"senhasegura", "", "ignoreSslCertificate", "false", true, {0, 17}},
    {"vault", "", "version", "v2", false, {0, 17}},
    {"vault", "auth.appRole", "path", "approle", false, {0, 17}},
    {"vault", "auth.cert", "path", "cert", false, {0, 20}},
    {"vault", "auth.gcp", "path", "gcp", false, {1, 1}},
    {"vault", "auth.jwt", "path", "jwt", false, {0, 17}},
    {"vault", "auth.kubernetes", "mountPath", "kubernetes", false, {0, 17}},
    {"vault", "auth.ldap", "path", "ldap", false, {0, 17}},
    {"vault", "auth.userPass", "path", "userpass", false, {0, 17}},
};

bool target_has(const struct render_options *options, unsigned major, unsigned minor)
{
    struct render_version target = options->target;
    if (target.major == 0 && target.minor == 0)
        return true;
    return target.major > major || (target.major == major && target.minor >= minor);
}

static struct node *find_parent(const struct node *provider, const struct provider_default *row)
{
    struct node *named = node_get(provider, row->provider);
    return row->parent[0] == '\0' ? named : node_find(named, row->parent);
}

void defaults_apply(const struct run *run, struct node *provider)
{
    for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++) {
        const struct provider_default *row = &defaults[i];
        struct node *parent = find_parent(provider, row);
        if (!node_is_map(parent) || node_get(parent, row->field) != NULL ||
            !target_has(run->options, row->since.major, row->since.minor))
            continue;
        struct text value = text_of(row->value);
        node_put(run->arena, parent, text_of(row->field),
                 row->typed ? node_new_plain(run->arena, value) : node_new_string(run->arena, value));
    }
}
