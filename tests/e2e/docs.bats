#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The commands of the documents that need real programs, among all others of the same document (tests/docs/commands.pl).
#
# shellcheck disable=SC2154 # helpers.bash sets what is common to all

load helpers.bash

setup() {
    need helm3 helm4 kubectl kubeseal kustomize
    export PROGRAM
}

run_document() { "$root/tests/docs/commands.pl" --tools "$tools" "$1"; }

@test "documents: README.md, with real programs" {
    run_document "$root/README.md"
}

@test "documents: docs/helm.md, with real programs" {
    run_document "$root/docs/helm.md"
}

@test "documents: docs/helm-in-a-cluster.md, with real programs" {
    run_document "$root/docs/helm-in-a-cluster.md"
}

@test "documents: docs/library-chart.md, with real programs" {
    run_document "$root/docs/library-chart.md"
}

@test "documents: docs/no-key-could-decrypt.md, with real programs" {
    run_document "$root/docs/no-key-could-decrypt.md"
}

@test "documents: docs/values.md, with real programs" {
    run_document "$root/docs/values.md"
}

@test "documents: docs/argocd.md, with real programs" {
    run_document "$root/docs/argocd.md"
}

@test "documents: docs/kustomize.md, with real programs" {
    run_document "$root/docs/kustomize.md"
}

@test "documents: docs/kubectl.md, with real programs" {
    run_document "$root/docs/kubectl.md"
}

@test "documents: docs/pipes.md, with real programs" {
    run_document "$root/docs/pipes.md"
}

@test "documents: docs/coming-from-helm-secrets.md, with real programs" {
    run_document "$root/docs/coming-from-helm-secrets.md"
}

@test "documents: docs/coming-from-ksops.md, with real programs" {
    run_document "$root/docs/coming-from-ksops.md"
}

@test "documents: docs/coming-from-kubeseal.md, with real programs" {
    run_document "$root/docs/coming-from-kubeseal.md"
}

@test "documents: the manual's examples, with real programs" {
    run_document "$root/man/external-secrets.1"
}

@test "documents: the examples in the help, with real programs" {
    "$PROGRAM" help render >"$BATS_TEST_TMPDIR/help.txt"
    run_document "$BATS_TEST_TMPDIR/help.txt"
}

@test "documents: none that names a tool is left out" {
    local document
    for document in $(cd "$root" && grep -lE '^ *```console [a-z]' -- *.md docs/*.md examples/*.md); do
        grep -qF "/$document\"" "$BATS_TEST_FILENAME" "$root/tests/e2e/release.bats" || {
            echo "$document names a tool and has no test"
            return 1
        }
    done
}
