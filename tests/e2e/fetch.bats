#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# A certificate from a URL, beside the real kubeseal with the same URL.
#
# shellcheck disable=SC2154 # helpers.bash sets what is common to all, the servers' ports come from a file

load helpers.bash
load ../cli/fetch.bash

setup_file() {
    start_servers "$BATS_FILE_TMPDIR" "$certificate"
    export servers
}

teardown_file() {
    kill "$servers"
}

setup() {
    need kubeseal
    isolate
    use_servers "$BATS_FILE_TMPDIR"
}

# by_kubeseal URL, by_us URL
by_kubeseal() { printf trident | "$tools/kubeseal" --raw --cert "$1" --scope strict -n poseidon-dev --name app; }
by_us() { printf trident | "$PROGRAM" seal --cert "$1" -n poseidon-dev --name app; }

@test "fetch: what is sealed for a URL opens, by kubeseal as by us" {
    local url
    for url in "https://localhost:$good/cert.pem" "https://localhost:$good/times/2"; do
        by_kubeseal "$url" >theirs
        by_us "$url" >ours
        for string in theirs ours; do
            [ "$("$PROGRAM" unseal --sealing-key "$sealing_key" -n poseidon-dev --name app --from-file $string)" = trident ]
        done
    done
}

@test "fetch: what kubeseal refuses, we refuse" {
    local url
    for url in "https://localhost:$expired/cert.pem" "https://localhost:$other/cert.pem" "https://localhost:$good/status/404" \
        "https://localhost:$good/page" "https://localhost:$good/empty" "https://localhost:$nobody/cert.pem"; do
        run by_kubeseal "$url"
        [ "$status" -ne 0 ]
        run by_us "$url"
        [ "$status" -eq 5 ]
    done
}

@test "fetch: kubeseal takes http, we do not" {
    by_kubeseal "http://localhost:$plain/cert.pem" >theirs
    run by_us "http://localhost:$plain/cert.pem"
    [ "$status" -eq 2 ]
}
