#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# The self-contained programs that scripts/static.sh builds: that nothing is around them, and that they do what the other one does.
#
# shellcheck disable=SC2154 # helpers.bash sets what is common to all

load helpers.bash

setup() {
    local arch
    for arch in amd64 arm64; do
        [ -x "$(program $arch)" ] && continue
        [ "${CI:-}" != true ] || fail_for_want "$arch"
        skip "no program for $arch: \`make static ARCH=$arch' builds it"
    done
    # Sources, compiler and libraries: the user's.
    export TOOLS_CACHE=${TOOLS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/external-secrets-tools}
    isolate
    dynamic=$PROGRAM
}

program() {
    echo "${PROGRAM%/*}/static/$1/kubectl-external_secrets"
}

fail_for_want() {
    echo "no program for $1: run \`make static ARCH=$1' first" >&2
    return 1
}

# on ARCH ARGUMENT...: the program for that processor, by way of an emulator where this is none.
on() {
    if [ "$1" = arm64 ] && [ "$(uname -m)" != aarch64 ]; then
        qemu-aarch64 "$(program arm64)" "${@:2}"
    else
        "$(program "$1")" "${@:2}"
    fi
}

@test "static: nothing of the system's is needed, and what can be closed is" {
    local arch file
    for arch in amd64 arm64; do
        file=$(program $arch)
        [ "$(stat -c %s "$file")" -le 3000000 ]
        readelf -hldW "$file" >elf
        grep -q 'Type: *DYN' elf
        grep -q "Machine: *$([ $arch = amd64 ] && echo 'Advanced Micro Devices X86-64' || echo AArch64)" elf
        run ! grep -qE 'INTERP|NEEDED' elf
        grep -q GNU_RELRO elf
        grep -qE 'FLAGS.*NOW' elf
        # No page is both written and run, the stack included.
        run ! grep -qE '(LOAD|GNU_STACK) .* (RWE|R?W E|WE)' elf
        # Nothing tells of the machine that built it.
        run ! grep -qaF "$root/" "$file"
    done
}

@test "static: the versions that it says are those of its sources" {
    local arch name version rest
    for arch in amd64 arm64; do
        on $arch version >said
        for name in libyaml libsodium cjson curl mbedtls; do
            version=$(awk -v name=$name '$1 == name { print $2 }' "$root/scripts/static.sums")
            grep -qixF "$([ $name = curl ] && echo lib)$name $version" said
            grep -qP "^$name\t$version\t[^\t]+\t[0-9a-f]{64}$" "$(dirname "$(program $arch)")/libraries.tsv"
            grep -qx "$name $version" "$(dirname "$(program $arch)")/LICENSES"
        done
        on $arch version -o json | grep -q '"libcurl":'
        grep -qx 'sandbox: seccomp, Landlock' said
    done
    while IFS=$'\t' read -r name version rest; do
        [ "$name" = name ] || grep -qE "^$name $version( |$)" "$(dirname "$(program arm64)")/LICENSES"
    done <"$(dirname "$(program arm64)")/libraries.tsv"
}

@test "static: it runs in a root that holds nothing else" {
    local become=()
    [ "$(uname -m)" = x86_64 ] || return 0
    mkdir empty
    cp "$(program amd64)" empty/program
    [ "$(id -u)" = 0 ] || become=(unshare --user --map-root-user)
    "${become[@]}" chroot empty /program version >there
    "$(program amd64)" version | cmp - there
    EXTERNAL_SECRETS_SEALING_KEY_DATA=$(cat "$sealing_key") \
        "${become[@]}" chroot empty /program render --emit secret <"$examples/values/generation-1.yaml" >there
    "$dynamic" render --emit secret --sealing-key "$sealing_key" <"$examples/values/generation-1.yaml" | cmp - there
    run "${become[@]}" chroot empty /program seal --scope cluster-wide --cert https://localhost/cert.pem <<<hunter2
    [ "$status" -eq 5 ]
    [[ $output == *'the authorities that vouch for servers cannot be read'* || $output == *'no address was found'* || $output == *'no connection'* ]]
}

@test "static: golden cases and attacks come out as they should" {
    PROGRAM=$(program amd64) CASES_ONCE=1 CASES_EVERY=4 "$root/tests/cases/run.pl" >cases || { grep -A20 '^not ok' cases && false; }
    PROGRAM=$(program amd64) CASES_EVERY=4 "$root/tests/cases/run.pl" --root tests/hostile >cases || { grep -A20 '^not ok' cases && false; }
}

@test "static: the command line is that of the other program, certificates from servers included" {
    local tests=$root/tests/cli
    # It takes its time over waiting.
    PROGRAM=$(program amd64) bats --tap "$tests/fetch.bats" >fetch.tap 2>&1 3>&- 4>&- &
    PROGRAM=$(program amd64) bats --tap "$tests"/{sandbox,unseal,streams_sealed}.bats >others.tap 2>&1 3>&- 4>&- || true
    wait $! || true
    run ! grep -hA20 '^not ok' ./*.tap
    [ "$(cat ./*.tap | grep -c '^ok')" -gt 40 ]
}

@test "static: arm64 renders, opens, seals and verifies as amd64 does" {
    local emit values sealed
    for values in generation-1 generation-2-tenant generation-3-team generation-n; do
        for emit in secret sealed-secret reference; do
            on arm64 render --emit $emit --sealing-key "$sealing_key" <"$examples/values/$values.yaml" >by-arm64 2>told-by-arm64
            "$dynamic" render --emit $emit --sealing-key "$sealing_key" <"$examples/values/$values.yaml" >here 2>told-here
            cmp by-arm64 here
            cmp told-by-arm64 told-here
        done
    done
    sealed=$(printf trident | on arm64 seal --cert "$certificate" -n poseidon-dev --name app 2>/dev/null)
    [ "$("$dynamic" unseal --sealing-key "$sealing_key" -n poseidon-dev --name app <<<"$sealed")" = trident ]
    sealed=$(printf trident | "$dynamic" seal --cert "$certificate" -n poseidon-dev --name app 2>/dev/null)
    [ "$(on arm64 unseal --sealing-key "$sealing_key" -n poseidon-dev --name app <<<"$sealed")" = trident ]
    on arm64 verify --sealing-key "$sealing_key" "$examples/values/generation-1.yaml" >by-arm64
    "$dynamic" verify --sealing-key "$sealing_key" "$examples/values/generation-1.yaml" | cmp - by-arm64
}

@test "static: a kernel that can refuse nothing, as an emulator's, is said and no error" {
    [ "$(uname -m)" != aarch64 ] || return 0
    on arm64 render --verbose --emit reference <"$examples/values/generation-1.yaml" >/dev/null 2>told
    grep -qx 'detail: sandbox: no Landlock: Function not implemented' told
    grep -q '^detail: sandbox: no filter of system calls: ' told
}

@test "static: the same bytes, in another folder" {
    local copy=$BATS_TEST_TMPDIR/another/folder
    mkdir -p "$copy"
    (cd "$root" && git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$copy")
    (cd "$copy" && env -u BUILD JOBS=2 scripts/static.sh arm64 mbedtls) >log 2>&1 || { tail log && false; }
    cmp "$copy/build/static/arm64/kubectl-external_secrets" "$(program arm64)"
    cmp "$copy/build/static/arm64/LICENSES" "$(dirname "$(program arm64)")/LICENSES"
}
