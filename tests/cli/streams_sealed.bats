#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# seal and unseal of whole manifests: what they read, write, say and refuse. What becomes of each shape: tests/unit/test_convert.c.
#
# shellcheck disable=SC2154 # run sets output and stderr
load common

setup() {
    clean_start
    keys=$BATS_TEST_DIRNAME/../data/keys
    umask 077
    cat "$keys/one.pem" >key.pem
    export EXTERNAL_SECRETS_CERT=$keys/one.crt EXTERNAL_SECRETS_SEALING_KEY=key.pem
    secret credentials team-a '  password: hunter2' >secret.yaml
}

# secret NAME NAMESPACE LINE...: a Secret with lines of stringData
secret() {
    printf '%s\n' 'apiVersion: v1' 'kind: Secret' "metadata: {name: $1, namespace: $2}" 'type: Opaque' 'stringData:' "${@:3}"
}

with='with the certificate SHA256:qIS/565NkFlNajTIG+EfiiZqeVcm6LxgQQZkK2/tQYE, valid until 2034-01-02T03:04:05Z'
nothing_to_seal='hint: it takes v1 Secrets, and Lists of them; a single string is sealed without --stream and -f'
nothing_to_open="hint: it takes SealedSecrets, and Lists of them; sealed strings in values are render's to open"

# What `unseal` makes of a file, with Kubernetes' line for each value.
opened() {
    external-secrets unseal --quiet <"$1" | sed -n 's/^  password: //p' | base64 -d
}

@test "a file of Secrets, and back; twice gives the same" {
    start seal -f secret.yaml
    assert_success
    assert_equal "$stderr" "sealed 1 Secret"$'\n'"$with"
    printf '%s\n' "$output" >sealed.yaml
    assert_line --index 1 'kind: SealedSecret'
    refute_output --partial hunter2
    refute_output --partial aHVudGVyMg
    start unseal -f sealed.yaml
    assert_success
    assert_equal "$stderr" ''
    assert_output 'apiVersion: v1
kind: Secret
metadata:
  name: credentials
  namespace: team-a
type: Opaque
data:
  password: aHVudGVyMg=='
    printf '%s\n' "$output" >opened.yaml
    external-secrets seal --quiet -f opened.yaml | external-secrets unseal | cmp - opened.yaml
    # A SealedSecret is no Secret: nothing is sealed twice.
    start seal -f sealed.yaml
    assert_error 3 'error: sealed.yaml: holds no Secret' "$nothing_to_seal"
}

@test "stdin: with --stream, and for unseal as soon as it holds manifests" {
    run --separate-stderr external-secrets seal --stream <secret.yaml
    assert_success
    printf '%s\n' "$output" >sealed.yaml
    assert_equal "$(opened sealed.yaml)" hunter2
    for arguments in --stream '-f -' '--stream -f -'; do
        # shellcheck disable=SC2086 # words on purpose
        run --separate-stderr external-secrets unseal $arguments <sealed.yaml
        assert_success
        assert_line '  password: aHVudGVyMg=='
    done
    # Without --stream a manifest is a plaintext as any other, which is hardly meant.
    run --separate-stderr external-secrets seal --quiet -n team-a --name x <secret.yaml
    assert_success
    refute_output --partial SealedSecret
    run --separate-stderr external-secrets seal -n team-a --name x <secret.yaml
    assert_told 'warning: the plaintext looks like a manifest, which is sealed as a single string'
    assert_told 'hint: --stream, or -f FILE, seals the Secrets in it'
}

@test "folders, several files, and what is said of them" {
    mkdir -p tree/below
    secret one team-a '  password: first' >tree/a.yaml
    printf '# Source: chart/b.yaml\n%s\n---\n%s\n' "$PLAIN_OBJECT" "$(secret two team-b '  password: second' '  other: x')" >tree/below/b.yaml
    start seal -f tree -R -v
    assert_success
    assert_told 'detail: tree/a.yaml:1:1: Secret team-a/one sealed, strict: 1 value'
    assert_told 'detail: tree/below/b.yaml:6:1: Secret team-b/two sealed, strict: 2 values'
    assert_told 'sealed 2 Secrets'
    printf '%s\n' "$output" >sealed.yaml
    assert_equal "$(grep -c '^kind: SealedSecret' sealed.yaml)" 2
    assert_equal "$(grep -c '^---' sealed.yaml)" 2
    grep -qxF '# Source: chart/b.yaml' sealed.yaml
    start unseal -f sealed.yaml --verbose
    assert_told 'detail: sealed.yaml:1:1: SealedSecret team-a/one opened, strict: 1 value'
    start seal -f tree/below -f secret.yaml --quiet
    assert_success
    assert_equal "$stderr" ''
}

