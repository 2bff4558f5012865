#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Makes the self-contained program: static, for Linux, with nothing of the system's but the kernel.
#   scripts/static.sh [amd64|arm64] [mbedtls|openssl]
# The result is build/static/ARCH/kubectl-external_secrets (ARCH-openssl with that back end), beside it LICENSES, the texts of all that
# is linked in, and libraries.tsv: name, version, licence, SHA-256 of the source.
#
# What it is made of stands in scripts/static.sums: sources that Debian's source packages carry, and a compiler from PyPI, which
# brings its own C library (musl) for both processors. What they become is the same wherever and whenever it is built.
# Sources, compiler and libraries are kept in $XDG_CACHE_HOME/external-secrets-tools/static: from there it takes no network. Whoever
# has no apt lays the files that scripts/static.sums names into the folder sources there.
# Environment: BUILD (build), JOBS, TOOLS_CACHE.
set -euo pipefail

cd "$(dirname "$0")/.."
project=$PWD build=$(realpath -m "${BUILD:-build}")
arch=${1:-} crypto=${2:-mbedtls}
: "${arch:=$(uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/')}"
jobs=${JOBS:-$(getconf _NPROCESSORS_ONLN)}
sums=$project/scripts/static.sums
cache=${TOOLS_CACHE:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/external-secrets-tools}/static
if ! mkdir -p "$cache/sources" 2>/dev/null || [ ! -w "$cache" ]; then
    cache=$build/static/cache
    mkdir -p "$cache/sources"
fi

# Newer suites of Debian, looked through for a version in this order.
SUITES=(trixie trixie-backports forky sid)
export LC_ALL=C TZ=UTC SOURCE_DATE_EPOCH=0
unset CC CFLAGS CPPFLAGS LDFLAGS MAKEFLAGS MODE LINKING SANDBOX WERROR V MBEDTLS_PREFIX

fail() {
    echo "static: $*" >&2
    exit 1
}

case $arch in
amd64) target=x86_64-linux-musl ;;
arm64) target=aarch64-linux-musl ;;
*) fail "no build for $arch: amd64 or arm64" ;;
esac
case $crypto in
mbedtls) folder=$arch ;;
openssl) folder=$arch-openssl ;;
*) fail "no crypto library $crypto: mbedtls or openssl" ;;
esac
out=$build/static/$folder

# of <name> <column of scripts/static.sums>: version 2, licence 3, its text 4, file 5, sum 6.
of() {
    awk -v name="$1" -v column="$2" '$1 == name { print $column }' "$sums"
}

libraries=(libyaml libsodium cjson "$crypto" curl)
sources=("${libraries[@]}")
[ "$crypto" != openssl ] || sources+=(openssl-debian)
scratch=$(mktemp -d "$cache/making.XXXXXX")
trap 'rm -rf "$scratch"' EXIT

# --- what it is made of ---

# A wheel for Linux on x86-64; pip checks its sum.
bring_compiler() {
    zig=$cache/zig-$(of ziglang 2)
    export ZIG_GLOBAL_CACHE_DIR=$cache/zig-cache
    [ ! -x "$zig/ziglang/zig" ] || return 0
    [ "$(uname -sm)" = 'Linux x86_64' ] || fail "the compiler is one for Linux on x86-64, and this is $(uname -sm)"
    command -v pip3 >/dev/null || fail "pip3 is not here; \`make deps' installs it ($(scripts/deps.sh --command static))"
    echo "static: ziglang $(of ziglang 2) from PyPI"
    echo "ziglang==$(of ziglang 2) --hash=sha256:$(of ziglang 6)" >"$scratch/requirements"
    pip3 install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps --require-hashes --no-compile \
        --target "$scratch/zig" --requirement "$scratch/requirements"
    mv -T "$scratch/zig" "$zig"
}

# Where this machine takes Debian from, and whom it believes: "URI [signed-by=...]".
debian_here() {
    local codename
    codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    # shellcheck disable=SC2016 # apt's own variables
    apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' 'Identifier: Packages' |
        awk -v codename="$codename" '$1 == codename && $2 == "main" { found = $3 } END { print found }'
}

