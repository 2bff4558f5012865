/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "render/convert.h"
#include "tests/unit/values_for_test.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* No cryptography: what is sealed reads "S:namespace:name:plaintext", with N for namespace-wide and C for cluster-wide. */
static const char letters[] = "SNC";

static int seal_all(void *context, struct arena *arena, struct convert_plaintext *plaintexts, size_t count, struct err *err)
{
    (void)err;
    for (size_t i = 0; i < count; i++) {
        struct convert_plaintext *one = &plaintexts[i];
        struct text bytes = {(const char *)one->plaintext.bytes, one->plaintext.len};
        one->string = arena_format(arena, "%c:" TEXT_FMT ":" TEXT_FMT ":" TEXT_FMT, letters[one->label.scope],
                                   TEXT_ARG(one->label.namespace), TEXT_ARG(one->label.name), TEXT_ARG(bytes));
        ++*(size_t *)context;
    }
    return 0;
}

static int cannot_seal(void *context, struct arena *arena, struct convert_plaintext *plaintexts, size_t count, struct err *err)
{
    (void)context;
    (void)arena;
    (void)plaintexts;
    (void)count;
    return err_set(err, ERR_IO, "the library failed");
}

static int open_one(struct render_sealed *one, struct err *err)
{
    auto_arena arena = {0};
    const char *letter = one->string.len > 0 ? strchr(letters, one->string.at[0]) : NULL;
    struct text label = arena_format(&arena, ":" TEXT_FMT ":" TEXT_FMT ":", TEXT_ARG(one->namespace), TEXT_ARG(one->name));
    struct text rest = one->string.len > 0 ? text_from(one->string, 1) : (struct text){0};
    if (letter == NULL || !text_starts(rest, label.at))
        return err_set(err, ERR_SEALED, "fits no key");
    rest = text_from(rest, label.len);
    one->scope = (enum render_scope)(letter - letters);
    one->plaintext = secret_new(rest.len, SECRET_WIPED);
    if (rest.len > 0)
        memcpy(one->plaintext.bytes, rest.at, one->plaintext.len = rest.len);
    return 0;
}

static int open_all(void *context, struct render_sealed *strings, size_t count, size_t *failed, struct err *err)
{
    ++*(size_t *)context;
    for (size_t i = 0; i < count; i++)
        if (open_one(&strings[i], err) != 0) {
            *failed = text_is(strings[i].string, "nobody's fault") ? count : i;
            return -1;
        }
    return 0;
}

struct trial {
    struct arena arena;
    struct convert_options options;
    struct render_output output;
    struct err err;
    size_t calls; /* of the opener; strings that were sealed */
};

static void trial_free(struct trial *trial)
{
    err_free(&trial->err);
    arena_free(&trial->arena);
}

#define auto_trial __attribute__((cleanup(trial_free))) struct trial

typedef int convert_function(struct arena *, const struct convert_options *, const struct render_part *, size_t,
                             struct render_output *, struct err *);

static int trial_run(struct trial *trial, convert_function *convert, const struct render_part *parts, size_t count)
{
    trial->options.sealer.context = trial->options.opener.context = &trial->calls;
    if (trial->options.sealer.seal == NULL)
        trial->options.sealer.seal = seal_all;
    trial->options.opener.open = open_all;
    return convert(&trial->arena, &trial->options, parts, count, &trial->output, &trial->err);
}

static const char *output_of(struct trial *trial)
{
    struct buf buf = buf_new(&trial->arena, LIMIT_DOCUMENT_BYTES);
    for (size_t i = 0; i < trial->output.slice_count; i++)
        buf_put(&buf, trial->output.slices[i]);
    return arena_string(&trial->arena, buf_text(&buf));
}

/* What comes of a stream; fails the test where that fails. */
static const char *converted(struct trial *trial, convert_function *convert, const char *stream)
{
    struct render_part part = {.name = TEXT("stdin"), .bytes = text_of(stream)};
    if (trial_run(trial, convert, &part, 1) != 0)
        fail_msg("%s", trial->err.text);
    return output_of(trial);
}

