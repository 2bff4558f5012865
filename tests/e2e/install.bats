#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What becomes of releases in a cluster: the examples installed, upgraded, rolled back and uninstalled with both Helms, on a real API
# server with the operator, its webhook and the Sealed Secrets controller.
#
# shellcheck disable=SC2030,SC2031,SC2154 # each test has a shell of its own; helpers.bash and cluster.bash set what is common to all

load helpers.bash
load cluster.bash

# The accounts of the examples, and one more.
tenant=7c1e0f52-9d3b-4b86-a1c4-2f5d8e6b9a07
team=3b5d7f91-0a2c-4e68-b0d2-f4a6c8e0b1d3
successor=5e8a2c46-1b7d-4f90-8e3a-6d4c2b0a9f81

setup_file() {
    need etcd kube-apiserver sealed-secrets-controller external-secrets-operator kubectl helm3 helm4 node \
        crds-sealed-secrets.yaml crds-0.20.4.yaml
    isolate
    cluster_start "$BATS_FILE_TMPDIR/cluster"
    # Before the operator's definitions are there: the last test looks at it.
    helm3 install early "$examples/tenant" --namespace default --values "$examples/values/generation-1.yaml" \
        --post-renderer "$PROGRAM" --post-renderer-args --sealing-key --post-renderer-args "$sealing_key" >"$cluster/early" 2>&1 || true
    controller_start
    operator_start
    cat >"$cluster/accounts" <<END
$tenant trident-and-horses-1
$tenant trident-and-horses-2
$tenant trident-and-horses-3
$team city-below-the-waves-2
$team city-below-the-waves-3
$successor olive-tree
secret poseidon-client-secret trident-and-horses-3
secret registry-login {"auths":{}}
END
    kubectl create namespace platform
    export cluster controller_url
}

teardown_file() {
    [ -z "${cluster:-}" ] || cluster_stop
}

setup() {
    isolate
    export KUBECONFIG=$cluster/kubeconfig EXTERNAL_SECRETS_SEALING_KEY=$sealing_key EXTERNAL_SECRETS_TARGET_VERSION=0.20
    PATH=$(dirname "$PROGRAM"):$PATH
    helm=
}

# What a test that failed left behind would be in the way of the next.
teardown() {
    [ -n "${cluster:-}" ] || return 0
    [ -z "$helm" ] || "$helm" --namespace platform uninstall example team 2>/dev/null || true
    namespace_end poseidon-dev poseidon-test atlantis triton-dev >/dev/null 2>&1 || true
}

# with HELM: `$helm` is that one, and `$renderer` what the filter is to it.
with() {
    helm=$1 renderer=$PROGRAM
    [ "$helm" = helm3 ] && return
    helm4 plugin install "$root" >/dev/null
    renderer=external-secrets
}

# put RELEASE CHART VALUES [ARGUMENT]...: installs or upgrades a release of an example; VALUES is a file, or the name of an example's.
put() {
    local release=$1 chart=$2 values=$3
    shift 3
    [ -e "$values" ] || values=$examples/values/$values.yaml
    [ -e "$chart" ] || chart=$examples/$chart
    "$helm" upgrade --install "$release" "$chart" --namespace platform --values "$values" --post-renderer "$renderer" "$@"
}

# ready KIND NAMESPACE/NAME...: what the operator says of it, in the end.
ready() {
    local kind=$1 name
    shift
    for name in "$@"; do
        kubectl wait --for=condition=Ready --timeout=30s --namespace "${name%/*}" "$kind/${name#*/}"
    done
}

