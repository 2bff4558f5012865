#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What the documents tell their reader to run does run, and shows what they show. Commands that need Helm: tests/e2e/docs.bats.

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    PROGRAM=${PROGRAM:-$root/build/kubectl-external_secrets}
    export PROGRAM
    cd "$root" || return
}

# Documents with commands, each with a test of its own below.
documents() {
    grep -lE '^ *```console' -- *.md docs/*.md examples/*.md
}

@test "documents: README.md" {
    tests/docs/commands.pl README.md
}

@test "documents: docs/install.md" {
    tests/docs/commands.pl docs/install.md
}

@test "documents: docs/values.md" {
    tests/docs/commands.pl docs/values.md
}

@test "documents: docs/reference.md" {
    tests/docs/commands.pl docs/reference.md
}

@test "documents: docs/helm.md" {
    tests/docs/commands.pl docs/helm.md
}

@test "documents: docs/helm-in-a-cluster.md" {
    tests/docs/commands.pl docs/helm-in-a-cluster.md
}

@test "documents: docs/library-chart.md" {
    tests/docs/commands.pl docs/library-chart.md
}

@test "documents: docs/argocd.md" {
    tests/docs/commands.pl docs/argocd.md
}

@test "documents: docs/kustomize.md" {
    tests/docs/commands.pl docs/kustomize.md
}

@test "documents: docs/kubectl.md" {
    tests/docs/commands.pl docs/kubectl.md
}

@test "documents: docs/pipes.md" {
    tests/docs/commands.pl docs/pipes.md
}

@test "documents: docs/architecture.md" {
    tests/docs/commands.pl docs/architecture.md
}

@test "documents: docs/coming-from-argocd-vault-plugin.md" {
    tests/docs/commands.pl docs/coming-from-argocd-vault-plugin.md
}

@test "documents: docs/coming-from-helm-secrets.md" {
    tests/docs/commands.pl docs/coming-from-helm-secrets.md
}

@test "documents: docs/coming-from-ksops.md" {
    tests/docs/commands.pl docs/coming-from-ksops.md
}

@test "documents: docs/coming-from-kubeseal.md" {
    tests/docs/commands.pl docs/coming-from-kubeseal.md
}

@test "documents: docs/sealed.md" {
    tests/docs/commands.pl docs/sealed.md
}

@test "documents: docs/manifests.md" {
    tests/docs/commands.pl docs/manifests.md
}

@test "documents: docs/verify.md" {
    tests/docs/commands.pl docs/verify.md
}

@test "documents: docs/keys.md" {
    tests/docs/commands.pl docs/keys.md
}

@test "documents: docs/no-key-could-decrypt.md" {
    tests/docs/commands.pl docs/no-key-could-decrypt.md
}

@test "documents: docs/errors.md" {
    tests/docs/commands.pl docs/errors.md
}

@test "documents: docs/performance.md" {
    tests/docs/commands.pl docs/performance.md
}

@test "documents: CONTRIBUTING.md" {
    tests/docs/commands.pl CONTRIBUTING.md
}

@test "documents: the manual's examples" {
    tests/docs/commands.pl man/external-secrets.1
}

@test "documents: the examples in the help of each subcommand" {
    local subcommand
    for subcommand in $("$PROGRAM" help | sed -n '/^Subcommands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
        "$PROGRAM" help "$subcommand" >"$BATS_TEST_TMPDIR/help-$subcommand.txt"
        tests/docs/commands.pl "$BATS_TEST_TMPDIR/help-$subcommand.txt"
    done
}

@test "documents: none is left out" {
    local document
    for document in $(documents); do
        grep -qF "commands.pl $document" "$BATS_TEST_FILENAME" || {
            echo "$document has commands and no test"
            return 1
        }
    done
    [ "$(documents | wc -l)" -ge 5 ]
}

# document NAME LINE...: a document with one console block.
document() {
    # shellcheck disable=SC2016 # these are Markdown's
    printf '%s\n' '```console' "${@:2}" '```' >"$BATS_TEST_TMPDIR/$1"
}

# Where the runner took anything for right, the tests above would say nothing.
@test "documents: the runner sees what is wrong" {
    local wrong
    mkdir "$BATS_TEST_TMPDIR/wrong"
    document wrong/fails.md '$ false'
    document wrong/differs.md '$ echo one' 'two'
    document wrong/more.md '$ seq 2' '1'
    document wrong/less.md '$ seq 2' '1' '2' '3'
    document wrong/begins.md '$ echo one' 'tw...'
    document wrong/succeeds.md '$ echo error: no' 'error: no'
    document wrong/ends.md '$ exit'
    echo 'no command' >"$BATS_TEST_TMPDIR/wrong/nothing.md"
    for wrong in "$BATS_TEST_TMPDIR"/wrong/*.md; do
        echo "# $wrong"
        run tests/docs/commands.pl "$wrong"
        [ "$status" -eq 1 ]
    done
    document right.md '$ echo "error: no"; exit_code() { return 3; }; exit_code' 'error: no' '$ echo $?' '3' '$ seq 9' '1' '...' '9' \
        "\$ echo \\" '  word' 'wo...'
    tests/docs/commands.pl "$BATS_TEST_TMPDIR/right.md"
    # What changes a cluster is left alone where none is named.
    printf '%s\n' '```console' '$ echo one' '```' '```console cluster' '$ false' '```' >"$BATS_TEST_TMPDIR/cluster.md"
    run tests/docs/commands.pl "$BATS_TEST_TMPDIR/cluster.md"
    [ "$status" -eq 0 ]
    [[ $output == *'cluster.md: 1 commands, 0 of them wrong' ]]
    run tests/docs/commands.pl --cluster none "$BATS_TEST_TMPDIR/cluster.md"
    [ "$status" -ne 0 ]
}