static void assert_refused(struct trial *trial, convert_function *convert, const char *stream, enum err_kind kind, const char *text,
                           const char *hint)
{
    struct render_part part = {.name = TEXT("stdin"), .bytes = text_of(stream)};
    assert_int_equal(trial_run(trial, convert, &part, 1), -1);
    assert_string_equal(trial->err.text, text);
    assert_int_equal(trial->err.kind, kind);
    assert_int_equal(trial->output.slice_count, 0);
    if (hint != NULL)
        assert_string_equal(trial->err.hint, hint);
    else
        assert_null(trial->err.hint);
}

/* ------------------------------------------------------------------ what comes of a stream */

#define META "metadata: {name: a, namespace: team}\n"

static const struct {
    const char *secrets, *sealed;
} shapes[] = {
    {"apiVersion: v1\nkind: Secret\n" META "data: {k: eA==}\n",
     "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: a\n  namespace: team\nspec:\n  encryptedData:\n"
     "    k: S:team:a:x\n  template:\n    metadata:\n      name: a\n      namespace: team\n"},
    /* What stands around it stays. */
    {"# Source: a.yaml\n---\nkind: X\n---  # s\n# t\napiVersion: v1\nkind: Secret\n" META
     "data: {k: eA==}\n\n# u\n...\n# v\n---\nkind: Y\n",
     "# Source: a.yaml\n---\nkind: X\n---  # s\n# t\napiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: "
     "a\n"
     "  namespace: team\nspec:\n  encryptedData:\n    k: S:team:a:x\n  template:\n    metadata:\n      name: a\n"
     "      namespace: team\n\n# u\n...\n# v\n---\nkind: Y\n"},
    /* A comment in it may tell the secret. */
    {"kind: Secret\napiVersion: v1\n# gone\n" META "stringData:\n  k: x # gone\n  # gone\n\n  #gone\n# kept\n",
     "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: a\n  namespace: team\nspec:\n  encryptedData:\n"
     "    k: S:team:a:x\n  template:\n    metadata:\n      name: a\n      namespace: team\n# kept\n"},
    /* Line ends, no line end, an indented root, a BOM, a root behind its marker. */
    {"apiVersion: v1\r\nkind: Secret\r\nmetadata: {name: a, namespace: team}\r\ndata: {k: eA==}",
     "apiVersion: bitnami.com/v1alpha1\r\nkind: SealedSecret\r\nmetadata:\r\n  name: a\r\n  namespace: team\r\nspec:\r\n"
     "  encryptedData:\r\n    k: S:team:a:x\r\n  template:\r\n    metadata:\r\n      name: a\r\n      namespace: team"},
    {"  apiVersion: v1\n  kind: Secret\n  " META "  data: {k: eA==}\n",
     "  apiVersion: bitnami.com/v1alpha1\n  kind: SealedSecret\n  metadata:\n    name: a\n    namespace: team\n  spec:\n"
     "    encryptedData:\n      k: S:team:a:x\n    template:\n      metadata:\n        name: a\n        namespace: team\n"},
    {"\xef\xbb\xbf"
     "apiVersion: v1\nkind: Secret\n" META "data: {k: eA==}\n",
     "\xef\xbb\xbf"
     "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: a\n  namespace: team\nspec:\n"
     "  encryptedData:\n    k: S:team:a:x\n  template:\n    metadata:\n      name: a\n      namespace: team\n"},
    {"--- !!map\napiVersion: v1\nkind: Secret\n" META "data: {k: eA==}\n",
     "--- \napiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: a\n  namespace: team\nspec:\n"
     "  encryptedData:\n    k: S:team:a:x\n  template:\n    metadata:\n      name: a\n      namespace: team\n"},
    /* A flow stays one: JSON is JSON. */
    {"--- {apiVersion: v1, kind: Secret, metadata: {name: a, namespace: team}, data: {k: eA==}} # gone\n",
     "--- "
     "{\"apiVersion\":\"bitnami.com/v1alpha1\",\"kind\":\"SealedSecret\",\"metadata\":{\"name\":\"a\",\"namespace\":\"team\"},"
     "\"spec\":{\"encryptedData\":{\"k\":\"S:team:a:x\"},\"template\":{\"metadata\":{\"name\":\"a\",\"namespace\":\"team\"}}}}"
     "\n"},
    {"{\"kind\":\"X\"}{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"a\"},\"immutable\":false,\"data\":{"
     "\"k\":\"eA==\"}}"
     "\n{\n\"kind\": \"X\"}",
     "{\"kind\":\"X\"}{\"apiVersion\":\"bitnami.com/"
     "v1alpha1\",\"kind\":\"SealedSecret\",\"metadata\":{\"name\":\"a\",\"namespace\":\"given\"},"
     "\"spec\":{\"encryptedData\":{\"k\":\"S:given:a:x\"},\"template\":{\"metadata\":{\"name\":\"a\",\"namespace\":\"given\"},"
     "\"immutable\":false}}}\n{\n\"kind\": \"X\"}"},
    {"{\"apiVersion\": \"v1\",\n \"kind\": \"Secret\", \"metadata\": {\"name\": \"a\"}, \"data\": {\"k\": \"eA==\"}}\n",
     "{\n  \"apiVersion\": \"bitnami.com/v1alpha1\",\n  \"kind\": \"SealedSecret\",\n  \"metadata\": {\n    \"name\": \"a\",\n"
     "    \"namespace\": \"given\"\n  },\n  \"spec\": {\n    \"encryptedData\": {\n      \"k\": \"S:given:a:x\"\n    },\n"
     "    \"template\": {\n      \"metadata\": {\n        \"name\": \"a\",\n        \"namespace\": \"given\"\n      }\n    }\n "
     " }\n}\n"},
    /* stringData wins; what data has besides stands first. */
    {"apiVersion: v1\nkind: Secret\n" META "stringData: {b: z}\ndata: {a: eA==, b: eA==, c: eA==}\n",
     "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: a\n  namespace: team\nspec:\n  encryptedData:\n"
     "    a: S:team:a:x\n    c: S:team:a:x\n    b: S:team:a:z\n  template:\n    metadata:\n      name: a\n      namespace: "
     "team\n"},
};

