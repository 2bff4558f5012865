#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What is generated, held against the operator's own schema. The schemas that npm has are those of operator 0.17, so the output is
# for it; the definitions out of the operator's module are those of the version that the output is for, and are checked to the letter.
#
# shellcheck disable=SC2154 # helpers.bash sets what is common to all

load helpers.bash

setup() {
    need kubectl node node_modules crds-0.20.4.yaml crds-1.3.2.yaml
    isolate
}

# checked FILE...: the program's output for each, and the verdicts on stdout.
checked() {
    local file
    for file in "$@"; do
        "$PROGRAM" render --target-version 0.17 --sealing-key "$sealing_key" -f "$file"
    done | objects | TOOLS=$tools "$root/tests/e2e/validate-models.mjs"
}

@test "schema: the stores of the Azure generations are the operator's" {
    checked "$examples"/values/generation-[123]*.yaml  | LC_ALL=C sort >verdicts
    cat >wanted <<'END'
ok ClusterSecretStore (cluster)/atlantis-gitops
ok ClusterSecretStore (cluster)/atlantis-shared
ok ClusterSecretStore (cluster)/poseidon-app
ok ExternalSecret poseidon-dev/poseidon-dev-secret-store-credentials
ok SecretStore poseidon-dev/poseidon-dev-secret-store
ok SecretStore poseidon-dev/poseidon-secret-store
ok SecretStore poseidon-test/poseidon-secret-store
ok SecretStore poseidon-test/poseidon-test-secret-store
END
    same wanted verdicts
}

@test "schema: the stores of every provider tried are the operator's" {
    checked "$examples/values/generation-n.yaml"  | LC_ALL=C sort >verdicts
    cat >wanted <<'END'
ok ClusterSecretStore (cluster)/poseidon-vault
ok SecretStore poseidon-dev/akeyless
ok SecretStore poseidon-dev/aws-secrets-manager
ok SecretStore poseidon-dev/azure-client-certificate
ok SecretStore poseidon-dev/azure-client-secret
ok SecretStore poseidon-dev/azure-managed-identity
ok SecretStore poseidon-dev/azure-service-account
ok SecretStore poseidon-dev/azure-workload-identity
ok SecretStore poseidon-dev/doppler
ok SecretStore poseidon-dev/gcp-secret-manager
ok SecretStore poseidon-dev/gitlab
ok SecretStore poseidon-dev/onepassword
ok SecretStore poseidon-dev/vault-approle
ok SecretStore poseidon-test/aws-parameter-store
ok SecretStore poseidon-test/vault-kubernetes
END
    same wanted verdicts
}

