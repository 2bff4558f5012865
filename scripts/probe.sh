#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Finds out what this machine's compiler and libraries offer and writes it as make variables to stdout.
# Environment: CC, CPPFLAGS, LDFLAGS, PKG_CONFIG, CRYPTO, LIBCURL, MBEDTLS_PREFIX, LINKING, SANDBOX, BUILD_CC.
# On a lack: what is missing, how to install it, exit code 1.
set -eu

: "${CC:=cc}" "${CPPFLAGS:=}" "${LDFLAGS:=}" "${PKG_CONFIG:=pkg-config}" "${LINKING:=static}"
: "${CRYPTO:=mbedtls}" "${LIBCURL:=loaded}" "${MBEDTLS_PREFIX:=}" "${SANDBOX:=yes}" "${BUILD_CC:=}"
here=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
missing=

# The words of $1 that the compiler takes without complaint. $2: -c, or empty to link as well.
accepted() {
    echo 'int main(void) { return 0; }' >"$scratch/flag.c"
    taken=
    for flag in $1; do
        # shellcheck disable=SC2086  # CC and the others hold several words
        if $CC -Werror $CPPFLAGS $flag -o "$scratch/flag.o" ${2:-$LDFLAGS} "$scratch/flag.c" >"$scratch/log" 2>&1; then
            taken="$taken $flag"
        fi
    done
    echo "${taken# }"
}

# Compiles and links a call of function $1 from header $2 with the flags in $3.
links() {
    printf '#include <stddef.h>\n#include <stdio.h>\n#include <%s>\nint main(void) { return (void *)%s == NULL; }\n' "$2" "$1" \
        >"$scratch/library.c"
    # shellcheck disable=SC2086
    $CC $CPPFLAGS -o "$scratch/library" "$scratch/library.c" $LDFLAGS $3 >"$scratch/log" 2>&1
}

# Whether the C compiler defines a macro once it has read header $1.
defines() {
    printf '#include <%s>\n#ifndef %s\n#error\n#endif\n' "$1" "$2" >"$scratch/macro.c"
    $CC -E -o "$scratch/macro.i" "$scratch/macro.c" 2>/dev/null
}

# The flags in $1 with every -lNAME as the archive of that name.
archives() {
    printf '%s' "$1" | sed -E 's/(^| )-l([A-Za-z0-9_]+)/\1-l:lib\2.a/g'
}

# library <name for people> <pkg-config modules> <flags without pkg-config> <header> <function>
# Sets cflags and libs; notes the name in $missing where nothing works.
library() {
    cflags='' libs=$3
    if $PKG_CONFIG --exists "$2" 2>/dev/null; then
        cflags=$($PKG_CONFIG --cflags "$2")
        libs=$($PKG_CONFIG --libs "$2")
    fi
    if ! links "$5" "$4" "$cflags $libs"; then
        missing="$missing $1"
        sed "s/^/  $1: /" "$scratch/log" | head -3 >>"$scratch/why"
    elif [ "$LINKING" = static ] && links "$5" "$4" "$cflags $(archives "$libs")"; then
        # Each shared library costs a fifth of the time that the program takes to start.
        libs=$(archives "$libs")
    fi
    all_cflags="$all_cflags $cflags"
    all_libs="$all_libs $libs"
}

# An mbedTLS beside the system's: its static libraries where there are any, else the shared ones with their place noted in the program.
mbedtls_at() {
    for folder in "$1/lib" "$1/lib64"; do
        if [ -e "$folder/libmbedcrypto.a" ]; then
            libs="$folder/libmbedcrypto.a"
            break
        fi
        libs="-L$folder -Wl,-rpath,$folder -lmbedcrypto"
        [ ! -e "$folder/libmbedcrypto.so" ] || break
    done
    cflags="-isystem $1/include"
    if ! links mbedtls_rsa_private mbedtls/rsa.h "$cflags $libs"; then
        missing="$missing mbedTLS(in:$1)"
        sed "s/^/  mbedTLS: /" "$scratch/log" | head -3 >>"$scratch/why"
    fi
    all_cflags="$all_cflags $cflags"
    all_libs="$all_libs $libs"
}

if ! command -v "${CC%% *}" >/dev/null 2>&1; then
    echo "No C compiler: \`${CC%% *}' is not there. \`make deps' installs one ($("$here/deps.sh" --command build))." >&2
    exit 1