static void test_shapes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(shapes); i++) {
        auto_trial trial = {.options = {.namespace = strstr(shapes[i].sealed, "given") ? TEXT("given") : (struct text){0}}};
        assert_string_equal(converted(&trial, convert_seal, shapes[i].secrets), shapes[i].sealed);
        /* And back, and again: from then on nothing changes. */
        auto_trial back = {0}, again = {0}, last = {0};
        const char *opened = converted(&back, convert_unseal, shapes[i].sealed);
        const char *resealed = converted(&again, convert_seal, opened);
        assert_string_equal(resealed, shapes[i].sealed);
        assert_string_equal(converted(&last, convert_unseal, resealed), opened);
    }
}

static void test_opened(void **state)
{
    auto_trial trial = {0};
    (void)state;
    assert_string_equal(
        converted(&trial, convert_unseal,
                  "kind: SealedSecret\napiVersion: bitnami.com/v1alpha1\nmetadata:\n  name: a\n  namespace: team\n"
                  "spec:\n  encryptedData: {k: 'S:team:a:x', l: 'S:team:a:', m: 'S:team:a:gone'}\n"
                  "  template:\n    type: t\n    data: {m: literal, e: null}\n"),
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n  namespace: team\ntype: t\ndata:\n  k: eA==\n  l: \"\"\n"
        "  m: bGl0ZXJhbA==\n  e: \"\"\n");
    assert_int_equal(trial.calls, 1);
    assert_int_equal(trial.output.object_count, 1);
    assert_int_equal(trial.output.notes.count, 2);
    assert_string_equal(trial.output.notes.items[0].text.at, "stdin:7:39: spec.encryptedData.l: the plaintext is empty");
    assert_int_equal(trial.output.notes.items[0].kind, NOTE_WARNING);
    assert_string_equal(trial.output.notes.items[1].text.at, "stdin:1:1: SealedSecret team/a opened, strict: 4 values");
    assert_int_equal(trial.output.notes.items[1].kind, NOTE_DETAIL);
}

