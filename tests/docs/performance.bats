#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# docs/performance.md and its picture show the figures of docs/performance.json, and nothing else.

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    cd "$root" || return
}

@test "performance: the page shows the figures that are kept" {
    tests/bench/page.pl docs/performance.json docs/performance.md | diff -u docs/performance.md - || {
        echo 'run make bench-page'
        return 1
    }
}

@test "performance: the picture shows the figures that are kept" {
    tests/bench/picture.pl docs/performance.json | cmp - docs/performance.svg
}

@test "performance: the picture is XML, with a bar for each row that was compared" {
    xmllint --noout docs/performance.svg
    local compared bars legend=3
    compared=$(grep -c '"ratio":{"cpu":\[' docs/performance.json)
    bars=$(grep -cE '^<rect class="(kept|missed|free)" ' docs/performance.svg)
    [ "$compared" -ge 20 ]
    [ "$bars" -eq $((compared + legend)) ]
}

@test "performance: whatever stands in the figures, the picture is XML" {
    printf '%s\n' '{"rows":[{"group":"<a> & \"b\"","name":"x < y","against":"]]>","ours":{"cpu_ms":1,"peak_kib":1},"theirs":{"cpu_ms":1},' \
        '"ratio":{"cpu":[0.00001,1,2]},"goal":{"of":"cpu","most":1}}]}' >"$BATS_TEST_TMPDIR/odd.json"
    tests/bench/picture.pl "$BATS_TEST_TMPDIR/odd.json" >"$BATS_TEST_TMPDIR/odd.svg"
    xmllint --noout "$BATS_TEST_TMPDIR/odd.svg"
    grep -qF '1/100000' "$BATS_TEST_TMPDIR/odd.svg"
}

@test "performance: a row that was not measured says why" {
    printf '%s\n' '{"rows":[{"group":"G","name":"n","against":"vals","missing":"vals is not installed (make bench-tools)"}]}' \
        >"$BATS_TEST_TMPDIR/missing.json"
    printf '%s\n' '<!-- figures: table -->' '<!-- /figures -->' >"$BATS_TEST_TMPDIR/page.md"
    tests/bench/page.pl "$BATS_TEST_TMPDIR/missing.json" "$BATS_TEST_TMPDIR/page.md" | grep -qF 'vals is not installed (make bench-tools)'
}
