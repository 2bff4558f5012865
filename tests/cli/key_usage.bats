#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# keys --usage: which key made which of the sealed strings in some files.
#
# shellcheck disable=SC2016 # backticks are a message's
load common

setup() {
    clean_start
    data="$BATS_TEST_DIRNAME/../data/keys"
    umask 077
    local name
    for name in one two three four; do
        cat "$data/$name.pem" "$data/$name.crt" >"$name.pem"
    done
    unset "${!GIT_@}"
    export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
    hint='hint: retire no key before it is known whose these are: give all private keys, and see what `verify` says of the files'
}

# sealed KEY [ARGUMENT]...: a string for its certificate.
sealed() {
    printf trident | external-secrets seal --quiet --cert "$data/$1.crt" "${@:2}"
}

# wide KEY: one for any Secret.
wide() {
    sealed "$1" --scope cluster-wide
}

# What the table has of each key: STATE STRINGS FILES ORIGIN.
uses() {
    sed -nE 's/^SHA256:[^ ]+ +[0-9]+ +[0-9-]+ +[0-9-]+ +(.*[^ ]) +(private key|certificate only) +([0-9?]+) +([0-9?]+) +(.*)$/\1 \3 \4 \5/p' <<<"$output"
}

@test "strings and files of each key, whatever they were sealed for" {
    mkdir tree
    cat >tree/a.yaml <<END
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {name: app, namespace: poseidon-dev}
spec:
  encryptedData:
    right: $(sealed one -n poseidon-dev --name app)
    wrong-place: $(sealed one -n elsewhere --name other)
    old: $(wide two)
END
    echo "password: $(wide one)" >tree/b.yaml
    start keys one.pem two.pem three.pem --usage tree
    assert_success
    assert_equal "$stderr" ''
    assert_output 'FINGERPRINT                                         BITS  VALID FROM  VALID UNTIL  STATE          HOLDS        STRINGS  FILES  ORIGIN
SHA256:AmxmQFTxlmev3qiqQFL/EbYKFov8J5WaNyVGPw9blvM  2048  2025-01-02  2035-01-02   newest, valid  private key  1        1      two.pem
SHA256:qIS/565NkFlNajTIG+EfiiZqeVcm6LxgQQZkK2/tQYE  2048  2024-01-02  2034-01-02   valid          private key  3        2      one.pem
SHA256:u7aS/QefJeQflaAfbPKC0zeaS1IXweThbbmqg7conyE  3072  2023-01-02  2033-01-02   valid, unused  private key  0        0      three.pem'
}

@test "strings of no key are listed, and a failure" {
    printf '%s\n' "a: {b: [x, $(wide three)]}" "c: $(wide one)" >a.yaml
    wide one | sed 's/.\{200\}/& /' >wrapped
    printf '%s\n' 'external_secrets:' '  azure_tenant_id: 0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d' '  keyvault_credentials:' \
        '    client_id: 7c1e0f52-9d3b-4b86-a1c4-2f5d8e6b9a07' "    client_secret: $(cat wrapped)" \
        'namespace: {name: poseidon}' 'environments: [{name: dev}]' >values.yaml
    start keys one.pem two.pem --usage a.yaml
    assert_failure 1
    assert_equal "$(uses)" 'newest, valid, unused 0 0 two.pem
valid 1 1 one.pem'
    assert_equal "$(tail -n 3 <<<"$output")" '
WHERE        STRING  WHY
a.yaml:1:12  a.b[1]  made by none of these keys'
    assert_equal "$stderr" "error: 2 sealed strings in 1 file: 1 made by none of these keys
$hint"
    # What is damaged may be any key's: no key is unused for sure.
    start keys one.pem two.pem --usage a.yaml --usage values.yaml
    assert_failure 1
    assert_equal "$(uses)" 'newest, valid 0 0 two.pem
valid 1 1 one.pem'
    assert_line 'values.yaml:5:20  external_secrets.keyvault_credentials.client_secret  damaged'
    assert_told 'error: 3 sealed strings in 2 files: 1 made by none of these keys, 1 damaged'
    start keys one.pem two.pem three.pem --usage a.yaml
    assert_success
}

