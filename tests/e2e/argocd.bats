#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The config management plugin with the real helm and kubectl.
#
# shellcheck disable=SC2016,SC2154 # single quotes are meant so; helpers.bash sets what is common to all

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

@test "argocd: the component adds the plugin to a repo-server, and every application names what the plugin knows" {
    cp -r "$root/deploy" .
    mkdir argocd
    cat >argocd/install.yaml <<'END'
apiVersion: apps/v1
kind: Deployment
metadata: {name: argocd-repo-server}
spec:
  selector: {matchLabels: {app.kubernetes.io/name: argocd-repo-server}}
  template:
    metadata: {labels: {app.kubernetes.io/name: argocd-repo-server}}
    spec:
      containers: [{name: argocd-repo-server, image: argocd}]
      volumes: [{name: var-files, emptyDir: {}}, {name: plugins, emptyDir: {}}]
END
    sed -n '/^```yaml argocd.kustomization.yaml/,/^```$/p' "$root/docs/argocd.md" | sed '1d;$d' >argocd/kustomization.yaml
    kubectl kustomize argocd >installed.yaml
    grep -q 'image: registry.example.com/platform/external-secrets-argocd:1.0' installed.yaml
    as_json <installed.yaml >installed.json
    # What is mounted is there, and the plugin's file is the one of the folder.
    node -e '
        const text = require("node:fs").readFileSync("installed.json", "utf8");
        const objects = JSON.parse("[" + text.trim().replace(/^}\n{/gm, "},\n{") + "]");
        const pod = objects.find((object) => object.kind === "Deployment").spec.template.spec;
        const names = new Set(pod.volumes.map((volume) => volume.name));
        const plugin = pod.containers.find((container) => container.name === "external-secrets");
        for (const mount of plugin.volumeMounts)
            if (!names.has(mount.name)) throw Error("no volume " + mount.name);
        const config = objects.find((object) => object.kind === "ConfigMap");
        if (config.metadata.name !== "external-secrets-plugin" || config.metadata.namespace !== "argocd") throw Error("no such ConfigMap");
        process.stdout.write(config.data["plugin.yaml"]);' >plugin.yaml
    same "$root/deploy/argocd/plugin.yaml" plugin.yaml
    cd repository/tenant
    sed -n 's/^ *- name: \([a-z-]*\)$/\1/p' "$root/deploy/argocd/applicationset.yaml" | grep -x values-files
    "$PROGRAM" argocd parameters | grep -q '"values-files"'
}
