/* SPDX-License-Identifier: Apache-2.0 */
#include "cmd/filter.h"

#include <ctype.h>

#include "base/abandon.h"
#include "base/names.h"
#include "cmd/host.h"
#include "cmd/sandbox.h"

/* In the order of the options' choices. */
static const enum emit_form emit_forms[] = {EMIT_SECRET, EMIT_SEALED_SECRET, EMIT_REFERENCE};
static const enum render_scope render_scopes[] = {RENDER_STRICT, RENDER_NAMESPACE_WIDE, RENDER_CLUSTER_WIDE};
static const enum scope opened_scopes[] = {SCOPE_STRICT, SCOPE_NAMESPACE_WIDE, SCOPE_CLUSTER_WIDE};

/* Takes a number of at most four digits off the front. */
static int take_number(struct text *text, unsigned *out)
{
    size_t digits = 0;
    for (*out = 0; digits < text->len && digits < 4 && isdigit((unsigned char)text->at[digits]); digits++)
        *out = *out * 10 + (unsigned)(text->at[digits] - '0');
    *text = text_from(*text, digits);
    return digits > 0 ? 0 : -1;
}

/* "2.9", "v0.17.1-rc1": major and minor count. */
static int read_version(struct text text, struct render_version *out)
{
    if (text_starts(text, "v"))
        text = text_from(text, 1);
    if (take_number(&text, &out->major) != 0 || !text_starts(text, "."))
        return -1;
    text = text_from(text, 1);
    if (take_number(&text, &out->minor) != 0 || out->major + out->minor == 0)
        return -1;
    return text.len == 0 || text.at[0] == '.' || text.at[0] == '-' ? 0 : -1;
}

/* A label's key as Kubernetes has it: a name of at most 63, with or without a DNS subdomain and a slash in front. */
static bool is_label_key(struct text key)
{
    size_t slash = 0;
    while (slash < key.len && key.at[slash] != '/')
        slash++;
    struct text name = slash < key.len ? text_from(key, slash + 1) : key;
    if (slash < key.len && !name_is_subdomain((struct text){key.at, slash}))
        return false;
    return name.len <= 63 && name_is_secret_key(name) && isalnum((unsigned char)name.at[0]) &&
           isalnum((unsigned char)name.at[name.len - 1]);
}

static int check_namespace(struct text namespace, const char *from, struct err *err)
{
    if (namespace.len == 0 || name_is_label(namespace))
        return 0;
    return err_set(err, ERR_USAGE, "%s: not the name of a namespace (1 to 63 of a-z, 0-9 and -)", from);
}

static int check_owners(const struct invocation *invocation, struct err *err)
{
    const struct text_list *owners = &invocation->settings[OPTION_OWNER].values;
    for (size_t i = 0; i < owners->count; i++)
        if (!name_is_label(owners->items[i]))
            return err_set(err, ERR_USAGE, "%s: not the name of a tenant or team (1 to 63 of a-z, 0-9 and -)",
                           origin_of(invocation, OPTION_OWNER));
    return 0;
}

/* What the user should know of the environment's part in this run. */
static void note_sources(const struct invocation *invocation, struct text namespace, const char *from, struct note_list *notes)
{
    struct arena *arena = invocation->arena;
    for (enum option_id id = 0; id < OPTION_COUNT; id++)
        if (invocation->settings[id].origin == FROM_ENVIRONMENT)
            note_add(notes, NOTE_DETAIL, arena_format(arena, "--%s comes from %s", option_row(id)->name, origin_of(invocation, id)),
                     (struct text){0});
    if (namespace.len > 0)
        note_add(notes, NOTE_DETAIL, arena_format(arena, "the release namespace is " TEXT_FMT " (%s)", TEXT_ARG(namespace), from),
                 (struct text){0});
    else
        note_add(notes, NOTE_DETAIL, TEXT("the release namespace is unknown"), (struct text){0});
}