static void test_lists(void **state)
{
    static const char list[] =
        "apiVersion: v1\nkind: List\nmetadata: {resourceVersion: ''}\nitems:\n- &x {apiVersion: v1, kind: ConfigMap,"
        " data: {a: 1e3}}\n- apiVersion: v1\n  kind: List\n  items:\n  - {apiVersion: v1, kind: Secret, metadata: {name: a, "
        "namespace: team}, stringData: {k: x}}\n  - *x\n- text\n- apiVersion: v1\n  kind: SecretList\n  items:\n"
        "  - metadata: {name: b, namespace: team}\n    data: {l: eQ==}\n  - kind: Other\n";
    static const char sealed[] =
        "apiVersion: v1\nkind: List\nmetadata:\n  resourceVersion: \"\"\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  data:\n    "
        "a: 1e3\n"
        "- apiVersion: v1\n  kind: List\n  items:\n  - apiVersion: bitnami.com/v1alpha1\n    kind: SealedSecret\n    metadata:\n   "
        "   name: a\n"
        "      namespace: team\n    spec:\n      encryptedData:\n        k: S:team:a:x\n      template:\n        metadata:\n       "
        "   name: a\n"
        "          namespace: team\n  - apiVersion: v1\n    kind: ConfigMap\n    data:\n      a: 1e3\n- text\n"
        "- apiVersion: v1\n  kind: List\n  items:\n  - apiVersion: bitnami.com/v1alpha1\n    kind: SealedSecret\n    metadata:\n   "
        "   name: b\n"
        "      namespace: team\n    spec:\n      encryptedData:\n        l: S:team:b:y\n      template:\n        metadata:\n       "
        "   name: b\n"
        "          namespace: team\n  - kind: Other\n";
    auto_trial trial = {0}, back = {0}, again = {0};
    (void)state;
    assert_string_equal(converted(&trial, convert_seal, list), sealed);
    assert_int_equal(trial.output.object_count, 2);
    assert_string_equal(converted(&again, convert_seal, converted(&back, convert_unseal, sealed)), sealed);
}

static void test_a_list_of_the_api_server(void **state)
{
    auto_trial trial = {0};
    (void)state;
    assert_string_equal(
        converted(&trial, convert_unseal,
                  "{\"kind\":\"SealedSecretList\",\"apiVersion\":\"bitnami.com/v1alpha1\",\"items\":[{\"metadata\":{\"name\":\"a\","
                  "\"namespace\":\"team\"},\"spec\":{\"encryptedData\":{\"k\":\"S:team:a:x\"}}}]}"),
        "{\"kind\":\"List\",\"apiVersion\":\"v1\",\"items\":[{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":"
        "\"a\","
        "\"namespace\":\"team\"},\"data\":{\"k\":\"eA==\"}}]}");
}

static void test_lists_in_lists(void **state)
{
    static const char secret[] = "{apiVersion: v1, kind: Secret, metadata: {name: a, namespace: team}, data: {k: eA==}}";
    (void)state;
    for (int more = 0; more <= 1; more++) {
        auto_trial trial = {0};
        struct text stream = text_of(secret);
        for (int i = 0; i < LIMIT_CARRIER_DEPTH + more; i++)
            stream = arena_format(&trial.arena, "{apiVersion: v1, kind: List, items: [" TEXT_FMT "]}", TEXT_ARG(stream));
        if (more == 0)
            assert_non_null(strstr(converted(&trial, convert_seal, stream.at), "\"S:team:a:x\""));
        else
            assert_refused(&trial, convert_seal, stream.at, ERR_INPUT,
                           "stdin:1:297: items[0].items[0].items[0].items[0].items[0].items[0].items[0].items[0]: "
                           "more than 8 Lists in one another",
                           NULL);
    }
}