@test "of a certificate alone it is known when every string is another key's" {
    echo "a: $(wide one)" >a.yaml
    echo "a: $(wide two)" >b.yaml
    start keys one.pem "$data/two.crt" --usage a.yaml
    assert_success
    assert_equal "$(uses)" "newest, valid, unused 0 0 $data/two.crt
valid 1 1 one.pem"
    start keys one.pem "$data/two.crt" --usage a.yaml --usage b.yaml
    assert_failure 1
    assert_equal "$(uses)" "newest, valid ? ? $data/two.crt
valid 1 1 one.pem"
    start keys "$data/two.crt" --usage a.yaml
    assert_error 3 'error: the keys are certificates only: which strings they made is not to be seen without private keys' \
        'hint: back the keys up: kubectl get secret --namespace kube-system --selector sealedsecrets.bitnami.com/sealed-secrets-key --output yaml'
}

@test "plain text and empty values are no key's" {
    printf '%s\n' 'namespace: {name: poseidon}' 'environments: [{name: dev}]' 'external_secrets:' \
        '  azure_tenant_id: 0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d' '  keyvault_credentials:' \
        '    client_id: 7c1e0f52-9d3b-4b86-a1c4-2f5d8e6b9a07' '    client_secret: trident' >plain.yaml
    echo "a: $(wide one)" >a.yaml
    start keys one.pem --usage plain.yaml --usage a.yaml
    assert_success
    assert_equal "$(uses)" 'newest, valid 1 1 one.pem'
    start keys one.pem --usage plain.yaml
    assert_error 3 'error: no sealed string was found in 1 file' \
        'hint: --usage takes the files whose strings are looked at, not those of the keys'
}

@test "a file that cannot be read or understood stops no other, and no key is unused for sure" {
    echo "a: $(wide one)" >a.yaml
    echo 'external_secrets: [' >bad.yaml
    start keys one.pem two.pem --usage bad.yaml --usage a.yaml
    assert_failure 1
    assert_equal "$(uses)" 'newest, valid 0 0 two.pem
valid 1 1 one.pem'
    assert_regex "${stderr_lines[0]}" '^error: bad\.yaml:'
    assert_told 'error: 1 sealed string in 2 files: 1 file not understood'
    start keys one.pem --usage missing.yaml --usage a.yaml --usage bad.yaml
    assert_failure 6
    assert_told 'error: missing.yaml: cannot be opened: No such file or directory'
    assert_told 'error: 1 sealed string in 3 files: 2 files not understood'
    start keys one.pem --usage bad.yaml
    assert_failure 1
    assert_equal "$(uses)" 'newest, valid 0 0 one.pem'
}

@test "folders, sub-folders, a Git work tree, stdin" {
    mkdir -p tree/below
    echo "a: $(wide one)" >tree/a.yaml
    echo "a: $(wide two)" >tree/below/b.yaml
    start keys one.pem two.pem --usage tree
    assert_equal "$(uses)" 'newest, valid, unused 0 0 two.pem
valid 1 1 one.pem'
    start keys one.pem two.pem --usage tree -R
    assert_equal "$(uses)" 'newest, valid 1 1 two.pem
valid 1 1 one.pem'
    git -c init.defaultBranch=main init -q tree
    git -C tree add below/b.yaml
    start keys one.pem two.pem --usage tree --tracked
    assert_equal "$(uses)" 'newest, valid 1 1 two.pem
valid, unused 0 0 one.pem'
    run --separate-stderr external-secrets keys one.pem two.pem --usage - <tree/a.yaml
    assert_success
    assert_equal "$(uses)" 'newest, valid, unused 0 0 two.pem
valid 1 1 one.pem'
    run --separate-stderr external-secrets keys --usage tree/a.yaml <one.pem
    assert_success
    assert_equal "$(uses)" 'newest, valid 1 1 stdin'
    EXTERNAL_SECRETS_USAGE=tree/a.yaml:tree/below start keys -f one.pem --sealing-key two.pem
    assert_equal "$(uses)" 'newest, valid 1 1 two.pem
valid 1 1 one.pem'
    mkdir none
    start keys one.pem --usage none
    assert_error 3 'error: no sealed string was found in 0 files' \
        'hint: -R looks into the sub-folders of folders as well, --tracked at the files that Git tracks'
}

