#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The filter as a KRM function of the real kustomize, and as its older plugin, which kubectl runs as well. kpt's lists are written by
# hand in tests/cases/resource-list.
#
# shellcheck disable=SC2154 # helpers.bash sets what is common to all

load helpers.bash

setup() {
    need kustomize kubectl node
    isolate
    export PATH=$BATS_TEST_TMPDIR/bin:$PATH EXTERNAL_SECRETS_SEALING_KEY=$sealing_key
    mkdir bin
    ln -s "$PROGRAM" bin/external-secrets
    cp -r "$examples/kustomize" app
}

function_build() { "$tools/kustomize" build --enable-alpha-plugins --enable-exec "$@"; }

# The program where the older plugins are looked for; the annotation that makes it a function has to go.
as_plugin() {
    export XDG_CONFIG_HOME=$BATS_TEST_TMPDIR/config
    local folder=$XDG_CONFIG_HOME/kustomize/plugin/external-secrets.render/v1/externalsecretsrender
    mkdir -p "$folder"
    ln -s "$PROGRAM" "$folder/ExternalSecretsRender"
    sed -i '/^  annotations:/,/^        path:/d' app/external-secrets.yaml
}

plugin_build() { kubectl kustomize --enable-alpha-plugins "$@"; }

# What the pipe gives for the same resources.
by_pipe() {
    local without=$BATS_TEST_TMPDIR/without
    cp -r app "$without"
    sed -i '/^transformers:/,$d' "$without/kustomization.yaml"
    "$tools/kustomize" build "$without" | "$PROGRAM" render --owner poseidon
}

@test "kustomize: a function gives what a pipe gives" {
    function_build app | objects >as-function
    by_pipe | objects >by-pipe
    [ "$(wc -l <by-pipe)" -eq 5 ]
    same by-pipe as-function
}

@test "kustomize: nothing of the function is left in what is built" {
    function_build app >out.yaml
    run grep -nE 'config.kubernetes.io|kustomize.config|ExternalSecretsRender|external-secrets.render' out.yaml
    [ "$status" -eq 1 ]
}

@test "kustomize: comments and order of the other resources stay as they are without the function" {
    printf '%s\n' 'resources: [z.yaml]' 'transformers: [external-secrets.yaml]' >app/kustomization.yaml
    cat >app/z.yaml <<'END'
# of the document
kind: ConfigMap # of a line
apiVersion: v1
metadata:
  name: z
# above a key
data: {b: "1", a: '2'}
END
    function_build app >with.yaml
    sed -i '/^transformers/d' app/kustomization.yaml
    "$tools/kustomize" build app >without.yaml
    same without.yaml with.yaml
}

@test "kustomize: a second transformer finds nothing left to do" {
    sed 's/name: external-secrets/name: again/' app/external-secrets.yaml >app/again.yaml
    sed 's/,drop//' -i app/kustomization.yaml
    function_build app >once.yaml
    echo '  - again.yaml' >>app/kustomization.yaml
    function_build app >twice.yaml
    same once.yaml twice.yaml
}

@test "kustomize: an object that is there already, with other content, is told apart" {
    cat >>app/worker.yaml <<'END'
---
apiVersion: v1
kind: Secret
metadata: {name: keyvault-credentials, namespace: poseidon-dev}
stringData: {ClientID: other}
END
    run --separate-stderr function_build app
    [ "$status" -ne 0 ]
    [ -z "$output" ]
    says 'gives Secret keyvault-credentials, which the stream already holds with other content, at stdin:'
}

@test "kustomize: a failure's text as its user sees it" {
    sed -i 's/azure_tenant_id: .*/azure_tenant_id: nowhere/' app/values.yaml
    run --separate-stderr function_build app
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    says '(ConfigMap poseidon-values): external_secrets.azure_tenant_id: must be a GUID'
    says "Error: couldn't execute function: exit status 3"
}

@test "kustomize: what its configuration may not say" {
    sed -i 's/owner:/ownr:/' app/external-secrets.yaml
    run --separate-stderr function_build app
    [ "$status" -eq 1 ]
    says 'spec.ownr: the functionConfig has no such key'
    says 'did you mean owner?'
    sed -i 's/ownr:.*/namespace: kraken-prod/' app/external-secrets.yaml
    EXTERNAL_SECRETS_OWNER=poseidon run --separate-stderr function_build app
    [ "$status" -eq 1 ]
    says "spec.namespace: is the platform's to say"
}

@test "kustomize: options of the platform win" {
    sed -i 's/owner:.*/emit: secret/' app/external-secrets.yaml
    EXTERNAL_SECRETS_EMIT=sealed-secret function_build app >out.yaml
    grep -q '^kind: SealedSecret' out.yaml
    run grep -q '^kind: Secret$' out.yaml
    [ "$status" -eq 1 ]
}

@test "kustomize: without --enable-exec the function is passed over without a word, so values are left" {
    "$tools/kustomize" build --enable-alpha-plugins app >out.yaml
    grep -q 'external-secrets.render/values' out.yaml
    kubectl kustomize --enable-alpha-plugins app >out.yaml
    grep -q 'external-secrets.render/values' out.yaml
}

@test "kubectl kustomize: the older plugin gives what a pipe gives" {
    by_pipe | objects >by-pipe
    as_plugin
    plugin_build app | objects >as-plugin
    same by-pipe as-plugin
    "$tools/kustomize" build --enable-alpha-plugins app | objects >as-plugin
    same by-pipe as-plugin
}

@test "kubectl kustomize: a plugin's options and its failure" {
    as_plugin
    sed -i 's/owner:.*/owner: [kraken]/' app/external-secrets.yaml
    run --separate-stderr plugin_build app
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    says 'tenant poseidon is not one that the host named'
    sed -i 's/owner:.*/allowPlain: maybe/' app/external-secrets.yaml
    run --separate-stderr plugin_build app
    [ "$status" -eq 1 ]
    says 'ExternalSecretsRender:'
    says 'spec.allowPlain: has to be true or false'
}

@test "kubectl kustomize: as a generator the plugin adds nothing of its own" {
    as_plugin
    sed -i 's/transformers:/generators:/' app/kustomization.yaml
    plugin_build app >with.yaml
    sed -i '/^generators:/,$d' app/kustomization.yaml
    plugin_build app >without.yaml
    same without.yaml with.yaml
}

@test "kubectl apply -k: takes no plugins, and says so" {
    as_plugin
    run --separate-stderr kubectl apply -k app --dry-run=client
    [ "$status" -eq 1 ]
    says "external plugins disabled; unable to load external plugin 'ExternalSecretsRender'"
}
