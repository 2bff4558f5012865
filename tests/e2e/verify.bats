#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# verify among those that read what it says: SARIF's schema, pre-commit in a real repository.
load helpers

setup() {
    isolate
    mkdir bin
    ln -s "$PROGRAM" bin/external-secrets
    PATH=$PWD/bin:$PATH
    export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
}

# seal NAMESPACE NAME
seal() {
    printf %s trident | external-secrets seal -q --cert "$certificate" -n "$1" --name "$2"
}

# sealed_secret NAMESPACE STRING
sealed_secret() {
    printf '%s\n' 'apiVersion: bitnami.com/v1alpha1' 'kind: SealedSecret' "metadata: {namespace: $1, name: db}" 'spec:' \
        "  encryptedData: {password: $2}"
}

@test "the SARIF log is one by its schema, whatever it tells" {
    need node node_modules/ajv-draft-04/dist/index.js node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json
    mkdir 'a folder'
    sealed_secret shop "$(seal shop db)" >good.yaml
    sealed_secret shop "$(seal shop web)" >'a folder/é%.yaml'
    sealed_secret shop plain >plain.yaml
    sealed_secret shop "$(seal shop db | cut -c 1-300)" >"$PWD/cut.yaml"
    echo 'external_secrets: [' >bad.yaml
    external-secrets verify --sealing-key "$sealing_key" -o sarif good.yaml >log.sarif
    node "$root/tests/e2e/sarif.mjs" "$tools" <log.sarif
    run -1 --separate-stderr external-secrets verify --sealing-key "$sealing_key" -o sarif good.yaml 'a folder/é%.yaml' plain.yaml "$PWD/cut.yaml" bad.yaml
    [ "$(grep -c '"ruleId"' <<<"$output")" = 4 ]
    node "$root/tests/e2e/sarif.mjs" "$tools" <<<"$output"
    # The schema is one that says no.
    run -1 node "$root/tests/e2e/sarif.mjs" "$tools" <<<"${output//startLine/startline}"
}

# What pre-commit clones: a repository with the hook in it.
hook_repository() {
    git init -q hooks
    cp "$root/.pre-commit-hooks.yaml" hooks
    git -C hooks add .
    git -C hooks -c user.name=a -c user.email=a@example.com commit -qm hook
    git -C hooks rev-parse HEAD
}

@test "pre-commit lets whole strings pass, and stops others" {
    need pre-commit
    local revision
    revision=$(hook_repository)
    export PRE_COMMIT_HOME=$PWD/cache GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
    # The hook starts Python anew.
    PYTHONPATH=$(dirname "$(readlink -f "$tools/pre-commit")")/modules
    export PYTHONPATH
    git init -q tenant && cd tenant
    cp "$certificate" cert.pem
    printf '%s\n' 'repos:' "- repo: $BATS_TEST_TMPDIR/hooks" "  rev: $revision" '  hooks:' '  - id: external-secrets-verify' '    args: [--cert, cert.pem]' \
        >.pre-commit-config.yaml
    "$tools/pre-commit" install
    sealed_secret shop "$(seal shop db)" >a.yaml
    echo 'words' >notes.txt
    git add .
    run -0 git commit -m good
    [[ $output == *'sealed strings are whole'*Passed* ]]
    sealed_secret shop "$(seal shop db | cut -c 1-300)" >b.yaml
    git add b.yaml
    run -1 git commit -m cut
    [[ $output == *Failed* ]]
    [[ $output == *'error: b.yaml:5:29: spec.encryptedData.password: the sealed string is cut off'* ]]
    [[ $output == *'error: 2 sealed strings in '*': 1 looked at for their shape only, 1 damaged'* ]]
    # What does not go into the commit does not stop it.
    git rm -q --cached b.yaml
    run -0 git commit --allow-empty -m good
    # Nothing of YAML is in this one: the hook is not even called.
    echo more >>notes.txt
    git add notes.txt
    run -0 git commit -m notes
    [[ $output == *'no files to check'*Skipped* ]]
}
