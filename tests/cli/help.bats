#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Help, on stdout, generated from the tables; the version; the manual, which has to say the same.
load common

root="$BATS_TEST_DIRNAME/../.."
manual="$root/man/external-secrets.1"

subcommands() {
    external-secrets help | sed -n '/^Subcommands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

# The long options of a text of help.
options_in() {
    grep -oE '^  (-[a-zA-Z], |    )--[a-z-]+' <<<"$1" | grep -oE -- '--[a-z-]+' | sort -u
}

all_options() {
    local subcommand
    for subcommand in $(subcommands); do
        options_in "$(external-secrets help "$subcommand")"
    done | sort -u
}

@test "help in all its forms is the same and on stdout" {
    start help
    assert_success
    assert_equal "$stderr" ''
    local whole=$output
    local arguments
    for arguments in -h --help '-f missing --help' '--help --emit nonsense'; do
        # shellcheck disable=SC2086 # words on purpose
        start $arguments
        assert_success
        assert_output "$whole"
    done
    start help render
    local one=$output
    for arguments in 'render -h' 'render --help' '--help render' 'render --help --emit nonsense'; do
        # shellcheck disable=SC2086 # words on purpose
        start $arguments
        assert_success
        assert_output "$one"
    done
}

@test "help for each subcommand has usage, examples and the common options" {
    local subcommand
    [ "$(subcommands | wc -l)" -ge 3 ]
    for subcommand in $(subcommands); do
        start help "$subcommand"
        assert_success
        assert_line --index 0 --partial "Usage: external-secrets $subcommand"
        assert_line 'Examples:'
        assert_line --partial '--log-file FILE'
    done
}

@test "help of something unknown" {
    start help rendr
    assert_error 2 'error: unknown subcommand "rendr"' 'hint: did you mean external-secrets render?'
    start help render version
    assert_error 2 'error: help: unexpected word "version"' 'hint: usage: external-secrets help [SUBCOMMAND]'
}

@test "a kubectl plugin shows kubectl in front" {
    run --separate-stderr kubectl-external_secrets help render
    assert_success
    assert_line --index 0 --partial 'Usage: kubectl external-secrets render'
    assert_line --partial '| kubectl external-secrets render --sealing-key'
    run --separate-stderr kubectl-external_secrets rendr
    assert_error 2 'error: unknown subcommand "rendr"' 'hint: did you mean kubectl external-secrets render?'
    HELM_PLUGIN_NAME=x run --separate-stderr kubectl-external_secrets help
    assert_line --index 0 --partial 'Usage: external-secrets'
}

@test "help stays within 132 columns" {
    local subcommand
    for subcommand in '' $(subcommands); do
        # shellcheck disable=SC2086 # no word on purpose
        start help $subcommand
        run awk 'length > 132' <<<"$output"
        assert_output ''
    done
}

@test "version" {
    start version
    assert_success
    assert_line --index 0 --regexp "^external-secrets $(cat "$root/VERSION")"
    assert_line --regexp '^libyaml [0-9.]+$'
    assert_line --regexp '^(mbedTLS|OpenSSL) [0-9.]+$'
    assert_line --regexp '^libsodium [0-9.]+$'
    assert_line --regexp '^cJSON [0-9.]+$'
    assert_line --regexp '^sandbox: (seccomp, Landlock|none)$'
    assert_line --partial 'compiled by '
}

@test "version as JSON" {
    start version -o json
    assert_success
    run perl -MJSON::PP -e 'local $/; my $v = decode_json(<STDIN>);
        print join(" ", $v->{version}, map({ "$_=" . ($v->{libraries}{$_} =~ /^\d/ ? 1 : 0) } sort keys %{$v->{libraries}}),
            $v->{build}{compiler} ? "compiler" : (),
            $v->{build}{sandbox} ? "sandbox" : ())' <<<"$output"
    assert_output --regexp "^$(cat "$root/VERSION") (OpenSSL=1 )?cJSON=1 libsodium=1 libyaml=1 (mbedTLS=1 )?compiler sandbox$"
}

@test "the manual names the program's options, and no others" {
    local in_manual
    in_manual=$(grep -oE 'Fl -[a-z-]+' "$manual" | sed 's/^Fl -/--/' | sort -u)
    assert_equal "$in_manual" "$(all_options)"
}

@test "the manual names the subcommands, and no others" {
    assert_equal "$(sed -n 's/^\.Ss \([a-z]*\)$/\1/p' "$manual" | sort)" "$(subcommands | sort)"
}

@test "the manual gives each option its letter and its value" {
    local usage letter name value
    while read -r usage; do
        letter=$(sed -n 's/^-\(.\), .*/\1/p' <<<"$usage")
        name=$(grep -oE -- '--[a-z-]+' <<<"$usage")
        value=$(sed -n 's/^[^ ]*\( --[a-z-]*\)\{0,1\} \([A-Z]*\)$/\2/p' <<<"$usage")
        run grep -xF -- ".It ${letter:+Fl $letter , }Fl -${name#--}${value:+ Ar $value}" "$manual"
        assert_success
    done < <(for subcommand in $(subcommands); do external-secrets help "$subcommand"; done |
        sed -nE 's/^  ((-[a-zA-Z], )?( {4})?--[a-z-]+( [A-Z]+)?)  .*/\1/p' | sed 's/^ *//' | sort -u)
}

@test "the manual names the environment and the exit codes that help names" {
    local name code
    for name in $(external-secrets help | sed -n '/^Environment/,/^$/s/^  \([A-Z_]*\) .*/\1/p'); do
        run grep -F -- "$name" "$manual"
        assert_success
    done
    for code in $(external-secrets help | sed -n '/^Exit status/,/^$/s/^  \([0-9]\) .*/\1/p'); do
        run grep -xF -- ".It $code" "$manual"
        assert_success
    done
}

@test "the manual is clean" {
    run mandoc -T lint -W warning "$manual"
    assert_success
    assert_output ''
}