@test "nothing to convert is an error" {
    start seal --stream
    assert_error 3 'error: stdin: is empty' "$nothing_to_seal"
    start unseal --stream
    assert_error 3 'error: stdin: is empty' "$nothing_to_open"
    start_with "$PLAIN_OBJECT" seal --stream
    assert_error 3 'error: stdin: holds no Secret' "$nothing_to_seal"
    start_with "$PLAIN_OBJECT" unseal
    assert_error 3 'error: stdin: holds no SealedSecret' "$nothing_to_open"
    printf '%s\n' "$PLAIN_OBJECT" >plain.yaml
    start unseal -f plain.yaml -f secret.yaml
    assert_error 3 'error: none of the 2 files holds a SealedSecret' "$nothing_to_open"
}

@test "the scope: of --scope, else of the annotations, else strict" {
    local scope
    for scope in namespace-wide cluster-wide; do
        sed "s|namespace: team-a|&, annotations: {sealedsecrets.bitnami.com/$scope: \"true\"}|" secret.yaml >"$scope.yaml"
        start seal -f "$scope.yaml" -v
        assert_told "detail: $scope.yaml:1:1: Secret team-a/credentials sealed, $scope: 1 value"
        assert_equal "$(grep -c "sealedsecrets.bitnami.com/$scope: \"true\"" <<<"$output")" 2
        printf '%s\n' "$output" >sealed.yaml
        assert_equal "$(opened sealed.yaml)" hunter2
        start seal -f "$scope.yaml" --scope strict -v
        assert_told "detail: $scope.yaml:1:1: Secret team-a/credentials sealed, strict: 1 value"
        refute_output --partial sealedsecrets.bitnami.com
        start seal -f secret.yaml --scope "$scope"
        assert_output --partial "sealedsecrets.bitnami.com/$scope: \"true\""
    done
    # Sealed wider than its annotations say: the controller would not open it.
    sed '/cluster-wide/d; /annotations:/d' <<<"$output" >lost.yaml
    start unseal -f lost.yaml
    assert_error 4 'error: lost.yaml:8:15: spec.encryptedData.password: sealed cluster-wide, but the annotations of its SealedSecret say strict: the controller does not open it' \
        'hint: annotate it sealedsecrets.bitnami.com/cluster-wide: "true"; --scope cluster-wide opens it here'
    start unseal -f lost.yaml --scope cluster-wide
    assert_success
    assert_output --partial 'sealedsecrets.bitnami.com/cluster-wide: "true"'
    start unseal -f lost.yaml --scope namespace-wide
    assert_error 4 'error: lost.yaml:8:15: spec.encryptedData.password: sealed cluster-wide, not namespace-wide' \
        'hint: --scope cluster-wide opens it'
}

@test "namespace and name: the object's own, else those given" {
    start seal -f secret.yaml -n team-b
    assert_error 2 'error: secret.yaml:3:42: metadata.namespace: is team-a, but team-b was asked for' \
        'hint: leave the option out: it is for objects that say none themselves'
    start seal -f secret.yaml -n team-a --name credentials
    assert_success
    printf 'apiVersion: v1\nkind: Secret\nmetadata: {generateName: x-}\ndata: {password: aHVudGVyMg==}\n' >nameless.yaml
    start seal -f nameless.yaml -n team-a
    assert_error 3 'error: nameless.yaml:1:1: this Secret has no name' \
        'hint: write metadata.name, or give --name NAME: a string is sealed for one Secret (strict), and generateName tells it too late'
    start seal -f nameless.yaml --name credentials
    assert_error 3 'error: nameless.yaml:1:1: this Secret has no namespace' \
        'hint: write metadata.namespace, or give --namespace NAME; only what is cluster-wide needs none'
    start seal -f nameless.yaml --name credentials -n team-a
    printf '%s\n' "$output" >sealed.yaml
    assert_equal "$(opened sealed.yaml)" hunter2
    # Cluster-wide it takes no namespace; a string in it then opens for want of one.
    start seal -f nameless.yaml --name credentials --scope cluster-wide
    refute_output --partial namespace
    printf '%s\n' "$output" >sealed.yaml
    assert_equal "$(opened sealed.yaml)" hunter2
    start unseal -f sealed.yaml -n team-a
    assert_line '  namespace: team-a'
}

