#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The schema of values, held against the filter itself, and in charts that have it as values.schema.json, by both Helms.
#
# shellcheck disable=SC2016,SC2154 # JSON and JavaScript have dollars of their own; helpers.bash sets what is common to all

load helpers.bash

setup() {
    need helm3 helm4 node node_modules
    isolate
    "$PROGRAM" schema >schema.json
    mkdir -p chart/templates
    printf '%s\n' 'apiVersion: v2' 'name: poseidon' 'version: 1.0.0' >chart/Chart.yaml
    printf '%s\n' 'apiVersion: v1' 'kind: ConfigMap' 'metadata: {name: trident}' >chart/templates/trident.yaml
    echo 'replicas: 2' >chart/values.yaml
    cp schema.json chart/values.schema.json
}

# validated PROGRAM: what validate-values.mjs says of the schema that it prints.
validated() {
    TOOLS=$tools run "$root/tests/e2e/validate-values.mjs" "$1" "$root/tests/cases" "$root/tests/hostile"
    echo "$output"
}

@test "values: the schema takes and refuses what the filter does" {
    validated "$PROGRAM"
    [ "$status" -eq 0 ]
    [[ $output =~ ^([0-9]+)\ taken,\ ([0-9]+)\ refused,\ ([0-9]+)\ beyond\ a\ schema$ ]]
    ((BASH_REMATCH[1] >= 300 && BASH_REMATCH[2] >= 100 && BASH_REMATCH[3] >= 100))
}

# another EXPRESSION: a program whose schema an expression of JavaScript has changed.
another() {
    printf '%s\n' '#!/usr/bin/env node' \
        'const s = JSON.parse(require("node:child_process").execFileSync(process.env.REAL, process.argv.slice(2)));' \
        "$1; console.log(JSON.stringify(s));" >another
    chmod +x another
    export REAL=$PROGRAM
}

@test "values: a schema that takes more, or less, is noticed" {
    another 's.properties.external_secrets.additionalProperties = true'
    validated ./another
    [ "$status" -eq 1 ]
    [[ $output == *'generation-2/in-the-wrong-place: the schema takes it, the filter does not: '* ]]
    another 'delete s.definitions["stores-entry"].properties.kind.enum'
    validated ./another
    [ "$status" -eq 1 ]
    [[ $output == *'generation-n/kind-unknown: the schema takes it, the filter does not: '* ]]
    another 's.definitions["stores-entry"].required.push("kind")'
    validated ./another
    [ "$status" -eq 1 ]
    [[ $output == *'the filter takes it, the schema does not: '* ]]
}

