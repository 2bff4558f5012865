#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Sealing one string: where the plaintext comes from, what it is sealed for, and what is refused.
#
# shellcheck disable=SC2154 # run sets output and stderr
load common

setup() {
    clean_start
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    keys=$root/tests/data/keys
    cp "$root/examples/sealing-key/certificate.pem" cert.pem
    (umask 077 && cat "$root/examples/sealing-key/key.yaml" >key.yaml)
    printf 'trident-and-horses' >plaintext
    strict='sealed for the Secret poseidon-dev/keyvault-credentials (strict)'
    with='with the certificate SHA256:BaGmlx76mmB9TpGPG5m3qbUAnRzGvBJh+822ZFJZQRo, valid until 2046-11-18T04:57:29Z'
}

# The plaintext in a file goes in by stdin.
seal() {
    run --separate-stderr external-secrets seal --cert cert.pem -n poseidon-dev --name keyvault-credentials "$@" <plaintext
}

# What `render` makes of a string: opened with the example's key, in one namespace.
opened() {
    printf '%s\n' 'namespace: {name: poseidon}' 'environments: [{name: dev}]' 'external_secrets:' \
        '  azure_tenant_id: 0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d' '  keyvault_credentials:' \
        '    client_id: 7c1e0f52-9d3b-4b86-a1c4-2f5d8e6b9a07' "    client_secret: $1" |
        external-secrets --quiet --sealing-key key.yaml "${@:2}" | sed -n 's/^  ClientSecret: //p' | base64 -d
}

@test "a string opens again, in each scope and no wider one" {
    local scope
    for scope in strict namespace-wide cluster-wide; do
        seal --scope "$scope"
        assert_success
        assert_output --regexp '^Ag[A-D][A-Za-z0-9+/]*=*$'
        assert_equal "$(opened "$output" --max-scope "$scope")" trident-and-horses
    done
    run opened "$output" --max-scope namespace-wide
    assert_output --partial 'wider than the widest scope allowed here'
}

@test "for what and with which certificate is said on stderr, unless --quiet" {
    seal
    assert_equal "$stderr" "$strict"$'\n'"$with"
    seal --scope namespace-wide
    assert_equal "$stderr" "sealed for any Secret in the namespace poseidon-dev (namespace-wide)"$'\n'"$with"
    seal --scope cluster-wide
    assert_equal "$stderr" "sealed for any Secret in any namespace (cluster-wide)"$'\n'"$with"
    seal --quiet
    assert_success
    assert_equal "$stderr" ''
}

@test "the string leaves without a line end, and another one each time" {
    external-secrets seal --quiet --cert cert.pem --scope cluster-wide <plaintext >first
    external-secrets seal --quiet --cert cert.pem --scope cluster-wide <plaintext >second
    assert_equal "$(wc -c <first)" 732
    assert_equal "$(wc -l <first)" 0
    run cmp -s first second
    assert_failure 1
}

@test "plaintext from stdin, from a file, byte for byte" {
    perl -e 'print map { chr } 0 .. 255' >plaintext
    seal
    opened "$output" | cmp - plaintext
    run --separate-stderr external-secrets seal --cert cert.pem --scope cluster-wide --from-file plaintext
    assert_success
    opened "$output" | cmp - plaintext
    seal --from-file -
    opened "$output" | cmp - plaintext
    start seal --cert cert.pem --scope cluster-wide --from-file missing
    assert_error 6 'error: missing: cannot be opened: No such file or directory'
    start seal --cert cert.pem --scope cluster-wide --from-file .
    assert_error 6 'error: .: is a folder, not a file'
}

@test "the twins in the environment" {
    export EXTERNAL_SECRETS_CERT=cert.pem EXTERNAL_SECRETS_NAMESPACE=poseidon-dev EXTERNAL_SECRETS_NAME=keyvault-credentials
    EXTERNAL_SECRETS_FROM_FILE=plaintext start seal
    assert_success
    assert_told "$strict"
    EXTERNAL_SECRETS_SCOPE=cluster-wide EXTERNAL_SECRETS_ALLOW_EMPTY=1 start seal
    assert_success
    assert_told 'sealed for any Secret in any namespace (cluster-wide)'
    EXTERNAL_SECRETS_NAME=Poseidon start seal
    assert_error 2 'error: EXTERNAL_SECRETS_NAME: not the name of a Secret (1 to 253 of a-z, 0-9, - and .)'
}

