#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# The checks of `make lint`: one function each, one line of result each, and the findings where there are any.
#   scripts/lint.sh [CHECK]...        (default: all of them)
set -u
cd "$(dirname "$0")/.." || exit 1

CHECKS=(gcc clang hardening analyzer clang_tidy cppcheck format size includes banned shell perl python spelling manual yaml
    places headers versions)
FOLDERS='base yaml sealed render lint remote cmd'
FUNCTION_LINES=60 COMPLEXITY=15 FILE_LINES=600 COLUMNS_MAX=132

JOBS=${JOBS:-$(getconf _NPROCESSORS_ONLN)}
BUILD=${BUILD:-build}

# The project's files whose names match a pattern of grep: what git tracks, and what is new and not ignored.
files() {
    { git ls-files -co --exclude-standard 2>/dev/null || find . -type f -not -path "./$BUILD/*" | cut -c3-; } |
        sort -u | grep -E "$1" | while read -r file; do [ -f "$file" ] && echo "$file"; done
}
sources() { files '^('"${FOLDERS// /|}"')/[^/]*\.c$'; }
all_c() { files '^('"${FOLDERS// /|}"'|tests/[^/]*)/[^/]*\.[ch]$'; }

# compile <folder> <make's words>...: builds below $BUILD/lint/<folder>, and shows what the compiler says.
compile() {
    make --no-print-directory -k -j"$JOBS" BUILD="$BUILD/lint/$1" WERROR=1 "${@:2}" 2>&1 | grep -v '^  [A-Z]* *[^ ]*$'
    return "${PIPESTATUS[0]}"
}

# What stands behind sealed/crypto.h with the other library.
compile_openssl() { compile "$1-openssl" "${@:2}" CRYPTO=openssl "$BUILD/lint/$1-openssl/"{sealed/crypto_openssl,tests/unit/crypto_openssl_for_test}.o; }

check_gcc() { compile gcc CC=gcc programs && compile_openssl gcc CC=gcc; }
check_clang() { compile clang CC=clang programs && compile_openssl clang CC=clang; }
check_analyzer() {
    local flags='-O2 -g -fanalyzer'
    compile analyzer CC=gcc CFLAGS="$flags" all && compile_openssl analyzer CC=gcc CFLAGS="$flags"
}

# Of a program that gcc has built as it is released, what a missing flag would take away.
check_hardening() {
    compile gcc CC=gcc all || return
    readelf --wide --file-header --segments --dynamic --dyn-syms "$BUILD/lint/gcc/kubectl-external_secrets" | awk '
        /^ *Type: .*DYN/ || /FLAGS_1.*PIE/                { has["placed anywhere (PIE)"]++ }
        /GNU_RELRO/                                       { has["relocations read-only (RELRO)"] = 2 }
        /BIND_NOW/ || /FLAGS_1.*NOW/                      { has["relocated before it starts (NOW)"] = 2 }
        /GNU_STACK/ && !/RWE/                             { has["a stack without code"] = 2 }
        / __stack_chk_fail/                               { has["a stack protector"] = 2 }
        / __(v?[sf]n?printf|read|mem|str)[a-z]*_chk/      { has["checked calls (FORTIFY)"] = 2 }
        /TEXTREL/ || /RPATH/ || /RUNPATH/ || / RWE /      { print "the program has what it must not have: " $0 }
        END {
            wanted = "placed anywhere (PIE),relocations read-only (RELRO),relocated before it starts (NOW),a stack without code," \
                "a stack protector,checked calls (FORTIFY)"
            for (i = split(wanted, want, ","); i > 0; i--)
                if (has[want[i]] < 2) print "the program is without: " want[i]
        }' | refuse
}

