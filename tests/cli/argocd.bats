#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The config management plugin, with a helm, a kustomize and a kubectl of our own, which say how they were called.

# shellcheck disable=SC2016 # what is not expanded is meant so

load common

setup() {
    clean_start
    unset "${!ARGOCD_@}" "${!KUBE_@}"
    export ARGOCD_APP_NAME=shop ARGOCD_APP_NAMESPACE=poseidon-dev ARGOCD_APP_PROJECT_NAME=poseidon
    calls=$BATS_TEST_TMPDIR/calls
    bin=$BATS_TEST_TMPDIR/bin
    export calls
    for program in helm kubectl; do
        cat >"$bin/$program" <<'END'
#!/bin/sh
for argument in "${0##*/}" "$@"; do printf '%s\n' "$argument"; done >>"$calls"
case " $* " in *' --values=- '*) sed 's/^/stdin: /' >>"$calls" ;; esac
[ -z "$printed" ] || cat "$printed"
[ -z "$says" ] || echo "$says" >&2
exit "${code:-0}"
END
        chmod +x "$bin/$program"
    done
    export printed=$PWD/printed says='' code=0
    echo "$PLAIN_OBJECT" >"$printed"
    mkdir -p repository/apps/shop
    touch repository/apps/shop/Chart.yaml
    export ARGOCD_APP_SOURCE_PATH=apps/shop
    cd repository/apps/shop || return
}

values() {
    cat <<'END'
namespace: {name: poseidon}
environments: [{name: dev}]
external_secrets:
  azure_tenant_id: 0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d
  auth_type: WorkloadIdentity
  service_account: vault-reader
END
}

called() { assert_equal "$(cat "$calls")" "$(printf '%s\n' "$@")"; }

# Parameters, as Argo CD sends them.
sends() { export ARGOCD_APP_PARAMETERS=$1; }

@test "argocd: a chart is printed by helm template, without a shell, and filtered" {
    { cat "$printed"; echo ---; values; } >values-too && cp values-too "$printed"
    export KUBE_VERSION=1.36.3 KUBE_API_VERSIONS=v1,apps/v1
    start argocd generate
    assert_success
    called helm template --namespace=poseidon-dev --kube-version=1.36.3 --api-versions=v1,apps/v1 --include-crds -- shop .
    assert_line 'kind: ConfigMap'
    assert_line 'kind: SecretStore'
    refute_line 'environments: [{name: dev}]'
}

@test "argocd: what the application may set becomes helm's arguments, each in one piece" {
    echo 'a: 1' >own.yaml
    echo 'b: 1' >../../common.yaml
    sends '[{"name":"release-name","string":"blue"},{"name":"values-files","array":["own.yaml","../../common.yaml"]},
            {"name":"values","string":"c: 1\nd: $(id)"},{"name":"set","map":{"e.f":"one,two\\three","--debug":"x"}},
            {"name":"skip-crds","string":"true"}]'
    start argocd generate
    assert_success
    local here
    here=$(pwd -P)
    called helm template --namespace=poseidon-dev "--values=$here/own.yaml" "--values=$(cd ../.. && pwd -P)/common.yaml" --values=- \
        '--set-string=e.f=one\,two\\three' --set-string=--debug=x -- blue . 'stdin: c: 1' 'stdin: d: $(id)'
}

@test "argocd: values files stay inside the repository" {
    echo 'secret: 1' >../../../outside.yaml
    ln -s ../../../outside.yaml link.yaml
    for path in ../../../outside.yaml "$PWD/../../../outside.yaml" /etc/passwd; do
        sends "[{\"name\":\"values-files\",\"array\":[\"$path\"]}]"
        rm -f link.yaml
        start argocd generate
        assert_error 3 "error: values file $path: stands outside of the repository" \
            'hint: name a file of the repository, by its path from the application'"'"'s folder'
    done
    sends '[{"name":"values-files","array":["https://example.com/values.yaml"]}]'
    start argocd generate
    assert_error 3 'error: values file https://example.com/values.yaml: only files of the repository are read, no URLs'
    sends '[{"name":"values-files","array":["none.yaml"]}]'
    start argocd generate
    assert_error 3 'error: values file none.yaml: No such file or directory'
    [ ! -e "$calls" ]
}