# An apt that knows of source packages of newer suites, beside the machine's own, of which nothing is touched.
set_up_apt() {
    local without_apt="lay the files that scripts/static.sums names into $cache/sources"
    local uri suite keys=/usr/share/keyrings/debian-archive-keyring.gpg
    [ ! -e "$scratch/apt/ready" ] || return 0
    command -v apt-get >/dev/null || fail "no apt-get here: $without_apt"
    uri=$(debian_here)
    [[ -n $uri && -e $keys ]] || fail "this apt knows no Debian: $without_apt"
    mkdir -p "$scratch/apt/state/lists/partial" "$scratch/apt/cache/archives/partial"
    for suite in "${SUITES[@]}"; do
        echo "deb-src [signed-by=$keys] $uri $suite main"
    done >"$scratch/apt/sources.list"
    cat >"$scratch/apt/conf" <<END
Dir::Etc::sourcelist "$scratch/apt/sources.list";
Dir::Etc::sourceparts "-";
Dir::State "$scratch/apt/state";
Dir::State::status "/dev/null";
Dir::Cache "$scratch/apt/cache";
APT::Sandbox::User "";
END
    APT_CONFIG=$scratch/apt/conf apt-get update -qq
    touch "$scratch/apt/ready"
}

# The revision of Debian's, of any suite, that carries a library's pinned version, or that is the pinned one.
revision_of() {
    APT_CONFIG=$scratch/apt/conf apt-cache showsrc --only-source "${1%-debian}" | awk -v version="$(of "$1" 2)" '
        $1 == "Version:" && ($2 == version || index($2, version "-") == 1) { found = $2 } END { print found }'
}

bring_source() {
    local file revision part=--tar-only
    file=$(of "$1" 5)
    [[ $1 != *-debian ]] || part=--diff-only
    ! is_pinned "$1" || return 0
    set_up_apt
    revision=$(revision_of "$1")
    [ -n "$revision" ] || fail "$1 $(of "$1" 2) is in none of ${SUITES[*]} any more: pin a newer one in scripts/static.sums"
    echo "static: $file from Debian's source package ${1%-debian} $revision"
    (cd "$scratch" && APT_CONFIG=$scratch/apt/conf apt-get source -qq --download-only $part "${1%-debian}=$revision")
    mv -f "$scratch/$file" "$cache/sources/$file"
    is_pinned "$1" || fail "$file does not have the checksum in scripts/static.sums"
}

is_pinned() {
    echo "$(of "$1" 6)  $cache/sources/$(of "$1" 5)" | sha256sum --check --status 2>/dev/null
}

# --- the libraries ---

# What the libraries are compiled with: as safe as this C library lets it be. Each function has a section of its own: what nobody calls
# is left out.
COMPILED='-O2 -g0 -fPIE -ffunction-sections -fdata-sections -fstack-protector-strong -fstack-clash-protection
    -ftrivial-auto-var-init=zero -fno-strict-aliasing -Wno-everything'

