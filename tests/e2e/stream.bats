#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# shellcheck disable=SC2154 # helpers.bash sets what is common to all

load helpers.bash

setup() {
    isolate
}

@test "stream: 100,000 documents with nothing to do come out identical" {
    "$root/tests/bench/make-stream.pl" 100000 >stream.yaml
    [ "$(grep -c '^---$' stream.yaml)" -eq 100000 ]
    [ "$(wc -c <stream.yaml)" -gt 90000000 ]
    "$PROGRAM" render --sealing-key "$sealing_key" <stream.yaml >out.yaml 2>messages
    [ ! -s messages ]
    cmp stream.yaml out.yaml
}

@test "stream: a tenant among 100,000 documents gets its stores, and the others stay as they are" {
    "$root/tests/bench/make-stream.pl" 100000 >stream.yaml
    { echo ---; cat "$examples/values/generation-1.yaml" stream.yaml; } >with-tenant.yaml
    "$PROGRAM" render --sealing-key "$sealing_key" <with-tenant.yaml >out.yaml 2>messages
    head -c "$(wc -c <stream.yaml)" out.yaml | cmp - stream.yaml
    tail -c +"$(($(wc -c <stream.yaml) + 1))" out.yaml >generated.yaml
    [ "$(grep -c '^kind: SecretStore$' generated.yaml)" -eq 2 ]
    [ "$(grep -c '^kind: Secret$' generated.yaml)" -eq 2 ]
    [ "$(grep -c '^---' generated.yaml)" -eq 4 ]
    # 20,000 ExternalSecrets of six teams name stores that are not here: that is a handful of messages.
    [ "$(wc -l <messages)" -le 20 ]
}