# clang's analyzer (scan-build's) is among its checks: .clang-tidy.
check_clang_tidy() {
    local flags
    read -ra flags <<<"-std=c17 -D_GNU_SOURCE -I. -DPROGRAM_VERSION=\"\" -DPROGRAM_BUILD_ID=\"\" $(pkg-config --cflags libcjson libsodium yaml-0.1)"
    # Its count of suppressed warnings, on stderr, is no news.
    sources | xargs -P "$JOBS" -I FILE clang-tidy --quiet FILE -- "${flags[@]}" 2>/dev/null
}

check_cppcheck() {
    # internalAstError: it does not know `c ? (struct x){0} : y'.
    sources | cppcheck -q -j "$JOBS" --std=c11 --enable=warning,portability,performance --inline-suppr --error-exitcode=2 \
        --suppress=missingIncludeSystem --suppress=internalAstError -D_GNU_SOURCE -D__GLIBC__=2 -I. --file-list=-
}

check_format() {
    local file differs=0
    while read -r file; do
        clang-format "$file" | diff -u --label "$file" --label "$file, formatted" "$file" - || differs=1
    done < <(all_c)
    return $differs
}

check_size() {
    {
        all_c | xargs pmccabe | awk -v lines=$FUNCTION_LINES -v most=$COMPLEXITY '
            $1 > most { print $6 ": " $NF "(): complexity " $1 ", at most " most }
            $5 > lines { print $6 ": " $NF "(): " $5 " lines, at most " lines }'
        all_c | xargs awk -v lines=$FILE_LINES -v columns=$COLUMNS_MAX '
            FNR == lines + 1 { print FILENAME ": more than " lines " lines" }
            length > columns { print FILENAME ":" FNR ": more than " columns " columns" }'
    } | refuse
}

# Fails when there is anything on stdin, and shows it.
refuse() { ! grep ''; }

# cmd -> render, lint, sealed, remote -> yaml -> base; the four in the middle never include one another.
check_includes() {
    # shellcheck disable=SC2016  # $2 is awk's
    all_c | grep -v '^tests/' | xargs awk -F'"' '
        BEGIN { level["base"] = 0; level["yaml"] = 1; level["cmd"] = 3
                level["render"] = level["lint"] = level["sealed"] = level["remote"] = 2 }
        /^#include "/ {
            split(FILENAME, from, "/"); split($2, to, "/")
            if (!(to[1] in level)) print FILENAME ":" FNR ": \"" $2 "\" is without its folder"
            else if (from[1] != to[1] && level[to[1]] >= level[from[1]])
                print FILENAME ":" FNR ": " from[1] "/ must not include " to[1] "/"
        }' | refuse
}

# banned_in <folders> <functions> <why>: no calls of these functions in these folders. A line that names what is public may compare.
banned_in() {
    local file
    while read -r file; do
        grep -nHE "(^|[^A-Za-z0-9_.>])($2) *\\(" "$file" | grep -vE '^[^:]*:[0-9]+: *(/\*|\*)|fingerprint|modulus|public' |
            while read -r finding; do echo "$finding    <- $3"; done
    done < <(files "^($1)/[^/]*\\.[ch]\$")
}

check_banned() {
    {
        banned_in 'yaml|sealed|render|lint|remote' 'exit|_exit|abort|perror|puts|printf|fprintf' 'only cmd/ and base/ end the program or print'
        banned_in 'yaml|sealed|render|lint|remote|cmd' 'malloc|calloc|realloc|reallocarray|strdup|strndup|asprintf|vasprintf' \
            'memory comes from base/alloc.h or base/arena.h'
        banned_in 'yaml|render|lint' 'open|openat|fopen|read|write|getenv|secure_getenv|time|clock_gettime|socket|fork|execv[pe]*|rand|getrandom' \
            'the filter is pure'
        banned_in sealed 'memcmp|strcmp|strncmp|bcmp' 'secrets are compared in constant time: secret_equal()'
        banned_in sealed 'getenv|secure_getenv' 'the environment belongs to cmd/'
        freeing
        files '\.([ch]|sh|bash|p[lmy]|bats|mjs)$|^Makefile$' | grep -v '^scripts/lint.sh$' | xargs grep -nwE 'TODO|FIXME|XXX'
    } | refuse
}

