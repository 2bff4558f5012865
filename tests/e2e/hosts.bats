#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# One tenant, all hosts: the same objects come out, whether the program is called by Helm 3, Helm 4, kubectl, Argo CD's plugin server, or
# kustomize, as a function and as a plugin.
#
# What a host has to add is taken away before they are compared, and nothing else: Helm 4's annotation with the name of a file, which
# as_json() takes out. Order, comments and style are each host's own.
#
# shellcheck disable=SC2154,SC2030,SC2031 # helpers.bash and cluster.bash set what is common to all, each test runs in a shell of its own

load helpers.bash
load cluster.bash

# One plugin server opens credentials, as a platform may have it, the other leaves them sealed.
setup_file() {
    need helm3 helm4 kubectl kustomize argocd-cmp-server node node_modules
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
    export EXTERNAL_SECRETS_SEALING_KEY=$sealing_key XDG_CONFIG_HOME=$HOME/config
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

# What Helm prints with the values document in a ConfigMap, as kustomize takes Kubernetes objects only.
carried() {
    awk '/^---$/ { flush(); next }
         { lines[++count] = $0; if (/^# Source: .*\/external-secrets-values.yaml$/) values = 1 }
         function flush(    i) {
             if (values) {
                 print "---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: tenant-values\n  namespace: poseidon-dev"
                 print "  annotations: {external-secrets.render/values: \"values,drop\"}\ndata:\n  values: |"
             } else if (count > 0) print "---"
             for (i = 1; i <= count; i++) print (values ? "    " : "") lines[i]
             count = values = 0
         }
         END { flush() }'
}

# kustomized EMIT [ANNOTATION]: the tenant as a kustomization, with the filter for a transformer.
kustomized() {
    rm -rf kustomized && mkdir kustomized
    carried <rendered.yaml >kustomized/tenant.yaml
    printf 'resources: [tenant.yaml]\ntransformers: [external-secrets.yaml]\n' >kustomized/kustomization.yaml
    printf '%s\n' 'apiVersion: external-secrets.render/v1' 'kind: ExternalSecretsRender' 'metadata:' '  name: external-secrets' \
        "${@:2}" 'spec:' "  emit: $1" >kustomized/external-secrets.yaml
}

by_kustomize_function() {
    kustomized "$1" '  annotations:' '    config.kubernetes.io/function: "exec: {path: external-secrets}"'
    "$tools/kustomize" build --enable-alpha-plugins --enable-exec kustomized
}

by_kustomize_plugin() {
    local folder=$XDG_CONFIG_HOME/kustomize/plugin/external-secrets.render/v1/externalsecretsrender
    mkdir -p "$folder"
    ln -sf "$PROGRAM" "$folder/ExternalSecretsRender"
    kustomized "$1"
    kubectl kustomize --enable-alpha-plugins kustomized
}

# ---------------------------------------------------------------- the comparison

# same_in_all EMIT VALUES
same_in_all() {
    local emit=$1 values=$2 host
    render_chart helm3 tenant "$values" --post-renderer cat >rendered.yaml
    by_helm3 "$emit" "$values" | objects >helm3.objects
    [ "$(wc -l <helm3.objects)" -gt 12 ]
    grep -q '"kind":"SecretStore","metadata"' helm3.objects
    grep -q '"kind":"ExternalSecret"' helm3.objects
    for host in helm4 kubectl argocd kustomize_function kustomize_plugin; do
        echo "# $host, $emit, $values"
        "by_$host" "$emit" "$values" | objects >"$host.objects"
        same helm3.objects "$host.objects"
    done
}

@test "hosts: all six give the same objects, with opened credentials" {
    local values
    for values in generation-1 generation-3-tenant generation-n; do
        same_in_all secret "$values"
        grep -q '"kind":"Secret"' helm3.objects
        run ! grep -q '"kind":"SealedSecret"' helm3.objects
    done
}

@test "hosts: all six give the same objects, with sealed credentials" {
    local values
    for values in generation-1 generation-3-tenant generation-n; do
        same_in_all sealed-secret "$values"
        grep -q '"kind":"SealedSecret"' helm3.objects
        run ! grep -q '"kind":"Secret"' helm3.objects
    done
}
