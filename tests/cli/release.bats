#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
#
# What `make release' refuses before it packs anything. What it packs is tried in tests/e2e/release.bats.
#
# shellcheck disable=SC2154 # common.bash and bats set what is common to all

load common.bash

setup() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    cd "$BATS_TEST_TMPDIR" || return
    unset BUILD VARIANTS DIRTY RELEASE_URL SIGNING_KEY MAINTAINER SOURCE_DATE_EPOCH
    export PREBUILT=yes
    mkdir tree && cp -r "$root"/{scripts,deploy,plugin.yaml,LICENSE,README.md} tree
    cd tree || return
    echo 1.2.3 >VERSION
    sed -i 's/^version: .*/version: 1.2.3/' plugin.yaml
    printf '1.2.3 2026-11-23\n\n- render: a filter.\n  Of manifests.\n\n1.2.2 2026-10-01\n\n- Nothing.\n' >NEWS
    echo /build/ >.gitignore
    git -c init.defaultBranch=main init -q .
    commit
}

commit() { git add . && git -c user.name=tests -c user.email=tests@example.com commit -qm release; }

# refused REASON HINT: with both, one error, and nothing of a release.
refused() {
    run --separate-stderr scripts/release.sh
    echo "$stderr"
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    [ "$(grep -c 'release: error: ' <<<"$stderr")" -eq 1 ]
    [[ "$stderr" == *"release: error: $1"* ]]
    [[ "$stderr" == *"release: hint: $2"* ]]
    [ ! -e build/release ]
}

# program VARIANT MACHINE [LOADER]: what looks like one, as far as the head of its file; 62 is amd64, 183 arm64.
program() {
    mkdir -p "build/static/$1"
    perl -e 'my ($machine, $loader) = @ARGV;
        print "\x7fELF\2\1\1", "\0" x 9, pack("v v V Q< Q< Q< V v6", 2, $machine, 1, 0, 64, 0, 0, 64, 56, defined $loader ? 1 : 0, 0, 0, 0);
        print pack("V V Q< Q< Q< Q< Q< Q<", 3, 4, 120, 0, 0, length $loader, 0, 1), $loader if defined $loader' "${@:2}" \
        >"build/static/$1/kubectl-external_secrets"
    chmod 755 "build/static/$1/kubectl-external_secrets"
    touch "build/static/$1"/{libraries.tsv,LICENSES}
}

@test "release: NEWS that begins with Unreleased is refused, with what mends it" {
    sed -i '1s/.*/Unreleased/' NEWS
    refused "NEWS begins with 'Unreleased', and not with a section of version 1.2.3" "write '1.2.3 $(date -u +%F)' as its first line"
}

@test "release: another version than that of NEWS or of the plugin is refused" {
    echo 1.2.4 >VERSION
    refused "NEWS begins with '1.2.3 2026-11-23', and not with a section of version 1.2.4"
    echo 1.2 >VERSION
    refused "VERSION is '1.2', and not three numbers" 'write it as 1.2.3'
    echo 1.2.3 >VERSION
    sed -i 's/^version: .*/version: 1.2.2/' plugin.yaml
    refused 'plugin.yaml has another version than VERSION, 1.2.3' "write 'version: 1.2.3' there"
}

@test "release: a version without a date, or with one that no calendar has, is refused" {
    local date
    for date in soon 2026-13-01 2026-02-30 '2026-11-23 or so' 23.11.2026; do
        sed -i "1s/.*/1.2.3 $date/" NEWS
        refused "NEWS: '$date' behind 1.2.3 is no date" "write '1.2.3 "
    done
}

@test "release: a work tree with changes is refused, unless that is said" {
    echo change >>README.md
    refused 'the work tree has changes that no commit has' 'commit them, or say DIRTY=yes'
    [[ "$stderr" == *'M README.md'* ]]
    export DIRTY=yes
    refused 'build/static/amd64/kubectl-external_secrets is not there' 'make static ARCH=amd64'
    unset DIRTY
    git checkout -q README.md
    echo new >new
    refused 'the work tree has changes that no commit has'
}

@test "release: a tag that says something else is refused" {
    git tag v1.2.2
    refused 'this commit is tagged v1.2.2, and VERSION says 1.2.3' 'give VERSION and NEWS the version of the tag'
    git tag -d v1.2.2 >/dev/null
    git tag v1.2.3
    echo later >later && commit
    refused "the tag v1.2.3 is another commit ($(git rev-parse v1.2.3 | cut -c 1-12))" 'git checkout v1.2.3'
}

@test "release: the tag of the version, and names that are no versions, are no reason" {
    git tag v1.2.3 && git tag vetted && git tag nightly
    refused 'build/static/amd64/kubectl-external_secrets is not there'
}

@test "release: an unpacked archive, without git, has no tree to look at" {
    rm -rf .git
    refused 'build/static/amd64/kubectl-external_secrets is not there'
    # A repository around it is not its own.
    git -C .. -c init.defaultBranch=main init -q .
    refused 'build/static/amd64/kubectl-external_secrets is not there'
}

@test "release: programs that are missing, of another machine or not self-contained are refused" {
    program amd64 62
    refused 'build/static/arm64/kubectl-external_secrets is not there' 'make static ARCH=arm64'
    program arm64 62
    refused 'build/static/arm64/kubectl-external_secrets is no program for arm64' 'make static ARCH=arm64'
    program arm64 183 /lib/ld-linux-aarch64.so.1
    refused "build/static/arm64/kubectl-external_secrets needs libraries of the system's" 'make static ARCH=arm64'
    program arm64 183
    refused 'build/static/amd64-openssl/kubectl-external_secrets is not there' 'make static ARCH=amd64 CRYPTO=openssl'
    echo text >build/static/arm64/kubectl-external_secrets
    refused 'build/static/arm64/kubectl-external_secrets is no program for arm64' 'make static ARCH=arm64'
    program arm64 183
    rm build/static/arm64/LICENSES
    refused 'build/static/arm64/LICENSES is not there' 'make static ARCH=arm64'
}