# data NAMESPACE/NAME KEY
data() { kubectl --namespace "${1%/*}" get secret "${1#*/}" --output json | KEY=$2 node -e '
    const { data } = JSON.parse(require("node:fs").readFileSync(0));
    process.stdout.write(Buffer.from(data[process.env.KEY] ?? "", "base64"));'; }
data_is() { [ "$(data "$1" "$2")" = "$3" ]; }

# application CLIENT ENVIRONMENT=VAULT...: what the application of the tenant's chart gets, out of which vault and as which client.
application() {
    local client=$1 pair
    shift
    for pair in "$@"; do
        kubectl --namespace "poseidon-${pair%%=*}" annotate externalsecret trident --overwrite "force-sync=$RANDOM$RANDOM"
        wait_for 30 data_is "poseidon-${pair%%=*}/trident" DATABASE_URL "${pair#*=}/database-url for $client"
    done
}

# All objects but releases and what the API server made for itself: kind, namespace, name, version.
everything() {
    kubectl get --all-namespaces --output \
        'jsonpath={range .items[*]}{.kind} {.metadata.namespace}/{.metadata.name} {.metadata.resourceVersion}{"\n"}{end}' \
        secretstores,clustersecretstores,externalsecrets,sealedsecrets,secrets,configmaps,namespaces,deployments,networkpolicies,rolebindings |
        grep -v 'Secret platform/sh.helm.release' | LC_ALL=C sort
}

# nothing_differs RELEASE: the cluster is as the release's manifest says.
nothing_differs() { "$helm" get manifest "$1" --namespace platform | kubectl diff --filename -; }

# again RELEASE ...: as put; nothing in the cluster is touched.
again() {
    everything >before
    put "$@"
    everything >after
    [ "$(wc -l <before)" -gt 5 ]
    same before after
    nothing_differs "$1"
}

gone() { [ -z "$(kubectl get secrets,sealedsecrets,secretstores,clustersecretstores,externalsecrets -A -o name -l app.kubernetes.io/part-of="$1")" ]; }

lives() {
    with "$1"
    put example tenant generation-1 >said 2>&1
    run ! grep -i warning said
    ready secretstore poseidon-dev/poseidon-secret-store poseidon-test/poseidon-secret-store
    application $tenant dev=poseidon-dev test=poseidon-test
    again example tenant generation-1

    # Another account.
    put example tenant generation-1 \
        --set "external_secrets.keyvault_credentials.client_id=$successor" \
        --set "external_secrets.keyvault_credentials.client_secret=$(printf olive-tree | seal cluster-wide poseidon-dev any)"
    data_is poseidon-test/keyvault-credentials ClientSecret olive-tree
    application $successor dev=poseidon-dev test=poseidon-test

    # A key that opens none of it: the release stays as it was, and its owner is told why.
    other_key other.pem
    everything >before
    export EXTERNAL_SECRETS_LOG_FILE=$PWD/why.log
    EXTERNAL_SECRETS_SEALING_KEY=$PWD/other.pem run put example tenant generation-1
    [ "$status" -ne 0 ]
    grep 'error: .*keyvault_credentials.client_id: .*sealed with another key' why.log
    [ "$helm" = helm4 ] || grep 'keyvault_credentials.client_id: .*sealed with another key' <<<"$output"
    # As little happens where the renderer is forgotten.
    run "$helm" upgrade example "$examples/tenant" --namespace platform --values "$examples/values/generation-1.yaml"
    [ "$status" -ne 0 ]
    grep -F 'error validating data: [apiVersion not set, kind not set]' <<<"$output"
    everything >after
    same before after
    [ "$("$helm" history example --namespace platform | grep -c -e superseded -e deployed)" -eq 3 ]
    "$helm" history example --namespace platform | tail -1 | grep deployed

    # Back to the first account, without any key.
    unset EXTERNAL_SECRETS_SEALING_KEY
    "$helm" rollback example 1 --namespace platform
    data_is poseidon-dev/keyvault-credentials ClientSecret trident-and-horses-1
    application $tenant dev=poseidon-dev test=poseidon-test
    nothing_differs example

    # An environment that is no longer declared.
    export EXTERNAL_SECRETS_SEALING_KEY=$sealing_key
    put example tenant generation-1 --set-json 'environments=[{"name":"dev"}]'
    kubectl --namespace poseidon-dev get secretstore poseidon-secret-store
    run ! kubectl --namespace poseidon-test get secretstore poseidon-secret-store
    run ! kubectl --namespace poseidon-test get secret keyvault-credentials

    "$helm" uninstall example --namespace platform
    wait_for 20 gone poseidon
}

@test "install: Helm 3: a release lives: installed, the same again, other credentials, a failure, back, away" {
    lives helm3
}

@test "install: Helm 4: a release lives: installed, the same again, other credentials, a failure, back, away" {
    lives helm4
}

generation_2() {
    with "$1"
    put team team generation-2-team --post-renderer-args --open-cluster-stores
    put example tenant generation-2-tenant
    ready clustersecretstore any/atlantis-shared any/poseidon-app
    application $tenant dev=kv-poseidon test=kv-poseidon
    wait_for 30 data_is atlantis/registry .dockerconfigjson '{"auths":{}}'
    again example tenant generation-2-tenant
    again team team generation-2-team --post-renderer-args --open-cluster-stores
    "$helm" uninstall example team --namespace platform
    wait_for 20 gone poseidon
}

@test "install: Helm 3: generation 2, cluster stores of a tenant and its team" {
    generation_2 helm3
}

@test "install: Helm 4: generation 2, cluster stores of a tenant and its team" {
    generation_2 helm4
}

# A team whose vault is the operator's fake one.
fake_team() {
    cat >fake-team.yaml <<'END'
team: {name: atlantis, tenants: [poseidon]}
external_secrets:
  stores:
    - name: gitops
      kind: ClusterSecretStore
      conditions: [{namespaces: [atlantis, poseidon-dev, poseidon-test]}]
      provider:
        fake:
          data:
            - {key: poseidon-client-secret, value: trident-and-horses-3}
            - {key: registry-login, value: '{"auths":{}}'}
END
}

# bootstrap HELM VALUES ARGUMENT...: the tenant's release comes first, so its stores wait for those of the team.
bootstrap() {
    with "$1"
    shift
    put example tenant generation-3-tenant
    ready secretstore poseidon-test/poseidon-test-secret-store
    application $tenant test=kv-poseidon-test
    run ! kubectl --namespace poseidon-dev get secret poseidon-dev-secret-store-credentials
    put team team "$@"
    ready clustersecretstore any/atlantis-gitops
    # What waits is asked again within minutes; this is faster.
    kubectl --namespace poseidon-dev annotate externalsecret poseidon-dev-secret-store-credentials now=1
    ready externalsecret poseidon-dev/poseidon-dev-secret-store-credentials atlantis/registry
    data_is poseidon-dev/poseidon-dev-secret-store-credentials ClientID $tenant
    data_is poseidon-dev/poseidon-dev-secret-store-credentials ClientSecret trident-and-horses-3
    data_is atlantis/registry .dockerconfigjson '{"auths":{}}'
    kubectl --namespace poseidon-dev annotate secretstore poseidon-dev-secret-store now=1
    ready secretstore poseidon-dev/poseidon-dev-secret-store
    application $tenant dev=kv-poseidon-dev
    again example tenant generation-3-tenant
    again team team "$@"
}

@test "install: Helm 3: generation 3, a store brought up out of the team's vault" {
    bootstrap helm3 generation-3-team --post-renderer-args --open-cluster-stores
}

@test "install: Helm 4: generation 3, a store brought up out of the operator's fake vault, and nobody else's" {
    fake_team
    bootstrap helm4 "$PWD/fake-team.yaml"
    kubectl create namespace triton-dev
    cat >theirs.yaml <<'END'
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: theirs, namespace: triton-dev}
spec:
  secretStoreRef: {kind: ClusterSecretStore, name: atlantis-gitops}
  data: [{secretKey: ClientSecret, remoteRef: {key: poseidon-client-secret}}]
END
    kubectl apply --filename theirs.yaml
    refused() { kubectl --namespace triton-dev get events | grep 'using cluster store "atlantis-gitops" is not allowed from namespace "triton-dev"'; }
    wait_for 20 refused
    run ! kubectl --namespace triton-dev get secret theirs
}

