#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# unseal: one sealed string to its plaintext. The strings are kubeseal's own (tests/data/sealed): far.pem, team-a/credentials.
load common

setup() {
    clean_start
    data="$BATS_TEST_DIRNAME/../data"
    umask 077
    cat "$data/keys/far.pem" >key.pem
    cat "$data/keys/one.pem" >other.pem
    cp "$data"/sealed/{strict,namespace-wide,cluster-wide} .
    export EXTERNAL_SECRETS_SEALING_KEY=key.pem
}

whole=(-n team-a --name credentials)
other_label='the key fits, but it was sealed for another namespace or name'
other_key='no sealing key opens it: it was sealed with another key than the one given, or damaged'
copy='hint: copy it as a whole: it is what kubeseal --raw prints, or one value below encryptedData of a SealedSecret'

# start_from FILE ARGUMENT...: unseal with a file on stdin.
start_from() {
    run --separate-stderr external-secrets unseal "${@:2}" <"$1"
}

assert_opened() {
    assert_success
    assert_output "plaintext-$1"
    assert_equal "$stderr" ''
}

@test "every scope that namespace and name allow is tried" {
    local scope
    for scope in strict namespace-wide cluster-wide; do
        start_from $scope "${whole[@]}"
        assert_opened $scope
        start_from $scope "${whole[@]}" --scope $scope
        assert_opened $scope
    done
    start_from namespace-wide --namespace team-a
    assert_opened namespace-wide
    start_from cluster-wide -n team-a
    assert_opened cluster-wide
    start_from cluster-wide
    assert_opened cluster-wide
    EXTERNAL_SECRETS_NAMESPACE=team-a EXTERNAL_SECRETS_NAME=credentials start_from strict
    assert_opened strict
}

@test "the string comes from a file, from stdin, and with keys from anywhere" {
    start unseal "${whole[@]}" --from-file strict
    assert_opened strict
    start_from strict "${whole[@]}" --from-file -
    assert_opened strict
    start unseal "${whole[@]}" --from-file=missing
    assert_error 6 'error: missing: cannot be opened: No such file or directory'
    start unseal "${whole[@]}" --from-file strict --sealing-key other.pem --sealing-key key.pem
    assert_opened strict
    chmod 644 other.pem
    start unseal "${whole[@]}" --from-file strict --sealing-key other.pem --sealing-key key.pem
    assert_success
    assert_equal "$stderr" 'warning: other.pem: this file of private keys can be read by other users
hint: chmod go= other.pem'
    unset EXTERNAL_SECRETS_SEALING_KEY
    EXTERNAL_SECRETS_SEALING_KEY_DATA=$(cat key.pem) start unseal "${whole[@]}" --from-file strict
    assert_opened strict
}

@test "what opened it, with --verbose" {
    start_from strict "${whole[@]}" -v
    assert_success
    assert_told 'detail: opened as strict team-a/credentials by the key SHA256:iOW7hDqKD/rAxZ8DvaiBtBCJ1CPTNMmv2YnJ0YU7TRs (key.pem)'
    start_from cluster-wide "${whole[@]}" -v --sealing-key other.pem --sealing-key key.pem
    assert_told 'detail: opened as cluster-wide by the key SHA256:iOW7hDqKD/rAxZ8DvaiBtBCJ1CPTNMmv2YnJ0YU7TRs (key.pem)'
}

@test "a string that does not open: which labels were tried, and what to give besides" {
    start_from strict
    assert_error 4 "error: stdin: $other_label (tried cluster-wide)" \
        'hint: without namespace and name only a cluster-wide string opens: give those of the Secret that it was sealed for (-n, --name)'
    start_from strict -n team-a
    assert_error 4 "error: stdin: $other_label (tried namespace-wide team-a, cluster-wide)" \
        'hint: where it was sealed strict, as kubeseal does unless told otherwise, the name of its Secret is needed (--name); else give another namespace'
    start unseal -n team-b --name credentials --from-file strict
    assert_error 4 "error: strict: $other_label (tried strict team-b/credentials, namespace-wide team-b, cluster-wide)" \
        'hint: give the namespace and name as they were when it was sealed'
    start_from strict "${whole[@]}" --sealing-key other.pem
    assert_error 4 "error: stdin: $other_key" \
        'hint: give the key of the cluster that it was sealed for; --sealing-key takes a folder of them as well'
}

@test "another scope than the one asked for" {
    start_from strict "${whole[@]}" --scope namespace-wide
    assert_error 4 'error: stdin: sealed strict, not namespace-wide' 'hint: --scope strict opens it'
    start_from cluster-wide "${whole[@]}" --scope strict
    assert_error 4 'error: stdin: sealed cluster-wide, not strict' 'hint: --scope cluster-wide opens it'
    start_from strict -n team-a --scope namespace-wide
    assert_failure 4
    assert_told "error: stdin: $other_label (tried namespace-wide team-a)"
}

@test "keys that cannot have made the string" {
    (umask 077 && cat "$data/keys/three.pem" >three.pem)
    start_from strict "${whole[@]}" --sealing-key three.pem
    assert_error 4 'error: stdin: sealed with another key, of 2048 bits: the sealing key given does not fit' \
        'hint: give the key that it was sealed with; --sealing-key takes a folder of them as well'
    start_from strict "${whole[@]}" --sealing-key "$data/keys/far.crt"
    assert_failure 3
    assert_told "error: $data/keys/far.crt: holds a certificate, but no private key: a certificate seals, only the private key opens"
    unset EXTERNAL_SECRETS_SEALING_KEY
    start_from strict "${whole[@]}"
    assert_error 4 'error: stdin: cannot be opened: no sealing key was given' \
        'hint: name the private keys with --sealing-key FILE or EXTERNAL_SECRETS_SEALING_KEY'
}

