#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# shellcheck disable=SC2154,SC2030,SC2031 # helpers.bash sets what is common to all, each test runs in a shell of its own

load helpers.bash

setup() {
    need helm3 helm4 kubectl node
    isolate
    export EXTERNAL_SECRETS_SEALING_KEY=$sealing_key
    helm4 plugin install "$root" >/dev/null
}

# Helm's release, rendered by it and by Helm 3, gives the same objects.
same_in_both() {
    local chart=$1 values=$2
    shift 2
    HELM_DATA_HOME=$HOME/helm3 render_chart helm3 "$chart" "$values" --post-renderer "$PROGRAM" "$@" | objects >helm3.objects
    render_chart helm4 "$chart" "$values" --post-renderer external-secrets "$@" | objects >helm4.objects
    [ -s helm3.objects ]
    same helm3.objects helm4.objects
}

@test "Helm 4: the root folder is a plugin, of the program's version" {
    helm4 plugin list | tr -s '\t ' ' ' >installed
    grep "^external-secrets $(cat "$root/VERSION") .*postrenderer/v1" installed
}

@test "Helm 4: every example chart gives the objects that it gives with Helm 3" {
    local chart values
    while read -r chart values; do
        echo "# $chart $values"
        same_in_both "$chart" "$values"
        grep -q '"kind":"\(Cluster\)\?SecretStore","metadata"' helm4.objects
    done < <(example_releases)
}

@test "Helm 4: arguments reach the plugin" {
    unset EXTERNAL_SECRETS_SEALING_KEY
    same_in_both tenant generation-1 --post-renderer-args --sealing-key --post-renderer-args "$sealing_key"
    grep -q '"kind":"Secret",' helm4.objects
    same_in_both tenant generation-1 --post-renderer-args --emit --post-renderer-args sealed-secret
    grep -q '"kind":"SealedSecret"' helm4.objects
    run ! grep -q '"kind":"Secret"' helm4.objects
}

@test "Helm 4: each generated object gets a file of its own name" {
    render_chart helm4 tenant generation-1 --post-renderer external-secrets --output-dir written >/dev/null
    (cd written && find . -type f -path '*external-secrets/*' | LC_ALL=C sort) >got
    cat >wanted <<'END'
./external-secrets/poseidon-dev/secret-keyvault-credentials.yaml
./external-secrets/poseidon-dev/secretstore-poseidon-secret-store.yaml
./external-secrets/poseidon-test/secret-keyvault-credentials.yaml
./external-secrets/poseidon-test/secretstore-poseidon-secret-store.yaml
END
    same wanted got
    [ ! -e written/tenant/templates/external-secrets-values.yaml ]
}

@test "Helm 4: a chart that renders nothing is no error" {
    mkdir -p empty/templates
    printf 'apiVersion: v2\nname: empty\nversion: 1.0.0\n' >empty/Chart.yaml
    run --separate-stderr helm4 template example empty --post-renderer external-secrets
    [ "$status" -eq 0 ]
    [ "$(objects <<<"$output")" = "" ]
}

@test "Helm 4: a chart whose every document is values gives what is generated, and no more" {
    mkdir -p values-only/templates
    printf 'apiVersion: v2\nname: values-only\nversion: 1.0.0\n' >values-only/Chart.yaml
    cp "$examples/values/generation-1.yaml" values-only/templates/
    helm4 template example values-only --post-renderer external-secrets | objects >got
    [ "$(wc -l <got)" -eq 4 ]
    # A stream of which nothing is left is a comment, not nothing.
    sed '/^external_secrets:/a \  enable: false' "$examples/values/generation-1.yaml" >values-only/templates/generation-1.yaml
    run --separate-stderr helm4 template example values-only --post-renderer external-secrets
    [ "$status" -eq 0 ]
    [ "$(objects <<<"$output")" = "" ]
}

@test "Helm 4: it drops stderr, so the message is in the log file" {
    unset EXTERNAL_SECRETS_SEALING_KEY
    run --separate-stderr render_chart helm4 tenant generation-1 --post-renderer external-secrets \
        --post-renderer-args --log-file --post-renderer-args "$PWD/from-argument.log"
    [ "$status" -ne 0 ]
    [ -z "$output" ]
    grep 'error: .*external_secrets\.keyvault_credentials\.client_.*no sealing key' from-argument.log
    EXTERNAL_SECRETS_LOG_FILE=$PWD/from-environment.log \
        run --separate-stderr render_chart helm4 tenant generation-1 --post-renderer external-secrets
    [ "$status" -ne 0 ]
    grep 'error: .*external_secrets\.keyvault_credentials\.client_.*no sealing key' from-environment.log
}

@test "Helm 4: each failure has its exit code" {
    unset EXTERNAL_SECRETS_SEALING_KEY
    run --separate-stderr render_chart helm4 tenant generation-1 --post-renderer external-secrets --debug
    says 'exitCode=4'
    run --separate-stderr render_chart helm4 tenant generation-1 --post-renderer external-secrets --debug \
        --set external_secrets.keyvault_credentail.client_id=x
    says 'exitCode=3'
}

# logged VALUES ARGUMENT...: rendering fails, and the log says why.
logged() {
    local values=$1
    shift
    rm -f why.log
    EXTERNAL_SECRETS_LOG_FILE=$PWD/why.log \
        run --separate-stderr render_chart helm4 tenant "$values" --post-renderer external-secrets "$@"
    [ "$status" -ne 0 ]
    [ -z "$output" ]
    cat why.log
    [ "$(grep -c 'error: ' why.log)" -eq 1 ]
}

@test "Helm 4: the wrong namespace, the wrong key and a damaged string each have their message" {
    logged generation-2-tenant --set namespace.name=triton
    grep 'tenant_secretstores\[0\]\.client_id: .*tried strict triton-dev/triton-app-credentials' why.log
    grep 'hint: .*external-secrets seal --cert CERT --namespace triton-dev --name triton-app-credentials' why.log
    other_key other.pem
    EXTERNAL_SECRETS_SEALING_KEY=$PWD/other.pem logged generation-1
    grep 'keyvault_credentials\.client_id: .*sealed with another key' why.log
    logged generation-1 --set external_secrets.keyvault_credentials.client_secret=AgBy3i4OJSWK+PiTySYZZA9rO43cGDEqAgBy3i4OJSWK
    grep 'keyvault_credentials\.client_secret: .*cut off' why.log
}

@test "Helm 4: a value that is refused is in no message" {
    logged generation-1 --set external_secrets.keyvault_credentials.client_secret=hunter2-hunter2
    grep 'plain text' why.log
    run ! grep -q hunter2 why.log
    [[ "$stderr" != *hunter2* ]]
}