@test "all or nothing" {
    secret second team-a '  password: ""' | cat secret.yaml <(echo ---) - >two.yaml
    start seal -f two.yaml
    assert_error 3 'error: two.yaml:13:13: stringData.password: the value is empty' 'hint: --allow-empty seals it nevertheless'
    start seal -f two.yaml --allow-empty
    assert_success
    printf '%s\n' "$output" >sealed.yaml
    start unseal -f sealed.yaml
    assert_success
    assert_equal "$stderr" 'warning: sealed.yaml:22:15: spec.encryptedData.password: the plaintext is empty'
    cat "$keys/two.pem" >other.pem
    start unseal -f sealed.yaml --sealing-key other.pem
    assert_failure 4
    assert_output ''
    # By chance the number in the string is no number for the other key: then no try is needed to know.
    [[ $stderr == 'error: sealed.yaml:8:15: spec.encryptedData.password: '*'sealed with another key'* ]]
    # Sealed for another Secret of the same file.
    sed '1,/^---/s/name: credentials/name: second/' sealed.yaml >renamed.yaml
    start unseal -f renamed.yaml
    assert_failure 4
    assert_output ''
    unset EXTERNAL_SECRETS_SEALING_KEY
    start unseal -f sealed.yaml
    assert_error 4 'error: cannot be opened: no sealing key was given' \
        'hint: name the private keys with --sealing-key FILE or EXTERNAL_SECRETS_SEALING_KEY'
}

@test "options that are for a single string" {
    start seal -f secret.yaml --from-file password
    assert_error 2 'error: --from-file is for a single string, and --filename for manifests' 'hint: leave one of them out'
    run --separate-stderr external-secrets seal --stream --strip-newline <secret.yaml
    assert_error 2 'error: --strip-newline is for a single string, and --stream for manifests' 'hint: leave one of them out'
    EXTERNAL_SECRETS_STREAM=1 start unseal --from-file sealed
    assert_error 2 'error: --from-file is for a single string, and EXTERNAL_SECRETS_STREAM for manifests' 'hint: leave one of them out'
    external-secrets seal --quiet -f secret.yaml >sealed.yaml
    start unseal --from-file sealed.yaml
    assert_error 3 'error: sealed.yaml: holds manifests, and no single sealed string' 'hint: -f sealed.yaml opens the SealedSecrets in it'
    start unseal sealed.yaml
    assert_error 2 'error: unseal: unexpected word "sealed.yaml"' \
        'hint: a sealed string comes on stdin or with --from-file FILE, manifests on stdin or with -f FILE'
}

@test "what cannot be read or written" {
    start seal -f missing.yaml
    assert_error 6 'error: missing.yaml: cannot be opened: No such file or directory'
    start seal -f secret.yaml --cert missing.crt
    assert_error 6 'error: missing.crt: cannot be opened: No such file or directory'
    run --separate-stderr bash -c 'external-secrets seal -f secret.yaml >/dev/full'
    assert_error 6 'error: stdout: cannot be written: No space left on device'
    mkdir empty
    start unseal -f empty
    assert_error 3 'error: empty: no *.yaml, *.yml or *.json in this folder' 'hint: -R reads its sub-folders as well'
}

@test "a terminal gets Secrets only where it was asked for" {
    external-secrets seal --quiet -f secret.yaml >sealed.yaml
    run script -qec "external-secrets unseal -f sealed.yaml" /dev/null </dev/null
    assert_failure 2
    assert_line --partial 'error: stdout is a terminal, which would show the plaintext'
    refute_output --partial aHVudGVyMg
    run script -qec "external-secrets unseal -f sealed.yaml --reveal" /dev/null </dev/null
    assert_success
    assert_output --partial 'password: aHVudGVyMg=='
    run script -qec "external-secrets seal --stream" /dev/null </dev/null
    assert_failure 2
    assert_line --partial 'error: nothing to read: no -f, and stdin is a terminal'
    (umask 022 && external-secrets unseal -f sealed.yaml >public 2>err)
    assert_equal "$(cat err)" 'warning: stdout: this file of a plaintext can be read by other users
hint: chmod go= FILE, and umask 077 before it is made'
}

@test "many of them, on all cores" {
    local i
    for i in $(seq 200); do
        echo ---
        secret "s$i" team-a "  password: hunter$i"
    done >many.yaml
    external-secrets seal --quiet -f many.yaml | external-secrets unseal >opened.yaml
    assert_equal "$(grep -c '^  password: ' opened.yaml)" 200
    assert_equal "$(sed -n 's/^  password: //p' opened.yaml | base64 -d)" "$(printf 'hunter%s' $(seq 200))"
}
