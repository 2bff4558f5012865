#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Which subcommand is meant, how options are written, and what is refused.
load common

@test "stdin without arguments means render" {
    start_with "$PLAIN_OBJECT"
    assert_success
    assert_output "$PLAIN_OBJECT"
    assert_equal "$stderr" ''
}

@test "options without a subcommand mean render" {
    start_with "$PLAIN_OBJECT" -n poseidon --dry-run
    assert_success
    assert_output ''
}

@test "no arguments at a terminal show help" {
    run script -qec 'external-secrets' /dev/null </dev/null
    assert_success
    assert_line --partial 'Usage: external-secrets'
    assert_line --partial 'Subcommands:'
}

@test "render alone at a terminal says that there is nothing to read" {
    run script -qec 'external-secrets render' /dev/null </dev/null
    assert_failure 2
    assert_line --partial 'error: nothing to read: no -f, and stdin is a terminal'
}

@test "the subcommand's name may stand behind options" {
    start_with "$PLAIN_OBJECT" --quiet -n poseidon render
    assert_success
    assert_output "$PLAIN_OBJECT"
    start -q version
    assert_success
}

@test "an unknown subcommand names the nearest" {
    start rendr
    assert_error 2 'error: unknown subcommand "rendr"' 'hint: did you mean external-secrets render?'
    start aquarium
    assert_error 2 'error: unknown subcommand "aquarium"' 'hint: external-secrets help lists the subcommands'
    start ''
    assert_error 2 'error: unknown subcommand ""' 'hint: external-secrets help lists the subcommands'
}

@test "an unknown option names the nearest" {
    start render --sealing-keys key.pem
    assert_error 2 'error: unknown option --sealing-keys' 'hint: did you mean --sealing-key?'
    start render --max_scope=strict
    assert_error 2 'error: unknown option --max_scope' 'hint: did you mean --max-scope?'
    start render -namespace poseidon
    assert_error 2 'error: unknown option -namespace' 'hint: did you mean --namespace?'
    start --version
    assert_error 2 'error: unknown option --version' 'hint: it is a subcommand: external-secrets version'
    start render -x
    assert_error 2 'error: unknown option -x' 'hint: external-secrets help lists the subcommands and their options'
}

@test "what may be a secret is not repeated" {
    local secret=AgBy3i4OJSWK+PiTySYZZA9rO43cGDEqAgBy3i4OJSWK
    start "$secret"
    assert_error 2 "error: unknown subcommand (${#secret} characters long)" 'hint: external-secrets help lists the subcommands'
    start render "--$secret"
    assert_error 2 "error: unknown option ($((${#secret} + 2)) characters long)" \
        'hint: external-secrets help lists the subcommands and their options'
    start render --emit=hunter2
    assert_error 2 'error: --emit: not one of secret, sealed-secret, reference'
}

@test "an option that the subcommand does not have is refused" {
    start version --emit secret
    assert_error 2 'error: version has no option --emit'
    start render -o json
    assert_error 2 'error: render has no option --output'
}

@test "all ways to write an option are the same" {
    local args
    for args in '--namespace poseidon' '--namespace=poseidon' '-n poseidon' '-nposeidon' '-n=poseidon' '-vn poseidon' '-vnposeidon'; do
        # shellcheck disable=SC2086 # words on purpose
        start_with "$PLAIN_OBJECT" $args -v=1
        if [[ $args == -v* ]]; then
            assert_error 2 'error: -v is given twice'
        else
            assert_success
            assert_told 'detail: the release namespace is poseidon (--namespace)'
        fi
    done
    start_with "$PLAIN_OBJECT" -vn poseidon
    assert_told 'detail: the release namespace is poseidon (--namespace)'
}

