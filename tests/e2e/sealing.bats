#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Strings sealed by the real kubeseal, here and now.
#
# shellcheck disable=SC2154 # helpers.bash sets what is common to all

load helpers.bash

setup() {
    need kubeseal kubectl node
    isolate
}

# values CLIENT_SECRET: a tenant of the first generation with one environment.
values() {
    cat <<END
namespace: {name: poseidon}
environments: [{name: dev}]
external_secrets:
  azure_tenant_id: 0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d
  keyvault_credentials:
    client_id: 7c1e0f52-9d3b-4b86-a1c4-2f5d8e6b9a07
    client_secret: $1
END
}

# render CLIENT_SECRET [ARGUMENT]...
render() {
    local string=$1
    shift
    values "$string" | "$PROGRAM" render --sealing-key "$sealing_key" "$@"
}

client_secret() {
    credentials | sed -n 's|^poseidon-dev/keyvault-credentials ClientSecret ||p' | base64 -d
}

@test "sealing: a string of each scope opens" {
    local scope
    for scope in strict namespace-wide cluster-wide; do
        string=$(printf 'a secret, %s' "$scope" | seal "$scope" poseidon-dev keyvault-credentials)
        [ "$(render "$string" | client_secret)" = "a secret, $scope" ]
    done
}

@test "sealing: a wider scope than allowed is refused, and said to be one" {
    string=$(printf x | seal cluster-wide '' '')
    run --separate-stderr render "$string" --max-scope namespace-wide
    [ "$status" -eq 4 ]
    [ -z "$output" ]
    says 'wider than the widest scope allowed here, namespace-wide'
    string=$(printf x | seal namespace-wide poseidon-dev '')
    render "$string" --max-scope namespace-wide >/dev/null
    run --separate-stderr render "$string" --max-scope strict
    [ "$status" -eq 4 ]
}

@test "sealing: every byte arrives" {
    # All bytes but none twice, line ends inside, none at the end.
    perl -e 'print map { chr } 0 .. 255' >plaintext
    string=$(seal strict poseidon-dev keyvault-credentials <plaintext)
    render "$string" | client_secret >got
    cmp plaintext got
    # Long ones as well.
    perl -e 'print "0123456789abcdef" x 4096' >plaintext
    string=$(seal strict poseidon-dev keyvault-credentials <plaintext)
    render "$string" | client_secret >got
    cmp plaintext got
}

@test "sealing: a newline at the end is kept and warned of, or taken off where asked" {
    string=$(echo secret | seal strict poseidon-dev keyvault-credentials)
    run --separate-stderr render "$string"
    [ "$status" -eq 0 ]
    says 'warning: '
    says 'newline'
    echo secret >wanted
    client_secret <<<"$output" >got
    cmp wanted got
    render "$string" --strip-newline | client_secret >got
    printf secret | cmp - got
}

@test "sealing: one for another namespace says so and fails" {
    string=$(printf x | seal strict poseidon-test keyvault-credentials)
    run --separate-stderr render "$string"
    [ "$status" -eq 4 ]
    [ -z "$output" ]
    says 'stdin:7:'
    says 'external_secrets.keyvault_credentials.client_secret'
    says 'poseidon-dev/keyvault-credentials'
    says 'hint: '
    says 'kubeseal'
    [[ "$stderr" != *"$string"* ]]
}

@test "sealing: one for another namespace of the same values names it" {
    string=$(printf x | seal strict poseidon-test keyvault-credentials)
    values "$string" | sed 's/\[{name: dev}\]/[{name: dev}, {name: test}]/' >two.yaml
    run --separate-stderr "$PROGRAM" render --sealing-key "$sealing_key" -f two.yaml
    [ "$status" -eq 4 ]
    [ -z "$output" ]
    says 'two.yaml:7:'
    says 'sealed for'
    says 'poseidon-test'
    says 'cluster-wide'
}

