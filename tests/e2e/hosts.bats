#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# One tenant, all hosts: the same objects come out, whoever called the program.
#
# What a host has to add is taken away before they are compared, and nothing else: Helm 4's annotation with the name of a file, which
# as_json() takes out. Order, comments and style are each host's own.
#
# shellcheck disable=SC2154,SC2030,SC2031 # helpers.bash and cluster.bash set what is common to all, each test runs in a shell of its own

load helpers.bash
load cluster.bash

# One plugin server opens credentials, as a platform may have it, the other leaves them sealed.
setup_file() {
    need helm3 helm4 kubectl argocd-cmp-server node node_modules
    isolate
    cluster=$BATS_FILE_TMPDIR/servers
    mkdir -p "$cluster"/{bin,config,home} "$cluster"/{secret,sealed-secret}/{sockets,work}
    ln -s "$PROGRAM" "$cluster/bin/external-secrets"
    ln -s "$tools/helm3" "$cluster/bin/helm"
    cp "$root/deploy/argocd/plugin.yaml" "$cluster/config/plugin.yaml"
    local emit
    for emit in secret sealed-secret; do
        ARGOCD_PLUGINSOCKFILEPATH=$cluster/$emit/sockets ARGOCD_CMP_WORKDIR=$cluster/$emit/work HOME=$cluster/home \
            PATH=$cluster/bin:/usr/bin:/bin EXTERNAL_SECRETS_ALLOW_NAMESPACE='poseidon-*' EXTERNAL_SECRETS_EMIT=$emit \
            EXTERNAL_SECRETS_SEALING_KEY=$cluster/key.yaml serve "plugin-$emit" "$tools/argocd-cmp-server" --config-dir-path "$cluster/config"
    done
    (umask 077 && cp "$examples/sealing-key/key.yaml" "$cluster/key.yaml")
    for emit in secret sealed-secret; do wait_for 30 test -S "$cluster/$emit/sockets/external-secrets.sock"; done
    tar czf "$cluster/examples.tar.gz" -C "$examples" tenant values library
    export cluster
}

teardown_file() {
    [ -z "${cluster:-}" ] || cluster_stop
}

setup() {
    isolate
    export EXTERNAL_SECRETS_SEALING_KEY=$sealing_key
    mkdir bin
    ln -s "$PROGRAM" bin/external-secrets
    ln -s "$PROGRAM" bin/kubectl-external_secrets
    PATH=$PWD/bin:$PATH
    helm4 plugin install "$root" >/dev/null
}

# ---------------------------------------------------------------- hosts: each prints the tenant as it renders it, EMIT VALUES

by_helm3() { render_chart helm3 tenant "$2" --post-renderer external-secrets --post-renderer-args "--emit=$1"; }

by_helm4() { render_chart helm4 tenant "$2" --post-renderer external-secrets --post-renderer-args "--emit=$1"; }

by_kubectl() { kubectl external-secrets render --emit "$1" -f rendered.yaml; }

by_argocd() {
    TOOLS=$tools "$root/tests/e2e/ask-plugin.mjs" "$cluster/$1/sockets/external-secrets.sock" generate "$cluster/examples.tar.gz" tenant \
        ARGOCD_APP_NAME=example ARGOCD_APP_NAMESPACE=poseidon-dev ARGOCD_APP_PROJECT_NAME=poseidon ARGOCD_APP_SOURCE_PATH=tenant \
        "ARGOCD_APP_PARAMETERS=[{\"name\":\"values-files\",\"array\":[\"../values/$2.yaml\"]}]"
}

# ----------------------------------------------------------------

# same_in_all EMIT VALUES HOST...
same_in_all() {
    local emit=$1 values=$2 host
    shift 2
    render_chart helm3 tenant "$values" --post-renderer cat >rendered.yaml
    by_helm3 "$emit" "$values" | objects >helm3.objects
    [ "$(wc -l <helm3.objects)" -gt 12 ]
    grep -q '"kind":"SecretStore","metadata"' helm3.objects
    grep -q '"kind":"ExternalSecret"' helm3.objects
    for host in "$@"; do
        echo "# $host, $emit, $values"
        "by_$host" "$emit" "$values" | objects >"$host.objects"
        same helm3.objects "$host.objects"
    done
}

@test "hosts: Helm 3, Helm 4, kubectl and Argo CD give the same objects, with opened credentials" {
    local values
    for values in generation-1 generation-3-tenant generation-n; do
        same_in_all secret "$values" helm4 kubectl argocd
        grep -q '"kind":"Secret"' helm3.objects
        run ! grep -q '"kind":"SealedSecret"' helm3.objects
    done
}

@test "hosts: Helm 3, Helm 4, kubectl and Argo CD give the same objects, with sealed credentials" {
    local values
    for values in generation-1 generation-3-tenant generation-n; do
        same_in_all sealed-secret "$values" helm4 kubectl argocd
        grep -q '"kind":"SealedSecret"' helm3.objects
        run ! grep -q '"kind":"Secret"' helm3.objects
    done
}
