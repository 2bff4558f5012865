#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Each option's twin in the environment.
load common

@test "a twin stands in for its option" {
    export EXTERNAL_SECRETS_DRY_RUN=1 EXTERNAL_SECRETS_VERBOSE=true
    start_with "$PLAIN_OBJECT"
    assert_success
    assert_output ''
    assert_told 'detail: --dry-run comes from EXTERNAL_SECRETS_DRY_RUN'
    assert_told 'detail: --verbose comes from EXTERNAL_SECRETS_VERBOSE'
}

@test "the option wins" {
    export EXTERNAL_SECRETS_DRY_RUN=1 EXTERNAL_SECRETS_NAMESPACE=triton
    start_with "$PLAIN_OBJECT" --dry-run=false -n poseidon -v
    assert_success
    assert_output "$PLAIN_OBJECT"
    assert_told 'detail: the release namespace is poseidon (--namespace)'
    refute_told triton
}

@test "a switch is 1, true, 0 or false" {
    local value
    for value in 0 false; do
        EXTERNAL_SECRETS_DRY_RUN=$value start_with "$PLAIN_OBJECT"
        assert_success
        assert_output "$PLAIN_OBJECT"
    done
    for value in yes TRUE 2 ' '; do
        EXTERNAL_SECRETS_DRY_RUN=$value start_with "$PLAIN_OBJECT"
        assert_error 2 'error: EXTERNAL_SECRETS_DRY_RUN: a switch is 1, true, 0 or false'
    done
}

@test "an empty twin is no twin" {
    export EXTERNAL_SECRETS_DRY_RUN='' EXTERNAL_SECRETS_EMIT='' EXTERNAL_SECRETS_OWNER=''
    start_with "$PLAIN_OBJECT"
    assert_success
    assert_output "$PLAIN_OBJECT"
}

@test "a choice is checked and its variable named" {
    EXTERNAL_SECRETS_EMIT=reference start_with "$PLAIN_OBJECT"
    assert_success
    EXTERNAL_SECRETS_EMIT=references start_with "$PLAIN_OBJECT"
    assert_error 2 'error: EXTERNAL_SECRETS_EMIT: not one of secret, sealed-secret, reference' 'hint: did you mean reference?'
}

@test "a repeatable one is a list separated by colons" {
    echo 'a: 1' >a.yaml
    echo 'b: 2' >b.yaml
    export EXTERNAL_SECRETS_FILENAME=:a.yaml::b.yaml:
    start render
    assert_success
    assert_output "$(printf 'a: 1\n---\nb: 2')"
    start render -f b.yaml
    assert_success
    assert_output 'b: 2'
}

@test "a file of the list that is not there is an error" {
    export EXTERNAL_SECRETS_SEALING_KEY=one.pem:two.pem
    touch one.pem
    start_with "$PLAIN_OBJECT"
    assert_error 6 'error: EXTERNAL_SECRETS_SEALING_KEY: two.pem: cannot be read: No such file or directory'
}

@test "a key where its path belongs is not shown" {
    export EXTERNAL_SECRETS_SEALING_KEY=$'-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END PRIVATE KEY-----'
    start_with "$PLAIN_OBJECT"
    assert_error 2 'error: EXTERNAL_SECRETS_SEALING_KEY holds a key; it takes the path of one' \
        'hint: put the key itself into EXTERNAL_SECRETS_SEALING_KEY_DATA'
}

@test "twins of options that the subcommand does not have are not looked at" {
    export EXTERNAL_SECRETS_EMIT=nonsense EXTERNAL_SECRETS_DRY_RUN=maybe
    start version
    assert_success
    start render --help
    assert_success
}

@test "what Kubernetes sets for a Service of this name is not looked at" {
    export EXTERNAL_SECRETS_PORT=tcp://10.0.0.1:443 EXTERNAL_SECRETS_SERVICE_HOST=10.0.0.1
    start_with "$PLAIN_OBJECT"
    assert_success
    assert_output "$PLAIN_OBJECT"
}
