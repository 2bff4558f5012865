#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Every ceiling that a stream or a values file can meet, at N and at N + 1, and input made to cost more than it weighs.
# shellcheck disable=SC2016 # what stands in single quotes is perl's
load common

VALUES='namespace: {name: poseidon}
external_secrets: {stores: [{name: vault, provider: {doppler: {project: trident}}}]}
'

# write FILE CODE [ARGUMENT]...: what a piece of perl prints; $v there are values that make one store.
write() {
    local file=$1 code=$2
    shift 2
    VALUES=$VALUES perl -e 'our $v = $ENV{VALUES}; '"$code" -- "$@" >"$file"
}

# The file goes through and makes a store.
assert_taken() {
    run --separate-stderr bash -c 'timeout 240 external-secrets render "$@" <"$0" | tail -n 16 | grep -x "kind: SecretStore"' "$@"
    assert_equal "$stderr" ''
    assert_output 'kind: SecretStore'
}

# refused FILE LINE...: exit code 3 and these lines.
assert_refused() {
    local file=$1
    shift
    run --separate-stderr timeout 240 external-secrets render <"$file"
    assert_error 3 "$@"
}

# The file leaves as it came.
assert_passed() {
    run --separate-stderr bash -c 'timeout 240 external-secrets render <"$0" | cmp - "$0"' "$1"
    assert_success
    assert_output ''
    assert_equal "$stderr" ''
}

# Where each ceiling is tried. What is too much for a test to hold has a ceiling of its own in the unit test.
TRIED='
STREAM_BYTES          cli/limits             bytes of a stream
DOCUMENT_BYTES        cli/limits             bytes of a document
DEPTH                 cli/limits             levels of nesting
NODES                 cli/limits             nodes
ANCHORS               cli/limits             anchors and aliases
ALIASES               cli/limits             anchors and aliases
DIRECTIVES            cli/limits             directives
SCALAR_BYTES          cli/limits             bytes of a scalar
CARRIER_DEPTH         cli/limits             Lists in Lists
VALUES_BYTES          cli/limits             bytes of a values file
LIST_ENTRIES          cli/limits             entries of a list
ALIASED_BYTES         cli/limits             bytes that aliases stand for
STORES                cli/limits             stores of a run
OWNED_NAMESPACES      cli/limits             namespaces of the owners of a run
CONDITION_NAMESPACES  cli/limits             namespaces in conditions
ORIGIN_BYTES          cli/limits             bytes of a path in messages
SEALED_CHARS          unit/test_format       test_string_limit
PLAINTEXT_BYTES       unit/test_format       test_plaintext_limit
KEY_FILE_BYTES        unit/test_keyring      test_file_size_limit
KEYS                  unit/test_keyring      test_key_count_limit
KEY_INDEX_BYTES       unit/test_key_index    test_size_limit
KEY_INDEX_ENTRIES     unit/test_key_index    test_entry_limit
KEY_BITS_LOW          unit/test_private_key  test_refused
KEY_BITS_HIGH         unit/test_private_key  test_refused
SEALED_REFERENCES     cli/limits             sealed strings of a store
THREADS               unit/test_open         test_more_threads_than_the_limit
NOTES                 cli/limits             warnings
MESSAGE_BYTES         unit/test_visible      test_length_ceiling
FETCHED_BYTES         cli/fetch              an answer is at most 1 MiB
REDIRECTS             cli/fetch              redirects, a few
FOLDER_FILES          unit/test_file         test_folder_file_count
FOLDER_DEPTH          unit/test_file         test_folder_depth
TRACKED_BYTES         cli/survey             what git prints has its limits
GENERATED_BYTES       unit/test_render       test_bytes_generated
'