# sealed HELM: for the controller's own certificate; no key and no plaintext passes Helm.
sealed() {
    with "$1"
    unset EXTERNAL_SECRETS_SEALING_KEY
    controller_certificate >cert.pem
    cp "$examples/values/generation-1.yaml" values.yaml
    printf %s $tenant >client_id
    printf trident-and-horses-1 >client_secret
    "$PROGRAM" seal --cert cert.pem --into values.yaml --at external_secrets.keyvault_credentials.client_id=client_id \
        --at external_secrets.keyvault_credentials.client_secret=client_secret
    put example tenant "$PWD/values.yaml" --post-renderer-args --emit=sealed-secret
    ready secretstore poseidon-dev/poseidon-secret-store poseidon-test/poseidon-secret-store
    data_is poseidon-test/keyvault-credentials ClientSecret trident-and-horses-1
    application $tenant dev=poseidon-dev test=poseidon-test
    run ! grep -e '^kind: Secret$' -e "$(base64 <<<trident-and | cut -c 1-12)" <("$helm" get manifest example --namespace platform)
    again example tenant "$PWD/values.yaml" --post-renderer-args --emit=sealed-secret
}

@test "install: Helm 3: what leaves sealed is opened by the controller" {
    sealed helm3
}

@test "install: Helm 4: what leaves sealed is opened by the controller" {
    sealed helm4
}

