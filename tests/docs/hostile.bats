#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# SECURITY.md and the catalogue of attacks in tests/hostile tell the same. DOCS_UPDATE=1 writes the index of the catalogue anew.
#
# shellcheck disable=SC2016 # backticks are Markdown's

bats_require_minimum_version 1.5.0

setup() {
    cd "$BATS_TEST_DIRNAME/../.." || return
}

attacks() { (cd tests/hostile && ls -d -- */*/) | sed 's,/$,,' | LC_ALL=C sort; }

promises() { sed -nE 's/^- \*\*([a-z]+)\*\*: .*/\1/p' SECURITY.md | sort; }

index() {
    local class='' attack
    cat <<'END'
# A catalogue of attacks

By hostile tenants, hostile charts, and whoever else can write into the stream or the folders that the program reads. `../../SECURITY.md`
says what is promised; the last line of each `attack` names the promise that it tries. How a case is told stands at the head of
`../cases/run.pl`; `../cases/run.pl --root tests/hostile bombs/members` runs one. `DOCS_UPDATE=1 bats tests/docs/hostile.bats` writes this
page. Mallory is the attacker; neptune and sea-lion are tenants beside her, atlantis is a team.
END
    for attack in $(attacks); do
        [ "${attack%/*}" = "$class" ] || {
            class=${attack%/*}
            printf '\n## %s\n\n' "$class"
        }
        printf -- '- [%s](%s): %s\n' "${attack#*/}" "$attack" "$(head -1 "tests/hostile/$attack/attack")"
    done
}

@test "hostile: there are attacks, and each says who, what for and what stops it" {
    [ "$(attacks | wc -l)" -ge 150 ]
    local attack wrong=0
    for attack in $(attacks); do
        local file=tests/hostile/$attack/attack
        # A title, a blank line, at least one sentence, a blank line, the promise.
        if ! { [ -f "$file" ] && [ -n "$(sed -n 1p "$file")" ] && [ -z "$(sed -n 2p "$file")" ] && [ -n "$(sed -n 3p "$file")" ] &&
            [ "$(grep -c '^Promise: [a-z]*$' "$file")" = 1 ] && tail -1 "$file" | grep -q '^Promise: '; }; then
            echo "$file: not as it should be"
            wrong=1
        fi
    done
    [ $wrong = 0 ]
}

@test "hostile: every class of attacks stands in SECURITY.md, and every class there has attacks" {
    diff <(attacks | sed 's,/.*,,' | sort -u) <(grep -oE '`tests/hostile/[a-z]+`' SECURITY.md | tr -d '`' | sed 's,.*/,,' | sort)
}

# What memory holds at the end, and that there are no files, sockets and processes, only looking from outside can tell.
@test "hostile: every attack tries a promise of SECURITY.md, and every promise is tried" {
    diff <(sed -n 's/^Promise: //p' tests/hostile/*/*/attack | sort -u) <(promises | grep -vxE 'wiped|alone')
}

@test "hostile: the index lists every attack" {
    if [ "${DOCS_UPDATE:-}" ]; then index >tests/hostile/README.md; fi
    diff tests/hostile/README.md <(index)
}
