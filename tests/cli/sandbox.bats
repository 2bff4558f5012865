#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# The program's calls to the system, once it parses (cmd/sandbox.h). What the filter of calls lets through, call by call, is tried in
# tests/unit/test_sandbox.c.
load common

setup() {
    clean_start
    shims=${PROGRAM%/*}/tests/shim
    touch victim
    cp "$BATS_TEST_DIRNAME/../../examples/sealing-key/key.yaml" key.yaml
    chmod 600 key.yaml
    cp "$BATS_TEST_DIRNAME/../../examples/values/generation-1.yaml" values.yaml
    sandbox=$(external-secrets version | sed -n 's/^sandbox: //p')
}

# Where the program was built without a sandbox, a test says that it is so, and ends here.
without_sandbox() {
    [ "$sandbox" = none ] || return 1
    start_with "$FOREIGN_BLOCK" --verbose
    assert_success
    assert_told 'detail: sandbox: this program was built without one'
}

# The same, asked for on a machine that lets nobody filter calls, or has no Landlock: nothing to be tried.
needs() {
    start_with "$FOREIGN_BLOCK" --verbose
    [[ $stderr != *"sandbox: no $1"* ]] || skip "here: ${stderr_lines[*]}"
}

# attempt CALL MOMENT [ARGUMENT]...
attempt() {
    run --separate-stderr env LD_PRELOAD="$shims/attempt.so" SHIM_ATTEMPT="$1" SHIM_MOMENT="$2" external-secrets render "${@:3}" 9>other
}

# refused WHAT ERRNO [ARGUMENT]...
refused() {
    run --separate-stderr env LD_PRELOAD="$shims/refuse.so" SHIM_REFUSE="$1" SHIM_ERRNO="$2" external-secrets render "${@:3}"
}

calls=(socket read create remove exec fork trace code elsewhere)

@test "before the first document is parsed, the system answers any call" {
    ! self_contained || return 0
    ! without_sandbox || return 0
    local call
    for call in "${calls[@]}"; do
        attempt "$call" start -qf values.yaml --emit reference
        assert_success
        [[ $output == *'kind: SecretStore'* ]]
        case $call in
        exec) assert_told 'answer: No such file or directory' ;;
        *) assert_told 'answer: done' ;;
        esac
    done
    [ -e made ] && [ ! -e victim ]
    assert_equal "$(cat other)" made
}

@test "from then on a call outside of the list ends the program, with nothing on stdout" {
    ! self_contained || return 0
    ! without_sandbox || return 0
    needs 'filter of system calls'
    local call moment
    for moment in parsing writing; do
        for call in "${calls[@]}"; do
            attempt "$call" "$moment" -qf values.yaml --sealing-key key.yaml
            assert_failure 159
            assert_output ''
            assert_equal "$stderr" ''
        done
    done
    [ ! -e made ] && [ -e victim ]
    assert_equal "$(cat other)" ''
}

@test "a thread that makes such a call ends the program" {
    ! self_contained || return 0
    ! without_sandbox || return 0
    needs 'filter of system calls'
    run --separate-stderr env LD_PRELOAD="$shims/cores.so $shims/attempt.so" SHIM_CORES=4 SHIM_ATTEMPT=read SHIM_MOMENT=thread \
        external-secrets render -qf values.yaml --sealing-key key.yaml
    assert_failure 159
    assert_output ''
}

@test "a stream that is searched only passes without" {
    ! self_contained || return 0
    ! without_sandbox || return 0
    attempt create writing <<<"$PLAIN_OBJECT"
    assert_success
    assert_output "$PLAIN_OBJECT"
    assert_told 'answer: done'
}

@test "strings are opened inside, by threads, with keys of a folder, and the log is written" {
    mkdir keys
    mv key.yaml keys
    start render -f values.yaml --sealing-key keys --log-file log --verbose
    assert_success
    [[ $output == *'kind: Secret'$'\n'* ]]
    assert_told 'detail: generated Secret poseidon-dev/keyvault-credentials (values.yaml:12:5)'
    grep -q 'Z external-secrets render: detail: generated Secret poseidon-dev' log
}

@test "verify reads all files before it parses, unless they are many" {
    ! self_contained || return 0
    ! without_sandbox || return 0
    needs 'filter of system calls'
    local moment i
    cp values.yaml more.yaml
    for moment in parsing writing; do
        run --separate-stderr env LD_PRELOAD="$shims/attempt.so" SHIM_ATTEMPT=read SHIM_MOMENT=$moment \
            external-secrets verify -q values.yaml more.yaml --sealing-key key.yaml
        assert_failure 159
        assert_output ''
    done
    mkdir many
    for i in {1..513}; do ln values.yaml "many/$i.yaml"; done
    run --separate-stderr env LD_PRELOAD="$shims/attempt.so" SHIM_ATTEMPT=read SHIM_MOMENT=parsing external-secrets verify -q many
    assert_success
    assert_told 'answer: done'
    rm many/513.yaml
    run --separate-stderr env LD_PRELOAD="$shims/attempt.so" SHIM_ATTEMPT=read SHIM_MOMENT=parsing external-secrets verify -q many
    assert_failure 159
}

@test "a system without is no error, and a detail for --verbose" {
    ! self_contained || return 0
    ! without_sandbox || return 0
    needs 'filter of system calls'
    needs Landlock
    local errno answer
    start -f values.yaml --sealing-key key.yaml
    assert_success
    local expected=$output
    while read -r errno answer; do
        refused 'seccomp landlock' "$errno" -f values.yaml --sealing-key key.yaml
        assert_success
        assert_output "$expected"
        assert_equal "$stderr" ''
        refused 'seccomp landlock' "$errno" -vf values.yaml --sealing-key key.yaml
        assert_told "detail: sandbox: no Landlock: $answer"
        assert_told "detail: sandbox: no filter of system calls: $answer"
        refused privileges "$errno" -vf values.yaml --sealing-key key.yaml
        assert_output "$expected"
        assert_told "detail: sandbox: no new privileges can be given up: $answer"
    done <<'END'
1 Operation not permitted
38 Function not implemented
22 Invalid argument
END
    refused seccomp 1 -vf values.yaml --sealing-key key.yaml
    refute_told Landlock
    refused landlock 1 -vf values.yaml --sealing-key key.yaml
    refute_told 'filter of system calls'
}

@test "Landlock refuses files and connections where the filter of calls is refused" {
    ! self_contained || return 0
    ! without_sandbox || return 0
    needs Landlock
    local call
    for call in read create remove; do
        run --separate-stderr env LD_PRELOAD="$shims/refuse.so $shims/attempt.so" SHIM_REFUSE=seccomp SHIM_ERRNO=1 SHIM_ATTEMPT=$call \
            SHIM_MOMENT=parsing external-secrets render -qf values.yaml --emit reference
        assert_success
        assert_told 'answer: Permission denied'
    done
    [ ! -e made ] && [ -e victim ]
}

@test "the kernel says so of a run that stands still, and SIGTERM ends it in order" {
    ! without_sandbox || return 0
    needs 'filter of system calls'
    local pid signal status
    { cat values.yaml && perl -e 'print "---\na: ", "x" x 4000000, "\n"'; } >in.yaml
    mkfifo pipe
    external-secrets render -qf in.yaml --emit reference >pipe 2>told 3>&- &
    pid=$!
    exec 8<pipe
    until grep -q '^Seccomp:[[:space:]]*2$' /proc/$pid/status; do sleep 0.02; done
    grep -qx 'NoNewPrivs:[[:space:]]*1' /proc/$pid/status
    # It has begun to write, and nobody reads on.
    read -r -N 1 -u 8 _
    kill -TERM $pid
    status=0
    wait $pid || status=$?
    exec 8<&-
    assert_equal $status 143
    assert_equal "$(cat told)" 'error: stopped by SIGTERM; what was written is not complete'
}
