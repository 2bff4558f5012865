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

# refused: the application in the current folder gives nothing, and what it wanted is in no message.
refused() {
    run --separate-stderr "$PROGRAM" argocd generate
    [ "$status" -ne 0 ]
    [ -z "$output" ]
    [[ $stderr != *hush* ]]
}

@test "argocd: real Helm reads no file outside of the repository, by whatever name" {
    local helm outside=$PWD/keys
    mkdir -p "$outside"
    echo 'token: hush' >"$outside/key.yaml"
    cd repository/tenant
    echo 'x: {{ .Values | toJson | quote }}' >templates/leak.yaml
    mkdir -p "own,$outside" && touch own "own,$outside/key.yaml"
    for helm in helm3 helm4; do
        ln -sf "$tools/$helm" "$BATS_TEST_TMPDIR/bin/helm"
        # Helm itself would take the one name for two files.
        "$helm" template example . --values "$PWD/own,$outside/key.yaml" --show-only templates/leak.yaml | grep -q hush
        ARGOCD_APP_PARAMETERS="[{\"name\":\"values-files\",\"array\":[\"own,$outside/key.yaml\"]}]" refused
        says 'Helm would take it for several files'
        ARGOCD_APP_PARAMETERS="[{\"name\":\"values-files\",\"array\":[\"../../keys/key.yaml\"]}]" refused
        says 'stands outside of the repository'
        ARGOCD_APP_PARAMETERS="[{\"name\":\"set\",\"map\":{\"a\":\"b,c=d\",\"--values=$outside/key.yaml\":\"x\"}}]" \
            run --separate-stderr "$PROGRAM" argocd generate
        [[ $output$stderr != *hush* ]]
    done
}

@test "argocd: real Helm takes no option, plugin or post-renderer from an application" {
    local helm
    cd repository/tenant
    mkdir -p plugins/evil
    printf '#!/bin/sh\ntouch %s/ran\nexec cat\n' "$BATS_TEST_TMPDIR" >plugins/evil/run
    chmod +x plugins/evil/run
    printf 'name: evil\nversion: 0.1.0\ncommand: $HELM_PLUGIN_DIR/run\ndownloaders: [{command: run, protocols: [evil]}]\n' >plugins/evil/plugin.yaml
    for helm in helm3 helm4; do
        ln -sf "$tools/$helm" "$BATS_TEST_TMPDIR/bin/helm"
        # As the plugin server hands over what an application sets.
        ARGOCD_ENV_HELM_PLUGINS=$PWD/plugins PARAM_HELM_PLUGINS=$PWD/plugins ARGOCD_ENV_XDG_DATA_HOME=$PWD ARGOCD_ENV_PATH=$PWD/plugins/evil \
            ARGOCD_ENV_EXTERNAL_SECRETS_EMIT=secret KUBE_API_VERSIONS="v1 --post-renderer=$PWD/plugins/evil/run" \
            ARGOCD_APP_PARAMETERS='[{"name":"values-files","array":["../values/generation-1.yaml"]}]' \
            "$PROGRAM" argocd generate >out.yaml
        grep -q 'kind: SealedSecret' out.yaml
        KUBE_VERSION="--post-renderer=$PWD/plugins/evil/run" refused
        ARGOCD_APP_NAME="--post-renderer=$PWD/plugins/evil/run" refused
        says "the release's name is none that Helm takes"
        ARGOCD_APP_PARAMETERS='[{"name":"values-files","array":["evil://values.yaml"]}]' refused
        says 'no URLs'
        ARGOCD_APP_PARAMETERS='[{"name":"post-renderer","string":"plugins/evil/run"}]' refused
        says 'a parameter that the plugin does not know'
    done
    [ ! -e "$BATS_TEST_TMPDIR/ran" ]
}

# kustomized NAME=CONTENT...: an application of these files alone; kustomizes it with each program that does.
kustomized() {
    local file
    rm -rf repository/kustomized && mkdir repository/kustomized
    for file in "$@"; do printf '%b' "${file#*=}" >"repository/kustomized/${file%%=*}"; done
    pushd repository/kustomized >/dev/null || return
    export ARGOCD_APP_SOURCE_PATH=kustomized
    refused
    popd >/dev/null || return
}

@test "argocd: a kustomization reaches nothing outside, runs nothing and fetches no chart" {
    local kustomizer function='#!/bin/sh\ntouch '$BATS_TEST_TMPDIR/ran'\ncat\n'
    mkdir keys
    printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: hush}\n' >keys/key.yaml
    for kustomizer in kubectl kustomize; do
        [ $kustomizer = kubectl ] || [ -x "$tools/kustomize" ] || continue
        rm bin/*
        ln -s "$tools/$kustomizer" bin/
        kustomized 'kustomization.yaml=resources: [../../keys/key.yaml]\n'
        says 'is not in or below'
        kustomized "kustomization.yaml=resources: [$PWD/keys/key.yaml]\n"
        kustomized 'kustomization.yaml=resources: [../../keys]\n'
        kustomized 'kustomization.yaml=configMapGenerator: [{name: a, files: [../../keys/key.yaml]}]\n'
        kustomized 'kustomization.yaml=resources: [a.yaml]\n' 'a.yaml=a: 1\n'
        # Functions and plugins, by each way to name one.
        kustomized 'kustomization.yaml=generators: [g.yaml]\n' "run=$function" \
            'g.yaml=apiVersion: v1\nkind: Evil\nmetadata:\n  name: a\n  annotations:\n    config.kubernetes.io/function: "exec: {path: ./run}"\n'
        kustomized 'kustomization.yaml=generators: [g.yaml]\n' 'g.yaml=apiVersion: example.com/v1\nkind: Evil\nmetadata: {name: a}\n' "Evil=$function"
        kustomized 'kustomization.yaml=helmCharts: [{name: a, repo: "https://127.0.0.1:9"}]\n'
        says 'enable-helm'
        kustomized "kustomization.yaml=resources: [\"ext::sh -c 'touch $BATS_TEST_TMPDIR/ran'\"]\n"
    done
    [ ! -e "$BATS_TEST_TMPDIR/ran" ]
}

@test "argocd: what the plugin has in its environment does not get into a kustomization's objects" {
    mkdir repository/kustomized
    printf 'configMapGenerator: [{name: leak, envs: [names.env]}]\n' >repository/kustomized/kustomization.yaml
    printf 'EXTERNAL_SECRETS_SEALING_KEY_DATA\nPLATFORM_TOKEN\n' >repository/kustomized/names.env
    cd repository/kustomized
    ARGOCD_APP_SOURCE_PATH=kustomized PLATFORM_TOKEN=hush EXTERNAL_SECRETS_SEALING_KEY_DATA=$(cat "$sealing_key") \
        run --separate-stderr "$PROGRAM" argocd generate
    [[ $output$stderr != *hush* ]]
    [[ $output$stderr != *'PRIVATE KEY'* ]]
    [[ $output$stderr != *LS0tLS1CRUdJTi* ]]
}