@test "schema: the stores in place are the operator's once they are filled in" {
    checked "$examples"/in-place/*.yaml  | LC_ALL=C sort >verdicts
    cat >wanted <<'END'
ok ClusterSecretStore (cluster)/trident-gitlab
ok SecretStore poseidon-dev/vault
END
    same wanted verdicts
    # As they stand they are not: the schema notices.
    run ! bash -c "cat '$examples'/in-place/*.yaml | '$tools/kubectl' annotate --local --dry-run=client -f - -o json x- |
        '$root/tests/e2e/objects.mjs' | TOOLS='$tools' '$root/tests/e2e/validate-models.mjs'"
}

# judged VERSION: the verdicts of the operator's definitions on the objects on stdin, one a line.
judged() {
    objects <"$tools/crds-$1.yaml" >"crds-$1"
    TOOLS=$tools "$root/tests/e2e/validate-crds.mjs" "crds-$1"
}

# served TARGET VERSION: all that is generated from the examples for one version of the operator is what an API server with the
# definitions of the other would take, without a field to drop or a default to fill in.
served() {
    local file
    for file in "$examples"/values/*.yaml; do
        "$PROGRAM" render --target-version "$1" --sealing-key "$sealing_key" -f "$file" >>generated.yaml
    done
    objects <generated.yaml | judged "$2" | LC_ALL=C sort >verdicts
    cat >wanted <<'END'
ok ClusterSecretStore (cluster)/atlantis-gitops
ok ClusterSecretStore (cluster)/atlantis-shared
ok ClusterSecretStore (cluster)/poseidon-app
ok ClusterSecretStore (cluster)/poseidon-vault
ok ExternalSecret poseidon-dev/poseidon-dev-secret-store-credentials
ok SecretStore poseidon-dev/akeyless
ok SecretStore poseidon-dev/aws-secrets-manager
ok SecretStore poseidon-dev/azure-client-certificate
ok SecretStore poseidon-dev/azure-client-secret
ok SecretStore poseidon-dev/azure-managed-identity
ok SecretStore poseidon-dev/azure-service-account
ok SecretStore poseidon-dev/azure-workload-identity
ok SecretStore poseidon-dev/doppler
ok SecretStore poseidon-dev/gcp-secret-manager
ok SecretStore poseidon-dev/gitlab
ok SecretStore poseidon-dev/onepassword
ok SecretStore poseidon-dev/poseidon-dev-secret-store
ok SecretStore poseidon-dev/poseidon-secret-store
ok SecretStore poseidon-dev/vault-approle
ok SecretStore poseidon-test/aws-parameter-store
ok SecretStore poseidon-test/poseidon-secret-store
ok SecretStore poseidon-test/poseidon-test-secret-store
ok SecretStore poseidon-test/vault-kubernetes
END
    same wanted verdicts
}

@test "schema: the definitions of operator 1.3 take all that is generated for it" {
    served 1.3 1.3.2
}

@test "schema: the definitions of operator 0.20 take all that is generated for it" {
    served 0.20 0.20.4
}

@test "schema: the definitions take the stores in place; what their author left to a default stays so" {
    "$PROGRAM" render --target-version 1.3 --sealing-key "$sealing_key" -f "$examples/in-place/secret-store.yaml" | objects >filled-in
    run -1 judged 1.3.2 <filled-in
    echo "$output" >verdicts
    cat >wanted <<'END'
ok ClusterSecretStore (cluster)/trident-gitlab
BAD SecretStore poseidon-dev/vault: left to a default: /spec/provider/vault/version
END
    same wanted verdicts
}

# store NAME PROVIDER: a SecretStore on one line, PROVIDER being its provider's JSON.
store() {
    printf '{"apiVersion":"external-secrets.io/v1","kind":"SecretStore","metadata":{"name":"%s","namespace":"n"},"spec":{"provider":%s}}\n' "$@"
}

@test "schema: the check against the definitions notices what is wrong" {
    local azure='"authType":"ServicePrincipal","environmentType":"PublicCloud","useAzureSDK":false'
    {
        store right "{\"azurekv\":{$azure,\"vaultUrl\":\"u\"}}"
        store unknown-field "{\"azurekv\":{$azure,\"vaultUrl\":\"u\",\"authSecretRef\":{\"clientID\":{}}}}"
        store unknown-provider '{"azure":{}}'
        store missing "{\"azurekv\":{$azure}}"
        store enum "{\"azurekv\":{${azure/PublicCloud/Cloud},\"vaultUrl\":\"u\"}}"
        store type "{\"azurekv\":{${azure/false/\"no\"},\"vaultUrl\":\"u\"}}"
        store null "{\"azurekv\":{$azure,\"vaultUrl\":null}}"
        store default '{"azurekv":{"authType":"ServicePrincipal","useAzureSDK":false,"vaultUrl":"u"}}'
        store pattern '{"doppler":{"auth":{"secretRef":{"dopplerToken":{"name":"Upper"}}}}}'
        store format '{"gitlab":{"auth":{"SecretRef":{"accessToken":{}}},"caBundle":"?"}}'
        store none '{}'
        store two '{"fake":{"data":[]},"gitlab":{"auth":{"SecretRef":{"accessToken":{}}}}}'
        store rule '{"doppler":{"auth":{}}}'
        store label '{"fake":{"data":[]}}' | sed 's/"metadata":{/&"labels":{"a":"b c"},/'
        store placeless '{"fake":{"data":[]}}' | sed 's/,"namespace":"n"//'
        store placed '{"fake":{"data":[]}}' | sed 's/SecretStore/Cluster&/'
        store old '{"fake":{"data":[]}}' | sed 's/v1"/v1beta1"/'
        store of-another-group '{"fake":1}' | sed 's/external-secrets.io/example.com/'
    } >hand-made
    run -1 judged 1.3.2 <hand-made
    echo "$output" >verdicts
    cat >wanted <<'END'
ok SecretStore n/right
BAD SecretStore n/unknown-field: unknown field /spec/provider/azurekv/authSecretRef/clientID
BAD SecretStore n/unknown-provider: unknown field /spec/provider/azure
BAD SecretStore n/missing: /spec/provider/azurekv must have required property 'vaultUrl'
BAD SecretStore n/enum: /spec/provider/azurekv/environmentType must be equal to one of the allowed values
BAD SecretStore n/type: /spec/provider/azurekv/useAzureSDK must be boolean
BAD SecretStore n/null: /spec/provider/azurekv/vaultUrl must be string
BAD SecretStore n/default: left to a default: /spec/provider/azurekv/environmentType
BAD SecretStore n/pattern: /spec/provider/doppler/auth/secretRef/dopplerToken/name must match pattern "^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$"
BAD SecretStore n/format: /spec/provider/gitlab/caBundle must match format "byte"
BAD SecretStore n/none: /spec/provider must NOT have fewer than 1 properties
BAD SecretStore n/two: /spec/provider must NOT have more than 1 properties
BAD SecretStore n/rule: /spec/provider/doppler/auth Exactly one of 'secretRef' or 'oidcConfig' must be specified
BAD SecretStore n/label: /metadata/labels/a must match pattern "^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$"
BAD SecretStore (cluster)/placeless: /metadata must have required property 'namespace'
BAD ClusterSecretStore n/placed: unknown field /metadata/namespace
BAD SecretStore n/old: external-secrets.io/v1beta1 is not served
END
    same wanted verdicts
    # Each version has definitions of its own: doppler's other way in came after 0.20.
    store newer '{"doppler":{"auth":{"oidcConfig":{"expirationSeconds":600,"identity":"i","serviceAccountRef":{"name":"a"}}}}}' >with-oidc
    run -0 judged 1.3.2 <with-oidc
    run -1 judged 0.20.4 <with-oidc
    echo "$output" >verdicts
    cat >wanted <<'END'
BAD SecretStore n/newer: /spec/provider/doppler/auth must have required property 'secretRef'; unknown field /spec/provider/doppler/auth/oidcConfig
END
    same wanted verdicts
    # Nothing to check is no success.
    run -2 judged 1.3.2 </dev/null
}
