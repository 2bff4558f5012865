#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Inputs, the output, and what happens when they fail.
load common

@test "files in the order given, a folder's by name" {
    mkdir -p folder/deeper
    echo 'a: 1' >folder/b.yaml
    echo 'a: 2' >folder/a.yml
    echo '{"a": 3}' >folder/c.json
    echo 'a: 4' >folder/notes.txt
    echo 'a: 5' >folder/.hidden.yaml
    echo 'a: 6' >folder/deeper/d.yaml
    echo 'a: 7' >last.txt
    start render -f last.txt -f folder
    assert_success
    assert_output "$(printf 'a: 7\n---\na: 2\n---\na: 1\n---\n{"a": 3}')"
    start render -R -f folder
    assert_success
    assert_line 'a: 6'
}

@test "stdin among files" {
    echo 'a: 1' >a.yaml
    start_with 'b: 2' render -f a.yaml -f -
    assert_success
    assert_output "$(printf 'a: 1\n---\nb: 2')"
}

@test "stdin is read only once" {
    start_with 'b: 2' render -f - -f -
    assert_error 2 'error: stdin can be read only once' 'hint: without -f, stdin is the stream; name - once, and files for the rest'
    start_with 'b: 2' render --values -
    assert_error 2 'error: stdin can be read only once' 'hint: without -f, stdin is the stream; name - once, and files for the rest'
}

@test "values may come on stdin where the stream does not" {
    echo 'a: 1' >a.yaml
    start_with '' render -f a.yaml --values -
    assert_success
    assert_output 'a: 1'
}

@test "a folder without manifests is an error" {
    mkdir empty
    start render -f empty
    assert_error 3 'error: empty: no *.yaml, *.yml or *.json in this folder' 'hint: -R reads its sub-folders as well'
    start render -R -f empty
    assert_error 3 'error: empty: no *.yaml, *.yml or *.json in this folder'
}

@test "inputs that cannot be read" {
    start render -f missing.yaml
    assert_error 6 'error: missing.yaml: cannot be opened: No such file or directory'
    mkdir folder
    start_with '' render --values folder
    assert_error 6 'error: folder: is a folder, not a file'
    start_with "$PLAIN_OBJECT" --sealing-key missing.pem
    assert_error 6 'error: --sealing-key: missing.pem: cannot be read: No such file or directory'
    run --separate-stderr bash -c 'external-secrets render <&-'
    assert_error 6 'error: stdin: cannot be read: Bad file descriptor'
}

@test "an output that cannot be written" {
    local command
    for command in render version 'version -o json' help 'render --help'; do
        run --separate-stderr bash -c "echo 'a: 1' | external-secrets $command >/dev/full"
        assert_error 6 'error: stdout: cannot be written: No space left on device'
        run --separate-stderr bash -c "echo 'a: 1' | external-secrets $command >&-"
        assert_error 6 'error: stdout: cannot be written: Bad file descriptor'
    done
}

@test "with stdout and stdin closed no file takes their place" {
    echo 'a: 1' >a.yaml
    run --separate-stderr bash -c 'external-secrets render -f a.yaml --log-file log <&- >&-'
    assert_failure 6
    assert_equal "$(cat a.yaml)" 'a: 1'
    run grep -c 'a: 1' log
    assert_output 0
}

@test "with stderr closed the output is whole" {
    run bash -c 'external-secrets 2>&-' <<<"$FOREIGN_BLOCK"
    assert_success
    assert_output "$FOREIGN_BLOCK"
}

@test "--dry-run writes nothing on stdout and says so when there is nothing" {
    start_with "$PLAIN_OBJECT" --dry-run --quiet
    assert_success
    assert_output ''
    assert_equal "$stderr" 'nothing would be generated'
}

@test "a crash would leave no core" {
    mkfifo pipe
    ulimit -c unlimited 2>/dev/null || true
    external-secrets render -f pipe 3>&- &
    local program=$! tries=0
    until grep -qE '^Max core file size +0 +0' "/proc/$program/limits"; do
        tries=$((tries + 1))
        [ $tries -lt 100 ] || fail "$(cat "/proc/$program/limits")"
        sleep 0.05
    done
    kill "$program"
    wait "$program" || true
}