static int read_options(struct invocation *invocation, struct render_options *out, struct note_list *notes, struct err *err)
{
    const char *from = "";
    *out = (struct render_options){
        .program = invocation->program,
        .release_namespace = host_release_namespace(invocation, &from),
        .emit = emit_forms[choice_of(invocation, OPTION_EMIT, EMIT_SECRET)],
        .scope = render_scopes[choice_of(invocation, OPTION_SCOPE, RENDER_STRICT)],
        .max_scope = render_scopes[choice_of(invocation, OPTION_MAX_SCOPE, RENDER_CLUSTER_WIDE)],
        .owners = invocation->settings[OPTION_OWNER].values,
        .allow_namespaces = invocation->settings[OPTION_ALLOW_NAMESPACE].values,
        .team_label = value_of(invocation, OPTION_TEAM_LABEL),
        .trust_team_claims = is_on(invocation, OPTION_TRUST_TEAM_CLAIMS),
        .open_cluster_stores = is_on(invocation, OPTION_OPEN_CLUSTER_STORES),
        .allow_plain = is_on(invocation, OPTION_ALLOW_PLAIN),
        .strip_newline = is_on(invocation, OPTION_STRIP_NEWLINE),
    };
    if (check_namespace(out->release_namespace, from, err) != 0 || check_owners(invocation, err) != 0)
        return -1;
    if (out->team_label.len > 0 && !is_label_key(out->team_label))
        return err_set(err, ERR_USAGE, "%s: not the key of a label", origin_of(invocation, OPTION_TEAM_LABEL));
    if (is_given(invocation, OPTION_TARGET_VERSION) &&
        read_version(value_of(invocation, OPTION_TARGET_VERSION), &out->target) != 0) {
        err_set(err, ERR_USAGE, "%s: not a version", origin_of(invocation, OPTION_TARGET_VERSION));
        return err_hint(err, "the operator's major and minor version, as in 2.9");
    }
    note_sources(invocation, out->release_namespace, from, notes);
    return 0;
}

static const char *done_to(const struct render_object *object)
{
    if (!object->of_stream)
        return "generated";
    return text_is(object->kind, "Secret") ? "opened" : "made";
}

static void note_objects(const struct invocation *invocation, const struct render_output *output, struct note_list *notes)
{
    for (size_t i = 0; i < output->object_count; i++) {
        const struct render_object *object = &output->objects[i];
        bool in_namespace = object->namespace.len > 0;
        note_add(notes, NOTE_DETAIL,
                 arena_format(invocation->arena, "%s " TEXT_FMT " " TEXT_FMT "%s" TEXT_FMT " (" TEXT_FMT ")", done_to(object),
                              TEXT_ARG(object->kind), TEXT_ARG(object->namespace), in_namespace ? "/" : "", TEXT_ARG(object->name),
                              TEXT_ARG(object->from)),
                 (struct text){0});
    }
}

/* On failure warnings would stand between the reader and the reason: they are for --verbose then. */
static void tell(struct invocation *invocation, const struct note_list *own, const struct note_list *filters, bool failed)
{
    if (failed && !invocation->messages.verbose)
        return;
    message_notes(&invocation->messages, own);
    message_notes(&invocation->messages, filters);
}

/* What is behind the last moment for opening files. */
struct guard {
    struct opener *opener;
    bool opens;
};

static void enter_guard(void *context)
{
    const struct guard *guard = context;
    if (guard->opens) {
        opener_start_index(guard->opener);
        opener_read(guard->opener);
    }
    sandbox_enter(&guard->opener->invocation->messages, guard->opener->notes);
}

void filter_free(struct filter *filter)
{
    opener_free(&filter->opener);
}

int filter_prepare(struct filter *filter, struct invocation *invocation, struct err *err)
{
    filter->notes.arena = invocation->arena;
    filter->opener = (struct opener){.invocation = invocation, .notes = &filter->notes};
    filter->opener.max_scope = opened_scopes[choice_of(invocation, OPTION_MAX_SCOPE, SCOPE_CLUSTER_WIDE)];
    if (read_options(invocation, &filter->options, &filter->notes, err) != 0)
        return -1;
    return opener_check(&filter->opener, err);
}

int filter_render(struct filter *filter, struct invocation *invocation, const struct inputs *inputs, struct render_output *out,
                  struct err *err)
{
    struct guard guard = {&filter->opener, filter->options.emit == EMIT_SECRET};
    struct render_input input = {inputs->stream.items, inputs->stream.count, inputs->values.items, inputs->values.count,
                                 inputs->list};
    filter->options.guard = (struct render_guard){.context = &guard, .enter = enter_guard};
    filter->options.opener = opener_for_render(&filter->opener, guard.opens);
    *out = (struct render_output){.notes = {.arena = invocation->arena}};
    int result = render(invocation->arena, &filter->options, &input, out, err);
    if (filter->opener.loaded)
        wipe_dead_stack(); /* documents with plaintexts were written and read again */
    if (result == 0 && invocation->messages.verbose)
        note_objects(invocation, out, &out->notes);
    opener_keep_index(&filter->opener);
    opener_note_unlocked(&filter->notes);
    tell(invocation, &filter->notes, &out->notes, result != 0);
    return result;
}