static void test_several_files(void **state)
{
    const struct render_part parts[] = {
        {.name = TEXT("a"), .bytes = TEXT("kind: X")},
        {.name = TEXT("b"), .bytes = TEXT("apiVersion: v1\nkind: Secret\n" META "data: {k: eA==}\n")},
        {.name = TEXT("c"), .bytes = TEXT("---\nkind: Y\n")},
    };
    auto_trial trial = {0};
    (void)state;
    assert_int_equal(trial_run(&trial, convert_seal, parts, COUNT(parts)), 0);
    assert_string_equal(output_of(&trial),
                        "kind: X\n---\napiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata:\n  name: a\n"
                        "  namespace: team\nspec:\n  encryptedData:\n    k: S:team:a:x\n  template:\n    metadata:\n"
                        "      name: a\n      namespace: team\n---\nkind: Y\n");
    assert_string_equal(trial.output.objects[0].from.at, "b:1:1");
    assert_string_equal(trial.output.objects[0].kind.at, "SealedSecret");
    auto_trial none = {0};
    assert_int_equal(trial_run(&none, convert_seal, (const struct render_part[]){parts[0], parts[2]}, 2), -1);
    assert_string_equal(none.err.text, "none of the 2 files holds a Secret");
}

/* ------------------------------------------------------------------ scope */