@test "the plaintext is at most 1 MiB" {
    head -c 1048576 /dev/zero | tr '\0' x >plaintext
    seal
    assert_success
    opened "$output" | cmp - plaintext
    printf x >>plaintext
    seal
    assert_error 3 'error: stdin: larger than 1048576 bytes, which is the limit'
    seal --from-file plaintext
    assert_error 3 'error: plaintext: larger than 1048576 bytes, which is the limit'
}

@test "an empty plaintext is refused unless asked for" {
    : >plaintext
    seal
    assert_error 3 'error: the plaintext is empty' 'hint: --allow-empty seals it nevertheless'
    seal --allow-empty
    assert_success
    assert_equal "${#output}" 708
    echo >plaintext
    seal --strip-newline
    assert_error 3 'error: the plaintext is empty' 'hint: --allow-empty seals it nevertheless'
}

@test "a newline at the end is kept and warned of, or taken off" {
    local warning='warning: the plaintext ends with a newline, which is sealed with it'
    echo trident >plaintext
    seal
    assert_success
    assert_equal "$stderr" "$warning
hint: --strip-newline takes it off; printf %s in place of echo makes none
$strict
$with"
    opened "$output" | cmp - plaintext
    seal --strip-newline
    assert_equal "$stderr" "$strict"$'\n'"$with"
    assert_equal "$(opened "$output" | od -An -c | tr -d ' ')" trident
    printf 'trident\r\n' >plaintext
    seal --strip-newline
    assert_equal "$(opened "$output" | od -An -c | tr -d ' ')" trident
    printf 'trident\n\n' >plaintext
    seal --strip-newline
    assert_told "$warning"
    seal --quiet
    assert_equal "$stderr" ''
}

@test "what was hardly meant is warned of" {
    local returns='warning: the plaintext has carriage returns (the line ends of Windows), which are sealed with it'
    local mark='warning: the plaintext begins with a byte order mark, which is sealed with it'
    local blank='warning: the plaintext begins or ends with a blank, which is sealed with it'
    printf 'a\r\nb' >plaintext
    seal
    assert_told "$returns"
    assert_told "hint: tr -d '\\r' takes them off"
    printf 'a\0\r\nb' >plaintext
    seal
    refute_told warning
    for plaintext in '\xef\xbb\xbfa' '\xff\xfea' '\xfe\xffa'; do
        # shellcheck disable=SC2059 # escapes on purpose
        printf "$plaintext" >plaintext
        seal
        assert_told "$mark"
        assert_told 'hint: save the file as UTF-8 without one'
    done
    for plaintext in ' a' 'a ' '\ta' 'a\t' 'a \n' ' '; do
        # shellcheck disable=SC2059 # escapes on purpose
        printf "$plaintext" >plaintext
        seal
        assert_success
        assert_told "$blank"
    done
    printf 'a b' >plaintext
    seal
    refute_told warning
}

@test "parts of the label that are missing are never guessed" {
    local hint='hint: a string opens only for what it was sealed for: the Secret (strict), its namespace (namespace-wide) or anything (cluster-wide)'
    start seal --cert cert.pem --name keyvault-credentials
    assert_error 2 'error: --scope strict needs the namespace of the Secret: --namespace NAME' "$hint"
    start seal --cert cert.pem -n poseidon-dev
    assert_error 2 'error: --scope strict needs the name of the Secret: --name NAME' "$hint"
    start seal --cert cert.pem --scope namespace-wide --name keyvault-credentials
    assert_error 2 'error: --scope namespace-wide needs the namespace of the Secret: --namespace NAME' "$hint"
    start seal --cert cert.pem -n '' --name keyvault-credentials
    assert_error 2 'error: -n: its value is empty' 'hint: leave -n out, or give it a NAME'
    # Neither kubectl's context nor Argo CD says what a string is for.
    printf '%s\n' 'current-context: a' 'contexts: [{name: a, context: {namespace: poseidon-dev}}]' >config
    KUBECONFIG=config ARGOCD_APP_NAMESPACE=poseidon-dev run --separate-stderr kubectl-external_secrets seal --cert cert.pem --name a
    assert_error 2 'error: --scope strict needs the namespace of the Secret: --namespace NAME' "$hint"
}

