#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Sealing into a file: which Secret a place is for, that nothing else changes, and what is refused.
#
# shellcheck disable=SC2154 # run sets output and stderr
load common

setup() {
    clean_start
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    cases=$BATS_TEST_DIRNAME/into
    cp "$root/examples/sealing-key/certificate.pem" cert.pem
    (umask 077 && cat "$root/examples/sealing-key/key.yaml" >key.yaml)
    export EXTERNAL_SECRETS_CERT=$PWD/cert.pem
    printf 'trident-and-horses' >plaintext
    with='with the certificate SHA256:BaGmlx76mmB9TpGPG5m3qbUAnRzGvBJh+822ZFJZQRo, valid until 2046-11-18T04:57:29Z'
    at=external_secrets.keyvault_credentials.client_secret
    cat >values.yaml <<'END'
namespace: {name: poseidon}
environments: [{name: dev}]
external_secrets:
  azure_tenant_id: 0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d
  keyvault_credentials:
    client_id: 7c1e0f52-9d3b-4b86-a1c4-2f5d8e6b9a07
    client_secret: ''   # behind
END
    cp values.yaml before.yaml
}

# into FILE [ARGUMENT]...: the plaintext in a file goes in by stdin.
into() {
    run --separate-stderr external-secrets seal --into "$@" <plaintext
}

# Nothing was changed, and nothing left beside.
assert_untouched() {
    cmp before.yaml values.yaml
    assert_equal "$(find . -name '.external*')" ''
}

# strings FILE: the sealed strings in it, one a line, in their order.
strings() {
    grep -aoE 'Ag[A-D][A-Za-z0-9+/]{700,}=*' "$1"
}

# veiled FILE: the file with SEALED in place of each.
veiled() {
    perl -0777 -pe 's{Ag[A-D][A-Za-z0-9+/]{700,}=*}{SEALED}g' "$1"
}

# opened STRING SCOPE [NAMESPACE [NAME]]
opened() {
    printf %s "$1" | external-secrets unseal --quiet --sealing-key key.yaml --scope "$2" ${3:+-n "$3"} ${4:+--name "$4"}
}

# A case of tests/cli/into: `before` with strings where `args` says has to become `after`, in which SEALED stands for each; they open for
# the Secrets in `secrets`, in their order there. INTO_UPDATE=1 writes down what comes out.
try_case() {
    local arguments secrets strings index
    mapfile -t arguments <"$1/args"
    mapfile -t secrets <"$1/secrets"
    cp "$1/before" file
    run --separate-stderr external-secrets seal --into file "${arguments[@]}"
    assert_success
    assert_output ''
    veiled file >shown
    [ -z "${INTO_UPDATE:-}" ] || cp shown "$1/after"
    cmp shown "$1/after"
    mapfile -t strings < <(strings file)
    assert_equal "${#strings[@]}" "${#secrets[@]}"
    for index in "${!secrets[@]}"; do
        # shellcheck disable=SC2086 # scope, namespace, name
        assert_equal "$(opened "${strings[index]}" ${secrets[index]})" trident-and-horses
    done
    # Once more: it need not be empty.
    cp file once
    run --separate-stderr external-secrets seal --into file "${arguments[@]}"
    assert_success
    refute_told warning
    run ! cmp -s once file
    veiled file | cmp - "$1/after"
}

