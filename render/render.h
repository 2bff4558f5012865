/* SPDX-License-Identifier: Apache-2.0
 *
 * render: the filter. Rendered manifests in, the same manifests plus stores and credentials out.
 *
 * Pure: it knows no files, network, clock, environment or terminal. Same input, same output; a second pass over the output changes
 * nothing. On failure there is no output at all. Everything it gives lives in the caller's arena and in the caller's inputs.
 * The contract of what it understands and makes is docs/values.md.
 */
#ifndef RENDER_RENDER_H
#define RENDER_RENDER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/note.h"
#include "base/secret.h"
#include "base/text.h"
#include "yaml/edit.h"

/* How credentials leave. */
enum emit_form {
    EMIT_SECRET,        /* an opened Secret */
    EMIT_SEALED_SECRET, /* the same strings in a SealedSecret, nothing opened */
    EMIT_REFERENCE,     /* no credential object; stores refer to a Secret made elsewhere */
};

enum render_scope { RENDER_STRICT, RENDER_NAMESPACE_WIDE, RENDER_CLUSTER_WIDE };

/* A sealed string to open: for which Secret. Without its namespace only a cluster-wide one opens. */
struct render_sealed {
    struct text string;
    struct text namespace, name;
    struct secret plaintext; /* out; render frees it */
    enum render_scope scope; /* out: that it was sealed for; or, where `anew` is set, that it should be sealed in */
    bool anew; /* out, where it does not open: the hint is to be followed by how to seal it anew (render/seal_hint.h) */
};

enum render_shape { RENDER_SHAPE_SEALED, RENDER_SHAPE_PLAIN, RENDER_SHAPE_DAMAGED };

/* The outside world's knowledge of sealed strings; cmd/ joins it to sealed/. */
struct render_opener {
    void *context;
    /* What a value looks like; for RENDER_SHAPE_DAMAGED *why is a static sentence. */
    enum render_shape (*shape)(struct text string, const char **why);
    /* Opens all, or -1 with *failed = the first (by index, of those with a namespace, then of the others) that does not and err
     * set (without a place: render adds it); *failed = count where it is about none of them (a key file that holds no key). NULL
     * when nothing is to be opened. */
    int (*open)(void *context, struct render_sealed *strings, size_t count, size_t *failed, struct err *err);
};

/* Called once, when the input is to be understood from here on and no longer only searched: the last moment for the caller to give
 * up what a broken parser could misuse (cmd/sandbox.h). Not called where nothing in the input can matter. NULL: nothing to do. */
struct render_guard {
    void *context;
    void (*enter)(void *context);
};

struct resource_list; /* render/resource_list.h */

struct render_version {
    unsigned major, minor;
};

struct render_options {
    struct text release_namespace; /* empty: unknown */
    enum emit_form emit;
    enum render_scope scope;           /* of SealedSecrets where the values name none */
    struct text_list owners;           /* empty: any */
    enum render_scope max_scope;       /* wider SealedSecrets are refused; 0 is strict */
    struct text_list allow_namespaces; /* globs; empty: any */
    struct text team_label;            /* empty: none */
    bool trust_team_claims, open_cluster_stores, allow_plain, strip_newline;
    const char *program;          /* how the program was called, for hints; NULL: external-secrets */
    struct render_version target; /* of the operator; {0, 0}: the newest known */
    size_t generated_max;         /* bytes of generated text; 0: LIMIT_GENERATED_BYTES */
    struct render_opener opener;
    struct render_guard guard;
};

/* One input of the stream, or one values file. */
struct render_part {
    struct text name; /* for messages: "stdin", "values.yaml" */
    struct text bytes;
};

struct render_input {
    const struct render_part *stream; /* joined by `---` where the next one does not begin with it */
    size_t stream_count;
    const struct render_part *values; /* merged as Helm merges them, the last one wins */
    size_t values_count;
    const struct resource_list *list; /* in place of a stream: its items; NULL: there is none */
};

/* One generated object, or one of the stream that was made anew, for --dry-run and --verbose. */
struct render_object {
    struct text kind, namespace, name, owner;
    struct text from; /* the place that asks for it */
    bool of_stream;   /* a Secret of the stream, or the SealedSecret in its place */
};

struct render_output {
    struct text *slices; /* to write one after the other; of a ResourceList none */
    size_t slice_count;
    struct edit_list edits; /* of a ResourceList's bytes */
    struct render_object *objects;
    size_t object_count;
    struct note_list notes; /* also set on failure */
};

/* Fills *out. -1 with err (its kind is the exit code) and no slices. */
int render(struct arena *arena, const struct render_options *options, const struct render_input *input, struct render_output *out,
           struct err *err);

#endif
