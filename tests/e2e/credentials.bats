#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The credentials of the examples: each plaintext in its Secret, under its key, and no other.
#
# shellcheck disable=SC2154 # helpers.bash sets what is common to all

load helpers.bash

setup() {
    need kubectl node
    isolate
}

# wanted <lines NAMESPACE/NAME KEY PLAINTEXT (@FILE: a file's content without its last line end)
wanted() {
    local secret key plaintext
    while read -r secret key plaintext; do
        case $plaintext in @*) plaintext=$(cat "$examples/values/plaintexts/${plaintext#@}") ;; esac
        printf '%s %s %s\n' "$secret" "$key" "$(printf %s "$plaintext" | base64 -w0)"
    done | LC_ALL=C sort
}

opened() { "$PROGRAM" render --sealing-key "$sealing_key" "$@" | credentials | LC_ALL=C sort; }

@test "credentials: the Azure generations" {
    wanted >expected <<'END'
poseidon-dev/keyvault-credentials ClientID 7c1e0f52-9d3b-4b86-a1c4-2f5d8e6b9a07
poseidon-dev/keyvault-credentials ClientSecret trident-and-horses-1
poseidon-test/keyvault-credentials ClientID 7c1e0f52-9d3b-4b86-a1c4-2f5d8e6b9a07
poseidon-test/keyvault-credentials ClientSecret trident-and-horses-1
END
    opened -f "$examples/values/generation-1.yaml" >got
    same expected got
    wanted >expected <<'END'
poseidon-dev/poseidon-app-credentials ClientID 7c1e0f52-9d3b-4b86-a1c4-2f5d8e6b9a07
poseidon-dev/poseidon-app-credentials ClientSecret trident-and-horses-2
END
    opened -f "$examples/values/generation-2-tenant.yaml" >got
    same expected got
    wanted >expected <<'END'
atlantis/atlantis-shared-credentials ClientID 3b5d7f91-0a2c-4e68-b0d2-f4a6c8e0b1d3
atlantis/atlantis-shared-credentials ClientSecret city-below-the-waves-2
END
    opened -f "$examples/values/generation-2-team.yaml" >got
    same expected got
    wanted >expected <<'END'
atlantis/atlantis-gitops-credentials ClientID 3b5d7f91-0a2c-4e68-b0d2-f4a6c8e0b1d3
atlantis/atlantis-gitops-credentials ClientSecret city-below-the-waves-3
END
    opened -f "$examples/values/generation-3-team.yaml" >got
    same expected got
    # The store that is fed by the team's has no Secret here, but an ExternalSecret that writes one.
    wanted >expected <<'END'
poseidon-test/poseidon-test-secret-store-credentials ClientID 7c1e0f52-9d3b-4b86-a1c4-2f5d8e6b9a07
poseidon-test/poseidon-test-secret-store-credentials ClientSecret trident-and-horses-3
END
    opened -f "$examples/values/generation-3-tenant.yaml" >got
    same expected got
}

@test "credentials: every provider tried" {
    wanted >expected <<'END'
poseidon-dev/akeyless-credentials accessID p-throwaway
poseidon-dev/akeyless-credentials accessType api_key
poseidon-dev/akeyless-credentials accessTypeParam throw-away-access-key
poseidon-dev/aws-secrets-manager-credentials access-key-id AKIATHROWAWAY0000000
poseidon-dev/aws-secrets-manager-credentials secret-access-key throw-away/secret+access/key
poseidon-dev/azure-client-certificate-credentials clientCertificate @azure-client.pem
poseidon-dev/azure-client-certificate-credentials clientId 7c1e0f52-9d3b-4b86-a1c4-2f5d8e6b9a07
poseidon-dev/azure-client-secret-credentials clientId 7c1e0f52-9d3b-4b86-a1c4-2f5d8e6b9a07
poseidon-dev/azure-client-secret-credentials clientSecret trident-and-horses-n
poseidon-dev/doppler-credentials dopplerToken dp.st.throw-away
poseidon-dev/gcp-secret-manager-credentials service-account.json @gcp-service-account.json
poseidon-dev/gitlab-credentials accessToken glpat-throw-away
poseidon-dev/onepassword-credentials connectTokenSecretRef throw-away-connect-token
poseidon-dev/poseidon-vault-credentials tokenSecretRef hvs.throw-away-token
poseidon-dev/vault-approle-credentials roleRef throw-away-role-id
poseidon-dev/vault-approle-credentials secretRef throw-away-secret-id
poseidon-test/aws-parameter-store-credentials accessKeyIDSecretRef AKIATHROWAWAY1111111
poseidon-test/aws-parameter-store-credentials secretAccessKeySecretRef throw-away/other+access/key
END
    opened -f "$examples/values/generation-n.yaml" >got
    same expected got
}

@test "credentials: a chart's own stores, of which nothing but the references changes" {
    wanted >expected <<'END'
poseidon-dev/trident-gitlab-credentials token glpat-throw-away-in-place
poseidon-dev/vault-credentials tokenSecretRef hvs.throw-away-in-place
END
    opened -f "$examples/in-place/secret-store.yaml" >got
    same expected got
    "$PROGRAM" render --sealing-key "$sealing_key" -f "$examples/in-place/secret-store.yaml" >out.yaml
    # Lines that went and lines that came, generated documents apart.
    sed '/^# Source: external-secrets/,$d' out.yaml | sed '$d' >edited.yaml
    diff "$examples/in-place/secret-store.yaml" edited.yaml >changes || true
    [ "$(grep -c '^<' changes)" -le 4 ]
    grep '^<' changes >gone
    run ! grep -v -e 'sealed: ' -e 'key: token' -e 'namespace: ' gone
    run ! grep -q 'sealed: Ag' edited.yaml
    grep -q '^      server: "https://vault.example.com" # the one in Athens$' edited.yaml
    grep -q '^  labels: {app.kubernetes.io/name: trident}$' edited.yaml
}
