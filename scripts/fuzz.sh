#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Runs the fuzz targets that `make fuzz` built.
#   scripts/fuzz.sh DIR run [TARGET]...     each for $TIME seconds, or over $RUNS inputs, then a table; fails where something was found
#   scripts/fuzz.sh DIR fold [TARGET]...    the inputs that go most ways through the program, of old and new ones, into tests/fuzz/corpus
# What grows and what is found stays below DIR: corpus/TARGET, findings/TARGET-*, log/TARGET.
set -euo pipefail
cd "$(dirname "$0")/.."
build=$1 what=$2
shift 2
mapfile -t targets < <(basename -s .c tests/fuzz/fuzz_*.c | cut -c6-)
[ $# -eq 0 ] || targets=("$@")
programs=$build/tests/fuzz
mkdir -p "$build/findings" "$build/log"

# One input may take so long and so much; the machine is left to others.
FUZZER=(nice env ASAN_OPTIONS=quarantine_size_mb=16)
LIMITS=(-timeout=10 -rss_limit_mb=2048)
FOLDED_MOST=60

# By the clock, or by a number of inputs, which are the same ones each time then: nobody's change fails for what chance brought.
LENGTH=(-max_total_time="${TIME:-60}")
[ -z "${RUNS:-}" ] || LENGTH=(-runs="$RUNS" -seed=1)

# The longest input that is worth the time.
longest() {
    case $1 in
    key_file) echo 16384 ;;
    values) echo 6000 ;;
    command_line) echo 1024 ;;
    *) echo 4096 ;;
    esac
}

dictionary() {
    case $1 in
    stream | tree | values | edit | sites | convert | resource_list | key_file) cat tests/fuzz/yaml.dict && "$programs/words" ;;
    command_line) "$programs/words" command_line ;;
    key_index) printf '"%s"\n' 'external-secrets key index, version 1\x0a' ' SHA256:' ' strict\x0a' ;;
    *) echo '"-----BEGIN CERTIFICATE-----"' ;;
    esac
}

run_target() {
    local target=$1 corpus=$build/corpus/$1
    mkdir -p "$corpus"
    dictionary "$target" >"$build/$target.dict"
    "${FUZZER[@]}" "$programs/fuzz_$target" "${LIMITS[@]}" "${LENGTH[@]}" -max_len="$(longest "$target")" \
        -dict="$build/$target.dict" -artifact_prefix="$build/findings/$target-" -print_final_stats=1 \
        "$corpus" "tests/fuzz/corpus/$target" >"$build/log/$target" 2>&1
}

# A line of the table out of a log of libFuzzer's.
row() {
    awk -v target="$1" -v finding="$2" '
        / cov: [0-9]+ ft: [0-9]+ corp: / {
            for (i = 1; i < NF; i++) { if ($i == "cov:") edges = $(i + 1); if ($i == "ft:") features = $(i + 1); if ($i == "corp:") corpus = $(i + 1) } }
        /^stat::number_of_executed_units:/ { count = $2 }
        /^stat::average_exec_per_sec:/ { speed = $2 }
        END { printf "%-12s %12d %8d %8d %9d %14s  %s\n", target, count, speed, edges, features, corpus, finding }' "$build/log/$1"
}

run() {
    local target finding failed=0 table
    table=$(printf '%-12s %12s %8s %8s %9s %14s  %s' target executions exec/s edges features corpus finding)
    for target in "${targets[@]}"; do
        echo "fuzz_$target: ${LENGTH[*]}"
        finding=none
        if ! run_target "$target"; then
            failed=1
            finding=$(find "$build/findings" -name "$target-*" -newer "$build/$target.dict" | sort | head -1)
            tail -40 "$build/log/$target"
            echo "again: $programs/fuzz_$target ${finding:=$build/log/$target}"
        fi
        table+=$'\n'$(row "$target" "$finding")
    done
    printf '\n%s\n' "$table"
    return $failed
}

# Out of the control file of a merge (names, then what each goes through): the few that together go through most.
choose() {
    perl -e '
        my ($most, %ways) = shift;
        chomp(my ($count, $first) = (scalar <>, scalar <>));
        chomp(my @names = map { scalar <> } 1 .. $count);
        while (<>) { my ($kind, $file, @seen) = split; $ways{$names[$file]} = \@seen if $kind eq "FT" }
        my %seen;
        while ($most-- > 0) {
            my ($best, $gain) = ("", 0);
            for my $name (sort keys %ways) {
                my $new = grep { !$seen{$_} } @{$ways{$name}};
                ($best, $gain) = ($name, $new) if $new > $gain;
            }
            last if $gain == 0;
            $seen{$_} = 1 for @{$ways{$best}};
            print "$best\n";
        }' "$@"
}

# Files that somebody gave a name stay.
fold() {
    local target corpus file chosen
    for target in "${targets[@]}"; do
        corpus=tests/fuzz/corpus/$target chosen=$build/chosen/$target
        rm -rf "$build/$target.merge" "$build/merged" "$chosen"
        mkdir -p "$build/merged" "$build/corpus/$target" "$chosen"
        "${FUZZER[@]}" "$programs/fuzz_$target" "${LIMITS[@]}" -merge=1 -use_counters=0 -max_len="$(longest "$target")" \
            -merge_control_file="$build/$target.merge" "$build/merged" "$corpus" "$build/corpus/$target" >"$build/log/$target" 2>&1
        choose $FOLDED_MOST "$build/$target.merge" | while read -r file; do cp "$file" "$chosen/"; done
        find "$corpus" -type f -regex '.*/[0-9a-f]*' -delete
        cp -n "$chosen"/* "$corpus/"
        printf '%-12s %3d files\n' "$target" "$(find "$corpus" -type f | wc -l)"
    done
}

"$what"