@test "install: Helm 3 and 4: a chart's own Secret, of sealed strings" {
    kubectl create namespace poseidon-dev
    for helm in helm3 helm4; do
        with $helm
        shop=(olive "$examples/shop" --namespace poseidon-dev --post-renderer "$renderer" --post-renderer-args --namespace=poseidon-dev)
        "$helm" upgrade --install "${shop[@]}"
        data_is poseidon-dev/olive-database password trident-of-the-shop
        data_is poseidon-dev/olive-database user poseidon
        [ "$(kubectl --namespace poseidon-dev get secret olive-database -o jsonpath='{.metadata.annotations}' | grep -c render/sealed)" -eq 0 ]
        "$helm" get manifest olive --namespace poseidon-dev | kubectl diff --filename -
        kubectl --namespace poseidon-dev get secret olive-database -o yaml >before
        "$helm" upgrade "${shop[@]}"
        kubectl --namespace poseidon-dev get secret olive-database -o yaml >after
        same before after
        "$helm" uninstall olive --namespace poseidon-dev
    done
}

# Stores that this operator is not to look after: it would call their servers.
elsewhere() { sed 's/^    - name: .*/&\n      controller: elsewhere/' "$examples/values/generation-n.yaml" >elsewhere.yaml; }

@test "install: Helm 3 and 4: stores of nine providers are taken by webhook and API server, and nothing is filled in" {
    elsewhere
    for helm in helm3 helm4; do
        with $helm
        put example tenant "$PWD/elsewhere.yaml"
        [ "$(kubectl get secretstores,clustersecretstores -A -o name -l app.kubernetes.io/part-of=poseidon | wc -l)" -eq 15 ]
        again example tenant "$PWD/elsewhere.yaml"
        "$helm" uninstall example --namespace platform
        wait_for 20 gone poseidon
        namespace_end poseidon-dev poseidon-test
    done
}

@test "install: a store of the cluster's own provider, with a sealed token, gives what it should" {
    with helm4
    cat >values.yaml <<END
namespace: {name: poseidon}
environments: [{name: dev}]
store: {kind: SecretStore, name: cluster}
external_secrets:
  stores:
    - name: cluster
      provider:
        kubernetes:
          server: {url: "https://127.0.0.1:$(cat "$cluster/port")", caBundle: $(base64 -w 0 <"$cluster/pki/apiserver.crt")}
          remoteNamespace: platform
          auth:
            token:
              bearerToken:
                sealed: $(printf admin-token | seal strict poseidon-dev cluster-credentials)
END
    kubectl --namespace platform create secret generic database-url --from-literal=url=postgres://trident
    kubectl --namespace platform create secret generic api-token --from-literal=token=horses
    put example tenant "$PWD/values.yaml"
    ready secretstore poseidon-dev/cluster
    ready externalsecret poseidon-dev/trident
    data_is poseidon-dev/trident DATABASE_URL '{"url":"postgres://trident"}'
    again example tenant "$PWD/values.yaml"
    # A token that opens nothing is noticed.
    sed -i "s|sealed: .*|sealed: $(printf none | seal strict poseidon-dev cluster-credentials)|" values.yaml
    put example tenant "$PWD/values.yaml"
    kubectl --namespace poseidon-dev annotate secretstore cluster now=1
    unknown() { kubectl --namespace poseidon-dev get secretstore cluster -o yaml | grep 'reason: ValidationUnknown'; }
    wait_for 20 unknown
}

