#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What an editor with the YAML language server makes of the schema of values: keys that it offers, what it shows of them, what it marks.
#
# shellcheck disable=SC2016,SC2154 # the modeline's dollar is no variable's; helpers.bash sets what is common to all

load helpers.bash

setup() {
    need node node_modules
    isolate
    "$PROGRAM" schema >values.schema.json
}

# edited [QUESTION]... <YAML: what an editor shows of the file, which names its schema itself. "_" ends a line that is being typed.
edited() {
    { echo '# yaml-language-server: $schema=values.schema.json' && sed 's/_$//'; } >edited.yaml
    TOOLS=$tools run "$root/tests/e2e/ask-editor.mjs" edited.yaml "$@"
    echo "$output"
    [ "$status" -eq 0 ]
}

# offered LABEL...: just these words are the last line.
offered() {
    same <(printf '%s\n' "$@" | sort) <(tail -n 1 <<<"$output" | tr ' ' '\n' | sort)
}

@test "editor: the examples are without a mark" {
    local file
    for file in "$examples"/values/*.yaml; do
        edited <"$file"
        [ -z "$output" ]
    done
}

@test "editor: keys of both blocks are offered, and not those that are there" {
    edited complete 4 3 <<'END'
external_secrets:
  auth_type: ManagedIdentity
  _
END
    offered enable enabled azure_tenant_id keyvault_credentials keyvault_url identity_id service_account stores
    edited complete 4 5 <<'END'
secret_management:
  external_secrets:
    _
END
    offered enable enabled tenant_id tenant_secretstores team_secretstores team_secretstore cluster_secret_stores cluster_secret_store \
        secret_stores stores
}

@test "editor: keys of pairs, entries and references are offered" {
    edited complete 4 5 <<'END'
external_secrets:
  keyvault_credentials:
    _
END
    offered client_id client_secret scope credentials_secret
    edited complete 7 7 <<'END'
secret_management:
  external_secrets:
    secret_stores:
    - name: trident
      environment: dev
      _
END
    offered tenant_id keyvault_url url client_id client_secret auth_type identity_id service_account scope credentials_secret \
        cluster_secret_store_ref
}

@test "editor: choices are offered as values" {
    edited complete 5 11 <<'END'
external_secrets:
  stores:
  - name: trident
    kind: _
END
    [[ $(tail -n 1 <<<"$output") == *SecretStore*ClusterSecretStore* ]]
    edited complete 3 11 <<'END'
external_secrets:
  enable: _
END
    [[ $(tail -n 1 <<<"$output") == *true*false* || $(tail -n 1 <<<"$output") == *false*true* ]]
}

@test "editor: a key tells what it means, of which generation it is and what counts without it" {
    edited hover 3 5 <<'END'
external_secrets:
  keyvault_url: https://kv.example.com
  auth_type: ManagedIdentity
END
    [[ $output == *'https URL of the vault (generation 1); absent: https://'*'.vault.azure.net'* ]]
    edited hover 4 7 <<'END'
secret_management:
  external_secrets:
    tenant_secretstores:
    - {name: a, url: "https://a", auth_type: ManagedIdentity}
END
    [[ $output == *'ClusterSecretStores of a tenant (generation 2)'* ]]
    edited hover 2 3 <<'END'
external_secrets: {enable: false}
END
    [[ $output == *'the secret stores of a tenant or a team, and their credentials'* ]]
}

@test "editor: unknown keys, wrong choices, kinds and texts, and what is missing are marked where they stand" {
    edited <<'END'
namespace: {name: Poseidon}
external_secrets:
  keyvault_uri: https://kv.example.com
  enable: perhaps
  stores:
  - name: trident
    kind: Store
    provider: {vault: {auth: {tokenSecretRef: {sealed: hippocampus, name: token}}}}
  - name: horses
secret_management:
  external_secrets:
    secret_stores: {}
    cluster_secret_stores:
    - {name: a, keyvault_url: "http://kv.example.com", auth_type: Managed}
END
    echo "$output" >shown
    cat >wanted <<'END'
2:19 must be a DNS label
4:3 Property keyvault_uri is not allowed.
5:11 Incorrect type. Expected one of boolean, null.
8:11 Value is not accepted. Valid values: "SecretStore", "ClusterSecretStore", null.
9:56 String is shorter than the minimum length of 300.
9:69 Property name is not allowed.
10:5 Missing property "provider".
13:20 Incorrect type. Expected one of array, null.
15:31 must be an https URL
15:67 Value is not accepted. Valid values: "ManagedIdentity", "WorkloadIdentity", "", null.
END
    same wanted shown
}

@test "editor: other keys are free at the root, and a definition file's values are looked at" {
    edited <<'END'
replicas: 2
secret_management: {vault: true}
values: [anything]
END
    [ -z "$output" ]
    edited <<'END'
appname: poseidon
values:
  external_secrets:
    stores: {}
END
    [ "$output" = '5:13 Incorrect type. Expected one of array, null.' ]
    edited <<'END'
appname: poseidon
values: |
  external_secrets: {}
END
    [ -z "$output" ]
}

@test "editor: no mark shows a credential, nor is one set where a template stands" {
    edited <<'END'
external_secrets:
  azure_tenant_id: "{{ .Values.tenant }}"
  keyvault_credentials:
    client_id: "{{ .Values.id }}"
    client_secret: trident-of-poseidon
END
    [ "$output" = '6:20 String is shorter than the minimum length of 300.' ]
}