@test "values: both Helms take the examples of a chart that has the schema" {
    local helm values
    cat >template.yaml <<'END'
external_secrets:
  keyvault_url: "https://{{ .Values.vault }}.vault.azure.net"
  keyvault_credentials: {client_id: "{{ .Values.id }}", client_secret: "{{ .Values.secret }}"}
END
    for helm in helm3 helm4; do
        for values in "$examples"/values/*.yaml; do
            $helm lint chart --values "$values" >/dev/null
            $helm template poseidon chart --values "$values" >/dev/null
        done
        $helm template poseidon chart >/dev/null
        # What is taken away, what is blank, and texts that are still a template.
        $helm template poseidon chart --values "$examples/values/generation-1.yaml" --set external_secrets.keyvault_url=null >/dev/null
        $helm template poseidon chart --values "$examples/values/generation-1.yaml" --set external_secrets.keyvault_url= >/dev/null
        $helm template poseidon chart --values "$examples/values/generation-1.yaml" --values template.yaml >/dev/null
    done
}

# refused HELM VALUES: what Helm says of values that the schema refuses, on stderr. `lint` says the same.
refused() {
    run ! "$1" lint chart --values "$2"
    [[ $output == *'1 chart(s) failed'* ]]
    run --separate-stderr ! "$1" template poseidon chart --values "$2"
    [ -z "$output" ]
    says "values don't meet the specifications of the schema(s) in the following chart(s):"
}

@test "values: both Helms say where an unknown key, a wrong choice, a missing key stand" {
    cat >wrong.yaml <<'END'
namespace: {name: poseidon}
external_secrets:
  keyvault_uri: https://kv.example.com
  stores:
  - {name: vault, kind: Store, provider: {vault: {auth: {tokenSecretRef: {sealed: trident, name: token}}}}}
  - {provider: {vault: {}, fake: {}}}
secret_management:
  external_secrets:
    secret_stores: {name: x}
END
    refused helm3 wrong.yaml
    says 'external_secrets: Additional property keyvault_uri is not allowed'
    says 'external_secrets.stores.0.kind must be one of the following: "SecretStore", "ClusterSecretStore"'
    says 'external_secrets.stores.0.provider.vault.auth.tokenSecretRef: Additional property name is not allowed'
    says 'external_secrets.stores.1: name is required'
    says 'external_secrets.stores.1.provider: Must have at most 1 properties'
    says 'secret_management.external_secrets.secret_stores: Invalid type. Expected: [array,null], given: object'
    refused helm4 wrong.yaml
    says "at '/external_secrets': additional properties 'keyvault_uri' not allowed"
    says "at '/external_secrets/stores/0/kind': value must be one of 'SecretStore', 'ClusterSecretStore'"
    says "at '/external_secrets/stores/0/provider/vault/auth/tokenSecretRef': additional properties 'name' not allowed"
    says "at '/external_secrets/stores/1': missing property 'name'"
    says "at '/external_secrets/stores/1/provider': maxProperties: got 2, want 1"
    says "at '/secret_management/external_secrets/secret_stores': got object, want null or array"
}

@test "values: neither Helm shows a credential that the schema refuses; with --allow-plain it is taken" {
    local helm
    cat >plain.yaml <<'END'
namespace: {name: poseidon}
external_secrets:
  azure_tenant_id: 0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d
  keyvault_url: https://kv.example.com
  keyvault_credentials: {client_id: hippocampus-of-poseidon, client_secret: trident-of-poseidon}
  stores:
  - {name: vault, provider: {vault: {auth: {tokenSecretRef: {sealed: trident-of-poseidon}}}}}
secret_management:
  external_secrets:
    secret_stores:
    - {name: s, keyvault_url: "https://kv.example.com", client_id: hippocampus-of-poseidon, client_secret: trident-of-poseidon}
END
    for helm in helm3 helm4; do
        refused $helm plain.yaml
        [[ $stderr == *keyvault_credentials*client_secret* && $stderr == *tokenSecretRef* && $stderr == *secret_stores* ]]
        [[ $stderr != *trident* && $stderr != *hippocampus* ]]
        run "$helm" lint chart --values plain.yaml
        [[ $output != *trident-of* && $output != *hippocampus* ]]
    done
    "$PROGRAM" schema --allow-plain >chart/values.schema.json
    helm3 template poseidon chart --values plain.yaml >/dev/null
    helm4 template poseidon chart --values plain.yaml >/dev/null
}

@test "values: a chart with a schema of its own takes this one in as a definition" {
    local helm
    {
        echo '{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"replicas": {"type": "integer", "minimum": 1}},'
        echo '"allOf": [{"$ref": "#/definitions/external-secrets"}], "definitions": {"external-secrets":'
        cat schema.json
        echo '}}'
    } >chart/values.schema.json
    for helm in helm3 helm4; do
        $helm template poseidon chart --values "$examples/values/generation-n.yaml" >/dev/null
        run --separate-stderr ! $helm template poseidon chart --values "$examples/values/generation-n.yaml" --set replicas=0
        says replicas
        run --separate-stderr ! $helm template poseidon chart --values "$examples/values/generation-n.yaml" --set external_secrets.store=x
        says store
    done
}

@test "values: the schema is one of its own draft" {
    node -e '
        const load = require("node:module").createRequire(`${process.argv[1]}/node_modules/`);
        const { default: Ajv } = load("ajv");
        const ajv = new Ajv({ strict: false });
        ajv.validateSchema(JSON.parse(require("node:fs").readFileSync("schema.json")), true);
    ' "$tools"
}
