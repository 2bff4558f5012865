#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The examples hold together. The end-to-end tests run them through Helm.
#
# shellcheck disable=SC2154,SC2030,SC2031 # bats sets stderr, each test runs in a shell of its own

bats_require_minimum_version 1.5.0

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    examples=$root/examples
    PROGRAM=${PROGRAM:-$root/build/kubectl-external_secrets}
    sealing_key=$BATS_TEST_TMPDIR/key.yaml
    (umask 077 && cat "$examples/sealing-key/key.yaml" >"$sealing_key")
    cd "$BATS_TEST_TMPDIR" || return
}

@test "examples: the charts carry the library chart as it is" {
    diff -r "$examples/library" "$examples/tenant/charts/external-secrets-values"
    diff -r "$examples/library" "$examples/team/charts/external-secrets-values"
    version=$(sed -n 's/^version: //p' "$examples/library/Chart.yaml")
    for chart in tenant team; do
        sed -n '/^dependencies:/,$s/^ *version: //p' "$examples/$chart/Chart.yaml" | grep -qxF "$version"
    done
}

@test "examples: the certificate is the sealing key's" {
    sed -n 's/^  tls.crt: //p' "$examples/sealing-key/key.yaml" | base64 -d | cmp - "$examples/sealing-key/certificate.pem"
    grep -q '^# THROW-AWAY' "$examples/sealing-key/key.yaml"
}

@test "examples: every string stands below a comment that says how it was made" {
    local file
    for file in "$examples"/values/*.yaml "$examples"/in-place/*.yaml "$examples"/shop/values.yaml "$examples"/kustomize/values.yaml; do
        awk -v file="$file" '
            / Ag[A-D]/ { strings++; if (before !~ /# sealed: (strict|namespace-wide|cluster-wide) [^ ]+ [^ ]/) { print file ":" NR; bad = 1 } }
            { before = $0 }
            END { exit bad || !strings }' "$file"
    done
}

@test "examples: every string opens to the plaintext in its comment" {
    local file recipe plaintext
    for file in "$examples"/values/*.yaml "$examples"/in-place/*.yaml "$examples"/kustomize/values.yaml; do
        "$PROGRAM" render --sealing-key "$sealing_key" -f "$file" >out.yaml
        while IFS= read -r recipe; do
            plaintext=${recipe#* * }
            case $plaintext in @*) plaintext=$(cat "$(dirname "$file")/${plaintext#@}") ;; esac
            grep -qE ": \"?$(printf %s "$plaintext" | base64 -w0 | sed 's/+/[+]/g')\"?\$" out.yaml || {
                echo "$file: $recipe"
                return 1
            }
        done < <(sed -n 's/^ *# sealed: //p' "$file")
    done
}

# quiet FILE...: accepted together, without a complaint.
quiet() {
    local file arguments=()
    for file in "$@"; do
        arguments+=(-f "$examples/values/$file.yaml")
    done
    run --separate-stderr "$PROGRAM" render --sealing-key "$sealing_key" "${arguments[@]}"
    echo "# $*: $stderr"
    [ "$status" -eq 0 ]
    [ "$stderr" = "" ]
}

@test "examples: a tenant's values, with its team's where they need them, are accepted without a complaint" {
    quiet generation-1
    quiet generation-n
    quiet generation-2-tenant
    quiet generation-2-team generation-2-tenant
    quiet generation-3-team generation-3-tenant
}

@test "examples: the demo shows two Secrets and two stores, and says what happened" {
    run --separate-stderr "$examples/demo.sh"
    [ "$status" -eq 0 ]
    [ "$stderr" = "" ]
    [ "$(grep -c '^kind: Secret$' <<<"$output")" -eq 2 ]
    [ "$(grep -c '^kind: SecretStore$' <<<"$output")" -eq 2 ]
    [[ "$output" == *'other 10 documents left byte for byte'* ]]
    [[ "$output" == *': 2 credentials Secrets,'* ]]
    [[ "$output" == *'### 2 SecretStores refer'* ]]
    run ! grep -q 'BEGIN' <<<"$output"
}
