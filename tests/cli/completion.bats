#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What may come next, as shells and kubectl ask for it.

load common

# asks WORD...: the last one is being typed.
asks() {
    run --separate-stderr "$PROGRAM" __complete -- "$@"
    assert_success
}

@test "completion: subcommands come first, those that are for programs do not" {
    asks ''
    assert_line --partial $'render\tadd the stores'
    assert_line --partial $'seal\t'
    refute_line --partial '__complete'
    assert_line ':4'
    asks ke
    assert_line --index 0 --partial $'keys\t'
    assert_line --index 1 ':4'
}

@test "completion: options are the subcommand's, and those that are given already do not come again" {
    asks seal --
    assert_line --partial $'--cert\t'
    assert_line --partial $'--help\t'
    refute_line --partial '--emit'
    asks seal --cert cert.pem --scope strict --
    refute_line --partial $'--cert\t'
    refute_line --partial '--scope'
    assert_line --partial $'--name\t'
    asks render --sealing-key a --s
    assert_line --partial $'--sealing-key\t'
    asks --em
    assert_line --partial $'--emit\t'
}

@test "completion: values are the option's choices, files or the namespace of kubectl's context" {
    asks render --emit ''
    assert_output $'secret\nsealed-secret\nreference\n:4'
    asks render --emit=se
    assert_output $'--emit=secret\n--emit=sealed-secret\n:4'
    asks seal --scope=cl
    assert_output $'--scope=cluster-wide\n:4'
    asks version -o ''
    assert_line 'json'
    asks schema -o ''
    assert_output $'json\nmarkdown\n:4'
    asks sch
    assert_line --index 0 --partial $'schema\tprint the JSON Schema of values'
    asks seal --cert ''
    assert_output ':0'
    asks keys ''
    assert_output ':0'
    cat >config <<'END'
current-context: dev
contexts: [{name: dev, context: {namespace: poseidon-dev}}]
END
    KUBECONFIG=$PWD/config asks render -n ''
    assert_line --index 0 "poseidon-dev"$'\t'"the namespace of kubectl's current context"
    KUBECONFIG=$PWD/config asks render -n other
    assert_output ':4'
}

@test "completion: nothing behind a wrong subcommand, an unknown option or a value that may be anything" {
    asks nonsense ''
    assert_output ':4'
    asks nonsense --
    assert_output ':4'
    asks render --nonsense=
    assert_output ':4'
    asks seal --name ''
    assert_output ':4'
    asks render -- --
    assert_output ':4'
}

@test "completion: of help and completion the words" {
    asks help se
    assert_line --index 0 --partial $'seal\t'
    asks completion ''
    assert_output $'bash\nzsh\nfish\n:4'
}

@test "completion: under the name that kubectl looks for the program answers at once" {
    ln -s "$PROGRAM" kubectl_complete-external_secrets
    run --separate-stderr ./kubectl_complete-external_secrets seal --sc
    assert_success
    assert_line --index 0 --partial $'--scope\t'
    assert_line --index 1 ':4'
}

@test "completion: scripts for bash, zsh and fish, and no others" {
    local shell
    for shell in bash zsh fish; do
        run --separate-stderr "$PROGRAM" completion $shell
        assert_success
        assert_output --partial '__complete'
    done
    run --separate-stderr "$PROGRAM" completion tcsh
    assert_failure 2
    assert_told 'hint: there is one for bash, zsh and fish'
    run --separate-stderr "$PROGRAM" completion
    assert_failure 2
    assert_told "hint: kubectl external-secrets completion bash, zsh or fish"
    run --separate-stderr "$PROGRAM" help __complete
    assert_failure 2
}