@test "names that Kubernetes would refuse are refused" {
    local name
    for name in Poseidon poseidon.dev poseidon_dev -poseidon poseidon/dev "$(printf '%064d' 0)"; do
        start seal --cert cert.pem "--namespace=$name" --name keyvault-credentials
        assert_error 2 'error: --namespace: not the name of a namespace (1 to 63 of a-z, 0-9 and -)'
    done
    for name in Keyvault keyvault_credentials -keyvault a..b a/b "$(printf '%0254d' 0)"; do
        start seal --cert cert.pem -n poseidon-dev "--name=$name"
        assert_error 2 'error: --name: not the name of a Secret (1 to 253 of a-z, 0-9, - and .)'
    done
    for name in keyvault.credentials 0 "$(printf '%0253d' 0)"; do
        start seal --cert cert.pem -n poseidon-dev "--name=$name" --allow-empty
        assert_success
        assert_told "sealed for the Secret poseidon-dev/$name (strict)"
    done
}

@test "no certificate" {
    start seal -n poseidon-dev --name keyvault-credentials
    assert_error 2 'error: no certificate to seal for: --cert FILE is missing' \
        'hint: the controller gives its newest one: kubeseal --fetch-cert >cert.pem'
    start seal --scope cluster-wide --cert missing.pem
    assert_error 6 'error: missing.pem: cannot be opened: No such file or directory'
    start seal --scope cluster-wide --cert "file://$PWD/cert.pem" --allow-empty
    assert_success
}

@test "a certificate that has expired, or is not valid yet, is refused with its date" {
    local fetch="hint: fetch the controller's newest one: kubeseal --fetch-cert >cert.pem"
    start seal --scope cluster-wide --cert "$keys/expired.crt"
    assert_error 3 "error: $keys/expired.crt: the certificate has expired: it was valid until 2016-01-02T03:04:05Z" "$fetch"
    # Nobody looks at the signature.
    perl -MMIME::Base64 -0777 -pe 's/(?<=BEGIN CERTIFICATE-----\n)(.*)(?=-----END)/
        encode_base64(decode_base64($1) =~ s,240102030405Z,330102030405Z,r)/se' "$keys/one.crt" >future.crt
    start seal --scope cluster-wide --cert future.crt
    assert_failure 3
    assert_told 'error: future.crt: the certificate is not valid yet: it will be from 2033-01-02T03:04:05Z on'
    [[ ${stderr_lines[1]} =~ ^"hint: this machine's clock says 20"[0-9][0-9]-[0-9-]*T[0-9:]*Z$ ]]
}

@test "certificates out of whatever holds one" {
    cp "$keys/many.pem" "$keys/backup.yaml" "$keys/controller.yaml" "$keys/list.json" .
    local file
    for file in many.pem controller.yaml list.json backup.yaml key.yaml; do
        start seal --scope cluster-wide --allow-empty --cert "$file"
        assert_success
    done
    assert_told "$with"
    start seal --scope cluster-wide --allow-empty --cert backup.yaml
    assert_told 'with the certificate SHA256:OhQOcLvHyTbwfuenf6Tj8scjPk2oSC7gxE/VkU3y++Y, valid until 2036-01-02T03:04:05Z'
    start seal --scope cluster-wide --cert "$keys/one.pem"
    assert_error 3 "error: $keys/one.pem: holds a private key, but no certificate: the certificate seals, the private key only opens" \
        "hint: fetch the controller's newest one: kubeseal --fetch-cert >cert.pem"
    start seal --scope cluster-wide --cert "$keys/ec.crt"
    assert_error 3 "error: $keys/ec.crt: the certificate is damaged, or not for an RSA key"
    start seal --scope cluster-wide --cert /dev/null
    assert_error 3 'error: /dev/null: is empty' "hint: fetch the controller's newest one: kubeseal --fetch-cert >cert.pem"
}