# free() in functions that are not called *_free, outside base/.
freeing() {
    local file
    while read -r file; do
        awk '/^[a-z].*\(/ && !/;$/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
             /(^|[^A-Za-z0-9_])free *\(/ && name !~ /_free(_pointer)?$/ { print FILENAME ":" FNR ": free() in " name "()" }' "$file"
    done < <(sources | grep -v '^base/')
}

check_shell() {
    # Every test of bats is a subshell, and its `run` sets variables that shellcheck does not know of.
    files '\.(bats|bash)$' | xargs shellcheck -e SC2030,SC2031,SC2034,SC2154 &&
        files '\.sh$|^\.ci/run$|^tests/hostile/.*/setup$' | xargs shellcheck
}

check_perl() {
    files '\.p[lm]$' | while read -r file; do perl -I"$(dirname "$file")" -wc "$file" 2>&1 | grep -v 'syntax OK$'; done | refuse
}

check_python() {
    files '\.py$' | while read -r file; do
        python3 -W error -c 'import pathlib, sys; compile(pathlib.Path(sys.argv[1]).read_bytes(), sys.argv[1], "exec")' "$file" 2>&1
    done | refuse
}

# Golden files and sealed strings hold anything.
check_spelling() {
    files . | grep -vE '^(tests/(cases|data|fuzz)/|tests/hostile/.*/(in|out|err|args)[^/]*$|LICENSE$|tests/e2e/package-lock.json$|.*go\.sum$)' |
        xargs codespell --ignore-words-list=doas,nmae,nam,nd,fo,truely --ignore-regex='[A-Za-z0-9+/=]{60,}'
}

check_manual() {
    files '^man/.*\.1$' | while read -r page; do mandoc -T lint -W warning "$page"; done | refuse
}

# Helm's templates are no YAML before they are rendered.
check_yaml() {
    files '\.(yaml|yml)$' | grep -vE '^tests/(cases|data|fuzz|hostile)/|/templates/' | xargs yamllint --strict -d '
        {extends: relaxed, rules: {line-length: disable, comments-indentation: disable, indentation: {spaces: 2, indent-sequences: whatever}}}'
}

# Nothing says on which machine it was made, or where somebody's packages come from.
check_places() {
    files . | grep -v '^scripts/lint.sh$' | xargs grep -nIE '(^|[^A-Za-z0-9_.})/-])/(work|root|tmp)/|registry[.]npmjs|proxy[.]golang|sum[.]golang|pypi[.]org|pythonhosted|deb[.]debian' |
        cut -c1-200 | refuse
}

check_headers() {
    files '\.([ch]|sh|bash|p[lmy]|bats|mjs)$|^Makefile$|^\.ci/run$' | while read -r file; do
        head -3 "$file" | grep -q 'SPDX-License-Identifier: Apache-2.0' || echo "$file: its first lines name no licence"
    done | refuse
}

check_versions() {
    local version
    version=$(cat VERSION)
    {
        grep -qx "version: $version" plugin.yaml || echo "plugin.yaml: version is not $version, as VERSION says"
        head -1 NEWS | grep -qE "^(Unreleased|$version( |\$))" || echo "NEWS: begins neither with Unreleased nor with $version"
    } | refuse
}

failed=()
[ $# -gt 0 ] || set -- "${CHECKS[@]}"
for check in "$@"; do
    start=$SECONDS
    if output=$("check_$check" 2>&1); then
        printf 'ok      %-12s %3d s\n' "$check" $((SECONDS - start))
    else
        printf 'FAILED  %-12s %3d s\n' "$check" $((SECONDS - start))
        printf '        %s\n' "${output//$'\n'/$'\n'        }"
        failed+=("$check")
    fi
done
[ ${#failed[@]} -eq 0 ] || { echo "lint: ${#failed[@]} of the checks failed: ${failed[*]}" && exit 1; }