@test "a missing value is seen, even before another option" {
    local hint='hint: write --owner NAME; a value that begins with - is given as --owner=VALUE'
    start render --owner
    assert_error 2 'error: --owner needs a value' "$hint"
    start render --owner --dry-run
    assert_error 2 'error: --owner needs a value' "$hint"
    start render -n
    assert_error 2 'error: -n needs a value' 'hint: write --namespace NAME; a value that begins with - is given as --namespace=VALUE'
}

@test "an empty value is refused" {
    start render --namespace=
    assert_error 2 'error: --namespace: its value is empty' 'hint: leave --namespace out, or give it a NAME'
    start render -n ''
    assert_error 2 'error: -n: its value is empty' 'hint: leave -n out, or give it a NAME'
    start render --dry-run=
    assert_error 2 'error: --dry-run: its value is empty' 'hint: leave --dry-run out, or give it a 1 or 0'
}

@test "an option that is not repeatable is refused the second time" {
    start render --emit secret --emit secret
    assert_error 2 'error: --emit is given twice'
    start render -n a --namespace=b
    assert_error 2 'error: --namespace is given twice'
    start render --dry-run --dry-run
    assert_error 2 'error: --dry-run is given twice'
}

@test "repeatable options may be repeated" {
    start_with "$PLAIN_OBJECT" --owner poseidon --owner triton --allow-namespace 'poseidon-*' --allow-namespace triton
    assert_success
}

@test "switches take a value behind an equals sign" {
    start_with "$PLAIN_OBJECT" --dry-run=0
    assert_success
    assert_output "$PLAIN_OBJECT"
    start_with "$PLAIN_OBJECT" --dry-run=true
    assert_success
    assert_output ''
    start render --dry-run=yes
    assert_error 2 'error: --dry-run: a switch is 1, true, 0 or false'
}

@test "a value that is no choice names the nearest" {
    start render --emit=sealedsecret
    assert_error 2 'error: --emit: not one of secret, sealed-secret, reference' 'hint: did you mean sealed-secret?'
    start render --max-scope=cluster
    assert_error 2 'error: --max-scope: not one of strict, namespace-wide, cluster-wide' 'hint: did you mean cluster-wide?'
    start render --scope=any
    assert_error 2 'error: --scope: not one of strict, namespace-wide, cluster-wide'
    start version --output=yaml
    assert_error 2 'error: --output: not one of text, json'
}

@test "words that the subcommand does not take are refused" {
    start render values.yaml
    assert_error 2 'error: render: unexpected word "values.yaml"' 'hint: inputs are named with -f FILE'
    start version now
    assert_error 2 'error: version: unexpected word "now"' 'hint: usage: external-secrets version [-o text|json]'
}

@test "two dashes end the options" {
    start render -- --dry-run
    assert_error 2 'error: render: unexpected word "--dry-run"' 'hint: inputs are named with -f FILE'
    start -- version
    assert_success
}

@test "names that Kubernetes would refuse are refused" {
    start render -n Poseidon_Dev
    assert_error 2 'error: --namespace: not the name of a namespace (1 to 63 of a-z, 0-9 and -)'
    start render --owner poseidon/dev
    assert_error 2 'error: --owner: not the name of a tenant or team (1 to 63 of a-z, 0-9 and -)'
    local key
    for key in a/b/c -team /team 'te am' team- EXAMPLE.com/team; do
        start render "--team-label=$key"
        assert_error 2 'error: --team-label: not the key of a label'
    done
    for key in team example.com/team a.b_C-d; do
        start_with "$PLAIN_OBJECT" --team-label "$key"
        assert_success
    done
}

@test "the operator's version has two numbers" {
    local version
    for version in 2 v2 two 2. .9 2.9x 0.0 99999.1 2.9_1; do
        start render --target-version "$version"
        assert_error 2 'error: --target-version: not a version' "hint: the operator's major and minor version, as in 2.9"
    done
    for version in 2.9 v0.17 1.3.0 2.0.0-rc1; do
        start_with "$PLAIN_OBJECT" --target-version "$version"
        assert_success
    done
}