@test "a plaintext on the command line is refused and never shown" {
    start seal --cert cert.pem --scope cluster-wide hunter2
    assert_error 2 'error: seal: unexpected word' \
        'hint: the plaintext comes on stdin or with --from-file FILE: arguments can be seen by every user of the machine'
}

@test "no error shows the plaintext" {
    printf 'hunter2-hunter2' >plaintext
    local arguments
    for arguments in '' '-n a' '--cert missing' '--cert /dev/null' "--cert $keys/expired.crt" '--scope cluster-wide --cert plaintext'; do
        # shellcheck disable=SC2086 # words on purpose
        run --separate-stderr external-secrets seal $arguments <plaintext
        [ "$status" -ne 0 ]
        refute_told hunter2
    done
}

@test "a full disk and a lost reader fail" {
    run --separate-stderr bash -c 'external-secrets seal --cert cert.pem --scope cluster-wide <plaintext >/dev/full'
    assert_error 6 'error: stdout: cannot be written: No space left on device'
}

# asked [OPTION OF terminal.pl]... -- [ARGUMENT]...: seal at a terminal.
asked() {
    local options=()
    while [ "$1" != -- ]; do
        options+=("$1")
        shift
    done
    run "$BATS_TEST_DIRNAME/terminal.pl" --wait ' (not shown): ' "${options[@]}" external-secrets seal --cert cert.pem "${@:2}"
}

@test "at a terminal the plaintext is asked for, and not shown" {
    asked --type $'hunter2-hunter2\n' -- -n poseidon-dev --name keyvault-credentials
    assert_success
    assert_line --index 0 'Plaintext for the Secret poseidon-dev/keyvault-credentials (not shown): '
    # Every line has an end here: the prompt of a shell would not stand behind the string.
    assert_line --index 2 "$strict"
    assert_line '# while it waits: not shown'
    assert_line '# at the end: shown'
    assert_line '# exit code 0'
    refute_output --partial hunter2
    assert_equal "$(opened "${lines[1]}")" hunter2-hunter2
}

@test "at a terminal the end of input and a signal leave it as it was" {
    asked --type $'\x04' -- --scope cluster-wide
    assert_line --index 0 --partial 'Plaintext for any Secret in any namespace (not shown): '
    assert_line --partial 'the plaintext is empty'
    assert_line '# at the end: shown'
    assert_line '# exit code 3'
    asked --type $'hunter2\x03' -- -n poseidon-dev --scope namespace-wide
    assert_line --index 0 --partial 'Plaintext for any Secret in the namespace poseidon-dev (not shown): '
    assert_line '# at the end: shown'
    assert_line '# signal 2'
    refute_output --partial hunter2
    asked --signal TERM -- --scope cluster-wide
    assert_line 'error: stopped by SIGTERM; nothing was written'
    assert_line '# at the end: shown'
    assert_line '# signal 15'
    # What would leave the terminal without echo for long does nothing.
    asked --type $'a\x1a\x1cb\n' -- --scope cluster-wide
    assert_line '# exit code 0'
}

@test "at a terminal a line that it would cut is refused" {
    asked --type "$(printf '%04094d' 0)"$'\n' -- --scope cluster-wide
    assert_line '# exit code 0'
    asked --type "$(printf '%04095d' 0)"$'\n' -- --scope cluster-wide
    assert_line --partial 'the line is longer than a terminal hands over'
    assert_line --partial 'put the plaintext into a file or a pipe: --from-file FILE'
    assert_line '# at the end: shown'
    assert_line '# exit code 3'
}

@test "at a terminal with nobody at it" {
    run "$BATS_TEST_DIRNAME/terminal.pl" --wait error setsid -w external-secrets seal --cert cert.pem --scope cluster-wide
    assert_output --partial '/dev/tty: cannot be opened: No such device or address'
    assert_line '# exit code 6'
}