@test "every carrier, every generation, every way to write: the scalar changes, and no other byte" {
    local case
    for case in "$cases"/*/; do
        echo "# $case"
        try_case "${case%/}"
    done
}

@test "what was sealed, for what and with which certificate is said on stderr, unless --quiet" {
    into values.yaml --at "$at"
    assert_success
    assert_output ''
    assert_equal "$stderr" "values.yaml:7:20: $at: sealed for the Secret poseidon-dev/keyvault-credentials (strict)"$'\n'"$with"
    assert_equal "$(diff before.yaml values.yaml | grep -c '^[<>]')" 2
    into values.yaml --at "$at" --quiet
    assert_success
    assert_equal "$stderr" ''
    assert_equal "$(opened "$(strings values.yaml)" strict poseidon-dev keyvault-credentials)" trident-and-horses
}

@test "render opens what was put in" {
    into values.yaml --at "$at"
    external-secrets --quiet --sealing-key key.yaml -f values.yaml | sed -n 's/^  ClientSecret: //p' | base64 -d | cmp - plaintext
}

@test "the twins in the environment" {
    EXTERNAL_SECRETS_INTO=values.yaml EXTERNAL_SECRETS_AT=$at EXTERNAL_SECRETS_NAME=other EXTERNAL_SECRETS_FROM_FILE=plaintext start seal
    assert_success
    assert_told "values.yaml:7:20: $at: sealed for the Secret poseidon-dev/keyvault-credentials (strict)"
    # Of no meaning without --into.
    EXTERNAL_SECRETS_OWNER=triton EXTERNAL_SECRETS_AT=$at EXTERNAL_SECRETS_FROM_FILE=plaintext start seal --scope cluster-wide
    assert_success
}

@test "options that do not go together" {
    local sure='hint: with --into, seal puts the string into FILE, for the Secret that the declaration there names'
    start seal --at "$at" --scope cluster-wide
    assert_error 2 'error: --at goes with --into FILE' "$sure"
    start seal --owner poseidon --scope cluster-wide
    assert_error 2 'error: --owner goes with --into FILE' "$sure"
    into - --at "$at"
    assert_error 2 'error: --into: takes a file, which is changed in place, and not stdin' \
        'hint: without --into, seal prints the string'
    into values.yaml
    assert_error 2 'error: --into needs to know where in the file: --at PATH' \
        'hint: PATH is written as in messages: external_secrets.keyvault_credentials.client_secret'
    into values.yaml --at "$at" --name other
    assert_error 2 'error: --name does not go with --into: the file says for which Secret it is' \
        'hint: to name it otherwise, put credentials_secret beside the string'
    into values.yaml --at "$at" -n Poseidon
    assert_error 2 'error: --namespace: not the name of a namespace (1 to 63 of a-z, 0-9 and -)'
    into values.yaml --at =plaintext
    assert_error 2 'error: --at: the path is empty'
    into values.yaml --at "$at="
    assert_error 2 'error: --at: no file behind the =' \
        'hint: write --at PATH=FILE, or --at PATH alone, whose plaintext comes on stdin or with --from-file FILE'
    assert_untouched
}

@test "a plaintext in the place of its file is refused and not shown" {
    into values.yaml --at "$at=hunter2"
    assert_error 2 "error: --at $at: the file behind the = cannot be found: No such file or directory" \
        'hint: a plaintext never stands on the command line: it comes from a file, stdin (-) or the terminal'
    assert_untouched
}

@test "several paths: each with its own plaintext" {
    local other=external_secrets.keyvault_credentials.client_id
    printf 'an ID' >id
    into values.yaml --at "$other=id" --at "$at=-"
    assert_success
    assert_equal "$(opened "$(strings values.yaml | sed -n 1p)" strict poseidon-dev keyvault-credentials)" 'an ID'
    assert_equal "$(opened "$(strings values.yaml | sed -n 2p)" strict poseidon-dev keyvault-credentials)" trident-and-horses
    into values.yaml --at "$other=id" --at "$at" --from-file plaintext
    assert_success
    # The same for both: each gets it, and both have a string of their own.
    into values.yaml --at "$other=-" --at "$at=-"
    assert_success
    assert_equal "$(opened "$(strings values.yaml | sed -n 1p)" strict poseidon-dev keyvault-credentials)" trident-and-horses
    assert_equal "$(opened "$(strings values.yaml | sed -n 2p)" strict poseidon-dev keyvault-credentials)" trident-and-horses
    assert_equal "$(strings values.yaml | sort -u | wc -l)" 2
}

@test "several paths: one stdin or one --from-file is not for two" {
    local other=external_secrets.keyvault_credentials.client_id
    local hint='hint: say where each comes from: --at PATH=FILE; where several name the same FILE, or - for stdin, each gets what is in it'
    into values.yaml --at "$other" --at "$at"
    assert_error 2 'error: stdin can give one plaintext only, and several paths wait for it' "$hint"
    into values.yaml --at "$other" --at "$at=-"
    assert_error 2 'error: stdin can give one plaintext only, and several paths wait for it' "$hint"
    into values.yaml --at "$other" --at "$at" --from-file plaintext
    assert_error 2 'error: --from-file can give one plaintext only, and several paths wait for it' "$hint"
    into values.yaml --at "$at=plaintext" --from-file plaintext
    assert_error 2 'error: --from-file: every path has its own file'
    assert_untouched
}

@test "several paths of which one fails: nothing is written" {
    local other=external_secrets.keyvault_credentials.client_id
    : >empty
    into values.yaml --at "$other=plaintext" --at "$at=empty"
    assert_error 3 "error: $at: the plaintext is empty" 'hint: --allow-empty seals it nevertheless'
    into values.yaml --at "$other=plaintext" --at external_secrets.azure_tenant_id=plaintext
    assert_error 3 'error: values.yaml:4:20: external_secrets.azure_tenant_id: is no place for a sealed string' \
        "hint: the nearest place is: $at"
    into values.yaml --at "$at=plaintext" --at '["external_secrets"].keyvault_credentials.client_secret=plaintext'
    assert_error 3 "error: values.yaml:7:20: [\"external_secrets\"].keyvault_credentials.client_secret: is named twice"
    assert_untouched
}

@test "a path as a message shows it, with its place" {
    local place
    for place in values.yaml:7:20:\  7:20:\  7:20: 7: values.yaml:; do
        into values.yaml --at "$place$at"
        assert_success
    done
    into values.yaml --at "9:$at"
    assert_error 3 "error: values.yaml: $at: neither this key nor a mapping that could hold it stands there" \
        "hint: the nearest place is: $at"
}

# refused VALUES PATH LINE...: of a file with these values the message is this one, and the file stays as it is.
refused() {
    printf '%s' "$1" >values.yaml
    cp values.yaml before.yaml
    into values.yaml --at "$2"
    assert_error 3 "${@:3}"
    assert_untouched
}

@test "what is no place for a sealed string" {
    refused "$(<values.yaml)" external_secrets.keyvault_credentials 'error: values.yaml:6:5: external_secrets.keyvault_credentials: holds a mapping or a list, and no string'
    refused "$(<values.yaml)" external_secrets.keyvault_credential.client_secret \
        'error: values.yaml: external_secrets.keyvault_credential.client_secret: neither this key nor a mapping that could hold it stands there' \
        "hint: the nearest place is: $at"
    refused "$(<values.yaml)" external_secrets.keyvault_credentials.client_secre \
        'error: with a string put in: values.yaml:8:5: external_secrets.keyvault_credentials.client_secre: unknown key' \
        "hint: the nearest known key is 'client_secret'"
    refused 'a: {b: }' a.b 'error: values.yaml:1:8: a.b: is no place for a sealed string' \
        "hint: sealed strings belong into values below external_secrets or secret_management, stores with 'sealed', SealedSecrets and annotated Secrets; this file has no such place"
    refused '' a.b 'error: values.yaml: a.b: neither this key nor a mapping that could hold it stands there' \
        "hint: sealed strings belong into values below external_secrets or secret_management, stores with 'sealed', SealedSecrets and annotated Secrets; this file has no such place"
}

@test "templates, disabled blocks, aliases" {
    local values
    values=$(<values.yaml)
    refused "${values/\'\'/\"{{ .Values.secret \}\}\"}" "$at" \
        "error: values.yaml:7:20: $at: is a template: what it becomes stands elsewhere" \
        'hint: put the sealed string into the values that the template takes it from'
    refused "${values/name: poseidon/name: \"{{ .Values.name \}\}\"}" "$at" \
        "error: values.yaml:7:20: $at: stands among values that are a template: for which Secret it is nobody can tell before they are rendered" \
        'hint: put it into the values that the template takes it from, or seal it for the Secret by name: seal --namespace NAMESPACE --name NAME'
    refused "${values/azure_tenant_id/enabled: false
  azure_tenant_id}" "$at" \
        "error: values.yaml:8:20: $at: stands in a block that is disabled, which nobody reads" 'hint: set enable: true first'
}

@test "aliases: sealed where it is written, for all that refer to it" {
    local one='namespace: {name: poseidon}
environments: [{name: dev}]
x: &x {client_id: 7c1e0f52-9d3b-4b86-a1c4-2f5d8e6b9a07, client_secret: }
secret_management:
  external_secrets:
    tenant_id: 0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d
    tenant_secretstores:
    - {name: app, url: "https://kv.vault.azure.net", client_id: &id plain, client_secret: &s plain}
    - {name: web, url: "https://kv.vault.azure.net", client_id: *id, client_secret: *s}
    - {name: own, url: "https://kv.vault.azure.net", <<: *x}
'
    local list=secret_management.external_secrets.tenant_secretstores
    refused "$one" "${list}[1].client_secret" \
        "error: values.yaml:8:91: ${list}[1].client_secret: an alias or a merge key brings it here from where it is written" \
        "hint: name that place: ${list}[0].client_secret; or write it out here"
    refused "$one" "${list}[2].client_secret" \
        "error: values.yaml:3:72: ${list}[2].client_secret: an alias or a merge key brings it here from where it is written" \
        'hint: name that place: x.client_secret; or write it out here'
    refused "$one" "${list}[0].client_secret" \
        "error: values.yaml:8:91: ${list}[0].client_secret: one string serves 2 Secrets (poseidon-dev/poseidon-app-credentials, poseidon-dev/poseidon-web-credentials), and sealed strict it would not open for all" \
        'hint: --scope namespace-wide seals it for every Secret of the namespace; or give each its own string'
    into values.yaml --at "${list}[0].client_secret" --scope namespace-wide
    assert_success
    assert_told "warning: values.yaml:8:91: ${list}[0].client_secret: aliases elsewhere refer to it: there it is the same string from now on"
    into values.yaml --at x.client_secret
    assert_success
    assert_told 'values.yaml:3:72: x.client_secret: sealed for the Secret poseidon-dev/poseidon-own-credentials (strict)'
    assert_equal "$(diff before.yaml values.yaml | grep -c '^[<>]')" 4
}

@test "base64: values in a Secret, a sealed string in an annotated one" {
    local line
    line="apiVersion: v1
kind: Secret
metadata: {name: tenant, namespace: poseidon-dev, annotations: {external-secrets.render/values: v}}
data:
  v: \"$(base64 -w0 <before.yaml)\"   # behind"
    printf '%s\n' "$line" >values.yaml
    into values.yaml --at "$at"
    assert_success
    assert_told "values.yaml:5:6: $at: sealed for the Secret poseidon-dev/keyvault-credentials (strict)"
    sed -n 's/^  v: "\(.*\)"   # behind$/\1/p' values.yaml | base64 -d >inner
    veiled inner | diff - before.yaml >difference || true
    assert_equal "$(<difference)" "7c7
<     client_secret: 'SEALED'   # behind
---
>     client_secret: ''   # behind"
    assert_equal "$(opened "$(strings inner)" strict poseidon-dev keyvault-credentials)" trident-and-horses

    line="apiVersion: v1
kind: Secret
metadata: {name: a, namespace: b, annotations: {external-secrets.render/sealed: \"true\"}}
data: {k: $(strings inner | tr -d '\n' | base64 -w0), l: $(printf plain | base64)}"
    printf '%s\n' "$line" >values.yaml
    into values.yaml --at data.k=plaintext --at data.l=plaintext
    assert_success
    assert_told 'warning: values.yaml:4:960: data.l: what stood here in plain text still stands in the history of the file'
    assert_equal "$(opened "$(sed -n 's/^data: {k: \(.*\), l: .*/\1/p' values.yaml | base64 -d)" strict b a)" trident-and-horses
    assert_equal "$(opened "$(strings values.yaml | tail -n1)" strict b a)" trident-and-horses
}