@test "parts of a label that are lacking" {
    start_from strict --name credentials
    assert_error 2 'error: --name without a namespace is no label' 'hint: give the namespace as well: --namespace NAME'
    start_from strict --scope strict
    assert_error 2 'error: --scope: strict needs --namespace and --name'
    start_from strict --scope strict -n team-a
    assert_error 2 'error: --scope: strict needs --name'
    EXTERNAL_SECRETS_SCOPE=namespace-wide start_from strict
    assert_error 2 'error: EXTERNAL_SECRETS_SCOPE: namespace-wide needs --namespace'
}

@test "a wrapped string, and blanks around it" {
    fold -w 76 strict >wrapped
    start_from wrapped "${whole[@]}"
    assert_opened strict
    sed 's/$/\r/' wrapped >dos
    start_from dos "${whole[@]}"
    assert_opened strict
    printf '\n  %s \n' "$(cat strict)" >blanks
    start_from blanks "${whole[@]}"
    assert_success
    assert_output plaintext-strict
    assert_equal "$stderr" 'warning: stdin: blanks around the sealed string are left out
hint: kubeseal and the controller refuse a string with blanks'
}

@test "what is no whole sealed string" {
    start_from /dev/null "${whole[@]}"
    assert_error 3 'error: stdin: the sealed string is empty' "$copy"
    printf ' \n' >blank
    start_from blank "${whole[@]}"
    assert_error 3 'error: stdin: the sealed string is empty' "$copy"
    echo hunter2 >password
    start unseal "${whole[@]}" --from-file password
    assert_error 3 'error: password: not a sealed string' "$copy"
    head -c 200 strict >short
    start_from short "${whole[@]}"
    assert_error 3 'error: stdin: the sealed string is cut off: it is shorter than its own beginning says' "$copy"
    fold -w 76 strict | tr '\n' ' ' >folded
    start_from folded "${whole[@]}"
    assert_failure 3
    assert_told 'error: stdin: the sealed string holds blanks: YAML turns the line breaks of a folded scalar (>) and of a plain or quoted one into blanks; it belongs on one line, or in a literal scalar (|)'
    base64 -w 0 strict >twice
    start_from twice "${whole[@]}"
    assert_error 3 'error: stdin: the sealed string is encoded in base64 twice: the string that kubeseal prints is base64 already' "$copy"
    base64 -d strict | perl -pe 'BEGIN { undef $/ } substr($_, -1) ^= "\1"' | base64 -w 0 >changed
    start_from changed "${whole[@]}"
    assert_error 4 'error: stdin: the sealed string is damaged: its key (key.pem) and scope (strict team-a/credentials) fit, but what they protect was changed or cut off' \
        'hint: copy it again as a whole'
    head -c 2097153 /dev/zero | tr '\0' A >long
    start_from long "${whole[@]}"
    assert_error 3 'error: stdin: the sealed string is longer than 2 MiB, more than a Secret can hold' "$copy"
}

@test "a terminal gets a plaintext only where it was asked for" {
    run script -qec "external-secrets unseal ${whole[*]} --from-file strict" /dev/null </dev/null
    assert_failure 2
    assert_line --partial 'error: stdout is a terminal, which would show the plaintext'
    assert_line --partial 'hint: --reveal shows it; else send it on with | or, after umask 077, into a file with >'
    refute_output --partial plaintext-strict
    run script -qec "external-secrets unseal ${whole[*]} --from-file strict --reveal" /dev/null </dev/null
    assert_success
    assert_output plaintext-strict
}

@test "nothing is read from a terminal unless told to" {
    run script -qec "external-secrets unseal ${whole[*]} >out" /dev/null </dev/null
    assert_failure 2
    assert_line --partial 'error: nothing to read: no --from-file, and stdin is a terminal'
    assert_line --partial 'hint: pipe the sealed string in, or name its file with --from-file FILE; --from-file - reads the terminal'
    [ ! -s out ]
}

@test "a file or named pipe that others can read earns a warning" {
    local told='warning: stdout: this file of a plaintext can be read by other users
hint: chmod go= FILE, and umask 077 before it is made'
    external-secrets unseal "${whole[@]}" --from-file strict >private 2>err
    [ ! -s err ]
    (umask 022 && external-secrets unseal "${whole[@]}" --from-file strict >public 2>err)
    assert_equal "$(cat err)" "$told"
    assert_equal "$(cat public)" plaintext-strict
    mkfifo -m 0644 pipe
    cat pipe >got &
    external-secrets unseal "${whole[@]}" --from-file strict >pipe 2>err
    wait $!
    assert_equal "$(cat err)" "$told"
    assert_equal "$(cat got)" plaintext-strict
    (umask 022 && external-secrets unseal "${whole[@]}" --quiet --from-file strict >public 2>err)
    [ ! -s err ]
}

@test "a plaintext that cannot be written" {
    run --separate-stderr bash -c 'external-secrets unseal "$@" --from-file strict >/dev/full' - "${whole[@]}"
    assert_error 6 'error: stdout: cannot be written: No space left on device'
}
