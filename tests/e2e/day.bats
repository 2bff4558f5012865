#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# A day in a tenant's life: two values are sealed into a values file that people have written, it is rendered, the key is rotated, and the
# strings follow it. The real kubeseal and Helm stand beside.
#
# shellcheck disable=SC2154 # helpers.bash sets what is common to all

load helpers.bash

setup() {
    need kubeseal kubectl helm3 node
    isolate
    umask 077
    export GIT_AUTHOR_NAME=t GIT_AUTHOR_EMAIL=t@example.org GIT_COMMITTER_NAME=t GIT_COMMITTER_EMAIL=t@example.org
}

at=external_secrets.keyvault_credentials

# The file as somebody wrote it: comments, blank lines, both quotes, an odd order, a long line.
write_values() {
    cat >values.yaml <<'END'
# Poseidon. Ask in #gods before you change anything here.

namespace: {name: "poseidon"}     # the prefix of all namespaces
environments:
- name: dev   # the only one so far

external_secrets:
    keyvault_credentials:
        # of the app registration `kv-reader'
        client_id: ''      # not a secret, but nobody's business either
        client_secret: "TO BE SEALED" # expires in March

    azure_tenant_id: 0d3cb2a1-5e4f-4a6b-8c7d-9e0f1a2b3c4d
# The end.
END
}

seal_into() {
    printf %s "$2" | "$PROGRAM" seal --quiet --cert "$1" --into values.yaml --at "$at.$3"
}

# The file with SEALED for each string.
veiled() { perl -pe 's{A[gQ][A-D][A-Za-z0-9+/]{300,}=*}{SEALED}g' "$@"; }

# rendered KEY: the credentials that Helm's chart and the values give, with the keys of a file or folder.
rendered() {
    PROGRAM=$PROGRAM render_chart helm3 tenant generation-1 --values values.yaml >/dev/null
    "$PROGRAM" render --quiet -f values.yaml --sealing-key "$1" | credentials | LC_ALL=C sort
}

# recovered KEY: the same from a SealedSecret, opened by kubeseal.
recovered() {
    "$PROGRAM" render --quiet -f values.yaml --emit sealed-secret | sed -n '/^kind: SealedSecret/,$p' >part.yaml
    { echo 'apiVersion: bitnami.com/v1alpha1'; cat part.yaml; } |
        "$tools/kubeseal" --recovery-unseal --recovery-private-key "$1" | credentials | LC_ALL=C sort
}

status_of() { sed -n "s/^\(old key\|opens\) .*$at\.$1 .*/\1/p"; }

@test "day: seal, render, rotate, verify, reseal, and two scalars have changed" {
    mkdir keys
    sealing_pair keys/first 20240101000000Z
    write_values
    cp values.yaml written.yaml

    # Morning: two values are sealed, and nothing else in the file changes.
    seal_into keys/first.crt 7c1e0f52-9d3b-4b86-a1c4-2f5d8e6b9a07 client_id
    seal_into keys/first.crt trident-and-horses client_secret
    veiled values.yaml >got
    sed "s/client_id: ''/client_id: 'SEALED'/; s/TO BE SEALED/SEALED/" written.yaml >wanted
    same wanted got

    # They are rendered, and kubeseal reads the same.
    rendered keys/first.pem >before
    [ "$(sed -n 's/.* ClientSecret //p' before | base64 -d)" = trident-and-horses ]
    [ "$(wc -l <before)" -eq 2 ]
    recovered keys/first.pem >got
    same before got
    "$PROGRAM" verify --sealing-key keys values.yaml >table
    [ "$(status_of client_id <table)" = opens ]
    [ "$(status_of client_secret <table)" = opens ]

    # Noon: the controller makes a new key. Both strings open still, and are told to be old.
    git init -q .
    git add values.yaml
    git commit -qm sealed
    sealing_pair keys/second 20260101000000Z
    "$PROGRAM" verify --sealing-key keys values.yaml >table 2>told
    [ "$(status_of client_id <table)" = 'old key' ]
    [ "$(status_of client_secret <table)" = 'old key' ]
    [ "$(grep -c 'was sealed for the key' told)" -eq 2 ]

    # Afternoon: they are sealed anew.
    "$PROGRAM" reseal --sealing-key keys --in-place values.yaml 2>told
    grep -q '^2 sealed strings in 1 file sealed anew' told
    "$PROGRAM" verify --sealing-key keys values.yaml >table 2>told
    [ "$(status_of client_id <table)" = opens ]
    [ "$(status_of client_secret <table)" = opens ]
    [ "$(grep -c 'warning' told)" -eq 0 ]

    # Two scalars are others, and nothing else is.
    [ "$(git diff --numstat)" = "$(printf '2\t2\tvalues.yaml')" ]
    git show HEAD:values.yaml | veiled >wanted
    veiled values.yaml >got
    same wanted got
    git diff --word-diff=porcelain --word-diff-regex='[A-Za-z0-9+/=]+|[^A-Za-z0-9+/=]' >words
    [ "$(grep -c '^-A' words)" -eq 2 ]
    [ "$(grep -c '^+A' words)" -eq 2 ]
    [ "$(grep -c '^[-+][^-+A]' words)" -eq 0 ]

    # Evening: the old key is gone, for us and for kubeseal, and the credentials are the same.
    rm keys/first.*
    rendered keys >got
    same before got
    recovered keys/second.pem >got
    same before got
    run --separate-stderr "$PROGRAM" reseal --sealing-key keys --in-place values.yaml
    [ "$status" -eq 0 ]
    says '0 sealed strings in 0 files sealed anew, 2 were for the newest key already'
}