@test "a client secret that another store brings is no sealed string" {
    refused 'namespace: {name: poseidon}
environments: [{name: dev}]
secret_management:
  external_secrets:
    secret_stores:
    - name: own
      tenant_id: 0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d
      keyvault_url: https://kv.vault.azure.net
      client_id: 7c1e0f52-9d3b-4b86-a1c4-2f5d8e6b9a07
      client_secret: its-name
      cluster_secret_store_ref: team-gitops
' 'secret_management.external_secrets.secret_stores[0].client_secret' \
        'error: values.yaml:10:22: secret_management.external_secrets.secret_stores[0].client_secret: is no place for a sealed string' \
        "hint: sealed strings belong into values below external_secrets or secret_management, stores with 'sealed', SealedSecrets and annotated Secrets; this file has no such place"
}

@test "whose it is nobody says" {
    local hint='hint: --namespace NAME is the release namespace; where the file does not say whose the values are, --owner NAME does'
    local values
    values=$(sed 1,2d values.yaml)
    refused "$values" "$at" "error: values.yaml:5:20: $at: nobody says for which namespace it is" "$hint"
    into values.yaml --at "$at" -n triton-dev
    assert_success
    assert_told "values.yaml:5:20: $at: sealed for the Secret triton-dev/keyvault-credentials (strict)"
    values=$(sed 1d before.yaml)
    sed 1d <<<"$(cat before.yaml)" >values.yaml
}