fi

all_cflags='' all_libs=''
: >"$scratch/why"
library libyaml yaml-0.1 -lyaml yaml.h yaml_parser_initialize
library libsodium libsodium -lsodium sodium.h sodium_init
library cJSON libcjson -lcjson cjson/cJSON.h cJSON_CreateObject
if [ "$LIBCURL" = linked ]; then
    tls=-lmbedcrypto
    [ "$CRYPTO" != openssl ] || tls='-lssl -lcrypto'
    library libcurl libcurl "-lcurl $tls" curl/curl.h curl_easy_init
fi
if [ "$CRYPTO" = openssl ]; then
    library 'OpenSSL(3.0)' libcrypto -lcrypto openssl/evp.h EVP_PKEY_dup
elif [ -n "$MBEDTLS_PREFIX" ]; then
    mbedtls_at "$MBEDTLS_PREFIX"
else
    library mbedTLS mbedcrypto -lmbedcrypto mbedtls/rsa.h mbedtls_rsa_private
fi

# A libcurl that is loaded where it is needed (remote/curl_library.h): of what is installed here the build takes the headers alone.
if [ "$LIBCURL" = loaded ]; then
    curl=$($PKG_CONFIG --cflags libcurl 2>/dev/null || true)
    if ! (CPPFLAGS="$CPPFLAGS $curl" && defines curl/curl.h CURLINC_CURL_H); then
        missing="$missing libcurl"
    fi
    all_cflags="$all_cflags $curl"
fi
# Where the C library has no dlopen() of its own, as glibc's had none until 2.34.
links dlopen dlfcn.h '' || all_libs="$all_libs -ldl"

# The sandbox (cmd/sandbox.h) is Linux's. libseccomp makes its filter during the build, here, and is no part of the program.
filter='' seccomp=
if [ "$SANDBOX" = yes ] && defines stdlib.h __linux__; then
    seccomp=$($PKG_CONFIG --cflags --libs libseccomp 2>/dev/null || echo -lseccomp)
    if (CC=${BUILD_CC:-$CC} CPPFLAGS='' LDFLAGS='' && links seccomp_export_bpf seccomp.h "$seccomp"); then
        filter=sandbox_filter
    else
        missing="$missing libseccomp(or:SANDBOX=no)"
        sed 's/^/  libseccomp: /' "$scratch/log" | head -3 >>"$scratch/why"
    fi
fi
if [ -n "$missing" ]; then
    {
        echo "Missing libraries:$missing"
        cat "$scratch/why"
        echo "\`make deps' installs them ($("$here/deps.sh" --command build))."
    } >&2
    exit 1
fi

warnings='-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes -Wmissing-prototypes -Wcast-qual
    -Wformat=2 -Wvla -Wswitch-enum -Wnull-dereference -Wlogical-op -Wduplicated-cond -Wjump-misses-init -Wuse-after-free=3
    -Wstack-usage=16384'
hardening='-fstack-protector-strong -fstack-clash-protection -fcf-protection=full -fPIE -ftrivial-auto-var-init=zero
    -fzero-call-used-regs=used-gpr'
# For MODE=asan, beside address and undefined: what clang alone has. C defines some of it, but who means it says so in the list.
sanitizers="-fsanitize=integer,implicit-conversion,nullability -fsanitize-ignorelist=$here/sanitizers.ignored"
hardened_linking='-pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack'

# What takes the place of the C library's own. base/zfree.c stands on names that only glibc has; for others on Linux, musl, base/zheap.c is
# an allocator, and base/memory.c is faster.
replaced=
if defines stdlib.h __GLIBC__; then
    replaced=zfree
elif defines stdlib.h __linux__; then
    replaced='zheap memory'
else
    echo "This C library is neither glibc nor one of Linux: what the libraries free will not be wiped." >&2
fi

cat <<END
REPLACED := $replaced
FILTER := $filter
SECCOMP := $seccomp
WARNINGS := $(accepted "$warnings" -c)
HARDENING := $(accepted "$hardening" -c)
SANITIZERS := $(accepted "$sanitizers" -c)
HARDENED_LINKING := $(accepted "$hardened_linking")
LIBRARY_CFLAGS :=$all_cflags
LIBRARIES := $(accepted -pthread)$all_libs
END
