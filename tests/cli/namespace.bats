#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Where the release namespace comes from.
load common

# The plugin's namespace as --verbose tells it.
plugin() {
    run --separate-stderr kubectl-external_secrets render -v "$@" <<<"$PLAIN_OBJECT"
}

config() { # file, current context, then pairs of a context's name and namespace ("" for none)
    local file=$1 current=$2
    shift 2
    {
        echo 'apiVersion: v1'
        echo 'kind: Config'
        echo "current-context: \"$current\""
        echo 'contexts:'
        while [ $# -gt 0 ]; do
            echo "- name: $1"
            echo '  context:'
            echo '    cluster: reef'
            [ -z "$2" ] || echo "    namespace: $2"
            shift 2
        done
    } >"$file"
}

@test "the option comes first, then its twin, then Argo CD, then the context" {
    mkdir -p "$HOME/.kube"
    config "$HOME/.kube/config" reef reef from-context
    plugin
    assert_told "detail: the release namespace is from-context (kubectl's current context)"
    export ARGOCD_APP_NAMESPACE=from-argocd
    plugin
    assert_told 'detail: the release namespace is from-argocd (ARGOCD_APP_NAMESPACE)'
    export EXTERNAL_SECRETS_NAMESPACE=from-twin
    plugin
    assert_told 'detail: the release namespace is from-twin (EXTERNAL_SECRETS_NAMESPACE)'
    plugin -n from-option
    assert_told 'detail: the release namespace is from-option (--namespace)'
}

@test "a name that is no namespace is refused wherever it comes from" {
    ARGOCD_APP_NAMESPACE=Not_One plugin
    assert_failure 2
    assert_told 'error: ARGOCD_APP_NAMESPACE: not the name of a namespace (1 to 63 of a-z, 0-9 and -)'
}

@test "the context counts for a kubectl plugin only" {
    config config reef reef from-context
    export KUBECONFIG=config
    start_with "$PLAIN_OBJECT" -v
    assert_told 'detail: the release namespace is unknown'
    HELM_PLUGIN_NAME=external-secrets plugin
    assert_told 'detail: the release namespace is unknown'
}

@test "a post-renderer that is called without a word does not take the context for the release's namespace" {
    config config reef reef from-context
    export KUBECONFIG=config
    run --separate-stderr kubectl-external_secrets -v <<<"$PLAIN_OBJECT"
    assert_told 'detail: the release namespace is unknown'
}

@test "a context without a namespace means default" {
    config config reef other from-other reef ''
    KUBECONFIG=config plugin
    assert_told "detail: the release namespace is default (kubectl's current context)"
}

@test "of several files the first that says something wins" {
    config one '' reef from-one
    config two reef reef from-two
    config three other other from-three
    KUBECONFIG=:missing:one:two:three plugin
    assert_told "detail: the release namespace is from-one (kubectl's current context)"
    KUBECONFIG=two:one plugin
    assert_told "detail: the release namespace is from-two (kubectl's current context)"
    KUBECONFIG=three:one plugin
    assert_told "detail: the release namespace is from-three (kubectl's current context)"
}

@test "KUBECONFIG takes the place of the file in the home folder" {
    mkdir -p "$HOME/.kube"
    config "$HOME/.kube/config" reef reef from-home
    KUBECONFIG=missing plugin
    assert_told 'detail: the release namespace is unknown'
    KUBECONFIG='' plugin
    assert_told "detail: the release namespace is from-home (kubectl's current context)"
}

@test "a configuration that cannot be used is no error" {
    config none missing reef from-reef
    echo '{' >broken
    echo '[1, 2]' >list
    : >empty
    mkdir folder
    printf '%s' '{"current-context": "reef", "contexts": [7, {"name": "reef", "context": "text"}]}' >odd
    local file
    for file in none broken list empty folder missing; do
        KUBECONFIG=$file plugin
        assert_success
        assert_output "$PLAIN_OBJECT"
        assert_told 'detail: the release namespace is unknown'
    done
    KUBECONFIG=odd plugin
    assert_told "detail: the release namespace is default (kubectl's current context)"
}
