#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# What the filter costs, next to the least that any filter costs (tests/bench/floor.c), in the same run on the same machine.
#   tests/bench/run.sh [BUILD]
# CPU time, not the clock on the wall: other work on the machine disturbs it least. Read the ratios.
set -euo pipefail

cd "$(dirname "$0")/../.."
build=${1:-build}
program=$build/kubectl-external_secrets
floor=$build/tests/bench/floor
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# row WHAT RUNS INPUT GOAL ARGUMENT...: the floor and the program over the same input.
row() {
    local what=$1 runs=$2 input=$3 goal=$4 bytes least most
    shift 4
    bytes=$(wc -c <"$input")
    least=$("$build/tests/bench/measure" "$runs" "$input" "$floor")
    most=$("$build/tests/bench/measure" "$runs" "$input" "$program" "$@")
    awk -v what="$what" -v goal="$goal" -v bytes="$bytes" -v least="$least" -v most="$most" 'BEGIN {
        split(least, floor); split(most, program)
        printf "%-22s %10.2f %10.2f %7.2f %7s %9.1f %9.1f\n", what, floor[1], program[1], program[1] / floor[1], goal,
            program[2] / 1024, bytes / 1048576 * 1.2 + 4 }'
}

printf '%-22s %10s %10s %7s %7s %9s %9s\n' '' 'floor, ms' 'render, ms' ratio goal 'peak, MiB' 'goal'
row start-up 301 /dev/null 1.5 render
for documents in 100 1000 10000 100000; do
    tests/bench/make-stream.pl $documents >"$scratch/stream.yaml"
    row "$documents documents" $((documents < 10000 ? 101 : 11)) "$scratch/stream.yaml" "$([ $documents = 100000 ] && echo 1.2)" render
done
