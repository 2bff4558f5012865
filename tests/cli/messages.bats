#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# How messages look and where they go.
load common

red=$'\e[1;31m' off=$'\e[0m'

@test "an error is one line, a hint another, and nothing is on stdout" {
    start_with "$BROKEN_VALUES"
    assert_failure 3
    assert_output ''
    [[ ${stderr_lines[0]} == 'error: stdin:'* ]]
}

@test "control characters, bidi marks and bytes that are no UTF-8 are escaped" {
    start render $'--\e[31mred\a'
    assert_error 2 'error: unknown option --\x1b[31mred\x07' 'hint: external-secrets help lists the subcommands and their options'
    start $'rend\xe2\x80\xaer'
    assert_failure 2
    assert_told 'error: unknown subcommand "rend\u202er"'
    start $'two\nerror: lines'
    assert_told 'error: unknown subcommand "two\nerror: lines"'
    start $'\xff\xe2\x80\x8b\xc2\x85'
    assert_told 'error: unknown subcommand "\xff\u200b\u0085"'
    start render -f $'no\tsuch\x7ffile'
    assert_error 6 'error: no\tsuch\x7ffile: cannot be opened: No such file or directory'
}

@test "other languages are shown as they are" {
    start render -f 'größe-寸法.yaml'
    assert_error 6 'error: größe-寸法.yaml: cannot be opened: No such file or directory'
}

@test "a warning does not change the output or the exit code" {
    start_with "$FOREIGN_BLOCK"
    assert_success
    assert_output "$FOREIGN_BLOCK"
    [[ ${stderr_lines[0]} == 'warning: '* ]]
}

@test "--quiet leaves errors only, --verbose wins over it" {
    start_with "$FOREIGN_BLOCK" --quiet
    assert_success
    assert_equal "$stderr" ''
    start_with "$BROKEN_VALUES" --quiet
    assert_failure 3
    [[ ${stderr_lines[0]} == 'error: '* ]]
    EXTERNAL_SECRETS_QUIET=1 start_with "$FOREIGN_BLOCK" --verbose
    assert_success
    assert_told 'detail: the release namespace is unknown'
    [[ $stderr == *'warning: '* ]]
}

@test "colours: only at a terminal, unless asked" {
    start rendr
    refute_told $'\e'
    start rendr --color always
    assert_told "${red}error: ${off}unknown subcommand \"rendr\""
    NO_COLOR=1 start rendr --color always
    assert_told "${red}error: ${off}unknown subcommand \"rendr\""
    EXTERNAL_SECRETS_COLOR=always start rendr --color never
    refute_told $'\e'
}

@test "colours at a terminal, NO_COLOR and TERM=dumb" {
    run script -qec 'TERM=xterm external-secrets rendr' /dev/null </dev/null
    assert_failure 2
    assert_line --partial "${red}error: ${off}unknown"
    run script -qec 'TERM=xterm NO_COLOR=1 external-secrets rendr' /dev/null </dev/null
    refute_output --partial $'\e'
    run script -qec 'TERM=xterm NO_COLOR= external-secrets rendr' /dev/null </dev/null
    assert_line --partial "${red}error: ${off}unknown"
    run script -qec 'TERM=dumb external-secrets rendr' /dev/null </dev/null
    refute_output --partial $'\e'
}

@test "--log-file gets every message with the time and the subcommand" {
    start_with "$FOREIGN_BLOCK" --log-file log
    assert_success
    start rendr --log-file=log
    assert_failure 2
    run cat log
    local stamp='^20[0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]Z'
    assert_line --regexp "$stamp external-secrets render: warning: "
    assert_line --regexp "$stamp external-secrets: error: unknown subcommand \"rendr\"\$"
    assert_line --regexp "$stamp external-secrets: hint: did you mean external-secrets render\\?\$"
}

@test "the log file is for its owner, is appended to, and keeps what is there" {
    umask 022
    start rendr --log-file log
    assert_equal "$(stat -c %a log)" 600
    echo 'kept' >other
    chmod 644 other
    EXTERNAL_SECRETS_LOG_FILE=other start rendr
    assert_equal "$(head -n 1 other)" kept
    assert_equal "$(stat -c %a other)" 644
    assert_equal "$(wc -l <other)" 3
}

@test "the log file has the warnings that --quiet holds back, and no colours" {
    start_with "$FOREIGN_BLOCK" --quiet --color always --log-file log
    assert_equal "$stderr" ''
    run cat log
    assert_line --partial ': warning: '
    refute_output --partial $'\e'
}

@test "usage errors reach the log file of the environment as well" {
    export EXTERNAL_SECRETS_LOG_FILE=log
    start --scop strict
    assert_failure 2
    run cat log
    assert_line --partial 'error: unknown option --scop'
    EXTERNAL_SECRETS_DRY_RUN=maybe start_with "$PLAIN_OBJECT"
    run cat log
    assert_line --partial 'error: EXTERNAL_SECRETS_DRY_RUN: a switch'
}

@test "a log file that cannot be opened is an error, one that cannot be written a warning" {
    start_with "$PLAIN_OBJECT" --log-file no/such/log
    assert_error 6 'error: no/such/log: cannot open the log file: No such file or directory'
    start_with "$FOREIGN_BLOCK" --log-file /dev/full
    assert_success
    assert_output "$FOREIGN_BLOCK"
    assert_told 'warning: /dev/full: cannot be written: No space left on device'
}

@test "as a Helm plugin messages also go to the terminal" {
    run script -qec 'HELM_PLUGIN_NAME=x external-secrets rendr 2>err' /dev/null </dev/null
    assert_failure 2
    assert_line --partial 'error: unknown subcommand "rendr"'
    run cat err
    assert_line 'error: unknown subcommand "rendr"'
}

@test "without Helm the terminal gets nothing that stderr did not get" {
    run script -qec 'external-secrets rendr 2>err' /dev/null </dev/null
    assert_failure 2
    assert_output ''
}

@test "as a Helm plugin with stderr at the terminal messages come once" {
    run script -qec 'HELM_PLUGIN_NAME=x external-secrets rendr' /dev/null </dev/null
    assert_equal "$(grep -c 'unknown subcommand' <<<"$output")" 1
}

@test "as a Helm plugin without a terminal all is well" {
    HELM_PLUGIN_NAME=x run --separate-stderr setsid -w external-secrets rendr
    assert_failure 2
    assert_told 'error: unknown subcommand "rendr"'
}
