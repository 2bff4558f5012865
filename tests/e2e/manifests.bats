#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# Whole manifests: the real kubeseal opens what seal makes of Secrets, unseal opens what kubeseal makes of them, and what others make.
#
# shellcheck disable=SC2154 # helpers.bash sets what is common to all

load helpers.bash

setup() {
    need kubeseal kubectl node node_modules
    isolate
    umask 077
}

kubeseal() { "$tools/kubeseal" --cert "$certificate" "$@"; }
# One SealedSecret on stdin, opened by kubeseal, as `objects` has it. The owner that kubeseal adds is the SealedSecret in a cluster.
recovered() {
    "$tools/kubeseal" --recovery-unseal --recovery-private-key "$sealing_key" | objects | sed 's/,"ownerReferences":\[[^]]*\]//'
}
sealed() { "$PROGRAM" seal --quiet --cert "$certificate" "$@"; }
opened() { "$PROGRAM" unseal --sealing-key "$sealing_key" "$@"; }
valid() { objects | TOOLS=$tools "$root/tests/e2e/validate-models.mjs"; }

# secret KIND ANNOTATION: a Secret of each kind, in base64 where the cluster has it.
secret() {
    printf 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: %s\n  namespace: poseidon-dev\n  labels: {app: sea}\n' "$1"
    [ -z "$2" ] || printf '  annotations:\n    %s: "true"\n' "$2"
    case $1 in
    tls)
        printf 'type: kubernetes.io/tls\ndata:\n  tls.crt: %s\n  tls.key: %s\n' "$(base64 -w 0 <"$certificate")" \
            "$(perl -e 'print map { chr } 0 .. 255' | base64 -w 0)"
        ;;
    docker) printf 'type: kubernetes.io/dockerconfigjson\ndata:\n  .dockerconfigjson: %s\n' "$(printf '{"auths":{}}' | base64)" ;;
    immutable) printf 'immutable: true\ntype: Opaque\ndata:\n  one: dHJpZGVudA==\n' ;;
    esac
}

scope_annotations=('' sealedsecrets.bitnami.com/namespace-wide sealedsecrets.bitnami.com/cluster-wide)

@test "manifests: kubeseal opens what seal makes of a Secret, whatever its type and scope" {
    local annotation kind
    for annotation in "${scope_annotations[@]}"; do
        for kind in tls docker immutable; do
            secret $kind "$annotation" >secret.yaml
            sealed -f secret.yaml >sealed.yaml
            recovered <sealed.yaml >got
            objects <secret.yaml >wanted
            same wanted got
            [ "$(valid <sealed.yaml)" = "ok SealedSecret poseidon-dev/$kind" ]
        done
    done
}

@test "manifests: unseal opens what kubeseal makes of a Secret, as YAML and as JSON" {
    local annotation kind format
    for annotation in "${scope_annotations[@]}"; do
        for kind in tls docker immutable; do
            secret $kind "$annotation" >secret.yaml
            objects <secret.yaml >wanted
            for format in yaml json; do
                kubeseal --format $format <secret.yaml | opened | objects >got
                same wanted got
            done
        done
    done
}

@test "manifests: back and forth, several documents at once" {
    {
        secret tls ''
        echo ---
        echo '# of the sea'
        secret docker sealedsecrets.bitnami.com/namespace-wide
        echo ---
        echo '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}}'
        echo ---
        secret immutable sealedsecrets.bitnami.com/cluster-wide
    } >stream.yaml
    objects <stream.yaml >wanted
    sealed --stream <stream.yaml >sealed.yaml
    opened <sealed.yaml >first.yaml
    sealed --stream <first.yaml | opened >second.yaml
    same first.yaml second.yaml
    objects <second.yaml >got
    same wanted got
    [ "$(valid <sealed.yaml | grep -c '^ok ')" -eq 3 ]
    # What kubeseal does with the Secrets among them, and what it drops.
    grep -v -e '^{' stream.yaml | kubeseal --format yaml | opened | objects >got
    grep -v ConfigMap wanted >wanted-secrets
    same wanted-secrets got
}

