#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# shellcheck disable=SC2154 # helpers.bash sets what is common to all

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
    render_chart helm3 "$chart" "$values" --post-renderer "$PROGRAM" "$@" | objects >helm3.objects
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
        grep -q '"kind":"\(Cluster\)\?SecretStore"' helm4.objects
    done < <(example_releases)
}

@test "Helm 4: arguments reach the plugin" {
    unset EXTERNAL_SECRETS_SEALING_KEY
    same_in_both tenant generation-1 --post-renderer-args --sealing-key --post-renderer-args "$sealing_key"
    grep -q '"kind":"Secret"' helm4.objects
    same_in_both tenant generation-1 --post-renderer-args --emit --post-renderer-args sealed-secret
    grep -q '"kind":"SealedSecret"' helm4.objects
    run ! grep -q '"kind":"Secret"' helm4.objects
}

@test "Helm 4: each generated object gets a file of its own name" {
    render_chart helm4 tenant generation-1 --post-renderer external-secrets --output-dir written >/dev/null
    (cd written && find . -path '*external-secrets/*' | LC_ALL=C sort) >got
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