@test "a path in several documents needs a line" {
    { cat before.yaml && echo --- && cat before.yaml; } >values.yaml
    refused "$(<values.yaml)" "$at" "error: values.yaml: $at: leads to 2 places: values.yaml:7:20, values.yaml:15:20" \
        "hint: put the line of the one that is meant in front: 7:$at"
    refused "$(sed 's/^    client_secret.*//' values.yaml)" "$at" \
        "error: values.yaml: $at: leads to 2 places: values.yaml:6:5, values.yaml:14:5" \
        "hint: put the line of the one that is meant in front: 6:$at"
    refused "$(<values.yaml)" "17:$at" "error: values.yaml: $at: neither this key nor a mapping that could hold it stands there" \
        "hint: sealed strings belong into values below external_secrets or secret_management, stores with 'sealed', SealedSecrets and annotated Secrets; this file has no such place"
    # Where something stands in one alone, that is meant.
    printf "\n    client_secret: ''\n" >>values.yaml
    into values.yaml --at "$at"
    assert_success
    assert_told "values.yaml:15:20: $at: sealed for the Secret poseidon-dev/keyvault-credentials (strict)"
}

@test "what is wrong elsewhere in the file is told with its place" {
    local values
    values=$(<values.yaml)
    refused "$values
other: [
" "$at" 'error: values.yaml:9:1: did not find expected node content' 'hint: check the indentation, and that every quote and bracket is closed'
    refused "$(sed 7d <<<"$values")
  keyvault: x" "$at" 'error: values.yaml:7:3: external_secrets.keyvault: unknown key' \
        "hint: the nearest known key is 'keyvault_credentials'"
    # Of documents that are none of ours nobody cares.
    printf '%s\n' "$values" --- 'a: [' >values.yaml
    into values.yaml --at "$at"
    assert_success
    refute_told warning
    iconv -t UTF-16 <before.yaml >values.yaml
    into values.yaml --at "$at"
    assert_error 3 'error: values.yaml:1:1: the stream is UTF-16 or UTF-32 and a string is to be put into it' \
        'hint: write it as UTF-8; in PowerShell: Out-File -Encoding utf8'
}

@test "one string for several environments" {
    sed -i 's/\[{name: dev}\]/[{name: dev}, {name: test}]/' values.yaml
    cp values.yaml before.yaml
    local scope
    for scope in strict namespace-wide; do
        into values.yaml --at "$at" --scope "$scope"
        assert_error 3 "error: values.yaml:7:20: $at: one string serves 2 Secrets (poseidon-dev/keyvault-credentials, poseidon-test/keyvault-credentials), and sealed $scope it would not open for all" \
            'hint: --scope cluster-wide seals it for every Secret of every namespace; or give each environment its own pair, below its name'
    done
    assert_untouched
    into values.yaml --at "$at" --scope cluster-wide
    assert_success
    assert_told "values.yaml:7:20: $at: sealed for any Secret in any namespace (cluster-wide)"
    # Said out loud in the file will do as well.
    sed 's/client_secret/scope: cluster-wide\n    client_secret/' before.yaml >values.yaml
    into values.yaml --at "$at"
    assert_success
    into values.yaml --at "$at" --scope strict
    assert_failure 3
}

@test "a scope other than the file says" {
    printf '%s\n' 'apiVersion: bitnami.com/v1alpha1' 'kind: SealedSecret' \
        'metadata: {name: a, namespace: b, annotations: {sealedsecrets.bitnami.com/namespace-wide: "true"}}' 'spec: {encryptedData: {k: old}}' >values.yaml
    cp values.yaml before.yaml
    into values.yaml --at spec.encryptedData.k --scope strict
    assert_error 2 'error: values.yaml:4:27: spec.encryptedData.k: --scope says strict, and the object around it namespace-wide' \
        'hint: leave --scope out, or change the annotation of the SealedSecret and seal all its strings anew'
    assert_untouched
    into values.yaml --at spec.encryptedData.k --scope namespace-wide
    assert_success
}

@test "plain text that goes is warned of, a GUID in place of a client ID is not" {
    sed -i "s/''/hunter2/" values.yaml
    into values.yaml --at "$at"
    assert_success
    assert_told "warning: values.yaml:7:20: $at: what stood here in plain text still stands in the history of the file"
    assert_told 'hint: have a new credential issued, seal that one, and revoke this one'
    refute_told hunter2
    into values.yaml --at "$at"
    refute_told warning
    into values.yaml --at external_secrets.keyvault_credentials.client_id
    assert_success
    refute_told warning
}

@test "what may be wrong with a plaintext is said with its place" {
    echo trident >plaintext
    into values.yaml --at "$at"
    assert_told "warning: $at: the plaintext ends with a newline, which is sealed with it"
    into values.yaml --at "$at" --strip-newline
    refute_told warning
    assert_equal "$(opened "$(strings values.yaml)" strict poseidon-dev keyvault-credentials | od -An -c | tr -d ' ')" trident
    : >plaintext
    into values.yaml --at "$at" --allow-empty
    assert_success
}

# asked [OPTION OF terminal.pl]... -- [ARGUMENT]...: seal at a terminal.
asked() {
    local options=()
    while [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    run "$BATS_TEST_DIRNAME/terminal.pl" --wait ' (not shown): ' "${options[@]}" external-secrets seal "${@:2}"
}

@test "at a terminal each plaintext is asked for, and not shown" {
    local other=external_secrets.keyvault_credentials.client_id
    asked --type $'hunter1\n' --type $'hunter2\n' -- --into values.yaml --at "$other" --at "$at"
    assert_success
    assert_line "Plaintext of $other, for the Secret poseidon-dev/keyvault-credentials (not shown): "
    assert_line "Plaintext of $at, for the Secret poseidon-dev/keyvault-credentials (not shown): "
    assert_line '# while it waits: not shown'
    assert_line '# exit code 0'
    refute_output --partial hunter
    assert_equal "$(opened "$(strings values.yaml | sed -n 1p)" strict poseidon-dev keyvault-credentials)" hunter1
    assert_equal "$(opened "$(strings values.yaml | sed -n 2p)" strict poseidon-dev keyvault-credentials)" hunter2
    cp before.yaml values.yaml
    asked --type $'hunter1\n' --type $'\x03' -- --into values.yaml --at "$other" --at "$at"
    assert_line '# signal 2'
    assert_untouched
}

@test "a link is followed, a folder that takes no files and a file that has gone are refused" {
    mkdir folder
    mv values.yaml folder/real.yaml
    ln -s folder/real.yaml values.yaml
    into values.yaml --at "$at"
    assert_success
    [ -L values.yaml ]
    run ! cmp -s before.yaml folder/real.yaml
    rm values.yaml
    cp before.yaml values.yaml
    ln values.yaml second.yaml
    into values.yaml --at "$at"
    assert_failure 6
    assert_told 'error: values.yaml: is one of 2 hard links to the same file, and the others would keep what is in it now'
    assert_untouched
    into missing.yaml --at "$at"
    assert_error 6 'error: missing.yaml: cannot be opened: No such file or directory'
    into folder --at "$at"
    assert_error 6 'error: folder: is a folder, not a file'
}

@test "a folder that takes no files: the file stays as it is" {
    [ "$(id -u)" -ne 0 ] || command -v setpriv >/dev/null || skip 'neither a user without rights nor setpriv'
    mkdir folder
    cp before.yaml cert.pem plaintext folder
    cp before.yaml folder/values.yaml
    local as=()
    if [ "$(id -u)" -eq 0 ]; then
        as=(setpriv --reuid 65534 --clear-groups)
        chown -R 65534 folder
    fi
    chmod 555 folder
    chmod 755 "$BATS_TEST_TMPDIR" "$BATS_TEST_TMPDIR/work"
    # The other user need not be able to reach the program where it stands.
    cp "$PROGRAM" program
    chmod 755 program
    run --separate-stderr "${as[@]}" ./program seal --cert folder/cert.pem --into folder/values.yaml --at "$at" --from-file folder/plaintext
    assert_failure 6
    assert_told 'error: folder/values.yaml: cannot be written: no file can be made beside it: Permission denied'
    cmp before.yaml folder/values.yaml
    chmod 755 folder
}

@test "a file that changes before it is exchanged is left to whoever changed it" {
    mkfifo pipe
    external-secrets seal --into values.yaml --at "$at" --from-file pipe 2>told &
    local writer=$!
    exec 8>pipe
    echo '# by somebody else' >>values.yaml
    cp values.yaml before.yaml
    printf trident >&8
    exec 8>&-
    local code=0
    wait "$writer" || code=$?
    assert_equal "$code" 6
    assert_equal "$(<told)" 'error: values.yaml: was changed by somebody else at this moment
hint: nothing was written to it; run the command again'
    assert_untouched
}

@test "no room: the file stays as it is" {
    start_with_room 0 seal --into values.yaml --at "$at" <plaintext
    assert_failure 6
    assert_told 'error: values.yaml: cannot be written: File too large'
    assert_untouched
}

@test "no error shows a plaintext or what stands in the file" {
    sed -i "s/''/hunter2/" values.yaml
    printf hunter2 >plaintext
    local arguments
    for arguments in "--at $at --scope x" "--at $at --cert missing" '--at external_secrets.azure_tenant_id' "--at $at --name a" "--at ${at}[0]"; do
        # shellcheck disable=SC2086 # words on purpose
        into values.yaml $arguments
        [ "$status" -ne 0 ]
        refute_told hunter2
    done
}
