# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
#
# What every command-line test needs. PROGRAM is the program under test.
export BATS_LIB_PATH="${BATS_LIB_PATH:-/usr/lib/bats:/usr/share/bats}"
bats_load_library bats-support
bats_load_library bats-assert
bats_require_minimum_version 1.5.0

# An environment that says nothing, a folder of one's own, and the program under both of its names.
clean_start() {
    local name
    for name in $(compgen -e); do
        case $name in
        EXTERNAL_SECRETS_* | ARGOCD_* | HELM_* | KUBECONFIG | NO_COLOR) unset "$name" ;;
        esac
    done
    export HOME="$BATS_TEST_TMPDIR/home" TERM=dumb
    mkdir -p "$HOME" "$BATS_TEST_TMPDIR/work" "$BATS_TEST_TMPDIR/bin"
    ln -s "$PROGRAM" "$BATS_TEST_TMPDIR/bin/external-secrets"
    ln -s "$PROGRAM" "$BATS_TEST_TMPDIR/bin/kubectl-external_secrets"
    PATH="$BATS_TEST_TMPDIR/bin:$PATH"
    cd "$BATS_TEST_TMPDIR/work" || return 1
}

setup() {
    clean_start
}

# Whether the program is that of scripts/static.sh: it loads no library, so that a test can put nothing between it and the system.
self_contained() {
    external-secrets version | grep -q '^libcurl '
}

# start_with_room KIB ARGUMENT...: start, where no file may grow beyond so many KiB. Messages go through a pipe, and a build that counts
# coverage is told to write its counts nowhere: it would be ended for them.
start_with_room() {
    # shellcheck disable=SC2016 # the inner shell's
    GCOV_PREFIX=/dev/null run --separate-stderr bash -c '
        { (ulimit -f "$0" && exec external-secrets "$@") 2>&1 >&3 3>&- | cat >&2; exit "${PIPESTATUS[0]}"; } 3>&1' "$@"
}

# run, with stdout in $output and stderr in $stderr; stdin is empty unless redirected.
start() {
    run --separate-stderr external-secrets "$@"
}

# The same with `$1` on stdin.
start_with() {
    local stdin=$1
    shift
    run --separate-stderr external-secrets "$@" <<<"$stdin"
}

# Fails with a code, nothing on stdout, and exactly these lines on stderr.
assert_error() {
    local code=$1
    shift
    assert_failure "$code"
    assert_output ''
    assert_equal "$stderr" "$(printf '%s\n' "$@")"
}

# stderr has exactly this line.
assert_told() {
    local line
    # shellcheck disable=SC2154 # set by run
    for line in "${stderr_lines[@]}"; do
        [ "$line" = "$1" ] && return 0
    done
    fail "no such line on stderr: $1
stderr: $stderr"
}

refute_told() {
    local line
    for line in "${stderr_lines[@]}"; do
        [[ $line == *"$1"* ]] && fail "a line on stderr has: $1
stderr: $stderr"
    done
    return 0
}

# Nothing to do with stores: the filter leaves it alone.
export PLAIN_OBJECT='apiVersion: v1
kind: ConfigMap
metadata: {name: plain}'

# A block of somebody else's in a bare document: left alone, with a warning.
export FOREIGN_BLOCK='external_secrets: {foreign: true}'

# A document that has to be understood and cannot be: the filter fails.
export BROKEN_VALUES='external_secrets: ['
