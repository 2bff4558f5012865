#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# How much of each folder the tests have reached, after they have run in a build with MODE=coverage:
#   scripts/coverage.sh BUILD [HTML]      (anything as HTML: pages with every line, below BUILD/html)
# Prints a table by folder, then the files where most branches are missing. Fails where a folder has less than it must.
set -euo pipefail
cd "$(dirname "$0")/.."
build=$1 html=${2:-}

# What each folder must have, in percent: lines, branches. The messages and signals of cmd/ are for tests/cli to prove.
REQUIRED='base 90 80  yaml 90 80  render 90 80  sealed 90 80  remote 90 80  cmd 90 75'
FILES_SHOWN=12

outputs=(--csv "$build/coverage.csv")
if [ -n "$html" ]; then
    mkdir -p "$build/html"
    outputs+=(--html-details "$build/html/index.html")
fi
# Branches without a line of source are the compiler's own.
gcovr --root . --object-directory "$build" --filter '(base|yaml|render|sealed|remote|cmd)/' --exclude-unreachable-branches \
    -j "${JOBS:-$(getconf _NPROCESSORS_ONLN)}" "${outputs[@]}" "$build"

awk -F, -v required="$REQUIRED" -v shown=$FILES_SHOWN -v list="sort -rn | head -$FILES_SHOWN | cut -f2-" '
    function percent(part, whole) { return whole ? 100 * part / whole : 100 }
    function row(name, l, lc, b, bc) {
        return sprintf("%-28s %6d of %6d %6.1f %%   %6d of %6d %6.1f %%", name, lc, l, percent(lc, l), bc, b, percent(bc, b))
    }
    FNR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
    {
        folder = $1; sub(/\/.*/, "", folder)
        l = $column["line_total"]; lc = $column["line_covered"]; b = $column["branch_total"]; bc = $column["branch_covered"]
        lines[folder] += l; lines_reached[folder] += lc; branches[folder] += b; branches_reached[folder] += bc
        if (b > bc) worst[b - bc "\t" row($1, l, lc, b, bc)]
    }
    END {
        printf "%-28s %27s   %27s\n", "", "lines reached", "branches reached"
        count = split(required, word, " ")
        for (i = 1; i <= count; i += 3) {
            folder = word[i]
            short = percent(lines_reached[folder], lines[folder]) < word[i + 1] ||
                percent(branches_reached[folder], branches[folder]) < word[i + 2] || !lines[folder]
            print row(folder "/", lines[folder], lines_reached[folder], branches[folder], branches_reached[folder]) \
                (short ? "   BELOW " word[i + 1] " and " word[i + 2] : "")
            failed += short
        }
        print "\nMost branches missing:"
        for (line in worst) print line | list
        close(list)
        exit failed > 0
    }' "$build/coverage.csv"
[ -z "$html" ] || echo "pages: $build/html/index.html"