@test "every ceiling is tried" {
    cd "$BATS_TEST_DIRNAME/../.."
    local name file test
    run sed -n 's/^#define LIMIT_\([A-Z_]*\) .*/\1/p' base/limits.h
    assert_equal "$(awk 'NF { print $1 }' <<<"$TRIED" | sort)" "$(sort <<<"$output")"
    while read -r name file test; do
        case $file in
        cli/*) grep -qF "@test \"$test\" {" "tests/$file.bats" || fail "LIMIT_$name: tests/$file.bats has no test \"$test\"" ;;
        unit/*) grep -qE "[(]${test}[,)]" "tests/$file.c" || fail "LIMIT_$name: tests/$file.c does not run $test" ;;
        esac
    done < <(grep . <<<"$TRIED")
}

# A file without content, so that nothing has to be written or read: one byte too many is refused by the size, and 4 GiB are begun,
# which ends for want of memory here.
@test "bytes of a stream" {
    truncate -s $(((4 << 30) + 1)) in.yaml
    assert_refused in.yaml 'error: stdin: larger than 4294967296 bytes, which is the limit'
    # AddressSanitizer's own needs more address space than any such bound.
    [ -z "${ASAN_OPTIONS-}" ] || return 0
    truncate -s $((4 << 30)) in.yaml
    run --separate-stderr bash -c 'ulimit -v 4000000; external-secrets render <in.yaml'
    assert_error 6 'error: out of memory'
}

@test "bytes of a document" {
    write in.yaml 'print $v, "# ", "x" x ((64 << 20) - length($v) - 3), "\n"'
    assert_equal "$(stat -c %s in.yaml)" 67108864
    assert_taken in.yaml
    echo >>in.yaml
    assert_refused in.yaml 'error: stdin:1:1: a document of more than 67108864 bytes'
    write in.yaml 'print "a: 1\n# ", "x" x (64 << 20), "\n---\nb: 2\n"'
    assert_passed in.yaml
}

@test "bytes of a scalar" {
    write in.yaml 'print $v, "x: ", "x" x (4 << 20), "\n"'
    assert_taken in.yaml
    write in.yaml 'print $v, "x: ", "x" x ((4 << 20) + 1), "\n"'
    assert_refused in.yaml 'error: stdin:3:4: a scalar of more than 4194304 bytes'
}

@test "bytes of a values file" {
    write v.yaml 'print $v, "#", "x" x ((16 << 20) - length($v) - 2), "\n"'
    echo 'a: 1' >in.yaml
    assert_taken in.yaml --values v.yaml
    echo >>v.yaml
    start_with 'a: 1' render --values v.yaml
    assert_error 3 'error: v.yaml: larger than 16777216 bytes, which is the limit'
}

@test "levels of nesting" {
    write in.yaml 'print $v, "x: ", "[" x 99, "]" x 99, "\n"'
    assert_taken in.yaml
    write in.yaml 'print $v, "x: ", "[" x 100, "]" x 100, "\n"'
    assert_refused in.yaml 'error: stdin:3:103: nested deeper than 100 levels'
}

@test "nodes" {
    # Twenty stand outside the list: 17 in the values, and the mapping, the key and the list itself.
    write in.yaml 'print $v, "x: [", "a," x (2000000 - 20), "]\n"'
    assert_taken in.yaml
    write in.yaml 'print $v, "x: [", "a," x (2000000 - 19), "]\n"'
    assert_refused in.yaml 'error: stdin:3:3999965: more than 2000000 nodes, aliases counted with what they stand for'
}

@test "anchors and aliases" {
    write in.yaml 'print $v, "x: [", (map { "&a$_ 1, " } 1 .. 1000), "]\n"'
    assert_taken in.yaml
    write in.yaml 'print $v, "x:\n", (map { "- &a$_ 1\n" } 1 .. 1001)'
    assert_refused in.yaml 'error: stdin:1004:3: more than 1000 anchors'
    write in.yaml 'print $v, "x: &a 1\ny:\n", "- *a\n" x 10000'
    assert_taken in.yaml
    write in.yaml 'print $v, "x: &a 1\ny:\n", "- *a\n" x 10001'
    assert_refused in.yaml 'error: stdin:10005:3: more than 10000 aliases'
}

@test "directives" {
    write in.yaml 'print((map { "%TAG !a$_! x:\n" } 1 .. 100), "---\n", $v)'
    assert_taken in.yaml
    write in.yaml 'print((map { "%TAG !a$_! x:\n" } 1 .. 101), "---\n", $v)'
    assert_refused in.yaml 'error: stdin:101:1: more than 100 directives'
}

@test "Lists in Lists" {
    write in.json 'print "{\"kind\":\"List\",\"items\":[" x 8, "{", join(",", map { "\"a$_\":1" } 1 .. 3),
        ",\"namespace\":{\"name\":\"p\"},\"external_secrets\":{\"stores\":[{\"name\":\"v\",\"provider\":{\"p\":{}}}]}}", "]}" x 8'
    assert_taken in.json
    write in.json 'print "{\"kind\":\"List\",\"items\":[" x 9, "{\"namespace\":{\"name\":\"p\"},\"external_secrets\":{\"stores\":[]}}",
        "]}" x 9'
    assert_refused in.json \
        'error: stdin:1:193: items[0].items[0].items[0].items[0].items[0].items[0].items[0].items[0]: Lists in Lists more than 8 deep'
}

@test "entries of a list" {
    write in.yaml 'print "namespace: {name: p}\nexternal_secrets:\n  stores:\n",
        map { "  - {name: v$_, provider: {doppler: {}}}\n" } 1 .. 10000'
    assert_taken in.yaml
    echo '  - {name: v, provider: {doppler: {}}}' >>in.yaml
    assert_refused in.yaml 'error: stdin:4:3: external_secrets.stores: has more than 10000 entries'
}

@test "environments" {
    write in.yaml 'print "namespace: {name: p}\nexternal_secrets: {stores: [{name: v, provider: {doppler: {}}}]}\nenvironments:\n",
        map { "- e$_\n" } 1 .. 10000'
    assert_taken in.yaml
    echo '- e' >>in.yaml
    assert_refused in.yaml 'error: stdin:4:1: environments: has more than 10000 entries'
}

# A block of generation 1 gives a store for each environment, and a cluster store where somebody asks for it.
@test "stores of a run" {
    local print='print "kind: List\nenvironments: &e [", join(", ", map { "e$_" } 1 .. 7999), "]\nitems:\n", map {
        "- {namespace: {name: p$_}, environments: *e, external_secrets: {keyvault_url: \"https://kv.example.com\", auth_type: ManagedIdentity}}\n"
    } 1 .. 25'
    write in.yaml "$print"
    run bash -c 'external-secrets render --namespace p <in.yaml | grep -c "^kind: SecretStore"'
    assert_output $((200000 - 25))
    write in.yaml "$print; print '- {namespace: {name: q}, external_secrets: {stores: [{name: v, provider: {doppler: {}}}]}}', \"\n\""
    assert_refused in.yaml 'error: stdin:29:3: items[25]: more than 200000 stores in one run'
}

@test "namespaces of the owners of a run" {
    local print='print "kind: List\nenvironments: &e [", join(", ", map { "e$_" } 1 .. 10000), "]\nitems:\n", map {
        "- {namespace: {name: p$_}, environments: *e, external_secrets: {stores: []}}\n" } 1 .. 99;
        print "- {namespace: {name: q}, environments: [", join(", ", map { "e$_" } 1 .. 9999), "], ",
        "external_secrets: {stores: [{name: v, provider: {doppler: {}}}]}}\n"'
    write in.yaml "$print; print '- {namespace: {name: r}, external_secrets: {stores: []}}', \"\n\""
    run --separate-stderr bash -c 'external-secrets render <in.yaml | grep -c "^kind: SecretStore"'
    assert_output 1
    assert_equal "$stderr" ''
    write in.yaml "$print; print '- {namespace: {name: r}, environments: [a, b], external_secrets: {stores: []}}', \"\n\""
    assert_refused in.yaml 'error: stdin:104:3: items[100]: the owners of one run have more than 1000000 namespaces'
}

@test "namespaces in conditions" {
    # A team of 9,999 members in its own namespace, a hundred times, each under another name.
    local print='my $e = join ", ", map { "e$_" } 1 .. 9999; print "namespace: {name: p}\nenvironments: [$e]\nexternal_secrets: {stores: []}\n";
        print "---\nteam: {name: t$_, tenants: [p, p]}\nexternal_secrets: {stores: [{name: v, kind: ClusterSecretStore, provider: {fake: {}}}]}\n"
            for 1 .. 100;'
    write in.yaml "$print"
    run --separate-stderr bash -c 'external-secrets render <in.yaml | grep -c "^    - p-e"'
    assert_output 999900
    assert_equal "$stderr" ''
    write in.yaml "$print"' print "---\nnamespace: {name: q}\nexternal_secrets: {stores: [{name: v, kind: ClusterSecretStore, provider: {fake: {}}}]}\n"'
    assert_refused in.yaml \
        "error: stdin:305:19: namespace.name: the conditions of the run's cluster stores would name more than 1000000 namespaces" \
        "hint: render the stream in parts, or call with --team-label KEY and leave the tenants' values out"
}

@test "bytes that aliases stand for" {
    write in.yaml 'print $v, "x: &x ", "x" x (4 << 20), "\ny:\n", "- *x\n" x 16'
    assert_taken in.yaml
    echo '- *x' >>in.yaml
    assert_refused in.yaml 'error: stdin:21:3: aliases that stand for more than 67108864 bytes'
}

@test "bytes of a path in messages" {
    local values='external_secrets: {foreign: 1}'
    write in.yaml 'print "# Source: ", "a" x 4096, "\n$ARGV[0]\n"' "$values"
    run --separate-stderr external-secrets render <in.yaml
    assert_equal "${stderr_lines[0]:0:30}" 'warning: stdin:2:1 (aaaaaaaaaa'
    write in.yaml 'print "# Source: ", "a" x 4097, "\n$ARGV[0]\n"' "$values"
    run --separate-stderr external-secrets render <in.yaml
    assert_told 'warning: stdin:2:1: the values hold no key that this program knows below external_secrets or secret_management: left as it is'
}

@test "sealed strings of a store" {
    string=$(grep -ohm1 'AQ[A-Za-z0-9+/]\{300,\}=*' "$BATS_TEST_DIRNAME"/../cases/in-place/secret-store/in.yaml)
    write in.yaml 'print "apiVersion: external-secrets.io/v1\nkind: SecretStore\nmetadata: {name: v, namespace: p}\nspec:\n",
        "  provider:\n    p:\n", map { "      f$_: {sealed: $ARGV[0]}\n" } 1 .. 256' "$string"
    run --separate-stderr bash -c 'external-secrets render --emit reference <in.yaml | grep -c "{name: v-credentials, key: f[0-9]*}"'
    assert_equal "$stderr" ''
    assert_output 256
    echo "      f257: {sealed: $string}" >>in.yaml
    assert_refused in.yaml 'error: stdin:263:13: spec.provider.p.f257: more than 256 sealed strings in one store'
}

@test "warnings" {
    write in.yaml 'print "external_secrets: {enabled: true}\n---\n" x 1002'
    run --separate-stderr external-secrets render <in.yaml
    assert_success
    assert_equal "$(grep -c 'the values hold no key that this program knows' <<<"$stderr")" 1000
    assert_equal "${#stderr_lines[@]}" 1001
    assert_told 'warning: 2 more like these are not shown: 1000 are the limit'
}

@test "details do not crowd out warnings" {
    write in.yaml 'print "namespace: {name: p$_}\nexternal_secrets: {stores: []}\n---\n" for 1 .. 1001;
        print "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a, namespace: p1}\n",
            "spec: {secretStoreRef: {name: nowhere}}\n---\n$v"'
    run --separate-stderr external-secrets render --quiet <in.yaml
    assert_success
    assert_equal "$stderr" ''
    run --separate-stderr external-secrets render <in.yaml
    assert_success
    assert_told "warning: stdin:3007:24: SecretStore nowhere of namespace p1 is asked for, but neither the stream nor the values declare it (declared: poseidon/vault)"
    run --separate-stderr external-secrets render --verbose <in.yaml
    assert_success
    assert_told 'detail: 3 more like these are not shown: 1000 are the limit'
}

# ------------------------------------------------------------------ what passes whatever its size

@test "giants of one line" {
    write in.json 'print "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"data\":{\"a\":\"", "x" x (80 << 20), "\"}}"'
    assert_passed in.json
    write in.yaml 'print "a: ", "\\x41" x (5 << 20)'
    assert_passed in.yaml
    write in.yaml 'print "- " x (20 << 20)'
    assert_passed in.yaml
}

@test "values beside a giant" {
    write in.yaml 'print "a: ", "x" x (80 << 20), "\n---\n", $v'
    assert_taken in.yaml
}

# ------------------------------------------------------------------ bombs

@test "nesting without end" {
    write in.yaml 'print "{\"external_secrets\":" x 1000000'
    assert_refused in.yaml 'error: stdin:1:2001: nested deeper than 100 levels'
    write in.yaml 'print "external_secrets: ", "[" x 10000000'
    assert_refused in.yaml 'error: stdin:1:118: nested deeper than 100 levels'
    write in.yaml 'print "external_secrets:\n", "- " x 10000000'
    assert_refused in.yaml 'error: stdin:2:199: nested deeper than 100 levels'
    write in.yaml 'print "external_secrets:\n", "? " x 10000000'
    assert_refused in.yaml 'error: stdin:2:201: nested deeper than 100 levels'
}

@test "aliases of aliases of aliases" {
    write in.yaml 'print "external_secrets: {}\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n",
        map { my $n = $_; "a$n: &a$n [" . join(", ", ("*a" . ($n - 1)) x 10) . "]\n" } 1 .. 20'
    assert_refused in.yaml 'error: stdin:8:10: more than 2000000 nodes, aliases counted with what they stand for'
}

@test "wrong keys by the thousand" {
    write in.yaml 'print "namespace: {name: p}\nexternal_secrets:\n  stores: []\n", map { "  key$_: 1\n" } 1 .. 200000'
    assert_refused in.yaml 'error: stdin:4:3: external_secrets.key1: unknown key' \
        'hint: known here: azure_tenant_id, keyvault_credentials, keyvault_url, auth_type, identity_id, service_account, stores, enable, enabled'
}

@test "keys without end in two values files" {
    write one.yaml 'print $v, map { "a$_: 1\n" } 1 .. 300000'
    write two.yaml 'print map { "b$_: 1\n" } 1 .. 300000'
    echo 'a: 1' >in.yaml
    assert_taken in.yaml --values one.yaml --values two.yaml
}

@test "documents that end soon, each with our words" {
    write in.yaml 'print "sealed: x # SecretStore\n...\n" x 300000'
    assert_passed in.yaml
    write in.yaml 'print "external_secrets_x: 1\n...\n" x 100000'
    assert_passed in.yaml
}

@test "backslashes without end" {
    write in.yaml 'print "a: \"", "\\" x 10000000, "\"\n"'
    assert_passed in.yaml
    write in.yaml 'print "a: \"", "\\x5c" x 2500000, "\"\n"'
    assert_passed in.yaml
    write in.yaml 'print "a: \"", "x\\\n" x 3000000, "\"\n"'
    assert_passed in.yaml
}
