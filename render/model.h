/* SPDX-License-Identifier: Apache-2.0
 *
 * model: what every generation of values normalises to.
 *
 * Carriers find values, dialects turn them into store declarations, the plan turns those into objects. All of it lives in the run's
 * arena; nodes point into the documents that were read.
 */
#ifndef RENDER_MODEL_H
#define RENDER_MODEL_H

#include "base/arena.h"
#include "base/note.h"
#include "render/render.h"
#include "yaml/tree.h"

struct node_list {
    const struct node **items;
    size_t count, room;
};

/* Of find_sites(): no render comes of what is read, so what it would refuse of credentials, ownership and conflicts is none of its
 * concern. */
struct finding {
    struct node_list inner; /* roots of the YAML in strings of carriers */
};

/* What one run shares: handed down, never global. */
struct run {
    struct arena *arena;
    const struct render_options *options;
    struct note_list *notes;
    struct finding *finding; /* NULL: a render */
    bool values_merged;      /* of several files: none of them says all that there is to know of its strings */
};

enum owner_kind { OWNER_TENANT, OWNER_TEAM };

/* Who a values file belongs to. */
struct owner {
    enum owner_kind kind;
    struct text name;
    const struct node *node;       /* where the name stands, else the values' root */
    struct text_list environments; /* names, in order */
    struct text_list sorted;       /* the same, for look-up */
    struct text_list namespaces;   /* a tenant's environments' or its one; a team's own; never empty once checked */
    struct text team;              /* a tenant's claim; empty: none */
    struct text_list tenants;      /* a team's members by its own file, sorted */
    bool borrows;                  /* its one namespace is the release's, not one of its name */
    bool bystander;                /* no block of its values counts */
};

struct owner_list {
    struct owner **items;
    size_t count, room;
};

/* Values found in the stream or in files. */
struct carried {
    const struct node *values;     /* the mapping that may hold external_secrets and secret_management */
    const struct node *definition; /* the mapping around `values` in a definition file; NULL elsewhere */
    const char *carrier;           /* "ConfigMap", for --verbose */
    bool counts;                   /* holds a block of ours; else only its membership in a team is of interest */
};

struct carried_list {
    struct carried *items;
    size_t count, room;
};

enum credential_form {
    CREDENTIAL_SEALED,
    CREDENTIAL_PLAIN,
    CREDENTIAL_REMOTE, /* `value` names a secret of the store that `remote_store` names */
};

struct credential {
    struct text key; /* in the credentials Secret */
    enum credential_form form;
    struct text value;
    const struct node *node; /* where it stands */
};

struct credential_list {
    struct credential *items;
    size_t count, room;
};

/* The Secret that holds a store's credentials. */
struct credential_secret {
    struct text namespace, name;
    struct credential_list credentials; /* none: no Secret */
    struct text remote_store;           /* ClusterSecretStore that brings the remote ones; empty: none */
    enum render_scope scope;            /* of a SealedSecret */
    enum render_scope scope_there;      /* that the values themselves name, else strict */
    bool for_webhook;                   /* the operator's webhook provider reads labelled Secrets only */
};

struct declaration {
    const struct owner *owner;     /* NULL: a store manifest in the stream */
    const struct node *node;       /* where it stands */
    bool cluster;                  /* ClusterSecretStore, else SecretStore */
    struct text name;              /* full name of the store */
    struct node *spec;             /* what the store's spec is to hold; NULL: the store stands in the stream */
    const struct node *conditions; /* as given, or NULL */
    bool on_request;               /* made only when an object in the stream asks for it */
    struct credential_secret secret;
    struct node_list referenced; /* namespaces that references of the owner's own making name: theirs as well must be the owner's */
};

struct declaration_list {
    struct declaration *items;
    size_t count, room;
};

#endif