static void test_scopes(void **state)
{
    static const enum render_scope strict = RENDER_STRICT, wide = RENDER_NAMESPACE_WIDE;
    static const struct {
        const char *annotations, *namespace;
        const enum render_scope *scope;
        const char *holds, *lacks;
    } cases[] = {
        {"{}", "namespace: team", NULL, "k: S:team:a:x", "bitnami.com/namespace"},
        {"{sealedsecrets.bitnami.com/namespace-wide: 'true'}", "namespace: team", NULL, "k: N:team:a:x", "cluster-wide"},
        {"{sealedsecrets.bitnami.com/cluster-wide: 'true'}", "b: c", NULL, "k: C::a:x", "namespace"},
        {"{sealedsecrets.bitnami.com/cluster-wide: 'true'}", "namespace: team", &wide, "k: N:team:a:x", "cluster-wide"},
        {"{sealedsecrets.bitnami.com/cluster-wide: 'true'}", "namespace: team", &strict, "k: S:team:a:x", "cluster-wide"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_trial trial = {.options = {.scope = cases[i].scope}};
        const char *namespace = strcmp(cases[i].namespace, "b: c") == 0 ? "generateName: g" : cases[i].namespace;
        const char *sealed = converted(
            &trial, convert_seal,
            arena_format(&trial.arena, "apiVersion: v1\nkind: Secret\nmetadata: {name: a, %s, annotations: %s}\ndata: {k: eA==}\n",
                         namespace, cases[i].annotations)
                .at);
        assert_non_null(strstr(sealed, cases[i].holds));
        assert_null(strstr(sealed, cases[i].lacks));
        auto_trial back = {0};
        assert_non_null(strstr(converted(&back, convert_unseal, sealed), "k: eA=="));
    }
}

static void test_another_scope_than_its_object_says(void **state)
{
    static const enum render_scope asked = RENDER_CLUSTER_WIDE;
    static const char head[] = "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: a, namespace: team";
    static const char said[] = "say namespace-wide: the controller does not open it";
    auto_trial strict = {0}, wide = {0}, given = {.options = {.scope = &asked}};
    (void)state;
    assert_refused(&strict, convert_unseal, arena_format(&strict.arena, "%s}\nspec: {encryptedData: {k: 'N:team:a:x'}}\n", head).at,
                   ERR_SEALED,
                   "stdin:4:27: spec.encryptedData.k: sealed namespace-wide, but the annotations of its SealedSecret say strict: "
                   "the controller does not open it",
                   "annotate it sealedsecrets.bitnami.com/namespace-wide: \"true\"; --scope namespace-wide opens it here");
    assert_refused(&wide, convert_unseal,
                   arena_format(&wide.arena,
                                "%s, annotations: {sealedsecrets.bitnami.com/namespace-wide: 'true'}}\n"
                                "spec: {encryptedData: {k: 'S:team:a:x'}}\n",
                                head)
                       .at,
                   ERR_SEALED,
                   arena_format(&wide.arena,
                                "stdin:4:27: spec.encryptedData.k: sealed strict, but the annotations of its SealedSecret %s", said)
                       .at,
                   "take the annotation sealedsecrets.bitnami.com/namespace-wide off it; --scope strict opens it here");
    assert_refused(&given, convert_unseal, arena_format(&given.arena, "%s}\nspec: {encryptedData: {k: 'N:team:a:x'}}\n", head).at,
                   ERR_SEALED, "stdin:4:27: spec.encryptedData.k: sealed namespace-wide, not cluster-wide",
                   "--scope namespace-wide opens it");
}

/* ------------------------------------------------------------------ what is refused */

#define OPTION "leave the option out: it is for objects that say none themselves"

static void test_options_that_contradict(void **state)
{
    static const char secret[] = "apiVersion: v1\nkind: Secret\n" META "data: {k: eA==}\n";
    auto_trial namespace = {.options = {.namespace = TEXT("other")}}, name = {.options = {.name = TEXT("other")}};
    auto_trial same = {.options = {.namespace = TEXT("team"), .name = TEXT("a")}};
    (void)state;
    assert_refused(&namespace, convert_seal, secret, ERR_USAGE, "stdin:3:32: metadata.namespace: is team, but other was asked for",
                   OPTION);
    assert_refused(&name, convert_seal, secret, ERR_USAGE, "stdin:3:18: metadata.name: is a, but other was asked for", OPTION);
    assert_non_null(strstr(converted(&same, convert_seal, secret), "k: S:team:a:x"));
    auto_trial fills = {.options = {.namespace = TEXT("team"), .name = TEXT("a")}};
    assert_non_null(strstr(converted(&fills, convert_seal, "apiVersion: v1\nkind: Secret\ndata: {k: eA==}\n"), "k: S:team:a:x"));
}

#define SECRET "apiVersion: v1\nkind: Secret\n"
#define EMPTY "--allow-empty seals it nevertheless"

static void test_what_cannot_be_sealed(void **state)
{
    static const struct {
        const char *stream, *text, *hint;
    } cases[] = {
        {"", "stdin: is empty", "it takes v1 Secrets, and Lists of them; a single string is sealed without --stream and -f"},
        {" \n", "stdin: is empty", "it takes v1 Secrets, and Lists of them; a single string is sealed without --stream and -f"},
        {"# Secret\nkind: SealedSecret\n", "stdin: holds no Secret",
         "it takes v1 Secrets, and Lists of them; a single string is sealed without --stream and -f"},
        {"apiVersion: example.com/v1\nkind: Secret\n", "stdin: holds no Secret",
         "it takes v1 Secrets, and Lists of them; a single string is sealed without --stream and -f"},
        {"kind: Secret\n", "stdin:1:1: a Secret whose apiVersion is not v1", NULL},
        {"apiVersion: v2\nkind: Secret\n", "stdin:1:1: a Secret whose apiVersion is not v1", NULL},
        {SECRET "metadata: {namespace: team}\ndata: {k: eA==}\n", "stdin:1:1: this Secret has no name",
         "write metadata.name, or give --name NAME: a string is sealed for one Secret (strict), and generateName tells it too "
         "late"},
        {SECRET "metadata: {name: a}\ndata: {k: eA==}\n", "stdin:1:1: this Secret has no namespace",
         "write metadata.namespace, or give --namespace NAME; only what is cluster-wide needs none"},
        {SECRET "metadata: {name: A_, namespace: team}\ndata: {k: eA==}\n",
         "stdin:1:1: its name is not that of a Secret (1 to 253 of a-z, 0-9, - and .)", NULL},
        {SECRET "metadata: {name: a, namespace: a.b}\ndata: {k: eA==}\n",
         "stdin:1:1: its namespace is not the name of one (1 to 63 of a-z, 0-9 and -)", NULL},
        {SECRET META, "stdin:1:1: this Secret holds no data", EMPTY},
        {SECRET META "data: {}\n", "stdin:1:1: this Secret holds no data", EMPTY},
        {SECRET META "data: {k: ''}\n", "stdin:4:11: data.k: the value is empty", EMPTY},
        {SECRET META "stringData: {k: }\n", "stdin:4:17: stringData.k: the value is empty", EMPTY},
        {SECRET META "data: {k: hunter2!}\n", "stdin:4:11: data.k: not legal base64 (character 8)",
         "data holds base64, stringData the text itself"},
        {SECRET META "data: {a b: eA==}\n", "stdin:4:13: data[\"a b\"]: not a key of a Secret",
         "a key has 1 to 253 of a-z, A-Z, 0-9, -, _ and ."},
        {SECRET "metadata: {name: a, namespace: team, annotations: {external-secrets.render/sealed: 'true'}}\n",
         "stdin:3:84: metadata.annotations[\"external-secrets.render/sealed\"]: the values of this Secret are sealed already",
         "render --emit sealed-secret makes a SealedSecret of them"},
        {SECRET "stringdata: {}\n", "stdin:3:1: stringdata: unknown key", "the nearest known key is 'stringData'"},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_trial trial = {0};
        assert_refused(&trial, convert_seal, cases[i].stream, ERR_INPUT, cases[i].text, cases[i].hint);
    }
}

#define SEALED "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\n"

static void test_what_cannot_be_opened(void **state)
{
    static const struct {
        const char *stream;
        enum err_kind kind;
        const char *text, *hint;
    } cases[] = {
        {SECRET META "data: {k: eA==}\n", ERR_INPUT, "stdin: holds no SealedSecret",
         "it takes SealedSecrets, and Lists of them; sealed strings in values are render's to open"},
        {SEALED META, ERR_INPUT, "stdin:1:1: this SealedSecret has no spec.encryptedData", NULL},
        {SEALED META "spec: {data: AgB, encryptedData: {}}\n", ERR_INPUT,
         "stdin:4:14: spec.data: the form of before 2019: one string for a whole Secret, which is not opened here",
         "kubeseal --recovery-unseal opens it; seal the Secret anew"},
        {SEALED META "spec: {encryptedData: {}, template: {data: {k: 'x', url: 'a{{ .k }}'}}}\n", ERR_INPUT,
         "stdin:4:58: spec.template.data.url: a template, which is not filled in here: the controller does that, in the cluster",
         "take it out of spec.template.data to open the rest"},
        {SEALED META "spec: {encrypteddata: {}}\n", ERR_INPUT, "stdin:4:8: spec.encrypteddata: unknown key",
         "the nearest known key is 'encryptedData'"},
        {SEALED "metadata: {name: a}\nspec: {encryptedData: {k: 'S:team:a:x'}}\n", ERR_INPUT,
         "stdin:1:1: this SealedSecret has no namespace",
         "write metadata.namespace, or give --namespace NAME; only what is cluster-wide needs none"},
        {SEALED META "spec: {encryptedData: {j: 'S:team:a:x', k: 'S:other:a:x'}}\n", ERR_SEALED,
         "stdin:4:44: spec.encryptedData.k: fits no key", NULL},
        {SEALED META "spec: {encryptedData: {j: 'S:team:a:x', k: }}\n", ERR_SEALED, "stdin:4:44: spec.encryptedData.k: fits no key",
         NULL},
        {SEALED META "spec: {encryptedData: {k: \"nobody's fault\"}}\n", ERR_SEALED, "fits no key", NULL},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        auto_trial trial = {0};
        assert_refused(&trial, convert_unseal, cases[i].stream, cases[i].kind, cases[i].text, cases[i].hint);
    }
}

static void test_what_is_empty_may_be_sealed(void **state)
{
    auto_trial trial = {.options = {.allow_empty = true}}, none = {.options = {.allow_empty = true}}, back = {0};
    (void)state;
    assert_non_null(strstr(converted(&trial, convert_seal, SECRET META "data: {k: '', l: null}\n"),
                           "    k: \"S:team:a:\"\n    l: \"S:team:a:\"\n"));
    const char *sealed = converted(&none, convert_seal, SECRET META);
    assert_non_null(strstr(sealed, "  encryptedData: {}\n"));
    assert_int_equal(none.calls, 0);
    assert_string_equal(converted(&back, convert_unseal, sealed),
                        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n  namespace: team\n");
}

static void test_all_or_nothing(void **state)
{
    auto_trial trial = {.options = {.sealer = {.seal = cannot_seal}}};
    (void)state;
    assert_refused(&trial, convert_seal, SECRET META "data: {k: eA==}\n", ERR_IO, "the library failed", NULL);
    auto_trial second = {0};
    assert_refused(&second, convert_seal, SECRET META "data: {k: eA==}\n---\n" SECRET META "data: {k: '!'}\n", ERR_INPUT,
                   "stdin:9:11: data.k: not legal base64 (character 1)", "data holds base64, stringData the text itself");
    assert_int_equal(second.calls, 0);
}

static void test_templates_and_other_encodings(void **state)
{
    auto_trial template = {0}, other = {0}, wide = {0}, ours = {0};
    static const char utf16[] = "\xff\xfe"
                                "k\0: \0\"\0S\0e\0c\0r\0e\0t\0\"\0";
    const struct render_part part = {.name = TEXT("stdin"), .bytes = {utf16, sizeof utf16 - 1}};
    (void)state;
    assert_refused(&template, convert_seal, "kind: Secret\nmetadata: {{- x }\n", ERR_INPUT,
                   "stdin:2:13: did not find expected node content", "it looks like a template: render it first");
    /* What names no Secret is nobody's to read. */
    const char *sealed = converted(&other, convert_seal, "{{- not: [ours }}\n---\n" SECRET META "data: {k: eA==}\n");
    assert_true(text_starts(text_of(sealed), "{{- not: [ours }}\n---\napiVersion: bitnami.com"));
    assert_int_equal(trial_run(&wide, convert_seal, &part, 1), -1);
    assert_string_equal(wide.err.text, "stdin:1:1: the stream is UTF-16 or UTF-32 and holds Secrets");
    assert_int_equal(trial_run(&ours, convert_unseal, &part, 1), -1);
    assert_string_equal(ours.err.text, "stdin: holds no SealedSecret");
}

static void test_limit_plaintext(void **state)
{
    (void)state;
    for (size_t more = 0; more <= 1; more++) {
        auto_trial trial = {0};
        char *plaintext = arena_new(&trial.arena, LIMIT_PLAINTEXT_BYTES + 2);
        memset(plaintext, 'x', LIMIT_PLAINTEXT_BYTES + more);
        const char *stream = arena_format(&trial.arena, SECRET META "stringData: {k: %s}\n", plaintext).at;
        if (more == 0)
            assert_non_null(strstr(converted(&trial, convert_seal, stream), "k: S:team:a:x"));
        else
            assert_refused(&trial, convert_seal, stream, ERR_INPUT, "stdin:4:17: stringData.k: more than 1048576 bytes", NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_opened),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_a_list_of_the_api_server),
        cmocka_unit_test(test_lists_in_lists),
        cmocka_unit_test(test_several_files),
        cmocka_unit_test(test_scopes),
        cmocka_unit_test(test_another_scope_than_its_object_says),
        cmocka_unit_test(test_options_that_contradict),
        cmocka_unit_test(test_what_cannot_be_sealed),
        cmocka_unit_test(test_what_cannot_be_opened),
        cmocka_unit_test(test_what_is_empty_may_be_sealed),
        cmocka_unit_test(test_all_or_nothing),
        cmocka_unit_test(test_templates_and_other_encodings),
        cmocka_unit_test(test_limit_plaintext),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
