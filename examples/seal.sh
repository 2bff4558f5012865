#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Seals the strings of the examples anew with the real kubeseal:
#   examples/seal.sh [FILE]...        default: every file that holds such strings
# Each stands below a comment that says how it was made: the scope, for which Secret, and the plaintext (all of them are throw-away):
#   # sealed: strict NAMESPACE/NAME PLAINTEXT
#   # sealed: namespace-wide NAMESPACE PLAINTEXT
#   # sealed: cluster-wide * PLAINTEXT
# `@FILE` for a plaintext is the content of that file beside the values, without its last line end. KUBESEAL names another kubeseal.
set -eu

examples=$(cd "$(dirname "$0")" && pwd)
certificate=$examples/sealing-key/certificate.pem
kubeseal=${KUBESEAL:-kubeseal}
command -v "$kubeseal" >/dev/null || {
    echo "seal.sh: no $kubeseal here; \`make tools\` brings one: KUBESEAL=build/tools/kubeseal examples/seal.sh" >&2
    exit 1
}

# seal SCOPE TARGET PLAINTEXT
seal() {
    case $1 in
    strict) printf %s "$3" | "$kubeseal" --raw --cert "$certificate" --scope strict --namespace "${2%%/*}" --name "${2#*/}" ;;
    namespace-wide) printf %s "$3" | "$kubeseal" --raw --cert "$certificate" --scope namespace-wide --namespace "$2" ;;
    cluster-wide) printf %s "$3" | "$kubeseal" --raw --cert "$certificate" --scope cluster-wide ;;
    *)
        echo "seal.sh: no scope $1" >&2
        return 1
        ;;
    esac
}

# Copies one file from stdin to stdout; in the line below a comment, the last word gives way to the new string.
seal_all() {
    recipe=
    while IFS= read -r line; do
        if [ -n "$recipe" ]; then
            scope=${recipe%% *} rest=${recipe#* }
            target=${rest%% *} plaintext=${rest#* }
            case $plaintext in @*) plaintext=$(cat "$1/${plaintext#@}") ;; esac
            string=$(seal "$scope" "$target" "$plaintext")
            printf '%s %s\n' "${line% *}" "$string"
        else
            printf '%s\n' "$line"
        fi
        case $line in
        *'# sealed: '*) recipe=${line#*'# sealed: '} ;;
        *) recipe= ;;
        esac
    done
}

[ $# -gt 0 ] || set -- "$examples"/values/*.yaml "$examples"/in-place/*.yaml "$examples"/shop/values.yaml "$examples"/kustomize/values.yaml
new=$(mktemp)
trap 'rm -f "$new"' EXIT
for file in "$@"; do
    folder=$(dirname "$file")
    seal_all "$folder" <"$file" >"$new"
    cat "$new" >"$file"
done
