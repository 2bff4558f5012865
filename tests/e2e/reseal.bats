#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What kubeseal sealed for an old key, reseal seals for a new one, and kubeseal opens it: strings and whole objects, in every scope.
#
# shellcheck disable=SC2154 # helpers.bash sets what is common to all

load helpers.bash

setup() {
    need kubeseal kubectl
    isolate
    umask 077
    mkdir keys
    sealing_pair keys/old 20200101000000Z
    sealing_pair keys/new 20250101000000Z
    export EXTERNAL_SECRETS_SEALING_KEY=keys
}

# seal_old SCOPE NAMESPACE NAME <plaintext
seal_old() {
    "$tools/kubeseal" --raw --cert keys/old.crt --scope "$1" --namespace "$2" --name "$3"
}

# object SCOPE: a SealedSecret as kubeseal makes it, of two values.
object() {
    kubectl create secret generic credentials --namespace poseidon-dev --dry-run=client --output yaml \
        --from-literal=password=trident --from-literal=user=poseidon |
        "$tools/kubeseal" --cert keys/old.crt --scope "$1" --format yaml
}

# recovered FILE KEY: the values that kubeseal opens with a key, as the Secret's data.
recovered() {
    "$tools/kubeseal" --recovery-unseal --recovery-private-key "$2" <"$1" | grep -o '"\(password\|user\)": *"[^"]*"' | sort
}

@test "reseal: SealedSecrets of every scope, opened by kubeseal with the new key alone" {
    local scope
    for scope in strict namespace-wide cluster-wide; do
        object $scope >$scope.yaml
        recovered $scope.yaml keys/old.pem >before
        [ "$(wc -l <before)" -eq 2 ]
        [ -z "$(recovered $scope.yaml keys/new.pem 2>/dev/null)" ]
    done
    "$PROGRAM" reseal -q --in-place ./*.yaml
    for scope in strict namespace-wide cluster-wide; do
        recovered $scope.yaml keys/new.pem >after
        same before after
    done
}

@test "reseal: strings of every scope, loose in a values file" {
    for scope in strict namespace-wide cluster-wide; do
        printf '%s: %s # %s\n' "$scope" "$(printf 'in %s' $scope | seal_old $scope poseidon-dev credentials)" $scope
    done >values.yaml
    "$PROGRAM" reseal -q --in-place values.yaml
    for scope in strict namespace-wide cluster-wide; do
        sed -n "s/^$scope: \([^ ]*\) .*/\1/p" values.yaml >string
        [ "$("$PROGRAM" unseal --sealing-key keys/new.pem -n poseidon-dev --name credentials --scope $scope <string)" = "in $scope" ]
    done
}

@test "reseal: git sees changed lines of strings and nothing else" {
    git init -q work
    mkdir -p work/below
    object strict >work/sealed.yaml
    {
        printf '# A comment.\r\nfirst: &one %s   # kept\r\n' "$(printf a | seal_old cluster-wide '' '')"
        printf 'second: *one\nthird: {in: ["%s", 1.0]}' "$(printf b | seal_old cluster-wide '' '')"
    } >work/below/mixed.yaml
    printf 'nothing: here\n' >work/plain.yaml
    git -C work add .
    git -C work -c user.name=t -c user.email=t@example.org commit -qm before
    "$PROGRAM" reseal -q --in-place --tracked work
    [ "$(git -C work diff --numstat | sort)" = "$(printf '2\t2\tbelow/mixed.yaml\n2\t2\tsealed.yaml')" ]
    [ "$(git -C work status --porcelain | sort)" = "$(printf ' M below/mixed.yaml\n M sealed.yaml')" ]
    git -C work diff --word-diff=porcelain --word-diff-regex='[A-Za-z0-9+/=]+|[^A-Za-z0-9+/=]' >words
    # Words that went and words that came: four strings each.
    [ "$(grep -c '^-A' words)" -eq 4 ]
    [ "$(grep -c '^+A' words)" -eq 4 ]
    [ "$(grep -c '^[-+][^-+A]' words)" -eq 0 ]
}