# A chart that has nothing but values: in a document of their own, and in a ConfigMap that is to be dropped.
bare_chart() {
    mkdir -p bare/templates
    printf 'apiVersion: v2\nname: bare\nversion: 1.0.0\n' >bare/Chart.yaml
    printf '{{ .Values | toYaml }}\n' >bare/templates/values.yaml
    cat >bare/templates/configmap.yaml <<'END'
apiVersion: v1
kind: ConfigMap
metadata:
  name: values-of-triton
  namespace: platform
  annotations: {external-secrets.render/values: "values.yaml,drop"}
data:
  values.yaml: |
    namespace: {name: triton}
    environments: [dev]
    external_secrets: {auth_type: ManagedIdentity}
END
}

@test "install: Helm 3 and 4: what was dropped never reaches the API server, and what is added has Helm's label" {
    bare_chart
    kubectl create namespace poseidon-dev
    kubectl create namespace poseidon-test
    kubectl create namespace triton-dev
    for helm in helm3 helm4; do
        with $helm
        put example "$PWD/bare" generation-1
        ready secretstore poseidon-dev/poseidon-secret-store poseidon-test/poseidon-secret-store
        kubectl --namespace triton-dev get secretstore triton-secret-store
        again example "$PWD/bare" generation-1
        run ! grep -e values-of-triton -e keyvault_credentials <("$helm" get manifest example --namespace platform)
        "$helm" uninstall example --namespace platform
        wait_for 20 gone poseidon
    done
    [ "$(grep -c '"resource":"secretstores","namespace":"triton-dev"' "$cluster/audit.log")" -ge 2 ]
    run ! grep values-of-triton "$cluster/audit.log"
}

@test "install: kubectl: what render gives is applied, and after that nothing differs" {
    local file
    kubectl create namespace poseidon-dev
    kubectl create namespace poseidon-test
    kubectl create namespace atlantis
    elsewhere
    for file in "$examples"/values/generation-[123]*.yaml elsewhere.yaml "$examples/in-place/secret-store.yaml"; do
        echo "# $file"
        kubectl external-secrets render --filename "$file" | kubectl apply --server-side --filename -
        kubectl external-secrets render --filename "$file" | kubectl diff --server-side --filename -
        kubectl external-secrets render --filename "$file" | kubectl delete --wait=false --filename -
    done
}

@test "install: fields that the operator in the cluster does not have yet: Helm 3 warns, Helm 4 refuses" {
    unset EXTERNAL_SECRETS_TARGET_VERSION
    with helm4
    run put example tenant generation-3-tenant
    [ "$status" -ne 0 ]
    grep 'failed to create typed patch object (poseidon-dev/poseidon-dev-secret-store-credentials; external-secrets.io/v1, Kind=ExternalSecret): .spec.data\[0\].remoteRef.nullBytePolicy: field not declared in schema' <<<"$output"
    "$helm" uninstall example --namespace platform
    namespace_end poseidon-dev poseidon-test
    helm4 plugin uninstall external-secrets
    with helm3
    run put example tenant generation-3-tenant
    [ "$status" -eq 0 ]
    grep 'unknown field \\"spec.data\[0\].remoteRef.nullBytePolicy\\"' <<<"$output"
}

@test "install: without the operator's definitions Helm installs nothing" {
    grep -F 'no matches for kind "SecretStore" in version "external-secrets.io/v1"' "$cluster/early"
    grep -F 'ensure CRDs are installed first' "$cluster/early"
    run ! grep -e '"namespace":"poseidon-dev".*early' "$cluster/audit.log"
    [ "$(helm3 --namespace default list --all --short)" = "" ]
}

@test "install: docs/helm-in-a-cluster.md" {
    "$root/tests/docs/commands.pl" --tools "$tools" --cluster "$KUBECONFIG" "$root/docs/helm-in-a-cluster.md"
}