@test "release: what all but the archives is made of cannot be left out" {
    export VARIANTS='amd64 arm64-openssl'
    refused 'VARIANTS has no arm64: all but the archives is made of amd64 arm64' "say VARIANTS='amd64 arm64', or nothing for all"
}

@test "release: programs are made for it, unless that is said" {
    # A make that notes what it is asked for, and then cannot.
    mkdir ../bin
    printf '#!/bin/sh\necho "$@" >>../asked\n' >../bin/make
    chmod 755 ../bin/make
    PATH=$PWD/../bin:$PATH
    unset PREBUILT
    refused 'build/static/amd64/kubectl-external_secrets is not there'
    printf -- '--no-print-directory static BUILD=build ARCH=%s CRYPTO=%s\n' amd64 mbedtls arm64 mbedtls amd64 openssl arm64 openssl | diff -u - ../asked
    # What is refused is so before anything is built.
    rm ../asked
    echo 1.2.4 >VERSION
    refused "NEWS begins with '1.2.3 2026-11-23'"
    [ ! -e ../asked ]
}

@test "release: where none of the programs runs, none can print completions" {
    program arm64 183
    program amd64 62
    export VARIANTS='amd64 arm64'
    mkdir ../bin
    printf '#!/bin/sh\necho riscv64\n' >../bin/uname
    chmod 755 ../bin/uname
    PATH=$PWD/../bin:$PATH
    refused 'none of amd64 arm64 runs on this riscv64'
}

@test "release: a template's name that nobody fills is an error" {
    run --separate-stderr scripts/release/fill.pl VERSION=1.2.3 <deploy/krew/external-secrets.yaml
    [ "$status" -ne 0 ]
    [ -z "$output" ]
    [[ "$stderr" == *'nothing is said for ARCH'* ]]
    [ "$(printf '# A.\n#\n# By make release.\n@VERSION@ @@ a@b\n' | scripts/release/fill.pl VERSION=1.2.3)" = $'# A.\n1.2.3 @@ a@b' ]
}

@test "release: Debian's changelog says what NEWS says" {
    cat >wanted <<'END'
external-secrets (1.2.3) unstable; urgency=medium

  * render: a filter. Of manifests.

 -- A. Maintainer <a@example.com>  Mon, 23 Nov 2026 00:00:00 +0000

external-secrets (1.2.2) unstable; urgency=medium

  * Nothing.

 -- A. Maintainer <a@example.com>  Thu, 01 Oct 2026 00:00:00 +0000
END
    scripts/release/changelog.pl 'A. Maintainer <a@example.com>' <NEWS | diff -u wanted -
}

@test "release: what the libraries' table or texts lack is an error" {
    mkdir folder
    printf 'name\tversion\tlicence\tsha256\ncurl\t8.22.0\tcurl\t\n' >folder/libraries.tsv
    printf 'curl 8.22.0\n\nCopyright 2026 somebody\n' >folder/LICENSES
    run --separate-stderr scripts/release/copyright.pl folder
    [ "$status" -ne 0 ]
    [[ "$stderr" == *"folder/libraries.tsv: 'curl"*"has no sha256"* ]]
    printf 'name\tversion\tlicence\tsha256\ncurl\t8.22.0\tcurl\tab\nmusl\t1.2.5\tMIT\tab\n' >folder/libraries.tsv
    run --separate-stderr scripts/release/copyright.pl folder
    [ "$status" -ne 0 ]
    [[ "$stderr" == *'folder/LICENSES: nothing of musl 1.2.5'* ]]
}

@test "release: the copyright file names who made what, and under what" {
    mkdir folder
    printf 'name\tversion\tlicence\tsha256\nlibsodium\t1.0.22\tISC\tab\nmbedtls\t3.6.7\tApache-2.0\tab\ncurl\t8.22.0\tcurl\tab\n' >folder/libraries.tsv
    cat >folder/LICENSES <<'END'
mbedtls 3.6.7

Apache License. Copyright (C) 1989 Free Software Foundation


curl 8.22.0 (some of it)

Copyright (c) 1996 - 2026, Daniel, and many
contributors, see there.
Copyright (c) Other People or

Permission is granted.

libsodium 1.0.22

/*
 * ISC License
 *
 * Copyright (c) 2013-2026
 * Frank
 */
END
    scripts/release/copyright.pl folder | sed 1,7d >got
    cat >wanted <<'END'
Files: usr/bin/kubectl-external_secrets
Copyright: the authors of external-secrets
           1996 - 2026, Daniel, and many contributors, see there. (curl)
           Other People (curl)
           2013-2026 Frank (libsodium)
           the authors of mbedtls
License: Apache-2.0 and curl and ISC-libsodium
Comment: The program has these libraries inside:
 curl 8.22.0
 libsodium 1.0.22
 mbedtls 3.6.7

License: Apache-2.0
 On Debian systems the text stands in /usr/share/common-licenses/Apache-2.0.

License: curl
 Copyright (c) 1996 - 2026, Daniel, and many
 contributors, see there.
 Copyright (c) Other People or
 .
 Permission is granted.

License: ISC-libsodium
 ISC License
 .
 Copyright (c) 2013-2026
 Frank
END
    diff -u wanted got
}
