#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Argo CD's real plugin server with the plugin of deploy/argocd, asked as the repo-server asks it.
#
# shellcheck disable=SC2154 # helpers.bash and cluster.bash set what is common to all

load helpers.bash
load cluster.bash

setup_file() {
    need argocd-cmp-server helm3 node node_modules
    isolate
    cluster=$BATS_FILE_TMPDIR/server
    mkdir -p "$cluster"/{bin,config,sockets,work,home}
    ln -s "$PROGRAM" "$cluster/bin/external-secrets"
    ln -s "$tools/helm3" "$cluster/bin/helm"
    cp "$root/deploy/argocd/plugin.yaml" "$cluster/config/plugin.yaml"
    ARGOCD_PLUGINSOCKFILEPATH=$cluster/sockets ARGOCD_CMP_WORKDIR=$cluster/work HOME=$cluster/home PATH=$cluster/bin:/usr/bin:/bin \
        EXTERNAL_SECRETS_ALLOW_NAMESPACE='poseidon-*' serve plugin-server "$tools/argocd-cmp-server" --config-dir-path "$cluster/config"
    export cluster
    wait_for 30 test -S "$cluster/sockets/external-secrets.sock"
    tar czf "$cluster/examples.tar.gz" -C "$examples" tenant values library
}

teardown_file() {
    [ -z "${cluster:-}" ] || cluster_stop
}

setup() {
    isolate
}

# ask WORD ARCHIVE PATH [NAME=VALUE]...
ask() {
    TOOLS=$tools "$root/tests/e2e/ask-plugin.mjs" "$cluster/sockets/external-secrets.sock" "$@" ARGOCD_APP_NAME=example \
        ARGOCD_APP_NAMESPACE=poseidon-dev KUBE_VERSION=1.36.3 ARGOCD_APP_SOURCE_PATH=tenant
}

# The parameters of an application whose values are one of the example's files.
values() { echo "ARGOCD_APP_PARAMETERS=[{\"name\":\"values-files\",\"array\":[\"../values/$1.yaml\"]}]"; }

@test "plugin server: the manifests are those that helm template and render give, with sealed credentials" {
    ask generate "$cluster/examples.tar.gz" tenant ARGOCD_APP_PROJECT_NAME=poseidon "$(values generation-1)" | objects >actual
    helm3 template example "$examples/tenant" --namespace poseidon-dev --kube-version 1.36.3 --values "$examples/values/generation-1.yaml" |
        "$PROGRAM" render --emit sealed-secret --namespace poseidon-dev | objects >expected
    [ "$(wc -l <expected)" -ge 10 ]
    same expected actual
    grep -q '"kind":"SealedSecret"' actual
    run grep -c '"kind":"Secret"' actual
    [ "$output" = 0 ]
}

@test "plugin server: parameters are announced" {
    run ask parameters "$cluster/examples.tar.gz" tenant ARGOCD_APP_PROJECT_NAME=poseidon
    [ "$status" -eq 0 ]
    [ "${lines[0]}" = 'release-name string' ]
    [ "${lines[1]}" = 'values-files array' ]
}

@test "plugin server: a failure's text says where, why and what mends it, and nothing else" {
    run ask generate "$cluster/examples.tar.gz" tenant ARGOCD_APP_PROJECT_NAME=trident "$(values generation-1)"
    [ "$status" -eq 1 ]
    [[ $output == *'failed exit status 3: error: helm template'*'tenant poseidon is not one that the host named'* ]]
    [[ $output != *Usage* ]]
    run ask generate "$cluster/examples.tar.gz" tenant ARGOCD_APP_PROJECT_NAME=poseidon \
        'ARGOCD_APP_PARAMETERS=[{"name":"values-files","array":["../../../../../config/plugin.yaml"]}]'
    [ "$status" -eq 1 ]
    [[ $output == *'error: values file ../../../../../config/plugin.yaml: '* ]]
}

@test "plugin server: an application cannot say whose it is or how its credentials leave" {
    run ask generate "$cluster/examples.tar.gz" tenant ARGOCD_APP_PROJECT_NAME=trident "$(values generation-1)" \
        ARGOCD_ENV_EXTERNAL_SECRETS_OWNER=poseidon PARAM_OWNER=poseidon
    [ "$status" -eq 1 ]
    ask generate "$cluster/examples.tar.gz" tenant ARGOCD_APP_PROJECT_NAME=poseidon "$(values generation-1)" \
        ARGOCD_ENV_EXTERNAL_SECRETS_EMIT=secret | objects >actual
    grep -q '"kind":"SealedSecret"' actual
}

@test "plugin server: requests at the same time do not mix" {
    local tenants=() number
    for number in 1 2 3 4 5 6; do
        mkdir -p "repository-$number/tenant"
        printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: number-%s}\n' "$number" >"repository-$number/tenant/object.yaml"
        tar czf "$number.tar.gz" -C "repository-$number" tenant
        ask generate "$PWD/$number.tar.gz" tenant ARGOCD_APP_PROJECT_NAME=poseidon >"$number.out" &
        tenants+=($!)
    done
    for number in 1 2 3 4 5 6; do
        wait "${tenants[number - 1]}"
        grep -q "\"number-$number\"" "$number.out"
        [ "$(wc -l <"$number.out")" -eq 1 ]
    done
}

@test "plugin server: an application that hangs is ended at the time limit" {
    mkdir -p hanging/tenant
    touch hanging/tenant/Chart.yaml
    tar czf hanging.tar.gz -C hanging tenant
    rm "$cluster/bin/helm"
    printf '#!/bin/sh\nexec sleep 297.5\n' >"$cluster/bin/helm"
    chmod +x "$cluster/bin/helm"
    SECONDS_LEFT=3 run ask generate "$PWD/hanging.tar.gz" tenant ARGOCD_APP_PROJECT_NAME=poseidon
    ln -sf "$tools/helm3" "$cluster/bin/helm"
    [ "$status" -eq 1 ]
    # Which signal wins is chance: this server sends SIGTERM to the group and SIGKILL to the plugin at the same moment.
    [[ $output == *'failed signal: killed'* || $output == *'stopped by SIGTERM while waiting for helm template'* ]]
    wait_for 10 sh -c "! pgrep -f '^sleep 297.5\$'"
}
