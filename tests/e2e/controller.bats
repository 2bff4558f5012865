#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The real Sealed Secrets controller on a real API server.
#
# shellcheck disable=SC2154 # helpers.bash and cluster.bash set what is common to all

load helpers.bash
load cluster.bash

setup_file() {
    need etcd kube-apiserver sealed-secrets-controller kubectl helm3 crds-sealed-secrets.yaml node
    isolate
    cluster_start "$BATS_FILE_TMPDIR/cluster"
    controller_start
    export cluster controller_url
    kubectl create namespace poseidon-dev
}

teardown_file() {
    [ -z "${cluster:-}" ] || cluster_stop
}

setup() {
    isolate
    export KUBECONFIG=$cluster/kubeconfig
    controller_certificate >cert.pem
    controller_keys >keys.yaml
}

# seal_ours SCOPE NAME <plaintext: with the controller's newest certificate.
seal_ours() { "$PROGRAM" seal --quiet --cert cert.pem --scope "$1" --namespace poseidon-dev --name "$2"; }

# data NAME KEY: what the controller has put into the Secret.
data() { kubectl --namespace poseidon-dev get secret "$1" --output jsonpath="{.data.$2}" | base64 --decode; }
data_is() { [ "$(data "$1" "$2")" = "$3" ]; }

# values CREDENTIALS_SECRET CLIENT_SECRET SCOPE
values() {
    cat <<END
namespace: {name: poseidon}
environments: [{name: dev}]
external_secrets:
  stores:
    - name: $1
      scope: $3
      provider:
        vault:
          server: https://vault.example.com
          path: secret
          auth: {tokenSecretRef: {key: token, sealed: "$2"}}
END
}

@test "controller: opens what seal seals and render wraps, in each scope" {
    local scope string
    for scope in strict namespace-wide cluster-wide; do
        string=$(printf 'token of %s' "$scope" | seal_ours "$scope" "vault-$scope-credentials")
        values "vault-$scope" "$string" "$scope" | "$PROGRAM" render --emit sealed-secret >stream.yaml
        objects <stream.yaml | grep '"kind":"SealedSecret"' >sealed.json
        kubectl apply --server-side --filename sealed.json
        wait_for 20 data_is "vault-$scope-credentials" token "token of $scope"
    done
}

@test "controller: keys tells which of its keys is the newest, after it made another" {
    run "$PROGRAM" keys keys.yaml
    [ "$status" -eq 0 ]
    [ "$(grep -c newest <<<"$output")" -eq 1 ]
    before=$("$PROGRAM" keys cert.pem | sed -n 's/^\(SHA256:[^ ]*\).*/\1/p')
    grep newest <<<"$output" | grep -qF "$before"
}

# as_one_line <object: without what belongs to one object in one cluster.
as_one_line() { objects | sed 's/"\(creationTimestamp\|resourceVersion\|uid\)":"[^"]*",\?//g; s/"ownerReferences":\[[^]]*\],\?//; s/,}/}/g'; }
made() { kubectl --namespace poseidon-dev get secret "$1" --output yaml; }

@test "controller: makes of a SealedSecret what unseal makes of it" {
    cat >secrets.yaml <<'END'
apiVersion: v1
kind: Secret
metadata:
  name: site
  namespace: poseidon-dev
  labels: {app: sea}
  annotations: {sealedsecrets.bitnami.com/namespace-wide: "true", reloader: "true"}
type: kubernetes.io/tls
immutable: true
data: {tls.crt: dHJpZGVudA==, tls.key: aG9yc2Vz}
---
apiVersion: v1
kind: Secret
metadata: {name: pull, namespace: poseidon-dev}
type: kubernetes.io/dockerconfigjson
stringData:
  .dockerconfigjson: '{"auths":{}}'
END
    "$PROGRAM" seal --quiet --cert cert.pem --stream <secrets.yaml >sealed.yaml
    # A literal value of the template stands beside what is sealed.
    sed -i 's|^    type: kubernetes.io/tls|&\n    data: {issuer: nereus}|' sealed.yaml
    (umask 077 && cat keys.yaml >private.yaml && "$PROGRAM" unseal --sealing-key private.yaml <sealed.yaml >opened.yaml)
    kubectl apply --server-side --filename sealed.yaml
    wait_for 20 made site
    wait_for 20 made pull
    made site | as_one_line >got
    echo --- >>got
    made pull | as_one_line >>got
    sed -n '1,/^---/p' opened.yaml | sed '$d' | as_one_line >wanted
    echo --- >>wanted
    sed '1,/^---/d' opened.yaml | as_one_line >>wanted
    same wanted got
    grep -q '"issuer":"bmVyZXVz"' got
}

# The chart of docs/coming-from-helm-secrets.md, with the annotations that it tells to add.
chart_with() {
    mkdir -p chart/templates
    printf '%s\n' 'apiVersion: v2' 'name: olive' 'version: 1.0.0' >chart/Chart.yaml
    cat >chart/templates/secret.yaml <<END
apiVersion: v1
kind: Secret
metadata:
  name: olive-database
  annotations: {$1}
type: Opaque
data:
  password: {{ .Values.password | b64enc }}
END
}
identity() { kubectl --namespace poseidon-dev get secret olive-database --output jsonpath='{.metadata.uid}'; }
owned() { kubectl --namespace poseidon-dev get secret olive-database --output jsonpath='{.metadata.ownerReferences[0].kind}' | grep -qx SealedSecret; }

@test "controller: takes over a Secret of Helm's that is told to stay, and it is never away" {
    local before sealed='external-secrets.render/sealed: password' stay='helm.sh/resource-policy: keep, sealedsecrets.bitnami.com/managed: "true"'
    local render=(--values values.yaml --post-renderer "$PROGRAM" --post-renderer-args --namespace=poseidon-dev)
    chart_with ''
    helm3 install olive chart --namespace poseidon-dev --set password=trident
    before=$(identity)
    printf 'password: %s\n' "$(printf trident | seal_ours strict olive-database)" >values.yaml
    chart_with "$sealed, $stay"
    EXTERNAL_SECRETS_SEALING_KEY=keys.yaml helm3 upgrade olive chart --namespace poseidon-dev "${render[@]}"
    data_is olive-database password trident
    helm3 upgrade olive chart --namespace poseidon-dev "${render[@]}" --post-renderer-args --emit=sealed-secret
    [ "$(identity)" = "$before" ]
    wait_for 20 owned
    data_is olive-database password trident
    [ "$(identity)" = "$before" ]
}
