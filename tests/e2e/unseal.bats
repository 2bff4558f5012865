#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What the real kubeseal seals, unseal opens, byte for byte, in every scope.
#
# shellcheck disable=SC2154 # helpers.bash sets what is common to all

load helpers.bash

setup() {
    need kubeseal
    isolate
    umask 077
}

# opens SCOPE: what stands in the file `plaintext`, sealed and opened again; kubeseal takes namespace and name whatever the scope.
opens() {
    local label=(-n poseidon-dev --name keyvault-credentials)
    seal "$1" poseidon-dev keyvault-credentials <plaintext >sealed
    "$PROGRAM" unseal --sealing-key "$sealing_key" "${label[@]}" --from-file sealed >got
    cmp plaintext got
    "$PROGRAM" unseal --sealing-key "$sealing_key" "${label[@]}" --scope "$1" <sealed | cmp plaintext -
    # base64's own line length, and its line end at the end.
    fold -w 76 sealed | "$PROGRAM" unseal --sealing-key "$sealing_key" "${label[@]}" | cmp plaintext -
}

@test "unseal: every byte, in every scope" {
    local scope
    for scope in strict namespace-wide cluster-wide; do
        # All bytes, and a NUL at the end.
        perl -e 'print map { chr } 0 .. 255, 0' >plaintext
        opens $scope
        printf 'with a newline at the end\n' >plaintext
        opens $scope
        # As much as a Secret can hold.
        perl -e 'print pack "N*", map { $_ * 2654435761 } 1 .. 262144' >plaintext
        [ "$(wc -c <plaintext)" -eq 1048576 ]
        opens $scope
    done
}

@test "unseal: an empty plaintext, which kubeseal seals without a word" {
    : >plaintext
    seal strict poseidon-dev keyvault-credentials <plaintext >sealed
    "$PROGRAM" unseal --sealing-key "$sealing_key" -n poseidon-dev --name keyvault-credentials <sealed >got 2>err
    cmp plaintext got
    [ "$(cat err)" = 'warning: the plaintext is empty' ]
}

@test "unseal: namespace and name are taken as they are" {
    printf x | seal strict 'No Cluster_' '../would/accept' >sealed
    [ "$("$PROGRAM" unseal --sealing-key "$sealing_key" -n 'No Cluster_' --name '../would/accept' <sealed)" = x ]
    printf x | seal namespace-wide 'No Cluster_' '' >sealed
    [ "$("$PROGRAM" unseal --sealing-key "$sealing_key" -n 'No Cluster_' <sealed)" = x ]
    printf x | seal cluster-wide '' '' >sealed
    [ "$("$PROGRAM" unseal --sealing-key "$sealing_key" <sealed)" = x ]
}

@test "unseal: what is given of the label has to be right" {
    printf x | seal strict poseidon-dev keyvault-credentials >sealed
    local wrong
    for wrong in '' '-n poseidon-dev' '-n poseidon-test --name keyvault-credentials' '-n poseidon-dev --name other'; do
        # shellcheck disable=SC2086 # words on purpose
        run --separate-stderr "$PROGRAM" unseal --sealing-key "$sealing_key" $wrong --from-file sealed
        [ "$status" -eq 4 ]
        [ -z "$output" ]
        says 'the key fits, but it was sealed for another namespace or name'
    done
}