@test "manifests: stringData, and what belongs to one cluster" {
    cat >secret.yaml <<'END'
apiVersion: v1
kind: Secret
metadata:
  name: applied
  namespace: poseidon-dev
  uid: 0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d
  resourceVersion: "7"
  creationTimestamp: "2026-01-02T03:04:05Z"
  ownerReferences: [{apiVersion: v1, kind: Pod, name: p, uid: u}]
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: '{"data":{"a":"dHJpZGVudA=="}}'
    argocd.argoproj.io/sync-wave: "1"
data: {a: bG9zdA==, b: aG9yc2Vz}
stringData: {a: trident}
END
    sealed -f secret.yaml >sealed.yaml
    recovered <sealed.yaml >ours
    kubeseal <secret.yaml | recovered >theirs
    same theirs ours
    [ "$(sed -n 's/.*"data":\({[^}]*}\).*/\1/p' ours)" = '{"a":"dHJpZGVudA==","b":"aG9yc2Vz"}' ]
    run ! grep -e last-applied -e null -e creationTimestamp sealed.yaml
    [ "$(grep -c sync-wave sealed.yaml)" -eq 2 ]
}

# Facts about kubeseal that docs/coming-from-kubeseal.md tells. Where one changes, so does the table.
@test "manifests: where kubeseal fails without a word, or does something else" {
    secret immutable '' >secret.yaml
    kubeseal --format yaml <secret.yaml >one.yaml
    sed 's/immutable/second/' secret.yaml | kubeseal --format yaml >two.yaml
    # Of two documents it opens the first.
    run --separate-stderr "$tools/kubeseal" --recovery-unseal --recovery-private-key "$sealing_key" < <(cat one.yaml two.yaml)
    [ "$status" -eq 0 ]
    [ "$(grep -c '"kind": "Secret"' <<<"$output")" -eq 1 ]
    [ "$(cat one.yaml two.yaml | opened | grep -c '^kind: Secret')" -eq 2 ]
    # Nothing on stdin gives something.
    run --separate-stderr "$tools/kubeseal" --recovery-unseal --recovery-private-key "$sealing_key" </dev/null
    [ "$status" -eq 0 ]
    [ -n "$output" ]
    run --separate-stderr "$PROGRAM" unseal --stream --sealing-key "$sealing_key" </dev/null
    [ "$status" -eq 3 ]
    [ -z "$output" ]
    # A List holds no data.
    run --separate-stderr kubeseal < <(printf 'apiVersion: v1\nkind: List\nitems:\n'; sed 's/^/  /; 1s/^ /-/' secret.yaml)
    [ "$status" -eq 1 ]
    # Other objects are an error, or lost.
    run --separate-stderr kubeseal < <(printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c, namespace: n}\n')
    [ "$status" -eq 1 ]
}

@test "manifests: kubeseal's refusals are ours" {
    secret immutable '' | sed '/one:/d; s/^data:/data: {}/' >empty.yaml
    run ! kubeseal <empty.yaml
    run --separate-stderr sealed -f empty.yaml
    [ "$status" -eq 3 ]
    says 'this Secret holds no data'
    sealed --allow-empty -f empty.yaml | recovered >ours
    kubeseal --allow-empty-data <empty.yaml | recovered >theirs
    same theirs ours
    secret immutable '' >secret.yaml
    run ! kubeseal --namespace other <secret.yaml
    run --separate-stderr sealed -f secret.yaml --namespace other
    [ "$status" -eq 2 ]
    sed '/  name:/d' secret.yaml >nameless.yaml
    run ! kubeseal <nameless.yaml
    run --separate-stderr sealed -f nameless.yaml
    [ "$status" -eq 3 ]
    says 'this Secret has no name'
}

# by_others ARGUMENT...: what another program seals, with our certificate.
by_others() { CERTIFICATE=$certificate TOOLS=$tools "$root/tests/e2e/sealed-by-others.mjs" "$@"; }

@test "manifests: strings and objects of @socialgouv/aes-gcm-rsa-oaep open" {
    local scope
    for scope in strict namespace cluster; do
        printf 'trident of %s' $scope | by_others string $scope poseidon-dev theirs >sealed
        [ "$(opened --namespace poseidon-dev --name theirs <sealed)" = "trident of $scope" ]
        printf 'trident of %s' $scope | by_others object $scope poseidon-dev theirs >sealed.json
        opened <sealed.json | credentials >got
        printf 'poseidon-dev/theirs value %s\n' "$(printf 'trident of %s' $scope | base64)" >wanted
        same wanted got
    done
}

@test "manifests: strings of @linode/kubeseal-encrypt open" {
    printf trident | by_others linode poseidon-dev >sealed
    [ "$(opened --namespace poseidon-dev <sealed)" = trident ]
    run --separate-stderr opened --namespace poseidon-test --from-file sealed
    [ "$status" -eq 4 ]
}