@test "argocd: a values file is one file to Helm, whatever its name" {
    local outside name
    outside=$(cd ../../.. && pwd -P)/keys
    mkdir -p "$outside" "own,$outside" 'quo"ted'
    echo 'secret: 1' >"$outside/key.yaml"
    touch own "own,$outside/key.yaml" 'quo"ted/a.yaml' $'line\nend.yaml' 'b,c.yaml'
    for name in "own,$outside/key.yaml" 'quo\"ted/a.yaml' 'line\nend.yaml' b,c.yaml; do
        sends "[{\"name\":\"values-files\",\"array\":[\"$name\"]}]"
        start argocd generate
        assert_failure 3
        assert_output ''
        [[ $stderr == 'error: values file '*': Helm would take it for several files'* ]]
    done
    # By a link with an innocent name as well.
    ln -s b,c.yaml innocent.yaml
    sends '[{"name":"values-files","array":["innocent.yaml"]}]'
    start argocd generate
    assert_error 3 'error: values file innocent.yaml: Helm would take it for several files' \
        'hint: rename it, or its folder: without a comma, a quote or a line end'
    [ ! -e "$calls" ]
}

@test "argocd: a link that leads out of the repository is refused, wherever it stands" {
    mkdir -p templates ../other
    ln -s ../../../../keys templates/inside-out
    touch ../../../keys
    start argocd generate
    assert_error 3 'error: apps/shop/templates/inside-out: is a link that leads out of the repository' \
        'hint: put what it leads to into the repository'
    rm templates/inside-out
    ln -s ../shop/Chart.yaml ../other/Chart.yaml
    ln -s nowhere ../other/nothing
    start argocd generate
    assert_success
}

@test "argocd: no name, namespace or version becomes an option" {
    sends '[{"name":"release-name","string":"--post-renderer=/bin/sh"}]'
    start argocd generate
    assert_error 3 "error: the release's name is none that Helm takes (1 to 53 of a-z, 0-9, - and .)"
    sends ''
    KUBE_VERSION='--post-renderer' start argocd generate
    assert_success
    grep -qx -- '--kube-version=--post-renderer' "$calls"
    ARGOCD_APP_NAME='' start argocd generate
    assert_failure 3
    assert_told 'error: the release has no name'
}

@test "argocd: wrong parameters are refused with their names, never with their values" {
    sends '[{"name":"value-files","array":["a"]}]'
    start argocd generate
    assert_error 3 'error: the application has a parameter that the plugin does not know' 'hint: did you mean values-files?'
    sends '[{"name":"values-files","string":"a"}]'
    start argocd generate
    assert_error 3 'error: parameter values-files: must be a list of strings'
    sends '[{"name":"set","map":{"a":1}}]'
    start argocd generate
    assert_error 3 'error: parameter set: must be a map of strings'
    sends '[{"name":"skip-crds","string":"maybe"}]'
    start argocd generate
    assert_error 3 'error: parameter skip-crds: must be the string true or false'
    sends '{'
    start argocd generate
    assert_error 3 'error: ARGOCD_APP_PARAMETERS: no list in JSON, as Argo CD sends it'
}

@test "argocd: the owner is the project, the namespace the destination's; an application cannot say otherwise" {
    values >"$printed"
    start argocd generate
    assert_success
    ARGOCD_APP_PROJECT_NAME=trident ARGOCD_ENV_EXTERNAL_SECRETS_OWNER=poseidon ARGOCD_ENV_OWNER=poseidon PARAM_OWNER=poseidon \
        start argocd generate
    assert_failure 3
    assert_output ''
    assert_told 'error: helm template:1:19: namespace.name: tenant poseidon is not one that the host named'
    sends '[{"name":"owner","string":"poseidon"}]'
    ARGOCD_APP_PROJECT_NAME=trident start argocd generate
    assert_failure 3
    assert_told 'error: the application has a parameter that the plugin does not know'
    sends ''
    ARGOCD_APP_PROJECT_NAME=trident EXTERNAL_SECRETS_OWNER=poseidon start argocd generate
    assert_success
    ARGOCD_APP_PROJECT_NAME=trident start argocd generate --owner poseidon
    assert_success
    unset ARGOCD_APP_PROJECT_NAME
    start argocd generate
    assert_error 2 'error: ARGOCD_APP_PROJECT_NAME is not set, and no --owner is given' \
        'hint: Argo CD sets it for its plugins; elsewhere give the option'
}

@test "argocd: a destination is one namespace, and no pattern" {
    values >"$printed"
    local namespace
    for namespace in '*' 'poseidon-*' 'poseidon-?ev' '[a-z]*' '--namespace=kube-system' $'a\nb'; do
        ARGOCD_APP_NAMESPACE=$namespace start argocd generate --namespace poseidon-dev
        assert_error 2 'error: ARGOCD_APP_NAMESPACE: not the name of a namespace (1 to 63 of a-z, 0-9 and -)'
        ARGOCD_APP_NAMESPACE=$namespace start argocd generate
        assert_error 2 'error: ARGOCD_APP_NAMESPACE: not the name of a namespace (1 to 63 of a-z, 0-9 and -)'
    done
    [ ! -e "$calls" ]
}

