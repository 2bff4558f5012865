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
    says 'seal --cert CERT --namespace poseidon-dev --name keyvault-credentials --scope strict'
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
    says 'seal --cert CERT --namespace poseidon-dev --name keyvault-credentials --scope strict'
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

# seal_here SCOPE NAMESPACE NAME [ARGUMENT]... <plaintext: the same as `seal`, by the program.
seal_here() {
    "$PROGRAM" seal --quiet --cert "$certificate" --scope "$1" --namespace "$2" --name "$3" "${@:4}"
}

# wrapped SCOPE STRING: a SealedSecret of team-a/credentials with one item.
wrapped() {
    local annotations='{}'
    [ "$1" = strict ] || annotations="{sealedsecrets.bitnami.com/$1: \"true\"}"
    printf '%s\n' 'apiVersion: bitnami.com/v1alpha1' 'kind: SealedSecret' \
        "metadata: {name: credentials, namespace: team-a, annotations: $annotations}" "spec: {encryptedData: {item: $2}}"
}

# recover <SealedSecret: the plaintext of its item, by kubeseal.
recover() {
    "$tools/kubeseal" --recovery-unseal --recovery-private-key "$sealing_key" --format json |
        node -e 'process.stdout.write(Buffer.from(JSON.parse(require("fs").readFileSync(0)).data.item ?? "", "base64"))'
}

@test "sealing: what seal seals, kubeseal opens, in each scope and no other" {
    local scope other string
    perl -e 'print map { chr } 0 .. 255' >plaintext
    for scope in strict namespace-wide cluster-wide; do
        string=$(seal_here "$scope" team-a credentials <plaintext)
        wrapped "$scope" "$string" | recover >got
        cmp plaintext got
        for other in strict namespace-wide cluster-wide; do
            [ "$other" != "$scope" ] || continue
            run ! "$tools/kubeseal" --recovery-unseal --recovery-private-key "$sealing_key" < <(wrapped "$other" "$string")
        done
    done
    string=$(seal_here strict team-b credentials <plaintext)
    run ! "$tools/kubeseal" --recovery-unseal --recovery-private-key "$sealing_key" < <(wrapped strict "$string")
    perl -e 'print "0123456789abcdef" x 65536' >plaintext
    wrapped strict "$(seal_here strict team-a credentials <plaintext)" >sealed.yaml
    recover <sealed.yaml >got
    cmp plaintext got
    wrapped strict "$(seal_here strict team-a credentials --allow-empty </dev/null)" | recover >got
    [ ! -s got ]
}

@test "sealing: what seal seals has the form of what kubeseal seals" {
    local ours theirs
    for scope in strict namespace-wide cluster-wide; do
        ours=$(printf trident | seal_here "$scope" team-a credentials)
        theirs=$(printf trident | seal "$scope" team-a credentials)
        [ "${#ours}" = "${#theirs}" ]
        [ "${ours:0:2}" = "${theirs:0:2}" ]
        [ "$ours" != "$theirs" ]
    done
}

@test "sealing: what seal seals, node's own crypto opens" {
    printf 'a secret' | seal_here strict team-a credentials >string
    sed -n 's/^ *tls.key: //p' "$sealing_key" | base64 -d >key.pem
    node -e '
        const { privateDecrypt, createDecipheriv, constants } = require("crypto"), { readFileSync } = require("fs");
        const bytes = Buffer.from(readFileSync("string", "latin1"), "base64"), end = 2 + bytes.readUInt16BE(0);
        const session = privateDecrypt({ key: readFileSync("key.pem"), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256",
            oaepLabel: Buffer.from("team-a/credentials") }, bytes.subarray(2, end));
        if (session.length !== 32) throw new Error("not a key of 32 bytes");
        const decipher = createDecipheriv("aes-256-gcm", session, Buffer.alloc(12));
        decipher.setAuthTag(bytes.subarray(-16));
        process.stdout.write(Buffer.concat([decipher.update(bytes.subarray(end, -16)), decipher.final()]));' >got
    printf 'a secret' | cmp - got
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

# into FILE [ARGUMENT]...: the plaintext in a file goes in by stdin.
into() {
    "$PROGRAM" seal --quiet --cert "$certificate" --into "$@" <plaintext
}

@test "sealing: what seal --into puts into a SealedSecret, kubeseal opens, in each scope" {
    local scope annotations
    perl -e 'print map { chr } 0 .. 255' >plaintext
    for scope in strict namespace-wide cluster-wide; do
        annotations='{}'
        [ "$scope" = strict ] || annotations="{sealedsecrets.bitnami.com/$scope: \"true\"}"
        printf '%s\n' 'apiVersion: bitnami.com/v1alpha1' 'kind: SealedSecret' \
            "metadata: {name: credentials, namespace: team-a, annotations: $annotations}" 'spec: {encryptedData: {}}' >sealed.yaml
        into sealed.yaml --at spec.encryptedData.item
        recover <sealed.yaml >got
        cmp plaintext got
    done
}

@test "sealing: seal --into joins what kubeseal made, and changes nothing else of it" {
    printf trident >plaintext
    "$tools/kubectl" create secret generic credentials --namespace team-a --from-literal=other=x --dry-run=client -o yaml |
        "$tools/kubeseal" --cert "$certificate" --format yaml >sealed.yaml
    cp sealed.yaml before.yaml
    into sealed.yaml --at spec.encryptedData.item
    recover <sealed.yaml | cmp - plaintext
    diff before.yaml sealed.yaml >difference || true
    [ "$(grep -c '^[<>]' difference)" -eq 1 ]
    grep -q '^>     item: Ag' difference
}
