#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# shellcheck disable=SC2154 # helpers.bash sets what is common to all

load helpers.bash

setup() {
    need helm3 kubectl node
    isolate
    export EXTERNAL_SECRETS_SEALING_KEY=$sealing_key
}

@test "Helm 3: the program's path is a post-renderer, without arguments" {
    run --separate-stderr render_chart helm3 tenant generation-1 --post-renderer "$PROGRAM"
    [ "$status" -eq 0 ]
    credentials <<<"$output" >got
    cat >wanted <<END
poseidon-dev/keyvault-credentials ClientID $(printf %s 7c1e0f52-9d3b-4b86-a1c4-2f5d8e6b9a07 | base64 -w0)
poseidon-dev/keyvault-credentials ClientSecret $(printf %s trident-and-horses-1 | base64 -w0)
poseidon-test/keyvault-credentials ClientID $(printf %s 7c1e0f52-9d3b-4b86-a1c4-2f5d8e6b9a07 | base64 -w0)
poseidon-test/keyvault-credentials ClientSecret $(printf %s trident-and-horses-1 | base64 -w0)
END
    same wanted got
    objects <<<"$output" | grep -c '"kind":"SecretStore","metadata":.*"name":"poseidon-secret-store"' | grep -qx 2
}

@test "Helm 3: arguments reach it, and do what the environment does" {
    render_chart helm3 tenant generation-1 --post-renderer "$PROGRAM" >from-environment.yaml
    unset EXTERNAL_SECRETS_SEALING_KEY
    render_chart helm3 tenant generation-1 --post-renderer "$PROGRAM" --post-renderer-args render \
        --post-renderer-args --sealing-key --post-renderer-args "$sealing_key" >from-arguments.yaml
    same from-environment.yaml from-arguments.yaml
}

@test "Helm 3: an argument without the subcommand is render's as well" {
    unset EXTERNAL_SECRETS_SEALING_KEY
    render_chart helm3 tenant generation-1 --post-renderer "$PROGRAM" --post-renderer-args --emit=reference >out.yaml
    [ "$(objects <out.yaml | grep -c '"kind":"SecretStore","metadata"')" -eq 2 ]
    run ! grep -q '^kind: Secret$' out.yaml
}

@test "Helm 3: what the chart made is there byte for byte, the values are not, what is generated comes last" {
    local chart values
    while read -r chart values; do
        echo "# $chart $values"
        render_chart helm3 "$chart" "$values" --post-renderer cat >rendered.yaml
        render_chart helm3 "$chart" "$values" --post-renderer "$PROGRAM" >out.yaml
        grep -q '^# Source: .*/external-secrets-values.yaml$' rendered.yaml
        # All documents but the values document, with their separators.
        awk '/^---$/ { separator = $0; next }
             separator != "" { shown = $0 !~ /external-secrets-values.yaml$/; if (shown) print separator; separator = "" }
             shown' rendered.yaml >wanted.yaml
        [ "$(wc -c <wanted.yaml)" -gt 500 ]
        head -c "$(wc -c <wanted.yaml)" out.yaml >untouched.yaml
        same wanted.yaml untouched.yaml
        tail -c +"$(($(wc -c <wanted.yaml) + 1))" out.yaml >generated.yaml
        head -2 generated.yaml | grep -q '^# Source: external-secrets/'
        [ "$(head -1 generated.yaml)" = --- ]
        [ "$(grep -c '^---' generated.yaml)" -eq "$(grep -c '^# Source: external-secrets/' generated.yaml)" ]
    done < <(example_releases)
}

@test "Helm 3: template --output-dir starts it with nothing on stdin, and that is fine" {
    run --separate-stderr render_chart helm3 tenant generation-1 --post-renderer "$PROGRAM" --output-dir written
    [ "$status" -eq 0 ]
    [ -f written/tenant/templates/deployments.yaml ]
    # What the post-renderer prints is what Helm prints: no object.
    run ! grep -v -e '^#' -e '^wrote ' -e '^ *$' <<<"$output"
}

@test "Helm 3: a chart without such values passes unchanged" {
    helm3 template example "$examples/tenant" --post-renderer cat >wanted.yaml
    helm3 template example "$examples/tenant" --post-renderer "$PROGRAM" >out.yaml
    [ -s wanted.yaml ]
    same wanted.yaml out.yaml
}

@test "Helm 3: when it fails, Helm fails with its message and prints nothing" {
    unset EXTERNAL_SECRETS_SEALING_KEY
    run --separate-stderr render_chart helm3 tenant generation-1 --post-renderer "$PROGRAM"
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    says 'external_secrets.keyvault_credentials.client_'
    says 'no sealing key'
}

@test "Helm 3: a second pass changes nothing" {
    local chart values
    while read -r chart values; do
        echo "# $chart $values"
        render_chart helm3 "$chart" "$values" --post-renderer "$PROGRAM" >once.yaml
        "$PROGRAM" <once.yaml >twice.yaml
        same once.yaml twice.yaml
    done < <(example_releases)
}

@test "Helm 3: the demo's stream is what the tenant's chart gives" {
    helm3 template poseidon "$examples/tenant" --values "$examples/values/generation-1.yaml" >rendered.yaml
    same rendered.yaml "$examples/demo/rendered.yaml"
}
