#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The config management plugin with the real helm and kubectl.
#
# shellcheck disable=SC2154 # helpers.bash sets what is common to all

load helpers.bash

setup() {
    need helm3 helm4 kubectl node
    isolate
    mkdir bin
    ln -s "$tools/kubectl" bin/kubectl
    PATH=$PWD/bin:$PATH
    export ARGOCD_APP_NAME=example ARGOCD_APP_NAMESPACE=poseidon-dev ARGOCD_APP_PROJECT_NAME=poseidon ARGOCD_APP_SOURCE_PATH=tenant
    export EXTERNAL_SECRETS_ALLOW_NAMESPACE='poseidon-*'
    cp -r "$examples" repository
}

@test "argocd: a chart gives what helm template and render give, with Helm 3 and Helm 4" {
    local helm values=generation-1
    for helm in helm3 helm4; do
        ln -sf "$tools/$helm" bin/helm
        "$helm" template example repository/tenant --namespace poseidon-dev --values "repository/values/$values.yaml" |
            "$PROGRAM" render --emit sealed-secret --namespace poseidon-dev >expected.yaml
        (cd repository/tenant && ARGOCD_APP_PARAMETERS="[{\"name\":\"values-files\",\"array\":[\"../values/$values.yaml\"]}]" \
            "$PROGRAM" argocd generate) >actual.yaml
        same expected.yaml actual.yaml
        grep -q 'kind: SealedSecret' actual.yaml
    done
}

@test "argocd: values and single values win over files" {
    ln -sf "$tools/helm3" bin/helm
    cd repository/tenant
    export ARGOCD_APP_PARAMETERS='[{"name":"values-files","array":["../values/generation-1.yaml"]},
        {"name":"values","string":"external_secrets: {azure_tenant_id: 11111111-2222-3333-4444-555555555555}"}]'
    "$PROGRAM" argocd generate | grep -q 11111111-2222-3333-4444-555555555555
    export ARGOCD_APP_PARAMETERS='[{"name":"values-files","array":["../values/generation-1.yaml"]},
        {"name":"set","map":{"external_secrets.azure_tenant_id":"11111111-2222-3333-4444-555555555555"}}]'
    "$PROGRAM" argocd generate | grep -q 11111111-2222-3333-4444-555555555555
}

@test "argocd: what helm says of a broken chart arrives, with the step that failed" {
    ln -sf "$tools/helm3" bin/helm
    cd repository/tenant
    echo '{{ required "the tenant has no name" .Values.none }}' >templates/broken.yaml
    run --separate-stderr "$PROGRAM" argocd generate
    [ "$status" -eq 3 ]
    [ -z "$output" ]
    says 'the tenant has no name'
    says 'error: helm template failed with exit code 1'
}

@test "argocd: a kustomization gives what kubectl kustomize and render give" {
    mkdir repository/kustomized
    cp "$examples/values/generation-n.yaml" repository/kustomized/values.yaml
    cat >repository/kustomized/kustomization.yaml <<'END'
namespace: poseidon-dev
resources: [carrier.yaml]
END
    {
        printf 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: values\n  annotations:\n    external-secrets.render/values: values,drop\ndata:\n  values: |\n'
        sed 's/^/    /' "$examples/values/generation-n.yaml"
    } >repository/kustomized/carrier.yaml
    kubectl kustomize repository/kustomized | "$PROGRAM" render --emit sealed-secret --namespace poseidon-dev >expected.yaml
    (cd repository/kustomized && ARGOCD_APP_SOURCE_PATH=kustomized "$PROGRAM" argocd generate) >actual.yaml
    same expected.yaml actual.yaml
    grep -q 'kind: SealedSecret' actual.yaml
}