# By what they are: another source, compiler, setting or step makes others.
libraries_key() {
    (cat "$sums" scripts/static.sh scripts/static/* && echo "$arch $crypto") | sha256sum | cut -c 1-20
}

# archive <name> <flags> <C files of this folder>...
archive() {
    local objects=$scratch/objects/$1
    mkdir -p "$objects"
    # shellcheck disable=SC2016 # the inner shell's variables
    printf '%s\n' "${@:3}" | sort |
        FLAGS="-target $target $COMPILED -ffile-prefix-map=$PWD=. -I$prefix/include $2" ZIG=$zig/ziglang/zig OBJECTS=$objects \
            xargs -P "$jobs" -n 1 sh -c 'exec "$ZIG" cc $FLAGS -c -o "$OBJECTS/$(echo "${0#./}" | tr / _).o" "$0" || exit 255' || fail "$1 does not compile"
    (cd "$objects" && "$zig/ziglang/zig" ar rcsD "$prefix/lib/lib$1.a" ./*.o)
}

build_libyaml() {
    local major minor patch
    IFS=. read -r major minor patch <<<"$(of libyaml 2)"
    archive yaml "-Iinclude -DYAML_VERSION_STRING=\"$major.$minor.$patch\" -DYAML_VERSION_MAJOR=$major -DYAML_VERSION_MINOR=$minor
        -DYAML_VERSION_PATCH=$patch" src/*.c
    cp include/yaml.h "$prefix/include"
}

# In C alone: what is used of it, hashes of short texts and random bytes, gains nothing by more.
build_libsodium() {
    local found=src/libsodium
    cp builds/msvc/version.h $found/include/sodium
    mapfile -t files < <(cd $found && find . -name '*.c' -printf '%P\n')
    (cd $found && archive sodium '-Iinclude/sodium -D_GNU_SOURCE -DCONFIGURED -DDEV_MODE -DNATIVE_LITTLE_ENDIAN -DTLS=_Thread_local
        -DHAVE_ATOMIC_OPS -DHAVE_C11_MEMORY_FENCES -DHAVE_GCC_MEMORY_FENCES -DHAVE_INLINE_ASM -DHAVE_TI_MODE -DHAVE_WEAK_SYMBOLS
        -DHAVE_CATCHABLE_ABRT -DHAVE_CATCHABLE_SEGV -DHAVE_CLOCK_GETTIME -DHAVE_EXPLICIT_BZERO -DHAVE_GETENTROPY -DHAVE_GETPID
        -DHAVE_GETRANDOM -DHAVE_INTTYPES_H -DHAVE_STDINT_H -DHAVE_MADVISE -DHAVE_MLOCK -DHAVE_MMAP -DHAVE_MPROTECT -DHAVE_NANOSLEEP
        -DHAVE_POSIX_MEMALIGN -DHAVE_PTHREAD -DHAVE_RAISE -DHAVE_SYSCONF -DHAVE_SYS_AUXV_H -DHAVE_SYS_MMAN_H -DHAVE_SYS_PARAM_H
        -DHAVE_SYS_RANDOM_H' "${files[@]}")
    cp -r $found/include/sodium $found/include/sodium.h "$prefix/include"
}

build_cjson() {
    archive cjson -fvisibility=hidden cJSON.c
    mkdir -p "$prefix/include/cjson" && cp cJSON.h "$prefix/include/cjson"
}

# What its makefiles make three archives of becomes one: nobody else links it.
build_mbedtls() {
    cp -r include/mbedtls include/psa "$prefix/include"
    cp "$project/scripts/static/mbedtls.h" "$prefix/include/mbedtls/mbedtls_config.h"
    cp "$project/scripts/static/getrandom.c" library
    (cd library && archive mbedcrypto -I. ./*.c)
}

# What it needs for strings, certificates and TLS 1.2 and 1.3 of clients. It loads no provider, and reads no openssl.cnf but one that
# OPENSSL_CONF names: the system's is for another OpenSSL.
LEFT_OUT='shared module dso engine tests docs apps legacy quic dtls cmp cms ct ts srp psk ocsp comp ui-console tls1 tls1_1 md4
    mdc2 rmd160 rc2 rc4 idea seed camellia aria bf cast des sm2 sm3 sm4 whirlpool nextprotoneg srtp dsa ml-dsa slh-dsa http siv scrypt
    argon2 afalgeng filenames'

# All that was mended, nothing that fits OpenSSL into Debian.
patch_openssl() {
    local patch
    tar xf "$cache/sources/$(of openssl-debian 5)"
    grep -v '^#' debian/patches/series | while read -r patch; do
        case $patch in
        debian-targets.* | man-section.* | no-symbolic.* | pic.* | c_rehash-compat.* | Configure-allow-to-enable-ktls-*) ;;
        *) patch --quiet --strip=1 <"debian/patches/$patch" || fail "openssl: $patch does not apply" ;;
        esac
    done
}

# The program says what it was compiled by: by its name, not where it lies.
build_openssl() {
    local machine=linux-x86_64
    [ "$arch" = amd64 ] || machine=linux-aarch64
    patch_openssl
    # shellcheck disable=SC2046,SC2086 # what is left out are words
    (
        PATH=$zig/ziglang:$PATH
        ./Configure $machine --prefix=/nonexistent --openssldir=/nonexistent --libdir=lib $(printf 'no-%s ' $LEFT_OUT) \
            CC="zig cc -target $target" AR='zig ar' RANLIB='zig ranlib' ARFLAGS=rcsD CFLAGS="${COMPILED//$'\n'/ }"
        make -s -j"$jobs" build_generated libcrypto.a libssl.a
    ) >log 2>&1 || { tail log >&2 && fail 'openssl does not compile'; }
    cp libcrypto.a libssl.a "$prefix/lib"
    cp -r include/openssl "$prefix/include"
}

build_curl() {
    mkdir "$scratch/settings" && cp "$project/scripts/static/curl.h" "$scratch/settings/curl_config.h"
    cp -r include/curl "$prefix/include"
    mapfile -t files < <(cd lib && find . -name '*.c' -printf '%P\n')
    (cd lib && archive curl "-Os -DHAVE_CONFIG_H -DBUILDING_LIBCURL -DUSE_${crypto^^} -I$scratch/settings -I../include -I." \
        "${files[@]}")
}

build_libraries() {
    local name
    prefix=$scratch/prefix
    mkdir -p "$prefix/include" "$prefix/lib" "$prefix/licences"
    for name in "${libraries[@]}"; do
        echo "static: $name $(of "$name" 2) for $folder"
        mkdir "$scratch/$name"
        tar xf "$cache/sources/$(of "$name" 5)" -C "$scratch/$name" --strip-components=1 --no-same-owner
        cp "$scratch/$name/$(of "$name" 4)" "$prefix/licences/$name"
        (cd "$scratch/$name" && "build_$name")
        rm -rf "${scratch:?}/$name" "$scratch/objects"
    done
    rm -rf "${cache:?}/$1" && mv -T "$prefix" "$cache/$1"
}

# --- the program, and what is said of it ---

build_program() {
    # One set of words for all that is linked, the probe's trials included: for any other the compiler makes another C library.
    local whole="-O2 -fPIE -pie -static -s" linking="-Wl,--gc-sections -Wl,-z,stack-size=8388608"
    # The compiler of this machine makes the filter of system calls, for both processors, before there is a program.
    make --no-print-directory -j"$jobs" BUILD="$out/make" CRYPTO="$crypto" LIBCURL=linked PKG_CONFIG=false BUILD_CC=cc \
        CC="$zig/ziglang/zig cc -target $target $whole" CFLAGS="-g0 -ffunction-sections -fdata-sections" \
        CPPFLAGS="-isystem $prefix/include" LDFLAGS="-L$prefix/lib $linking" "$out/make/kubectl-external_secrets"
    install -m 755 "$out/make/kubectl-external_secrets" "$out/kubectl-external_secrets"
}

# The C library has no release of its own: it is the compiler's.
musl_version() {
    sed -n 's/.*"\(.*\)".*/\1/p' "$zig/ziglang/lib/libc/musl/src/internal/version.h"
}

write_libraries() {
    local name
    {
        printf 'name\tversion\tlicence\tsha256\n'
        for name in "${sources[@]}" ziglang; do
            printf '%s\t%s\t%s\t%s\n' "$name" "$(of "$name" 2)" "$(of "$name" 3)" "$(of "$name" 6)"
        done
        printf 'musl\t%s\tMIT\t%s\n' "$(musl_version)" "$(of ziglang 6)"
    } >"$out/libraries.tsv"
    {
        for name in "${libraries[@]}"; do
            printf '%s %s\n\n%s\n\n\n' "$name" "$(of "$name" 2)" "$(cat "$prefix/licences/$name")"
        done
        [ "$crypto" != openssl ] ||
            printf 'openssl-debian %s (patches)\n\nMended by the authors of openssl, under its licence.\n\n\n' "$(of openssl-debian 2)"
        printf 'musl %s\n\n%s\n\n\n' "$(musl_version)" "$(cat "$zig/ziglang/lib/libc/musl/COPYRIGHT")"
        printf 'ziglang %s (parts of its C library and of its run time)\n\n%s\n' "$(of ziglang 2)" \
            "$(cat "$zig/ziglang/$(of ziglang 4)")"
    } >"$out/LICENSES"
}

bring_compiler
key=$(libraries_key)
if [ ! -d "$cache/$key" ]; then
    for library in "${sources[@]}"; do
        bring_source "$library"
    done
    build_libraries "$key"
fi
prefix=$cache/$key
mkdir -p "$out"
build_program
write_libraries
echo "static: ${out#"$project/"}/kubectl-external_secrets: $(stat -c %s "$out/kubectl-external_secrets") bytes"