@test "argocd: nothing is a failure, and so is a child that fails" {
    : >"$printed"
    start argocd generate
    assert_error 3 'error: the application has no objects' \
        'hint: an empty answer would delete what the application has in the cluster; is everything in it disabled?'
    printf -- '---\n# Source: nothing\n---\n# and nothing\n' >"$printed"
    start argocd generate
    assert_failure 3
    echo "$PLAIN_OBJECT" >"$printed"
    code=7 says='Error: no such template' start argocd generate
    assert_error 3 'Error: no such template' 'error: helm template failed with exit code 7'
    rm "$bin/helm"
    PATH=$bin:/usr/bin:/bin start argocd generate
    assert_error 6 'error: helm template: cannot be started: No such file or directory' 'hint: put helm into the PATH'
}

@test "argocd: a time limit that nears is said, with the step, and ends the child" {
    cat >"$bin/helm" <<'END'
#!/bin/sh
echo $$ >>"$calls"
exec sleep 60
END
    external-secrets argocd generate 2>said &
    local plugin=$!
    until [ -s "$calls" ]; do sleep 0.05; done
    kill -TERM $plugin
    local code=0
    wait $plugin || code=$?
    [ $code -ne 0 ]
    assert_equal "$(cat said)" 'error: stopped by SIGTERM while waiting for helm template; nothing was written'
    local tries=0
    while kill -0 "$(cat "$calls")" 2>/dev/null && [ $((tries += 1)) -lt 100 ]; do sleep 0.05; done
    run ! kill -0 "$(cat "$calls")"
}

@test "argocd: a kustomization is printed by kustomize, or by kubectl where there is none" {
    rm Chart.yaml
    touch kustomization.yml
    PATH=$bin:/usr/bin:/bin start argocd generate
    assert_success
    called kubectl kustomize .
    rm "$calls"
    mv "$bin"/{helm,kustomize}
    PATH=$bin:/usr/bin:/bin start argocd generate
    assert_success
    called kustomize build .
}

@test "argocd: dependencies that a chart names and does not bring are fetched first" {
    touch Chart.lock
    start argocd generate
    assert_success
    assert_equal "$(grep -c . "$calls")" 10
    assert_equal "$(head -3 "$calls")" $'helm\ndependency\nbuild'
    rm "$calls"
    mkdir charts
    start argocd generate
    assert_success
    assert_equal "$(sed -n 2p "$calls")" template
}

@test "argocd: plain manifests are read by name, with folders below where asked for" {
    rm Chart.yaml
    start argocd generate
    assert_failure 3
    assert_told "error: the application's folder holds no chart, no kustomization and no *.yaml, *.yml or *.json"
    echo "$PLAIN_OBJECT" >b.yaml
    echo '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}}' >a.json
    mkdir below
    echo '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "c"}}' >below/c.json
    start argocd generate
    assert_success
    assert_line --index 0 --partial Service
    refute_line --partial Pod
    sends '[{"name":"recurse","string":"true"}]'
    start argocd generate
    assert_line --partial Pod
}

@test "argocd: parameters are announced as Argo CD reads them, those that mean something here" {
    start argocd parameters
    assert_success
    run node -e 'for (const one of JSON.parse(process.argv[1])) console.log(one.name, one.collectionType, one.title && one.tooltip ? "told" : "")' \
        "$output"
    assert_output $'release-name string told\nvalues-files array told\nvalues string told\nset map told\nskip-crds string told'
    rm Chart.yaml
    start argocd parameters
    assert_output --partial '"recurse"'
    refute_output --partial 'values-files'
    touch kustomization.yaml
    start argocd parameters
    assert_output '[]'
}

@test "argocd: discovery says yes where a file names what the filter is for" {
    start argocd discover
    assert_success
    assert_output ''
    mkdir templates
    values >templates/values.yaml
    start argocd discover
    assert_success
    assert_output './templates/values.yaml'
}

@test "argocd: credentials leave sealed unless the platform says otherwise" {
    cat >"$printed" <<END
namespace: {name: poseidon}
environments: [{name: dev}]
external_secrets:
  azure_tenant_id: 0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d
  keyvault_credentials:
$(sed -n '/keyvault_credentials:/,$p' "$BATS_TEST_DIRNAME/../../examples/values/generation-1.yaml" | grep -E 'client_(id|secret)')
END
    start argocd generate
    assert_success
    assert_line 'kind: SealedSecret'
    EXTERNAL_SECRETS_EMIT=reference start argocd generate
    assert_success
    refute_line 'kind: SealedSecret'
    ARGOCD_ENV_EXTERNAL_SECRETS_EMIT=secret start argocd generate
    assert_line 'kind: SealedSecret'
}

@test "argocd: what it does is asked for by a word" {
    start argocd
    assert_error 2 'error: what to do is missing' 'hint: external-secrets argocd generate, parameters or discover'
    start argocd init
    assert_error 2 'error: no such word behind argocd' 'hint: external-secrets argocd generate, parameters or discover'
}