@test "stdin holds keys or strings, not both" {
    local arguments
    for arguments in '--usage -' '- --usage -' '-f - --usage -'; do
        # shellcheck disable=SC2086 # words on purpose
        run --separate-stderr external-secrets keys $arguments <one.pem
        assert_error 2 'error: stdin is for --usage, and cannot hold the keys as well' 'hint: name the files of the keys'
    done
    start keys one.pem -R
    assert_error 2 'error: --recursive is for the folders of --usage' 'hint: all files of a folder of keys are looked at, and none below it'
    EXTERNAL_SECRETS_TRACKED=1 start keys one.pem
    assert_error 2 'error: EXTERNAL_SECRETS_TRACKED is for the folders of --usage' \
        'hint: all files of a folder of keys are looked at, and none below it'
}

@test "as JSON" {
    printf '%s\n' a: "  b: $(wide one)" "  c: $(wide three)" >a.yaml
    start keys one.pem two.pem "$data/four.crt" --usage a.yaml -o json
    assert_failure 1
    run perl -MJSON::PP -e 'local $/; my $v = decode_json(<STDIN>);
        printf "%s %s %s %s\n", map { $_ // "-" } @$_{qw(origin strings unused)}, join ",", map { "$_->{file}=$_->{strings}" } @{$_->{files} // []} for @{$v->{keys}};
        printf "%s:%d:%d %s %s\n", @$_{qw(file line column path why)} for @{$v->{ofNoKey}};
        printf "%d %d %d\n", @$v{qw(strings files filesNotUnderstood)}' <<<"$output"
    assert_output "$data/four.crt - - 
two.pem 0 1 
one.pem 1 0 a.yaml=1
a.yaml:3:6 a.c otherKey
2 1 0"
}

@test "no string is shown" {
    local string
    string=$(wide three)
    echo "a: $string" >a.yaml
    start keys one.pem --usage a.yaml --verbose
    assert_failure 1
    refute_output --partial "${string:100:40}"
    refute_told "${string:100:40}"
}

@test "files and connections are given up before the first file is parsed" {
    ! self_contained || return 0
    external-secrets version | grep -q '^sandbox: seccomp' || return 0
    start keys one.pem --usage one.pem --verbose
    [[ $stderr != *"sandbox: no filter"* ]] || skip "here: $stderr"
    echo "a: $(wide one)" >a.yaml
    run --separate-stderr env LD_PRELOAD="${PROGRAM%/*}/tests/shim/attempt.so" SHIM_ATTEMPT=read SHIM_MOMENT=parsing \
        external-secrets keys one.pem --usage a.yaml
    assert_failure 159
    assert_output ''
}

@test "many files, and more than one at a time" {
    local string i
    string=$(wide one)
    mkdir tree
    for i in $(seq 600); do echo "a: $string" >"tree/$i.yaml"; done
    echo "a: $(wide two)" >tree/z.yaml
    start keys one.pem two.pem three.pem --usage tree
    assert_success
    assert_equal "$(uses)" 'newest, valid 1 1 two.pem
valid 600 600 one.pem
valid, unused 0 0 three.pem'
}

@test "the key index: each string costs one try the next time" {
    wide three >string.yaml
    external-secrets keys one.pem two.pem three.pem --usage string.yaml --key-index index
    grep -qF "$(external-secrets keys three.pem | sed -n 's/^\(SHA256:[^ ]*\).*/\1/p')" index
    start keys one.pem two.pem three.pem --usage string.yaml --key-index index --verbose
    assert_success
    assert_told 'detail: the key index index: strings whose key was known: 1, new: 0'
    start keys one.pem --key-index index
    assert_error 2 'error: --key-index is for the strings of --usage'
}
