#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# shellcheck disable=SC2154 # helpers.bash sets what is common to all

load helpers.bash

setup() {
    need kubectl node
    isolate
    PATH=$(dirname "$PROGRAM"):$PATH
}

@test "kubectl: finds the program as its plugin" {
    kubectl plugin list 2>/dev/null | grep -qx "$(dirname "$PROGRAM")/kubectl-external_secrets"
    kubectl external-secrets render --sealing-key "$sealing_key" <"$examples/values/generation-1.yaml" >as-plugin.yaml
    "$PROGRAM" render --sealing-key "$sealing_key" <"$examples/values/generation-1.yaml" >by-path.yaml
    same by-path.yaml as-plugin.yaml
    [ "$(credentials <as-plugin.yaml | wc -l)" -eq 4 ]
}

@test "kubectl: a plugin's exit code and message are kubectl's" {
    run --separate-stderr kubectl external-secrets render <"$examples/values/generation-1.yaml"
    [ "$status" -eq 4 ]
    [ -z "$output" ]
    says 'no sealing key'
}

@test "kubectl: help speaks of the plugin as it is called" {
    run --separate-stderr kubectl external-secrets render --help
    [ "$status" -eq 0 ]
    [[ "$output" == *'kubectl external-secrets render'* ]]
}

@test "kubectl: the release namespace is the current context's" {
    cat >kubeconfig <<'END'
apiVersion: v1
kind: Config
current-context: dev
contexts:
  - {name: other, context: {cluster: c, user: u, namespace: wrong}}
  - {name: dev, context: {cluster: c, user: u, namespace: poseidon-dev}}
END
    # A store without a namespace, whose string was sealed for poseidon-dev/vault-credentials.
    sed -n '/^kind: SecretStore/,/^---/p' "$examples/in-place/secret-store.yaml" | sed -e '/^---/d' -e '/^  namespace:/d' \
        -e '1i apiVersion: external-secrets.io/v1' >store.yaml
    KUBECONFIG=$PWD/kubeconfig kubectl external-secrets render --sealing-key "$sealing_key" <store.yaml | credentials >got
    echo "poseidon-dev/vault-credentials tokenSecretRef $(printf %s hvs.throw-away-in-place | base64 -w0)" >wanted
    same wanted got
    run --separate-stderr "$PROGRAM" render --sealing-key "$sealing_key" -f store.yaml
    [ "$status" -eq 3 ]
    says '--namespace'
}

@test "kubectl: reads what is generated, and nothing in it is strange to it" {
    local values
    for values in "$examples"/values/*.yaml; do
        "$PROGRAM" render --sealing-key "$sealing_key" -f "$values" >out.yaml
        [ "$(objects <out.yaml | wc -l)" -eq "$(grep -c '^---' out.yaml)" ]
    done
}
