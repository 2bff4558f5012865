#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The command that a message proposes for a string that is no good: copied as it stands, it mends what the message is about.
#
# shellcheck disable=SC2154 # run sets output and stderr
load common

setup() {
    clean_start
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    cp "$root/examples/sealing-key/certificate.pem" CERT # what the hint calls it
    (umask 077 && cat "$root/examples/sealing-key/key.yaml" >key.yaml)
    export EXTERNAL_SECRETS_SEALING_KEY=$PWD/key.yaml
    unset EXTERNAL_SECRETS_CERT
    cat >values.yaml <<'END'
namespace: {name: poseidon}
environments: [{name: dev}]
external_secrets:
  azure_tenant_id: 0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d
  keyvault_credentials:
    client_id: 7c1e0f52-9d3b-4b86-a1c4-2f5d8e6b9a07
    client_secret: hunter2
END
    cat >sealed-secret.yaml <<'END'
apiVersion: v1
kind: ConfigMap
metadata: {name: in-front}
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata:
  name: app
  namespace: poseidon-dev
  annotations: {sealedsecrets.bitnami.com/namespace-wide: "true"}
spec:
  encryptedData:
    odd.key: hunter2
END
}

# The hint's command, as it stands.
proposed() {
    grep '^hint: ' <<<"$stderr" | grep -oE '(kubectl )?external-secrets seal --cert .*'
}

# Runs the proposed command with a plaintext on stdin.
mend() {
    local command
    command=$(proposed)
    [ -n "$command" ] || fail "no command in: $stderr"
    printf trident >plaintext
    run --separate-stderr bash -c "$command" <plaintext
    assert_success
}

@test "render: a values file is mended by what the hint says" {
    start render --values values.yaml
    assert_failure 3
    assert_equal "$(proposed)" "external-secrets seal --cert CERT --into values.yaml --at external_secrets.keyvault_credentials.client_secret"
    mend
    start render --values values.yaml
    assert_success
    assert_output --partial "ClientSecret: $(printf trident | base64)"
}

@test "render: so is a file of the stream, by the program's name as a plugin" {
    run --separate-stderr kubectl-external_secrets render -n elsewhere -f values.yaml
    assert_failure 3
    assert_equal "$(proposed)" "kubectl external-secrets seal --cert CERT --namespace elsewhere --into values.yaml --at external_secrets.keyvault_credentials.client_secret"
}

@test "render: what the command line says of the values, the hint says too" {
    sed -i '1d' values.yaml
    start render --owner poseidon --values values.yaml
    assert_failure 3
    assert_equal "$(proposed)" "external-secrets seal --cert CERT --owner poseidon --into values.yaml --at external_secrets.keyvault_credentials.client_secret"
    mend
    start render --owner poseidon --values values.yaml
    assert_success
}

@test "render: of several values files none says all: the hint names the Secret" {
    echo 'namespace: {name: poseidon}' >other.yaml
    start render --values other.yaml --values values.yaml
    assert_failure 3
    assert_equal "$(proposed)" "external-secrets seal --cert CERT --namespace poseidon-dev --name keyvault-credentials --scope strict"
}

@test "render: a stream of stdin is no file, nor is what a template printed" {
    run --separate-stderr external-secrets render <values.yaml
    assert_failure 3
    assert_equal "$(proposed)" "external-secrets seal --cert CERT --namespace poseidon-dev --name keyvault-credentials --scope strict"
    { printf -- '---\n# Source: chart/templates/values.yaml\n' && cat values.yaml; } >printed.yaml
    start render -f printed.yaml
    assert_failure 3
    assert_equal "$(proposed)" "external-secrets seal --cert CERT --namespace poseidon-dev --name keyvault-credentials --scope strict"
}

@test "render: a string that does not open is mended as well" {
    printf x | external-secrets seal -q --cert CERT -n poseidon-test --name keyvault-credentials >string
    sed -i "s|hunter2|$(cat string)|" values.yaml
    start render --values values.yaml
    assert_failure 4
    mend
    start render --values values.yaml
    assert_success
}

@test "verify: a SealedSecret in the second document, with a scope and an odd key" {
    start verify sealed-secret.yaml
    assert_failure 1
    assert_equal "$(proposed)" "external-secrets seal --cert CERT --into sealed-secret.yaml --at '13:spec.encryptedData[\"odd.key\"]'"
    mend
    start verify sealed-secret.yaml
    assert_success
}

@test "verify: one string that two namespaces share is sealed for both" {
    sed -i 's/{name: dev}/{name: dev}, {name: test}/' values.yaml
    start verify values.yaml
    assert_failure 1
    mend
    start verify values.yaml
    assert_success
}

@test "verify: a file whose name is no word for a shell" {
    mv values.yaml "my values.yaml"
    start verify "my values.yaml"
    assert_failure 1
    assert_equal "$(proposed)" "external-secrets seal --cert CERT --into 'my values.yaml' --at external_secrets.keyvault_credentials.client_secret"
    mend
    start verify "my values.yaml"
    assert_success
}

@test "verify: where nobody knows for which Secret a string is, the hint leaves it to the reader" {
    printf 'password: %s\n' "$(printf x | external-secrets seal -q --cert CERT -n a --name b | cut -c 1-300)" >loose.yaml
    start verify loose.yaml
    assert_failure 1
    assert_equal "$(proposed)" "external-secrets seal --cert CERT --namespace NAMESPACE --name NAME --scope strict"
}

@test "unseal: a stream's hint puts the string into its file" {
    start unseal -f sealed-secret.yaml
    assert_failure 3
    mend
    start unseal -f sealed-secret.yaml
    assert_success
    assert_output --partial "odd.key: $(printf trident | base64)"
}

@test "reseal: so does the one of a string that cannot be sealed anew" {
    printf x | external-secrets seal -q --cert CERT -n poseidon-dev --name keyvault-credentials | cut -c 1-400 >string
    sed -i "s|hunter2|$(cat string)|" values.yaml
    start reseal --cert CERT values.yaml
    assert_failure 3
    assert_equal "$(proposed)" "external-secrets seal --cert CERT --into values.yaml --at external_secrets.keyvault_credentials.client_secret"
    mend
    start verify values.yaml
    assert_success
}