@test "sealing: the wrong key is said to be one" {
    other_key other.pem
    string=$(printf x | seal strict poseidon-dev keyvault-credentials)
    values "$string" >values.yaml
    run --separate-stderr "$PROGRAM" render --sealing-key "$PWD/other.pem" -f values.yaml
    [ "$status" -eq 4 ]
    [ -z "$output" ]
    says 'values.yaml:7:'
    # By chance the number in the string is too large for the other key: then that is seen before it is tried.
    says 'sealed with another key'
    # The right one among others is found.
    "$PROGRAM" render --sealing-key "$PWD/other.pem" --sealing-key "$sealing_key" -f values.yaml | client_secret | grep -qx x
}

@test "sealing: without any key the message says how to give one" {
    string=$(printf x | seal strict poseidon-dev keyvault-credentials)
    values "$string" >values.yaml
    run --separate-stderr "$PROGRAM" render -f values.yaml
    [ "$status" -eq 4 ]
    [ -z "$output" ]
    says 'no sealing key'
    says '--sealing-key'
}

@test "sealing: a damaged string gets a message of its own, each kind of damage" {
    string=$(printf 'a secret' | seal strict poseidon-dev keyvault-credentials)
    # cut off
    run --separate-stderr render "${string:0:700}"
    [ "$status" -eq 3 ]
    says 'client_secret'
    says 'cut off'
    # a blank in it, as a folded scalar leaves
    run --separate-stderr render "${string:0:300} ${string:300}"
    [ "$status" -eq 3 ]
    says 'blank'
    # one character of the end is another one
    last=${string: -20:1}
    other=A
    [ "$last" != A ] || other=B
    run --separate-stderr render "${string:0:-20}$other${string: -19}"
    [ "$status" -eq 4 ]
    [ -z "$output" ]
    says 'client_secret'
    [[ "$stderr" != *"$string"* ]]
}

@test "sealing: a client secret in plain text is refused with the command that seals it" {
    run --separate-stderr render hunter2-hunter2
    [ "$status" -eq 3 ]
    [ -z "$output" ]
    says 'kubeseal'
    says 'keyvault-credentials'
    says '--allow-plain'
    [[ "$stderr" != *hunter2* ]]
    [ "$(render hunter2-hunter2 --allow-plain | client_secret)" = hunter2-hunter2 ]
}

# Every SealedSecret of a stream on stdin, opened by kubeseal.
recovered() {
    objects | grep '"kind":"SealedSecret"' | while IFS= read -r object; do
        "$tools/kubeseal" --recovery-unseal --recovery-private-key "$sealing_key" --format yaml <<<"$object"
    done
}

@test "sealing: what --emit sealed-secret wraps, kubeseal opens to what --emit secret gives" {
    local values
    for values in "$examples"/values/*.yaml; do
        echo "# $values"
        # A store whose credentials come out of another store has none to wrap.
        "$PROGRAM" render --sealing-key "$sealing_key" -f "$values" >secret.yaml
        "$PROGRAM" render --emit sealed-secret -f "$values" >sealed-secret.yaml
        credentials <secret.yaml >wanted
        [ -s wanted ]
        recovered <sealed-secret.yaml | credentials >got
        same wanted got
        [ "$(credentials <sealed-secret.yaml)" = "" ]
    done
}

@test "sealing: examples/seal.sh seals every string of the examples anew, and changes nothing else" {
    local values
    cp -R "$examples" copy
    KUBESEAL=$tools/kubeseal copy/seal.sh
    for values in values/generation-n.yaml values/generation-1.yaml in-place/secret-store.yaml; do
        echo "# $values"
        "$PROGRAM" render --sealing-key "$sealing_key" -f "$examples/$values" >wanted
        "$PROGRAM" render --sealing-key "$sealing_key" -f "copy/$values" >got
        same wanted got
        run ! cmp -s "$examples/$values" "copy/$values"
        sed 's/ Ag[A-D].*//' "$examples/$values" >wanted
        sed 's/ Ag[A-D].*//' "copy/$values" >got
        same wanted got
    done
}
